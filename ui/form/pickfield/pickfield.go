// Package pickfield is a field of a huh form that picks one thing or many by
// name, out of a list that comes in cursor pages.
//
// It promises: it outlives the form around it, so that a form rebuilt for a
// new size keeps what was loaded and typed; it asks only when Need is called
// and only while it has the focus (names of picks excepted); one question is
// under way at a time, and an answer to an older one is dropped; a failure
// keeps the rows and the picks; an ID that is typed or pasted is taken as it
// is; its Error is always nil, because huh traps people in fields that have
// one: faults are shown with SetFault. It imports api/resolve, huh, keymap, theme,
// ui/host, ui/text and ui/part; never a screen, never the client.
package pickfield

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Item is one thing to pick. Without a Name the end of its ID is shown.
type Item struct {
	ID     string
	Name   text.Safe
	Detail text.Safe
}

// Load reads one page: the things whose name holds query (all for ""), from
// the cursor on ("" is the first page). next is "" after the last page.
type Load func(ctx context.Context, query, cursor string) (items []Item, next string, err error)

// Get reads one thing by its ID.
type Get func(ctx context.Context, id string) (Item, error)

// Options make a field. Title, Load, Ctx, Owner, Keys, Styles and Value are needed.
type Options struct {
	Key         string // wire name, for GetKey
	Title       text.Safe
	Description text.Safe // one line; gives way to a fault or a note
	Empty       text.Safe // what to do when there is nothing to pick from; "" for a plain sentence
	None        text.Safe // said while nothing is picked; "" for a plain sentence
	Many        bool      // several may be picked; their order is kept
	Zoom        bool      // with the focus, it takes the room of the whole group
	Narrows     bool      // Load heeds its query; else it is always asked with ""
	Load        Load
	Get         Get               // nil: IDs are not looked up
	IsID        func(string) bool // tells IDs of a kind that api/resolve does not know; nil: there are none
	Value       *[]Item           // the picks; at most one unless Many
	Owner       uint64            // the screen that answers are addressed to
	Ctx         context.Context
	After       func(time.Duration, tea.Msg) tea.Cmd // nil: what is typed is asked for at once
	Keys        keymap.Map
	Styles      *theme.Styles
}

// Field is the field. Make one with New, keep it, and put it into every form
// that is built anew.
type Field struct {
	o      Options
	st     *theme.Styles
	look   *huh.Theme
	list   *part.Picker
	w, h   int
	focus  bool
	picked bool // the last key ended the picking
	fault  text.Safe
	note   text.Safe // about a pasted ID

	items  []Item
	at     map[string]int // index by ID
	all    *listing       // without a query
	hits   map[string]*listing
	gen    int
	busy   bool
	cancel context.CancelFunc
	err    error
	ripe   string // the query that has rested long enough to be asked
	wait   string // the query whose rest is under way
	pasted string // the query that was pasted whole
	named  map[string]bool
	looks  int // names that are being asked for
	cache  string
	dirty  bool
}

// New makes a field.
func New(o Options) *Field {
	f := &Field{o: o, st: o.Styles, look: o.Styles.Form(), w: 80, h: 12, named: map[string]bool{}}
	f.list = part.NewPicker(o.Styles, o.Keys)
	f.Reset(o.Load, o.Get)
	return f
}

// Reset forgets what was loaded, for instance because the list is now another
// dataset's. The picks stay; the screen clears them where they no longer fit.
func (f *Field) Reset(load Load, get Get) {
	f.stop()
	f.o.Load, f.o.Get = load, get
	f.items, f.at = nil, map[string]int{}
	f.all, f.hits = &listing{}, map[string]*listing{}
	f.err, f.note, f.ripe = nil, "", ""
	f.sought("")
}

// Picked gives the picks in the order they were made.
func (f *Field) Picked() []Item { return slices.Clone(*f.o.Value) }

// IDs gives the IDs of the picks.
func (f *Field) IDs() []string {
	out := make([]string, len(*f.o.Value))
	for i, x := range *f.o.Value {
		out[i] = x.ID
	}
	return out
}

// Done reports, once, that the last key picked the one thing: the form may go
// to its next field.
func (f *Field) Done() bool {
	was := f.picked
	f.picked = false
	return was
}

// SetFault shows what is wrong with the picks, in place of the description; ""
// takes it away.
func (f *Field) SetFault(s text.Safe) { f.fault, f.dirty = s, true }

// Fault is what SetFault was given.
func (f *Field) Fault() text.Safe { return f.fault }

// Focused reports whether keys come here.
func (f *Field) Focused() bool { return f.focus }

// Typed is what has been typed to find, "" for nothing.
func (f *Field) Typed() string { return f.list.Query() }

// Restyle is to be called when the values of the styles have changed. huh's themes are not listened to.
func (f *Field) Restyle() {
	f.look, f.dirty = f.st.Form(), true
	f.relist()
}

// Changed is to be called when the value was changed from outside.
func (f *Field) Changed() { f.relist() }

// Close ends what is under way.
func (f *Field) Close() { f.stop() }

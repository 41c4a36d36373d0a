package pickfield

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/resolve"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// rest is how long typing must rest before the server is asked.
const rest = 200 * time.Millisecond

// longestQuery is what the server takes as a name filter (contract section 3, Filters).
const longestQuery = 255

// listing is how far one list of pages has been read.
type listing struct {
	started, done bool
	cursor        string
	seen          map[string]bool
}

// turn notes where the next page begins. A cursor that came before ends the list.
func (l *listing) turn(next string) {
	l.started = true
	if next == "" || l.seen[next] {
		l.done = true
		return
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	l.seen[next] = true
	l.cursor = next
}

// Answer is what comes back to the field. It is addressed to the screen, which
// calls Deliver in its Update and then Need.
type Answer struct {
	to    *Field
	kind  kind
	gen   int
	query string
	items []Item
	next  string
	err   error
}

type kind int

const (
	page   kind = iota // one page of the list
	rested             // typing has rested
	looked             // one thing by its ID, the ID in query
)

// Addr is the screen that owns the field.
func (a Answer) Addr() uint64 { return a.to.o.Owner }

// Deliver hands the answer to its field. A late one changes nothing.
func (a Answer) Deliver() { a.to.take(a) }

// Need gives what the field wants to ask now, nil for nothing. Call it at the
// end of every Update of the screen, for every field that is on show.
func (f *Field) Need() tea.Cmd {
	f.adopt() // the owner may have picked something that is on the list already
	return tea.Batch(f.lookUp(), f.ask())
}

// stop cancels the page under way; its answer will be late.
func (f *Field) stop() {
	f.gen++
	f.busy = false
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
}

// ask begins to read the page that is wanted, if any.
func (f *Field) ask() tea.Cmd {
	if !f.focus || f.o.Load == nil || f.err != nil {
		return nil
	}
	q := f.serverQuery()
	if q != "" && q != f.ripe {
		return f.ripen(q)
	}
	if f.busy || !f.wants() {
		return nil
	}
	l := f.listing(q)
	f.stop()
	var ctx context.Context
	ctx, f.cancel = context.WithCancel(f.o.Ctx)
	f.busy = true
	f.relist()
	load, a, cursor := f.o.Load, Answer{to: f, kind: page, gen: f.gen, query: q}, l.cursor
	return func() tea.Msg {
		a.items, a.next, a.err = load(ctx, a.query, cursor)
		return a
	}
}

// ripen waits until typing rests before a new query is asked.
func (f *Field) ripen(q string) tea.Cmd {
	if f.o.After == nil {
		f.stop()
		f.ripe = q
		return f.ask()
	}
	if f.wait == q {
		return nil
	}
	f.wait = q
	return f.o.After(rest, Answer{to: f, kind: rested, query: q})
}

// wants reports whether another page would help: the first one, or the next
// one when the selection is near the end of what is loaded.
func (f *Field) wants() bool {
	l := f.listing(f.serverQuery())
	if l.done || f.byID() != "" && l.started {
		return false
	}
	f.list.SetState(part.PickerState{More: true})
	wants := !l.started || f.list.WantsMore()
	f.state()
	return wants
}

// listing is the list that answers a query.
func (f *Field) listing(q string) *listing {
	if q == "" {
		return f.all
	}
	l := f.hits[q]
	if l == nil {
		l = &listing{}
		f.hits[q] = l
	}
	return l
}

// serverQuery is what the server is to narrow by: the longest word typed. It
// is "" when everything is here already, or when Load does not narrow.
func (f *Field) serverQuery() string {
	if !f.o.Narrows || f.all.done || f.byID() != "" {
		return ""
	}
	longest := ""
	for _, w := range strings.Fields(f.list.Query()) {
		if len(w) > len(longest) {
			longest = w
		}
	}
	if r := []rune(longest); len(r) > longestQuery {
		longest = string(r[:longestQuery])
	}
	return strings.ToLower(longest)
}

// byID is the ID that was typed, or "". What only Options.IsID takes for one
// may as well be words: it counts when it was pasted or is in the list.
func (f *Field) byID() string {
	id := strings.TrimSpace(f.list.Query())
	if id == "" || f.noID(id) {
		return ""
	}
	if _, listed := f.at[id]; listed || resolve.IsID(id) || f.pasted == f.list.Query() {
		return id
	}
	return ""
}

// looksMost is how many names are asked for at the same time.
const looksMost = 4

// lookUp asks for the names of picks that have none yet, once for each ID and
// a few at a time.
func (f *Field) lookUp() tea.Cmd {
	if f.o.Get == nil {
		return nil
	}
	var cmds []tea.Cmd
	for _, x := range *f.o.Value {
		if x.Name != "" || x.ID == "" || f.named[x.ID] {
			continue
		}
		if f.looks >= looksMost {
			break
		}
		f.looks++
		f.named[x.ID] = true
		ctx, get, a := f.o.Ctx, f.o.Get, Answer{to: f, kind: looked, query: x.ID}
		cmds = append(cmds, func() tea.Msg {
			x, err := get(ctx, a.query)
			a.items, a.err = []Item{x}, err
			return a
		})
	}
	return tea.Batch(cmds...)
}

func (f *Field) take(a Answer) {
	f.dirty = true
	switch a.kind {
	case rested:
		f.rested(a)
	case looked:
		f.looked(a)
	case page:
		f.paged(a)
	}
}

func (f *Field) rested(a Answer) {
	if a.query != f.wait {
		return
	}
	f.wait = ""
	if a.query == f.serverQuery() {
		f.stop()
		f.ripe = a.query
	}
}

func (f *Field) looked(a Answer) {
	f.looks--
	for i, x := range *f.o.Value {
		if x.ID != a.query || x.Name != "" {
			continue
		}
		if a.err == nil {
			a.items[0].ID = x.ID
			(*f.o.Value)[i] = a.items[0]
			f.note = ""
		} else if !host.Canceled(a.err) {
			f.note = text.Concat(text.Lit("This ID could not be looked up: "), host.Reason(a.err))
		}
	}
	f.relist()
}

func (f *Field) paged(a Answer) {
	if a.gen != f.gen || !f.busy {
		return
	}
	f.stop()
	if a.err != nil {
		if !host.Canceled(a.err) {
			f.err = a.err
		}
		f.relist()
		return
	}
	f.listing(a.query).turn(a.next)
	for _, x := range a.items {
		if _, twice := f.at[x.ID]; !twice {
			f.at[x.ID] = len(f.items)
			f.items = append(f.items, x)
		}
	}
	f.adopt()
	f.relist()
}

// adopt gives picks without a name the name that has come along.
func (f *Field) adopt() {
	for i, x := range *f.o.Value {
		if at, ok := f.at[x.ID]; ok && x.Name == "" {
			(*f.o.Value)[i] = f.items[at]
			f.dirty = true
		}
	}
}

// again asks anew: after a failure for the same page, else for everything.
func (f *Field) again() {
	if f.err == nil {
		f.stop()
		f.items, f.at = nil, map[string]int{}
		f.all, f.hits = &listing{}, map[string]*listing{}
	}
	f.err, f.note = nil, ""
	clear(f.named)
	f.relist()
}

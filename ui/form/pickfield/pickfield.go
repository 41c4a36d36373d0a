// Package pickfield is a field of a huh form that picks one thing or many by
// name, out of a list that comes in cursor pages.
//
// It promises: it outlives the form around it, so that a form rebuilt for a
// new size keeps what was loaded and typed; it asks only when Load is called
// and only while it has the focus (names of picks excepted); faults are shown
// with SetFault. It imports api, huh, keymap, theme, ui/host, ui/part/picker and
// ui/text; never a screen.
package pickfield

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// Options make a field. Title, Source and Value are needed.
type Options struct {
	Key         string // wire name
	Title       text.Safe
	Description text.Safe // one line; gives way to a fault or a note
	Empty       text.Safe // what to do when there is nothing to pick from; "" for a plain sentence
	None        text.Safe // said while nothing is picked; "" for a plain sentence
	Many        bool      // several may be picked; their order is kept
	Source      picker.Source
	Value       *[]api.Ref // the picks; at most one unless Many
}

// Field is the field. Make one with New, keep it, and put it into every form
// that is built anew.
type Field struct {
	options       Options
	env           *host.Env
	styles        *theme.Styles
	theme         *huh.Theme
	list          *picker.Picker
	width, height int
	focused       bool
	justPicked    bool // the last key ended the picking
	fault         text.Safe
	cache         string
	dirty         bool
}

// New makes a field of a screen, which gets the answers.
func New(env *host.Env, owner *host.Owner, options Options) *Field {
	field := &Field{options: options, env: env, styles: env.Styles, theme: env.Styles.Form(), width: 80, height: 12}
	field.list = picker.New(env, owner, options.Source)
	field.list.Marked, field.list.OnChange = field.isPicked, field.changed
	field.list.Relist()
	return field
}

// changed follows what has come: picks without a name take the one they have,
// and the field is drawn again.
func (f *Field) changed() {
	f.dirty = true
	for i, pick := range *f.options.Value {
		if item, ok := f.list.Item(pick.ID); ok && pick.Name == "" {
			(*f.options.Value)[i] = item.Ref()
		}
	}
}

// Reset forgets what was loaded, for instance because the list is now another
// dataset's. The picks stay; the screen clears them where they no longer fit.
func (f *Field) Reset(source picker.Source) { f.list.Reset(source) }

// Picked gives the picks in the order they were made.
func (f *Field) Picked() []api.Ref { return slices.Clone(*f.options.Value) }

// Done reports, once, that the last key picked the one thing: the form may go
// to its next field.
func (f *Field) Done() bool {
	was := f.justPicked
	f.justPicked = false
	return was
}

// SetFault shows what is wrong with the picks, in place of the description; ""
// takes it away.
func (f *Field) SetFault(fault text.Safe) { f.fault, f.dirty = fault, true }

// Restyle is to be called when the values of the styles have changed. huh's themes are not listened to.
func (f *Field) Restyle() {
	f.theme = f.styles.Form()
	f.list.Relist()
}

// Changed is to be called when the value was changed from outside.
func (f *Field) Changed() { f.list.Relist() }

// Load gives what the field wants to ask now, nil for nothing. Call it at the
// end of every Update of the screen, for every field that is on show.
func (f *Field) Load() tea.Cmd {
	f.changed() // the owner may have picked something that is on the list already
	var unnamed []string
	for _, pick := range *f.options.Value {
		if pick.Name == "" && pick.ID != "" {
			unnamed = append(unnamed, pick.ID)
		}
	}
	names := f.list.LookUp(unnamed)
	if !f.focused {
		return names
	}
	return tea.Batch(names, f.list.Load())
}

// FailInFlight is to be called when a command has ended without its answer.
func (f *Field) FailInFlight() { f.list.FailInFlight() }

// Close ends what is under way.
func (f *Field) Close() { f.list.Close() }

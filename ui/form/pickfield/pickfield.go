// Package pickfield is a field of a huh form that picks one or several items by
// name from a list with cursor pages.
//
// It promises: the field outlives the form around it, so that a form rebuilt for
// another size keeps what was loaded and typed; it sends requests only through
// Load and only while it has the focus (except for the names of picks); faults are
// shown with SetFault.
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

// Options configures a field. Title, Source and Value are required.
type Options struct {
	Key         string // wire name
	Title       text.Safe
	Description text.Safe // one line; replaced by a fault or a note
	Empty       text.Safe // what to do when the list is empty; "" for a default
	None        text.Safe // shown while nothing is picked; "" for a default
	Many        bool      // several items can be picked; their order is kept
	Source      picker.Source
	Value       *[]api.Ref // the picks; at most one unless Many
}

// Field is the field. Create it once with New and use it in every rebuilt form.
type Field struct {
	options       Options
	env           *host.Env
	styles        *theme.Styles
	theme         *huh.Theme
	list          *picker.Picker
	width, height int
	shares        bool // it leaves room for the other fields of its group
	focused       bool
	justPicked    bool // the last key picked an item and Many is off
	fault         text.Safe
	cache         string
	dirty         bool
}

// New creates a field. owner, its screen, receives the results.
func New(env *host.Env, owner *host.Owner, options Options) *Field {
	field := &Field{options: options, env: env, styles: env.Styles, theme: env.Styles.Form(), width: 80, height: 12}
	field.list = picker.New(env, owner, options.Source)
	field.list.Marked, field.list.OnChange = field.isPicked, field.changed
	field.list.Relist()
	return field
}

// changed sets the names of picks that are in the list now, and marks the field
// for rendering.
func (f *Field) changed() {
	f.dirty = true
	for i, pick := range *f.options.Value {
		if item, ok := f.list.Item(pick.ID); ok && pick.Name == "" {
			(*f.options.Value)[i] = item.Ref()
		}
	}
}

// Reset clears what was loaded and sets another source, for instance for another
// dataset. The picks are kept; the screen clears them if they no longer fit.
func (f *Field) Reset(source picker.Source) { f.list.Reset(source) }

// Picked returns the picks in the order they were made.
func (f *Field) Picked() []api.Ref { return slices.Clone(*f.options.Value) }

// Done reports, once, that the last key picked the only item: the form can move to
// the next field.
func (f *Field) Done() bool {
	picked := f.justPicked
	f.justPicked = false
	return picked
}

// SetFault shows a fault instead of the description; "" removes it.
func (f *Field) SetFault(fault text.Safe) { f.fault, f.dirty = fault, true }

// Restyle must be called when the styles have changed. Themes set by huh are ignored.
func (f *Field) Restyle() {
	f.theme = f.styles.Form()
	f.list.Relist()
}

// Changed must be called after Value was changed from outside.
func (f *Field) Changed() { f.list.Relist() }

// Load returns the command for what the field needs, or nil. Call it at the end of
// every Update of the screen, for every visible field.
func (f *Field) Load() tea.Cmd {
	f.changed() // the owner may have picked an item that is already in the list
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

// FailInFlight must be called when a command has ended without a result.
func (f *Field) FailInFlight() { f.list.FailInFlight() }

// Close cancels the running requests.
func (f *Field) Close() { f.list.Close() }

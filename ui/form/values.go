package form

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/form/draft"
	"ax-tui/ui/text"
)

// holder is the form of a Draft, which keeps values without knowing their type: it is
// compiled once for all forms.
type holder interface {
	get() any
	differs(values any) bool
	restore(values any) tea.Cmd
	about(values any) text.Safe
	// load reads a draft, in a command.
	load(store Drafts, kind string) (draft.Info, any, error)
}

// valuesOf is a form with values of a type.
type valuesOf[T any] struct{ form DraftForm[T] }

func (v *valuesOf[T]) get() any                   { return v.form.Values() }
func (v *valuesOf[T]) differs(values any) bool    { return v.form.Differs(values.(T)) }
func (v *valuesOf[T]) restore(values any) tea.Cmd { return v.form.Restore(values.(T)) }
func (v *valuesOf[T]) about(values any) text.Safe { return v.form.About(values.(T)) }

func (v *valuesOf[T]) load(store Drafts, kind string) (draft.Info, any, error) {
	var values T
	info, err := store.Load(kind, &values)
	return info, values, err
}

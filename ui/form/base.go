package form

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Base is what the screens that are forms share: their owner, their room, the
// form with its lists and its draft, and the frame that was drawn last. A T is
// what the draft holds. Embed it.
type Base[T any] struct {
	host.Owner
	Frame
	Form   *Form // nil until all is known that it opens with
	Draft  *Draft[T]
	Ready  bool // the values are known: the form may be made
	Hidden bool // another screen covers this one
	Dirty  bool // what was drawn last is out of date

	lists  []*pickfield.Field // they outlive the form
	build  func(at int)
	render func() string
	cache  string
}

// NewBase starts an owner under the session's context. build makes the form over
// the values, with the focus on a field; draw draws the screen.
func NewBase[T any](env *host.Env, frame Frame, build func(at int), draw func() string) Base[T] {
	frame.Styles = env.Styles
	return Base[T]{Owner: host.NewOwner(env), Frame: frame, Dirty: true, build: build, render: draw}
}

// NewList makes a field that picks. It lives as long as the screen.
func (b *Base[T]) NewList(env *host.Env, options pickfield.Options) *pickfield.Field {
	field := pickfield.New(env, &b.Owner, options)
	b.lists = append(b.lists, field)
	return field
}

// View draws exactly the height it was given.
func (b *Base[T]) View() string {
	if b.Width <= 0 || b.Height <= 0 {
		return ""
	}
	if b.Dirty {
		b.cache, b.Dirty = b.render(), false
	}
	return b.cache
}

// SetSize makes the form anew for another size.
func (b *Base[T]) SetSize(width, height int) {
	if b.Resize(width, height) {
		b.Refit()
	}
}

// Restyle makes everything again that keeps what was drawn.
func (b *Base[T]) Restyle() {
	for _, field := range b.lists {
		field.Restyle()
	}
	b.Refit()
}

// Refit makes the form anew with the focus where it is.
func (b *Base[T]) Refit() {
	at := 0
	if b.Form != nil {
		at = b.Form.At()
	}
	b.Rebuild(at)
}

// Rebuild makes the huh form anew over the values: it takes neither another
// size, nor other styles, nor other fields afterwards.
func (b *Base[T]) Rebuild(at int) {
	if b.Dirty = true; b.Ready && b.Width > 0 && b.Height > 0 {
		b.build(at)
	}
}

// FocusedList is the list that has the focus, nil for none.
func (b *Base[T]) FocusedList() *pickfield.Field {
	if b.Form == nil {
		return nil
	}
	return b.Form.Focused().PickField()
}

// LoadList is what the list that has the focus wants to read now.
func (b *Base[T]) LoadList() tea.Cmd {
	if field := b.FocusedList(); field != nil && !b.Hidden {
		return field.Load()
	}
	return nil
}

// FailInFlight takes in that a command has ended without its answer, and gives what to
// tell about a request that was on its way, "" for none.
func (b *Base[T]) FailInFlight() text.Safe {
	b.Dirty = true
	for _, field := range b.lists {
		field.FailInFlight()
	}
	return b.Draft.FailInFlight()
}

// Why has no words.
func (b *Base[T]) Why(keymap.Action) text.Safe { return "" }

// Typing is true while there is a form: its fields want every key.
func (b *Base[T]) Typing() bool { return b.Form != nil }

// Hide stops the lists; answers under way are still taken.
func (b *Base[T]) Hide() { b.Hidden = true }

// Keep puts on disk what was typed last.
func (b *Base[T]) Keep() tea.Cmd { return b.Draft.Flush() }

// Close ends everything under way but a request that was sent.
func (b *Base[T]) Close() {
	for _, field := range b.lists {
		field.Close()
	}
	b.Owner.Close()
}

package form

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Base holds what form screens share: the owner, the size, the form with its
// lists and draft, and the cached frame. Embed it.
type Base struct {
	host.Owner
	Frame
	Form   *Form // nil until its initial values are loaded
	Draft  *Draft
	Ready  bool // the values are loaded: the form can be built
	Hidden bool // another screen covers this one
	Dirty  bool // the cached frame is out of date

	lists  []*pickfield.Field // reused when the form is rebuilt
	build  func(at int)
	render func() string
	cache  string
}

// NewBase starts an owner under the session's context. build creates the form
// with the focus on the given field; draw renders the screen.
func NewBase(env *host.Env, frame Frame, build func(at int), draw func() string) Base {
	frame.Styles = env.Styles
	return Base{Owner: host.NewOwner(env), Frame: frame, Dirty: true, build: build, render: draw}
}

// NewList creates a pick field. It lives as long as the screen.
func (b *Base) NewList(env *host.Env, options *pickfield.Options) *pickfield.Field {
	field := pickfield.New(env, &b.Owner, *options)
	b.lists = append(b.lists, field)
	return field
}

// View renders exactly the height that was set.
func (b *Base) View() string {
	if b.Width <= 0 || b.Height <= 0 {
		return ""
	}
	if b.Dirty {
		b.cache, b.Dirty = b.render(), false
	}
	return b.cache
}

// SetSize rebuilds the form when the size changes.
func (b *Base) SetSize(width, height int) {
	if b.Resize(width, height) {
		b.Refit()
	}
}

// Restyle rebuilds everything that caches rendered output.
func (b *Base) Restyle() {
	for _, field := range b.lists {
		field.Restyle()
	}
	b.Refit()
}

// Refit rebuilds the form and keeps the focus.
func (b *Base) Refit() {
	at := 0
	if b.Form != nil {
		at = b.Form.At()
	}
	b.Rebuild(at)
}

// Rebuild creates a new huh form over the same values, since the size, styles
// and fields of a huh form cannot be changed.
func (b *Base) Rebuild(at int) {
	if b.Dirty = true; b.Ready && b.Width > 0 && b.Height > 0 {
		b.build(at)
	}
}

// FocusedList returns the list that has the focus, or nil.
func (b *Base) FocusedList() *pickfield.Field {
	if b.Form == nil {
		return nil
	}
	return b.Form.Focused().PickField()
}

// LoadList returns the command that loads what the focused list needs, or nil.
func (b *Base) LoadList() tea.Cmd {
	if field := b.FocusedList(); field != nil && !b.Hidden {
		return field.Load()
	}
	return nil
}

// FailInFlight handles a command that ended without a result. It returns the
// notice for a request that was in flight, "" for none.
func (b *Base) FailInFlight() text.Safe {
	b.Dirty = true
	for _, field := range b.lists {
		field.FailInFlight()
	}
	return b.Draft.FailInFlight()
}

// Why returns "": forms give no reasons.
func (b *Base) Why(keymap.Action) text.Safe { return "" }

// Typing is true while there is a form: its fields get every key.
func (b *Base) Typing() bool { return b.Form != nil }

// Hide stops the lists from loading; results of running requests still arrive.
func (b *Base) Hide() { b.Hidden = true }

// Keep saves the draft.
func (b *Base) Keep() tea.Cmd { return b.Draft.Flush() }

// Close cancels everything that runs, except a request that was sent.
func (b *Base) Close() {
	for _, field := range b.lists {
		field.Close()
	}
	b.Owner.Close()
}

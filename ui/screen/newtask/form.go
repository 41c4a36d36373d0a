package newtask

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// mode is what a field takes.
type mode int

const (
	oneLine mode = iota // text without line breaks
	lines               // text with line breaks
	choice              // one of a few
	picking             // by name, out of pages
	editing             // JSON of any size
	reading             // nothing: a sheet
)

// field is one question of the form.
type field struct {
	key   string // wire name
	which int    // which of several fields of this name
	title text.Safe
	hint  text.Safe // what may be written; "" for none
	mode  mode
	huh   huh.Field
}

// page is the fields of one step: a group of the huh form.
type page struct {
	step   step
	fields []field
}

// form wraps one huh form, a group a step, over the values. huh is spoken to
// directly and its own commands are dropped: no field has a timer, a dynamic
// text or a validator of huh's, so nothing has to come back, shift+tab is
// never trapped, and nothing asks the terminal. A new size or style means a
// new form over the same values; fields that pick or edit live on in it.
type form struct {
	st    *theme.Styles
	pages []page
	huh   *huh.Form
	page  int // group that is shown
	at    int // field of it that has the focus
}

// redraw is a message of ours without meaning, upon which huh paints its group anew.
type redraw struct{}

// soft hides a field's own error from huh, which would not let go of a group
// with one. Faults are judged by the screen.
type soft struct{ huh.Field }

func (s soft) Error() error { return nil }

func (s soft) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := s.Field.Update(m)
	return s, cmd
}

func newForm(st *theme.Styles, pages []page, w, h, at, focus int) *form {
	f := &form{st: st, pages: pages, page: at}
	look := st.Form()
	look.Blurred.TextInput.CursorText = look.Blurred.TextInput.Text // one cursor: that of the field with the focus
	var groups []*huh.Group
	for i, p := range pages {
		list := make([]huh.Field, len(p.fields))
		for j, x := range p.fields {
			// Before the group measures them, lest they measure in huh's own colours.
			list[j] = soft{x.huh.WithTheme(look)}
		}
		groups = append(groups, huh.NewGroup(list...).WithHideFunc(func() bool { return f.page != i }))
	}
	f.huh = huh.NewForm(groups...).
		WithTheme(look).WithKeyMap(formKeys()).WithShowHelp(false).WithShowErrors(false).
		WithWidth(max(w, 1)).WithHeight(max(h, 1))
	f.huh.Init()
	if at > 0 {
		f.huh.NextGroup() // the only one that is not hidden
	}
	f.jump(focus)
	return f
}

// formKeys binds huh to the names of our actions, so that the one key table
// stays the only place that knows keys. Moving between fields is ours.
func formKeys() *huh.KeyMap {
	on := func(a keymap.Action) key.Binding { return key.NewBinding(key.WithKeys(string(a))) }
	return &huh.KeyMap{
		Select: huh.SelectKeyMap{
			Up: on(keymap.Up), Down: on(keymap.Down), Left: on(keymap.Up), Right: on(keymap.Down),
		},
		Text: huh.TextKeyMap{NewLine: on(keymap.Open)},
	}
}

func (f *form) fields() []field { return f.pages[f.page].fields }

func (f *form) focused() field { return f.fields()[f.at] }

func (f *form) last() bool { return f.at == len(f.fields())-1 }

// jump moves the focus to a field of this step.
func (f *form) jump(to int) {
	to = min(max(to, 0), len(f.fields())-1)
	for f.at < to {
		f.huh.NextField()
		f.at++
	}
	for f.at > to {
		f.huh.PrevField()
		f.at--
	}
}

// move moves the focus by one field and round at the ends.
func (f *form) move(by int) {
	n := len(f.fields())
	f.jump((f.at + by + n) % n)
}

// choose hands an action to the focused field. Like write it goes past the
// form, which would paint the whole group; paint does that once.
func (f *form) choose(a keymap.Action) tea.Cmd {
	_, cmd := f.focused().huh.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(string(a))})
	return cmd
}

// write hands a key to the focused field.
func (f *form) write(k tea.KeyMsg) tea.Cmd {
	_, cmd := f.focused().huh.Update(k)
	return cmd
}

// describe sets the line under a field's title, as a fault or as a hint.
func (x field) describe(st *theme.Styles, s text.Safe, fault bool) {
	line := string(s)
	if fault {
		line = st.Error.Render(st.Glyphs.Warn + " " + line)
	}
	switch h := x.huh.(type) {
	case *huh.Input:
		h.Description(line)
	case *huh.Text:
		h.Description(line)
	case *huh.Select[string]:
		h.Description(line)
	case *huh.Select[bool]:
		h.Description(line)
	}
}

// paint lets huh take in what has changed behind it.
func (f *form) paint() { f.huh.Update(redraw{}) }

func (f *form) View() string { return f.huh.View() }

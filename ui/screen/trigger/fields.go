package trigger

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/text"
)

// field is one question of the form.
type field struct {
	key   string // wire name
	title text.Safe
	hint  text.Safe // what may be written; "" for none
	huh   huh.Field
	input *huh.Input       // nil but for a line of text
	pick  *pickfield.Field // nil but for a list to pick from
}

// form wraps one huh form over the values. huh is spoken to directly and its
// commands are dropped: it has no timers, no dynamic texts and no validators
// here, so nothing has to come back, shift+tab is never trapped, and nothing
// asks the terminal. A new size or style means a new form over the same values.
type form struct {
	st     *theme.Styles
	fields []field
	huh    *huh.Form
	at     int // index of the field that has the focus
}

// redraw is a message of ours without meaning, upon which huh paints its group anew.
type redraw struct{}

func newForm(st *theme.Styles, fields []field, w, h, at int) *form {
	f := &form{st: st, fields: fields}
	look := st.Form()
	list := make([]huh.Field, len(fields))
	for i, x := range fields {
		// Before the group measures them, lest they measure in huh's own colours.
		list[i] = x.huh.WithTheme(look)
	}
	f.huh = huh.NewForm(huh.NewGroup(list...)).
		WithTheme(look).WithKeyMap(formKeys()).WithShowHelp(false).WithShowErrors(false).
		WithWidth(max(w, 1)).WithHeight(max(h, 1))
	f.huh.Init()
	f.jump(at)
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
	}
}

func (f *form) focused() field { return f.fields[f.at] }

// typing reports whether the focused field takes text.
func (f *form) typing() bool { return f.focused().input != nil }

func (f *form) last() bool { return f.at == len(f.fields)-1 }

// jump moves the focus to a field.
func (f *form) jump(to int) {
	to = min(max(to, 0), len(f.fields)-1)
	for f.at < to {
		f.huh.NextField()
		f.at++
	}
	for f.at > to {
		f.huh.PrevField()
		f.at--
	}
}

// step moves the focus by one field and round at the ends.
func (f *form) step(by int) {
	f.jump((f.at + by + len(f.fields)) % len(f.fields))
}

// index is where a field stands, by wire name.
func (f *form) index(key string) (int, bool) {
	for i, x := range f.fields {
		if x.key == baseField(key) {
			return i, true
		}
	}
	return 0, false
}

// choose hands an action to the focused field of choices. Like write it goes
// past the form, which would paint the whole group; paint does that once.
func (f *form) choose(a keymap.Action) {
	f.focused().huh.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(string(a))})
}

// write hands a key to the focused field of text.
func (f *form) write(k tea.KeyMsg) { f.focused().huh.Update(k) }

// sync shows values that were changed behind the fields; the one being typed
// in is left alone.
func (f *form) sync(v *values) {
	texts := map[string]*string{fStart: &v.start, fEnd: &v.end, fSpans: &v.spans}
	for i, x := range f.fields {
		if p := texts[x.key]; p != nil && i != f.at {
			x.input.Value(p)
		}
		if sel, ok := x.huh.(*huh.Select[string]); ok {
			sel.Value(&v.preset)
		}
	}
}

// settle takes an ID that was typed into the focused list and not yet taken.
func (f *form) settle() {
	if p := f.focused().pick; p != nil {
		p.Blur()
		p.Focus()
	}
}

// choice reports whether the focused field is one of a few.
func (f *form) choice() bool { return f.focused().input == nil && f.focused().pick == nil }

// hidden counts the fields that are not in view in full, above and below.
func (f *form) hidden(h int) (above, below int) {
	if p := f.focused().pick; p != nil && p.Zoom() {
		return f.at, len(f.fields) - 1 - f.at
	}
	ends, top := make([]int, len(f.fields)), 0
	for i, x := range f.fields {
		if i == f.at {
			top = ends[max(i-1, 0)]
		}
		ends[i] = ends[max(i-1, 0)] + lipgloss.Height(x.huh.View())
	}
	top = min(top, max(ends[len(ends)-1]-h, 0))
	for i := range ends {
		switch start := ends[i] - lipgloss.Height(f.fields[i].huh.View()); {
		case start < top:
			above++
		case ends[i] > top+h:
			below++
		}
	}
	return above, below
}

// describe sets the line under a field's title, as a fault or as a hint.
func (x field) describe(st *theme.Styles, s text.Safe, fault bool) {
	if x.pick != nil {
		if !fault {
			s = "" // it has its own hint
		}
		x.pick.SetFault(s)
		return
	}
	line := string(s)
	if fault {
		line = st.Error.Render(st.Glyphs.Warn + " " + line)
	}
	switch h := x.huh.(type) {
	case *huh.Input:
		h.Description(line)
	case *huh.Select[string]:
		h.Description(line)
	case *huh.Select[bool]:
		h.Description(line)
	}
}

// paint lets huh take in what was described.
func (f *form) paint() { f.huh.Update(redraw{}) }

func (f *form) View() string { return f.huh.View() }

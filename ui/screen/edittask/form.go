package edittask

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form/jsonfield"
	"ax-tui/ui/text"
)

// fieldMode is what keys mean in a field.
type fieldMode int

const (
	oneLine fieldMode = iota // letters and motions within the line are its own
	choice                   // up and down choose
	writing                  // everything that moves is its own
)

// field is one question of the form.
type field struct {
	key   string // wire name
	title text.Safe
	hint  text.Safe
	mode  fieldMode
	huh   huh.Field
}

// gives reports whether the field leaves a key, and the action it stands for, to the form.
func (f field) gives(a keymap.Action, k tea.KeyMsg) bool {
	switch f.mode {
	case oneLine:
		return a != keymap.Up && a != keymap.Down
	case writing:
		return !f.huh.(*jsonfield.Field).Uses(k)
	}
	return true
}

// form wraps one huh form over the values. It takes neither another size nor
// other styles afterwards: those mean a new form over the same values. huh's
// own commands are dropped; the fields here need none of them.
type form struct {
	fields []field
	huh    *huh.Form
	at     int
}

// redraw is a message of ours without meaning, upon which huh paints its group anew.
type redraw struct{}

func newForm(st *theme.Styles, fields []field, w, h, at int) *form {
	f := &form{fields: fields}
	look := st.Form()
	all := make([]huh.Field, len(fields))
	for i, x := range fields {
		all[i] = x.huh.WithTheme(look)
	}
	f.huh = huh.NewForm(huh.NewGroup(all...)).
		WithTheme(look).WithKeyMap(formKeys()).WithShowHelp(false).WithShowErrors(false).
		WithWidth(max(w, 1)).WithHeight(max(h, 1))
	f.huh.Init()
	f.jump(at)
	return f
}

// formKeys binds huh to the names of our actions, so that the one key table
// stays the only place that knows keys.
func formKeys() *huh.KeyMap {
	on := func(a keymap.Action) key.Binding { return key.NewBinding(key.WithKeys(string(a))) }
	return &huh.KeyMap{Select: huh.SelectKeyMap{
		Up: on(keymap.Up), Down: on(keymap.Down), Left: on(keymap.Up), Right: on(keymap.Down),
	}}
}

func (f *form) focused() field { return f.fields[f.at] }
func (f *form) last() bool     { return f.at == len(f.fields)-1 }

// jump moves the focus to a field.
func (f *form) jump(to int) {
	to = min(max(to, 0), len(f.fields)-1)
	for ; f.at < to; f.at++ {
		f.huh.NextField()
	}
	for ; f.at > to; f.at-- {
		f.huh.PrevField()
	}
}

// step moves the focus by one field and round at the ends.
func (f *form) step(by int) { f.jump((f.at + by + len(f.fields)) % len(f.fields)) }

// index is where a field stands, by wire name, an index inside it left out.
func (f *form) index(name string) (int, bool) {
	for i, x := range f.fields {
		if x.key == baseField(name) {
			return i, true
		}
	}
	return 0, false
}

// choose hands an action to the focused field of choices.
func (f *form) choose(a keymap.Action) {
	f.focused().huh.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(string(a))})
}

// write hands a key to the focused field, past the form, which paints itself
// in paint.
func (f *form) write(k tea.KeyMsg) tea.Cmd {
	if f.focused().mode == choice {
		return nil
	}
	_, cmd := f.focused().huh.Update(k)
	if f.focused().mode == oneLine {
		return nil // a blinking cursor is all it would ask for
	}
	return cmd
}

// describe sets the line under a field's title, as a fault or as a hint.
func (f field) describe(st *theme.Styles, s text.Safe, fault bool) {
	line := string(s)
	if fault {
		line = st.Error.Render(st.Glyphs.Warn + " " + line)
	}
	switch h := f.huh.(type) {
	case *huh.Input:
		h.Description(line)
	case *huh.Select[bool]:
		h.Description(line)
	}
}

// paint lets huh take in what was described.
func (f *form) paint() { f.huh.Update(redraw{}) }

// rebuild makes the form anew over the values.
func (s *model) rebuild() {
	s.dirty = true
	if s.step == reading || s.w <= 0 || s.h <= 0 {
		return
	}
	at := 0
	if s.form != nil {
		at = s.form.at
	}
	l := s.layout()
	s.form = newForm(s.st, s.questions(l), l.formW, l.formH, at)
	if len(s.faults) > 0 {
		s.show(s.faults[0].Field)
	}
	s.describe()
}

// describe words the line under each field: its fault, else its hint.
func (s *model) describe() {
	s.dirty = true
	if s.form == nil {
		return
	}
	for _, x := range s.form.fields {
		line, fault := x.hint, false
		for _, f := range s.faults {
			if baseField(f.Field) == x.key {
				line, fault = text.Clean(f.Message), true
				break
			}
		}
		x.describe(s.st, text.Cut(line, max(s.layout().formW-4, 1)), fault)
	}
	s.form.paint()
}

// questions are the fields for the task over the values.
func (s *model) questions(l layout) []field {
	var out []field
	line := func(key string, title, hint text.Safe, value *string) {
		out = append(out, field{key, title, hint, oneLine, huh.NewInput().Title(string(title)).Value(value)})
	}
	for _, f := range fieldsOf(s.task) {
		switch f {
		case fName:
			line(f, text.Lit("Name"), text.Lit("unique in the space"), &s.vals.name)
		case fSampling:
			line(f, text.Lit("Sampling rate"), text.Lit("0 to 1, or a percentage such as 10 %"), &s.vals.sampling)
		case fFilter:
			line(f, text.Lit("Query filter"), text.Lit("empty: none, every span or row counts"), &s.vals.filter)
		case fFilters:
			line(f, text.Lit("Query filters (JSON)"), text.Lit("one to five, A to E, and their expression; empty: none"), &s.vals.filters)
		case fContinuous:
			title := text.Lit("When")
			sel := huh.NewSelect[bool]().Title(string(title)).Inline(l.compact).Options(
				huh.NewOption("on demand, when a run is started", false),
				huh.NewOption("continuous, as new spans arrive", true)).Value(&s.vals.continuous)
			out = append(out, field{f, title, "", choice, sel})
		case fEvaluators:
			out = s.withText(out, f, text.Lit("Evaluators"), l)
		case fConfig:
			out = s.withText(out, f, text.Lit("Run configuration"), l)
		}
	}
	return out
}

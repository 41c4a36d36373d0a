package form

import (
	"errors"
	"io"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form/jsonfield"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/text"
)

// Mode is what a field takes.
type Mode int

// The modes.
const (
	OneLine Mode = iota // text without line breaks
	Lines               // text with line breaks
	Choice              // one of a few
	Picking             // by name, out of pages: a *pickfield.Field
	Editing             // JSON of any size: a *jsonfield.Field
	Reading             // nothing: a sheet
)

// Field is one question of a form.
type Field struct {
	Key   string // wire name; faults and refusals name it
	Which int    // which of several fields of this name
	Title text.Safe
	Hint  text.Safe // what may be written; "" for none
	Mode  Mode
	Huh   huh.Field
}

// Input asks for a line of text.
func Input(key string, title, hint text.Safe, value *string) Field {
	return Field{Key: key, Title: title, Hint: hint, Mode: OneLine, Huh: huh.NewInput().Title(string(title)).Value(value)}
}

// Text asks for a few lines of text.
func Text(key string, title, hint text.Safe, value *string) Field {
	h := huh.NewText().Title(string(title)).Value(value).Lines(3).CharLimit(0).ExternalEditor(false)
	return Field{Key: key, Title: title, Hint: hint, Mode: Lines, Huh: h}
}

// Select asks for one of a few, which a compact field shows on one line.
func Select[T comparable](key string, title text.Safe, compact bool, value *T, options ...huh.Option[T]) Field {
	h := huh.NewSelect[T]().Title(string(title)).Inline(compact).Options(options...).Value(value)
	return Field{Key: key, Title: title, Mode: Choice, Huh: h}
}

// YesNo asks for one of two.
func YesNo(key string, title text.Safe, compact bool, value *bool, no, yes text.Safe) Field {
	return Select(key, title, compact, value, huh.NewOption(string(no), false), huh.NewOption(string(yes), true))
}

// PickBy asks for something by its name.
func PickBy(key string, title text.Safe, p *pickfield.Field) Field {
	return Field{Key: key, Title: title, Mode: Picking, Huh: p}
}

// Edit asks for a JSON text, h rows high.
func Edit(key string, title text.Safe, e *jsonfield.Field, h int) Field {
	return Field{Key: key, Title: title, Mode: Editing, Huh: e.WithHeight(h)}
}

// Sheet is a field to read. One that zooms takes the room of its whole group.
func Sheet(zoom bool, draw func() string) Field {
	return Field{Mode: Reading, Huh: &sheet{draw: draw, zoom: zoom}}
}

// Pick is the list that the field picks from, nil for another field.
func (x Field) Pick() *pickfield.Field {
	p, _ := x.Huh.(*pickfield.Field)
	return p
}

// leaves reports whether the field leaves a key, and the action it stands for,
// to the form.
func (x Field) leaves(a keymap.Action, k tea.KeyMsg) bool {
	up := a == keymap.Up || a == keymap.Down
	switch x.Mode {
	case OneLine:
		return !up
	case Lines, Picking:
		return !up && a != keymap.Open
	case Editing:
		return !x.Huh.(*jsonfield.Field).Uses(k)
	}
	return true
}

// describe sets the line under a field's title, as a fault or as a hint.
func (x Field) describe(st *theme.Styles, s text.Safe, fault bool) {
	line := string(s)
	if fault {
		line = st.Error.Render(st.Glyphs.Warn + " " + line)
	}
	switch h := x.Huh.(type) {
	case *pickfield.Field:
		if !fault {
			s = "" // it has its own hint
		}
		h.SetFault(s)
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

// unchecked hides a field's own error from huh, which would not let go of a
// group with one. Faults are judged by the screen.
type unchecked struct{ huh.Field }

func (u unchecked) Error() error { return nil }

func (u unchecked) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := u.Field.Update(m)
	return u, cmd
}

// sheet is a huh field to read: it takes no keys and has no value. The screen
// draws it and scrolls it.
type sheet struct {
	draw func() string
	zoom bool
}

var _ huh.Field = (*sheet)(nil)

var errNeedsScreen = errors.New("this field needs its screen")

func (f *sheet) Init() tea.Cmd                            { return nil }
func (f *sheet) Update(tea.Msg) (tea.Model, tea.Cmd)      { return f, nil }
func (f *sheet) View() string                             { return f.draw() }
func (f *sheet) Blur() tea.Cmd                            { return nil }
func (f *sheet) Focus() tea.Cmd                           { return nil }
func (f *sheet) Error() error                             { return nil }
func (f *sheet) Run() error                               { return errNeedsScreen }
func (f *sheet) RunAccessible(io.Writer, io.Reader) error { return errNeedsScreen }
func (f *sheet) Skip() bool                               { return false }
func (f *sheet) Zoom() bool                               { return f.zoom }
func (f *sheet) KeyBinds() []key.Binding                  { return nil }
func (f *sheet) WithTheme(*huh.Theme) huh.Field           { return f }
func (f *sheet) WithAccessible(bool) huh.Field            { return f }
func (f *sheet) WithKeyMap(*huh.KeyMap) huh.Field         { return f }
func (f *sheet) WithWidth(int) huh.Field                  { return f }
func (f *sheet) WithHeight(int) huh.Field                 { return f }
func (f *sheet) WithPosition(huh.FieldPosition) huh.Field { return f }
func (f *sheet) GetKey() string                           { return "" }
func (f *sheet) GetValue() any                            { return nil }

// BaseField takes index and member off a field: "evaluators[2].query_filter"
// is "evaluators".
func BaseField(f string) string {
	f, _, _ = strings.Cut(f, "[")
	f, _, _ = strings.Cut(f, ".")
	return f
}

// Named are the words by which a refusal may speak of these fields: their wire
// names, and those with spaces (see api.FieldsIn).
func Named(fields ...string) map[string]string {
	out := map[string]string{}
	for _, f := range fields {
		out[f], out[strings.ReplaceAll(f, "_", " ")] = f, f
	}
	return out
}

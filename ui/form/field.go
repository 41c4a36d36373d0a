package form

import (
	"errors"
	"io"
	"strconv"
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

// Mode is the kind of input of a field.
type Mode int

// The modes.
const (
	OneLine Mode = iota // text without line breaks
	Lines               // text with line breaks
	Choice              // one of a few options
	Picking             // by name from a paged list: a *pickfield.Field
	Editing             // JSON of any size: a *jsonfield.Field
	Reading             // no input: a sheet
)

// Field is one question of a form.
type Field struct {
	Key   string // wire name, as faults and refusals give it
	Index int    // index among the fields with this key
	Title text.Safe
	Hint  text.Safe // allowed input; "" for no hint
	Mode  Mode
	Huh   huh.Field
}

// Input creates a field for a line of text.
func Input(key string, title, hint text.Safe, value *string) Field {
	return Field{Key: key, Title: title, Hint: hint, Mode: OneLine, Huh: huh.NewInput().Title(string(title)).Value(value)}
}

// Text creates a field for a few lines of text.
func Text(key string, title, hint text.Safe, value *string) Field {
	input := huh.NewText().Title(string(title)).Value(value).Lines(3).CharLimit(0).ExternalEditor(false)
	return Field{Key: key, Title: title, Hint: hint, Mode: Lines, Huh: input}
}

// Select creates a field for one of a few options; a compact one shows a single line.
func Select(key string, title text.Safe, compact bool, value *string, options ...huh.Option[string]) Field {
	return choice(key, title, compact, huh.NewPointerAccessor(value), options...)
}

func choice(key string, title text.Safe, compact bool, value huh.Accessor[string], options ...huh.Option[string]) Field {
	input := huh.NewSelect[string]().Title(string(title)).Inline(compact).Options(options...).Accessor(value)
	return Field{Key: key, Title: title, Mode: Choice, Huh: input}
}

// flag lets a field of texts show and set a bool; huh is compiled again for each type.
type flag struct{ value *bool }

func (f flag) Get() string     { return strconv.FormatBool(*f.value) }
func (f flag) Set(text string) { *f.value = text == strconv.FormatBool(true) }

// YesNo creates a field for one of two options.
func YesNo(key string, title text.Safe, compact bool, value *bool, no, yes text.Safe) Field {
	return choice(key, title, compact, flag{value}, huh.NewOption(string(no), strconv.FormatBool(false)), huh.NewOption(string(yes), strconv.FormatBool(true)))
}

// Pick creates a field that picks by name.
func Pick(key string, title text.Safe, field *pickfield.Field) Field {
	return Field{Key: key, Title: title, Mode: Picking, Huh: adapter{field}}
}

// Edit creates a field for a JSON text, height in rows.
func Edit(key string, title text.Safe, field *jsonfield.Field, height int) Field {
	field.SetHeight(height)
	return Field{Key: key, Title: title, Mode: Editing, Huh: adapter{field}}
}

// Sheet creates a read-only field. With zoom it fills its whole group.
func Sheet(zoom bool, draw func() string) Field {
	return Field{Mode: Reading, Huh: adapter{sheet{render: draw, zoom: zoom}}}
}

// PickField returns the list of a field that picks, nil for other fields.
func (x *Field) PickField() *pickfield.Field {
	own, _ := x.Huh.(adapter)
	field, _ := own.control.(*pickfield.Field)
	return field
}

// leaves reports whether the field leaves a key, and the action it is bound to,
// to the form.
func (x *Field) leaves(action keymap.Action, press tea.KeyMsg) bool {
	up := action == keymap.Up || action == keymap.Down
	switch x.Mode {
	case OneLine:
		return !up
	case Lines, Picking:
		return !up && action != keymap.Open
	case Editing:
		return !x.Huh.(adapter).control.(*jsonfield.Field).Uses(press)
	case Choice, Reading: // nothing is typed
	}
	return true
}

// describe sets the line under a field's title, as a fault or as a hint.
func (x *Field) describe(st *theme.Styles, words text.Safe, fault bool) {
	line := string(words)
	if fault {
		line = st.Error.Render(st.Glyphs.Warn + " " + line)
	}
	if field := x.PickField(); field != nil {
		if !fault {
			words = "" // it has its own hint
		}
		field.SetFault(words)
	}
	switch input := x.Huh.(type) {
	case *huh.Input:
		input.Description(line)
	case *huh.Text:
		input.Description(line)
	case *huh.Select[string]:
		input.Description(line)
	}
}

// unchecked hides a field's own error from huh, which does not let the focus
// leave a group with an error. The screen validates instead.
type unchecked struct{ huh.Field }

func (u unchecked) Error() error { return nil }

func (u unchecked) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := u.Field.Update(msg)
	return u, cmd
}

// control is a field of this program. It renders its own title, hint and faults,
// and its commands go to the screen.
type control interface {
	Update(tea.Msg) tea.Cmd
	View() string
	Focus()
	Blur()
	SetWidth(int)
	SetHeight(int) // in rows, with the focus
	Zoom() bool    // it fills its whole group
}

// adapter makes a control a huh.Field. Its error is always nil: huh keeps the
// focus in fields that have one.
type adapter struct{ control }

var _ huh.Field = adapter{}

var errNeedsScreen = errors.New("this field needs its screen")

func (f adapter) Init() tea.Cmd                            { return nil }
func (f adapter) Update(msg tea.Msg) (tea.Model, tea.Cmd)  { return f, f.control.Update(msg) }
func (f adapter) Blur() tea.Cmd                            { f.control.Blur(); return nil }
func (f adapter) Focus() tea.Cmd                           { f.control.Focus(); return nil }
func (f adapter) Error() error                             { return nil }
func (f adapter) Run() error                               { return errNeedsScreen }
func (f adapter) RunAccessible(io.Writer, io.Reader) error { return errNeedsScreen }
func (f adapter) Skip() bool                               { return false }
func (f adapter) KeyBinds() []key.Binding                  { return nil }
func (f adapter) WithTheme(*huh.Theme) huh.Field           { return f }
func (f adapter) WithAccessible(bool) huh.Field            { return f }
func (f adapter) WithKeyMap(*huh.KeyMap) huh.Field         { return f }
func (f adapter) WithWidth(width int) huh.Field            { f.SetWidth(width); return f }
func (f adapter) WithHeight(height int) huh.Field          { f.SetHeight(height); return f }
func (f adapter) WithPosition(huh.FieldPosition) huh.Field { return f }
func (f adapter) GetKey() string                           { return "" }
func (f adapter) GetValue() any                            { return nil }

// sheet is a read-only control without keys. The screen renders and scrolls it.
type sheet struct {
	render func() string
	zoom   bool
}

func (f sheet) Update(tea.Msg) tea.Cmd { return nil }
func (f sheet) View() string           { return f.render() }
func (f sheet) Blur()                  {}
func (f sheet) Focus()                 {}
func (f sheet) SetWidth(int)           {}
func (f sheet) SetHeight(int)          {}
func (f sheet) Zoom() bool             { return f.zoom }

// BaseField removes index and member from a field name:
// "evaluators[2].query_filter" becomes "evaluators".
func BaseField(field string) string {
	field, _, _ = strings.Cut(field, "[")
	field, _, _ = strings.Cut(field, ".")
	return field
}

// FieldNames maps the names that a refusal may use for these fields to their wire
// names: the wire name itself, and the same with spaces (see api.FieldsIn).
func FieldNames(fields ...string) map[string]string {
	out := map[string]string{}
	for _, field := range fields {
		out[field], out[strings.ReplaceAll(field, "_", " ")] = field, field
	}
	return out
}

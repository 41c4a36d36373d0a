package newtask

import (
	"errors"
	"io"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
)

// sheetField is a huh field to read: it takes no keys and has no value. The
// screen draws it and scrolls it.
type sheetField struct {
	draw func() string
	zoom bool // takes the room of the whole group
}

var _ huh.Field = (*sheetField)(nil)

var errNeedsScreen = errors.New("this field needs its screen")

func (f *sheetField) Init() tea.Cmd                            { return nil }
func (f *sheetField) Update(tea.Msg) (tea.Model, tea.Cmd)      { return f, nil }
func (f *sheetField) View() string                             { return f.draw() }
func (f *sheetField) Blur() tea.Cmd                            { return nil }
func (f *sheetField) Focus() tea.Cmd                           { return nil }
func (f *sheetField) Error() error                             { return nil }
func (f *sheetField) Run() error                               { return errNeedsScreen }
func (f *sheetField) RunAccessible(io.Writer, io.Reader) error { return errNeedsScreen }
func (f *sheetField) Skip() bool                               { return false }
func (f *sheetField) Zoom() bool                               { return f.zoom }
func (f *sheetField) KeyBinds() []key.Binding                  { return nil }
func (f *sheetField) WithTheme(*huh.Theme) huh.Field           { return f }
func (f *sheetField) WithAccessible(bool) huh.Field            { return f }
func (f *sheetField) WithKeyMap(*huh.KeyMap) huh.Field         { return f }
func (f *sheetField) WithWidth(int) huh.Field                  { return f }
func (f *sheetField) WithHeight(int) huh.Field                 { return f }
func (f *sheetField) WithPosition(huh.FieldPosition) huh.Field { return f }
func (f *sheetField) GetKey() string                           { return "" }
func (f *sheetField) GetValue() any                            { return nil }

package part

import (
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// FindLine is the line under rows in which the text to find among them is typed. The zero
// value is closed.
type FindLine struct {
	typing bool
	input  textinput.Model
}

// Open begins to type, with the words that are found so far.
func (f *FindLine) Open(words string) {
	f.input = NewInput(words, findMax)
	f.input.Focus()
	f.typing = true
}

// Close ends the typing.
func (f *FindLine) Close() { f.typing = false }

// Typing reports whether the line has the focus.
func (f *FindLine) Typing() bool { return f.typing }

// Update handles a key while the line is open and returns the text to find then; action is
// one that is left to the rows, "" for none. keys is the map of the program.
func (f *FindLine) Update(keys keymap.Map, key tea.KeyMsg) (words string, action keymap.Action) {
	action, bound := keys.Find([]keymap.Scope{keymap.Find}, key.String())
	switch {
	case !bound || key.Paste:
		TypeInto(&f.input, key)
	case action == keymap.Back:
		f.Close()
		return "", ""
	case action == keymap.Accept:
		f.Close()
	default:
		return f.input.Value(), action
	}
	return f.input.Value(), ""
}

// View renders the line in width cells; hits says how many rows are found.
func (f *FindLine) View(styles *theme.Styles, hits text.Safe, width int) string {
	input := f.input
	input.Width = max(width-text.Width(hits)-6, 8)
	input.SetCursor(input.Position()) // shows the part of a long text that has the cursor
	line := " " + styles.Accent.Render("/") + " " + input.View()
	gap := max(width-text.Width(line)-text.Width(hits)-1, 1)
	return text.Cut(line+text.Spaces(gap)+styles.Dim.Render(string(hits)), width)
}

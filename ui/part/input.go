package part

import (
	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
)

// NewInput returns a text input without focus that holds text, with the cursor at
// its end, and accepts at most limit characters.
func NewInput(text string, limit int) textinput.Model {
	input := textinput.New()
	input.Prompt, input.CharLimit = "", limit
	input.Cursor.SetMode(cursor.CursorStatic) // a blinking cursor would never stop writing to the terminal
	input.SetValue(text)
	input.CursorEnd()
	return input
}

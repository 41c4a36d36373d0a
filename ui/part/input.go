package part

import (
	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
)

// NewInput makes a line to type into that holds a text, with the cursor behind
// it, and takes so many characters at most. It is not focused.
func NewInput(text string, limit int) textinput.Model {
	in := textinput.New()
	in.Prompt, in.CharLimit = "", limit
	in.Cursor.SetMode(cursor.CursorStatic) // a blinking one would write for ever
	in.SetValue(text)
	in.CursorEnd()
	return in
}

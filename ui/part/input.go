package part

import (
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/text"
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

// TypeInto passes a key to an input. Backspace erases a whole grapheme; the input itself
// erases one code point of it.
func TypeInto(input *textinput.Model, key tea.KeyMsg) {
	times := 1
	if key.Type == tea.KeyBackspace && !key.Alt {
		before := string([]rune(input.Value())[:input.Position()])
		times = max(1, utf8.RuneCountInString(before[len(before)-text.LastGrapheme(before):]))
	}
	for range times {
		*input, _ = input.Update(key)
	}
}

package theme

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// Style colours one line of text. It holds the bytes that go before and after
// the text, so that a short piece costs no more than a copy: lipgloss works
// them out each time. The zero Style leaves text as it is.
type Style struct {
	Open, Close string
	layout      *lipgloss.Style // for huh, which draws by itself
}

func newStyle(layout lipgloss.Style) Style {
	open, end, _ := strings.Cut(layout.Render("x"), "x")
	return Style{Open: open, Close: end, layout: &layout}
}

// Render is the text in this style; an empty one stays empty.
func (s Style) Render(text string) string {
	if text == "" || s.Open == "" {
		return text
	}
	return s.Open + text + s.Close
}

// Underline is the style with a line under the text, also without colours.
func (s Style) Underline() Style {
	if s.Open == "" {
		return Style{Open: "\x1b[4m", Close: "\x1b[24m"}
	}
	return newStyle(s.layout.Underline(true))
}

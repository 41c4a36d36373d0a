package theme

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// Style styles one line of text. It holds the bytes before and after the text,
// so that rendering only copies; lipgloss computes them on each call. The zero
// Style leaves text unchanged.
type Style struct {
	Open, Close string
	layout      *lipgloss.Style // for huh, which renders with lipgloss
}

func newStyle(layout *lipgloss.Style) Style {
	open, end, _ := strings.Cut(layout.Render("x"), "x")
	return Style{Open: open, Close: end, layout: layout}
}

// Render returns the styled text; an empty text stays empty.
func (s Style) Render(text string) string {
	if text == "" || s.Open == "" {
		return text
	}
	return s.Open + text + s.Close
}

// Bold returns the style in bold.
func (s Style) Bold() Style {
	if s.Open == "" {
		return Style{Open: "\x1b[1m", Close: "\x1b[22m"}
	}
	layout := s.layout.Bold(true)
	return newStyle(&layout)
}

// Underline returns the style with an underline, also without colours.
func (s Style) Underline() Style {
	if s.Open == "" {
		return Style{Open: "\x1b[4m", Close: "\x1b[24m"}
	}
	layout := s.layout.Underline(true)
	return newStyle(&layout)
}

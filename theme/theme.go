// Package theme holds every colour and glyph of ax-tui: palettes of roles
// become one Styles value that is handed to whatever draws.
//
// Nothing outside this package names a colour or a glyph, and there is no
// global: two themes can draw side by side. Status is always a glyph, a word
// and a colour together. It imports lipgloss, termenv (for the colour
// profile) and huh (forms look like the rest); never api or ui.
package theme

import (
	"io"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Options choose a theme. The zero value is the light theme in true colour.
type Options struct {
	Dark         bool
	HighContrast bool
	Profile      termenv.Profile // TrueColor, ANSI256, ANSI, or Ascii for no colour at all
	ASCII        bool            // only 7-bit glyphs
}

// Styles is everything a view needs to draw. Fields are roles, not colours.
type Styles struct {
	Options Options
	Glyphs  Glyphs

	Text     Style // ordinary words
	Dim      Style // labels, hints, what matters less
	Faint    Style // rules, borders, empty places
	Strong   Style // headings, the name of the thing
	Accent   Style // what has the focus
	Key      Style // a key in the help line
	Header   Style // the column titles
	Brand    Style // the program's name
	Selected Style // the selected row
	Match    Style // what a find has found
	Cursor   Style // the place where typed text goes
	Error    Style
	Warn     Style
	Success  Style
	Info     Style
	Border   Style // frame of a modal
	BarFull  Style
	BarRest  Style

	status   map[string]*statusLook
	renderer *lipgloss.Renderer
}

type statusLook struct {
	glyph string
	style Style
}

// New builds the Styles for the options.
func New(options Options) *Styles {
	renderer := lipgloss.NewRenderer(io.Discard)
	renderer.SetColorProfile(options.Profile)
	renderer.SetHasDarkBackground(options.Dark)
	palette := pick(options)
	styles := &Styles{Options: options, Glyphs: glyphs(options.ASCII), renderer: renderer}
	fg := func(color lipgloss.TerminalColor) lipgloss.Style { return renderer.NewStyle().Foreground(color) }
	none := newStyle(renderer.NewStyle())
	styles.Text = none
	styles.Dim = newStyle(fg(palette.Dim))
	styles.Faint = newStyle(fg(palette.Faint))
	styles.Strong = newStyle(renderer.NewStyle().Bold(true))
	styles.Accent = newStyle(fg(palette.Accent).Bold(true))
	styles.Key = newStyle(fg(palette.Key).Bold(true))
	styles.Header = newStyle(fg(palette.Dim).Bold(options.HighContrast))
	styles.Brand = newStyle(fg(palette.Accent).Bold(true))
	styles.Selected = newStyle(renderer.NewStyle().Background(palette.SelectBG).Foreground(palette.SelectFG).Bold(true))
	styles.Match = newStyle(fg(palette.Accent).Underline(true))
	styles.Cursor = newStyle(renderer.NewStyle().Reverse(true))
	styles.Error = newStyle(fg(palette.Bad))
	styles.Warn = newStyle(fg(palette.Warn))
	styles.Success = newStyle(fg(palette.Good))
	styles.Info = newStyle(fg(palette.Info))
	styles.Border = newStyle(fg(palette.Border))
	styles.BarFull = newStyle(fg(palette.Info))
	styles.BarRest = newStyle(fg(palette.Faint))
	if options.Profile == termenv.Ascii {
		styles.Selected = newStyle(renderer.NewStyle().Reverse(true))
		styles.Match = newStyle(renderer.NewStyle().Underline(true))
		styles.Dim, styles.Faint, styles.Header = none, none, none
		styles.Cursor = Style{Open: "\x1b[7m", Close: "\x1b[27m"} // no colour is no reason for no cursor
	}
	styles.status = statuses(styles)
	return styles
}

func statuses(styles *Styles) map[string]*statusLook {
	glyphs := styles.Glyphs
	return map[string]*statusLook{
		"PENDING":   {glyphs.Pending, styles.Warn},
		"RUNNING":   {glyphs.Running, styles.Info},
		"COMPLETED": {glyphs.Completed, styles.Success},
		"FAILED":    {glyphs.Failed, styles.Error},
		"CANCELLED": {glyphs.Cancelled, styles.Warn},
	}
}

// StatusInk gives the glyph and a pointer to the style for a run status, as
// tables want it; the pointer is good as long as the Styles.
func (s *Styles) StatusInk(word string) (glyph string, style *Style) {
	if statusLook, ok := s.status[word]; ok {
		return statusLook.glyph, &statusLook.style
	}
	return s.Glyphs.Unknown, &s.Dim
}

// Status gives the glyph and the style for a run status in the wire's
// upper-case word. An unknown word gets a neutral look, never nothing.
func (s *Styles) Status(word string) (glyph string, style Style) {
	if statusLook, ok := s.status[word]; ok {
		return statusLook.glyph, statusLook.style
	}
	return s.Glyphs.Unknown, s.Dim
}

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
	"strings"

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

	Text     lipgloss.Style // ordinary words
	Dim      lipgloss.Style // labels, hints, what matters less
	Faint    lipgloss.Style // rules, borders, empty places
	Strong   lipgloss.Style // headings, the name of the thing
	Accent   lipgloss.Style // what has the focus
	Key      lipgloss.Style // a key in the help line
	Header   lipgloss.Style // the column titles
	Brand    lipgloss.Style // the program's name
	Selected lipgloss.Style // the selected row
	Match    lipgloss.Style // what a find has found
	Error    lipgloss.Style
	Warn     lipgloss.Style
	Success  lipgloss.Style
	Info     lipgloss.Style
	Border   lipgloss.Style // frame of a modal
	BarFull  lipgloss.Style
	BarRest  lipgloss.Style

	status   map[string]*statusLook
	renderer *lipgloss.Renderer
}

type statusLook struct {
	glyph string
	style lipgloss.Style
}

// New builds the Styles for the options.
func New(options Options) *Styles {
	renderer := lipgloss.NewRenderer(io.Discard)
	renderer.SetColorProfile(options.Profile)
	renderer.SetHasDarkBackground(options.Dark)
	palette := pick(options)
	styles := &Styles{Options: options, Glyphs: glyphs(options.ASCII), renderer: renderer}
	fg := func(terminalColor lipgloss.TerminalColor) lipgloss.Style {
		return renderer.NewStyle().Foreground(terminalColor)
	}
	styles.Text = renderer.NewStyle()
	styles.Dim = fg(palette.Dim)
	styles.Faint = fg(palette.Faint)
	styles.Strong = renderer.NewStyle().Bold(true)
	styles.Accent = fg(palette.Accent).Bold(true)
	styles.Key = fg(palette.Key).Bold(true)
	styles.Header = fg(palette.Dim).Bold(options.HighContrast)
	styles.Brand = fg(palette.Accent).Bold(true)
	styles.Selected = renderer.NewStyle().Background(palette.SelectBG).Foreground(palette.SelectFG).Bold(true)
	styles.Match = fg(palette.Accent).Underline(true)
	styles.Error = fg(palette.Bad)
	styles.Warn = fg(palette.Warn)
	styles.Success = fg(palette.Good)
	styles.Info = fg(palette.Info)
	styles.Border = fg(palette.Border)
	styles.BarFull = fg(palette.Info)
	styles.BarRest = fg(palette.Faint)
	if options.Profile == termenv.Ascii {
		styles.Selected = renderer.NewStyle().Reverse(true)
		styles.Match = renderer.NewStyle().Underline(true)
		styles.Dim, styles.Faint, styles.Header = renderer.NewStyle(), renderer.NewStyle(), renderer.NewStyle()
	}
	styles.status = statuses(styles)
	return styles
}

// Style gives a plain style of this theme's colour profile, for layout.
func (s *Styles) Style() lipgloss.Style { return s.renderer.NewStyle() }

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
func (s *Styles) StatusInk(word string) (glyph string, style *lipgloss.Style) {
	if statusLook, ok := s.status[word]; ok {
		return statusLook.glyph, &statusLook.style
	}
	return s.Glyphs.Unknown, &s.Dim
}

// Status gives the glyph and the style for a run status in the wire's
// upper-case word. An unknown word gets a neutral look, never nothing.
func (s *Styles) Status(word string) (glyph string, style lipgloss.Style) {
	if statusLook, ok := s.status[word]; ok {
		return statusLook.glyph, statusLook.style
	}
	return s.Glyphs.Unknown, s.Dim
}

// Ink is a style taken apart once, so that many short pieces cost no more than
// their text.
type Ink struct{ Open, Close string }

// InkOf takes a style apart.
func InkOf(style lipgloss.Style) Ink {
	open, shut, _ := strings.Cut(style.Render("x"), "x")
	return Ink{Open: open, Close: shut}
}

// Paint is the text in the ink; an empty one stays empty.
func (k Ink) Paint(s string) string {
	if s == "" {
		return ""
	}
	return k.Open + s + k.Close
}

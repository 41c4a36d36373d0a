// Package theme holds every colour and glyph of ax-tui: a palette of roles
// becomes one Styles value that is passed to the views.
//
// No other package names a colour or a glyph, and there are no globals: two
// themes can be in use at once. A status is always a glyph, a word and a colour
// together. It imports lipgloss, termenv (for the colour
// profile) and huh (for the style of forms); never api or ui.
package theme

import (
	"io"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Options define a theme. The zero value is the light theme in true colour.
type Options struct {
	Dark         bool
	HighContrast bool
	Profile      termenv.Profile // TrueColor, ANSI256, ANSI, or Ascii for no colour, only bold, reverse and underline
	ASCII        bool            // only 7-bit glyphs
	Custom       *Custom         // colours over the built-in ones; nil: none
}

// Styles holds the styles and glyphs for views. Fields are roles, not colours.
type Styles struct {
	Options Options
	Glyphs  Glyphs

	Text     Style // ordinary text
	Dim      Style // labels, hints, secondary text
	Faint    Style // rules, borders, empty values
	Strong   Style // headings, names
	Accent   Style // the focused element
	Key      Style // a key in the help line
	Header   Style // the column titles
	Brand    Style // the program's name
	Selected Style // the selected row
	Match    Style // text that matches the find
	Cursor   Style // the text cursor
	Error    Style
	Warn     Style
	Success  Style
	Info     Style
	Border   Style // frame of a modal
	BarFull  Style
	BarRest  Style

	renderer *lipgloss.Renderer
}

// New builds the Styles for the options.
func New(options Options) *Styles {
	renderer := lipgloss.NewRenderer(io.Discard)
	renderer.SetColorProfile(options.Profile)
	if options.Profile == termenv.Ascii {
		renderer.SetColorProfile(termenv.ANSI) // the palette has no colours; bold, reverse and underline stay (no-color.org)
	}
	renderer.SetHasDarkBackground(options.Dark)
	palette := pick(options)
	styles := &Styles{Options: options, Glyphs: glyphs(options.ASCII), renderer: renderer}
	fg := func(code string) lipgloss.Style { return renderer.NewStyle().Foreground(colourOf(code)) }
	none := newStyle(renderer.NewStyle())
	styles.Text = none
	styles.Dim = newStyle(fg(palette.Dim))
	styles.Faint = newStyle(fg(palette.Faint))
	styles.Strong = newStyle(renderer.NewStyle().Bold(true))
	styles.Accent = newStyle(fg(palette.Accent).Bold(true))
	styles.Key = newStyle(fg(palette.Key).Bold(true))
	styles.Header = newStyle(fg(palette.Dim).Bold(options.HighContrast))
	styles.Brand = newStyle(fg(palette.Accent).Bold(true))
	styles.Selected = newStyle(renderer.NewStyle().Background(colourOf(palette.SelectBG)).Foreground(colourOf(palette.SelectFG)).Bold(true))
	if palette.SelectFG == "" && palette.SelectBG == "" {
		styles.Selected = newStyle(renderer.NewStyle().Reverse(true).Bold(true))
	}
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
		styles.Header = styles.Strong
		styles.Error = styles.Strong
	}
	return styles
}

// Outcome returns the glyph of an outcome of a run, given as the ID of api/outcome, and
// a pointer to the style of its severity, valid as long as the Styles. Only "done" is a
// success; an ID that is not known gets a neutral look.
func (s *Styles) Outcome(id, severity string) (glyph string, style *Style) {
	switch id {
	case "pending", "stuck-pending":
		glyph = s.Glyphs.Pending
	case "running", "stalled":
		glyph = s.Glyphs.Running
	case "done":
		return s.Glyphs.Completed, &s.Success
	case "partial", "nothing-evaluated", "all-skipped":
		glyph = s.Glyphs.Notice
	case "all-labelled", "cancelled":
		glyph = s.Glyphs.Cancelled
	case "failed":
		glyph = s.Glyphs.Failed
	default:
		glyph = s.Glyphs.Unknown
	}
	switch severity {
	case "live":
		return glyph, &s.Info
	case "notice":
		return glyph, &s.Warn
	case "bad":
		return glyph, &s.Error
	}
	return glyph, &s.Dim
}

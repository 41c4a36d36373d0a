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
	for _, role := range []struct {
		style                    *Style
		fg, bg                   string
		bold, underline, reverse bool
	}{
		{style: &styles.Text},
		{style: &styles.Dim, fg: palette.Dim},
		{style: &styles.Faint, fg: palette.Faint},
		{style: &styles.Strong, bold: true},
		{style: &styles.Accent, fg: palette.Accent, bold: true},
		{style: &styles.Key, fg: palette.Key, bold: true},
		{style: &styles.Header, fg: palette.Dim, bold: options.HighContrast},
		{style: &styles.Brand, fg: palette.Accent, bold: true},
		{style: &styles.Selected, fg: palette.SelectFG, bg: palette.SelectBG, bold: true, reverse: palette.SelectFG == "" && palette.SelectBG == ""},
		{style: &styles.Match, fg: palette.Accent, underline: true},
		{style: &styles.Cursor, reverse: true},
		{style: &styles.Error, fg: palette.Bad},
		{style: &styles.Warn, fg: palette.Warn},
		{style: &styles.Success, fg: palette.Good},
		{style: &styles.Info, fg: palette.Info},
		{style: &styles.Border, fg: palette.Border},
		{style: &styles.BarFull, fg: palette.Info},
		{style: &styles.BarRest, fg: palette.Faint},
	} {
		layout := renderer.NewStyle().Foreground(colourOf(role.fg)).Background(colourOf(role.bg))
		layout = layout.Bold(role.bold).Underline(role.underline).Reverse(role.reverse)
		*role.style = newStyle(&layout)
	}
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

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
func New(o Options) *Styles {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(o.Profile)
	r.SetHasDarkBackground(o.Dark)
	p := pick(o)
	s := &Styles{Options: o, Glyphs: glyphs(o.ASCII), renderer: r}
	fg := func(c lipgloss.TerminalColor) lipgloss.Style { return r.NewStyle().Foreground(c) }
	s.Text = r.NewStyle()
	s.Dim = fg(p.Dim)
	s.Faint = fg(p.Faint)
	s.Strong = r.NewStyle().Bold(true)
	s.Accent = fg(p.Accent).Bold(true)
	s.Key = fg(p.Key).Bold(true)
	s.Header = fg(p.Dim).Bold(o.HighContrast)
	s.Brand = fg(p.Accent).Bold(true)
	s.Selected = r.NewStyle().Background(p.SelectBG).Foreground(p.SelectFG).Bold(true)
	s.Match = fg(p.Accent).Underline(true)
	s.Error = fg(p.Bad)
	s.Warn = fg(p.Warn)
	s.Success = fg(p.Good)
	s.Info = fg(p.Info)
	s.Border = fg(p.Border)
	s.BarFull = fg(p.Info)
	s.BarRest = fg(p.Faint)
	if o.Profile == termenv.Ascii {
		s.Selected = r.NewStyle().Reverse(true)
		s.Match = r.NewStyle().Underline(true)
		s.Dim, s.Faint, s.Header = r.NewStyle(), r.NewStyle(), r.NewStyle()
	}
	s.status = statuses(s)
	return s
}

// Style gives a plain style of this theme's colour profile, for layout.
func (s *Styles) Style() lipgloss.Style { return s.renderer.NewStyle() }

func statuses(s *Styles) map[string]*statusLook {
	g := s.Glyphs
	return map[string]*statusLook{
		"PENDING":   {g.Pending, s.Warn},
		"RUNNING":   {g.Running, s.Info},
		"COMPLETED": {g.Completed, s.Success},
		"FAILED":    {g.Failed, s.Error},
		"CANCELLED": {g.Cancelled, s.Warn},
	}
}

// StatusInk gives the glyph and a pointer to the style for a run status, as
// tables want it; the pointer is good as long as the Styles.
func (s *Styles) StatusInk(word string) (glyph string, style *lipgloss.Style) {
	if l, ok := s.status[word]; ok {
		return l.glyph, &l.style
	}
	return s.Glyphs.Unknown, &s.Dim
}

// Status gives the glyph and the style for a run status in the wire's
// upper-case word. An unknown word gets a neutral look, never nothing.
func (s *Styles) Status(word string) (glyph string, style lipgloss.Style) {
	if l, ok := s.status[word]; ok {
		return l.glyph, l.style
	}
	return s.Glyphs.Unknown, s.Dim
}

// Ink is a style taken apart once, so that many short pieces cost no more than
// their text.
type Ink struct{ Open, Close string }

// InkOf takes a style apart.
func InkOf(s lipgloss.Style) Ink {
	open, shut, _ := strings.Cut(s.Render("x"), "x")
	return Ink{Open: open, Close: shut}
}

// Paint is the text in the ink; an empty one stays empty.
func (k Ink) Paint(s string) string {
	if s == "" {
		return ""
	}
	return k.Open + s + k.Close
}

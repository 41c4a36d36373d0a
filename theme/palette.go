package theme

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// palette holds colours as CheckColour allows them.
type palette struct {
	Dim, Faint, Accent, Key, Border string
	SelectFG, SelectBG              string
	Good, Warn, Bad, Info           string
}

// role is a colour by its name in theme files.
type role struct {
	name   string
	colour *string
}

func (p *palette) roles() []role {
	return []role{
		{"dim", &p.Dim},
		{"faint", &p.Faint},
		{"accent", &p.Accent},
		{"key", &p.Key},
		{"border", &p.Border},
		{"select_fg", &p.SelectFG},
		{"select_bg", &p.SelectBG},
		{"good", &p.Good},
		{"warn", &p.Warn},
		{"bad", &p.Bad},
		{"info", &p.Info},
	}
}

// colourOf returns the colour of a code.
func colourOf(code string) lipgloss.TerminalColor {
	if code == "" {
		return lipgloss.NoColor{}
	}
	return lipgloss.Color(code)
}

// pick returns the colours for the options.
func pick(options Options) palette {
	if options.Profile == termenv.Ascii {
		return palette{}
	}
	colours := builtIn(options)
	if options.Custom != nil {
		options.Custom.apply(&colours, options)
	}
	return colours
}

// newPalette takes a colour for every role, in the order of roles.
func newPalette(codes ...string) (colours palette) {
	roles := colours.roles()
	for i, code := range codes {
		*roles[i].colour = code
	}
	return colours
}

// builtIn returns the colours that the program has.
func builtIn(options Options) palette {
	codes := "#57606a #b4bcc6 #0550ae #0550ae #8c959f #0b1a2b #d7e6fb #116329 #7d4e00 #b3151f #0550ae"
	switch {
	case options.HighContrast && options.Dark:
		codes = "15 7 14 14 15 0 15 10 11 9 14"
	case options.HighContrast:
		codes = "0 0 4 4 0 15 0 2 5 1 4"
	case options.Profile == termenv.ANSI && options.Dark:
		// The terminal defines the sixteen colours; use only those that are
		// readable in every common dark scheme.
		codes = "7 8 14 14 8 15 4 10 11 9 12"
	case options.Profile == termenv.ANSI:
		codes = "8 7 4 4 8 15 4 2 5 1 4"
	case options.Dark:
		codes = "#9aa4b2 #5b6472 #7cc7ff #7cc7ff #5b6f8a #ffffff #2b3b52 #7fd88f #f0c674 #ff7a85 #7ab8ff"
	}
	return newPalette(strings.Fields(codes)...)
}

package theme

import (
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

type palette struct {
	Dim, Faint, Accent, Key, Border lipgloss.TerminalColor
	SelectFG, SelectBG              lipgloss.TerminalColor
	Good, Warn, Bad, Info           lipgloss.TerminalColor
}

// newPalette has a parameter for every colour, so that a missing one does not compile.
func newPalette(dim, faint, accent, key, border, selFG, selBG, good, warn, bad, info string) palette {
	colour := func(code string) lipgloss.TerminalColor {
		if code == "" {
			return lipgloss.NoColor{}
		}
		return lipgloss.Color(code)
	}
	return palette{
		Dim: colour(dim), Faint: colour(faint), Accent: colour(accent), Key: colour(key), Border: colour(border),
		SelectFG: colour(selFG), SelectBG: colour(selBG), Good: colour(good), Warn: colour(warn), Bad: colour(bad), Info: colour(info),
	}
}

func pick(options Options) palette {
	switch {
	case options.Profile == termenv.Ascii:
		return newPalette("", "", "", "", "", "", "", "", "", "", "")
	case options.HighContrast && options.Dark:
		return newPalette("15", "7", "14", "14", "15", "0", "15", "10", "11", "9", "14")
	case options.HighContrast:
		return newPalette("0", "0", "4", "4", "0", "15", "0", "2", "5", "1", "4")
	case options.Profile == termenv.ANSI && options.Dark:
		// The terminal defines the sixteen colours; use only those that are
		// readable in every common dark scheme.
		return newPalette("7", "8", "14", "14", "8", "15", "4", "10", "11", "9", "12")
	case options.Profile == termenv.ANSI:
		return newPalette("8", "7", "4", "4", "8", "15", "4", "2", "5", "1", "4")
	case options.Dark:
		return newPalette("#9aa4b2", "#5b6472", "#7cc7ff", "#7cc7ff", "#5b6f8a", "#ffffff", "#2b3b52", "#7fd88f", "#f0c674", "#ff7a85", "#7ab8ff")
	}
	return newPalette("#57606a", "#b4bcc6", "#0550ae", "#0550ae", "#8c959f", "#0b1a2b", "#d7e6fb", "#116329", "#7d4e00", "#b3151f", "#0550ae")
}

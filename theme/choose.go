package theme

import (
	"fmt"
	"strings"

	"github.com/muesli/termenv"
)

// Names are the values of --theme.
var Names = [...]string{"auto", "dark", "light", "high-contrast", "none"}

// Choice is the theme that the user asked for, before the terminal's background is known.
type Choice struct {
	Name  string // one of Names; "" is auto
	ASCII bool
}

// Check returns an error that lists the themes when the name is unknown.
func (c Choice) Check() error {
	for _, name := range Names {
		if c.Name == name || c.Name == "" {
			return nil
		}
	}
	return fmt.Errorf("unknown theme %q; choose one of %s", c.Name, strings.Join(Names[:], ", "))
}

// Options applies the choice to a terminal: dark is the known or assumed
// background, env reads the environment. NO_COLOR (any non-empty value) and the
// theme none disable colour; COLORTERM and TERM give the number of colours.
func (c Choice) Options(dark bool, env func(string) string) Options {
	options := Options{Dark: dark, ASCII: c.ASCII, Profile: profile(env)}
	switch c.Name {
	case "dark":
		options.Dark = true
	case "light":
		options.Dark = false
	case "high-contrast":
		options.HighContrast = true
	case "none":
		options.Profile = termenv.Ascii
	}
	return options
}

// Auto reports whether the theme depends on the terminal's background.
func (c Choice) Auto() bool { return c.Name == "" || c.Name == "auto" || c.Name == "high-contrast" }

func profile(env func(string) string) termenv.Profile {
	term := env("TERM")
	switch {
	case env("NO_COLOR") != "" || term == "dumb" || term == "":
		return termenv.Ascii
	case env("COLORTERM") == "truecolor" || env("COLORTERM") == "24bit" || strings.Contains(term, "direct"):
		return termenv.TrueColor
	case env("WT_SESSION") != "" || term == "xterm-kitty" || term == "xterm-ghostty" || term == "alacritty" || term == "wezterm":
		return termenv.TrueColor
	case strings.Contains(term, "256color"):
		return termenv.ANSI256
	}
	return termenv.ANSI
}

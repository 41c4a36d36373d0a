package theme

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/muesli/termenv"
)

// Names are the built-in themes.
var Names = [...]string{"auto", "dark", "light", "high-contrast", "none"}

// BuiltIn reports whether a theme is built in; "" is auto.
func BuiltIn(name string) bool { return name == "" || slices.Contains(Names[:], name) }

// Choice is the theme that the user asked for, before the terminal's background is known.
type Choice struct {
	Name   string  // "" is auto
	Custom *Custom // nil: Name is built in
	ASCII  bool
}

// base is the built-in theme of the choice, "" for auto.
func (c Choice) base() string {
	if c.Custom != nil {
		return c.Custom.Base
	}
	return c.Name
}

// Options applies the choice to a terminal: dark is the known or assumed
// background, env reads the environment. NO_COLOR (any non-empty value) and the
// theme none disable colour; COLORTERM and TERM give the number of colours.
func (c Choice) Options(dark bool, env func(string) string) Options {
	options := Options{Dark: dark, ASCII: c.ASCII, Profile: profile(env), Custom: c.Custom}
	switch c.base() {
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
func (c Choice) Auto() bool {
	base := c.base()
	return base == "" || base == "auto" || base == "high-contrast"
}

// LocaleCharset gives the locale of the environment, "" for none, and whether its
// characters are UTF-8; the first variable that is set decides.
func LocaleCharset(env func(string) string) (locale string, utf8 bool) {
	locale = cmp.Or(env("LC_ALL"), env("LC_CTYPE"), env("LANG"))
	upper := strings.ToUpper(locale)
	return locale, strings.Contains(upper, "UTF-8") || strings.Contains(upper, "UTF8")
}

// appleUpTo is the last Terminal.app known to misread colours of 24 bits.
const appleUpTo = 455

// believesTooMuch reports whether COLORTERM comes from a file of settings: no
// Terminal.app that cannot draw 24 bits sets it.
func believesTooMuch(env func(string) string) bool {
	number, err := strconv.ParseFloat(env("TERM_PROGRAM_VERSION"), 64)
	return env("TERM_PROGRAM") == "Apple_Terminal" && (err != nil || number <= appleUpTo)
}

func profile(env func(string) string) termenv.Profile {
	term := env("TERM")
	switch {
	case env("NO_COLOR") != "" || term == "dumb" || term == "":
		return termenv.Ascii
	case believesTooMuch(env) && strings.Contains(term, "256color"):
		return termenv.ANSI256
	case env("COLORTERM") == "truecolor" || env("COLORTERM") == "24bit" || strings.Contains(term, "direct"):
		return termenv.TrueColor
	case env("WT_SESSION") != "" || term == "xterm-kitty" || term == "xterm-ghostty" || term == "alacritty" || term == "wezterm":
		return termenv.TrueColor
	case strings.Contains(term, "256color"):
		return termenv.ANSI256
	}
	return termenv.ANSI
}

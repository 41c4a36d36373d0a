package theme

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/muesli/termenv"
)

// Custom is a theme that is not built in. Its colours are by role, one of Roles, and written
// as CheckColour allows them; the built-in theme gives those that are missing.
type Custom struct {
	Base        string            // the built-in theme, one of Bases; "": dark or light, as the terminal is
	Colours     map[string]string // on every background
	Dark, Light map[string]string // on a dark or light background, before Colours
}

// Bases are the built-in themes that another one can build on.
func Bases() []string { return []string{"dark", "light", "high-contrast"} }

// Roles are the names of the colours of a theme.
func Roles() (names []string) {
	for _, role := range new(palette).roles() {
		names = append(names, role.name)
	}
	return names
}

// CheckColour checks a colour: #rrggbb, a number from 0 to 255 of the terminal's colours, or
// "" for the terminal's own.
func CheckColour(code string) error {
	switch number, err := strconv.ParseUint(code, 10, 8); {
	case code == "", err == nil && strconv.FormatUint(number, 10) == code:
		return nil
	case len(code) == len("#rrggbb") && code[0] == '#':
		if _, err := strconv.ParseUint(code[1:], 16, 32); err == nil {
			return nil
		}
	}
	return errors.New(`a colour is "#rrggbb", a number from 0 to 255, or "" for the terminal's own`)
}

// apply puts the theme's colours over built-in ones.
func (c *Custom) apply(colours *palette, options Options) {
	before, side := *colours, c.Light
	if options.Dark {
		side = c.Dark
	}
	for _, role := range colours.roles() {
		for _, table := range []map[string]string{c.Colours, side} {
			if code, ok := table[role.name]; ok {
				*role.colour = code
			}
		}
	}
	if options.Profile == termenv.ANSI {
		colours.reduce(&before, options.Dark)
	}
}

// readable returns those of the sixteen colours that can be read on a dark or light
// background in most colour schemes.
func readable(dark bool) []string {
	if dark {
		return []string{"15", "9", "10", "11", "12", "13", "14"}
	}
	return []string{"0", "1", "2", "4", "5"}
}

// reduce replaces colours that a terminal of sixteen does not have. Its scheme says how those
// look, so the nearest one could be the background: the bright roles get the nearest one that
// can be read, and the others their built-in colours.
func (p *palette) reduce(before *palette, dark bool) {
	for _, bright := range []*string{&p.Accent, &p.Key, &p.Good, &p.Warn, &p.Bad, &p.Info} {
		if ofSixteen(*bright) {
			continue
		}
		wanted := *bright
		*bright = slices.MinFunc(readable(dark), func(one, other string) int {
			return cmp.Compare(distance(wanted, one), distance(wanted, other))
		})
	}
	for quiet, builtIn := range map[*string]string{&p.Dim: before.Dim, &p.Faint: before.Faint, &p.Border: before.Border} {
		if !ofSixteen(*quiet) {
			*quiet = builtIn
		}
	}
	if !ofSixteen(p.SelectFG) || !ofSixteen(p.SelectBG) {
		p.SelectFG, p.SelectBG = before.SelectFG, before.SelectBG
	}
}

// ofSixteen reports whether a colour is one whose look the terminal decides.
func ofSixteen(code string) bool {
	number, err := strconv.Atoi(code)
	return code == "" || err == nil && number < 16
}

// distance returns how different two colours look that are not the terminal's own.
func distance(one, other string) float64 {
	return termenv.ConvertToRGB(termenv.TrueColor.Color(one)).DistanceHSLuv(termenv.ConvertToRGB(termenv.TrueColor.Color(other)))
}

// minContrast is the least contrast of readable text; 3 is what WCAG asks of large text and
// of what is drawn.
const minContrast = 3

// contrast returns the contrast of two colours as WCAG defines it, from 1 to 21.
func contrast(one, other string) float64 {
	lighter, darker := luminance(one), luminance(other)
	if lighter < darker {
		lighter, darker = darker, lighter
	}
	return (lighter + 0.05) / (darker + 0.05)
}

// luminance returns the relative luminance of a colour, from 0 to 1, as WCAG defines it.
func luminance(code string) float64 {
	red, green, blue := termenv.ConvertToRGB(termenv.TrueColor.Color(code)).LinearRgb()
	return 0.2126*red + 0.7152*green + 0.0722*blue
}

// Unreadable says where the selected row cannot be read, "" for nowhere. Colours whose look
// the terminal decides are not judged.
func (c *Custom) Unreadable() string {
	for _, dark := range []bool{true, false} {
		options := Choice{Custom: c}.Options(dark, func(string) string { return "" })
		options.Profile = termenv.TrueColor
		colours := pick(options)
		if options.Dark != dark || ofSixteen(colours.SelectFG) || ofSixteen(colours.SelectBG) {
			continue
		}
		if ratio := contrast(colours.SelectFG, colours.SelectBG); ratio < minContrast {
			return fmt.Sprintf("select_fg %s on select_bg %s can hardly be read: their contrast is %.1f, and should be %d or more", colours.SelectFG, colours.SelectBG, ratio, minContrast)
		}
	}
	return ""
}

package theme

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/muesli/termenv"
	"pgregory.net/rapid"
)

func TestCheckColour(t *testing.T) {
	for _, code := range []string{"", "0", "7", "255", "#a0B1c2"} {
		if err := CheckColour(code); err != nil {
			t.Errorf("%q: %v", code, err)
		}
	}
	for _, code := range []string{"256", "-1", "+1", "01", "1.5", "#fff", "#12345g", "#1234567", "blue", " ", "#+12345", "1_0"} {
		if CheckColour(code) == nil {
			t.Errorf("%q is a colour", code)
		}
	}
}

// The colours of the side come first, then those for both, then the built-in ones.
func TestCustomColours(t *testing.T) {
	custom := Custom{Colours: map[string]string{"dim": "1", "accent": "2", "good": ""}, Dark: map[string]string{"dim": "3"}, Light: map[string]string{"dim": "4"}}
	for base, sides := range map[string][2]string{ // dark and light terminal: dim, accent, good, warn
		"":              {"3 2  #f0c674", "4 2  #7d4e00"},
		"dark":          {"3 2  #f0c674", "3 2  #f0c674"},
		"light":         {"4 2  #7d4e00", "4 2  #7d4e00"},
		"high-contrast": {"3 2  11", "4 2  5"},
	} {
		custom.Base = base
		choice := Choice{Name: "mine", Custom: &custom}
		if auto := sides[0] != sides[1]; choice.Auto() != auto {
			t.Errorf("base %q depends on the background: %v, want %v", base, !auto, auto)
		}
		for i, dark := range []bool{true, false} {
			colours := pick(choice.Options(dark, environment("TERM", "xterm-256color")))
			if got := fmt.Sprint(colours.Dim, " ", colours.Accent, " ", colours.Good, " ", colours.Warn); got != sides[i] {
				t.Errorf("base %q, dark %v: %s, want %s", base, dark, got, sides[i])
			}
		}
	}
	if look := New(Options{Custom: &Custom{Colours: map[string]string{"select_fg": "", "select_bg": ""}}}); look.Selected.Open != "\x1b[1;7m" {
		t.Errorf("a selected row without colours begins with %q", look.Selected.Open)
	}
}

func TestRolesAreTheFieldsOfThePalette(t *testing.T) {
	colours := newPalette("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10")
	for i, role := range colours.roles() {
		if *role.colour != fmt.Sprint(i) {
			t.Errorf("%s is %s", role.name, *role.colour)
		}
	}
	if got := strings.Join(Roles(), " "); got != "dim faint accent key border select_fg select_bg good warn bad info" {
		t.Errorf("the roles are %s", got)
	}
}

// What a terminal of 16 colours makes of any others can be read, or is the built-in colour.
func TestSixteenColoursStayReadable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		custom := &Custom{Colours: map[string]string{}}
		for _, name := range Roles() {
			custom.Colours[name] = rapid.OneOf(rapid.StringMatching("#[0-9a-f]{6}"), rapid.Map(rapid.IntRange(16, 255), func(number int) string { return fmt.Sprint(number) })).Draw(t, name)
		}
		options := Options{Dark: rapid.Bool().Draw(t, "dark"), Profile: termenv.ANSI, Custom: custom}
		colours, builtIn := pick(options), builtIn(options)
		for i, role := range colours.roles() {
			bright := slices.Contains([]string{"accent", "key", "good", "warn", "bad", "info"}, role.name)
			if bright && !slices.Contains(readable(options.Dark), *role.colour) || !bright && *role.colour != *builtIn.roles()[i].colour {
				t.Fatalf("%s is %s", role.name, *role.colour)
			}
		}
	})
	own := &Custom{Colours: map[string]string{"dim": "0", "good": "", "bad": "#cc0000", "select_fg": "1", "select_bg": "1"}}
	if got, want := pick(Options{Dark: true, Profile: termenv.ANSI, Custom: own}), newPalette("0", "8", "14", "14", "8", "1", "1", "", "11", "9", "12"); got != want {
		t.Errorf("colours of the sixteen, red and a few others: %v, want %v", got, want)
	}
}

func TestUnreadable(t *testing.T) {
	for _, tc := range []struct {
		custom Custom
		want   string
	}{
		{Custom{}, ""},
		{Custom{Colours: map[string]string{"select_fg": "#808080", "select_bg": "#707070"}}, "select_fg #808080 on select_bg #707070 can hardly be read: their contrast is 1.3, and should be 3 or more"},
		{Custom{Base: "dark", Light: map[string]string{"select_fg": "#ffffff"}}, ""},
		{Custom{Light: map[string]string{"select_fg": "#ffffff"}}, "select_fg #ffffff on select_bg #d7e6fb can hardly be read: their contrast is 1.3, and should be 3 or more"},
		{Custom{Colours: map[string]string{"select_fg": "7", "select_bg": "7"}}, ""},
		{Custom{Colours: map[string]string{"select_fg": "231", "select_bg": "16"}}, ""},
		{Custom{Colours: map[string]string{"select_fg": "231", "select_bg": "230"}}, "select_fg 231 on select_bg 230 can hardly be read: their contrast is 1.0, and should be 3 or more"},
		{Custom{Base: "high-contrast"}, ""},
	} {
		if got := tc.custom.Unreadable(); got != tc.want {
			t.Errorf("%+v: %q, want %q", tc.custom, got, tc.want)
		}
	}
	if white := contrast("#ffffff", "#000000"); white < 20.99 || white > 21.01 {
		t.Errorf("white on black has a contrast of %.2f", white)
	}
}

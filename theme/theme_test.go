package theme

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"ax-tui/api/outcome"
)

func TestNoColourKeepsBoldReverseAndUnderline(t *testing.T) {
	custom := &Custom{Colours: map[string]string{"dim": "#102030", "bad": "9", "select_bg": "4", "select_fg": "15"}}
	noColour(t, New(Options{Dark: true, Profile: termenv.Ascii}))
	noColour(t, New(Options{Dark: true, Profile: termenv.Ascii, Custom: custom}))
	noColour(t, New(Choice{Name: "none"}.Options(true, environment("TERM", "xterm"))))
	noColour(t, New(Choice{Name: "mine", Custom: custom}.Options(true, environment("TERM", "xterm", "COLORTERM", "truecolor", "NO_COLOR", "1"))))
}

func noColour(t *testing.T, styles *Styles) {
	t.Helper()
	_, failed := styles.Outcome("failed", "bad")
	for want, style := range map[string][]Style{
		"":          {styles.Text, styles.Dim, styles.Faint, styles.Warn, styles.Success, styles.Info, styles.Border, styles.BarFull},
		"\x1b[1m":   {styles.Strong, styles.Accent, styles.Key, styles.Brand, styles.Header, styles.Error, *failed},
		"\x1b[1;7m": {styles.Selected},
		"\x1b[7m":   {styles.Cursor},
		"\x1b[4;4m": {styles.Match},
	} {
		for i, one := range style {
			if one.Open != want {
				t.Errorf("style %d of %q begins with %q", i, want, one.Open)
			}
		}
	}
	if form := styles.Form().Focused.Title.Render("x"); !strings.HasPrefix(form, "\x1b[1m") {
		t.Errorf("the title of a field in a form without colours: %q", form)
	}
}

func TestOutcomeIsNeverColourAlone(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		styles := New(Options{ASCII: ascii})
		seen := map[string]string{}
		for _, id := range []string{"pending", "running", "done", "partial", "failed", "cancelled", "something-new"} {
			glyph, _ := styles.Outcome(id, "fine")
			if glyph == "" || seen[glyph] != "" {
				t.Errorf("glyph of %s is %q, also used by %q", id, glyph, seen[glyph])
			}
			seen[glyph] = id
		}
	}
}

func TestOnlyDoneIsGreen(t *testing.T) {
	styles := New(Options{Dark: true, Profile: termenv.TrueColor})
	for _, id := range outcome.IDs() {
		for _, severity := range []outcome.Severity{outcome.Fine, outcome.Live, outcome.Notice, outcome.Bad} {
			glyph, style := styles.Outcome(string(id), severity.String())
			if done := id == outcome.Done; done != (glyph == styles.Glyphs.Completed) || done != (style.Open == styles.Success.Open) {
				t.Errorf("%s, %v has the glyph %q and the style %q", id, severity, glyph, style.Open)
			}
			if known := id != outcome.Unknown; known != (glyph != styles.Glyphs.Unknown) {
				t.Errorf("%s has the glyph %q", id, glyph)
			}
		}
	}
}

func TestGlyphsAreOneCell(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		value := reflect.ValueOf(glyphs(ascii))
		for i := range value.NumField() {
			name := value.Type().Field(i).Name
			if value.Field(i).Kind() != reflect.String || name == "Arrow" {
				continue
			}
			glyph := value.Field(i).String()
			if ansi.StringWidth(glyph) != 1 {
				t.Errorf("%s (ascii %v) is %d cells wide", name, ascii, ansi.StringWidth(glyph))
			}
			if ascii && glyph[0] > 127 {
				t.Errorf("%s is not ASCII", name)
			}
		}
	}
}

// environment looks variables up in pairs of name and value.
func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestChoice(t *testing.T) {
	env := environment
	cases := []struct {
		choice Choice
		env    func(string) string
		want   Options
	}{
		{Choice{}, env("TERM", "xterm-256color"), Options{Dark: true, Profile: termenv.ANSI256}},
		{Choice{Name: "light"}, env("TERM", "xterm", "COLORTERM", "truecolor"), Options{Profile: termenv.TrueColor}},
		{Choice{Name: "light"}, env("TERM", "xterm-256color", "COLORTERM", "truecolor", "TERM_PROGRAM", "Apple_Terminal", "TERM_PROGRAM_VERSION", "455"), Options{Profile: termenv.ANSI256}},
		{Choice{Name: "light"}, env("TERM", "xterm-256color", "COLORTERM", "truecolor", "TERM_PROGRAM", "Apple_Terminal", "TERM_PROGRAM_VERSION", "470"), Options{Profile: termenv.TrueColor}},
		{Choice{Name: "none"}, env("TERM", "xterm-256color"), Options{Dark: true, Profile: termenv.Ascii}},
		{Choice{Name: "dark", ASCII: true}, env("TERM", "xterm", "NO_COLOR", "1"), Options{Dark: true, ASCII: true, Profile: termenv.Ascii}},
		{Choice{Name: "high-contrast"}, env("TERM", "linux"), Options{Dark: true, HighContrast: true, Profile: termenv.ANSI}},
	}
	for _, tc := range cases {
		if got := tc.choice.Options(true, tc.env); got != tc.want {
			t.Errorf("%+v: got %+v, want %+v", tc.choice, got, tc.want)
		}
	}
}

func TestEveryRoleHasAColour(t *testing.T) {
	for _, profile := range []termenv.Profile{termenv.ANSI, termenv.ANSI256, termenv.TrueColor} {
		for _, options := range []Options{{}, {Dark: true}, {HighContrast: true}, {Dark: true, HighContrast: true}} {
			options.Profile = profile
			colours := builtIn(options)
			for _, role := range colours.roles() {
				if *role.colour == "" {
					t.Errorf("%+v: %s has no colour", options, role.name)
				}
			}
		}
	}
}

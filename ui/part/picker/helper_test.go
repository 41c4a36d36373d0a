package picker

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"ax-tui/theme"
)

// bare is a theme whose frames have no colour, so that goldens can be read.
func bare() *theme.Styles { return theme.New(theme.Options{Dark: true, Profile: termenv.Ascii}) }

func colour() *theme.Styles {
	return theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor})
}

// fitsRoom fails unless s is at most h lines of at most w cells.
func fitsRoom(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string, w, h int,
) {
	t.Helper()
	lines := strings.Split(s, "\n")
	if len(lines) > h {
		t.Fatalf("%d lines in %d", len(lines), h)
	}
	for _, l := range lines {
		if n := ansi.StringWidth(l); n > w {
			t.Fatalf("%d cells in %d: %q", n, w, l)
		}
	}
}

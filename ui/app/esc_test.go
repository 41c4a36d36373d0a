package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/race"
)

// One esc leads back on every screen and in every box, also while something is being read
// that no key has asked for: of a list, the next page. Where esc does something else, the
// frame says so.
func TestOneEscLeadsBack(t *testing.T) {
	for _, keys := range append(race.Some(places[1:], 0), []string{"j", "enter"}) {
		for _, last := range []string{"", "G", "r"} {
			t.Run(fmt.Sprint(keys, last), func(t *testing.T) {
				bench := demo.Ready(t, demo.Options{H: 16})
				first := bench.Plain()
				bench.Keys(keys...)
				release := bench.Hold("")
				defer func() { release(); bench.Settle() }()
				if last != "" {
					bench.Press(last)
				}
				opened := bench.Plain()
				if slices.Equal(withoutFoot(first), withoutFoot(opened)) || strings.Contains(strings.ReplaceAll(opened, "esc back", ""), "esc ") {
					return
				}
				bench.Press("esc")
				if slices.Equal(withoutFoot(bench.Plain()), withoutFoot(opened)) {
					t.Errorf("esc does nothing:\n%s", opened)
				}
			})
		}
	}
}

// withoutFoot returns the lines of a frame but for the status and the help line.
func withoutFoot(frame string) []string {
	lines := strings.Split(frame, "\n")
	return lines[:len(lines)-2]
}

// On the first screen esc ends what is being loaded.
func TestEscEndsLoadingOnTheFirstScreen(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 25})
	release := bench.Hold("GET /v2/tasks")
	bench.Press("G")
	bench.Want("25 loaded, loading more…")
	bench.Press("esc")
	bench.Want("25 loaded, more…")
	release()
	bench.Settle()
	bench.Want("25 loaded, more…")
}

package tasks_test

import (
	"testing"

	"ax-tui/ui/test/demo"
)

// Keys that run ahead of the pages are not lost, but they are forgotten when
// they no longer mean what they meant.
func TestKeysAheadOfThePages(t *testing.T) {
	ahead := func(then ...string) *demo.Bench {
		b := demo.Ready(t, demo.Options{Limit: 25})
		for range 30 {
			b.Press("j") // five past the last loaded row, the page is under way
		}
		b.Press(then...)
		b.Settle()
		return b
	}
	if got := under(ahead()); got != "Refusal Reply" && got == "Agent Goal Reached" {
		t.Errorf("the keys past the end are lost: %q", got)
	}
	for _, then := range [][]string{{"s"}, {"/", "a", "esc"}, {"k", "j"}} {
		if got := under(ahead(then...)); got != "Agent Goal Reached" {
			t.Errorf("%v: the selection has run on to %q", then, got)
		}
	}
}

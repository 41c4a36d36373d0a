package columns_test

import (
	"testing"

	"go.uber.org/goleak"

	"ax-tui/ui/test/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSortFrames(t *testing.T) { demo.Frames(t, demo.Options{}, "s", "2", "s") }

func TestChooseFrames(t *testing.T) {
	demo.Frames(t, demo.Options{}, "C", "down", "down", "space", "down", "K", "p")
}

// Columns are hidden, ordered and pinned, the list follows, and a reset returns to
// those that it is made with.
func TestChoose(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	header := bench.Line("NAME")
	bench.Keys("C", "space", "K", "enter") // outcome, as the first one is hidden and no pinned column is before it
	if bench.Line("OUTCOME") == header || bench.Line("NAME") != "" {
		t.Errorf("the first column is not hidden:\n%s", bench.Plain())
	}
	bench.Keys("C", "r", "enter")
	if got := bench.Line("NAME"); got != header {
		t.Errorf("after the reset %q, want %q", got, header)
	}
	for range 12 {
		bench.Keys("right")
	}
	if got := bench.Line("NAME"); got[len(got)-1:] != "S" || bench.Line("EVALUATORS") == "" {
		t.Errorf("the last column is not shown whole: %q", got)
	}
	bench.Want("OUTCOME") // stays in view
	bench.Keys("C", "G", "space", "G", "esc")
	bench.Want("EVALUATORS")
}

// One column stays, and pinned columns stay first.
func TestChooseKeepsSense(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("C", "down", "J")
	bench.Want("Pinned columns come first")
	bench.Keys("g")
	for range 9 {
		bench.Keys("space") // and one row down
	}
	bench.Keys("space")
	bench.Want("One column must stay", "[✓] evaluators")
}

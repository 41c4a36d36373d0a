package tasks_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/ui/test/demo"
)

// Find, attention and filter know how runs ended; esc and the same key show all again.
func TestOutcomesAreFound(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("/")
	bench.Type("failed")
	bench.Keys("enter")
	bench.Want("JSON Shape", "Toxicity Watch", "3 of 30 loaded", "of 20 read")
	bench.WantNot("Relevance Monitor", "✓ done")
	bench.Keys("esc", "a")
	bench.Want("attention", "JSON Shape", "△ 0 evaluated", "○ stuck")
	bench.WantNot("✓ done", "● running", "never run")
	if first := strings.Split(bench.Plain(), "\n")[2]; !strings.Contains(first, "✗ failed") {
		t.Errorf("the first row is not the worst one: %q", first)
	}
	bench.Keys("a")
	bench.Want("never run", "✓ done")
	bench.Keys("f", "down", "down", "down", "down", "enter")
	bench.Type("never")
	bench.Keys("enter")
	bench.Want("outcome: never run", "Citation Check Draft")
	bench.WantNot("JSON Shape")
}

// The counter strip counts what is read in the background, also while another screen is
// open, and says of how many until all are read.
func TestCounterStripReadsOn(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 30, Limit: 60})
	bench.Want("of 26 read")
	bench.Keys("j", "enter")
	bench.Requests("")
	bench.Advance(40 * time.Second)
	reads := 0
	for _, request := range bench.Requests("GET /v2/tasks/") {
		if strings.Contains(request, "limit=10") && !strings.Contains(request, "limit=100") {
			reads++
		}
	}
	if reads == 0 || reads > 40 {
		t.Errorf("%d rows were read in 40 s", reads)
	}
	bench.Keys("esc")
	bench.WantNot(" read ")
	bench.Want("60 loaded   ● ")
}

func TestOutcomeFrames(t *testing.T) {
	demo.Frames(t, demo.Options{}, "a")
}

// While another screen covers the list, only what is counted is requested: the list once a
// minute, the runs that are active or not read yet once a second at most.
func TestCoveredScreenAsksLittle(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Tasks: 2000})
	bench.Keys("j")
	bench.Press("L")
	bench.UntilText("130 loaded")
	bench.Keys("enter")
	bench.Requests(all)
	bench.Advance(3 * time.Minute)
	heads, newest := 0, 0
	for _, request := range bench.Requests(all) {
		if strings.HasPrefix(request, lists) {
			heads++
		}
		if strings.Contains(request, "limit=10") && !strings.Contains(request, "limit=100") {
			newest++
		}
	}
	if heads == 0 || heads > 3 || newest == 0 || newest > 180 {
		t.Errorf("within three minutes the list was requested %d times, newest runs %d times", heads, newest)
	}
	bench.Keys("esc")
	bench.Advance(10 * time.Millisecond)
	bench.Want("330 loaded") // loading continues where it stopped
}

// What needs attention is looked for in more than the first page, up to a bound, and the
// worst is first; several words are found wherever they stand.
func TestAttentionReadsOn(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36, Tasks: 900})
	bench.Keys("a")
	bench.Advance(time.Minute)
	line := bench.Line("loaded")
	if !strings.Contains(line, "of 545 loaded") {
		t.Errorf("%s", line)
	}
	bench.Keys("esc", "/")
	bench.Type("fail support")
	bench.Keys("enter")
	if row := strings.Split(bench.Plain(), "\n")[2]; !strings.HasPrefix(row, " ▸ ") || !strings.Contains(row, "support") {
		t.Errorf("found %q in\n%s", row, bench.Plain())
	}
}

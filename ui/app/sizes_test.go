package app_test

import (
	"flag"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

// TestMain keeps the package quick: property tests drive the whole program, so
// they try less often unless -rapid.checks says how often.
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		_ = flag.Set("rapid.checks", "40")
	}
	os.Exit(m.Run())
}

// TestEveryFrameFits: whatever is pressed and however the window is pulled
// about, a frame has exactly h lines of at most w cells, in an ordinary world
// and in one whose names are as nasty as can be.
func TestEveryFrameFits(t *testing.T) {
	keys := []string{
		"j", "k", "G", "g", "pgdown", "enter", "esc", "o", "t", "x", "f", "/", "s", "S", "r", "d", "?", ":", "tab", "down",
		"right", "left", "m", "F", "n", " ", "+", "w", "q", "h", "R",
	}
	rapid.Check(t, func(rt *rapid.T) {
		o := demo.Options{W: 80, H: 24, Unjudged: true}
		if rapid.Bool().Draw(rt, "hostile") {
			o.Faults = []string{"hostile"}
		}
		b := demo.Ready(t, o)
		w, h := o.W, o.H
		for range rapid.IntRange(1, 10).Draw(rt, "steps") {
			switch rapid.IntRange(0, 4).Draw(rt, "kind") {
			case 0:
				w, h = rapid.IntRange(60, 200).Draw(rt, "w"), rapid.IntRange(16, 60).Draw(rt, "h")
				b.Resize(w, h)
			case 1:
				b.Fault(rapid.SampledFrom([]string{"status=500", "status=401", "latency=1s"}).Draw(rt, "fault"))
			case 2:
				b.Advance(time.Duration(rapid.IntRange(1, 90).Draw(rt, "seconds")) * time.Second)
			default:
				b.Keys(rapid.SampledFrom(keys).Draw(rt, "key"))
			}
			if b.Quit {
				return
			}
			driver.CheckFrame(rt, b.View(), w, h)
		}
	})
}

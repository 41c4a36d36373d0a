package app_test

import (
	"flag"
	"strconv"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

// places are the frames that a person sees first, and the keys that lead there.
var places = []struct {
	name string
	keys []string
	o    demo.Options
}{
	{name: "Tasks"},
	{name: "Filter", keys: []string{"f"}},
	{name: "Help", keys: []string{"?"}},
	{name: "Palette", keys: []string{":"}},
	{name: "Find", keys: []string{"/", "t", "o"}},
	{name: "Task", keys: []string{"j", "enter"}},
	{name: "RunRunning", keys: []string{"j", "o"}},
	{name: "RunFailed", keys: []string{"j", "j", "o"}},
	{name: "Trigger", keys: []string{"j", "t"}},
	{name: "Cancel", keys: []string{"j", "x"}},
	{name: "Quit", keys: []string{"j", "o", "q"}},
	{name: "Empty", keys: []string{"f", "down", "down", "down", "down", "z", "z", "z", "enter"}},
	{name: "FirstFailed", o: demo.Options{Faults: []string{"GET /v2/tasks status=503"}}},
	{name: "Unauthorized", o: demo.Options{Faults: []string{"status=401"}}},
}

var sizes = [][2]int{{80, 24}, {120, 40}, {60, 16}}

// TestGoldenFrames: whole frames without colour at three sizes.
func TestGoldenFrames(t *testing.T) {
	for _, p := range places {
		for _, s := range sizes {
			t.Run(p.name+"/"+strconv.Itoa(s[0])+"x"+strconv.Itoa(s[1]), func(t *testing.T) {
				options := p.o
				options.W, options.H = s[0], s[1]
				bench := at(t, options, p.keys)
				golden.RequireEqual(t, bench.Plain()+"\n")
			})
		}
	}
}

// at goes to a place, and stays there for three seconds.
func at(t *testing.T, options demo.Options, keys []string) *demo.Bench {
	t.Helper()
	bench := demo.Ready(t, options)
	bench.Keys(keys...)
	bench.Advance(3 * time.Second)
	driver.CheckFrame(t, bench.View(), options.W, options.H)
	return bench
}

// TestGoldenColours: what the colours say, in the dark, in the light and for
// eyes that need contrast.
func TestGoldenColours(t *testing.T) {
	for _, p := range places[:10] {
		for _, theme := range []string{"dark", "light", "high-contrast"} {
			if theme == "high-contrast" && p.name != "Tasks" {
				continue
			}
			t.Run(p.name+"/"+theme, func(t *testing.T) {
				bench := at(t, demo.Options{W: 80, H: 24, Theme: theme}, p.keys)
				golden.RequireEqual(t, bench.View()+"\n")
			})
		}
	}
}

// TestMain keeps the package quick: property tests drive the whole program, so
// they try less often unless -rapid.checks says how often.
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		_ = flag.Set("rapid.checks", "40")
	}
	goleak.VerifyTestMain(m)
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
		options := demo.Options{W: 80, H: 24, Unchecked: true}
		if rapid.Bool().Draw(rt, "hostile") {
			options.Faults = []string{"hostile"}
		}
		bench := demo.Ready(t, options)
		w, h := options.W, options.H
		for range rapid.IntRange(1, 10).Draw(rt, "steps") {
			switch rapid.IntRange(0, 4).Draw(rt, "kind") {
			case 0:
				w, h = rapid.IntRange(60, 200).Draw(rt, "w"), rapid.IntRange(16, 60).Draw(rt, "h")
				bench.Resize(w, h)
			case 1:
				bench.Fault(rapid.SampledFrom([]string{"status=500", "status=401", "latency=1s"}).Draw(rt, "fault"))
			case 2:
				bench.Advance(time.Duration(rapid.IntRange(1, 90).Draw(rt, "seconds")) * time.Second)
			default:
				bench.Keys(rapid.SampledFrom(keys).Draw(rt, "key"))
			}
			if bench.Quit {
				return
			}
			driver.CheckFrame(rt, bench.View(), w, h)
		}
	})
}

package app_test

import (
	"flag"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/race"
)

// views are the most important frames and the keys that lead to them.
var views = []struct {
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
	{name: "Quit", keys: []string{"j", "t", "down", "ctrl+o", "q"}},
	{name: "Empty", keys: []string{"f", "down", "down", "down", "down", "z", "z", "z", "enter"}},
	{name: "FirstFailed", o: demo.Options{Faults: []string{"GET /v2/tasks status=503"}}},
	{name: "Unauthorized", o: demo.Options{Faults: []string{"status=401"}}},
}

var sizes = [][2]int{{80, 24}, {120, 40}, {60, 16}}

// TestGoldenFrames checks whole frames without colour in three sizes.
func TestGoldenFrames(t *testing.T) {
	for _, view := range views {
		for _, size := range sizes {
			t.Run(view.name+"/"+strconv.Itoa(size[0])+"x"+strconv.Itoa(size[1]), func(t *testing.T) {
				options := view.o
				options.W, options.H = size[0], size[1]
				bench := goTo(t, options, view.keys)
				golden.RequireEqual(t, bench.Plain()+"\n")
			})
		}
	}
}

// TestLargeFrames checks list, attention and help in large terminals.
func TestLargeFrames(t *testing.T) {
	for name, key := range map[string]string{"Tasks": "", "Attention": "a", "Help": "?"} {
		for _, size := range [][2]int{{120, 36}, {160, 50}} {
			t.Run(name+"/"+strconv.Itoa(size[0])+"x"+strconv.Itoa(size[1]), func(t *testing.T) {
				bench := goTo(t, demo.Options{W: size[0], H: size[1]}, strings.Fields(key))
				golden.RequireEqual(t, bench.Plain()+"\n")
			})
		}
	}
}

// goTo presses keys and waits three seconds.
func goTo(t *testing.T, options demo.Options, keys []string) *demo.Bench {
	t.Helper()
	bench := demo.Ready(t, options)
	bench.Keys(keys...)
	bench.Advance(3 * time.Second)
	driver.CheckFrame(t, bench.View(), options.W, options.H)
	return bench
}

// TestGoldenColours checks the colours of the dark, light and high-contrast themes.
func TestGoldenColours(t *testing.T) {
	for _, view := range views[:10] {
		for _, theme := range []string{"dark", "light", "high-contrast"} {
			if theme == "high-contrast" && view.name != "Tasks" {
				continue
			}
			t.Run(view.name+"/"+theme, func(t *testing.T) {
				bench := goTo(t, demo.Options{W: 80, H: 24, Theme: theme}, view.keys)
				golden.RequireEqual(t, bench.View()+"\n")
			})
		}
	}
}

// TestMain reduces the default number of rapid checks, since each one drives the
// whole program.
func TestMain(m *testing.M) {
	flag.Parse()
	checksSet := false
	flag.Visit(func(option *flag.Flag) { checksSet = checksSet || option.Name == "rapid.checks" })
	if !checksSet {
		_ = flag.Set("rapid.checks", strconv.Itoa(race.Few(40)))
	}
	goleak.VerifyTestMain(m)
}

// TestEveryFrameFits: after any keys and window sizes a frame has exactly h lines
// of at most w cells, with ordinary and with hostile names.
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
		width, height := options.W, options.H
		for range rapid.IntRange(1, 10).Draw(rt, "steps") {
			switch rapid.IntRange(0, 4).Draw(rt, "kind") {
			case 0:
				width, height = rapid.IntRange(60, 200).Draw(rt, "w"), rapid.IntRange(16, 60).Draw(rt, "h")
				bench.Resize(width, height)
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
			driver.CheckFrame(rt, bench.View(), width, height)
		}
	})
}

// The header keeps what is live whole, also next to "read-only".
func TestHeaderOfAReadOnlyProgram(t *testing.T) {
	for width := 60; width <= 120; width += 4 {
		bench := demo.Ready(t, demo.Options{W: width, H: 20, ReadOnly: true})
		bench.Keys("/", "Relevance Monitor", "enter", "J")
		if header, _, _ := strings.Cut(bench.Plain(), "\n"); !strings.Contains(header, "read-only   ") || !strings.HasSuffix(strings.TrimRight(header, " "), "1 pending") {
			t.Errorf("%d cells: %q", width, header)
		}
		driver.CheckFrame(t, bench.View(), width, 20)
	}
}

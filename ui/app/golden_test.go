package app_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

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
				o := p.o
				o.W, o.H = s[0], s[1]
				b := at(t, o, p.keys)
				golden.RequireEqual(t, b.Plain()+"\n")
			})
		}
	}
}

// at goes to a place, and stays there for three seconds.
func at(t *testing.T, o demo.Options, keys []string) *demo.Bench {
	t.Helper()
	b := demo.Ready(t, o)
	b.Keys(keys...)
	b.Advance(3 * time.Second)
	driver.CheckFrame(t, b.View(), o.W, o.H)
	return b
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
				b := at(t, demo.Options{W: 80, H: 24, Theme: theme}, p.keys)
				golden.RequireEqual(t, b.View()+"\n")
			})
		}
	}
}

package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ax-tui/keymap"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/race"
)

// situation is a place where the actions of a scope have an effect: rows above
// and below, more pages, an active run, columns on both sides.
type situation struct {
	scope keymap.Scope
	keys  []string
	w, h  int
}

var situations = []situation{
	{scope: keymap.Tasks, keys: []string{"j"}},
	{scope: keymap.Task, keys: []string{"j", "enter"}},
	{scope: keymap.Run, keys: []string{"j", "o"}},
	{scope: keymap.Trigger, keys: []string{"j", "t"}},
	{scope: keymap.Trigger, keys: []string{"j", "j", "t"}},
	{scope: keymap.Filter, keys: []string{"f", "up", "o"}},
	{scope: keymap.Picker, keys: []string{"f", "down", "enter", "down"}},
	{scope: keymap.Find, keys: []string{"j", "/", "t", "o", "down"}},
	{scope: keymap.Confirm, keys: []string{"j", "x"}},
	{scope: keymap.Sheet, keys: []string{"?"}},
	{scope: keymap.TaskDetails, keys: []string{"j", "enter", "d"}},
	{scope: keymap.Hits, keys: []string{"j", "enter", "d", "/", "a", "t", "t", "r", "enter"}},
	{scope: keymap.JSONView, keys: []string{"j", "enter", "D"}},
	{scope: keymap.JSONView, keys: []string{"j", "enter", "D", "left"}},
	{scope: keymap.JSONView, keys: []string{"j", "enter", "D", "j"}},
	{scope: keymap.Palette, keys: []string{":", "down"}},
	{scope: keymap.Move, keys: []string{"G", "k"}, w: 60, h: 16},
	{scope: keymap.Move, keys: []string{"j", "right"}, w: 60, h: 16},
	{scope: keymap.Global, keys: []string{"j", "enter"}},
}

// terminalActions have an effect on the terminal only.
var terminalActions = map[keymap.Action]bool{keymap.Suspend: true, keymap.Redraw: true}

// TestEveryActionHasAnEffect: each key of the keymap changes the frame, sends a
// request or ends the program in at least one situation of its scope.
func TestEveryActionHasAnEffect(t *testing.T) {
	tried := map[keymap.Scope]bool{}
	for _, current := range situations {
		tried[current.scope] = true
	}
	for _, entry := range race.Some(keymap.Default().Entries(), 0) {
		if !tried[entry.Scope] || terminalActions[entry.Action] {
			continue
		}
		for _, key := range entry.Keys {
			t.Run(string(entry.Scope)+"/"+string(entry.Action)+"/"+key, func(t *testing.T) {
				for _, current := range situations {
					if current.scope == entry.Scope && hasEffect(t, current, key) {
						return
					}
				}
				t.Errorf("%s (%s) has no effect", key, entry.Help)
			})
		}
	}
}

// hasEffect reports whether a key has an effect in a situation.
func hasEffect(t *testing.T, place situation, key string) bool {
	t.Helper()
	_, effective := pressOn(t, place, key)
	return effective
}

// pressOn returns the frame after a key, and whether the key had an effect.
func pressOn(t *testing.T, place situation, key string) (screen string, effective bool) {
	t.Helper()
	bench := arrange(t, place)
	before := bench.View()
	bench.Requests("")
	bench.Keys(key)
	return bench.Plain(), bench.Quit || bench.View() != before || len(bench.Requests("")) > 0
}

func arrange(t *testing.T, place situation) *demo.Bench {
	t.Helper()
	bench := demo.Ready(t, demo.Options{W: place.w, H: place.h})
	bench.Keys(place.keys...)
	bench.Advance(time.Second)
	return bench
}

// TestEveryKeyOfTheHelpLineWorks: each key in the help line has an effect.
func TestEveryKeyOfTheHelpLineWorks(t *testing.T) {
	everywhere := situations
	for _, keys := range places {
		if slices.Equal(keys, []string{"E"}) {
			continue // enter writes a file into the folder of the test
		}
		everywhere = append(everywhere, situation{keys: keys})
	}
	for _, current := range race.Some(everywhere, 0) {
		bench := arrange(t, current)
		lines := strings.Split(bench.Plain(), "\n")
		for _, item := range strings.Split(strings.TrimSpace(lines[len(lines)-1]), " · ") {
			name, _, _ := strings.Cut(item, " ")
			screen, effective := pressOn(t, current, keyNamed(name))
			if !effective || strings.Contains(screen, "has nothing to act on") {
				t.Errorf("%s %v: the help line shows %q, but the key has no effect", current.scope, current.keys, item)
			}
		}
	}
}

// keyNamed returns the key with a display name.
func keyNamed(name string) string {
	for _, entry := range keymap.Default().Entries() {
		for _, key := range entry.Keys {
			if keymap.Name(key) == name {
				return key
			}
		}
	}
	return name
}

package app_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/keymap"
	"ax-tui/ui/test/demo"
)

// stand is where the actions of a scope can be tried: rows above and below,
// pages to come, a run that is active, columns on both sides.
type stand struct {
	scope keymap.Scope
	keys  []string
	w, h  int
}

var stands = []stand{
	{scope: keymap.Tasks, keys: []string{"j"}},
	{scope: keymap.Task, keys: []string{"j", "enter"}},
	{scope: keymap.Run, keys: []string{"j", "o"}},
	{scope: keymap.Trigger, keys: []string{"j", "t"}},
	{scope: keymap.Trigger, keys: []string{"j", "j", "t"}},
	{scope: keymap.Filter, keys: []string{"f", "down", "down", "down", "enter"}},
	{scope: keymap.Picker, keys: []string{"f", "down", "enter", "down"}},
	{scope: keymap.Find, keys: []string{"j", "/", "t", "o", "down"}},
	{scope: keymap.Confirm, keys: []string{"j", "x"}},
	{scope: keymap.Sheet, keys: []string{"?"}},
	{scope: keymap.Palette, keys: []string{":", "down"}},
	{scope: keymap.Move, keys: []string{"G", "k"}, w: 60, h: 16},
	{scope: keymap.Move, keys: []string{"j", "right"}, w: 60, h: 16},
	{scope: keymap.Global, keys: []string{"j", "enter"}},
}

// outside are the actions whose effect only the terminal shows.
var outside = map[keymap.Action]bool{keymap.Suspend: true, keymap.Redraw: true}

// TestEveryActionDoesOrSaysSomething: no row of the table is dead. Each of its
// keys changes the frame, asks the server or ends the program on at least one
// of the stands of its scope.
func TestEveryActionDoesOrSaysSomething(t *testing.T) {
	tried := map[keymap.Scope]bool{}
	for _, stand := range stands {
		tried[stand.scope] = true
	}
	for _, entry := range keymap.Default().Entries() {
		if !tried[entry.Scope] || outside[entry.Action] {
			continue
		}
		for _, k := range entry.Keys {
			t.Run(string(entry.Scope)+"/"+string(entry.Action)+"/"+k, func(t *testing.T) {
				for _, stand := range stands {
					if stand.scope == entry.Scope && acts(t, stand, k) {
						return
					}
				}
				t.Errorf("%s (%s) changes nothing and says nothing", k, entry.Help)
			})
		}
	}
}

// acts presses a key on a stand and reports whether anything came of it.
func acts(t *testing.T, s stand, key string) bool {
	t.Helper()
	_, did := press(t, s, key)
	return did
}

// press gives the frame after a key, and whether anything came of it.
func press(t *testing.T, s stand, key string) (screen string, did bool) {
	t.Helper()
	bench := stood(t, s)
	was := bench.View()
	bench.Requests("")
	bench.Keys(key)
	return bench.Plain(), bench.Quit || bench.View() != was || len(bench.Requests("")) > 0
}

func stood(t *testing.T, s stand) *demo.Bench {
	t.Helper()
	bench := demo.Ready(t, demo.Options{W: s.w, H: s.h})
	bench.Keys(s.keys...)
	bench.Advance(time.Second)
	return bench
}

// TestEveryKeyOfTheHelpLineWorks: what the help line names works here and now.
func TestEveryKeyOfTheHelpLineWorks(t *testing.T) {
	for _, stand := range stands {
		bench := stood(t, stand)
		lines := strings.Split(bench.Plain(), "\n")
		for _, item := range strings.Split(strings.TrimSpace(lines[len(lines)-1]), " · ") {
			name, _, _ := strings.Cut(item, " ")
			screen, did := press(t, stand, keyNamed(name))
			if !did || strings.Contains(screen, "has nothing to act on") {
				t.Errorf("%s %v: the help line says %q, but there is nothing to do", stand.scope, stand.keys, item)
			}
		}
	}
}

// keyNamed is the key that is written so for people.
func keyNamed(name string) string {
	for _, entry := range keymap.Default().Entries() {
		for _, k := range entry.Keys {
			if keymap.Name(k) == name {
				return k
			}
		}
	}
	return name
}

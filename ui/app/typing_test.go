package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ax-tui/keymap"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/race"
)

// letters are all keys of one character that do something somewhere, but the one that finds.
func letters() (keys []string) {
	seen := map[string]bool{"/": true}
	for _, entry := range keymap.Default().Entries() {
		for _, key := range entry.Keys {
			if len(key) == 1 && !seen[key] {
				seen[key] = true
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// places are the keys that lead to every screen and box.
var places = [][]string{
	{},
	{"f"},
	{"f", "down", "enter"},
	{"f", "up"},
	{":"},
	{"?"},
	{"!"},
	{"s"},
	{"C"},
	{"y"},
	{"E"},
	{"p"},
	{"a"},
	{"/", "t", "o", "x", "enter"},
	{"j", "x"},
	{"X"},
	{"P"},
	{"e"},
	{"c"},
	{"n"},
	{"n", "x", "esc"},
	{"O"},
	{"enter"},
	{"enter", "d"},
	{"enter", "D"},
	{"enter", "f"},
	{"enter", "s"},
	{"enter", "C"},
	{"enter", "enter"},
	{"j", "o"},
	{"j", "o", "D"},
	{"j", "o", "x"},
	{"j", "o", "w"},
	{"j", "t"},
	{"j", "t", "tab", "2", "esc"},
	{"B"},
	{"j", "w", "B"},
	{"B", "tab"},
	{"j", "w", "B", "x"},
	{"space", "space", "x"},
	{"space", "space", "t"},
	{":", "t", "a", "s", "k", " ", "r", "e", "l", "e", "v", "m", "o", "n", "enter"},
}

// The letters after / are a text or nothing, and never a command: on every screen, in every
// box, while what they show is loading, and when it cannot be loaded.
func TestTextAfterFindIsNoCommand(t *testing.T) {
	for i, state := range []struct {
		name    string
		options demo.Options
	}{
		{"loaded", demo.Options{}},
		{"failing", demo.Options{Faults: []string{"status=503"}}},
		{"small", demo.Options{W: 50, H: 12}},
	} {
		for _, keys := range race.Some(places, i) {
			t.Run(fmt.Sprint(state.name, keys), func(t *testing.T) {
				bench := demo.Ready(t, state.options)
				bench.Keys(keys...)
				tryLetters(t, bench)
			})
		}
	}
	for _, keys := range race.Some(places, 3) {
		t.Run(fmt.Sprint("loading", keys), func(t *testing.T) {
			bench := demo.Ready(t, demo.Options{})
			release := bench.Hold("")
			bench.Press(keys...)
			tryLetters(t, bench)
			release()
			bench.Settle()
		})
	}
	t.Run("lookup", func(t *testing.T) {
		for _, id := range []string{"Relevanse Monitor", "VGFzazox"} {
			bench := demo.Ready(t, demo.Options{Open: id})
			tryLetters(t, bench)
		}
	})
}

// tryLetters presses / and then every letter, and fails the test when one did something
// else than to be text.
func tryLetters(t *testing.T, bench *demo.Bench) {
	t.Helper()
	bench.Clock.Turn(time.Second) // questions count
	bench.Press("/")
	before := withoutText(bench.Plain())
	bench.Requests("")
	for _, key := range letters() {
		bench.Press(key)
		if bench.Quit {
			t.Fatalf("%q after / ends the program", key)
		}
		after := withoutText(bench.Plain())
		if before != after {
			t.Fatalf("%q after / changes the screen:\n%s\nbefore:\n%s", key, after, before)
		}
	}
	for _, request := range append(bench.Requests("POST"), bench.Requests("DELETE")...) {
		t.Errorf("sent after /: %s", request)
	}
}

// withoutText returns the place and the keys of a frame, which a text does not change.
func withoutText(frame string) string {
	lines := strings.Split(frame, "\n")
	return lines[0] + "\n" + lines[len(lines)-1]
}

// Text typed while a form opens is text for its first field, and no command.
func TestTextBeforeAFormOpens(t *testing.T) {
	for _, keys := range [][]string{{"j", "e"}, {"j", "c"}, {"j", "enter", "e"}} {
		bench := demo.Ready(t, demo.Options{})
		bench.Keys(keys[:len(keys)-1]...)
		release := bench.Hold("")
		bench.Press(keys[len(keys)-1])
		bench.Type("q?p!")
		release()
		bench.Settle()
		bench.Want("q?p!", "Relevance Monitor")
		bench.WantNot("no key")
		if bench.Quit {
			t.Errorf("%v: the program has ended", keys)
		}
	}
}

// Text typed before a picker has its first page finds as it does afterwards: also in
// the details of an item, which the server's filter does not know.
func TestTextBeforeAPickerHasItems(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	release := bench.Hold("GET /v2/spaces")
	bench.Press("n")
	bench.Type("A name")
	bench.Press("ctrl+s")
	bench.Type("sup")
	bench.Clock.Turn(time.Second)
	bench.Ring()
	release()
	bench.Settle()
	bench.Advance(time.Second)
	bench.Want("/ sup", "▸ Search Quality")
	bench.WantNot("no spaces")
}

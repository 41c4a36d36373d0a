package newtask_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

// walks returns the keys that lead through every step of the three kinds of tasks;
// "=" compares a frame, "pick:" searches a name and picks it.
func walks() map[string][]string {
	return map[string][]string{
		"project": {
			"=", "type:Parcel relevance", "ctrl+s", "=", "pick:Search Quality", "tab", "=", "pick:support-bot", "down", "tab", "type:10 %", "=",
			"ctrl+s", "pick:Relevance", "=", "tab", "rest", "=", "ctrl+s", "rest", "=", "f2", "rest", "=", "f2", "ctrl+s", "rest", "=", "ctrl+s", "rest", "=",
		},
		"dataset": {
			"type:Golden check", "ctrl+s", "pick:Search Quality", "down", "=", "tab", "pick:golden-qa", "enter", "=",
		},
		"experiment": {
			"type:Nightly", "tab", "down", "down", "=", "ctrl+s", "pick:Search Quality", "=", "pick:golden-qa", "=", "tab", "rest", "=", "enter", "rest",
			"type:gpt-4o-mini", "tab", "type:Answer: {{input}}", "=", "ctrl+s", "rest", "=", "ctrl+s", "rest", "=",
		},
		"faults": {
			"ctrl+s", "=", "ctrl+s", "ctrl+s", "=", "ctrl+s", "tab", "type:lots", "ctrl+s", "=", "ctrl+s", "ctrl+s", "=", "ctrl+s",
			`type:[{"evaluator": 1}]`, "rest", "ctrl+s", "=", "ctrl+s", "ctrl+s", "rest", "=",
		},
	}
}

func (b *bench) walk(keys []string, frame func(number int)) {
	b.T.Helper()
	number := 0
	for _, key := range keys {
		what, arg, _ := strings.Cut(key, ":")
		switch {
		case key == "=":
			number++
			frame(number)
		case key == "rest":
			b.rest()
		case what == "type":
			b.Type(arg)
			b.Settle()
		case what == "pick":
			b.pick(arg)
		default:
			b.Keys(key)
		}
	}
}

func TestGolden(t *testing.T) {
	for name, look := range harness.Themes() {
		for kind, keys := range walks() {
			for _, size := range [][2]int{{80, 21}, {60, 13}, {120, 37}} {
				if name == "light" && (size[0] != 80 || kind != "project") || name == "dark" && size[0] == 60 {
					continue
				}
				t.Run(fmt.Sprintf("%s-%s-%dx%d", kind, name, size[0], size[1]), func(t *testing.T) {
					var frames []string
					bench := open(t, options{width: size[0], height: size[1], env: func(env *host.Env) { env.Styles = theme.New(look) }})
					bench.walk(keys, func(number int) {
						driver.CheckFrame(t, bench.View(), size[0], size[1])
						frames = append(frames, fmt.Sprintf("--- %d\n%s\n", number, bench.View()))
					})
					golden.RequireEqual(t, []byte(strings.Join(frames, "")))
				})
			}
		}
	}
}

// With any keys at any size, the frame fits. In read-only mode nothing is sent.
func TestAnyKeysAnySize(t *testing.T) {
	keys := []string{
		"tab", "shift+tab", "enter", "up", "down", "left", "right", " ", "x", "é", "評", "backspace", "home", "end", "ctrl+r", "pgdown",
		"ctrl+w", "ctrl+u", "ctrl+s", "ctrl+b", "f2", "1", "ctrl+x", "ctrl+f", "f8", "ctrl+z", `"`, "{", "y", "j",
	}
	clk := driver.NewClock()
	client, world := account(t, clk)
	rapid.Check(t, func(rt *rapid.T) {
		opened := options{width: rapid.IntRange(1, 140).Draw(rt, "w"), height: rapid.IntRange(1, 50).Draw(rt, "h")}
		opened.env = func(env *host.Env) { env.ReadOnly = true }
		bench := openWith(t, client, world, clk, opened)
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			bench.Keys(rapid.SampledFrom(keys).Draw(rt, "key"))
			if rapid.IntRange(0, 9).Draw(rt, "pause") == 0 {
				bench.rest()
			}
			if len(bench.Boxes) == 0 {
				driver.CheckFrame(t, bench.View(), opened.width, opened.height)
			}
			if t.Failed() {
				rt.FailNow()
			}
		}
		bench.Screen.Close()
	})
	if len(client.sent()) != 0 {
		t.Fatal("something was sent in read-only mode")
	}
}

func TestResizeAndRestyleKeepTextAndFocus(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Keys("esc", "esc")
	bench.wantText("5 of 7")
	bench.Keys("down", "end")
	bench.Type(" ")
	bench.Screen.SetSize(60, 13)
	*bench.Env.Styles = *theme.New(theme.Options{})
	bench.Send(host.StylesChanged{})
	driver.CheckFrame(t, bench.View(), 60, 13)
	bench.Type(" ")
	bench.rest()
	bench.wantText("line 2 of", "column 6", `"evaluator_id"`)
}

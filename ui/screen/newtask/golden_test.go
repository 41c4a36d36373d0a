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

// walks give the keys that lead through every step of the three kinds of
// tasks; "=" is a frame to compare, "pick:" finds a name and picks it.
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

func (b *bench) walk(keys []string, frame func(n int)) {
	b.T.Helper()
	n := 0
	for _, k := range keys {
		what, arg, _ := strings.Cut(k, ":")
		switch {
		case k == "=":
			n++
			frame(n)
		case k == "rest":
			b.rest()
		case what == "type":
			b.Type(arg)
			b.Settle()
		case what == "pick":
			b.pick(arg)
		default:
			b.Keys(k)
		}
	}
}

func TestGolden(t *testing.T) {
	for name, o := range harness.Themes() {
		for kind, keys := range walks() {
			for _, size := range [][2]int{{80, 21}, {60, 13}, {120, 37}} {
				if name == "light" && (size[0] != 80 || kind != "project") || name == "dark" && size[0] == 60 {
					continue
				}
				t.Run(fmt.Sprintf("%s-%s-%dx%d", kind, name, size[0], size[1]), func(t *testing.T) {
					var frames []string
					b := open(t, options{w: size[0], h: size[1], env: func(e *host.Env) { e.Styles = theme.New(o) }})
					b.walk(keys, func(n int) {
						driver.CheckFrame(t, b.View(), size[0], size[1])
						frames = append(frames, fmt.Sprintf("--- %d\n%s\n", n, b.View()))
					})
					golden.RequireEqual(t, []byte(strings.Join(frames, "")))
				})
			}
		}
	}
}

// Whatever is pressed at whatever size, the frame fits, and nothing is sent
// from any step but the last.
func TestAnyKeysAnySize(t *testing.T) {
	keys := []string{
		"tab", "shift+tab", "enter", "up", "down", "left", "right", " ", "x", "é", "評", "backspace", "home", "end", "ctrl+r", "pgdown",
		"ctrl+w", "ctrl+u", "ctrl+s", "ctrl+b", "f2", "1", "ctrl+x", "ctrl+f", "f8", "ctrl+z", `"`, "{", "y", "j",
	}
	clk := driver.NewClock()
	c, w := account(t, clk)
	rapid.Check(t, func(rt *rapid.T) {
		o := options{w: rapid.IntRange(1, 140).Draw(rt, "w"), h: rapid.IntRange(1, 50).Draw(rt, "h")}
		o.env = func(e *host.Env) { e.ReadOnly = true }
		b := openWith(t, c, w, clk, o)
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			b.Keys(rapid.SampledFrom(keys).Draw(rt, "key"))
			if rapid.IntRange(0, 9).Draw(rt, "pause") == 0 {
				b.rest()
			}
			if len(b.Boxes) == 0 {
				driver.CheckFrame(t, b.View(), o.w, o.h)
			}
			if t.Failed() {
				rt.FailNow()
			}
		}
		b.Screen.Close()
	})
	if len(c.sent()) != 0 {
		t.Fatal("something was sent in read-only mode")
	}
}

func TestResizeAndRestyleKeepTextAndFocus(t *testing.T) {
	b := open(t, options{})
	project(b)
	b.Keys("esc", "esc")
	b.want("5 of 7")
	b.Keys("down", "end")
	b.Type(" ")
	b.Screen.SetSize(60, 13)
	*b.Env.Styles = *theme.New(theme.Options{})
	b.Send(host.StylesChanged{})
	driver.CheckFrame(t, b.View(), 60, 13)
	b.Type(" ")
	b.rest()
	b.want("line 2 of", "column 6", `"evaluator_id"`)
}

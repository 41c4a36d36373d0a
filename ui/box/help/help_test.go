package help_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/muesli/termenv"
	"go.uber.org/goleak"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box/help"
	"ax-tui/ui/host"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newEnv(t *testing.T) *host.Env {
	t.Helper()
	return &host.Env{
		Ctx: t.Context(), Keys: keymap.Default(), NextID: func() uint64 { return 1 },
		Styles: theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor}),
	}
}

var scopes = []keymap.Scope{keymap.Run, keymap.Move, keymap.Global}

// A key that does not work now is dimmed with the reason, or left out when there is none.
func TestUnavailableKeys(t *testing.T) {
	env := newEnv(t)
	model := help.New(env, scopes, func(entry keymap.Entry) bool { return entry.Action != keymap.CancelRun && entry.Action != keymap.Pause },
		func(entry keymap.Entry) text.Safe {
			return map[keymap.Action]text.Safe{keymap.CancelRun: "this run has ended"}[entry.Action]
		})
	frame := model.View(100, 60)
	if dim := env.Styles.Dim.Render("cancel this run – this run has ended"); !strings.Contains(frame, dim) {
		t.Error("an unavailable key is not dimmed with the reason")
	}
	if strings.Contains(frame, "pause or resume") || !strings.Contains(frame, env.Styles.Text.Render("load the run again now")) {
		t.Errorf("wrong keys:\n%s", frame)
	}
}

// Every section has a heading of its own, and what a screen cannot do now has a reason.
func TestSectionsAndReasons(t *testing.T) {
	var titles []string
	for _, scope := range []keymap.Scope{keymap.Tasks, keymap.Task, keymap.TaskDetails, keymap.Run, keymap.Move, keymap.Global} {
		titles = append(titles, keymap.Title(scope))
	}
	for name, keys := range map[string][]string{
		"Tasks": {"?"}, "Task": {"j", "enter", "?"}, "Details": {"j", "enter", "d", "?"}, "Failed run": {"j", "j", "o", "?"}, "Never run": {"enter", "?"},
	} {
		bench := demo.Ready(t, demo.Options{W: 80, H: 90})
		bench.Keys(keys...)
		frame, seen := bench.Plain(), map[string]bool{}
		for _, line := range strings.Split(frame, "\n") {
			line, inside := strings.CutPrefix(line, "│ ")
			if text := strings.TrimSpace(strings.TrimSuffix(line, "│")); inside && text != "" && slices.Contains(titles, text) {
				if seen[text] {
					t.Errorf("%s: two sections are called %q", name, text)
				}
				seen[text] = true
			}
		}
		if !seen["Moving"] || !seen["Everywhere"] || len(seen) < 3 {
			t.Errorf("%s: sections %v", name, seen)
		}
	}
	bench := demo.Ready(t, demo.Options{W: 80, H: 90})
	bench.Keys("?")
	bench.Want("– all pages are loaded", "– this is the first screen")
}

func TestFind(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 60, H: 16})
	bench.Keys("?")
	bench.Want("lines 1 to ", "/ find", "j scroll")
	bench.Keys("/")
	bench.Type("reload")
	bench.Want("/ reload", "1 of 1", "reload the list now", "enter keep")
	bench.Keys("enter")
	bench.Want("find: reload", "esc end the find")
	bench.Keys("esc")
	bench.Want("─ Keys ─", "lines ")
	bench.Keys("/", "~")
	bench.Want("not found")
	bench.Keys("esc", "esc")
	bench.WantNot("─ Keys ─")
}

func TestItScrollsAndCloses(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 60, H: 16})
	bench.Keys("?")
	bench.WantNot("redraw the screen")
	bench.Keys("G")
	bench.Want("redraw the screen")
	bench.Keys("g")
	bench.Want("open the selected task")
	for _, key := range []string{"esc", "q", "?"} {
		bench.Keys(key)
		bench.WantNot("─ Keys ─")
		bench.Keys("?")
		bench.Want("─ Keys ─")
	}
	if bench.Quit {
		t.Error("q in the box quits the program")
	}
}

func TestItFitsAnyBody(t *testing.T) {
	model := help.New(newEnv(t), scopes, func(keymap.Entry) bool { return true }, nil)
	for width := 57; width <= 200; width += 13 {
		for height := 12; height <= 60; height += 7 {
			frame := model.View(width, height)
			if count := strings.Count(frame, "\n") + 1; count > height {
				t.Errorf("%d lines in %d", count, height)
			}
			driver.CheckFrame(t, frame, width, strings.Count(frame, "\n")+1)
		}
	}
}

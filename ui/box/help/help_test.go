package help_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
	"go.uber.org/goleak"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box/help"
	"ax-tui/ui/host"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
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

func TestUnavailableActionsAreDimmed(t *testing.T) {
	env := newEnv(t)
	model := help.New(env, scopes, func(entry keymap.Entry) bool { return entry.Action != keymap.CancelRun })
	lines := strings.Split(model.View(100, 60), "\n")
	row := func(words string) string {
		for _, line := range lines {
			if strings.Contains(ansi.Strip(line), words) {
				return line
			}
		}
		t.Fatalf("no row contains %q", words)
		return ""
	}
	if dim := env.Styles.Dim.Render("cancel this run"); !strings.Contains(row("cancel this run"), dim) {
		t.Error("an unavailable action is not dimmed")
	}
	if key := env.Styles.Key.Render("r"); !strings.Contains(row("load the run again now"), strings.TrimSuffix(key, "\x1b[0m")[:5]) {
		t.Error("an available key is dimmed")
	}
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
	model := help.New(newEnv(t), scopes, func(keymap.Entry) bool { return true })
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

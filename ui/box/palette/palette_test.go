package palette_test

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
	"go.uber.org/goleak"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/palette"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var scopes = []keymap.Scope{keymap.Tasks, keymap.Move, keymap.Global}

func newPalette(t *testing.T, can func(keymap.Entry) bool) box.Box {
	t.Helper()
	env := &host.Env{
		Ctx: t.Context(), Keys: keymap.Default(), NextID: func() uint64 { return 1 },
		Styles: theme.New(theme.Options{Profile: termenv.Ascii}),
	}
	return palette.New(env, scopes, can)
}

func every(keymap.Entry) bool { return true }

// press returns the result of the last key.
func press(opened box.Box, keys ...string) (done bool, result tea.Msg) {
	for _, key := range keys {
		done, result, _ = opened.Update(driver.Key(key))
	}
	return done, result
}

// TestEveryActionCanBeFoundAndRun: by its help text, case-insensitive.
func TestEveryActionCanBeFoundAndRun(t *testing.T) {
	for _, entry := range keymap.Default().Visible(scopes) {
		if entry.Action == keymap.OpenPalette {
			continue
		}
		opened := newPalette(t, every)
		opened.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(strings.ToUpper(entry.Help))})
		done, result := press(opened, "enter")
		if !done || result != (host.Perform{Action: entry.Action}) {
			t.Errorf("%q: done %v, %v", entry.Help, done, result)
		}
	}
}

func TestUnavailableActionsAreLeftOut(t *testing.T) {
	opened := newPalette(t, func(entry keymap.Entry) bool { return entry.Action != keymap.CancelRun })
	if frame := opened.View(100, 60); strings.Contains(frame, "cancel the active run") || !strings.Contains(frame, "open the selected task") {
		t.Errorf("the palette:\n%s", frame)
	}
}

func TestEscAndNothingFound(t *testing.T) {
	opened := newPalette(t, every)
	if done, result := press(opened, "~", "~", "enter"); done || result != nil {
		t.Errorf("enter on nothing: %v, %v", done, result)
	}
	if done, result := press(opened, "esc"); !done || result != nil {
		t.Errorf("esc: %v, %v", done, result)
	}
	if done, _, _ := opened.Update(tea.WindowSizeMsg{}); done {
		t.Error("a message other than a key closes it")
	}
}

func TestLettersAreText(t *testing.T) {
	opened := newPalette(t, every)
	if done, _ := press(opened, "q"); done || !opened.Typing() {
		t.Error("q closes the palette")
	}
	for width := 57; width <= 180; width += 11 {
		frame := opened.View(width, 12)
		driver.CheckFrame(t, frame, width, strings.Count(frame, "\n")+1)
	}
}

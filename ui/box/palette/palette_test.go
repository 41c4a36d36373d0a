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

// press gives what comes of the last key.
func press(m box.Box, keys ...string) (done bool, result tea.Msg) {
	for _, k := range keys {
		done, result, _ = m.Update(driver.Key(k))
	}
	return done, result
}

// TestEveryActionCanBeFoundAndDone: by its words, whatever the case.
func TestEveryActionCanBeFoundAndDone(t *testing.T) {
	for _, entry := range keymap.Default().Visible(scopes) {
		if entry.Action == keymap.PaletteAc {
			continue
		}
		m := newPalette(t, every)
		m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(strings.ToUpper(entry.Help))})
		done, result := press(m, "enter")
		if !done || result != (host.Perform{Action: entry.Action}) {
			t.Errorf("%q: done %v, %v", entry.Help, done, result)
		}
	}
}

func TestWhatMakesNoSenseIsLeftOut(t *testing.T) {
	m := newPalette(t, func(entry keymap.Entry) bool { return entry.Action != keymap.CancelRun })
	if v := m.View(100, 60); strings.Contains(v, "cancel the active run") || !strings.Contains(v, "open the selected task") {
		t.Errorf("the palette:\n%s", v)
	}
}

func TestEscAndNothingFound(t *testing.T) {
	m := newPalette(t, every)
	if done, result := press(m, "~", "~", "enter"); done || result != nil {
		t.Errorf("enter on nothing: %v, %v", done, result)
	}
	if done, result := press(m, "esc"); !done || result != nil {
		t.Errorf("esc: %v, %v", done, result)
	}
	if done, _, _ := m.Update(tea.WindowSizeMsg{}); done {
		t.Error("a message that is no key closes it")
	}
}

func TestLettersAreWordsAndNoKeys(t *testing.T) {
	m := newPalette(t, every)
	if done, _ := press(m, "q"); done || !m.Typing() {
		t.Error("q closes the palette")
	}
	for w := 57; w <= 180; w += 11 {
		v := m.View(w, 12)
		driver.CheckFrame(t, v, w, strings.Count(v, "\n")+1)
	}
}

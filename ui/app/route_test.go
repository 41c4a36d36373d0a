package app_test

import (
	"fmt"
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
)

// Alt and a key that has a sequence of its own cannot be esc and that key; alt and
// a letter can, unless the key is bound.
func TestAltWithoutAMeaningDoesNothing(t *testing.T) {
	rows := append(keymap.Default().Entries(), keymap.Entry{Scope: keymap.Tasks, Action: keymap.More, Keys: []string{"alt+m"}})
	stage := newStage(t, func(o *options) { o.Keys = keymap.New(rows) })
	stage.send(host.Move{To: host.PlaceTask})
	stage.send(tea.KeyMsg{Type: tea.KeyUp, Alt: true})
	stage.send(tea.KeyMsg{Type: tea.KeyF5, Alt: true})
	stage.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("m"), Alt: true})
	if stage.opened[0].closed || !slices.Equal(stage.opened[0].actions, []keymap.Action{keymap.More}) {
		t.Errorf("closed %v, did %v", stage.opened[0].closed, stage.opened[0].actions)
	}
}

func TestSuspendingWhileTyping(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.typing = true
	stage.Keys("ctrl+z")
	if len(stage.home.msgs) != 1 || fmt.Sprintf("%T", stage.home.msgs[0]) != "term.suspendMsg" {
		t.Errorf("the field got %v", stage.home.msgs)
	}
	stage.home.scopes = []keymap.Scope{keymap.Editor} // ctrl+z is undo there
	stage.Keys("ctrl+z")
	if key, ok := stage.home.msgs[1].(tea.KeyMsg); !ok || key.Type != tea.KeyCtrlZ {
		t.Errorf("the editor got %v", stage.home.msgs[1:])
	}
}

// Keys before the first size of the window are kept: without the first of them, the
// text after it would be commands.
func TestKeysBeforeTheFirstSizeAreKept(t *testing.T) {
	var home *stub
	session := app.Session{FirstScreens: func(env *host.Env) []screen.Screen {
		home = newStub(env, "Tasks")
		return []screen.Screen{home}
	}}
	root := app.New(t.Context(), app.Config{Theme: theme.Choice{Name: "none"}}, session)
	root.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("rs")})
	if len(home.actions) != 0 {
		t.Fatalf("before the size the screen did %v", home.actions)
	}
	root.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	if want := []keymap.Action{keymap.Refresh, keymap.Sort}; !slices.Equal(home.actions, want) {
		t.Errorf("the screen did %v, want %v", home.actions, want)
	}
}

func TestUnknownKeysSayWhereHelpIs(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.scopes = []keymap.Scope{keymap.Lookup}
	stage.Keys("down") // a motion: nothing moves here, and nothing is said
	checkText(t, stage, "no key", false)
	stage.Keys("Z")
	checkText(t, stage, "no key Z here, ? lists the keys", true)
	stage.Keys("?", "Z")
	checkText(t, stage, "no key", false)
}

// Package palette is the box that lists every action of a screen by name: type to
// find one, enter to run it.
package palette

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// New creates the box with the actions for which can is true. It closes with a
// host.Perform of the picked one.
func New(env *host.Env, scopes []keymap.Scope, can func(keymap.Entry) bool) box.Box {
	var actions []picker.Item
	for _, entry := range env.Keys.Visible(scopes) {
		if entry.Action != keymap.OpenPalette && can(entry) {
			actions = append(actions, picker.Item{ID: string(entry.Action), Name: text.Safe(entry.Help), Detail: text.Safe(entry.Names())})
		}
	}
	return box.NewChoice(env, box.ChoiceOptions{
		Title: "Do", Scope: keymap.Palette, Items: actions, Width: 72, Height: 16, FreeRows: 2,
		OnPick: func(id string) (tea.Msg, tea.Cmd) { return host.Perform{Action: keymap.Action(id)}, nil },
	})
}

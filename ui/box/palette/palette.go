// Package palette lists every action of the screen by name, to be found by
// typing and done with enter.
//
// It imports keymap, box, host and part; it knows no screen.
package palette

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// New lists what makes sense now, and closes with the action to perform.
func New(env *host.Env, scopes []keymap.Scope, can func(keymap.Entry) bool) box.Box {
	var actions []picker.Item
	for _, entry := range env.Keys.Visible(scopes) {
		if entry.Action != keymap.PaletteAc && can(entry) {
			actions = append(actions, picker.Item{ID: string(entry.Action), Name: text.Safe(entry.Help), Detail: text.Safe(entry.Names())})
		}
	}
	return box.NewChoice(env, box.ChoiceOptions{
		Title: "Do", Scope: keymap.Palette, Items: actions, Width: 72, Height: 16, FreeRows: 2,
		OnPick: func(id string) (tea.Msg, tea.Cmd) { return host.Perform{Action: keymap.Action(id)}, nil },
	})
}

// Package palette lists every action of the screen by name, to be found by
// typing and done with enter.
//
// It imports keymap, host and part; it knows no screen.
package palette

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// Model is the palette.
type Model struct {
	box.Base
	env    *host.Env
	styles *theme.Styles
	list   *picker.List
}

// New lists what makes sense now.
func New(env *host.Env, scopes []keymap.Scope, can func(keymap.Entry) bool) *Model {
	m := &Model{Base: box.NewBase(env), env: env, styles: env.Styles}
	var actions []picker.Item
	for _, e := range env.Keys.Visible(scopes) {
		if e.Action != keymap.PaletteAc && can(e) {
			actions = append(actions, picker.Item{ID: string(e.Action), Name: text.Safe(e.Help), Detail: text.Safe(e.Names())})
		}
	}
	m.list = picker.NewList(m.styles, env.Keys, actions)
	return m
}

// Scope is the palette's own.
func (m *Model) Scope() keymap.Scope { return keymap.Palette }

// Typing is always true: keys are the words that are sought.
func (m *Model) Typing() bool { return true }

// Update finds, or closes with the action to perform.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	if a, _ := m.env.Keys.Find([]keymap.Scope{keymap.Palette}, k.String()); a == keymap.Back {
		return true, nil, nil
	}
	if id, done := m.list.Key(k); done {
		return true, host.Perform{Action: keymap.Action(id)}, nil
	}
	return false, nil, nil
}

// View draws the palette for a body of w by h cells.
func (m *Model) View(w, h int) string {
	inner := min(w-4, 72)
	m.list.SetSize(inner, min(h-4, 16))
	return part.Box(m.styles, "Do", m.list.View(), inner+4)
}

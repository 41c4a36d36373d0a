package clipboard

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

// Item is one thing that can be copied.
type Item struct {
	Label text.Safe // "ID of the run"
	Name  text.Safe // in the notice: "the run's ID"
	Text  string
}

// Model is the box that offers what can be copied.
type Model struct {
	box.Base
	env    *host.Env
	styles *theme.Styles
	list   *picker.List
	items  []Item
}

// New offers the items.
func New(env *host.Env, items []Item) *Model {
	m := &Model{Base: box.NewBase(env), env: env, styles: env.Styles, items: items}
	rows := make([]picker.Item, 0, len(items))
	for _, i := range items {
		rows = append(rows, picker.Item{ID: string(i.Label), Name: i.Label, Detail: text.CleanN(i.Text, 60)})
	}
	m.list = picker.NewList(m.styles, env.Keys, rows)
	return m
}

// Scope is that of picking.
func (m *Model) Scope() keymap.Scope { return keymap.Picker }

// Typing is always true: keys are the words that are sought.
func (m *Model) Typing() bool { return true }

// Update copies what is picked, and closes.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	if a, _ := m.env.Keys.Find([]keymap.Scope{keymap.Picker}, k.String()); a == keymap.Back {
		return true, nil, nil
	}
	label, done := m.list.Key(k)
	if !done {
		return false, nil, nil
	}
	for _, i := range m.items {
		if string(i.Label) == label {
			return true, nil, m.env.Copy(i.Text, i.Name)
		}
	}
	return true, nil, nil
}

// View draws the box for a body of w by h cells.
func (m *Model) View(w, h int) string {
	inner := min(w-4, 88)
	m.list.SetSize(inner, min(h-2, len(m.items)+3))
	return part.Box(m.styles, "Copy", m.list.View(), inner+4)
}

// Package copymenu is the box that copies a task or a run: its ID, its name,
// the equal commands of ax, ax-tui and curl, its JSON, a report.
//
// It promises that no command holds the key, that commands mean the same
// whatever characters a name holds, and that the whole ID is copied however it
// is cut on screen. It imports api and what writes commands and records, host
// and widget; no screen.
package copymenu

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Item is one thing that can be copied.
type Item struct {
	Label text.Safe // "ID of the run"
	Name  text.Safe // in the notice: "the run's ID"
	Text  string
}

// Model is the box.
type Model struct {
	host.Owner
	env    *host.Env
	styles *theme.Styles
	picker *part.Picker
	items  []Item
}

// New offers the items.
func New(env *host.Env, items []Item) *Model {
	m := &Model{Owner: host.NewOwner(env), env: env, styles: env.Styles, items: items}
	m.picker = part.NewPicker(m.styles, env.Keys)
	options := make([]part.Option, 0, len(items))
	for _, i := range items {
		options = append(options, part.Option{ID: string(i.Label), Label: i.Label, Detail: text.CleanN(i.Text, 60)})
	}
	m.picker.SetOptions(options)
	return m
}

// Init has nothing to begin.
func (m *Model) Init() tea.Cmd { return nil }

// Scope is that of picking.
func (m *Model) Scope() keymap.Scope { return keymap.Picker }

// Typing is always true: keys are the words that are sought.
func (m *Model) Typing() bool { return true }

// Restyle takes new styles over.
func (m *Model) Restyle(s *theme.Styles) { m.styles = s; m.picker.Restyle(s) }

// Update copies what is picked, and closes.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	if a, _ := m.env.Keys.Find([]keymap.Scope{keymap.Picker}, k.String()); a == keymap.Back {
		return true, nil, nil
	}
	label, done := m.picker.Key(k)
	if !done {
		return false, nil, nil
	}
	for _, i := range m.items {
		if string(i.Label) == label {
			return true, nil, copyItem(m.env, i)
		}
	}
	return true, nil, nil
}

// copyItem copies, or shows the text where copying cannot work.
func copyItem(env *host.Env, i Item) tea.Cmd {
	show := func() host.Overlay { return NewShown(env, i.Label, i.Text) }
	if env.Copy == nil {
		return env.Send(host.OpenOverlay{Overlay: show()})
	}
	return env.Copy(i.Text, i.Name, show)
}

// View draws the box for a body of w by h cells.
func (m *Model) View(w, h int) string {
	inner := min(w-4, 88)
	m.picker.SetSize(inner, min(h-2, len(m.items)+3))
	return part.Box(m.styles, "Copy", m.picker.View(), inner+4)
}

// Package help is the box with the keys of a screen, from the same table that
// dispatches them.
package help

import (
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Model is the box.
type Model struct {
	box.Sheet
	groups []group
	can    func(keymap.Entry) bool
}

type group struct {
	title text.Safe
	rows  []keymap.Entry
}

// New creates the box with the keys of the scopes. Entries for which can is false
// are dimmed.
func New(env *host.Env, scopes []keymap.Scope, can func(keymap.Entry) bool) *Model {
	model := &Model{Sheet: box.NewSheet(env), can: can}
	titles := map[keymap.Scope]text.Safe{keymap.Move: "Moving", keymap.Global: "Everywhere"}
	for _, scope := range scopes {
		section := group{title: titles[scope]}
		if section.title == "" {
			section.title = "Here"
		}
		for _, entry := range env.Keys.Visible(scopes) {
			if entry.Scope == scope {
				section.rows = append(section.rows, entry)
			}
		}
		model.groups = append(model.groups, section)
	}
	return model
}

// View renders the box for a body of width by height cells.
func (m *Model) View(width, height int) string {
	inner := min(width-4, 76)
	lines := m.lines(inner)
	rows := min(len(lines), height-4)
	m.SetLines(lines)
	m.SetSize(inner, max(rows, 1))
	return part.Box(m.Env.Styles, "Keys", m.Sheet.View(), inner+4)
}

func (m *Model) lines(width int) []string {
	keyWidth := 0
	for _, group := range m.groups {
		for _, entry := range group.rows {
			keyWidth = max(keyWidth, text.Width(entry.Names()))
		}
	}
	var out []string
	for i, group := range m.groups {
		if i > 0 {
			out = append(out, "")
		}
		out = append(out, m.Env.Styles.Strong.Render(string(group.title)))
		for _, entry := range group.rows {
			out = append(out, m.entry(entry, keyWidth, width)...)
		}
	}
	return out
}

// entry renders an entry: its keys and the wrapped help text.
func (m *Model) entry(entry keymap.Entry, keyWidth, width int) []string {
	keys, help := m.Env.Styles.Key, m.Env.Styles.Text
	if !m.can(entry) {
		keys, help = m.Env.Styles.Dim, m.Env.Styles.Dim
	}
	var out []string
	for i, part := range text.Wrap(entry.Help, max(width-keyWidth-4, 10)) {
		key := text.Spaces(keyWidth)
		if i == 0 {
			key = keys.Render(text.Fit(entry.Names(), keyWidth, text.Right))
		}
		out = append(out, key+"  "+help.Render(part))
	}
	return out
}

// Package help is the list of the keys that do something here, printed
// from the very table that dispatches them.
//
// It imports keymap, host and part; it knows no screen.
package help

import (
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Model is the sheet.
type Model struct {
	box.Sheet
	groups []group
	can    func(keymap.Entry) bool
}

type group struct {
	title text.Safe
	rows  []keymap.Entry
}

// New lists what the scopes offer; can tells what makes sense now, the rest is shown dimmed.
func New(env *host.Env, scopes []keymap.Scope, can func(keymap.Entry) bool) *Model {
	model := &Model{Sheet: box.NewSheet(env), can: can}
	titles := map[keymap.Scope]text.Safe{keymap.Move: "Moving", keymap.Global: "Everywhere"}
	for _, scope := range scopes {
		here := group{title: titles[scope]}
		if here.title == "" {
			here.title = "Here"
		}
		for _, entry := range env.Keys.Visible(scopes) {
			if entry.Scope == scope {
				here.rows = append(here.rows, entry)
			}
		}
		model.groups = append(model.groups, here)
	}
	return model
}

// View draws the sheet for a body of w by h cells.
func (m *Model) View(width, height int) string {
	inner := min(width-4, 76)
	lines := m.lines(inner)
	rows := min(len(lines), height-4)
	m.SetLines(lines)
	m.SetSize(inner, max(rows, 1))
	return part.Box(m.Env.Styles, "Keys", m.Sheet.View(), inner+4)
}

func (m *Model) lines(width int) []string {
	keyW := 0
	for _, group := range m.groups {
		for _, entry := range group.rows {
			keyW = max(keyW, text.Width(entry.Names()))
		}
	}
	var out []string
	for i, group := range m.groups {
		if i > 0 {
			out = append(out, "")
		}
		out = append(out, m.Env.Styles.Strong.Render(string(group.title)))
		for _, entry := range group.rows {
			out = append(out, m.entry(entry, keyW, width)...)
		}
	}
	return out
}

// entry is one row, wrapped behind its keys; dimmed when it has nothing to act on.
func (m *Model) entry(entry keymap.Entry, keyW, width int) []string {
	keys, words := m.Env.Styles.Key, m.Env.Styles.Text
	if !m.can(entry) {
		keys, words = m.Env.Styles.Dim, m.Env.Styles.Dim
	}
	var out []string
	for i, part := range text.Wrap(entry.Help, max(width-keyW-4, 10)) {
		key := text.Spaces(keyW)
		if i == 0 {
			key = keys.Render(text.Fit(entry.Names(), keyW, text.Right))
		}
		out = append(out, key+"  "+words.Render(part))
	}
	return out
}

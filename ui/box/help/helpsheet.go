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
	m := &Model{Sheet: box.NewSheet(env), can: can}
	titles := map[keymap.Scope]text.Safe{keymap.Move: "Moving", keymap.Global: "Everywhere"}
	for _, s := range scopes {
		g := group{title: titles[s]}
		if g.title == "" {
			g.title = "Here"
		}
		for _, e := range env.Keys.Visible(scopes) {
			if e.Scope == s {
				g.rows = append(g.rows, e)
			}
		}
		m.groups = append(m.groups, g)
	}
	return m
}

// View draws the sheet for a body of w by h cells.
func (m *Model) View(w, h int) string {
	inner := min(w-4, 76)
	lines := m.lines(inner)
	rows := min(len(lines), h-4)
	m.SetLines(lines)
	m.SetSize(inner, max(rows, 1))
	return part.Box(m.Env.Styles, "Keys", m.Sheet.View(), inner+4)
}

func (m *Model) lines(w int) []string {
	keyW := 0
	for _, g := range m.groups {
		for _, e := range g.rows {
			keyW = max(keyW, text.Width(e.Names()))
		}
	}
	var out []string
	for i, g := range m.groups {
		if i > 0 {
			out = append(out, "")
		}
		out = append(out, m.Env.Styles.Strong.Render(string(g.title)))
		for _, e := range g.rows {
			out = append(out, m.entry(e, keyW, w)...)
		}
	}
	return out
}

// entry is one row, wrapped behind its keys; dimmed when it has nothing to act on.
func (m *Model) entry(e keymap.Entry, keyW, w int) []string {
	keys, words := m.Env.Styles.Key, m.Env.Styles.Text
	if !m.can(e) {
		keys, words = m.Env.Styles.Dim, m.Env.Styles.Dim
	}
	var out []string
	for i, part := range text.Wrap(e.Help, max(w-keyW-4, 10)) {
		key := text.Spaces(keyW)
		if i == 0 {
			key = keys.Render(text.Fit(e.Names(), keyW, text.Right))
		}
		out = append(out, key+"  "+words.Render(part))
	}
	return out
}

// Package help is the box with the keys of a screen, from the same table that
// dispatches them. It scrolls, and a text can be found in it.
package help

import (
	"fmt"

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
}

type group struct {
	title string
	rows  []row
}

// row is a key and what it does. A reason says why it does not work now.
type row struct {
	keymap.Entry
	reason text.Safe
}

// New creates the box with the keys of the scopes, one section a heading. A key that
// does not work now comes behind the others, dimmed with the reason, or is left out when
// why has none.
func New(env *host.Env, scopes []keymap.Scope, can func(keymap.Entry) bool, why func(keymap.Entry) text.Safe) *Model {
	model := &Model{Sheet: box.NewSheet(env)}
	for _, scope := range scopes {
		section, refused := group{title: keymap.Title(scope)}, []row(nil)
		for _, entry := range env.Keys.Visible(scopes) {
			if entry.Scope != scope {
				continue
			}
			line := row{Entry: *entry}
			if !can(*entry) {
				if line.reason = why(*entry); line.reason != "" {
					refused = append(refused, line)
				}
				continue
			}
			section.rows = append(section.rows, line)
		}
		if section.rows = append(section.rows, refused...); len(section.rows) > 0 {
			model.groups = append(model.groups, section)
		}
	}
	return model
}

// View renders the box for a body of width by height cells.
func (m *Model) View(width, height int) string {
	inner := min(width-4, 76)
	lines := m.lines(inner)
	room := max(height-4, 1)
	m.SetLines(lines)
	if len(lines) <= room {
		m.SetSize(inner, len(lines)+m.FootHeight())
		return part.Box(m.Env.Styles, "Keys", m.Sheet.View(), inner+4)
	}
	m.SetSize(inner, room-1+m.FootHeight()) // the find is where the number of the lines was
	body := m.Sheet.View()
	if !m.Finding() {
		from, to := m.Window()
		body += "\n" + m.Env.Styles.Dim.Render(fmt.Sprintf("lines %d to %d of %d", from+1, max(to, from+1), len(lines)))
	}
	return part.Box(m.Env.Styles, "Keys", body, inner+4)
}

// lines renders the sections.
func (m *Model) lines(width int) (out []string) {
	keyWidth := 0
	for _, group := range m.groups {
		for _, line := range group.rows {
			keyWidth = max(keyWidth, text.Width(line.Names()))
		}
	}
	for i, group := range m.groups {
		if i > 0 {
			out = append(out, "")
		}
		out = append(out, m.Env.Styles.Strong.Render(group.title))
		for _, line := range group.rows {
			out = append(out, m.entry(&line, keyWidth, width)...)
		}
	}
	return out
}

// entry renders an entry: its keys and the wrapped help text.
func (m *Model) entry(line *row, keyWidth, width int) []string {
	keys, style, help := m.Env.Styles.Key, m.Env.Styles.Text, line.Help
	if line.reason != "" {
		keys, style, help = m.Env.Styles.Dim, m.Env.Styles.Dim, help+" – "+string(line.reason)
	}
	var out []string
	for i, part := range text.Wrap(help, max(width-keyWidth-4, 10)) {
		key := text.Spaces(keyWidth)
		if i == 0 {
			key = keys.Render(text.Fit(line.Names(), keyWidth, text.Right))
		}
		out = append(out, key+"  "+style.Render(part))
	}
	return out
}

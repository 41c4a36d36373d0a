// Package help is the box with the keys of a screen, from the same table that
// dispatches them. It scrolls, and finds keys by a text.
package help

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

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
	find   string // only keys with this text are shown
	typing bool   // the text is being typed
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
// does not work now is dimmed with the reason, or left out when why has none.
func New(env *host.Env, scopes []keymap.Scope, can func(keymap.Entry) bool, why func(keymap.Entry) text.Safe) *Model {
	model := &Model{Sheet: box.NewSheet(env)}
	for _, scope := range scopes {
		section := group{title: keymap.Title(scope)}
		for _, entry := range env.Keys.Visible(scopes) {
			if entry.Scope != scope {
				continue
			}
			line := row{Entry: entry}
			if !can(entry) {
				if line.reason = why(entry); line.reason == "" {
					continue
				}
			}
			section.rows = append(section.rows, line)
		}
		if len(section.rows) > 0 {
			model.groups = append(model.groups, section)
		}
	}
	return model
}

// Scope is keymap.KeyList, or keymap.Find while a text is typed.
func (m *Model) Scope() keymap.Scope {
	if m.typing {
		return keymap.Find
	}
	return keymap.KeyList
}

// Typing reports whether a text is typed.
func (m *Model) Typing() bool { return m.typing }

// Update handles the keys to scroll, find and close.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	finding := m.typing || m.find != ""
	action, bound := m.Env.Keys.Find([]keymap.Scope{m.Scope(), keymap.Move}, key.String())
	switch {
	case m.typing && key.Type == tea.KeyRunes || m.typing && key.Type == tea.KeySpace:
		m.setFind(m.find + string(text.Clean(string(key.Runes))))
	case m.typing && key.Type == tea.KeyBackspace:
		letters := []rune(m.find)
		m.setFind(string(letters[:max(len(letters)-1, 0)]))
	case action == keymap.Accept:
		m.typing = false
	case action == keymap.Back && finding:
		m.typing = false
		m.setFind("")
	case action == keymap.FindText:
		m.typing = true
	case bound:
		m.Do(action)
	}
	return action == keymap.Back && !finding, nil, nil
}

func (m *Model) setFind(find string) { m.find = find; m.Home() }

// View renders the box for a body of width by height cells.
func (m *Model) View(width, height int) string {
	inner := min(width-4, 76)
	lines, found := m.lines(inner)
	room := height - 4
	foot := m.foot(len(lines), room, found)
	if foot != "" {
		room--
	}
	m.SetLines(lines)
	m.SetSize(inner, max(min(len(lines), room), 1))
	body := m.Sheet.View()
	if foot != "" {
		body += "\n" + foot
	}
	return part.Box(m.Env.Styles, "Keys", body, inner+4)
}

// foot renders the text to find, or which of the lines are shown.
func (m *Model) foot(lines, room, found int) string {
	st := m.Env.Styles
	switch {
	case m.typing:
		return st.Accent.Render("/ ") + m.find + st.Cursor.Render(" ") + st.Dim.Render("  "+text.Plural(found, "key"))
	case m.find != "":
		return st.Dim.Render("find: " + m.find + "  " + text.Plural(found, "key"))
	case lines > room:
		from, to := m.Window()
		return st.Dim.Render(fmt.Sprintf("lines %d to %d of %d", from+1, max(to, from+1), lines))
	}
	return ""
}

// lines renders the sections, and counts their keys.
func (m *Model) lines(width int) (out []string, found int) {
	keyWidth := 0
	for _, group := range m.groups {
		for _, line := range group.rows {
			keyWidth = max(keyWidth, text.Width(line.Names()))
		}
	}
	for _, group := range m.groups {
		titled := false
		for _, line := range group.rows {
			if !line.has(strings.ToLower(m.find)) {
				continue
			}
			if !titled && len(out) > 0 {
				out = append(out, "")
			}
			if !titled {
				out, titled = append(out, m.Env.Styles.Strong.Render(group.title)), true
			}
			out = append(out, m.entry(line, keyWidth, width)...)
			found++
		}
	}
	if found == 0 {
		out = []string{m.Env.Styles.Dim.Render("No key has this text.")}
	}
	return out, found
}

// has reports whether a row has a text, given in lower case.
func (r row) has(find string) bool {
	return strings.Contains(strings.ToLower(r.Names()+" "+r.Label()+" "+r.Help), find)
}

// entry renders an entry: its keys and the wrapped help text.
func (m *Model) entry(line row, keyWidth, width int) []string {
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

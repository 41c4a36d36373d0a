package task

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// findLine is the one-line input under the runs while a find is being typed.
type findLine struct{ in textinput.Model }

const findMax = 200

func (f *findLine) begin(s string) {
	f.in = textinput.New()
	f.in.Prompt, f.in.CharLimit = "", findMax
	f.in.Cursor.SetMode(cursor.CursorStatic) // a blinking one would write for ever
	f.in.SetValue(s)
	f.in.CursorEnd()
	f.in.Focus()
}

func (f *findLine) view(st *theme.Styles, w int, hits text.Safe) string {
	f.in.Width = max(w-text.Width(hits)-6, 8)
	f.in.TextStyle = st.Text
	line := " " + st.Accent.Render("/") + " " + f.in.View()
	gap := max(w-text.Width(line)-text.Width(hits)-1, 1)
	return text.Cut(line+text.Spaces(gap)+st.Dim.Render(string(hits)), w)
}

func (m *Model) beginFind() {
	m.finding = true
	m.find.begin(m.order.find)
	m.SetSize(m.w, m.h)
}

func (m *Model) endFind() {
	m.finding = false
	m.SetSize(m.w, m.h)
}

// findKey takes a key while the find line has the focus.
func (m *Model) findKey(k tea.KeyMsg) tea.Cmd {
	if !m.finding {
		return nil
	}
	m.dirty = true
	if a, ok := m.env.Keys.Find([]keymap.Scope{keymap.Find}, k.String()); ok && !k.Paste {
		switch a {
		case keymap.Back:
			m.endFind()
			m.setFind("")
		case keymap.Accept:
			m.endFind()
		default:
			return m.motion(a)
		}
		return nil
	}
	m.find.in, _ = m.find.in.Update(k)
	m.setFind(m.find.in.Value())
	return nil
}

func (m *Model) setFind(s string) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == m.order.find {
		return
	}
	m.order.find = s
	m.apply()
	m.table.Reveal()
	m.setJobs()
}

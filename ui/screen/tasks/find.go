package tasks

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// findLine is the one-line input under the rows while a find is being typed.
type findLine struct{ in textinput.Model }

func (f *findLine) begin(s string) {
	f.in = textinput.New()
	f.in.Prompt = ""
	f.in.CharLimit = 200
	f.in.Cursor.SetMode(cursor.CursorStatic) // a blinking cursor would write for ever
	f.in.SetValue(s)
	f.in.CursorEnd()
	f.in.Focus()
}

func (f *findLine) view(st *theme.Styles, w int, hits text.Safe) string {
	f.in.Width = max(w-text.Width(hits)-6, 8)
	f.in.TextStyle = st.Text
	line := " " + st.Accent.Render("/") + " " + f.in.View()
	gap := w - text.Width(line) - text.Width(hits) - 1
	return line + text.Spaces(gap) + st.Dim.Render(string(hits))
}

// findKey takes a key while the find line has the focus.
func (m *Model) findKey(k tea.KeyMsg) tea.Cmd {
	if a, ok := m.env.Keys.Find([]keymap.Scope{keymap.Find}, k.String()); ok && !k.Paste {
		switch a {
		case keymap.Back:
			m.endFind()
			m.setFind("")
		case keymap.Accept:
			m.endFind()
		default:
			m.table.Do(a)
			return m.moves()
		}
		return nil
	}
	m.find.in, _ = m.find.in.Update(k)
	m.setFind(m.find.in.Value())
	return nil
}

func (m *Model) endFind() {
	m.finding = false
	m.SetSize(m.w, m.h)
}

func (m *Model) setFind(s string) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == m.order.find {
		return
	}
	m.want()
	m.order.find = s
	m.resort()
	m.settleOn()
}

package pagelist

import (
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// findLine is the one-line input under the rows while a find is being typed.
type findLine struct {
	typing bool
	input  textinput.Model
}

// findMax is how many characters a find may have.
const findMax = 200

func (l *List[Q, W, R]) beginFind() {
	in := part.NewInput(l.order.find, findMax)
	in.Focus()
	l.find = findLine{typing: true, input: in}
	l.SetSize(l.w, l.h)
}

func (l *List[Q, W, R]) endFind() {
	l.find.typing = false
	l.SetSize(l.w, l.h)
}

// findKey takes a key while the find line has the focus.
func (l *List[Q, W, R]) findKey(key tea.KeyMsg) tea.Cmd {
	if !l.find.typing {
		return nil
	}
	action, bound := l.spec.Env.Keys.Find([]keymap.Scope{keymap.Find}, key.String())
	switch {
	case !bound || key.Paste:
		l.find.input, _ = l.find.input.Update(key)
		l.setFind(l.find.input.Value())
	case action == keymap.Back:
		l.endFind()
		l.setFind("")
	case action == keymap.Accept:
		l.endFind()
	default:
		cmd, _ := l.move(action)
		return cmd
	}
	return nil
}

// setFind shows only the loaded rows that hold a text, "" for every row.
func (l *List[Q, W, R]) setFind(find string) {
	find = strings.ToLower(strings.TrimSpace(find))
	if find == l.order.find {
		return
	}
	l.want()
	l.order.find = find
	l.apply()
	l.selectWanted()
	l.Table.Reveal()
	l.content.Changed()
}

// FindLine is the find line, w cells wide, while it is being typed.
func (l *List[Q, W, R]) FindLine(w int) string {
	st, hits, in := l.spec.Env.Styles, l.hits(), l.find.input
	in.Width = max(w-text.Width(hits)-6, 8)
	line := " " + st.Accent.Render("/") + " " + in.View()
	gap := max(w-text.Width(line)-text.Width(hits)-1, 1)
	return text.Cut(line+text.Spaces(gap)+st.Dim.Render(string(hits)), w)
}

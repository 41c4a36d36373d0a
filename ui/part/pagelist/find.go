package pagelist

import (
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// findLine is the input line under the rows while a search text is typed.
type findLine struct {
	typing bool
	input  textinput.Model
}

// findMax is the longest search text in characters.
const findMax = 200

func (l *List[Q, W, R]) openFind() {
	input := part.NewInput(l.order.find, findMax)
	input.Focus()
	l.find = findLine{typing: true, input: input}
	l.SetSize(l.width, l.height)
}

func (l *List[Q, W, R]) closeFind() {
	l.find.typing = false
	l.SetSize(l.width, l.height)
}

// findKey handles a key while the find line has the focus.
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
		l.closeFind()
		l.setFind("")
	case action == keymap.Accept:
		l.closeFind()
	default:
		cmd, _ := l.move(action)
		return cmd
	}
	return nil
}

// setFind shows only the loaded rows that contain a text, "" for all rows.
func (l *List[Q, W, R]) setFind(find string) {
	find = strings.ToLower(strings.TrimSpace(find))
	if find == l.order.find {
		return
	}
	l.saveSelection()
	l.order.find = find
	l.Table.SetFound(find)
	l.apply()
	l.restoreSelection()
	l.Table.Reveal()
	l.content.Changed()
}

// FindLine renders the find line in width cells.
func (l *List[Q, W, R]) FindLine(width int) string {
	styles, hits, input := l.spec.Env.Styles, l.matchCount(), l.find.input
	input.Width = max(width-text.Width(hits)-6, 8)
	line := " " + styles.Accent.Render("/") + " " + input.View()
	gap := max(width-text.Width(line)-text.Width(hits)-1, 1)
	return text.Cut(line+text.Spaces(gap)+styles.Dim.Render(string(hits)), width)
}

package pagelist

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

func (l *Base) openFind() {
	l.find.Open(l.order.find)
	l.SetSize(l.width, l.height)
}

// findKey handles a key while the find line has the focus.
func (l *Base) findKey(key tea.KeyMsg) tea.Cmd {
	if !l.find.Typing() {
		return nil
	}
	words, action := l.find.Update(l.spec.Env.Keys, key)
	if !l.find.Typing() {
		l.SetSize(l.width, l.height)
	}
	l.setFind(words)
	cmd, _ := l.move(action)
	return cmd
}

// setFind shows only the loaded rows that contain a text, "" for all rows.
func (l *Base) setFind(find string) {
	find = strings.ToLower(strings.TrimSpace(find))
	if find == l.order.find {
		return
	}
	l.saveSelection()
	l.order.find, l.order.words = find, nil
	if words := strings.Fields(find); len(words) > 1 {
		l.order.words = words
	}
	l.Table.SetFound(find)
	l.apply()
	l.restoreSelection()
	l.Table.Reveal()
	l.spec.Content.Changed()
}

// FindLine renders the find line in width cells.
func (l *Base) FindLine(width int) string {
	return l.find.View(l.spec.Env.Styles, l.matchCount(), width)
}

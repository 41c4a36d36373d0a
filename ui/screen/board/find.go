package board

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/text"
)

// handleFindKey handles a key while the find line has the focus.
func (m *Model) handleFindKey(key tea.KeyMsg) {
	if !m.find.Typing() {
		return
	}
	words, act := m.find.Update(m.env.Keys, key)
	if !m.find.Typing() {
		m.SetSize(m.width, m.height)
	}
	m.setWords(words)
	m.table.Do(act)
}

// setWords shows only the runs that contain a text, "" for every run.
func (m *Model) setWords(words string) {
	if words = strings.ToLower(strings.TrimSpace(words)); words == m.words {
		return
	}
	m.words = words
	m.table.SetFound(words)
	m.rebuild()
}

// back takes the find away, or else the marks.
func (m *Model) back() {
	if m.words != "" {
		m.setWords("")
		return
	}
	clear(m.marked)
	m.table.Dirty()
}

// found reports whether a run contains the words: in its name, its outcome, the reason of
// its failure or its ID.
func (m *Model) found(shown *row) bool {
	if m.words == "" {
		return true
	}
	outcome := m.outcomeCell(shown)
	return strings.Contains(strings.ToLower(strings.Join([]string{
		string(name(shown)), string(outcome.Text), string(text.CleanN(shown.Run.FailureReason, 400)), shown.Run.ID,
	}, "\n")), m.words)
}

// each calls do for every run of the board, also those that the find leaves out.
func (m *Model) each(do func(shown *row)) {
	for _, rows := range [...][]row{m.rows, m.hidden} {
		for i := range rows {
			do(&rows[i])
		}
	}
}

// hits says how many of the runs are found.
func (m *Model) hits() text.Safe {
	return text.Safe(text.Count(len(m.rows)) + " of " + text.Plural(len(m.rows)+len(m.hidden), "run"))
}

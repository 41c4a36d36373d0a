package tasks

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/outcome"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/text"
)

// attention is the chip of the choice that a key toggles.
const attention text.Safe = "attention"

// toggleAttention shows only what needs attention, or all rows again.
func (m *Model) toggleAttention() tea.Cmd {
	if m.choice() == outcome.Attention {
		return m.narrow("")
	}
	return m.narrow(outcome.Attention)
}

// narrow shows only the loaded rows of a choice, "" for all, and loads some more.
func (m *Model) narrow(choice outcome.Choice) tea.Cmd {
	if choice == m.choice() {
		return nil
	}
	narrowing := pagelist.Narrowing{}
	if choice != "" {
		narrowing.Chip = text.Concat("outcome: ", text.Clean(choice.Words()))
		narrowing.Keep = func(row int) bool { return m.shows(choice, m.list.At(row)) }
	}
	if choice == outcome.Attention {
		narrowing.Chip, narrowing.Rank = attention, m.worst
	}
	m.chosen = choice
	return m.list.Narrow(narrowing)
}

// choice returns which of the loaded rows are shown, "" for all.
func (m *Model) choice() outcome.Choice {
	if !m.list.Narrowed() {
		return ""
	}
	return m.chosen
}

// shows reports whether a choice shows a row.
func (m *Model) shows(choice outcome.Choice, task *row) bool {
	last := m.last[task.ID]
	if !last.known || last.none {
		return choice == outcome.NeverRun && task.LastRun == 0
	}
	return choice != outcome.NeverRun && choice.Has(last.run.Status, m.achieved(&last))
}

// countChoice returns how many loaded rows a choice shows.
func (m *Model) countChoice(choice outcome.Choice) int {
	count := 0
	for i := range m.list.Len() {
		if m.shows(choice, m.list.At(i)) {
			count++
		}
	}
	return count
}

// followOutcomes arranges the rows again after the newest run of one has changed, if that
// decides which rows are shown, or where.
func (m *Model) followOutcomes() {
	if sorted := m.list.SortState().By - 1; m.list.Narrowed() || sorted == colEnded || sorted == colSucceeded || sorted == colErrors || sorted == colStrip {
		m.list.Resort()
		return
	}
	m.setJobs()
	m.list.Table.Dirty()
}

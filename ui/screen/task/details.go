package task

import (
	"strings"

	"ax-tui/keymap"
	"ax-tui/ui/part"
	"ax-tui/ui/part/taskinfo"
)

// details is the sheet with all details of the task, opened over the runs.
type details struct {
	open  bool
	sheet *part.Sheet
	stale bool // the lines must be rendered again
}

func (m *Model) openDetails() {
	m.details = details{open: true, stale: true, sheet: part.NewSheet(m.env.Styles)}
	m.fillDetails()
}

// fillDetails renders the lines of the sheet for the current size and keeps the scroll position.
func (m *Model) fillDetails() {
	details := &m.details
	if !details.open {
		return
	}
	details.sheet.SetSize(m.width-1, m.height)
	if details.stale {
		details.sheet.SetLines(taskinfo.Full(m.env.Styles, m.facts(), m.width-4)) // minus the margin and the arrows of the sheet
		details.stale = false
	}
}

// handleInDetails performs an action on the sheet and reports whether no other action
// must follow. Actions on a run do nothing while the runs are covered.
func (m *Model) handleInDetails(action keymap.Action) bool {
	if action == keymap.Back || action == keymap.Details {
		m.details = details{}
		return true
	}
	m.fillDetails()
	return m.details.sheet.Do(action) || !m.Can(action)
}

func (m *Model) detailsView() []string {
	m.fillDetails()
	lines := strings.Split(m.details.sheet.View(), "\n")
	for i := range lines {
		lines[i] = " " + lines[i]
	}
	return lines
}

package task

import (
	"strings"

	"ax-tui/keymap"
	"ax-tui/ui/part"
	"ax-tui/ui/part/taskinfo"
)

// details is the sheet with everything the task has, opened over the runs.
type details struct {
	open  bool
	sheet *part.Sheet
	stale bool // the lines are to be made anew
}

func (m *Model) openDetails() {
	m.details = details{open: true, stale: true, sheet: part.NewSheet(m.env.Styles)}
	m.fillDetails()
}

// fillDetails makes the lines of the sheet for the size there is. The place is kept.
func (m *Model) fillDetails() {
	details := &m.details
	if !details.open {
		return
	}
	details.sheet.SetSize(m.w-1, m.h)
	if details.stale {
		details.sheet.SetLines(taskinfo.Full(m.env.Styles, m.facts(), m.w-4)) // less the margin and the sheet's mark
		details.stale = false
	}
}

// inDetails carries an action out on the sheet and reports whether it was for
// it. Actions on a run do nothing while the runs are covered.
func (m *Model) inDetails(action keymap.Action) bool {
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

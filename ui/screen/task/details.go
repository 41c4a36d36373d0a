package task

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/record"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/reading"
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
	m.details.sheet.PadFind()
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
	m.fillDetails()
	switch {
	case m.details.sheet.Do(action):
		return true
	case action == keymap.Back || action == keymap.Details:
		m.details = details{}
		return true
	}
	return !m.Can(action)
}

// detailsScopes returns the key scopes while the details are open.
func (m *Model) detailsScopes() []keymap.Scope {
	scopes := []keymap.Scope{keymap.TaskDetails, keymap.Task, keymap.Move}
	switch find := m.details.sheet.FindScope(); find {
	case keymap.Find:
		return []keymap.Scope{find}
	case keymap.Hits:
		return append([]keymap.Scope{find}, scopes...)
	default:
		return scopes
	}
}

// canInDetails reports whether an action is possible while the details are open.
func (m *Model) canInDetails(act keymap.Action) bool {
	switch act {
	case keymap.Back, keymap.Details, keymap.TriggerRun, keymap.Refresh, keymap.FindText, keymap.OpenWeb, keymap.ShowResults, keymap.ShowJudge, keymap.MappingView:
		return true
	case keymap.ShowJSON:
		return m.task.Type != ""
	case keymap.FullText:
		return len(taskinfo.Texts(&m.task)) > 0
	case keymap.NextHit, keymap.PrevHit:
		return m.details.sheet.Finding()
	}
	return false
}

// fullText opens the long texts of the task.
func (m *Model) fullText() tea.Cmd {
	var sections []reading.Section
	for _, long := range taskinfo.Texts(&m.task) {
		sections = append(sections, reading.Section{Title: long.Label, Text: long.Text})
	}
	return m.env.Send(box.Open{Box: reading.Text(m.env, m.title(), sections...)})
}

// showJSON opens the task as JSON.
func (m *Model) showJSON() tea.Cmd {
	task := m.task
	return m.env.Send(box.Open{Box: reading.JSON(m.env, m.title(), "the task as JSON", func() record.Item { return record.Task(task) })})
}

func (m *Model) detailsView() []string {
	m.fillDetails()
	lines := strings.Split(m.details.sheet.View(), "\n")
	for i := range lines {
		lines[i] = " " + lines[i]
	}
	return lines
}

package tasks

import (
	"cmp"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/part"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/text"
)

// content implements pagelist.Content for the list of tasks.
type content struct{ model *Model }

// The columns, in the order of columns().
const (
	colName = iota
	colEnded
	colSucceeded
	colLastRun
	colTarget
	colType
	colMode
	colEvaluators
)

// Rows keeps the full tasks of a page for the preview.
func (c content) Rows(tasks []api.Task) ([]row, tea.Cmd) {
	rows := make([]row, len(tasks))
	for i := range tasks {
		rows[i] = newRow(&tasks[i])
		c.model.recent.put(tasks[i])
	}
	return rows, nil
}

// Compare sorts what needs attention first: failed and active runs, the largest
// counts, the newest.
func (c content) Compare(column int) func(left, right *row) int {
	model := c.model
	switch column {
	case colName:
		return func(left, right *row) int { return pagelist.CompareFold(left.name, right.name) }
	case colEnded:
		return func(left, right *row) int { return cmp.Compare(model.urgency(right), model.urgency(left)) }
	case colSucceeded:
		return func(left, right *row) int {
			return cmp.Compare(model.last[right.id].run.Successes, model.last[left.id].run.Successes)
		}
	case colTarget:
		return func(left, right *row) int {
			return pagelist.CompareFold(model.targetName(left), model.targetName(right))
		}
	case colType:
		return func(left, right *row) int { return cmp.Compare(left.taskType, right.taskType) }
	case colMode:
		return func(left, right *row) int { return cmp.Compare(mode(left), mode(right)) }
	case colEvaluators:
		return func(left, right *row) int { return cmp.Compare(right.evaluators, left.evaluators) }
	}
	return func(left, right *row) int { return cmp.Compare(right.lastRun, left.lastRun) }
}

// urgency orders the endings: failed before active, cancelled, completed, never run,
// and not read.
func (m *Model) urgency(task *row) int {
	last := m.last[task.id]
	switch {
	case !last.known:
		return -1
	case last.none:
		return 0
	}
	return 1 + slices.Index([]api.Status{api.Completed, api.Cancelled, api.Pending, api.Running, api.Failed}, last.run.Status)
}

// Matches searches name, type, target and ID.
func (c content) Matches(task *row, find string) bool {
	return pagelist.ContainsFold(task.name, find) || pagelist.ContainsFold(string(task.taskType), find) ||
		pagelist.ContainsFold(c.model.targetName(task), find) || pagelist.ContainsFold(task.id, find)
}

func (c content) Empty() []string {
	list := c.model.list
	if !list.Query().IsZero() {
		return []string{"No task matches the filter.", "", list.Hint(keymap.FilterBy, "changes it"), list.Hint(keymap.Clear, "clears it")}
	}
	return []string{
		"No tasks, or this key cannot see them.", "",
		list.Hint(keymap.FilterBy, "chooses another space"), list.Hint(keymap.Refresh, "refreshes"),
	}
}

// Changed updates the preview and the jobs.
func (c content) Changed() {
	if !c.model.list.HasPage() { // another query: the known runs belong to other rows
		c.model.forgetRuns()
	}
	same := -1 // the column that has the same text in every row
	if query := c.model.list.Query(); query.Project != (api.Ref{}) || query.Dataset != (api.Ref{}) {
		same = colTarget
	}
	c.model.list.Table.HideColumn(same)
	if !c.model.pauseRunning {
		c.model.preview, _ = c.model.list.Table.Selected()
	}
	c.model.setJobs()
}

// SelectionMoved starts a timer: what the selected row needs is loaded after a pause.
func (c content) SelectionMoved() tea.Cmd {
	c.model.movedAt = c.model.env.Now()
	if c.model.pauseRunning {
		return nil
	}
	c.model.pauseRunning = true
	return c.model.env.After(pauseAfter, pauseEnded{c.model.Tag()})
}

func (c content) Cells(task *row, cells []part.Cell) {
	model, styles := c.model, c.model.env.Styles
	cells[0] = part.Cell{Text: text.CleanN(task.name, 200)}
	cells[1], cells[2] = model.endedCells(task)
	cells[3] = part.Cell{Text: model.age(task), Style: &styles.Dim}
	cells[4] = model.targetCell(task)
	cells[5] = part.Cell{Text: text.Clean(task.taskType.Short()), Style: &styles.Dim}
	cells[6] = part.Cell{Text: mode(task), Style: &styles.Dim}
	cells[7] = part.Cell{Text: text.Safe(text.Count(int(task.evaluators))), Style: &styles.Dim}
}

package tasks

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/part"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/text"
)

// content implements pagelist.Content for the list of tasks.
type content struct{ model *Model }

// What the loaded rows can be sorted by.
const (
	byServer = iota // the server's order
	byName
	byType
	byTarget
	byLastRun
)

var sorts = [...]text.Safe{byServer: "server order", byName: "name", byType: "type", byTarget: "target", byLastRun: "last run"}

// Rows keeps the full tasks of a page for the preview.
func (c content) Rows(tasks []api.Task) ([]row, tea.Cmd) {
	rows := make([]row, len(tasks))
	for i := range tasks {
		rows[i] = newRow(&tasks[i])
		c.model.recent.put(tasks[i])
	}
	return rows, nil
}

func (c content) Compare(by int) func(left, right *row) int {
	switch by {
	case byName:
		return func(left, right *row) int { return pagelist.CompareFold(left.name, right.name) }
	case byType:
		return func(left, right *row) int { return cmp.Compare(left.taskType, right.taskType) }
	case byTarget:
		return func(left, right *row) int {
			return pagelist.CompareFold(c.model.targetName(left), c.model.targetName(right))
		}
	}
	return func(left, right *row) int { return cmp.Compare(right.lastRun, left.lastRun) } // newest first
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
		clear(c.model.last)
		clear(c.model.live)
	}
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

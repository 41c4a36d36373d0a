package tasks

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/keymap"
	"ax-tui/ui/part"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// content implements pagelist.Content for the list of tasks.
type content struct{ model *Model }

// The columns, in the order of columns().
const (
	colName = iota
	colEnded
	colSucceeded
	colErrors
	colLastRun
	colTarget
	colStrip
	colType
	colMode
	colEvaluators
)

// keepRecent keeps the full tasks of a page for the preview.
func (m *Model) keepRecent(tasks []api.Task) ([]row, tea.Cmd) {
	for id, last := range m.last { // what has changed is emphasized until now
		if last.changed != 0 {
			last.changed = 0
			m.last[id] = last
		}
	}
	rows := make([]row, len(tasks))
	for i := range tasks {
		rows[i] = newRow(&tasks[i])
		m.recent.put(&tasks[i])
	}
	return rows, nil
}

// Rank sorts what needs attention first: the worst outcomes, the largest counts, the
// newest.
func (c content) Rank(column int) func(row int) int64 {
	model, list := c.model, c.model.list
	switch column {
	case colEnded:
		return model.worst
	case colSucceeded, colErrors:
		return func(row int) int64 { return -int64(model.counter(list.At(row), column)) }
	case colStrip:
		return func(row int) int64 { return int64(successShare(model.last[list.At(row).ID].endings) * 1e9) }
	case colLastRun:
		return func(row int) int64 { return -list.At(row).LastRun }
	case colEvaluators:
		return func(row int) int64 { return -int64(list.At(row).Evaluators) }
	}
	return nil
}

// Compare sorts by a text.
func (c content) Compare(column int) func(left, right int) int {
	model, list := c.model, c.model.list
	switch column {
	case colName:
		return func(left, right int) int { return pagelist.CompareFold(list.At(left).Name, list.At(right).Name) }
	case colTarget:
		return func(left, right int) int {
			return pagelist.CompareFold(model.targetName(list.At(left)), model.targetName(list.At(right)))
		}
	case colType:
		return func(left, right int) int { return cmp.Compare(list.At(left).Type, list.At(right).Type) }
	}
	return func(left, right int) int { return cmp.Compare(mode(list.At(left)), mode(list.At(right))) }
}

// worst ranks tasks by the outcome of their newest run, those without one last.
func (m *Model) worst(row int) int64 {
	last, ok := m.last[m.list.At(row).ID]
	if !ok || !last.known || last.none {
		return pagelist.Unranked
	}
	return m.achieved(&last).Rank()
}

// achieved returns what a run has achieved by now; that of an ended one does not change.
func (m *Model) achieved(last *lastRun) outcome.Outcome {
	if last.active() {
		return m.env.Outcome(&last.run)
	}
	return last.achieved
}

// counter returns a counter of the newest run, UnknownCount for none.
func (m *Model) counter(task *row, column int) api.Count {
	last := m.last[task.ID]
	switch {
	case !last.known || last.none:
		return api.UnknownCount
	case column == colErrors:
		return last.run.Errors
	}
	return last.run.Successes
}

// successShare is the mean share of successes in the last runs that have ended; 2 for none.
func successShare(endings []taskinfo.Ending) float64 {
	sum, ended := 0.0, 0
	for _, ending := range endings {
		if ending.Outcome.Severity != outcome.Live {
			sum += ending.Success
			ended++
		}
	}
	if ended == 0 {
		return 2
	}
	return sum / float64(ended)
}

// Matches searches every column, the status and the failure reason of the newest run, and
// the ID.
func (c content) Matches(row int, find string) bool {
	task := c.model.list.At(row)
	contains := func(value string) bool { return pagelist.ContainsFold(value, find) }
	if contains(task.Name) || contains(task.Type.Words()) || contains(string(c.model.targetCell(task).Text)) ||
		contains(string(mode(task))) || contains(task.ID) {
		return true
	}
	last := c.model.last[task.ID]
	if !last.known || last.none {
		return task.LastRun == 0 && contains(neverRun)
	}
	achieved := c.model.achieved(&last)
	return contains(achieved.Words()) || contains(achieved.Short()) || contains(last.run.Status.Words()) || contains(last.run.FailureReason) ||
		contains(text.Count(last.run.Successes)) || contains(text.Count(last.run.Errors)) || contains(string(c.model.age(task)))
}

func (c content) Empty() []string {
	list := c.model.list
	if !c.model.query().IsZero() {
		return []string{"No task matches the filter.", "", list.Hint(keymap.FilterBy, "changes it"), list.Hint(keymap.Clear, "clears it")}
	}
	return []string{
		"No tasks, or this key cannot see them.", "",
		list.Hint(keymap.FilterBy, "chooses another space"), list.Hint(keymap.Refresh, "refreshes"),
	}
}

// Changed updates the preview and the jobs.
func (c content) Changed() {
	c.model.forgetRuns()
	c.model.never = 0
	for i := range c.model.list.Len() {
		if c.model.list.At(i).LastRun == 0 {
			c.model.never++
		}
	}
	same := -1 // the column that has the same text in every row
	if query := c.model.query(); query.Project != (api.Ref{}) || query.Dataset != (api.Ref{}) {
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

func (c content) Cells(row int, cells []part.Cell) {
	model, styles, task := c.model, c.model.env.Styles, c.model.list.At(row)
	cells[colName] = part.Cell{Text: text.CleanN(task.Name, 200)}
	model.runCells(task, cells)
	cells[colLastRun] = part.Cell{Text: model.age(task), Style: &styles.Dim}
	cells[colTarget] = model.targetCell(task)
	cells[colType] = part.Cell{Text: text.Clean(task.Type.Short()), Style: &styles.Dim}
	cells[colMode] = part.Cell{Text: mode(task), Style: &styles.Dim}
	cells[colEvaluators] = part.Cell{Text: text.Safe(text.Count(int(task.Evaluators))), Style: &styles.Dim}
}

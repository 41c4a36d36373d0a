package tasks

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/part"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// content is what the screen does for its list.
type content struct{ m *Model }

// What the loaded rows can be sorted by.
const (
	byServer = iota // the order of the API
	byName
	byType
	byTarget
	byLastRun
)

var sorts = [...]text.Safe{byServer: "server order", byName: "name", byType: "type", byTarget: "target", byLastRun: "last run"}

// Rows remembers the full tasks of an answer for the preview.
func (c content) Rows(tasks []api.Task) ([]row, tea.Cmd) {
	rows := make([]row, len(tasks))
	for i := range tasks {
		rows[i] = newRow(&tasks[i])
		c.m.recent.put(tasks[i])
	}
	return rows, nil
}

func (c content) Compare(by int) func(left, right *row) int {
	switch by {
	case byName:
		return func(left, right *row) int { return pagelist.CompareFold(left.name, right.name) }
	case byType:
		return func(left, right *row) int { return cmp.Compare(left.typ, right.typ) }
	case byTarget:
		return func(left, right *row) int { return pagelist.CompareFold(c.m.targetName(left), c.m.targetName(right)) }
	}
	return func(left, right *row) int { return cmp.Compare(right.lastRun, left.lastRun) } // newest first
}

// Matches looks at the name, the type, the target and the ID.
func (c content) Matches(r *row, find string) bool {
	return pagelist.ContainsFold(r.name, find) || pagelist.ContainsFold(string(r.typ), find) ||
		pagelist.ContainsFold(c.m.targetName(r), find) || pagelist.ContainsFold(r.id, find)
}

func (c content) Empty() []string {
	list := c.m.list
	if !list.Query().IsZero() {
		return []string{"No task matches the filter.", "", list.Hint(keymap.FilterBy, "changes it"), list.Hint(keymap.Clear, "clears it")}
	}
	return []string{
		"There is no task here yet, or the key may not see any.", "",
		list.Hint(keymap.FilterBy, "looks in another space"), list.Hint(keymap.Refresh, "reads again"),
	}
}

// Changed follows the rows with the preview and with what is asked.
func (c content) Changed() {
	if !c.m.list.HasPage() { // another query: what is known of runs is of other rows
		clear(c.m.last)
		clear(c.m.live)
	}
	if !c.m.resting {
		c.m.preview, _ = c.m.list.Table.Selected()
	}
	c.m.setJobs()
}

// SelectionMoved has the surroundings of the selection asked for when it rests.
func (c content) SelectionMoved() tea.Cmd {
	c.m.moved = c.m.env.Now()
	if c.m.resting {
		return nil
	}
	c.m.resting = true
	return c.m.env.After(restAfter, rested{c.m.Tag()})
}

func (c content) Cells(r *row, cells []part.Cell) {
	model, st := c.m, c.m.env.Styles
	cells[0] = part.Cell{Text: text.CleanN(r.name, 200)}
	cells[1], cells[2] = model.endedCells(r)
	cells[3] = part.Cell{Text: model.age(r), Style: &st.Dim}
	cells[4] = part.Cell{Text: model.target(r), Style: &st.Dim}
	cells[5] = part.Cell{Text: text.Clean(taskinfo.ShortType(r.typ)), Style: &st.Dim}
	cells[6] = part.Cell{Text: mode(r), Style: &st.Dim}
	cells[7] = part.Cell{Text: text.Safe(text.Count(int(r.evals))), Style: &st.Dim}
}

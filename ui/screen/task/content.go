package task

import (
	"cmp"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// content implements pagelist.Content for the list of runs.
type content struct{ model *Model }

// The columns that every list of runs has; the others are in the order of columns().
const (
	colStatus = iota
	colCreated
	colRan
	colSucceeded
	colErrors
	colSkipped
)

// keepEnded keeps an ended run ended: answers may arrive out of order, and a run never
// leaves a terminal state (contract section 6, Runs). It sends the newest run and
// all changed runs to the other screens.
func (m *Model) keepEnded(items []api.Run) ([]api.Run, tea.Cmd) {
	rows := make([]api.Run, len(items))
	var cmds []tea.Cmd
	for i, run := range items {
		old, known := m.list.Get(run.ID)
		if known && old.Status.Terminal() && !run.Status.Terminal() {
			run = *old
		}
		if known && !taskinfo.SameRun(old, &run) || !known && i == 0 && m.isNewest(&run) {
			cmds = append(cmds, host.Send(host.RunUpdated{Run: run}))
		}
		rows[i] = run
	}
	return rows, tea.Batch(cmds...)
}

// isNewest reports whether no loaded run is newer.
func (m *Model) isNewest(run *api.Run) bool {
	return m.list.Len() == 0 || !run.CreatedAt.Before(m.list.At(0).CreatedAt)
}

// Rank sorts what needs attention first: active and failed runs, the newest, the longest
// runs, the largest counts.
func (c content) Rank(column int) func(row int) int64 {
	model, list := c.model, c.model.list
	switch column {
	case colStatus:
		return func(row int) int64 { return model.env.Outcome(list.At(row)).Rank() }
	case colCreated:
		return func(row int) int64 { return -list.At(row).CreatedAt.UnixMicro() }
	case colRan:
		now := model.serverNow()
		return func(row int) int64 { return -int64(ran(list.At(row), now)) }
	case colSucceeded:
		return func(row int) int64 { return -int64(list.At(row).Successes) }
	case colErrors:
		return func(row int) int64 { return -int64(list.At(row).Errors) }
	case colSkipped:
		return func(row int) int64 { return -int64(list.At(row).Skipped) }
	}
	return nil
}

// Compare sorts by a text or a time that may be missing.
func (c content) Compare(column int) func(left, right int) int {
	model, list := c.model, c.model.list
	switch model.columns()[column].Title {
	case "WHY":
		return func(left, right int) int {
			reason, other := list.At(left).FailureReason, list.At(right).FailureReason
			if (reason == "") != (other == "") {
				return -cmp.Compare(min(len(reason), 1), min(len(other), 1)) // a reason before none
			}
			return pagelist.CompareFold(reason, other)
		}
	case "WINDOW":
		return func(left, right int) int { return after(list.At(right).DataStart, list.At(left).DataStart) }
	case "EXPERIMENT":
		name := func(row int) string { return string(taskinfo.Named(list.At(row).ExperimentID, model.names.Name)) }
		return func(left, right int) int { return pagelist.CompareFold(name(left), name(right)) }
	}
	return func(left, right int) int { return cmp.Compare(list.At(left).ID, list.At(right).ID) }
}

// after compares two times; a missing one is before every other.
func after(left, right *time.Time) int {
	switch {
	case left == right:
		return 0
	case left == nil:
		return -1
	case right == nil:
		return 1
	}
	return left.Compare(*right)
}

func ran(run *api.Run, now time.Time) time.Duration {
	runTime, ok := run.RunTime(now)
	if !ok {
		return -1
	}
	return runTime
}

// Matches searches every column, the status and the whole failure reason.
func (c content) Matches(row int, find string) bool {
	run := c.model.list.At(row)
	contains := func(value string) bool { return pagelist.ContainsFold(value, find) }
	achieved := c.model.env.Outcome(run)
	cells := c.model.facts().Cells(c.model.env.Styles, run)
	if contains(achieved.Words()) || contains(achieved.Short()) || contains(run.Status.Words()) || contains(run.ID) || contains(run.FailureReason) ||
		contains(string(cells.Window)) || contains(string(cells.Why)) || contains(string(cells.Created)) || contains(string(cells.RunTime)) ||
		contains(string(cells.Successes)) || contains(string(cells.Errors)) || contains(string(cells.Skipped)) {
		return true
	}
	return run.ExperimentID != "" && contains(string(taskinfo.Named(run.ExperimentID, c.model.names.Name)))
}

func (c content) Empty() []string {
	list := c.model.list
	if status := c.model.status(); status != "" {
		return []string{"No " + status.Words() + " runs.", "", list.Hint(keymap.FilterBy, "chooses another"), list.Hint(keymap.Clear, "shows all runs")}
	}
	return []string{"No runs yet. " + list.Hint(keymap.TriggerRun, "starts one.")}
}

// Changed updates everything that depends on the runs.
func (c content) Changed() {
	model := c.model
	model.running, model.pending = 0, 0
	for i := range model.list.Len() {
		switch model.list.At(i).Status {
		case api.Running:
			model.running++
		case api.Pending:
			model.pending++
		default: // it has ended
		}
	}
	model.markChanges()
	if model.status() == "" && model.list.HasPage() {
		model.newest = model.newest[:0]
		for i := range min(model.list.Len(), taskinfo.TrendRuns) {
			run := model.list.At(i)
			ending := taskinfo.EndingOf(run, model.env.Outcome(run))
			ending.Changed = len(model.changed[run.ID]) > 0
			model.newest = append(model.newest, ending)
		}
	}
	model.setJobs()
	model.redraw()
}

func (c content) SelectionMoved() tea.Cmd {
	c.model.setJobs()
	return nil
}

// subject is what a run of the task evaluates.
type subject int

const (
	window     subject = iota // a time window of the project
	experiment                // the experiment that the run created
	nothing                   // the experiments of the task: the same for every run
)

// subject returns what runs of the task evaluate: only tasks on projects have
// windows, and only runs of RUN_EXPERIMENT tasks name an experiment (contract section
// 6, Trigger). A task that is not loaded yet is treated as one on a project.
func (m *Model) subject() subject {
	switch {
	case m.task.Type == api.RunExperiment:
		return experiment
	case m.task.DatasetID != "":
		return nothing
	}
	return window
}

// columns orders columns by how much they differ between runs: the reason comes
// before the window, but the experiment, which identifies the run, before both.
func (m *Model) columns() []part.Column {
	cols := []part.Column{
		{Title: "OUTCOME", Width: 22, Min: 13, Pinned: true, Falling: true},
		{Title: "CREATED", Width: 11, Min: 10, Falling: true},
		{Title: "RAN", Width: 11, Falling: true},
		{Title: "SUCCEEDED", Width: 9, Right: true, Falling: true},
		{Title: "ERRORS", Width: 7, Right: true, Falling: true},
		{Title: "SKIPPED", Width: 7, Right: true, Falling: true},
	}
	why, id := part.Column{Title: "WHY", Width: 40, Min: 24, Flex: 3}, part.Column{Title: "RUN ID", Width: 12}
	switch m.subject() {
	case window:
		return append(cols, why, part.Column{Title: "WINDOW", Width: 49, Falling: true}, id)
	case experiment:
		return append(cols, part.Column{Title: "EXPERIMENT", Width: 26, Min: 16, Flex: 2}, why, id)
	}
	return append(cols, why, id)
}

// markJudge adds a mark, the key that shows the judges, to the outcome of a run that
// another version judged than the run before.
func (m *Model) markJudge(id string, words text.Safe) text.Safe {
	if len(m.changed[id]) == 0 {
		return words
	}
	return text.Concat(words, " ", m.env.KeyOf([]keymap.Scope{keymap.Task}, keymap.ShowJudge))
}

func (c content) Cells(row int, cells []part.Cell) {
	model, styles, run := c.model, c.model.env.Styles, c.model.list.At(row)
	runCells := model.facts().Cells(styles, run)
	full, short := model.markJudge(run.ID, runCells.Outcome), model.markJudge(run.ID, runCells.OutcomeShort)
	cells[0] = part.Cell{Text: model.env.MarkWatched(run.ID, full), Short: model.env.MarkWatched(run.ID, short), Style: runCells.Look}
	cells[1] = part.Cell{Text: runCells.Created, Style: &styles.Dim}
	cells[2] = part.Cell{Text: runCells.RunTime, Style: &styles.Dim}
	cells[3] = part.Cell{Text: runCells.Successes}
	cells[4] = part.Cell{Text: runCells.Errors, Style: &styles.Dim}
	cells[5] = part.Cell{Text: runCells.Skipped, Style: &styles.Dim}
	why, id := part.Cell{Text: runCells.Why}, part.Cell{Text: runCells.ShortID, Style: &styles.Dim}
	switch model.subject() {
	case window:
		cells[6], cells[7], cells[8] = why, part.Cell{Text: runCells.Window, Style: &styles.Dim}, id
	case experiment:
		cells[6], cells[7], cells[8] = part.Cell{Text: runCells.Experiment}, why, id
	default:
		cells[6], cells[7] = why, id
	}
	if run.Status.Terminal() && run.Successes == 0 {
		cells[colSucceeded].Style = &styles.Warn // nothing was judged
	}
	if run.Errors > 0 {
		cells[4].Style = &styles.Error
	}
}

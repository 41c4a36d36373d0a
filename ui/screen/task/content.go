package task

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// content is what the screen does for its list of runs.
type content struct{ m *Model }

// What the loaded runs can be sorted by.
const (
	byServer = iota // newest first (contract section 3, Order)
	byStatus
	byRan
	bySucceeded
	byErrors
	bySkipped
)

var sorts = [...]text.Safe{
	byServer: "server order", byStatus: "status", byRan: "time ran",
	bySucceeded: "succeeded", byErrors: "errors", bySkipped: "skipped",
}

// Rows keeps an ended run ended: an answer that set off earlier than another
// one may arrive later, and terminal states are never left (contract section
// 6, Runs). Other screens are told of the newest run and of those that read
// differently now.
func (c content) Rows(items []api.Run) ([]api.Run, tea.Cmd) {
	rows := make([]api.Run, len(items))
	var told []tea.Cmd
	for i, run := range items {
		old, known := c.m.list.Get(run.ID)
		if known && old.Status.Terminal() && !run.Status.Terminal() {
			run = *old
		}
		if known && !taskinfo.SameRun(old, &run) || !known && i == 0 && c.m.isNewest(&run) {
			told = append(told, host.Send(host.RunUpdated{Run: run}))
		}
		rows[i] = run
	}
	return rows, tea.Batch(told...)
}

// isNewest reports whether no loaded run is newer.
func (m *Model) isNewest(run *api.Run) bool {
	return m.list.Len() == 0 || !run.CreatedAt.Before(m.list.At(0).CreatedAt)
}

// Compare puts what needs a look first: active and failed runs, the longest,
// the largest counts.
func (c content) Compare(by int) func(left, right *api.Run) int {
	switch by {
	case byStatus:
		return func(left, right *api.Run) int {
			return cmp.Or(cmp.Compare(urgency(left.Status), urgency(right.Status)), cmp.Compare(left.Status, right.Status))
		}
	case byRan:
		now := c.m.env.Now()
		return func(left, right *api.Run) int { return cmp.Compare(ran(right, now), ran(left, now)) }
	case bySucceeded:
		return func(left, right *api.Run) int { return cmp.Compare(right.Successes, left.Successes) }
	case byErrors:
		return func(left, right *api.Run) int { return cmp.Compare(right.Errors, left.Errors) }
	}
	return func(left, right *api.Run) int { return cmp.Compare(right.Skipped, left.Skipped) }
}

func ran(run *api.Run, now time.Time) time.Duration {
	d, ok := run.RunTime(now)
	if !ok {
		return -1
	}
	return d
}

func urgency(status api.Status) int {
	i := slices.Index([]api.Status{api.Running, api.Pending, api.Failed, api.Cancelled, api.Completed}, status)
	if i < 0 {
		return 2
	}
	return i
}

// Matches looks at the status, the reason, the window, the experiment and the ID.
func (c content) Matches(run *api.Run, find string) bool {
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), find) }
	if has(run.Status.Words()) || has(run.ID) || has(run.FailureReason) || has(string(taskinfo.Window(run, c.m.env.Zone))) {
		return true
	}
	return run.ExperimentID != "" && has(string(taskinfo.Named(run.ExperimentID, c.m.names.Name)))
}

func (c content) Empty() []string {
	list := c.m.list
	if status := list.Query(); status != "" {
		return []string{"No " + status.Words() + " runs.", "", list.Hint(keymap.FilterBy, "shows the next status"), list.Hint(keymap.Clear, "shows every run")}
	}
	return []string{"No runs yet. " + list.Hint(keymap.TriggerRun, "starts the first.")}
}

// Changed brings everything that hangs on the runs up to date.
func (c content) Changed() {
	model := c.m
	model.live = 0
	for i := range model.list.Len() {
		if model.list.At(i).Status.Active() {
			model.live++
		}
	}
	if model.list.Query() == "" && model.list.HasPage() {
		model.newest = model.newest[:0]
		for i := range min(model.list.Len(), taskinfo.TrendRuns) {
			model.newest = append(model.newest, *model.list.At(i))
		}
	}
	model.setJobs()
	model.redraw()
}

func (c content) SelectionMoved() tea.Cmd {
	c.m.setJobs()
	return nil
}

// subject is what a run of the task was over.
type subject int

const (
	window     subject = iota // a window of the project's data
	experiment                // the experiment it made
	nothing                   // the task's own experiments: the same for every run
)

// over says what runs of the task are over: times apply to project tasks only,
// and only runs of RUN_EXPERIMENT tasks name an experiment (contract section 6,
// Trigger). A task that is not known yet is taken for one on a project.
func (m *Model) over() subject {
	switch {
	case m.task.Type == api.RunExperiment:
		return experiment
	case m.task.DatasetID != "":
		return nothing
	}
	return window
}

// columns puts what differs from run to run before what is mostly the same:
// why before the window, but the experiment, which names the run, before both.
func (m *Model) columns() []part.Column {
	cols := []part.Column{
		{Title: "STATUS", Width: 12},
		{Title: "CREATED", Width: 11},
		{Title: "RAN", Width: 11},
		{Title: "SUCCEEDED", Width: 9, Right: true},
		{Title: "ERRORS", Width: 7, Right: true},
		{Title: "SKIPPED", Width: 7, Right: true},
	}
	why, id := part.Column{Title: "WHY", Width: 40, Min: 24, Flex: 3}, part.Column{Title: "RUN ID", Width: 12}
	switch m.over() {
	case window:
		return append(cols, why, part.Column{Title: "WINDOW", Width: 49}, id)
	case experiment:
		return append(cols, part.Column{Title: "EXPERIMENT", Width: 26, Min: 16, Flex: 2}, why, id)
	}
	return append(cols, why, id)
}

func (c content) Cells(run *api.Run, cells []part.Cell) {
	model, st := c.m, c.m.env.Styles
	words := model.facts().Cells(st, run)
	_, look := st.StatusInk(string(run.Status))
	cells[0] = part.Cell{Text: words.Status, Style: look}
	cells[1] = part.Cell{Text: words.Created, Style: &st.Dim}
	cells[2] = part.Cell{Text: words.RunTime, Style: &st.Dim}
	cells[3] = part.Cell{Text: words.Successes}
	cells[4] = part.Cell{Text: words.Errors, Style: &st.Dim}
	cells[5] = part.Cell{Text: words.Skipped, Style: &st.Dim}
	why, id := part.Cell{Text: words.Why}, part.Cell{Text: words.Tail, Style: &st.Dim}
	switch model.over() {
	case window:
		cells[6], cells[7], cells[8] = why, part.Cell{Text: words.Window, Style: &st.Dim}, id
	case experiment:
		cells[6], cells[7], cells[8] = part.Cell{Text: words.Experiment}, why, id
	default:
		cells[6], cells[7] = why, id
	}
	if run.Errors > 0 {
		cells[4].Style = &st.Error
	}
}

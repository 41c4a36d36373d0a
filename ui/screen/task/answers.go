package task

import (
	"errors"
	"reflect"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/text"
)

// asked is the answer to any job of the screen.
type asked struct {
	host.Tag
	key   string
	task  api.Task
	runs  api.Page[api.Run]
	run   api.Run
	names map[string]string
	err   error
}

// PollKey is the job's key.
func (a asked) PollKey() string { return a.key }

// Outcome is how the asking ended. A name that is not to be had is an answer,
// too: IDs are shown in its place.
func (a asked) Outcome() api.Outcome {
	o := api.Outcome{Err: a.err}
	var e *api.Error
	if a.key == jobNames && errors.As(a.err, &e) && !e.Retryable() {
		o.Err = nil
	}
	if isRun(a.key) {
		o.Status = a.run.Status
	}
	return o
}

// answered takes the answer to a job in.
func (m *Model) answered(a asked) tea.Cmd {
	if isRuns(a.key) && !m.Current(a.Tag) || host.Canceled(a.err) {
		return nil // the rest does not hang on the filter
	}
	var cmd tea.Cmd
	switch {
	case a.key == jobTask:
		cmd = m.gotTask(a)
	case a.key == jobNames:
		m.gotNames(a.names)
	case isRun(a.key):
		cmd = m.gotRun(a)
	case a.err != nil:
		m.headFailed(a.err)
	default:
		cmd = m.gotHead(a.runs)
	}
	m.setJobs()
	m.seekNames()
	m.redraw()
	return cmd
}

// seekNames asks for the experiments again when the newest runs made one whose
// name is not known; each is looked for once.
func (m *Model) seekNames() {
	for i := range min(m.list.Len(), trendRuns) {
		id := m.list.At(i).ExperimentID
		if _, known := m.name(id); id == "" || known || m.sought[id] {
			continue
		}
		if m.sought[id] = true; len(m.learned) > 0 {
			m.env.Polls.Kick(m.ID, jobNames)
		}
	}
}

func (m *Model) gotTask(a asked) tea.Cmd {
	m.taskErr = a.err
	if a.err != nil || reflect.DeepEqual(a.task, m.task) {
		return nil
	}
	m.takeTask(a.task)
	return host.Send(host.TaskSeen{Task: a.task})
}

func (m *Model) takeTask(t api.Task) {
	was := m.over()
	m.task = t
	if m.over() != was {
		m.table.SetColumns(m.columns())
	}
}

func (m *Model) gotNames(names map[string]string) {
	for id, n := range names {
		if c := text.CleanN(n, 200); c != "" {
			m.learned[id] = c
		}
	}
}

// gotRun takes a watched run in. A failed poll keeps what is known; the head
// of the runs tells when the run is gone.
func (m *Model) gotRun(a asked) tea.Cmd {
	if a.err != nil {
		return nil
	}
	if m.sawRun(a.run) {
		return host.Send(host.RunSeen{Run: a.run})
	}
	return nil
}

func (m *Model) headFailed(err error) {
	m.staleErr = err
	if !m.list.Began() {
		m.list.Fail(err)
	}
}

// gotHead takes in the head of the runs as it reads now.
func (m *Model) gotHead(p api.Page[api.Run]) tea.Cmd {
	m.staleErr, m.slow, m.freshAt = nil, false, m.env.Now()
	fresh := m.settled(p.Items)
	told := m.tell(fresh)
	if !m.list.Began() {
		m.list.Page(fresh, p.Next)
		if p.Cut {
			m.list.EndCut()
		}
		m.afterRows()
		m.table.Select(m.keep)
		return tea.Batch(told, m.prefetch())
	}
	if m.list.Phase() == pagelist.More { // a page is under way; it and the next refresh will tell
		return nil
	}
	if m.list.Refreshed(fresh, p.Next) {
		m.afterRows()
	}
	return told
}

// afterRows brings everything that hangs on the rows up to date.
func (m *Model) afterRows() {
	m.apply()
	if m.status == "" {
		m.newest = m.newest[:0]
		for i := range min(m.list.Len(), trendRuns) {
			m.newest = append(m.newest, *m.list.At(i))
		}
	}
}

// trendRuns is how many runs the trend looks back over.
const trendRuns = 20

// settled keeps an ended run ended: an answer that set off earlier than another
// one may arrive later, and terminal states are never left (contract section 6, Runs).
func (m *Model) settled(items []api.Run) []api.Run {
	out := make([]api.Run, len(items))
	for i, r := range items {
		if old, ok := m.list.Get(r.ID); ok && old.Status.Terminal() && !r.Status.Terminal() {
			r = *old
		}
		out[i] = r
	}
	return out
}

// tell lets other screens know the runs that read differently now: the newest
// one, and those whose state was another here.
func (m *Model) tell(fresh []api.Run) tea.Cmd {
	var cmds []tea.Cmd
	for i, r := range fresh {
		old, ok := m.list.Get(r.ID)
		if i == 0 && !ok || ok && !sameRun(old, &r) {
			cmds = append(cmds, host.Send(host.RunSeen{Run: r}))
		}
	}
	return tea.Batch(cmds...)
}

// sawRun brings a run up to date, or puts a new one on top, and reports whether
// anything changed. A run that no longer fits the filter stays until the next
// refresh, so that nothing moves under the cursor.
func (m *Model) sawRun(r api.Run) bool {
	if !m.list.Began() {
		return false
	}
	if _, ok := m.list.Get(r.ID); ok {
		r = m.settled([]api.Run{r})[0]
		if !m.list.Upsert(r) {
			return false
		}
		m.afterRows()
		return true
	}
	if r.TaskID != m.task.ID || m.status != "" && r.Status != m.status {
		return false
	}
	if m.list.Len() > 0 && r.CreatedAt.Before(m.list.At(0).CreatedAt) {
		return false // its place is further down, on a page that is not loaded
	}
	m.list.Insert(r)
	m.afterRows()
	return true
}

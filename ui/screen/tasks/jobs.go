package tasks

import (
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/poll"
)

// The jobs of the screen. jobList reads the head of the list again; before the
// first page has come it is the first load itself, with the scheduler's
// back-off. The others have an ID behind their prefix.
const (
	jobList = "list"
	jobLast = "last:" // newest run of a task, once
	jobRun  = "run:"  // a run that is active
	jobTask = "task:" // a task whose full form is needed, once
)

// How often the list is read again: often while something is active, seldom otherwise.
const (
	refreshLive = 15 * time.Second
	refreshIdle = 60 * time.Second
)

// asked is the answer to any job of the screen.
type asked struct {
	host.Tag
	query  int
	key    string
	id     string        // of the task or run
	asOf   int64         // lastRun of the row when the newest run was asked for
	filter filter.Filter // with names looked up
	tasks  api.Page[api.Task]
	task   api.Task
	runs   api.Page[api.Run]
	run    api.Run
	err    error
}

// PollKey is the job's key.
func (a asked) PollKey() string { return a.key }

// Outcome is how the asking ended. The status is left out where a run that has
// ended is no reason to stop.
func (a asked) Outcome() api.Outcome {
	o := api.Outcome{Err: a.err}
	if strings.HasPrefix(a.key, jobRun) {
		o.Status = a.run.Status
	}
	return o
}

// setJobs tells the scheduler what this screen wants to know now: the list,
// and of the rows in view the newest run, active runs and names.
func (m *Model) setJobs() {
	jobs := []poll.Job{m.listJob()}
	var refs []names.Ref
	if m.list.Began() && !m.refused() {
		for _, r := range m.visible() {
			refs = append(refs, ref(r))
			jobs = append(jobs, m.runJobs(r)...)
		}
		jobs = append(jobs, m.hiddenRuns(jobs)...)
		jobs = append(jobs, m.names.Jobs(m.Ctx, m.ID, m.filter.Space.ID, refs)...)
		if id := m.preview; id != "" && m.wide() {
			if _, ok := m.recent.get(id); !ok {
				jobs = append(jobs, m.taskJob(id))
			}
		}
	}
	m.env.Polls.Set(m.ID, jobs)
}

// refused reports that the server does not take this key: nothing else is
// asked until the person tries again.
func (m *Model) refused() bool {
	return m.env.Polls.State(m.ID, m.listKey()).Stop == api.Refused
}

// listKey is the key of the list's job now: the first load of each query has its own.
func (m *Model) listKey() string {
	if !m.list.Began() {
		return jobList + strconv.Itoa(m.gen)
	}
	return jobList
}

func ref(r *row) names.Ref {
	if r.dataset {
		return names.Ref{Kind: names.Dataset, ID: r.target}
	}
	return names.Ref{Kind: names.Project, ID: r.target}
}

func (m *Model) listJob() poll.Job {
	c, ctx, tag, query := m.client, m.Ctx, m.Tag(), m.gen
	key := m.listKey()
	limit := m.env.Limit
	every, first := 2*time.Second, time.Duration(0) // until the first page has come
	if m.list.Began() {
		limit = min(100, max(limit, m.list.Len()))
		every, first = refreshIdle, refreshLive
		if len(m.live) > 0 {
			every = refreshLive
		}
	}
	f := m.filter
	ctx = m.pollCtx(ctx)
	rest := m.list.Began() && len(m.live) == 0
	return poll.Job{Key: key, Rule: api.PollRule{Every: every, GiveUp: -1}, First: first, Rests: rest, Ask: func() tea.Cmd {
		return func() tea.Msg {
			a := asked{Tag: tag, query: query, key: key}
			if a.filter, a.err = f.Resolve(ctx, c); a.err == nil {
				a.tasks, a.err = c.ListTasks(ctx, a.filter.Query(limit, ""))
			}
			return a
		}
	}}
}

func (m *Model) taskJob(id string) poll.Job {
	c, ctx, tag, query := m.client, m.Ctx, m.Tag(), m.gen
	key := jobTask + id
	return poll.Job{Key: key, Once: true, Ask: func() tea.Cmd {
		return func() tea.Msg {
			t, err := c.GetTask(ctx, id)
			return asked{Tag: tag, query: query, key: key, id: id, task: t, err: err}
		}
	}}
}

// answered takes the answer to a job in.
func (m *Model) answered(a asked) tea.Cmd {
	if a.query != m.gen || host.Canceled(a.err) {
		return nil
	}
	var cmd tea.Cmd
	switch {
	case strings.HasPrefix(a.key, jobList):
		cmd = m.refreshed(a)
	case a.err != nil:
		m.jobFailed(a)
	case strings.HasPrefix(a.key, jobRun):
		m.sawRun(a.run)
	case strings.HasPrefix(a.key, jobLast):
		m.sawLast(a)
	default:
		m.recent.put(a.task)
	}
	m.setJobs()
	m.table.Dirty()
	return cmd
}

// refreshed takes the head of the list in, or why it did not come.
func (m *Model) refreshed(a asked) tea.Cmd {
	m.asked = false
	if a.err != nil {
		if m.staleErr == nil {
			m.staleAt = m.freshAt
		}
		m.staleErr = a.err
		if !m.list.Began() {
			m.list.Fail(a.err)
		}
		return nil
	}
	if m.list.Phase() == pagelist.More { // a page is under way: it and the next refresh will tell
		m.staleErr = nil
		return nil
	}
	m.staleErr, m.freshAt, m.slow, m.filter = nil, m.env.Now(), false, a.filter
	rows := m.remember(a.tasks.Items)
	if !m.list.Began() {
		m.list.Page(rows, a.tasks.Next)
		if a.tasks.Cut {
			m.list.EndCut()
		}
		m.resort()
		m.wanted = "" // a further page must not take the selection away
		return tea.Batch(m.warnRepeated(), m.prefetch())
	}
	if m.list.Refreshed(rows, a.tasks.Next) {
		m.resort()
	}
	return nil
}

// jobFailed keeps what is known; only what is gone for good is noted.
func (m *Model) jobFailed(a asked) {
	if strings.HasPrefix(a.key, jobLast) {
		if l := m.last[a.id]; !l.known {
			l.failed = true
			m.note(a.id, l)
		}
		return
	}
	if kind, ok := host.KindOf(a.err); strings.HasPrefix(a.key, jobRun) && ok && kind == api.NotFound {
		for id, l := range m.last {
			if l.run.ID == a.id {
				m.note(id, lastRun{})
			}
		}
	}
}

func (m *Model) sawLast(a asked) {
	l := lastRun{known: true, none: len(a.runs.Items) == 0, asOf: a.asOf}
	if !l.none {
		l.run = a.runs.Items[0]
	}
	if was := m.last[a.id]; was.known && !was.none && was.run.CreatedAt.After(l.run.CreatedAt) {
		was.asOf = a.asOf // a newer one has been seen meanwhile
		l = was
	}
	m.note(a.id, l)
}

// sawRun brings a run up to date, or notes a newer one, wherever it was learnt.
func (m *Model) sawRun(r api.Run) {
	l := m.last[r.TaskID]
	row, listed := m.list.Get(r.TaskID)
	older := l.known && !l.none && l.run.CreatedAt.After(r.CreatedAt)
	unsure := !l.known && listed && r.CreatedAt.UnixMilli() < row.lastRun // perhaps not the newest: it will be asked for
	if l.run.ID != r.ID && (older || unsure) {
		return
	}
	l.known, l.none, l.run = true, false, r
	if listed {
		if at := r.CreatedAt.UnixMilli(); at > row.lastRun {
			row.lastRun = at
		}
		l.asOf = row.lastRun
	}
	m.note(r.TaskID, l)
}

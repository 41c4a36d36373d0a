package task

import (
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/poll"
)

// The jobs of the screen. jobRuns reads the head of the runs again; before the
// first page has come it is the first load itself and carries its generation.
const (
	jobTask  = "task"
	jobRuns  = "runs"
	jobRun   = "run:" // an active run in view
	jobNames = "names"
)

// How often things are read again.
const (
	retryFirst  = 2 * time.Second  // the first page, while it fails; the rule slows down from here
	refreshLive = 15 * time.Second // the head of the runs, while one is active
	refreshIdle = 60 * time.Second // the same while none is, and the task itself
)

// maxPage is the largest page the API gives (contract section 3, Pagination).
const maxPage = 100

// setJobs tells the scheduler what this screen wants to know now.
func (m *Model) setJobs() {
	jobs := []poll.Job{m.runsJob(), m.taskJob()}
	if m.list.Began() {
		if j, ok := m.namesJob(); ok {
			jobs = append(jobs, j)
		}
		from, to := m.table.Window()
		for i := from; i < to && m.live > 0; i++ {
			if r := m.at(i); r.Status.Active() {
				jobs = append(jobs, m.runJob(r.ID))
			}
		}
	}
	m.env.Polls.Set(m.ID, jobs)
}

func (m *Model) listKey() string {
	if m.list.Began() {
		return jobRuns
	}
	return jobRuns + strconv.Itoa(m.Tag().Gen)
}

// runsJob reads the head again, as many rows as one page can hold of those loaded.
func (m *Model) runsJob() poll.Job {
	c, ctx, tag, key := m.client, m.Ctx, m.Tag(), m.listKey()
	rule := api.PollRule{Every: retryFirst, GiveUp: -1}
	q := api.RunQuery{TaskID: m.task.ID, Status: m.status, Limit: m.env.Limit}
	first := time.Duration(0)
	if m.list.Began() {
		q.Limit = min(maxPage, max(q.Limit, m.list.Len()))
		rule.Every = refreshIdle
		if m.live > 0 {
			rule.Every = refreshLive
		}
		first = rule.Every
		ctx = api.NoRetry(ctx) // asked again anyway
	}
	return poll.Job{Key: key, Rule: rule, First: first, Ask: func() tea.Cmd {
		return func() tea.Msg {
			p, err := c.ListRuns(ctx, q)
			return asked{Tag: tag, key: key, runs: p, err: err}
		}
	}}
}

func (m *Model) taskJob() poll.Job {
	c, ctx, tag, id := m.client, m.Ctx, m.Tag(), m.task.ID
	return poll.Job{Key: jobTask, Rule: api.PollRule{Every: refreshIdle, GiveUp: -1}, Ask: func() tea.Cmd {
		return func() tea.Msg {
			t, err := c.GetTask(ctx, id)
			return asked{Tag: tag, key: jobTask, task: t, err: err}
		}
	}}
}

// runJob watches a run in view at the pace of the official clients (contract section 6, Polling).
func (m *Model) runJob(id string) poll.Job {
	c, ctx, tag, key := m.client, m.Ctx, m.Tag(), jobRun+id
	rule := api.PollRule{GiveUp: -1}
	return poll.Job{Key: key, Rule: rule, First: 5 * time.Second, Ask: func() tea.Cmd {
		return func() tea.Msg {
			r, err := c.GetRun(api.NoRetry(ctx), id)
			return asked{Tag: tag, key: key, run: r, err: err}
		}
	}}
}

// namesJob asks once what the target and the experiments are called.
func (m *Model) namesJob() (poll.Job, bool) {
	t := m.task
	target := t.ProjectID + t.DatasetID
	if target == "" {
		return poll.Job{}, false
	}
	_, known := m.name(target)
	if known && t.DatasetID == "" {
		return poll.Job{}, false
	}
	c, ctx, tag := m.client, m.Ctx, m.Tag()
	return poll.Job{Key: jobNames, Once: true, Ask: func() tea.Cmd {
		return func() tea.Msg {
			a := asked{Tag: tag, key: jobNames, names: map[string]string{}}
			if t.ProjectID != "" {
				p, err := c.GetProject(ctx, t.ProjectID)
				a.names[t.ProjectID], a.err = p.Name, err
				return a
			}
			if !known {
				d, err := c.GetDataset(ctx, t.DatasetID)
				a.names[t.DatasetID], a.err = d.Name, err
			}
			p, err := c.ListExperiments(ctx, api.ExperimentQuery{DatasetID: t.DatasetID, Limit: maxPage})
			for _, e := range p.Items {
				a.names[e.ID] = e.Name
			}
			if a.err == nil {
				a.err = err
			}
			return a
		}
	}}, true
}

// isRuns reports whether a key is that of the head of the runs.
func isRuns(key string) bool { return strings.HasPrefix(key, jobRuns) }

func isRun(key string) bool { return strings.HasPrefix(key, jobRun) }

package tasks

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/poll"
)

// The jobs of the screen beside the list's own. An ID follows each prefix.
const (
	jobLast = "last:" // newest run of a task, once
	jobRun  = "run:"  // a run that is active
	jobTask = "task:" // a task whose full form is needed, once
)

// hiddenMost bounds how many active runs out of view are kept up to date.
const hiddenMost = 20

// hiddenEvery is the pace of runs that are out of view.
const hiddenEvery = 15 * time.Second

// newestRun is the newest run of a task, the zero run when it has none.
type newestRun struct {
	task string
	asOf int64 // lastRun of the row when it was asked for
	run  api.Run
}

// setJobs tells the scheduler what this screen wants to know now: the list,
// and of the rows in view the newest run, active runs and names.
func (m *Model) setJobs() {
	list := m.list.Job(len(m.live) > 0)
	if !m.list.HasPage() || m.list.Stopped() {
		m.env.Polls.Set(m.ID, []poll.Job{list})
		return
	}
	list.First = pagelist.RefreshLive // what is active is not known yet
	jobs := []poll.Job{list}
	var refs []names.Ref
	for _, r := range m.list.Visible() {
		refs = append(refs, ref(r))
		jobs = append(jobs, m.runJobs(r)...)
	}
	jobs = append(jobs, m.hiddenRuns(jobs)...)
	jobs = append(jobs, m.names.Jobs(m.Ctx, m.ID, m.list.Query().Space.ID, refs)...)
	if _, known := m.recent.get(m.preview); m.preview != "" && m.wide() && !known {
		jobs = append(jobs, m.taskJob(m.preview))
	}
	m.env.Polls.Set(m.ID, jobs)
}

func ref(r *row) names.Ref {
	if r.dataset {
		return names.Ref{Kind: names.Dataset, ID: r.target}
	}
	return names.Ref{Kind: names.Project, ID: r.target}
}

func (m *Model) taskJob(id string) poll.Job {
	c, ctx, key := m.client, m.Ctx, jobTask+id
	return poll.Job{Key: key, Once: true, Ask: host.Ask(m.Tag(), key, func() (api.Task, error) { return c.GetTask(ctx, id) })}
}

// runJobs keep the newest run of a row known: asked once for each last_run_at,
// and polled while it is active.
func (m *Model) runJobs(r *row) []poll.Job {
	l := m.last[r.id]
	var jobs []poll.Job
	if l.active() {
		jobs = append(jobs, host.WatchRun(&m.Owner, jobRun, l.run.ID, m.client.GetRun))
	}
	if r.lastRun != 0 && (!l.known || l.asOf != r.lastRun) {
		jobs = append(jobs, m.askNewest(r.id, r.lastRun))
	}
	return jobs
}

// hiddenRuns keep the active runs whose rows are out of view known, so that
// the count in the header stays true.
func (m *Model) hiddenRuns(have []poll.Job) []poll.Job {
	var ids []string
	for id := range m.live {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var jobs []poll.Job
	for _, id := range ids[:min(len(ids), hiddenMost)] {
		j := host.WatchRun(&m.Owner, jobRun, m.last[id].run.ID, m.client.GetRun)
		if !slices.ContainsFunc(have, func(h poll.Job) bool { return h.Key == j.Key }) {
			j.Rule.Every = hiddenEvery
			jobs = append(jobs, j)
		}
	}
	return jobs
}

func (m *Model) askNewest(task string, asOf int64) poll.Job {
	c, ctx, key := m.client, m.Ctx, jobLast+task+"@"+strconv.FormatInt(asOf, 36)
	return poll.Job{Key: key, Once: true, Ask: host.Ask(m.Tag(), key, func() (newestRun, error) {
		p, err := c.ListRuns(ctx, api.RunQuery{TaskID: task, Limit: 1})
		newest := newestRun{task: task, asOf: asOf}
		if len(p.Items) > 0 {
			newest.run = p.Items[0]
		}
		return newest, err
	})}
}

// answered takes the answer to a job in. What cannot be read keeps what is
// known; only what is gone for good is noted.
func (m *Model) answered(msg tea.Msg) {
	switch a := msg.(type) {
	case host.Answer[api.Task]:
		if a.Err == nil {
			m.recent.put(a.Value)
		}
	case host.Answer[api.Run]:
		m.gotRun(a)
	case host.Answer[newestRun]:
		m.gotNewest(a)
	}
	m.setJobs()
	m.list.Table.Dirty()
}

func (m *Model) gotRun(a host.Answer[api.Run]) {
	if a.Err == nil {
		m.sawRun(a.Value)
		return
	}
	if api.Is(a.Err, api.NotFound) {
		for id, l := range m.last {
			if l.run.ID == strings.TrimPrefix(a.Key, jobRun) {
				m.note(id, lastRun{})
			}
		}
	}
}

// gotNewest takes the newest run of a row in, unless a newer one has been seen meanwhile.
func (m *Model) gotNewest(a host.Answer[newestRun]) {
	id := a.Value.task
	l := m.last[id]
	if _, listed := m.list.Get(id); !listed || host.Canceled(a.Err) {
		return
	}
	switch {
	case a.Err == nil && l.known && !l.none && l.run.CreatedAt.After(a.Value.run.CreatedAt):
		l.asOf = a.Value.asOf
	case a.Err == nil:
		l = lastRun{known: true, none: a.Value.run.ID == "", asOf: a.Value.asOf, run: a.Value.run}
	case !l.known:
		l.failed = true
	}
	m.note(id, l)
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

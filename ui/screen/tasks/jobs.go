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
	for _, row := range m.list.Visible() {
		refs = append(refs, ref(row))
		jobs = append(jobs, m.runJobs(row)...)
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
	client, ctx, key := m.client, m.Ctx, jobTask+id
	return poll.Job{Key: key, Once: true, Ask: host.Ask(m.Tag(), key, func() (api.Task, error) { return client.GetTask(ctx, id) })}
}

// runJobs keep the newest run of a row known: asked once for each last_run_at,
// and polled while it is active.
func (m *Model) runJobs(r *row) []poll.Job {
	lastRun := m.last[r.id]
	var jobs []poll.Job
	if lastRun.active() {
		jobs = append(jobs, host.WatchRun(&m.Owner, jobRun, lastRun.run.ID, m.client.GetRun))
	}
	if r.lastRun != 0 && (!lastRun.known || lastRun.asOf != r.lastRun) {
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
		job := host.WatchRun(&m.Owner, jobRun, m.last[id].run.ID, m.client.GetRun)
		if !slices.ContainsFunc(have, func(h poll.Job) bool { return h.Key == job.Key }) {
			job.Rule.Every = hiddenEvery
			jobs = append(jobs, job)
		}
	}
	return jobs
}

func (m *Model) askNewest(task string, asOf int64) poll.Job {
	client, ctx, key := m.client, m.Ctx, jobLast+task+"@"+strconv.FormatInt(asOf, 36)
	return poll.Job{Key: key, Once: true, Ask: host.Ask(m.Tag(), key, func() (newestRun, error) {
		page, err := client.ListRuns(ctx, api.RunQuery{TaskID: task, Limit: 1})
		newest := newestRun{task: task, asOf: asOf}
		if len(page.Items) > 0 {
			newest.run = page.Items[0]
		}
		return newest, err
	})}
}

// answered takes the answer to a job in. What cannot be read keeps what is
// known; only what is gone for good is noted.
func (m *Model) answered(msg tea.Msg) {
	switch answer := msg.(type) {
	case host.Answer[api.Task]:
		if answer.Err == nil {
			m.recent.put(answer.Value)
		}
	case host.Answer[api.Run]:
		m.gotRun(answer)
	case host.Answer[newestRun]:
		m.gotNewest(answer)
	}
	m.setJobs()
	m.list.Table.Dirty()
}

func (m *Model) gotRun(answer host.Answer[api.Run]) {
	if answer.Err == nil {
		m.sawRun(answer.Value)
		return
	}
	if api.Is(answer.Err, api.NotFound) {
		for id, l := range m.last {
			if l.run.ID == strings.TrimPrefix(answer.Key, jobRun) {
				m.note(id, lastRun{})
			}
		}
	}
}

// gotNewest takes the newest run of a row in, unless a newer one has been seen meanwhile.
func (m *Model) gotNewest(answer host.Answer[newestRun]) {
	id := answer.Value.task
	l := m.last[id]
	if _, listed := m.list.Get(id); !listed || host.Canceled(answer.Err) {
		return
	}
	switch {
	case answer.Err == nil && l.known && !l.none && l.run.CreatedAt.After(answer.Value.run.CreatedAt):
		l.asOf = answer.Value.asOf
	case answer.Err == nil:
		l = lastRun{known: true, none: answer.Value.run.ID == "", asOf: answer.Value.asOf, run: answer.Value.run}
	case !l.known:
		l.failed = true
	}
	m.note(id, l)
}

// sawRun brings a run up to date, or notes a newer one, wherever it was learnt.
func (m *Model) sawRun(run api.Run) {
	lastRun := m.last[run.TaskID]
	row, listed := m.list.Get(run.TaskID)
	older := lastRun.known && !lastRun.none && lastRun.run.CreatedAt.After(run.CreatedAt)
	unsure := !lastRun.known && listed && run.CreatedAt.UnixMilli() < row.lastRun // perhaps not the newest: it will be asked for
	if lastRun.run.ID != run.ID && (older || unsure) {
		return
	}
	lastRun.known, lastRun.none, lastRun.run = true, false, run
	if listed {
		if at := run.CreatedAt.UnixMilli(); at > row.lastRun {
			row.lastRun = at
		}
		lastRun.asOf = row.lastRun
	}
	m.note(run.TaskID, lastRun)
}

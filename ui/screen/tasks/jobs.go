package tasks

import (
	"context"
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

// The prefixes of the keys of the screen's jobs, besides those of the list. An ID
// follows.
const (
	jobLast = "last:" // the newest run of a task, once
	jobRun  = "run:"  // an active run
	jobTask = "task:" // a task with all fields, once
)

// rowJobs is the group of the jobs that load something of one row: with many rows in
// view, one that fails holds the others.
const rowJobs = "rows"

// maxHidden is how many active runs of rows out of view are polled.
const maxHidden = 20

// hiddenEvery is the poll interval of runs of rows out of view.
const hiddenEvery = 15 * time.Second

// newestRun is the newest run of a task, the zero run when it has none.
type newestRun struct {
	task string
	asOf int64 // lastRun of the row at the time of the request
	run  api.Run
}

// setJobs sets the jobs that the scheduler polls for this screen: the list, and the
// newest runs, active runs and names of the visible rows.
func (m *Model) setJobs() {
	list := m.list.Job(len(m.live) > 0)
	if !m.list.HasPage() || m.list.Stopped() {
		m.env.Polls.Set(m.ID, []poll.Job{list})
		return
	}
	list.First = pagelist.RefreshLive // it is not known yet which runs are active
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

func ref(task *row) names.Ref {
	if task.dataset {
		return names.Ref{Kind: names.Dataset, ID: task.target}
	}
	return names.Ref{Kind: names.Project, ID: task.target}
}

func (m *Model) taskJob(id string) poll.Job {
	client, key := m.client, jobTask+id
	return poll.Job{Key: key, Once: true, Group: rowJobs, Ask: host.Poll(&m.Owner, key, func(ctx context.Context) (api.Task, error) { return client.GetTask(ctx, id) })}
}

// runJobs returns the jobs for the newest run of a row: it is loaded once for each
// last_run_at, and polled while it is active.
func (m *Model) runJobs(task *row) []poll.Job {
	lastRun := m.last[task.id]
	var jobs []poll.Job
	if lastRun.active() {
		jobs = append(jobs, host.WatchRun(&m.Owner, jobRun, lastRun.run.ID, m.client.GetRun))
	}
	if task.lastRun != 0 && (!lastRun.known || lastRun.asOf != task.lastRun) {
		jobs = append(jobs, m.askNewest(task.id, task.lastRun))
	}
	return jobs
}

// hiddenRuns returns the jobs that poll active runs of rows out of view, so that the
// count in the header stays correct.
func (m *Model) hiddenRuns(visible []poll.Job) []poll.Job {
	var ids []string
	for id := range m.live {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var jobs []poll.Job
	for _, id := range ids[:min(len(ids), maxHidden)] {
		job := host.WatchRun(&m.Owner, jobRun, m.last[id].run.ID, m.client.GetRun)
		if !slices.ContainsFunc(visible, func(other poll.Job) bool { return other.Key == job.Key }) {
			job.Rule.Every = hiddenEvery
			jobs = append(jobs, job)
		}
	}
	return jobs
}

func (m *Model) askNewest(task string, asOf int64) poll.Job {
	client, key := m.client, jobLast+task+"@"+strconv.FormatInt(asOf, 36)
	return poll.Job{Key: key, Once: true, Group: rowJobs, Ask: host.Poll(&m.Owner, key, func(ctx context.Context) (newestRun, error) {
		page, err := client.ListRuns(ctx, api.RunQuery{TaskID: task, Limit: 1})
		newest := newestRun{task: task, asOf: asOf}
		if len(page.Items) > 0 {
			newest.run = page.Items[0]
		}
		return newest, err
	})}
}

// handleAnswer handles the answer to a job. After a failure the known state stays,
// unless the run was deleted.
func (m *Model) handleAnswer(msg tea.Msg) {
	switch answer := msg.(type) {
	case host.Answer[api.Task]:
		if answer.Err == nil {
			m.recent.put(answer.Value)
		}
	case host.Answer[api.Run]:
		m.handleRun(answer)
	case host.Answer[newestRun]:
		m.handleNewest(answer)
	}
	m.setJobs()
	m.list.Table.Dirty()
}

func (m *Model) handleRun(answer host.Answer[api.Run]) {
	if answer.Err == nil {
		m.applyRun(answer.Value)
		return
	}
	if api.Is(answer.Err, api.NotFound) {
		for id, last := range m.last {
			if last.run.ID == strings.TrimPrefix(answer.Key, jobRun) {
				m.setLast(id, lastRun{})
			}
		}
	}
}

// handleNewest stores the newest run of a row, unless a newer one is known meanwhile.
func (m *Model) handleNewest(answer host.Answer[newestRun]) {
	id := answer.Value.task
	last := m.last[id]
	if _, listed := m.list.Get(id); !listed || host.Canceled(answer.Err) {
		return
	}
	switch {
	case answer.Err == nil && last.known && !last.none && last.run.CreatedAt.After(answer.Value.run.CreatedAt):
		last.asOf = answer.Value.asOf
	case answer.Err == nil:
		last = lastRun{known: true, none: answer.Value.run.ID == "", asOf: answer.Value.asOf, run: answer.Value.run}
	case !last.known:
		last.failed = true
	}
	m.setLast(id, last)
}

// applyRun updates the known run of a task, or stores a newer one.
func (m *Model) applyRun(run api.Run) {
	lastRun := m.last[run.TaskID]
	row, listed := m.list.Get(run.TaskID)
	older := lastRun.known && !lastRun.none && lastRun.run.CreatedAt.After(run.CreatedAt)
	unsure := !lastRun.known && listed && run.CreatedAt.UnixMilli() < row.lastRun // perhaps not the newest one, which will be loaded
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
	m.setLast(run.TaskID, lastRun)
}

package tasks

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

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

// hiddenEvery and coveredEvery are the poll intervals of runs of rows out of view, and of
// all runs while another screen covers this one; with more runs they are longer, so that
// there is one request a second at most.
const (
	hiddenEvery  = 15 * time.Second
	coveredEvery = 30 * time.Second
)

// The newest runs of rows out of view are read one after the other for the counter strip,
// those of the first maxRead rows, with a pause after each. While the list is narrowed the
// user waits for what is found: more rows are read, some at once and without a pause.
const (
	maxRead         = 200
	maxReadNarrowed = 1000
	readPause       = time.Second
	readAtOnce      = poll.MaxInFlight - 1 // the last place is left to other requests
)

// newestRuns are the newest runs of a task, none when it never ran.
type newestRuns struct {
	task string
	asOf int64 // lastRun of the row at the time of the request
	runs []api.Run
}

// setJobs sets the jobs that the scheduler polls for this screen: the list, the newest
// runs, active runs and names of the visible rows, and the runs of all others for the
// counter strip. While another screen covers this one, only what is counted is polled.
func (m *Model) setJobs() {
	list := m.list.Job(len(m.live) > 0)
	if !m.list.HasPage() || m.list.Stopped() {
		m.env.Polls.Set(m.ID, []poll.Job{list})
		return
	}
	list.First, list.WhileHidden = pagelist.RefreshLive, true // it is not known yet which runs are active
	if m.covered {
		list.Rule.Every = pagelist.RefreshIdle
	}
	jobs := []poll.Job{list}
	if !m.covered {
		jobs = append(jobs, m.visibleJobs()...)
	}
	jobs = append(jobs, m.hiddenRuns(jobs)...)
	m.env.Polls.Set(m.ID, append(jobs, m.readNext(jobs)...))
}

// visibleJobs returns the jobs for what is in view.
func (m *Model) visibleJobs() []poll.Job {
	var jobs []poll.Job
	var refs []names.Ref
	for _, at := range m.list.Visible() {
		row := m.list.At(at)
		refs = append(refs, ref(row))
		jobs = append(jobs, m.runJobs(row)...)
	}
	jobs = append(jobs, m.names.Jobs(m.Ctx, m.ID, m.query().Space.ID, refs)...)
	if m.preview != "" && m.wide() {
		jobs = append(jobs, m.previewJobs()...)
	}
	return jobs
}

// previewJobs returns the jobs for the previewed task: all of its fields, and its
// evaluators if the cause of how its newest run ended depends on them.
func (m *Model) previewJobs() []poll.Job {
	task, known := m.recent.get(m.preview)
	if !known {
		return []poll.Job{m.taskJob(m.preview)}
	}
	last := m.last[m.preview]
	return m.env.EvaluatorJobs(&m.Owner, m.client, &task, &last.run)
}

// readNext returns the jobs for the newest runs of the next rows out of view that are not
// read yet, none while one in view is to be read.
func (m *Model) readNext(visible []poll.Job) []poll.Job {
	waiting := func(job poll.Job) bool {
		return strings.HasPrefix(job.Key, jobLast) && m.env.Polls.State(m.ID, job.Key).Stop == api.None
	}
	if slices.ContainsFunc(visible, waiting) {
		return nil
	}
	most, atOnce, pause := maxRead, 1, readPause
	if m.list.Narrowed() {
		most, atOnce, pause = maxReadNarrowed, readAtOnce, 0
	}
	var jobs []poll.Job
	for i := range min(m.list.Len(), most) {
		row := m.list.At(i)
		if last := m.last[row.ID]; row.LastRun == 0 || last.known && last.asOf == row.LastRun || last.refused {
			continue
		}
		job := m.askNewest(row.ID, row.LastRun)
		job.WhileHidden, job.PauseWhenIdle = true, true
		job.First = max(m.readAt.Add(pause).Sub(m.env.Now()), 0)
		if jobs = append(jobs, job); len(jobs) == atOnce {
			break
		}
	}
	return jobs
}

func ref(task *row) names.Ref {
	if task.Dataset {
		return names.Ref{Kind: names.Dataset, ID: task.Target}
	}
	return names.Ref{Kind: names.Project, ID: task.Target}
}

func (m *Model) taskJob(id string) poll.Job {
	client, key := m.client, jobTask+id
	return poll.Job{Key: key, Once: true, Group: rowJobs, Ask: host.Poll(&m.Owner, key, func(ctx context.Context) (any, error) { return client.GetTask(ctx, id) })}
}

// runJobs returns the jobs for the newest run of a row: it is loaded once for each
// last_run_at, and polled while it is active.
func (m *Model) runJobs(task *row) []poll.Job {
	lastRun := m.last[task.ID]
	var jobs []poll.Job
	if lastRun.active() {
		jobs = append(jobs, host.WatchRun(&m.Owner, jobRun, lastRun.run.ID, m.client.GetRun))
	}
	if task.LastRun != 0 && (!lastRun.known || lastRun.asOf != task.LastRun) {
		jobs = append(jobs, m.askNewest(task.ID, task.LastRun))
	}
	return jobs
}

// hiddenRuns returns the jobs that poll active runs of rows out of view, so that the
// counts stay correct.
func (m *Model) hiddenRuns(visible []poll.Job) []poll.Job {
	ids := slices.Sorted(maps.Keys(m.live))
	every := hiddenEvery
	if m.covered {
		every = coveredEvery
	}
	every = max(every, time.Duration(len(ids))*time.Second)
	var jobs []poll.Job
	for _, id := range ids {
		job := host.WatchRun(&m.Owner, jobRun, m.last[id].run.ID, m.client.GetRun)
		watched := m.env.IsWatched(m.last[id].run.ID) // requested already, and broadcast
		if !watched && !slices.ContainsFunc(visible, func(other poll.Job) bool { return other.Key == job.Key }) {
			job.Rule.Every, job.WhileHidden = every, true
			jobs = append(jobs, job)
		}
	}
	return jobs
}

func (m *Model) askNewest(task string, asOf int64) poll.Job {
	client, key := m.client, jobLast+task+"@"+strconv.FormatInt(asOf, 36)
	return poll.Job{Key: key, Once: true, Group: rowJobs, Ask: host.Poll(&m.Owner, key, func(ctx context.Context) (any, error) {
		page, err := api.NewestRuns(ctx, client, api.RunQuery{TaskID: task, Limit: stripRuns})
		return newestRuns{task: task, asOf: asOf, runs: page.Items}, err
	})}
}

// handleAnswer handles the answer to a job, but for that of the list. After a failure the
// known state stays, unless the run was deleted.
func (m *Model) handleAnswer(answer *host.Answer) {
	switch value := answer.Value.(type) {
	case api.Task:
		if answer.Err == nil {
			m.recent.put(&value)
		}
	case api.Run:
		m.handleRun(answer, &value)
	case newestRuns:
		m.readAt = m.env.Now()
		m.handleNewest(answer, &value)
	case host.ReadEvaluator:
		if m.env.Evaluators.Add(&value, answer.Err) {
			m.setJobs()
		}
		return
	default:
		return
	}
	m.followOutcomes()
}

func (m *Model) handleRun(answer *host.Answer, run *api.Run) {
	if answer.Err == nil {
		m.applyRun(run)
		return
	}
	if api.Is(answer.Err, api.NotFound) {
		for id, last := range m.last {
			if last.run.ID == strings.TrimPrefix(answer.Key, jobRun) {
				m.dropLast(id)
			}
		}
	}
}

// handleNewest stores the newest run of a row, unless a newer one is known meanwhile.
func (m *Model) handleNewest(answer *host.Answer, newest *newestRuns) {
	id := newest.task
	last := m.last[id]
	if _, listed := m.list.Get(id); !listed || host.Canceled(answer.Err) {
		return
	}
	switch {
	case answer.Err == nil:
		newer := last
		last.applyPage(newest.runs, m.env.Outcome)
		if newer.known && !newer.none && newer.run.CreatedAt.After(last.run.CreatedAt) {
			last.applyRun(&newer.run, m.env.Outcome(&newer.run))
		}
		last.asOf = newest.asOf
	case !last.known:
		last.failed = true
		last.refused = m.env.Polls.State(m.ID, answer.Key).Stop != api.None
	}
	m.setLast(id, last)
}

// applyRun updates the known run of a task, or stores a newer one.
func (m *Model) applyRun(run *api.Run) {
	lastRun := m.last[run.TaskID]
	row, listed := m.list.Get(run.TaskID)
	if !listed {
		return
	}
	older := lastRun.known && !lastRun.none && lastRun.run.CreatedAt.After(run.CreatedAt)
	unsure := !lastRun.known && run.CreatedAt.UnixMilli() < row.LastRun // perhaps not the newest one, which will be loaded
	if lastRun.run.ID != run.ID && (older || unsure) {
		return
	}
	pageRead := lastRun.known
	lastRun.applyRun(run, m.env.Outcome(run))
	if at := run.CreatedAt.UnixMilli(); at > row.LastRun {
		row.LastRun = at
	}
	if pageRead { // else the runs before it are loaded too
		lastRun.asOf = row.LastRun
	}
	m.setLast(run.TaskID, lastRun)
}

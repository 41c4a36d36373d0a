package task

import (
	"context"
	"slices"

	"ax-tui/api"
	"ax-tui/api/judge"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/poll"
)

// The keys of the screen's jobs, besides those of the list.
const (
	jobTask = "task"
	jobRun  = "run:" // a visible active run
	// jobJudges reads the versions of the evaluators once, to mark runs that another
	// version judged than the run before.
	jobJudges = "judges"
)

// setJobs sets the jobs that the scheduler polls for this screen.
func (m *Model) setJobs() {
	jobs := []poll.Job{m.list.Job(m.active()), m.taskJob()}
	if m.list.HasPage() {
		jobs = append(jobs, m.nameJobs()...)
		jobs = append(jobs, m.judgeJobs()...)
		if run, ok := m.list.Selected(); ok {
			jobs = append(jobs, m.env.EvaluatorJobs(&m.Owner, m.client, &m.task, run)...)
		}
		for _, row := range m.list.Visible() {
			if run := m.list.At(row); run.Status.Active() {
				jobs = append(jobs, host.WatchRun(&m.Owner, jobRun, run.ID, m.client.GetRun))
			}
		}
	}
	m.env.Polls.Set(m.ID, jobs)
}

func (m *Model) taskJob() poll.Job {
	client, id := m.client, m.task.ID
	return poll.Job{
		Key: jobTask, Rule: api.PollRule{Every: pagelist.RefreshIdle, GiveUp: -1},
		Ask: host.Poll(&m.Owner, jobTask, func(ctx context.Context) (any, error) { return client.GetTask(ctx, id) }),
	}
}

// judgeJobs returns the job that reads the versions, if there are runs to compare and an
// evaluator whose version changes by itself.
func (m *Model) judgeJobs() []poll.Job {
	follows := func(used api.TaskEvaluator) bool { return used.VersionID == "" }
	if m.list.Len() < 2 || !slices.ContainsFunc(m.task.Evaluators, follows) {
		return nil
	}
	client, task := m.client, m.task
	ask := host.Poll(&m.Owner, jobJudges, func(ctx context.Context) (any, error) { return judge.ReadVersions(ctx, client, task) })
	return []poll.Job{{Key: jobJudges, Once: true, Group: "facts", Ask: ask}}
}

// nameJobs returns the jobs that load the names of the target and of the experiments.
func (m *Model) nameJobs() []poll.Job {
	task := m.task
	target := names.Ref{Kind: names.Project, ID: task.ProjectID}
	if task.DatasetID == "" {
		return m.names.Jobs(m.Ctx, m.ID, "", []names.Ref{target})
	}
	target = names.Ref{Kind: names.Dataset, ID: task.DatasetID}
	jobs := m.names.Jobs(m.Ctx, m.ID, "", []names.Ref{target})
	ids := slices.Clone(task.ExperimentIDs)
	for i := range min(m.list.Len(), taskinfo.TrendRuns) {
		ids = append(ids, m.list.At(i).ExperimentID)
	}
	if job, ok := m.names.Experiments(m.Ctx, m.ID, task.DatasetID, ids); ok {
		jobs = append(jobs, job)
	}
	return jobs
}

package trigger

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/timewindow"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
)

// The jobs of the form. Each runs until it succeeds, and then again only on request
// or after a refusal.
const (
	jobTask = "task"
	jobRuns = "runs"
)

// recentRuns is the number of runs loaded to see whether one is active and where the
// windows of the last ones ended.
const recentRuns = 5

// retryEvery is how soon a job that has failed is repeated by itself. The form shows the
// failure and the key that repeats it at once.
const retryEvery = 30 * time.Second

// setJobs registers the jobs that still have to run.
func (s *model) setJobs() {
	var jobs []poll.Job
	rule := api.PollRule{Every: retryEvery}
	if !complete(&s.task) {
		jobs = append(jobs, poll.Job{Key: jobTask, Rule: rule, Once: true, Ask: s.loadTask})
	}
	jobs = append(jobs, poll.Job{Key: jobRuns, Rule: rule, Once: true, Ask: s.loadRuns})
	s.env.Polls.Set(s.ID, jobs)
}

// reload runs all jobs again.
func (s *model) reload() {
	for _, job := range []string{jobTask, jobRuns} {
		s.env.Polls.Demand(s.ID, job)
	}
}

func (s *model) loadTask() tea.Cmd {
	client, id := s.client, s.task.ID
	return host.Poll(&s.Owner, jobTask, func(ctx context.Context) (any, error) { return client.GetTask(ctx, id) })()
}

func (s *model) loadRuns() tea.Cmd {
	client, runQuery := s.client, api.RunQuery{TaskID: s.task.ID, Limit: recentRuns}
	return host.Poll(&s.Owner, jobRuns, func(ctx context.Context) (any, error) { return client.ListRuns(ctx, runQuery) })()
}

// continueLast lets the window since the last run begin where the windows of the loaded
// runs ended, which may be long before the last run was started.
func (s *model) continueLast() {
	i := slices.IndexFunc(s.presets, func(preset preset) bool { return preset.key == lastKey })
	if i < 0 || len(s.runs) == 0 {
		return
	}
	start, _, _ := api.NextWindow(s.runs, s.serverNow())
	previous := s.presets[i].start
	s.presets[i].start = timewindow.Format(start)
	if s.vals.Preset == lastKey && s.vals.Start == previous {
		if s.vals.Start = s.presets[i].start; s.Form != nil {
			s.showWindow()
		}
		s.describe()
	}
}

// finishJob records the result of a job and reports whether it succeeded.
func (s *model) finishJob(job string, err error) bool {
	if host.Canceled(err) {
		return false
	}
	s.Dirty = true
	if s.failed[job] = err; err == nil {
		delete(s.failed, job)
	}
	return err == nil
}

// applyTask opens the form for the loaded task.
func (s *model) applyTask(task *api.Task) tea.Cmd {
	if complete(&s.task) {
		return nil
	}
	s.task = *task
	s.setJobs()
	return tea.Batch(s.initForm(), host.Send(host.TaskUpdated{Task: *task}))
}

// applyRun updates or adds a run that another screen has loaded.
func (s *model) applyRun(run *api.Run) {
	for i := range s.runs {
		if s.runs[i].ID == run.ID {
			s.runs[i] = *run
			s.Dirty = true
			return
		}
	}
	if run.TaskID == s.task.ID && run.TaskID != "" {
		s.runs = append([]api.Run{*run}, s.runs...)
		s.Dirty = true
	}
}

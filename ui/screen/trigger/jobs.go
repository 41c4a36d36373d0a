package trigger

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
)

// The jobs of the form; each is asked until it is answered, and again only by
// hand or after a refusal.
const (
	jobTask = "task"
	jobRuns = "runs"
)

// newest is how many runs are read to see whether one is active.
const newest = 5

// setJobs says what is still to be known.
func (s *model) setJobs() {
	var jobs []poll.Job
	if !complete(s.task) {
		jobs = append(jobs, poll.Job{Key: jobTask, Once: true, Ask: s.askTask})
	}
	jobs = append(jobs, poll.Job{Key: jobRuns, Once: true, Ask: s.askRuns})
	s.env.Polls.Set(s.ID, jobs)
}

// again asks for everything anew.
func (s *model) again() {
	for _, k := range []string{jobTask, jobRuns} {
		s.env.Polls.Kick(s.ID, k)
	}
}

func (s *model) askTask() tea.Cmd {
	ctx, client, id := s.Ctx, s.client, s.task.ID
	return host.Ask(s.Tag(), jobTask, func() (api.Task, error) { return client.GetTask(ctx, id) })()
}

func (s *model) askRuns() tea.Cmd {
	ctx, client, runQuery := s.Ctx, s.client, api.RunQuery{TaskID: s.task.ID, Limit: newest}
	return host.Ask(s.Tag(), jobRuns, func() (api.Page[api.Run], error) { return client.ListRuns(ctx, runQuery) })()
}

// done notes how a job ended, and reports whether it has its answer.
func (s *model) done(job string, err error) bool {
	if host.Canceled(err) {
		return false
	}
	s.Dirty = true
	if s.failed[job] = err; err == nil {
		delete(s.failed, job)
	}
	return err == nil
}

// tookTask begins with the task that is to be run.
func (s *model) tookTask(task api.Task) tea.Cmd {
	if complete(s.task) {
		return nil
	}
	s.task = task
	s.setJobs()
	return tea.Batch(s.begin(), host.Send(host.TaskSeen{Task: task}))
}

// see takes in what a run has become elsewhere.
func (s *model) see(run api.Run) {
	for i := range s.runs {
		if s.runs[i].ID == run.ID {
			s.runs[i] = run
			s.Dirty = true
			return
		}
	}
	if run.TaskID == s.task.ID && run.TaskID != "" {
		s.runs = append([]api.Run{run}, s.runs...)
		s.Dirty = true
	}
}

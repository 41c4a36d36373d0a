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

// got is how a job ended.
type got struct {
	host.Tag
	key  string
	task api.Task
	runs []api.Run
	err  error
}

func (g got) PollKey() string      { return g.key }
func (g got) Outcome() api.Outcome { return api.Outcome{Err: g.err} }

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
	ctx, c, id, g := s.Ctx, s.client, s.task.ID, got{Tag: s.Tag(), key: jobTask}
	return func() tea.Msg {
		g.task, g.err = c.GetTask(ctx, id)
		return g
	}
}

func (s *model) askRuns() tea.Cmd {
	ctx, c, id, g := s.Ctx, s.client, s.task.ID, got{Tag: s.Tag(), key: jobRuns}
	return func() tea.Msg {
		p, err := c.ListRuns(ctx, api.RunQuery{TaskID: id, Limit: newest})
		g.runs, g.err = p.Items, err
		return g
	}
}

// took takes in how a job ended.
func (s *model) took(g got) tea.Cmd {
	if !s.Current(g.Tag) || host.Canceled(g.err) {
		return nil
	}
	s.dirty = true
	if g.err != nil {
		s.failed[g.key] = g.err
		return nil
	}
	delete(s.failed, g.key)
	if g.key == jobRuns {
		s.runs = g.runs
		return nil
	}
	if complete(s.task) {
		return nil
	}
	s.task = g.task
	s.setJobs()
	return tea.Batch(s.begin(), host.Send(host.TaskSeen{Task: g.task}))
}

// see takes in what a run has become elsewhere.
func (s *model) see(r api.Run) {
	for i := range s.runs {
		if s.runs[i].ID == r.ID {
			s.runs[i] = r
			s.dirty = true
			return
		}
	}
	if r.TaskID == s.task.ID && r.TaskID != "" {
		s.runs = append([]api.Run{r}, s.runs...)
		s.dirty = true
	}
}

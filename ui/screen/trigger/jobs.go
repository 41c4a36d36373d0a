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
	key string
	err error
}

func (g got) PollKey() string      { return g.key }
func (g got) Outcome() api.Outcome { return api.Outcome{Err: g.err} }

type gotTask struct {
	got
	task api.Task
}

type gotRuns struct {
	got
	runs []api.Run
}

// setJobs says what is still to be known.
func (s *model) setJobs() {
	var jobs []poll.Job
	if !s.ready {
		jobs = append(jobs, poll.Job{Key: jobTask, Once: true, Ask: s.askTask})
	}
	jobs = append(jobs, poll.Job{Key: jobRuns, Once: true, Ask: s.askRuns})
	s.env.Polls.Set(s.ID, jobs)
}

// again asks for everything anew.
func (s *model) again() tea.Cmd {
	for _, k := range []string{jobTask, jobRuns} {
		s.env.Polls.Kick(s.ID, k)
	}
	return nil
}

func (s *model) askTask() tea.Cmd {
	ctx, c, id, g := s.Ctx, s.client, s.task.ID, got{Tag: s.Tag(), key: jobTask}
	return func() tea.Msg {
		t, err := c.GetTask(ctx, id)
		g.err = err
		return gotTask{g, t}
	}
}

func (s *model) askRuns() tea.Cmd {
	ctx, c, id, g := s.Ctx, s.client, s.task.ID, got{Tag: s.Tag(), key: jobRuns}
	return func() tea.Msg {
		p, err := c.ListRuns(ctx, api.RunQuery{TaskID: id, Limit: newest})
		g.err = err
		return gotRuns{g, p.Items}
	}
}

// took notes how a job ended and reports whether it brought something.
func (s *model) took(g got) bool {
	if !s.Current(g.Tag) || g.err != nil && host.Canceled(g.err) {
		return false
	}
	s.dirty = true
	if g.err != nil {
		s.failed[g.key] = g.err
		return false
	}
	delete(s.failed, g.key)
	return true
}

func (s *model) tookTask(m gotTask) tea.Cmd {
	if !s.took(m.got) || s.ready {
		return nil
	}
	s.begin(m.task)
	s.setJobs()
	return host.Send(host.TaskSeen{Task: m.task})
}

func (s *model) tookRuns(m gotRuns) {
	if s.took(m.got) {
		s.runs = m.runs
	}
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

// active are the runs of this task that have not ended, as far as known.
func (s *model) active() []api.Run {
	var out []api.Run
	for _, r := range s.runs {
		if r.Status.Active() {
			out = append(out, r)
		}
	}
	return out
}

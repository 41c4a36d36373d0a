package board

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/watch"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
)

// The prefixes of the keys of the board's jobs; an ID follows.
const (
	jobBasis  = "basis:"  // the last completed run of a task, once
	jobTask   = "task:"   // a task, for its name, once
	jobTasks  = "tasks:"  // a page of the tasks of the space, by its cursor
	jobNewest = "newest:" // the newest runs of a task, once for each time of its last run
)

// group is that of the jobs of single rows: one that fails holds the others.
const group = "rows"

// basis is what the estimate for the runs of a task is based on.
type basis struct {
	run   *api.Run // the last completed run; nil: none
	known bool
}

// found is what a job of the board has read: of a task or a page of tasks.
type found struct {
	tasks []api.Task
	next  string // cursor of the next page of tasks
	space string // ID of their space
	runs  []api.Run
}

// setJobs sets what the board has to read for the visible rows, and to find the active
// runs of the space.
func (m *Model) setJobs() {
	var jobs []poll.Job
	seen := map[string]bool{}
	from, to := m.table.Window()
	for i := from; i < to; i++ {
		shown := &m.rows[i]
		id := shown.Task.ID
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		if shown.Task.Name == "" {
			jobs = m.once(jobs, jobTask+id, m.readTask(id))
		}
		if shown.State == watch.Active && !m.bases[id].known {
			jobs = m.once(jobs, jobBasis+id, m.readBasis(id))
		}
	}
	m.env.Polls.Set(m.ID, m.readingJobs(jobs))
}

// burst is how many requests the board may send at once when it sent none for a while:
// what it shows first is there in a second.
const burst = 8

// once appends a job that waits for its turn in the budget of the watched runs, which get
// every second request.
func (m *Model) once(jobs []poll.Job, key string, read func(context.Context) (any, error)) []poll.Job {
	job := poll.Job{Key: key, Once: true, Group: group, Ask: m.ask(key, read)}
	if !m.env.Polls.State(m.ID, key).Known {
		gap := 2 * m.env.Watches.Gap()
		if saved := m.now.Add(-burst * gap); m.turn.Before(saved) {
			m.turn = saved
		}
		job.First = max(m.turn.Sub(m.now), 0)
		m.turn = m.turn.Add(gap)
	}
	return append(jobs, job)
}

// ask returns the Ask of a job; each request counts against the budget.
func (m *Model) ask(key string, read func(context.Context) (any, error)) func() tea.Cmd {
	send := host.Poll(&m.Owner, key, read)
	return func() tea.Cmd {
		m.env.Watches.Spend(m.env.Now())
		return send()
	}
}

func (m *Model) readTask(id string) func(context.Context) (any, error) {
	client := m.client
	return func(ctx context.Context) (any, error) {
		task, err := client.GetTask(ctx, id)
		return found{tasks: []api.Task{task}}, err
	}
}

func (m *Model) readBasis(task string) func(context.Context) (any, error) {
	client := m.client
	return func(ctx context.Context) (any, error) { // runs come newest first (contract section 3, Order)
		page, err := api.NewestRuns(ctx, client, api.RunQuery{TaskID: task, Status: api.Completed, Limit: 1})
		return found{runs: page.Items}, err
	}
}

// applyFound takes over the answer to a job.
func (m *Model) applyFound(answer *host.Answer) tea.Cmd {
	kind, id, _ := strings.Cut(answer.Key, ":")
	if answer.Err != nil {
		if api.Is(answer.Err, api.NotFound, api.Forbidden) && kind+":" == jobBasis {
			m.bases[id] = basis{known: true} // without a basis there is no estimate
		}
		m.reading.err = answer.Err
		return nil
	}
	read := answer.Value.(found)
	switch kind + ":" {
	case jobTask:
		return host.Send(host.TaskUpdated{Task: read.tasks[0]})
	case jobBasis:
		base := basis{known: true}
		if len(read.runs) > 0 {
			base.run = &read.runs[0]
		}
		m.bases[id] = base
		m.table.Dirty()
	case jobTasks:
		m.reading.applyTasks(id, &read)
		if next := read.next; next != "" {
			m.env.Polls.Kick(m.ID, jobTasks+next) // the pages after this one are read again too
		}
	case jobNewest:
		m.reading.applyNewest(id, read.runs)
	}
	return nil
}

package host

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/poll"
)

// Answer is what a job whose Ask was made by Ask has found: the scheduler takes the outcome,
// the owner of the job the value. It is sent as a pointer.
type Answer struct {
	Tag
	Key   string
	Value any // what load returned; with an Err it may be partial
	Err   error
}

// PollKey returns the key of the job.
func (a *Answer) PollKey() string { return a.Key }

// Outcome returns the outcome of the poll. For a run it includes the status, so
// that polling stops when the run has ended.
func (a *Answer) Outcome() api.Outcome { return api.Outcome{Err: a.Err, Status: a.ReadRun().Status} }

// ReadRun returns the run if it is one, see RunReader.
func (a *Answer) ReadRun() api.Run {
	run, _ := a.Value.(api.Run)
	return run
}

// Ask returns the Ask of a poll.Job: its command calls load and returns an Answer, whose
// owner knows the value by its type. load runs outside the update loop, so it must capture
// copies only.
func Ask(tag Tag, key string, load func() (any, error)) func() tea.Cmd {
	return func() tea.Cmd {
		return func() tea.Msg {
			value, err := load()
			return &Answer{Tag: tag, Key: key, Value: value, Err: err}
		}
	}
}

// Poll is Ask with the owner's tag and context.
func Poll(owner *Owner, key string, load func(context.Context) (any, error)) func() tea.Cmd {
	ctx := owner.Ctx
	return Ask(owner.Tag(), key, func() (any, error) { return load(ctx) })
}

// WatchRun returns the job that polls a run at the interval of the official
// clients (contract section 6, Polling). Its key is prefix + id.
func WatchRun(owner *Owner, prefix, id string, get func(context.Context, string) (api.Run, error)) poll.Job {
	key := prefix + id
	return poll.Job{
		Key: key, Rule: api.PollRule{GiveUp: -1}, First: 5 * time.Second,
		Ask: Poll(owner, key, func(ctx context.Context) (any, error) { return get(ctx, id) }),
	}
}

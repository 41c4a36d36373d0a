package host

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/poll"
)

// Answer is the poll.Result of a job whose Ask was made by Ask. With an Err,
// Value may still hold partial data.
type Answer[T any] struct {
	Tag
	Key   string
	Value T
	Err   error
}

// PollKey returns the key of the job.
func (a Answer[T]) PollKey() string { return a.Key }

// Outcome returns the outcome of the poll. For a run it includes the status, so
// that polling stops when the run has ended.
func (a Answer[T]) Outcome() api.Outcome {
	return api.Outcome{Err: a.Err, Status: runIn(a.Value).Status}
}

// ReadRun returns the run if it is one, see RunReader.
func (a Answer[T]) ReadRun() api.Run { return runIn(a.Value) }

// runIn is apart because generic code is compiled again for each type.
func runIn(value any) api.Run {
	run, _ := value.(api.Run)
	return run
}

// Ask returns the Ask of a poll.Job: its command calls load and returns an
// Answer. load runs outside the update loop, so it must capture copies only.
func Ask[T any](tag Tag, key string, load func() (T, error)) func() tea.Cmd {
	return func() tea.Cmd {
		return func() tea.Msg {
			value, err := load()
			return Answer[T]{Tag: tag, Key: key, Value: value, Err: err}
		}
	}
}

// Poll is Ask with the owner's tag and context.
func Poll[T any](owner *Owner, key string, load func(context.Context) (T, error)) func() tea.Cmd {
	ctx := owner.Ctx
	return Ask(owner.Tag(), key, func() (T, error) { return load(ctx) })
}

// WatchRun returns the job that polls a run at the interval of the official
// clients (contract section 6, Polling). Its key is prefix + id.
func WatchRun(owner *Owner, prefix, id string, get func(context.Context, string) (api.Run, error)) poll.Job {
	key := prefix + id
	return poll.Job{
		Key: key, Rule: api.PollRule{GiveUp: -1}, First: 5 * time.Second,
		Ask: Poll(owner, key, func(ctx context.Context) (api.Run, error) { return get(ctx, id) }),
	}
}

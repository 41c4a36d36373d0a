package host

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/poll"
)

// Answer is what came of asking for a T: the poll.Result of a job whose Ask was
// made by Ask. With an Err, Value is what was learnt all the same.
type Answer[T any] struct {
	Tag
	Key   string
	Value T
	Err   error
}

// PollKey is the job's key.
func (a Answer[T]) PollKey() string { return a.Key }

// Outcome is how the asking ended. A run carries its status: one that has ended
// is not polled any more.
func (a Answer[T]) Outcome() api.Outcome {
	out := api.Outcome{Err: a.Err}
	if run, ok := any(a.Value).(api.Run); ok {
		out.Status = run.Status
	}
	return out
}

// Ask makes the Ask of a poll.Job that answers with what read gives. read runs
// in a command: it holds copies of all it needs.
func Ask[T any](tag Tag, key string, read func() (T, error)) func() tea.Cmd {
	return func() tea.Cmd {
		return func() tea.Msg {
			value, err := read()
			return Answer[T]{Tag: tag, Key: key, Value: value, Err: err}
		}
	}
}

// WatchRun is the job that watches a run at the pace of the official clients
// (contract section 6, Polling). Its key is the prefix and the ID.
func WatchRun(owner *Owner, prefix, id string, get func(context.Context, string) (api.Run, error)) poll.Job {
	ctx, key := api.NoRetry(owner.Ctx), prefix+id
	return poll.Job{
		Key: key, Rule: api.PollRule{GiveUp: -1}, First: 5 * time.Second,
		Ask: Ask(owner.Tag(), key, func() (api.Run, error) { return get(ctx, id) }),
	}
}

package host

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/poll"
)

// Answer is what the owner of a job whose Ask was made by Ask receives. With an Err,
// Value may still hold partial data.
type Answer[T any] struct {
	Tag   Tag
	Key   string
	Value T
	Err   error
}

// Reply carries an Answer to the root, which delivers the Answer to its owner. It has
// the methods that scheduler and root call, once for all types of answers: generic
// methods are compiled, and linked, for each of them.
type Reply struct {
	Tag
	key    string
	run    api.Run
	err    error
	answer tea.Msg
}

// PollKey returns the key of the job.
func (r *Reply) PollKey() string { return r.key }

// Outcome returns the outcome of the poll. For a run it includes the status, so
// that polling stops when the run has ended.
func (r *Reply) Outcome() api.Outcome { return api.Outcome{Err: r.err, Status: r.run.Status} }

// ReadRun returns the run if it is one, see RunReader.
func (r *Reply) ReadRun() api.Run { return r.run }

// Answer returns the Answer for the owner.
func (r *Reply) Answer() tea.Msg { return r.answer }

func newReply(tag Tag, key string, value any, err error, answer tea.Msg) *Reply {
	run, _ := value.(api.Run)
	return &Reply{Tag: tag, key: key, run: run, err: err, answer: answer}
}

// Ask returns the Ask of a poll.Job: its command calls load and returns a
// Reply with an Answer. load runs outside the update loop, so it must capture copies only.
func Ask[T any](tag Tag, key string, load func() (T, error)) func() tea.Cmd {
	return always(func() tea.Msg {
		value, err := load()
		return newReply(tag, key, value, err, Answer[T]{Tag: tag, Key: key, Value: value, Err: err})
	})
}

func always(cmd tea.Cmd) func() tea.Cmd { return func() tea.Cmd { return cmd } }

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

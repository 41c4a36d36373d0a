package write

import (
	"context"
	"errors"
	"time"

	"ax-tui/api"
)

// stub is a server that answers every write with one error, nil for success,
// and every look-up with what it holds.
type stub struct {
	write, look error
	tasks       []api.Task
	broken      bool // the list of tasks breaks off
	runs        []api.Run
	sent        int
	ended       bool // a look-up came with a context that had ended
}

// attempt is a write to a server and what is to come of it: the outcome, and the
// ID of what it is about.
type attempt struct {
	what   string
	server stub
	want   Outcome
	id     string
}

func lostAnswer() error { return &api.Error{Kind: api.Timeout, Lost: true} }

func notFound() error { return &api.Error{Kind: api.NotFound, Status: 404} }

var errOffline = errors.New("offline")

func sentAt() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }

func (s *stub) task() (api.Task, error) {
	if s.look != nil || len(s.tasks) == 0 {
		return api.Task{}, s.look
	}
	return s.tasks[0], nil
}

func (s *stub) run() (api.Run, error) {
	if s.look != nil || len(s.runs) == 0 {
		return api.Run{}, s.look
	}
	return s.runs[0], nil
}

func (s *stub) CreateTask(context.Context, api.CreateTask) (api.Task, error) {
	s.sent++
	if s.write != nil {
		return api.Task{}, s.write
	}
	return api.Task{ID: "answered"}, nil
}

func (s *stub) UpdateTask(ctx context.Context, _ string, _ api.UpdateTask) (api.Task, error) {
	return s.CreateTask(ctx, api.CreateTask{})
}

func (s *stub) DeleteTask(context.Context, string) error {
	s.sent++
	return s.write
}

func (s *stub) Trigger(context.Context, string, api.Trigger) (api.Run, error) {
	s.sent++
	if s.write != nil {
		return api.Run{}, s.write
	}
	return api.Run{ID: "answered", Status: api.Pending}, nil
}

func (s *stub) CancelRun(ctx context.Context, _ string) (api.Run, error) {
	return s.Trigger(ctx, "", api.Trigger{})
}

func (s *stub) GetTask(ctx context.Context, _ string) (api.Task, error) {
	s.ended = s.ended || ctx.Err() != nil
	return s.task()
}

func (s *stub) GetRun(ctx context.Context, _ string) (api.Run, error) {
	s.ended = s.ended || ctx.Err() != nil
	return s.run()
}

// ListTasks answers one task a page.
func (s *stub) ListTasks(ctx context.Context, query api.TaskQuery) (api.Page[api.Task], error) {
	s.ended = s.ended || ctx.Err() != nil
	at := len(query.Cursor)
	if s.look != nil && at > 0 || at >= len(s.tasks) {
		return api.Page[api.Task]{}, s.look
	}
	page := api.Page[api.Task]{Items: s.tasks[at : at+1], Cut: s.broken}
	if at+1 < len(s.tasks) {
		page.Next = query.Cursor + "x"
	}
	return page, nil
}

func (s *stub) ListRuns(ctx context.Context, _ api.RunQuery) (api.Page[api.Run], error) {
	s.ended = s.ended || ctx.Err() != nil
	return api.Page[api.Run]{Items: s.runs}, s.look
}

package write

import (
	"context"
	"errors"
	"time"

	"ax-tui/api"
)

// stub is a server that returns writeErr for every write, nil for success, and its
// tasks and runs for every lookup.
type stub struct {
	writeErr, lookErr error
	tasks             []api.Task
	truncated         bool // the list of tasks is truncated
	runs              []api.Run
	sent              int
	cancelled         bool // a lookup was called with an ended context
}

// writeCase is a write to a server, the expected outcome and the ID of the expected
// value.
type writeCase struct {
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
	if s.lookErr != nil || len(s.tasks) == 0 {
		return api.Task{}, s.lookErr
	}
	return s.tasks[0], nil
}

func (s *stub) run() (api.Run, error) {
	if s.lookErr != nil || len(s.runs) == 0 {
		return api.Run{}, s.lookErr
	}
	return s.runs[0], nil
}

func (s *stub) CreateTask(context.Context, api.CreateTask) (api.Task, error) {
	s.sent++
	if s.writeErr != nil {
		return api.Task{}, s.writeErr
	}
	return api.Task{ID: "answered"}, nil
}

func (s *stub) UpdateTask(ctx context.Context, _ string, _ api.UpdateTask) (api.Task, error) {
	return s.CreateTask(ctx, api.CreateTask{})
}

func (s *stub) DeleteTask(context.Context, string) error {
	s.sent++
	return s.writeErr
}

func (s *stub) Trigger(context.Context, string, api.Trigger) (api.Run, error) {
	s.sent++
	if s.writeErr != nil {
		return api.Run{}, s.writeErr
	}
	return api.Run{ID: "answered", Status: api.Pending}, nil
}

func (s *stub) CancelRun(ctx context.Context, _ string) (api.Run, error) {
	return s.Trigger(ctx, "", api.Trigger{})
}

func (s *stub) GetTask(ctx context.Context, _ string) (api.Task, error) {
	s.cancelled = s.cancelled || ctx.Err() != nil
	return s.task()
}

func (s *stub) GetRun(ctx context.Context, _ string) (api.Run, error) {
	s.cancelled = s.cancelled || ctx.Err() != nil
	return s.run()
}

// ListTasks returns pages of one task.
func (s *stub) ListTasks(ctx context.Context, query api.TaskQuery) (api.Page[api.Task], error) {
	s.cancelled = s.cancelled || ctx.Err() != nil
	at := len(query.Cursor)
	if s.lookErr != nil && at > 0 || at >= len(s.tasks) {
		return api.Page[api.Task]{}, s.lookErr
	}
	page := api.Page[api.Task]{Items: s.tasks[at : at+1], Cut: s.truncated}
	if at+1 < len(s.tasks) {
		page.Next = query.Cursor + "x"
	}
	return page, nil
}

func (s *stub) ListRuns(ctx context.Context, _ api.RunQuery) (api.Page[api.Run], error) {
	s.cancelled = s.cancelled || ctx.Err() != nil
	return api.Page[api.Run]{Items: s.runs}, s.lookErr
}

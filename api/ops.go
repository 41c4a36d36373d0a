package api

import (
	"context"
	"net/http"
)

// ListTasks gives one page of tasks. The order is the server's (contract section 3).
func (c *Client) ListTasks(ctx context.Context, q TaskQuery) (Page[Task], error) {
	var out struct {
		Items  []taskWire `json:"tasks"`
		Paging paging     `json:"pagination"`
	}
	p := newParams("/v2/tasks").id("space_id", q.SpaceID).name("space_name", q.SpaceName).name("name", q.Name).
		id("project_id", q.ProjectID).id("dataset_id", q.DatasetID).
		word("type", string(q.Type)).page(q.Limit, 100, q.Cursor)
	if err := c.list(ctx, p, &out); err != nil {
		return Page[Task]{}, err
	}
	return pageOf(out.Items, out.Paging, c.task), nil
}

// GetTask gives one task.
func (c *Client) GetTask(ctx context.Context, id string) (Task, error) {
	return c.oneTask(ctx, request{method: http.MethodGet, params: newParams("/v2/tasks/").part("task", id)})
}

// CreateTask makes a task. A request that breaks a rule of contract section 6
// is refused before it is sent (Kind Check). Never repeated: see Error.Lost. It
// goes out in the words that earlier answers taught; with none heard, in the
// newest, without a second try (contract section 5).
func (c *Client) CreateTask(ctx context.Context, t CreateTask) (Task, error) {
	p := newParams("/v2/tasks").faults(t.Check())
	return c.oneTask(ctx, request{method: http.MethodPost, params: p, body: c.speakCreate(t)})
}

// UpdateTask changes a task; the last writer wins. A request that breaks a rule
// is refused before it is sent. Never repeated: see Error.Lost.
func (c *Client) UpdateTask(ctx context.Context, id string, u UpdateTask) (Task, error) {
	p := newParams("/v2/tasks/").part("task", id).faults(u.Check())
	u.RunConfig = c.dialect.speakConfig(u.RunConfig)
	return c.oneTask(ctx, request{method: http.MethodPatch, params: p, body: u})
}

// DeleteTask removes a task with its runs, for good.
func (c *Client) DeleteTask(ctx context.Context, id string) error {
	return c.send(ctx, request{method: http.MethodDelete, params: newParams("/v2/tasks/").part("task", id)}, nil)
}

// Trigger starts a run, which begins PENDING. Never repeated: see Error.Lost.
func (c *Client) Trigger(ctx context.Context, taskID string, t Trigger) (Run, error) {
	p := newParams("/v2/tasks/").part("task", taskID).then("/trigger")
	return c.oneRun(ctx, request{method: http.MethodPost, params: p, body: t})
}

// ListRuns gives one page of the runs of a task, newest first.
func (c *Client) ListRuns(ctx context.Context, q RunQuery) (Page[Run], error) {
	var out struct {
		Items  []runWire `json:"task_runs"`
		Paging paging    `json:"pagination"`
	}
	p := newParams("/v2/tasks/").part("task", q.TaskID).then("/runs").
		word("status", string(q.Status)).page(q.Limit, 100, q.Cursor)
	if err := c.list(ctx, p, &out); err != nil {
		return Page[Run]{}, err
	}
	return pageOf(out.Items, out.Paging, c.run), nil
}

// GetRun gives one run as it is now.
func (c *Client) GetRun(ctx context.Context, id string) (Run, error) {
	return c.oneRun(ctx, request{method: http.MethodGet, params: newParams("/v2/task-runs/").part("run", id)})
}

// CancelRun asks the server to end a run and gives the run it answers with,
// which may still be active: keep polling (contract section 6, Cancel).
func (c *Client) CancelRun(ctx context.Context, id string) (Run, error) {
	p := newParams("/v2/task-runs/").part("run", id).then("/cancel")
	return c.oneRun(ctx, request{method: http.MethodPost, params: p})
}

func (c *Client) oneTask(ctx context.Context, r request) (Task, error) {
	var w taskWire
	if err := c.send(ctx, r, &w); err != nil {
		return Task{}, err
	}
	if err := c.mustHaveID(r, w.ID); err != nil {
		return Task{}, err
	}
	return c.task(&w), nil
}

func (c *Client) oneRun(ctx context.Context, r request) (Run, error) {
	var w runWire
	if err := c.send(ctx, r, &w); err != nil {
		return Run{}, err
	}
	if err := c.mustHaveID(r, w.ID); err != nil {
		return Run{}, err
	}
	return c.run(&w), nil
}

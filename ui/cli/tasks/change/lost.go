package change

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/ui/cli/tasks/core"
)

// skew is how far the clocks of server and client may differ when what was made
// just now is told from what was there before.
const skew = 2 * time.Minute

// unclear is the fault of a write whose answer was lost and whose effect is not
// certain. found says what the look-up has shown, a sentence; look is the
// command to look with, without "ax-tui tasks ".
func unclear(app *core.App, what string, cause error, found, look string) error {
	f := &core.Fault{Code: core.API, What: what + ", or the answer was lost", Err: cause}
	if core.CodeOf(cause) == core.Interrupted {
		f.Code = core.Interrupted
	}
	f.Next = found + " It was not sent again. Look first: ax-tui tasks " + look + app.Again
	return f
}

// findMade looks for a task whose creation was not answered. It must have the
// name, the type and the source, be none of those that were there before, and
// have been made just now; whatever else leaves it open whether it was made.
func findMade(ctx context.Context, app *core.App, conn *core.Conn, t api.CreateTask, w namesakes, began time.Time, cause error) (api.Task, error) {
	look := "list --name " + axcmd.Quote(t.Name)
	since := began.Truncate(time.Second)
	if w.known {
		since = since.Add(-skew)
	}
	ctx = context.WithoutCancel(ctx)
	q, seen := w.query, map[string]bool{}
	for {
		p, err := conn.Client.ListTasks(ctx, q)
		if err != nil {
			return api.Task{}, unclear(app, cannotCreate, cause, "The tasks could not be read.", look)
		}
		for _, x := range p.Items {
			mine := x.Name == t.Name && x.Type == t.Type && x.ProjectID == t.ProjectID && x.DatasetID == t.DatasetID
			if mine && !x.CreatedAt.Before(since) && !w.has(x.ID) {
				return x, nil
			}
		}
		if p.Next == "" || seen[p.Next] {
			break
		}
		seen[p.Next] = true
		q.Cursor = p.Next
	}
	return api.Task{}, unclear(app, cannotCreate, cause, "It was looked for and is not there (yet).", look)
}

// findStarted looks for a run whose start was not answered. Runs do not tell
// what was asked for but for the window (contract section 6, Trigger), so only
// the one run that was made since, over the very window, is surely ours. t is
// the task as it was read before: no run from before its last one is new.
func findStarted(ctx context.Context, app *core.App, conn *core.Conn, t api.Task, g api.Trigger, began time.Time, cause error) (api.Run, error) {
	look := "list-runs " + axcmd.Quote(t.ID)
	p, err := conn.Client.ListRuns(context.WithoutCancel(ctx), api.RunQuery{TaskID: t.ID, Limit: 20})
	if err != nil {
		return api.Run{}, unclear(app, cannotTrigger, cause, "The runs could not be read.", look)
	}
	var fresh, proven []api.Run
	for _, r := range p.Items {
		if r.CreatedAt.Before(began.Add(-skew)) || t.LastRunAt != nil && !r.CreatedAt.After(*t.LastRunAt) {
			continue
		}
		fresh = append(fresh, r)
		if !r.CreatedAt.Before(began.Truncate(time.Second)) && sameTime(r.DataStart, g.DataStart) && sameTime(r.DataEnd, g.DataEnd) {
			proven = append(proven, r)
		}
	}
	switch {
	case len(proven) == 1: // of two with one window, one is somebody else's
		return proven[0], nil
	case len(fresh) > 0:
		return api.Run{}, unclear(app, cannotTrigger, cause, "The run "+fresh[0].ID+" is new and may be yours.", look)
	}
	return api.Run{}, unclear(app, cannotTrigger, cause, "It was looked for and is not there (yet).", look)
}

// sameTime compares times to the second, for a server may keep fewer digits. A
// time that is not there proves nothing.
func sameTime(a, b *time.Time) bool {
	return a != nil && b != nil && a.Sub(*b).Abs() <= time.Second
}

// afterLostUpdate reads the task again: the change is certain when every field
// that was sent is there.
func afterLostUpdate(ctx context.Context, app *core.App, conn *core.Conn, id string, u api.UpdateTask, cause error) (api.Task, error) {
	t, err := conn.Client.GetTask(context.WithoutCancel(ctx), id)
	switch {
	case err != nil:
		return t, unclear(app, cannotChange, cause, "The task could not be read.", "get "+axcmd.Quote(id))
	case !holds(t, u):
		return t, unclear(app, cannotChange, cause, "The task does not show the change (yet).", "get "+axcmd.Quote(id))
	}
	return t, nil
}

// holds reports whether a task shows everything that a change asks for. A
// configuration that the server has written in another way does not.
func holds(t api.Task, u api.UpdateTask) bool {
	filter, set := u.QueryFilter.Get()
	was := ""
	if t.QueryFilter != nil {
		was = *t.QueryFilter
	}
	switch {
	case u.Name != nil && t.Name != *u.Name,
		u.Continuous != nil && t.Continuous != *u.Continuous,
		u.SamplingRate != nil && (t.SamplingRate == nil || *t.SamplingRate != *u.SamplingRate),
		set && was != filter,
		!set && !u.QueryFilter.IsZero() && was != "",
		u.Evaluators != nil && !sameJSON(u.Evaluators, inputs(t)),
		u.RunConfig != nil && !sameJSON(u.RunConfig, t.RunConfig):
		return false
	}
	return true
}

// inputs are the evaluators of a task as a request would hold them.
func inputs(t api.Task) []api.EvaluatorInput {
	out := make([]api.EvaluatorInput, 0, len(t.Evaluators))
	for _, e := range t.Evaluators {
		out = append(out, e.Input())
	}
	return out
}

// sameJSON compares what two values say, whatever their order of keys.
func sameJSON(a, b any) bool {
	x, ok := plain(a)
	y, too := plain(b)
	return ok && too && bytes.Equal(x, y)
}

func plain(v any) ([]byte, bool) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, false
	}
	var any any
	if json.Unmarshal(b, &any) != nil {
		return nil, false
	}
	b, err = json.Marshal(any)
	return b, err == nil
}

// afterLostDelete looks whether the task is still there; nil says that it is gone.
func afterLostDelete(ctx context.Context, app *core.App, conn *core.Conn, id string, cause error) error {
	_, err := conn.Client.GetTask(context.WithoutCancel(ctx), id)
	var e *api.Error
	switch {
	case err == nil:
		return unclear(app, cannotDelete, cause, "The task is still there.", "get "+axcmd.Quote(id))
	case errors.As(err, &e) && e.Kind == api.NotFound:
		return nil
	}
	return unclear(app, cannotDelete, cause, "The task could not be read.", "get "+axcmd.Quote(id))
}

// namesakes are what was known of tasks of one name before one was created.
type namesakes struct {
	query api.TaskQuery
	tasks []api.Task
	known bool // tasks are all there are
}

func (w namesakes) has(id string) bool {
	return slices.ContainsFunc(w.tasks, func(t api.Task) bool { return t.ID == id })
}

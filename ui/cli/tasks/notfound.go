package tasks

import (
	"context"
	"time"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/resolve"
)

// lookAround bounds the requests that only make words better.
const hintTimeout = 3 * time.Second

// beside is a context for such a request: tried once, and not for long.
func hintContext(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(api.NoRetry(ctx), hintTimeout)
}

// unknown reports whether the server knows nothing under an ID, or does not
// take it for one.
func isUnknownID(err error) bool { return api.Is(err, api.NotFound, api.Invalid) }

// taskFailed words why a task, or something of it, could not be read. The ID of
// a run given for that of a task is looked up: IDs do not tell what they are of
// (contract section 4).
func taskFailed(ctx context.Context, app *App, conn *Conn, what, id string, err error) error {
	if isUnknownID(err) {
		ctx, stop := hintContext(ctx)
		defer stop()
		if _, other := conn.Client.GetRun(ctx, id); other == nil {
			return &Fault{Code: API, What: what, Err: err, Next: "It is the ID of a run. See it with: ax-tui tasks get-run " + axcmd.Quote(id) + app.CommandSuffix}
		}
	}
	return WrapError(what, err)
}

// runFailed words why a run could not be read.
func runFailed(ctx context.Context, app *App, conn *Conn, id string, err error) error {
	const what = "cannot read the run"
	switch {
	case !isUnknownID(err):
	case !resolve.IsID(id):
		return &Fault{Code: API, What: what, Err: err, Next: "A run has no name. The IDs of runs stand in: ax-tui tasks list-runs TASK" + app.CommandSuffix}
	default:
		ctx, stop := hintContext(ctx)
		defer stop()
		if _, other := conn.Client.GetTask(ctx, id); other == nil {
			return &Fault{Code: API, What: what, Err: err, Next: "It is the ID of a task. See its runs with: ax-tui tasks list-runs " + axcmd.Quote(id) + app.CommandSuffix}
		}
	}
	return WrapError(what, err)
}

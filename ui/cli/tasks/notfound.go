package tasks

import (
	"context"
	"time"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/resolve"
)

// hintTimeout bounds requests that only improve a message.
const hintTimeout = 3 * time.Second

// hintContext returns a context for such a request: no retries, and hintTimeout.
func hintContext(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(api.NoRetry(ctx), hintTimeout)
}

// isUnknownID reports whether the server does not know an ID or refuses its syntax.
func isUnknownID(err error) bool { return api.Is(err, api.NotFound, api.Invalid) }

// taskFailed returns the error for a task, or a part of it, that could not be read. It
// checks whether the ID is that of a run, because IDs do not show their kind
// (contract section 4).
func taskFailed(ctx context.Context, app *App, conn *Conn, what, id string, err error) error {
	if isUnknownID(err) {
		ctx, stop := hintContext(ctx)
		defer stop()
		if _, otherErr := conn.Client.GetRun(ctx, id); otherErr == nil {
			return &Fault{Code: API, What: what, Err: err, Next: "This is the ID of a run. Show it with: ax-tui tasks get-run " + axcmd.Quote(id) + app.CommandSuffix}
		}
	}
	return WrapError(what, err)
}

// runFailed returns the error for a run that could not be read. It checks whether the
// ID is that of a task.
func runFailed(ctx context.Context, app *App, conn *Conn, id string, err error) error {
	const what = "cannot read the run"
	switch {
	case !isUnknownID(err):
	case !resolve.IsID(id):
		return &Fault{Code: API, What: what, Err: err, Next: "A run has no name. List run IDs with: ax-tui tasks list-runs TASK" + app.CommandSuffix}
	default:
		ctx, stop := hintContext(ctx)
		defer stop()
		if _, otherErr := conn.Client.GetTask(ctx, id); otherErr == nil {
			return &Fault{Code: API, What: what, Err: err, Next: "This is the ID of a task. List its runs with: ax-tui tasks list-runs " + axcmd.Quote(id) + app.CommandSuffix}
		}
	}
	return WrapError(what, err)
}

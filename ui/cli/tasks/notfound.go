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
// names the kind of an ID that is not of a task.
func taskFailed(ctx context.Context, app *App, conn *Conn, what, id string, err error) error {
	return unknownID(ctx, app, conn, what, id, err, "task", "Show it with: ax-tui tasks get-run ")
}

// runFailed returns the error for a run that could not be read. It names the kind of
// an ID that is not of a run.
func runFailed(ctx context.Context, app *App, conn *Conn, what, id string, err error) error {
	if isUnknownID(err) && !resolve.IsID(id) {
		return &Fault{Code: API, What: what, Err: err, Next: "A run has no name. Write TASK@latest for the newest run of a task, or list run IDs with: ax-tui tasks list-runs TASK" + app.CommandSuffix}
	}
	return unknownID(ctx, app, conn, what, id, err, "run", "List its runs with: ax-tui tasks list-runs ")
}

// unknownID is WrapError with the kind of the ID, if it is not the expected one.
// command is what to do with the ID of a run in place of a task, or the reverse.
func unknownID(ctx context.Context, app *App, conn *Conn, what, id string, err error, expected, command string) error {
	if !isUnknownID(err) || !resolve.IsID(id) {
		return WrapError(what, err)
	}
	ctx, stop := hintContext(ctx)
	defer stop()
	kind, name := resolve.Kind(ctx, conn.Client, id, expected)
	next := resolve.KindText(kind, name)
	switch kind {
	case "":
		return WrapError(what, err)
	case "task", "run":
		next += " " + command + axcmd.Quote(id) + app.CommandSuffix
	}
	return &Fault{Code: API, What: what, Err: err, Next: next}
}

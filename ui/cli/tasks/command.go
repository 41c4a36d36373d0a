package tasks

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/record"
	"ax-tui/ui/text"
)

// with opens the connection and the output before any request is sent, runs do,
// closes the output with its error, and closes the connection.
func (a *App) with(ctx context.Context, output Output, do func(conn *Conn, sink *Sink) error) error {
	conn, err := a.Open(ctx)
	if err != nil {
		return err
	}
	if conn.Close != nil {
		defer conn.Close()
	}
	if conn.Client != nil {
		a.ahead = conn.Client.ServerAhead
	}
	for _, warning := range conn.Warnings {
		a.Note(text.Concat("Warning: ", text.Clean(warning), "."))
	}
	sink, err := a.Sink(output, conn.Format)
	if err != nil {
		return err
	}
	return sink.Close(do(conn, sink))
}

// writeFlags holds the flags of every command that writes.
type writeFlags struct {
	out   Output
	dry   bool
	space refFlag
}

func (w *writeFlags) addDry(fs *pflag.FlagSet) {
	fs.BoolVar(&w.dry, "dry-run", false, "print the request instead of sending it; names are still resolved")
}

// with is App.with for a write. In read-only mode it fails with the text cannot before
// any request is sent.
func (w *writeFlags) with(ctx context.Context, app *App, cannot string, do func(conn *Conn, sink *Sink) error) error {
	return app.with(ctx, w.out, func(conn *Conn, sink *Sink) error {
		if conn.Client.ReadOnly() && !w.dry {
			return WrapError(cannot, &api.Error{Kind: api.ReadOnly, Detail: "ax-tui is in read-only mode"})
		}
		return do(conn, sink)
	})
}

// withTask is with for a write to a task, given by name or ID.
func (w *writeFlags) withTask(ctx context.Context, app *App, cannot, task string, do func(conn *Conn, sink *Sink, task api.Task) error) error {
	return w.with(ctx, app, cannot, func(conn *Conn, sink *Sink) error {
		task, err := w.task(ctx, app, conn, task)
		if err != nil {
			return err
		}
		return do(conn, sink, task)
	})
}

// task loads a task, given by name or ID.
func (w *writeFlags) task(ctx context.Context, app *App, conn *Conn, ref string) (api.Task, error) {
	id, err := app.TaskID(ctx, conn, ref, &w.space)
	if err != nil {
		return api.Task{}, err
	}
	task, err := conn.Client.GetTask(ctx, id)
	if err != nil {
		return task, taskFailed(ctx, app, conn, "cannot read the task", id, err)
	}
	return task, nil
}

// forceFlags holds the flags of a command that asks for confirmation.
type forceFlags struct {
	writeFlags
	force bool
}

// checkCanAsk returns an error if a confirmation is needed but not possible.
func (f *forceFlags) checkCanAsk(app *App) error {
	if f.force || f.dry || app.CanAsk() || app.Ask != nil && !app.InTTY {
		return nil
	}
	return errNoAnswer()
}

// errNoAnswer is the error of a confirmation that cannot be asked for.
func errNoAnswer() error {
	return UsageError("cannot ask for confirmation without a terminal; add --force to skip it, or pipe y into the command")
}

// confirm asks for confirmation, of the user or of a pipe, as ax does; a no is an error
// with exit code 2.
func confirm(ctx context.Context, app *App, question, help text.Safe) error {
	yes, err := app.Ask.Confirm(string(question), string(help))
	if err == nil && !app.InTTY {
		app.Note("") // a pipe does not end the line of the question
	}
	switch {
	case err == nil && !yes:
		return &Fault{Code: Usage, Err: ErrDeclined}
	case errors.Is(err, ErrInterrupted) && !app.InTTY && ctx.Err() == nil: // the pipe is empty
		return errNoAnswer()
	}
	return err
}

// nothingSent is the note of a dry run and of a request that breaks a rule.
const nothingSent = "Nothing was sent."

// printRequest prints a request as method, URL and body, or as one JSON object. It
// does not include the key.
func printRequest(conn *Conn, sink *Sink, method, path string, body any) error {
	if sink.Format == record.CSV {
		return UsageError("--dry-run cannot print CSV; choose --output json, or none")
	}
	address := strings.TrimRight(conn.BaseURL, "/") + path
	out, content := []byte(method+" "+address), body
	if sink.Format != Table {
		content = map[string]any{"method": method, "url": address, "body": body}
	}
	if content != nil {
		raw, err := api.Body(content)
		switch {
		case err != nil:
			return WrapError("cannot write the request", err)
		case sink.Format != Table:
			out = raw
		default:
			out = append(append(out, '\n'), evaljson.Indent(raw)...)
		}
	}
	if len(sink.notes) == 0 {
		sink.Note(nothingSent)
	}
	_, err := sink.Write(append(out, '\n'))
	return err
}

// taskPath and runPath return the paths of a task and a run on the server.
func taskPath(id string) string { return "/v2/tasks/" + url.PathEscape(id) }
func runPath(id string) string  { return "/v2/task-runs/" + url.PathEscape(id) }

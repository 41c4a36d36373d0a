package tasks

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/ui/text"
)

// with opens the connection and then the output, before anything is asked,
// carries a command out, closes the output with its outcome and gives the
// connection back.
func (a *App) with(ctx context.Context, output Output, do func(conn *Conn, sink *Sink) error) error {
	conn, err := a.Open(ctx)
	if err != nil {
		return err
	}
	if conn.Close != nil {
		defer conn.Close()
	}
	sink, err := a.Sink(output, conn.Format)
	if err != nil {
		return err
	}
	return sink.Close(do(conn, sink))
}

// writeFlags are the flags of every command that writes.
type writeFlags struct {
	out   Output
	dry   bool
	space refFlag
}

func (w *writeFlags) addDry(fs *pflag.FlagSet) {
	fs.BoolVar(&w.dry, "dry-run", false, "print the request instead of sending it; names are still looked up")
}

// with is that of App for a write: read-only mode refuses it before anything is
// asked, as the thing that cannot be done.
func (w *writeFlags) with(ctx context.Context, app *App, cannot string, do func(conn *Conn, sink *Sink) error) error {
	return app.with(ctx, w.out, func(conn *Conn, sink *Sink) error {
		if conn.Client.ReadOnly() && !w.dry {
			return WrapError(cannot, &api.Error{Kind: api.ReadOnly, Detail: "ax-tui runs read-only, so nothing is changed"})
		}
		return do(conn, sink)
	})
}

// withTask is with for a write to a task, by its name or ID.
func (w *writeFlags) withTask(ctx context.Context, app *App, cannot, task string, do func(conn *Conn, sink *Sink, task api.Task) error) error {
	return w.with(ctx, app, cannot, func(conn *Conn, sink *Sink) error {
		id, err := app.TaskID(ctx, conn, task, &w.space)
		if err != nil {
			return err
		}
		task, err := conn.Client.GetTask(ctx, id)
		if err != nil {
			return WrapError("cannot read the task", err)
		}
		return do(conn, sink, task)
	})
}

// forceFlags are the flags of a command that asks before it writes.
type forceFlags struct {
	writeFlags
	force bool
}

// mayAsk refuses a question that nobody would hear.
func (f *forceFlags) mayAsk(app *App) error {
	if f.force || f.dry || app.CanAsk() {
		return nil
	}
	return UsageError("there is no terminal to ask on; add --force to do it without a question")
}

// confirm asks; a no is an error that exits 2.
func confirm(app *App, question, help text.Safe) error {
	yes, err := app.Ask.Confirm(string(question), string(help))
	if err == nil && !yes {
		err = &Fault{Code: Usage, Err: ErrDeclined}
	}
	return err
}

// nothingSent ends a dry run.
const nothingSent = "Nothing was sent."

// show prints a request as it would be sent: the line and the body, or one
// JSON object. The key is no part of it.
func show(conn *Conn, sink *Sink, method, path string, body any) error {
	if sink.Format == record.CSV {
		return UsageError("--dry-run prints a request, which is no table; choose --output json, or none")
	}
	var raw json.RawMessage
	if body != nil {
		b, err := api.Body(body)
		if err != nil {
			return WrapError("cannot write the request", err)
		}
		raw = b
	}
	where := strings.TrimRight(conn.BaseURL, "/") + path
	out := []byte(method + " " + where)
	var err error
	switch {
	case sink.Format != Table:
		out, err = json.Marshal(map[string]any{"method": method, "url": where, "body": raw})
	case raw != nil:
		raw, err = json.MarshalIndent(raw, "", "  ")
		out = append(append(out, '\n'), raw...)
	}
	if err != nil {
		return err
	}
	if len(sink.notes) == 0 {
		sink.Note(nothingSent)
	}
	_, err = sink.Write(append(out, '\n'))
	return err
}

// taskPath and runPath are where a task and a run lie on the server.
func taskPath(id string) string { return "/v2/tasks/" + url.PathEscape(id) }
func runPath(id string) string  { return "/v2/task-runs/" + url.PathEscape(id) }

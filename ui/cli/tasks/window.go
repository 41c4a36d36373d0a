package tasks

import (
	"context"
	"fmt"
	"time"

	"ax-tui/api"
	"ax-tui/api/timewindow"
	"ax-tui/ui/text"
)

// maxLookBack bounds how many runs are read for the start of a window.
const maxLookBack = 20

// fillWindow sets missing ends of the window: both are always sent (contract section 9).
func (o *triggerOptions) fillWindow(ctx context.Context, app *App, conn *Conn, task *api.Task) error {
	trigger := &o.Trigger
	if trigger.DataEnd == nil {
		now := app.Now().UTC().Truncate(time.Second)
		trigger.DataEnd = &now
	}
	first := task.NeverRan()
	if trigger.DataStart != nil || first && !app.CanAsk() {
		return nil
	}
	if first {
		start, err := app.Ask.Text("Start of the window", "the first run needs a start: a time, or -24h", "-24h", func(value string) error {
			_, err := timewindow.Parse(value, app.Now(), app.Zone)
			return err
		})
		if err == nil {
			trigger.DataStart, err = parseTime(app, "data-start-time", start)
		}
		return err
	}
	page, err := api.NewestRuns(ctx, conn.Client, api.RunQuery{TaskID: task.ID, Limit: maxLookBack})
	if err != nil {
		return WrapError("cannot read the last run, which sets the start of the window", err)
	}
	if len(page.Items) == 0 {
		return UsageError("the last run of the task is not available, so the window has no start; set --data-start-time")
	}
	return o.continueAfter(app, page.Items)
}

// continueAfter starts the window where those of the runs ended: a script that starts a
// run each night leaves no hole, whatever becomes of a run.
func (o *triggerOptions) continueAfter(app *App, runs []api.Run) error {
	newest, end := runs[0], *o.DataEnd
	start, last, incomplete := api.NextWindow(runs, end)
	event := "the last run's window ended"
	if newest.DataEnd == nil {
		event = "the last run was created"
	}
	at, where := timewindow.Format(start), event+" at "+timewindow.Format(last)
	switch {
	case !start.Before(end):
		return UsageError("%s, so no time is left for this one before %s; set --data-start-time", where, timewindow.Format(end))
	case end.Sub(start) > timewindow.MaxWindow:
		return UsageError("%s, more than 30 days before the end of this one; set --data-start-time", where)
	case start.Equal(last):
		o.note(app, text.Safe("The window starts at "+at+", where "+event+"."))
	case incomplete == 1:
		o.note(app, "The window starts at ", text.Safe(at), ", where that of the last run began, which ended as ", text.Clean(newest.Status.Words()), ".")
	default:
		o.note(app, text.Safe(fmt.Sprintf("The window starts at %s, where those of the last %d runs began, which ended as failed or cancelled.", at, incomplete)))
	}
	switch {
	case !newest.Status.Terminal():
		o.note(app, "Warning: that run is still ", text.Clean(newest.Status.Words()), "; the server may refuse a second one.")
	case !start.Equal(last):
		o.note(app, text.Safe("To leave that out, set --data-start-time "+timewindow.Format(last)+"."))
	}
	o.DataStart = &start
	return nil
}

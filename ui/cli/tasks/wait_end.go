package tasks

import (
	"context"
	"errors"
	"strings"
	"sync"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/ui/text"
)

// taskCache returns a function that loads the task of a run, each once and without
// retries, for its name; a task that cannot be read is zero. It is safe for concurrent
// use. Without on it loads nothing.
func (a *App) taskCache(ctx context.Context, conn *Conn, on bool) func(id string) api.Task {
	var lock sync.Mutex
	loads := map[string]func() api.Task{}
	return func(id string) api.Task {
		if !on || id == "" {
			return api.Task{}
		}
		lock.Lock()
		load := loads[id]
		if load == nil {
			load = sync.OnceValue(func() api.Task {
				ctx, stop := hintContext(ctx)
				defer stop()
				task, _ := conn.Client.GetTask(ctx, id) // the name is left out then
				return task
			})
			loads[id] = load
		}
		lock.Unlock()
		return load()
	}
}

// printWaited prints the runs and returns the error of the run that ended worst. With
// several runs the error is their summary, after a line for each bad end.
func printWaited(ctx context.Context, app *App, conn *Conn, all []*watchedRun, sink *Sink) error {
	var runs []api.Run
	for _, watched := range all {
		if watched.run.ID != "" {
			runs = append(runs, watched.run)
		}
	}
	failed, worst := waitErrors(ctx, app, conn, all)
	if len(runs) > 0 {
		if err := sink.Close(printEnded(ctx, app, conn, sink, runs, len(all) == 1)); err != nil {
			return err
		}
	}
	warnOfUngated(app, all)
	if len(all) == 1 {
		return worst
	}
	app.noteErrors(failed)
	return waitSummary(app, all, worst)
}

// waitErrors returns the errors of the runs that did not end well, and the worst.
func waitErrors(ctx context.Context, app *App, conn *Conn, all []*watchedRun) (failed []error, worst error) {
	for _, watched := range all {
		err := waitError(ctx, app, conn, watched)
		if err != nil {
			failed = append(failed, err)
		}
		if severity(err) > severity(worst) {
			worst = err
		}
	}
	return failed, worst
}

// noteErrors prints a line for each error.
func (a *App) noteErrors(failed []error) {
	for _, err := range failed {
		a.Note(text.Safe(strings.Join(strings.Fields(string(text.Clean(errorLine(err)))), " ")))
	}
}

// errorLine returns an error with what to do next. A run that continues says so only in
// the summary.
func errorLine(err error) string {
	fault, ok := errors.AsType[*Fault](err)
	if !ok || fault.Next == "" || fault.Code == Interrupted || fault.Code == TimedOut {
		return err.Error()
	}
	return strings.TrimSuffix(err.Error(), ".") + ". " + fault.Next
}

// waitSummary says how many runs ended how, as a note if all is well, else as the
// error of the command.
func waitSummary(app *App, all []*watchedRun, worst error) error {
	summary := text.Plural(len(all), "run") + ": " + countByOutcome(app, all, "not read")
	if rules := unmetRules(all); len(rules) > 0 {
		summary += "; gate not met: " + strings.Join(rules, ", ")
	}
	if worst == nil {
		app.Note(text.Safe(summary))
		return nil
	}
	fault := &Fault{Code: CodeOf(worst), Err: errors.New(summary)}
	var remaining []string
	timedOut := false
	for _, watched := range all {
		if code := CodeOf(watched.err); code == Interrupted || code == TimedOut {
			remaining = append(remaining, watched.id)
			timedOut = timedOut || code == TimedOut
		}
	}
	if len(remaining) > 0 {
		fault.Next = "What has not ended continues. Wait again with: " + all[0].again.command(timedOut, remaining...) + app.CommandSuffix
	}
	return fault
}

// label names a run for people, with its task if that is known.
func (w *watchedRun) label() string {
	label := "the run " + string(text.Clean(w.id))
	if w.task.Name != "" {
		label += " of " + quote(w.task.Name)
	}
	return label
}

// waitError returns the error for how one wait ended, with its exit code; nil if the
// run completed and meets its gate.
func waitError(ctx context.Context, app *App, conn *Conn, watched *watchedRun) error {
	switch {
	case ctx.Err() != nil && !watched.run.Status.Terminal():
		return &Fault{
			Code: Interrupted, What: "stopped waiting for " + watched.label(), Err: ErrInterrupted,
			Next: "The run continues. Wait again with: " + watched.again.command(false, watched.id) + app.CommandSuffix,
		}
	case is[*api.GaveUpError](watched.err):
		return &Fault{
			Code: TimedOut, What: watched.label(), Err: watched.err,
			Next: "The run continues. Wait longer with: " + watched.again.command(true, watched.id) + app.CommandSuffix,
		}
	case watched.err != nil:
		return runFailed(ctx, app, conn, "cannot watch "+watched.label(), watched.id, watched.err)
	case watched.run.Status == api.Failed:
		return badEndError(ctx, app, conn, watched, RunFailed)
	case watched.run.Status == api.Cancelled:
		return badEndError(ctx, app, conn, watched, RunCancel)
	}
	return gateError(watched)
}

// badEndError returns the error for a failed or cancelled run, with its reason and
// likely cause.
func badEndError(ctx context.Context, app *App, conn *Conn, watched *watchedRun, code int) error {
	run := watched.run
	reason := strings.Join(strings.Fields(string(text.Clean(run.FailureReason))), " ")
	if reason == "" {
		reason = diagnose.NoReason
	}
	fault := &Fault{Code: code, What: watched.label() + " " + endVerb(run.Status), Err: errors.New(reason)}
	found := diagnose.Diagnose(app.known(ctx, conn, &run, &watched.task))
	if first, ok := found.First(); ok {
		label := first.Label(found.Guess)
		fault.Next = strings.ToUpper(label[:1]) + label[1:] + ": " + first.Likely + "; " + first.Do
	}
	return fault
}

func endVerb(status api.Status) string {
	if status == api.Cancelled {
		return "was cancelled"
	}
	return status.Words()
}

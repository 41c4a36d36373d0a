package tasks

import (
	"context"
	"errors"
	"fmt"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/write"
	"ax-tui/ui/text"

	"github.com/spf13/cobra"
)

// cancelRunCommand is `tasks cancel-run RUN...`.
func cancelRunCommand(app *App) *cobra.Command {
	var options forceFlags
	cmd := &cobra.Command{
		Use:   "cancel-run RUN...",
		Short: "Cancel runs that are pending or running",
		Long: `cancel-run cancels runs. It asks for confirmation, which may come from a
pipe (y or n, a line for each run); --force skips it. A "no" exits 2, a run that has
already ended exits 4. Given several runs it cancels those it can, and exits with the
code of the worst failure. A run may still be active in the response; wait-for-run
waits for its end.

` + runHelp,
		Example: `  ax-tui tasks cancel-run VGFza1J1bjo3NzAwMTpOQ1lt
  ax-tui tasks cancel-run RUN1 RUN2 --force --output json`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeRuns(app, func(run *api.Run) bool { return run.Status.Active() }),
		RunE: func(cmd *cobra.Command, runs []string) error {
			return cancelRuns(cmd.Context(), app, &options, runs)
		},
	}
	fs := cmd.Flags()
	fs.BoolVarP(&options.force, "force", "f", false, "do not ask for confirmation")
	options.out.Flags(fs)
	options.addDry(fs)
	addRunSpace(&options.space, fs)
	return cmd
}

const cannotCancel = "cannot cancel the run"

func cancelRuns(ctx context.Context, app *App, options *forceFlags, refs []string) error {
	if err := options.checkCanAsk(app); err != nil {
		return err
	}
	return options.with(ctx, app, cannotCancel, func(conn *Conn, sink *Sink) error {
		ids, err := app.runIDs(ctx, conn, refs, &options.space)
		if err != nil {
			return err
		}
		var runs []api.Run
		var failed []error
		for _, id := range ids {
			if options.dry {
				if err := printRequest(conn, sink, "POST", runPath(id)+"/cancel", nil); err != nil {
					return err
				}
				continue
			}
			run, err := cancelRun(ctx, app, conn, id, options.force)
			if err == nil {
				runs = append(runs, run)
				continue
			}
			failed = append(failed, err)
			if code := CodeOf(err); code == Interrupted || code == Auth {
				break // the other runs would fail too
			}
		}
		cancelErr := severalError(failed, len(ids)-len(runs), len(ids), "runs", "cancelled")
		if len(runs) == 0 {
			return cancelErr
		}
		if err := sink.Close(printEnded(ctx, app, conn, sink, runs, len(ids) == 1)); err != nil {
			return outputError(err, "the runs were cancelled as listed above")
		}
		return cancelErr
	})
}

// severalError combines the errors of all runs that were not cancelled or started, or of
// files that were not compared; nil if there are none.
func severalError(failed []error, count, total int, of, done string) error {
	switch {
	case len(failed) == 0:
		return nil
	case total == 1:
		return failed[0]
	}
	worst, lines := failed[0], Rules{}
	for _, err := range failed {
		lines = append(lines, err.Error())
		if severity(err) > severity(worst) {
			worst = err
		}
	}
	fault := &Fault{Code: CodeOf(worst), What: fmt.Sprintf("%d of %d %s were not %s", count, total, of, done), Err: lines}
	if count == 1 {
		fault.What = fmt.Sprintf("1 of %d %s was not %s", total, of, done)
	}
	return fault
}

// cancelRun cancels one run if it is active and, unless force is set, confirmed.
func cancelRun(ctx context.Context, app *App, conn *Conn, id string, force bool) (api.Run, error) {
	run, err := conn.Client.GetRun(ctx, id)
	if err != nil {
		return run, runFailed(ctx, app, conn, "cannot read the run "+string(text.Clean(id)), id, err)
	}
	if run.Status.Terminal() {
		return run, alreadyEnded(&run)
	}
	if !force {
		name := text.Clean(run.TaskID)
		if task, err := conn.Client.GetTask(ctx, run.TaskID); err == nil {
			name = nameAndID(&task)
		}
		question := text.Concat("Cancel the run ", text.Clean(run.ID), " (", text.Clean(run.Status.Words()), ") of the task ", name, "?")
		if err := confirm(ctx, app, question, "The run ends as cancelled."); err != nil {
			return run, err
		}
	}
	cancelled := write.Cancel(ctx, conn.Client, id)
	if run = cancelled.Value; cancelled.Outcome == write.AlreadyEnded && cancelled.Known {
		return run, alreadyEnded(&run)
	}
	err = writeFault(app, cannotCancel+" "+string(text.Clean(id)), cancelled, lostTexts{
		confirmed: "The answer was lost, but the run is cancelled.",
		absent:    "The run is " + string(text.Clean(run.Status.Words())) + ".",
		unread:    "The run could not be read.",
		command:   "get-run " + axcmd.Quote(id),
	})
	if cancelled.Outcome == write.Done {
		app.Note(text.Concat("Requested to cancel the run ", text.Clean(id), ". Its status is ", text.Clean(run.Status.Words()), "."))
	}
	return run, err
}

// alreadyEnded is the error for a run that cannot be cancelled because it has ended.
func alreadyEnded(run *api.Run) error {
	return &Fault{
		Code: API, What: cannotCancel + " " + string(text.Clean(run.ID)),
		Err: errors.New("it has already ended: " + run.Status.Words()), Next: "Nothing was changed.",
	}
}

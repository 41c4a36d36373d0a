package tasks

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/write"
	"ax-tui/ui/text"

	"github.com/spf13/cobra"
)

// cancelRunCommand is `tasks cancel-run RUN...`.
func cancelRunCommand(app *App) *cobra.Command {
	var o forceFlags
	cmd := &cobra.Command{
		Use:   "cancel-run RUN...",
		Short: "Cancel runs that are pending or running",
		Long: `cancel-run asks the server to end runs. It asks first; without a terminal --force
is needed. A "no" exits 2, a run that has ended already exits 4. Of several runs
those that can be are cancelled, and the worst failure counts. A run may still
be active in the answer; wait-for-run tells when it has ended.`,
		Example: `  ax-tui tasks cancel-run VGFza1J1bjo3NzAwMTpOQ1lt
  ax-tui tasks cancel-run RUN1 RUN2 --force --output json`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeRuns(app),
		RunE:              func(cmd *cobra.Command, ids []string) error { return cancelRuns(cmd.Context(), app, &o, distinct(ids)) },
	}
	fs := cmd.Flags()
	fs.BoolVarP(&o.force, "force", "f", false, "do not ask")
	o.out.Flags(fs)
	o.addDry(fs)
	return cmd
}

const cannotCancel = "cannot cancel the run"

func cancelRuns(ctx context.Context, app *App, o *forceFlags, ids []string) error {
	if err := o.mayAsk(app); err != nil {
		return err
	}
	return o.with(ctx, app, cannotCancel, func(conn *Conn, sink *Sink) error {
		var runs []api.Run
		var failed []error
		for _, id := range ids {
			if o.dry {
				if err := show(conn, sink, "POST", runPath(id)+"/cancel", nil); err != nil {
					return err
				}
				continue
			}
			run, err := cancelRun(ctx, app, conn, id, o.force)
			if err == nil {
				runs = append(runs, run)
				continue
			}
			failed = append(failed, err)
			if c := CodeOf(err); c == Interrupted || c == Auth {
				break // the others would come to the same
			}
		}
		bad := several(failed, len(ids)-len(runs), len(ids))
		if len(runs) == 0 {
			return bad
		}
		if err := sink.Close(printEnded(ctx, app, conn, sink, runs, len(ids) == 1)); err != nil {
			return done(err, "what is told above was done")
		}
		return bad
	})
}

func distinct(ids []string) (out []string) {
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// several tells why runs were not cancelled, all at once; nil when all were.
func several(failed []error, left, of int) error {
	switch {
	case len(failed) == 0:
		return nil
	case of == 1:
		return failed[0]
	}
	worst, lines := failed[0], Rules{}
	for _, err := range failed {
		lines = append(lines, err.Error())
		if severity(err) > severity(worst) {
			worst = err
		}
	}
	fault := &Fault{Code: CodeOf(worst), What: fmt.Sprintf("%d of %d runs were not cancelled", left, of), Err: lines}
	if left == 1 {
		fault.What = fmt.Sprintf("1 of %d runs was not cancelled", of)
	}
	return fault
}

// cancelRun cancels one run, after a look at it and, without force, a question.
func cancelRun(ctx context.Context, app *App, conn *Conn, id string, force bool) (api.Run, error) {
	run, err := conn.Client.GetRun(ctx, id)
	if err != nil {
		return run, WrapError("cannot read the run "+string(text.Clean(id)), err)
	}
	if run.Status.Terminal() {
		return run, over(run)
	}
	if !force {
		name := text.Clean(run.TaskID)
		if task, err := conn.Client.GetTask(ctx, run.TaskID); err == nil {
			name = nameAndID(task)
		}
		question := text.Concat("Cancel the run ", text.Clean(run.ID), " (", text.Clean(run.Status.Words()), ") of the task ", name, "?")
		if err := confirm(app, question, "The run ends as cancelled."); err != nil {
			return run, err
		}
	}
	cancelled := write.Cancel(ctx, conn.Client, id)
	if run = cancelled.Value; cancelled.Outcome == write.AlreadyEnded && cancelled.Known {
		return run, over(run)
	}
	err = outcome(app, cannotCancel+" "+string(text.Clean(id)), cancelled, lookUp{
		confirmed: "The answer was lost; the run is cancelled.",
		absent:    "The run is " + string(text.Clean(run.Status.Words())) + ".",
		unread:    "The run could not be read.",
		command:   "get-run " + axcmd.Quote(id),
	})
	if cancelled.Outcome == write.Done {
		app.Note(text.Concat("Asked to cancel the run ", text.Clean(id), ". It is ", text.Clean(run.Status.Words()), " now."))
	}
	return run, err
}

// over says that there is nothing to cancel any more.
func over(run api.Run) error {
	return &Fault{
		Code: API, What: cannotCancel + " " + string(text.Clean(run.ID)),
		Err: errors.New("it has ended already: " + run.Status.Words()), Next: "Nothing was changed.",
	}
}

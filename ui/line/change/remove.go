package change

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/ui/line/core"
	"ax-tui/ui/line/show"
	"ax-tui/ui/text"
)

// removeOptions is what `tasks delete` and `tasks cancel-run` were asked.
type removeOptions struct {
	out   core.Output
	dry   dry
	space core.Ref
	force bool
}

// Delete is `tasks delete TASK`.
func Delete(app *core.App) *cobra.Command {
	o := &removeOptions{}
	cmd := &cobra.Command{
		Use:   "delete TASK",
		Short: "Delete a task with its runs",
		Long: `delete removes a task with all its runs, for good. It asks first; without a
terminal --force is needed. A "no" exits 2.`,
		Example:           `  ax-tui tasks delete "Citation Check Draft" --space "Search Quality" --force`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: show.Tasks(app),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.remove(cmd.Context(), app, args[0]) },
	}
	o.space.Flags(cmd.Flags(), "space", "s", "where the name is looked for (name or ID; default ARIZE_SPACE)")
	cmd.Flags().BoolVarP(&o.force, "force", "f", false, "do not ask")
	o.dry.flag(cmd.Flags())
	return cmd
}

const cannotDelete = "cannot delete the task"

func (o *removeOptions) remove(ctx context.Context, app *core.App, task string) (err error) {
	if err := o.mayAsk(app); err != nil {
		return err
	}
	conn, err := app.Open(ctx)
	if err != nil {
		return err
	}
	if err := writable(conn, o.dry, cannotDelete); err != nil {
		return err
	}
	id, err := app.TaskID(ctx, conn, task, &o.space)
	if err != nil {
		return err
	}
	t, err := conn.Client.GetTask(ctx, id)
	if err != nil {
		return core.Failed("cannot read the task", err)
	}
	if o.dry {
		sink, err := app.Sink(core.Output{}, "")
		if err != nil {
			return err
		}
		return sink.Close(o.dry.show(conn, sink, "DELETE", "/v2/tasks/"+escape(id), nil))
	}
	if !o.force {
		if err := confirm(app, "Delete the task "+named(t)+" with all its runs?", "This cannot be taken back."); err != nil {
			return err
		}
	}
	if err = conn.Client.DeleteTask(ctx, id); lost(err) {
		err = afterLostDelete(ctx, conn, id, err)
	}
	if err != nil {
		return core.Failed(cannotDelete, err)
	}
	app.Note("Deleted the task " + named(t) + ".")
	return nil
}

// mayAsk refuses a question that nobody would hear.
func (o *removeOptions) mayAsk(app *core.App) error {
	if o.force || bool(o.dry) || app.CanAsk() {
		return nil
	}
	return core.Wrong("there is no terminal to ask on; add --force to do it without a question")
}

// confirm asks; a no is an error that exits 2.
func confirm(app *core.App, question, help text.Safe) error {
	yes, err := app.Ask.Confirm(string(question), string(help))
	if err != nil {
		return err
	}
	if !yes {
		return &core.Fault{Code: core.Usage, Err: core.ErrDeclined}
	}
	return nil
}

// afterLostDelete looks whether the task is still there.
func afterLostDelete(ctx context.Context, conn *core.Conn, id string, cause error) error {
	_, err := conn.Client.GetTask(context.WithoutCancel(ctx), id)
	var e *api.Error
	if errors.As(err, &e) && e.Kind == api.NotFound {
		return nil
	}
	f := &core.Fault{Code: core.API, What: cannotDelete, Err: cause, Next: "It was not sent again. Look first: ax-tui tasks get " + id}
	if err == nil {
		f.Next = "The answer was lost, and the task is still there."
	}
	return f
}

// CancelRun is `tasks cancel-run RUN...`.
func CancelRun(app *core.App) *cobra.Command {
	o := &removeOptions{}
	cmd := &cobra.Command{
		Use:   "cancel-run RUN...",
		Short: "Cancel runs that are pending or running",
		Long: `cancel-run asks the server to end runs. It asks first; without a terminal --force
is needed. A "no" exits 2, a run that has ended already exits 4. The run may
still be active in the answer; wait-for-run tells when it has ended.`,
		Example:           `  ax-tui tasks cancel-run VGFza1J1bjo3NzAwMTpOQ1lt --force`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: show.Runs(app),
		RunE:              func(cmd *cobra.Command, ids []string) error { return o.cancel(cmd.Context(), app, ids) },
	}
	fs := cmd.Flags()
	fs.BoolVarP(&o.force, "force", "f", false, "do not ask, and replace the output file when it is there")
	o.out.Flags(fs, false)
	o.dry.flag(fs)
	return cmd
}

const cannotCancel = "cannot cancel the run"

func (o *removeOptions) cancel(ctx context.Context, app *core.App, ids []string) (err error) {
	if err := o.mayAsk(app); err != nil {
		return err
	}
	conn, err := app.Open(ctx)
	if err != nil {
		return err
	}
	if err := writable(conn, o.dry, cannotCancel); err != nil {
		return err
	}
	o.out.Force = o.force
	sink, err := app.Sink(o.out, conn.Format)
	if err != nil {
		return err
	}
	var runs []api.Run
	var worst error
	for _, id := range ids {
		if o.dry {
			if err := o.dry.show(conn, sink, "POST", "/v2/task-runs/"+escape(id)+"/cancel", nil); err != nil {
				return sink.Close(err)
			}
			continue
		}
		r, err := o.one(ctx, app, conn, id)
		if err == nil {
			runs = append(runs, r)
			continue
		}
		if len(ids) > 1 {
			core.Tell(app.Err, err)
		}
		worst = err
	}
	switch {
	case len(runs) == 1 && len(ids) == 1:
		err = show.Run(ctx, app, conn, sink, runs[0])
	case len(runs) > 0:
		err = show.RunRows(app, sink, runs)
	case !bool(o.dry):
		err = worst
	}
	if err = sink.Close(err); err != nil {
		return err
	}
	return worst
}

// one cancels one run, after a look at it and a question.
func (o *removeOptions) one(ctx context.Context, app *core.App, conn *core.Conn, id string) (api.Run, error) {
	r, err := conn.Client.GetRun(ctx, id)
	if err != nil {
		return r, core.Failed("cannot read the run", err)
	}
	if r.Status.Terminal() {
		return r, over(r)
	}
	if !o.force {
		name := text.Clean(r.TaskID)
		if t, err := conn.Client.GetTask(ctx, r.TaskID); err == nil {
			name = named(t)
		}
		question := text.Concat("Cancel the run ", text.Clean(r.ID), " (", text.Clean(r.Status.Words()), ") of the task ", name, "?")
		if err := confirm(app, question, "What it has scored so far stays."); err != nil {
			return r, err
		}
	}
	got, err := conn.Client.CancelRun(ctx, id)
	if err == nil {
		app.Note(text.Concat("Asked to cancel the run ", text.Clean(id), ". It is ", text.Clean(got.Status.Words()), " now."))
		return got, nil
	}
	// After any refusal the run is read again (contract section 6, Cancel).
	now, rerr := conn.Client.GetRun(context.WithoutCancel(ctx), id)
	switch {
	case rerr == nil && now.Status == api.Cancelled && lost(err):
		app.Note("The answer was lost; the run is cancelled.")
		return now, nil
	case rerr == nil && now.Status.Terminal():
		return now, over(now)
	}
	return r, core.Failed(cannotCancel, err)
}

// over says that there is nothing to cancel any more.
func over(r api.Run) error {
	return &core.Fault{
		Code: core.API, What: "cannot cancel the run " + string(text.Clean(r.ID)),
		Err: errors.New("it has ended already: " + r.Status.Words()), Next: "Nothing was changed.",
	}
}

package change

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/write"
	"ax-tui/ui/cli/tasks/core"
	"ax-tui/ui/cli/tasks/show"
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
		Example: `  ax-tui tasks delete "Citation Check Draft" --space "Search Quality"
  ax-tui tasks delete T25saW5lVGFzazoxMDU4OkJhUzg= --force`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: show.Tasks(app),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.remove(cmd.Context(), app, args[0]) },
	}
	o.space.Flags(cmd.Flags(), "space", "s", "where the name is looked for (name or ID; default ARIZE_SPACE)")
	cmd.Flags().BoolVarP(&o.force, "force", "f", false, "do not ask")
	o.dry.flag(cmd.Flags())
	cmd.Flags().StringVarP(&o.out.Value, "output", "o", "", "with --dry-run: json, or a file ending in .json")
	return cmd
}

const cannotDelete = "cannot delete the task"

func (o *removeOptions) remove(ctx context.Context, app *core.App, task string) (err error) {
	if err := o.mayAsk(app); err != nil {
		return err
	}
	if o.out.Value != "" && !bool(o.dry) {
		return core.Wrong("delete prints nothing; --output goes with --dry-run")
	}
	o.out.Force = o.force
	conn, sink, err := app.Begin(ctx, o.out)
	if err != nil {
		return err
	}
	defer func() { err = sink.Close(err) }()
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
		sink.Note(nothingSent)
		return o.dry.show(conn, sink, "DELETE", "/v2/tasks/"+escape(id), nil)
	}
	if !o.force {
		if err := confirm(app, "Delete the task "+named(t)+"?", howMuch(ctx, conn, id)); err != nil {
			return err
		}
	}
	err = outcome(app, cannotDelete, write.Delete(ctx, conn.Client, id), lookUp{
		confirmed: "The answer was lost; the task is gone.",
		absent:    "The task is still there.",
		unread:    "The task could not be read.",
		command:   "get " + axcmd.Quote(id),
	})
	if err != nil {
		return err
	}
	app.Note("Deleted the task " + named(t) + ".")
	return nil
}

// howMuch says what goes with a task.
func howMuch(ctx context.Context, conn *core.Conn, id string) text.Safe {
	p, err := conn.Client.ListRuns(api.NoRetry(ctx), api.RunQuery{TaskID: id, Limit: 100})
	n := text.Safe(text.Count(len(p.Items)))
	switch {
	case err != nil:
		n = "All its runs go"
	case p.Next != "" || p.Cut:
		n += " runs or more go"
	case len(p.Items) == 0:
		return "It has no runs. This is final."
	case len(p.Items) == 1:
		n = "Its only run goes"
	default:
		n = "Its " + n + " runs go"
	}
	return n + " with it. This is final."
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

// CancelRun is `tasks cancel-run RUN...`.
func CancelRun(app *core.App) *cobra.Command {
	o := &removeOptions{}
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
	o.out.Force = o.force
	conn, sink, err := app.Begin(ctx, o.out)
	if err != nil {
		return err
	}
	defer func() { err = sink.Close(err) }()
	if err := writable(conn, o.dry, cannotCancel); err != nil {
		return err
	}
	var runs []api.Run
	var failed []error
	ids = distinct(ids)
	for _, id := range ids {
		if o.dry {
			if err := o.dry.show(conn, sink, "POST", "/v2/task-runs/"+escape(id)+"/cancel", nil); err != nil {
				return err
			}
			continue
		}
		r, err := o.one(ctx, app, conn, id)
		if err == nil {
			runs = append(runs, r)
			continue
		}
		failed = append(failed, err)
		if c := core.CodeOf(err); c == core.Interrupted || c == core.Auth {
			break // the others would come to the same
		}
	}
	switch {
	case bool(o.dry):
		sink.Note(nothingSent)
		return nil
	case len(ids) == 1 && len(runs) == 1:
		err = show.Run(ctx, app, conn, sink, runs[0])
	case len(runs) > 0:
		err = show.RunRows(app, sink, runs)
	}
	bad := several(failed, len(ids)-len(runs), len(ids))
	switch {
	case err != nil:
		return done(err, "what is told above was done")
	case len(runs) == 0:
		return bad
	}
	if err = sink.Close(nil); err != nil {
		return err
	}
	return bad
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
	worst, lines := failed[0], core.Rules{}
	for _, err := range failed {
		lines = append(lines, err.Error())
		if rank(err) > rank(worst) {
			worst = err
		}
	}
	f := &core.Fault{Code: core.CodeOf(worst), What: fmt.Sprintf("%d of %d runs were not cancelled", left, of), Err: lines}
	if left == 1 {
		f.What = fmt.Sprintf("1 of %d runs was not cancelled", of)
	}
	return f
}

// rank orders failures of several runs: a no is the least, ctrl+c the most.
func rank(err error) int {
	switch core.CodeOf(err) {
	case core.Usage:
		return 0
	case core.Auth:
		return 2
	case core.Interrupted:
		return 3
	}
	return 1
}

// one cancels one run, after a look at it and a question.
func (o *removeOptions) one(ctx context.Context, app *core.App, conn *core.Conn, id string) (api.Run, error) {
	r, err := conn.Client.GetRun(ctx, id)
	if err != nil {
		return r, core.Failed("cannot read the run "+string(text.Clean(id)), err)
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
		if err := confirm(app, question, "The run ends as cancelled."); err != nil {
			return r, err
		}
	}
	cancelled := write.Cancel(ctx, conn.Client, id)
	if r = cancelled.Value; cancelled.Outcome == write.Over && cancelled.Known {
		return r, over(r)
	}
	err = outcome(app, cannotCancel+" "+string(text.Clean(id)), cancelled, lookUp{
		confirmed: "The answer was lost; the run is cancelled.",
		absent:    "The run is " + string(text.Clean(r.Status.Words())) + ".",
		unread:    "The run could not be read.",
		command:   "get-run " + axcmd.Quote(id),
	})
	if cancelled.Outcome == write.Done {
		app.Note(text.Concat("Asked to cancel the run ", text.Clean(id), ". It is ", text.Clean(r.Status.Words()), " now."))
	}
	return r, err
}

// over says that there is nothing to cancel any more.
func over(r api.Run) error {
	return &core.Fault{
		Code: core.API, What: cannotCancel + " " + string(text.Clean(r.ID)),
		Err: errors.New("it has ended already: " + r.Status.Words()), Next: "Nothing was changed.",
	}
}

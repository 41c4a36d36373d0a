package change

import (
	"context"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/ui/line/core"
	"ax-tui/ui/line/show"
)

// updateOptions is what `tasks update` was asked.
type updateOptions struct {
	out                              core.Output
	dry                              dry
	space                            core.Ref
	name, filter, evaluators, config string
	rate                             float64
	continuous                       pair
}

// Update is `tasks update TASK`.
func Update(app *core.App) *cobra.Command {
	o := &updateOptions{}
	cmd := &cobra.Command{
		Use:   "update TASK",
		Short: "Change a task",
		Long: `update changes the fields that are given and leaves the others as they are; one at
least is needed. --query-filter "" clears the filter. --evaluators replaces the
whole list: what is left out of an entry, its version or its mappings, is gone.
Type, project, dataset and experiments of a task cannot change.`,
		Example: `  ax-tui tasks update "Relevance Monitor" --sampling-rate 0.1
  ax-tui tasks update "Relevance Monitor" --no-continuous --query-filter ""`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: show.Tasks(app),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd, app, args[0]) },
	}
	fs := cmd.Flags()
	o.space.Flags(fs, "space", "s", "where the name is looked for (name or ID; default ARIZE_SPACE)")
	fs.StringVarP(&o.name, "name", "n", "", "a new name")
	fs.Float64Var(&o.rate, "sampling-rate", 0, "share of the spans to evaluate, 0 to 1 (projects only)")
	o.continuous.flags(fs, "is-continuous", "no-continuous", "run on new spans as they come (projects only)", "run on demand only")
	fs.StringVar(&o.filter, "query-filter", "", `a new filter; "" clears it`)
	fs.StringVar(&o.evaluators, "evaluators", "", "a new JSON list of evaluators, @FILE or -")
	fs.StringVar(&o.config, "run-configuration", "", "a new JSON of what to run, @FILE or - (run_experiment only)")
	o.dry.flag(fs)
	o.out.Flags(fs, true)
	return cmd
}

const cannotChange = "cannot change the task"

func (o *updateOptions) run(cmd *cobra.Command, app *core.App, task string) (err error) {
	ctx := cmd.Context()
	u, err := o.change(cmd, app)
	if err != nil {
		return err
	}
	conn, sink, err := app.Begin(ctx, o.out)
	if err != nil {
		return err
	}
	defer func() { err = sink.Close(err) }()
	if err := writable(conn, o.dry, cannotChange); err != nil {
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
	if err := broken(cannotChange, misfits(t, u)); err != nil {
		return err
	}
	if o.dry {
		return o.dry.show(conn, sink, "PATCH", "/v2/tasks/"+escape(id), u)
	}
	changed, err := conn.Client.UpdateTask(ctx, id, u)
	if lost(err) {
		return afterLostUpdate(ctx, app, conn, sink, id, u, err)
	}
	if err != nil {
		return core.Failed(cannotChange, err)
	}
	app.Note("Changed the task " + named(changed) + ".")
	return done(show.Task(app, sink, changed), "the task was changed: "+id)
}

// change gathers what the flags say and judges it.
func (o *updateOptions) change(cmd *cobra.Command, app *core.App) (u api.UpdateTask, err error) {
	fs := cmd.Flags()
	if fs.Changed("name") {
		u.Name = &o.name
	}
	if fs.Changed("sampling-rate") {
		u.SamplingRate = &o.rate
	}
	if u.Continuous, err = o.continuous.value(fs); err != nil {
		return u, err
	}
	if fs.Changed("query-filter") {
		if u.QueryFilter = api.Set(o.filter); o.filter == "" {
			u.QueryFilter = api.Null[string]()
		}
	}
	if fs.Changed("evaluators") {
		if u.Evaluators, err = evaluators(app, o.evaluators, o.filter != ""); err != nil {
			return u, err
		}
		if u.Evaluators == nil {
			u.Evaluators = []api.EvaluatorInput{}
		}
	}
	if fs.Changed("run-configuration") {
		if u.RunConfig, err = configuration(app, o.config); err != nil {
			return u, err
		}
	}
	if u.Name == nil && u.SamplingRate == nil && u.Continuous == nil && u.QueryFilter.IsZero() && u.Evaluators == nil && u.RunConfig == nil {
		return u, core.Wrong("nothing to change; give one of --name, --sampling-rate, --is-continuous, --no-continuous, --query-filter, --evaluators, --run-configuration")
	}
	return u, broken(cannotChange, u.Check())
}

// misfits tells which fields do not fit the task (contract section 6, Update
// and Create).
func misfits(t api.Task, u api.UpdateTask) (out []api.FieldFault) {
	add := func(is bool, field, why string) {
		if is {
			out = append(out, api.FieldFault{Field: field, Message: why})
		}
	}
	if t.Type == api.RunExperiment {
		const why = "does not fit a run_experiment task"
		add(u.SamplingRate != nil, "sampling_rate", why)
		add(u.Continuous != nil, "is_continuous", why)
		add(!u.QueryFilter.IsZero(), "query_filter", why)
		add(u.Evaluators != nil, "evaluators", why)
		return out
	}
	add(u.RunConfig != nil, "run_configuration", "fits run_experiment tasks only")
	if t.DatasetID != "" {
		add(u.SamplingRate != nil, "sampling_rate", "fits tasks on a project only; this one is on a dataset")
		add(u.Continuous != nil && *u.Continuous, "is_continuous", "fits tasks on a project only; this one is on a dataset")
	}
	return out
}

// afterLostUpdate reads the task again: the change is certain when the fields
// that can be compared are as they were asked for.
func afterLostUpdate(ctx context.Context, app *core.App, conn *core.Conn, sink *core.Sink, id string, u api.UpdateTask, cause error) error {
	unknown := &core.Fault{
		Code: core.API, What: cannotChange + ", or it was changed and the answer was lost", Err: cause,
		Next: "It was not sent again. Look first: ax-tui tasks get " + id,
	}
	t, err := conn.Client.GetTask(context.WithoutCancel(ctx), id)
	if err != nil || !holds(t, u) {
		return unknown
	}
	app.Note("The answer was lost; the task is as it was asked for.")
	return done(show.Task(app, sink, t), "the task was changed: "+id)
}

// holds reports whether a task is what a change asks for. A change of
// evaluators or of the configuration cannot be told for certain.
func holds(t api.Task, u api.UpdateTask) bool {
	filter, set := u.QueryFilter.Get()
	switch {
	case u.Evaluators != nil, u.RunConfig != nil:
		return false
	case u.Name != nil && t.Name != *u.Name,
		u.Continuous != nil && t.Continuous != *u.Continuous,
		u.SamplingRate != nil && (t.SamplingRate == nil || *t.SamplingRate != *u.SamplingRate):
		return false
	case set && (t.QueryFilter == nil || *t.QueryFilter != filter):
		return false
	case !u.QueryFilter.IsZero() && !set && t.QueryFilter != nil:
		return false
	}
	return true
}

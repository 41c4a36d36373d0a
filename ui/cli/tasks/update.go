package tasks

import (
	"slices"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/write"
)

// updateOptions is what `tasks update` was asked.
type updateOptions struct {
	writeFlags
	rateFlags
	name, filter, evaluators, config string
}

// updateCommand is `tasks update TASK`.
func updateCommand(app *App) *cobra.Command {
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
		ValidArgsFunction: completeTasks(app),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd, app, args[0]) },
	}
	fs := cmd.Flags()
	o.space.Flags(fs, "space", "s", "where the name is looked for (name or ID; default ARIZE_SPACE)")
	fs.StringVarP(&o.name, "name", "n", "", "a new name")
	o.rateFlags.add(fs)
	fs.StringVar(&o.filter, "query-filter", "", `a new filter; "" clears it`)
	fs.StringVar(&o.evaluators, "evaluators", "", "a new JSON list of evaluators, @FILE or -")
	fs.StringVar(&o.config, "run-configuration", "", "a new JSON of what to run, @FILE or - (run_experiment only)")
	o.addDry(fs)
	o.out.Flags(fs)
	return cmd
}

const cannotChange = "cannot change the task"

func (o *updateOptions) run(cmd *cobra.Command, app *App, task string) error {
	ctx := cmd.Context()
	change, err := o.change(cmd, app)
	if err != nil {
		return err
	}
	return o.withTask(ctx, app, cannotChange, task, func(conn *Conn, sink *Sink, task api.Task) error {
		if err := broken(cannotChange, misfits(task, change)); err != nil {
			return err
		}
		if err := resolveEvaluators(ctx, app, conn, change.Evaluators, &o.space); err != nil {
			return err
		}
		if o.dry {
			return show(conn, sink, "PATCH", taskPath(task.ID), change)
		}
		result := write.Update(ctx, conn.Client, task.ID, change)
		err := outcome(app, cannotChange, result, lookUp{
			confirmed: "The answer was lost; the task is as it was asked for.",
			absent:    "The task does not show the change (yet).",
			unread:    "The task could not be read.",
			command:   "get " + axcmd.Quote(task.ID),
		})
		if err != nil {
			return err
		}
		app.Note("Changed the task " + nameAndID(result.Value) + ".")
		return done(printTask(app, sink, result.Value), "the task was changed: "+task.ID)
	})
}

// change gathers what the flags say and judges it.
func (o *updateOptions) change(cmd *cobra.Command, app *App) (change api.UpdateTask, err error) {
	fs := cmd.Flags()
	if fs.Changed("name") {
		change.Name = &o.name
	}
	if change.SamplingRate, change.Continuous, err = o.rateFlags.values(fs); err != nil {
		return change, err
	}
	if fs.Changed("query-filter") {
		if change.QueryFilter = api.Set(o.filter); o.filter == "" {
			change.QueryFilter = api.Null[string]()
		}
	}
	if fs.Changed("evaluators") {
		if change.Evaluators, err = document(app, "evaluators", o.evaluators, parseEvaluators(o.filter != "")); err != nil {
			return change, err
		}
	}
	if fs.Changed("run-configuration") {
		if change.RunConfig, err = document(app, "run-configuration", o.config, parseConfig); err != nil {
			return change, err
		}
	}
	if change.Empty() {
		return change, UsageError("nothing to change; give one of --name, --sampling-rate, --is-continuous, --no-continuous, --query-filter, --evaluators, --run-configuration")
	}
	return change, broken(cannotChange, change.Check())
}

// misfits tells which fields do not fit the task (contract section 6, Update
// and createCommand).
func misfits(task api.Task, change api.UpdateTask) (out []api.FieldFault) {
	add := func(is bool, field, why string) {
		if is {
			out = append(out, api.FieldFault{Field: field, Message: why})
		}
	}
	if task.Type == api.RunExperiment {
		const why = "does not fit a run_experiment task"
		add(change.SamplingRate != nil, "sampling_rate", why)
		add(change.Continuous != nil, "is_continuous", why)
		add(!change.QueryFilter.IsZero(), "query_filter", why)
		add(change.Evaluators != nil, "evaluators", why)
		return out
	}
	add(change.RunConfig != nil, "run_configuration", "fits run_experiment tasks only")
	out = append(out, misshapen(task, change)...)
	if task.DatasetID != "" {
		add(change.SamplingRate != nil, "sampling_rate", "fits tasks on a project only; this one is on a dataset")
		add(change.Continuous != nil && *change.Continuous, "is_continuous", "fits tasks on a project only; this one is on a dataset")
	}
	return out
}

// misshapen tells what mixes the two shapes of evaluation tasks: what an update
// leaves out stays as it is on the server (contract section 6, createCommand).
func misshapen(task api.Task, change api.UpdateTask) (out []api.FieldFault) {
	filter, set := change.QueryFilter.Get()
	filtered := set && filter != "" || change.QueryFilter.IsZero() && task.QueryFilter != nil && *task.QueryFilter != ""
	wide := func(input api.EvaluatorInput) bool { return len(input.QueryMappings) > 0 }
	narrow := func(input api.EvaluatorInput) bool { return len(input.Mappings) > 0 || input.QueryFilter != "" }
	switch {
	case task.QueryFilters != nil && set && filter != "":
		out = append(out, api.FieldFault{Field: "query_filter", Message: "does not fit this task, which has query_filters"})
	case task.QueryFilters == nil && filtered && !set && slices.ContainsFunc(change.Evaluators, wide):
		out = append(out, api.FieldFault{Field: "evaluators", Message: `query_mappings do not go with the filter of this task; clear it with --query-filter ""`})
	}
	if task.QueryFilters != nil && slices.ContainsFunc(change.Evaluators, narrow) {
		out = append(out, api.FieldFault{Field: "evaluators", Message: "this task has query_filters, so its evaluators take query_mappings, not column_mappings or query_filter"})
	}
	return out
}

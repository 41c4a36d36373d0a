package tasks

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/evaljson"
	"ax-tui/api/write"
)

// updateOptions holds the flags of `tasks update`.
type updateOptions struct {
	writeFlags
	rateFlags
	name, filter, evaluators, config string
	doc                              evaljson.Doc // what --evaluators holds
	from                             string
}

// updateCommand is `tasks update [TASK]`.
func updateCommand(app *App) *cobra.Command {
	options := &updateOptions{}
	cmd := &cobra.Command{
		Use:   "update [TASK]",
		Short: "Change a task",
		Long: `update changes the given fields of a task, at least one, and keeps the others.
--query-filter "" clears the filter. --evaluators replaces the whole list: an entry
without a version or mappings loses them. Type, project, dataset and experiments
of a task cannot be changed.

--from FILE makes the task as its file says, sending only what differs; see tasks
export and tasks diff. Without a TASK it is the one that the file is of. Where nothing
differs, nothing is sent and the exit code is 0.`,
		Example: `  ax-tui tasks update "Relevance Monitor" --sampling-rate 0.1
  ax-tui tasks update "Relevance Monitor" --no-continuous --query-filter ""
  ax-tui tasks update --from relevance-monitor.toml --dry-run`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeTasks(app),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case options.from != "":
				return options.runFile(cmd, app, args)
			case len(args) == 0:
				return UsageError("tasks update needs TASK, or --from FILE; see ax-tui tasks update --help")
			}
			return options.run(cmd, app, args[0])
		},
	}
	fs := cmd.Flags()
	options.space.Flags(fs, "space", "s", "space of the task (name or ID; default ARIZE_SPACE)")
	fs.StringVarP(&options.name, "name", "n", "", "new name")
	options.rateFlags.add(fs)
	fs.StringVar(&options.filter, "query-filter", "", `new filter; "" clears it`)
	fs.StringVar(&options.evaluators, "evaluators", "", "new JSON list of evaluators: text, a file, or -")
	fs.StringVar(&options.config, "run-configuration", "", "new JSON of what to run: text, a file, or - (run_experiment tasks)")
	fs.StringVar(&options.from, "from", "", "the task file to make the task like; - for standard input")
	options.addDry(fs)
	options.out.Flags(fs)
	return cmd
}

const cannotUpdate = "cannot update the task"

func (o *updateOptions) run(cmd *cobra.Command, app *App, task string) error {
	ctx := cmd.Context()
	change, err := o.request(cmd, app)
	if err != nil {
		return err
	}
	return o.withTask(ctx, app, cannotUpdate, task, func(conn *Conn, sink *Sink, task api.Task) error {
		if err := ruleError(cannotUpdate, fieldMismatches(&task, &change)); err != nil {
			return err
		}
		if err := o.resolveNames(ctx, app, conn, &task, &change); err != nil {
			return err
		}
		return o.send(ctx, app, conn, sink, &task, &change)
	})
}

// send changes the task, once.
func (o *updateOptions) send(ctx context.Context, app *App, conn *Conn, sink *Sink, task *api.Task, change *api.UpdateTask) error {
	if o.dry {
		return printRequest(conn, sink, "PATCH", taskPath(task.ID), *change)
	}
	result := write.Update(ctx, conn.Client, task.ID, change)
	err := writeFault(app, cannotUpdate, result, lostTexts{
		confirmed: "The answer was lost, but the task has the change.",
		absent:    "The task does not show the change (yet).",
		unread:    "The task could not be read.",
		command:   "get " + axcmd.Quote(task.ID),
	})
	if err != nil {
		return err
	}
	app.Note("Updated the task " + nameAndID(&result.Value) + ".")
	return outputError(printTask(ctx, app, conn, sink, result.Value), "the task was updated: "+task.ID)
}

// resolveNames resolves the names in the JSON, compares those of evaluators, and warns of
// what is likely to score nothing, as creating a task does.
func (o *updateOptions) resolveNames(ctx context.Context, app *App, conn *Conn, task *api.Task, change *api.UpdateTask) (err error) {
	if change.RunConfig, err = resolveIntegration(ctx, app, conn, change.RunConfig, &o.space); err != nil || change.Evaluators == nil {
		return err
	}
	if change.Evaluators, err = resolveEvaluators(ctx, app, conn, o.doc, &o.space); err != nil {
		return err
	}
	return o.checkEvaluators(ctx, app, conn, task, change)
}

// checkEvaluators refuses new evaluators that do not exist, and warns of those that are
// likely to score nothing.
func (o *updateOptions) checkEvaluators(ctx context.Context, app *App, conn *Conn, task *api.Task, change *api.UpdateTask) error {
	facts, err := readEvaluators(api.NoRetry(ctx), app, conn, cannotUpdate, change.Evaluators, task.Inputs())
	if err != nil {
		return err
	}
	if err := ruleError(cannotUpdate, checkNames(o.doc, facts)); err != nil {
		return err
	}
	after := api.CreateTask{Type: task.Type, ProjectID: task.ProjectID, DatasetID: task.DatasetID, QueryFilters: task.QueryFilters, Evaluators: change.Evaluators}
	printWarnings(app, &after, &write.SameName{}, facts)
	return nil
}

// request builds the request from the flags and validates what does not depend on
// the task.
func (o *updateOptions) request(cmd *cobra.Command, app *App) (change api.UpdateTask, err error) {
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
		if o.doc, err = loadDocument(app, "evaluators", o.evaluators, app.parseEvaluators(o.filter != "", nil)); err != nil {
			return change, err
		}
		change.Evaluators = o.doc.Inputs()
	}
	if fs.Changed("run-configuration") {
		if change.RunConfig, err = loadDocument(app, "run-configuration", o.config, app.parseConfig); err != nil {
			return change, err
		}
	}
	if change.Empty() {
		return change, UsageError("nothing to change; set one of --name, --sampling-rate, --is-continuous, --no-continuous, --query-filter, --evaluators, --run-configuration")
	}
	return change, ruleError(cannotUpdate, change.Check())
}

// fieldMismatches returns the fields that the task does not accept (contract section
// 6, Update and create).
func fieldMismatches(task *api.Task, change *api.UpdateTask) (out []api.FieldFault) {
	add := func(mismatch bool, field, message string) {
		if mismatch {
			out = append(out, api.FieldFault{Field: field, Message: message})
		}
	}
	if task.Type == api.RunExperiment {
		const message = "not for run_experiment tasks"
		add(change.SamplingRate != nil, "sampling_rate", message)
		add(change.Continuous != nil, "is_continuous", message)
		add(!change.QueryFilter.IsZero(), "query_filter", message)
		add(change.Evaluators != nil, "evaluators", message)
		return out
	}
	add(change.RunConfig != nil, "run_configuration", "only for run_experiment tasks")
	out = append(out, shapeMismatches(task, change)...)
	if task.DatasetID != "" {
		add(change.SamplingRate != nil, "sampling_rate", "only for tasks on a project; this task is on a dataset")
		add(change.Continuous != nil && *change.Continuous, "is_continuous", "only for tasks on a project; this task is on a dataset")
	}
	return out
}

// shapeMismatches returns the fields that would mix the two shapes of evaluation
// tasks, as fields that an update omits stay unchanged on the server (contract
// section 6, create).
func shapeMismatches(task *api.Task, change *api.UpdateTask) (out []api.FieldFault) {
	filter, isSet := change.QueryFilter.Get()
	filtered := isSet && filter != "" || change.QueryFilter.IsZero() && task.QueryFilter != nil && *task.QueryFilter != ""
	hasQueryMappings := func(input api.EvaluatorInput) bool { return len(input.QueryMappings) > 0 }
	hasColumnMappings := func(input api.EvaluatorInput) bool { return len(input.Mappings) > 0 || input.QueryFilter != "" }
	switch {
	case task.QueryFilters != nil && isSet && filter != "":
		out = append(out, api.FieldFault{Field: "query_filter", Message: "not for this task, which has query_filters"})
	case task.QueryFilters == nil && filtered && !isSet && slices.ContainsFunc(change.Evaluators, hasQueryMappings):
		out = append(out, api.FieldFault{Field: "evaluators", Message: `query_mappings cannot be combined with the filter of this task; clear it with --query-filter ""`})
	}
	if task.QueryFilters != nil && slices.ContainsFunc(change.Evaluators, hasColumnMappings) {
		out = append(out, api.FieldFault{Field: "evaluators", Message: "this task has query_filters, so its evaluators need query_mappings, not column_mappings or query_filter"})
	}
	return out
}

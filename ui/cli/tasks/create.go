package tasks

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/resolve"
	"ax-tui/api/write"
)

// createOptions is what one of the three create commands was asked.
type createOptions struct {
	writeFlags
	project, dataset   refFlag
	name, taskType     string
	evaluators, config string
	filter             string
	experiments        []string
	rateFlags
	kinds []api.TaskType // what the command may create
}

const createLong = `
--evaluators and --run-configuration take JSON as it is, @FILE, or - for standard
input. Names or IDs are taken for space, project, dataset, experiments and, as
evaluator_id, evaluators. On a terminal what is missing is asked for; elsewhere
it is a usage error.`

// createCommand is `tasks create`.
func createCommand(app *App) *cobra.Command {
	return newCreate(app, api.TaskTypes(), cobra.Command{
		Use: "create", Short: "Create a task",
		Long: `create makes a task of any type.

Evaluation tasks need --name, --task-type, --evaluators and --project or
--dataset; tasks that run experiments need --name, --dataset and
--run-configuration.` + createLong,
		Example: `  ax-tui tasks create --name "Relevance Monitor" --task-type template_evaluation \
      --project support-bot --space "Search Quality" --evaluators @evaluators.json --is-continuous
  ax-tui tasks create --name "JSON Shape" --task-type code_evaluation --dataset golden-qa \
      --experiment-ids baseline,candidate --evaluators - < evaluators.json`,
	})
}

// createEvaluationCommand is `tasks create-evaluation`.
func createEvaluationCommand(app *App) *cobra.Command {
	return newCreate(app, []api.TaskType{api.TemplateEvaluation, api.CodeEvaluation}, cobra.Command{
		Use: "create-evaluation", Short: "Create a task that evaluates spans or experiments",
		Long: `create-evaluation makes a task of one of the two types that bind evaluators.` + createLong,
		Example: `  ax-tui tasks create-evaluation --name "JSON Shape" --task-type code_evaluation --dataset golden-qa \
      --experiment-ids baseline,candidate --evaluators @evaluators.json
  ax-tui tasks create-evaluation --name Tone --task-type template_evaluation --project support-bot \
      --evaluators @evaluators.json --sampling-rate 0.1 --query-filter "span_kind = 'LLM'" --dry-run`,
	})
}

// createRunExperimentCommand is `tasks create-run-experiment`.
func createRunExperimentCommand(app *App) *cobra.Command {
	return newCreate(app, []api.TaskType{api.RunExperiment}, cobra.Command{
		Use: "create-run-experiment", Short: "Create a task that runs experiments",
		Long: `create-run-experiment makes a task that runs a dataset through a model or an agent.` + createLong,
		Example: `  ax-tui tasks create-run-experiment --name "Prompt Sweep" --dataset golden-qa --run-configuration @run.json
  ax-tui tasks create-run-experiment --name "Prompt Sweep" --dataset golden-qa --run-configuration - < run.json`,
	})
}

// newCreate is a command that creates tasks of these types, with the flags that
// they take.
func newCreate(app *App, kinds []api.TaskType, cmd cobra.Command) *cobra.Command {
	o := &createOptions{kinds: kinds}
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return o.run(cmd, app) }
	fs := cmd.Flags()
	fs.StringVarP(&o.name, "name", "n", "", "name of the task, unique in its space")
	o.space.Flags(fs, "space", "s", "where names are looked for (name or ID; default ARIZE_SPACE)")
	o.dataset.Flags(fs, "dataset", "", "the dataset (name or ID)")
	o.addDry(fs)
	o.out.Flags(fs)
	if slices.Contains(kinds, api.RunExperiment) {
		fs.StringVar(&o.config, "run-configuration", "", "JSON of what to run, @FILE or - (run_experiment only)")
	}
	if len(kinds) == 1 {
		o.taskType = kinds[0].Words()
		return &cmd
	}
	fs.StringVar(&o.taskType, "task-type", "", listed(o.words(), "or"))
	o.project.Flags(fs, "project", "", "the project whose spans are evaluated (name or ID)")
	fs.StringVar(&o.evaluators, "evaluators", "", "JSON list of evaluators, @FILE or -")
	fs.StringSliceVar(&o.experiments, "experiment-ids", nil, "experiments of the dataset, by comma (names or IDs)")
	o.rateFlags.add(fs)
	fs.StringVar(&o.filter, "query-filter", "", "only spans or rows that match, for every evaluator")
	return &cmd
}

const cannotCreate = "cannot create the task"

func (o *createOptions) run(cmd *cobra.Command, app *App) error {
	ctx := cmd.Context()
	if err := o.kind(); err != nil {
		return err
	}
	missing := o.missing()
	if len(missing) > 0 && !app.CanAsk() {
		return UsageError("%s needs %s", cmd.CommandPath(), listed(missing, "and"))
	}
	input := api.CreateTask{Name: o.name, QueryFilter: o.filter}
	if err := o.fill(cmd, app, &input); err != nil {
		return err
	}
	if len(missing) == 0 {
		if err := broken(cannotCreate, input.Check()); err != nil {
			return err
		}
	}
	return o.with(ctx, app, cannotCreate, func(conn *Conn, sink *Sink) error {
		if len(missing) > 0 {
			if err := o.ask(ctx, app, conn, &input); err != nil {
				return err
			}
			if err := o.source(&input); err != nil {
				return err
			}
		}
		if err := o.lookUp(ctx, app, conn, &input); err != nil {
			return err
		}
		if err := broken(cannotCreate, input.Check()); err != nil {
			return err
		}
		before, facts := lookAhead(ctx, app, conn, input)
		warn(app, input, before, facts)
		if o.dry {
			return show(conn, sink, "POST", "/v2/tasks", input)
		}
		return o.send(ctx, app, conn, sink, input, before)
	})
}

// kind judges --task-type against what the command can create.
func (o *createOptions) kind() error {
	if o.taskType == "" {
		return nil
	}
	if taskType, ok := api.ParseTaskType(o.taskType); ok && slices.Contains(o.kinds, taskType) {
		return nil
	}
	return UsageError("--task-type is %q; choose %s", o.taskType, listed(o.words(), "or"))
}

// words are the types that the command may create, as they are typed.
func (o *createOptions) words() (out []string) {
	for _, taskType := range o.kinds {
		out = append(out, taskType.Words())
	}
	return out
}

// missing lists the flags without which nothing can be created.
func (o *createOptions) missing() (out []string) {
	project, dataset := o.project.Value(), o.dataset.Value()
	kind, _ := api.ParseTaskType(o.taskType)
	experiment := kind == api.RunExperiment
	need := func(is bool, flag string) {
		if is {
			out = append(out, flag)
		}
	}
	need(o.name == "", "--name")
	need(o.taskType == "", "--task-type")
	need(!experiment && project == "" && dataset == "", "--project or --dataset")
	need(experiment && dataset == "", "--dataset")
	need(!experiment && dataset != "" && project == "" && len(trimmed(o.experiments)) == 0, "--experiment-ids")
	need(!experiment && o.evaluators == "" && (o.taskType != "" || o.config == ""), "--evaluators")
	need(experiment && o.config == "", "--run-configuration")
	return out
}

// fill brings what the flags hold into the request, but for names.
func (o *createOptions) fill(cmd *cobra.Command, app *App, input *api.CreateTask) (err error) {
	fs := cmd.Flags()
	input.Type, _ = api.ParseTaskType(o.taskType)
	if input.SamplingRate, input.Continuous, err = o.rateFlags.values(fs); err != nil {
		return err
	}
	if o.evaluators != "" {
		if input.Evaluators, err = document(app, "evaluators", o.evaluators, parseEvaluators(o.filter != "")); err != nil {
			return err
		}
	}
	if o.config != "" {
		if input.RunConfig, err = document(app, "run-configuration", o.config, parseConfig); err != nil {
			return err
		}
	}
	return o.source(input)
}

// source brings project, dataset and experiments into the request as they were
// typed, names or IDs: enough for the rules that need nobody's answer.
func (o *createOptions) source(input *api.CreateTask) error {
	input.ProjectID, input.DatasetID = o.project.Value(), o.dataset.Value()
	if input.ProjectID != "" && input.DatasetID != "" && input.Type != api.RunExperiment {
		return UsageError("--project and --dataset exclude one another; a task has one source")
	}
	input.ExperimentIDs = trimmed(o.experiments)
	return nil
}

// lookUp turns names into IDs, the space first.
func (o *createOptions) lookUp(ctx context.Context, app *App, conn *Conn, input *api.CreateTask) (err error) {
	spaceID, isName := "", func(s string) bool { return s != "" && !resolve.IsID(s) }
	if isName(input.ProjectID) || isName(input.DatasetID) || slices.ContainsFunc(input.ExperimentIDs, isName) {
		if spaceID, err = app.SpaceID(ctx, conn, &o.space); err != nil {
			return err
		}
	}
	if input.ProjectID, input.DatasetID, err = sourceIDs(ctx, conn, input.ProjectID, input.DatasetID, spaceID); err != nil {
		return err
	}
	if input.ExperimentIDs, err = experimentIDs(ctx, conn, input.ExperimentIDs, input.DatasetID, spaceID); err != nil {
		return err
	}
	return resolveEvaluators(ctx, app, conn, input.Evaluators, &o.space)
}

// resolveEvaluators turns the names of evaluators into IDs, in place.
func resolveEvaluators(ctx context.Context, app *App, conn *Conn, list []api.EvaluatorInput, space *refFlag) error {
	for i, input := range list {
		if resolve.IsID(input.EvaluatorID) {
			continue
		}
		spaceID, err := app.SpaceID(ctx, conn, space)
		if err != nil {
			return err
		}
		if list[i].EvaluatorID, err = resolve.Evaluator(ctx, conn.Client, input.EvaluatorID, spaceID); err != nil {
			return WrapError("cannot find the evaluator", err)
		}
	}
	return nil
}

func experimentIDs(ctx context.Context, conn *Conn, names []string, datasetID, spaceID string) (out []string, err error) {
	for _, n := range names {
		id, err := resolve.Experiment(ctx, conn.Client, n, datasetID, spaceID)
		if err != nil {
			return nil, WrapError("cannot find the experiment", err)
		}
		out = append(out, id)
	}
	return out, nil
}

// send creates the task, once.
func (o *createOptions) send(ctx context.Context, app *App, conn *Conn, sink *Sink, input api.CreateTask, before write.SameName) error {
	created := write.Create(ctx, conn.Client, input, before, app.Now())
	made := created.Value
	err := outcome(app, cannotCreate, created.Result, lookUp{
		confirmed: "The answer was lost; the task was found all the same.",
		unread:    "The tasks could not be read.",
		uncertain: "The task " + made.ID + " is new and may be yours.",
		command:   "list --name " + axcmd.Quote(input.Name),
	})
	if err != nil {
		return err
	}
	app.Note("Created the task " + nameAndID(made) + ".")
	return done(printTask(app, sink, made), "the task was created: "+made.ID)
}

// done adds to a fault of the output that the write itself was carried out.
func done(err error, what string) error {
	if err == nil {
		return nil
	}
	return &Fault{Code: File, What: "cannot write the output, but " + what, Err: err}
}

package tasks

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/evaljson"
	"ax-tui/api/resolve"
	"ax-tui/api/write"
)

// createOptions holds the flags of the three create commands.
type createOptions struct {
	writeFlags
	project, dataset   refFlag
	name, taskType     string
	evaluators, config string
	doc                evaljson.Doc // what --evaluators holds
	filter             string
	experiments        []string
	rateFlags
	types []api.TaskType // the types that the command creates
	from  string
	file  *fromFile // what --from names; nil for none

	typed   string            // the JSON that was typed as an answer
	picked  map[string]string // names of picked projects and datasets by flag value
	created bool
}

// The help of the create commands, by what they take.
const (
	evaluatorsHelp = `

--evaluators is a list such as

  [{"evaluator_id": "Relevance",
    "column_mappings": {"input": "attributes.input.value",
                        "output": "attributes.output.value"}}]

as text, as the name of a file, or - for standard input. evaluator_id takes the
name or the ID of an evaluator. A task as get prints it in JSON is accepted too.`

	configHelp = `

--run-configuration is a JSON object as text, as the name of a file, or - for
standard input. ai_integration_id and integration_id take a name or an ID. A task
as get prints it in JSON is accepted too.`

	fromHelp = `

--from FILE takes all of it from a task file, as tasks export writes one; flags next to
it win. For another --space its names are looked up there.`

	missingHelp = `

On a terminal the command asks for missing options; elsewhere they are a usage
error.`
)

// createCommand is `tasks create`.
func createCommand(app *App) *cobra.Command {
	return newCreate(app, api.TaskTypes(), cobra.Command{
		Use: "create", Short: "Create a task",
		Long: `create creates a task of any type.

Evaluation tasks need --name, --task-type, --evaluators and --project or
--dataset; tasks that run experiments need --name, --dataset and
--run-configuration.` + evaluatorsHelp + configHelp + fromHelp + missingHelp,
		Example: `  ax-tui tasks create --name "Relevance Monitor" --task-type template_evaluation \
      --project support-bot --space "Search Quality" --evaluators evaluators.json --is-continuous
  ax-tui tasks create --name "JSON Shape" --task-type code_evaluation --dataset golden-qa \
      --experiment-ids baseline,candidate --evaluators - < evaluators.json
  ax-tui tasks create --from relevance-monitor.toml --name "Relevance Monitor EU" --space Europe`,
	})
}

// createEvaluationCommand is `tasks create-evaluation`.
func createEvaluationCommand(app *App) *cobra.Command {
	return newCreate(app, []api.TaskType{api.TemplateEvaluation, api.CodeEvaluation}, cobra.Command{
		Use: "create-evaluation", Short: "Create a task that evaluates spans or experiments",
		Long: `create-evaluation creates a task of one of the two types that have evaluators.` + evaluatorsHelp + fromHelp + missingHelp,
		Example: `  ax-tui tasks create-evaluation --name "JSON Shape" --task-type code_evaluation --dataset golden-qa \
      --experiment-ids baseline,candidate --evaluators evaluators.json
  ax-tui tasks create-evaluation --name Tone --task-type template_evaluation --project support-bot \
      --evaluators evaluators.json --sampling-rate 0.1 --query-filter "span_kind = 'LLM'" --dry-run`,
	})
}

// createRunExperimentCommand is `tasks create-run-experiment`.
func createRunExperimentCommand(app *App) *cobra.Command {
	return newCreate(app, []api.TaskType{api.RunExperiment}, cobra.Command{
		Use: "create-run-experiment", Short: "Create a task that runs experiments",
		Long: `create-run-experiment creates a task that runs a dataset through a model or an agent.` + configHelp + fromHelp + missingHelp,
		Example: `  ax-tui tasks create-run-experiment --name "Prompt Sweep" --dataset golden-qa --run-configuration run.json
  ax-tui tasks create-run-experiment --name "Prompt Sweep" --dataset golden-qa --run-configuration - < run.json`,
	})
}

// newCreate completes a command that creates tasks of these types with their flags.
func newCreate(app *App, kinds []api.TaskType, cmd cobra.Command) *cobra.Command {
	options := &createOptions{types: kinds}
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return options.run(cmd, app) }
	fs := cmd.Flags()
	fs.StringVarP(&options.name, "name", "n", "", "name of the task, unique in its space")
	options.space.Flags(fs, "space", "s", "space to resolve names in (name or ID; default ARIZE_SPACE)")
	options.dataset.Flags(fs, "dataset", "", "the dataset (name or ID)")
	fs.StringVar(&options.from, "from", "", "the task file to create it from; - for standard input")
	options.addDry(fs)
	options.out.Flags(fs)
	if slices.Contains(kinds, api.RunExperiment) {
		fs.StringVar(&options.config, "run-configuration", "", "JSON of what to run: text, a file, or - (run_experiment tasks)")
	}
	if len(kinds) == 1 {
		options.taskType = kinds[0].Words()
		return &cmd
	}
	fs.StringVar(&options.taskType, "task-type", "", joinWords(options.typeWords(), "or"))
	options.project.Flags(fs, "project", "", "the project whose spans are evaluated (name or ID)")
	fs.StringVar(&options.evaluators, "evaluators", "", "JSON list of evaluators: text, a file, or -")
	fs.StringSliceVar(&options.experiments, "experiment-ids", nil, "experiments of the dataset, comma-separated (names or IDs)")
	options.rateFlags.add(fs)
	fs.StringVar(&options.filter, "query-filter", "", "only spans or rows that match, for every evaluator")
	return &cmd
}

const cannotCreate = "cannot create the task"

func (o *createOptions) run(cmd *cobra.Command, app *App) error {
	ctx := cmd.Context()
	if err := o.takeFile(cmd.Flags(), app); err != nil {
		return err
	}
	if err := o.checkType(); err != nil {
		return err
	}
	missing := o.missing()
	if len(missing) > 0 && o.file != nil {
		return UsageError("%s needs %s, or the same in %s", cmd.CommandPath(), joinWords(missing, "and"), quote(o.from))
	}
	if len(missing) > 0 && !app.CanAsk() {
		return UsageError("%s needs %s", cmd.CommandPath(), joinWords(missing, "and"))
	}
	input := api.CreateTask{Name: o.name, QueryFilter: o.filter}
	if err := o.fillRequest(cmd, app, &input); err != nil {
		return err
	}
	if len(missing) == 0 {
		if err := ruleError(cannotCreate, input.Check()); err != nil {
			return err
		}
	}
	return o.with(ctx, app, cannotCreate, func(conn *Conn, sink *Sink) (err error) {
		if len(missing) > 0 {
			defer func() {
				if err != nil && !o.created {
					o.keepAnswers(cmd, app, &input)
				}
			}()
			if err := o.ask(ctx, app, conn, &input); err != nil {
				return err
			}
			if err := o.fillSource(&input); err != nil {
				return err
			}
		}
		if err := o.resolveNames(ctx, app, conn, &input); err != nil {
			return err
		}
		if err := ruleError(cannotCreate, input.Check()); err != nil {
			return err
		}
		sameName, facts, err := readForWarnings(ctx, app, conn, input)
		if err != nil {
			return err
		}
		if err := ruleError(cannotCreate, checkNames(o.doc, facts)); err != nil {
			return err
		}
		printWarnings(app, &input, &sameName, facts)
		if o.dry {
			return printRequest(conn, sink, "POST", "/v2/tasks", input)
		}
		if len(missing) > 0 {
			if err := o.askToCreate(app, &input, facts); err != nil {
				return err
			}
		}
		return o.send(ctx, app, conn, sink, &input, &sameName)
	})
}

// checkType validates --task-type against the types that the command creates.
func (o *createOptions) checkType() error {
	if o.taskType == "" {
		return nil
	}
	if taskType, ok := api.ParseTaskType(o.taskType); ok && slices.Contains(o.types, taskType) {
		return nil
	}
	return UsageError("--task-type is %q; choose %s", o.taskType, joinWords(o.typeWords(), "or"))
}

// typeWords returns the types that the command creates, as the user types them.
func (o *createOptions) typeWords() (out []string) {
	for _, taskType := range o.types {
		out = append(out, taskType.Words())
	}
	return out
}

// missing lists the required flags that are not set.
func (o *createOptions) missing() (out []string) {
	project, dataset := o.project.Value(), o.dataset.Value()
	kind, _ := api.ParseTaskType(o.taskType)
	experiment := kind == api.RunExperiment
	need := func(missing bool, flag string) {
		if missing {
			out = append(out, flag)
		}
	}
	need(o.name == "", "--name")
	need(o.taskType == "", "--task-type")
	need(!experiment && project == "" && dataset == "", "--project or --dataset")
	need(experiment && dataset == "", "--dataset")
	need(!experiment && dataset != "" && project == "" && len(trimAll(o.experiments)) == 0, "--experiment-ids")
	need(!experiment && o.evaluators == "" && len(o.doc.Evaluators) == 0 && (o.taskType != "" || o.config == ""), "--evaluators")
	need(experiment && o.config == "" && (o.file == nil || len(o.file.Request.RunConfig) == 0), "--run-configuration")
	return out
}

// fillRequest copies the flags into the request; names stay names.
func (o *createOptions) fillRequest(cmd *cobra.Command, app *App, input *api.CreateTask) (err error) {
	fs := cmd.Flags()
	input.Type, _ = api.ParseTaskType(o.taskType)
	if input.SamplingRate, input.Continuous, err = o.rateFlags.values(fs); err != nil {
		return err
	}
	if o.file != nil {
		o.fillFromFile(input)
	}
	if o.evaluators != "" {
		if o.doc, err = loadDocument(app, "evaluators", o.evaluators, app.parseEvaluators(o.filter != "", input)); err != nil {
			return err
		}
		input.Evaluators = o.doc.Inputs()
	}
	if o.config != "" {
		if input.RunConfig, err = loadDocument(app, "run-configuration", o.config, app.parseConfig); err != nil {
			return err
		}
	}
	return o.fillSource(input)
}

// fillSource copies project, dataset and experiments into the request as they were
// typed, names or IDs, which is enough for the rules that need no server.
func (o *createOptions) fillSource(input *api.CreateTask) error {
	input.ProjectID, input.DatasetID = o.project.Value(), o.dataset.Value()
	if input.ProjectID != "" && input.DatasetID != "" && input.Type != api.RunExperiment {
		return UsageError("--project and --dataset exclude each other; a task has one source")
	}
	input.ExperimentIDs = trimAll(o.experiments)
	return nil
}

// resolveNames resolves names to IDs, the space first.
func (o *createOptions) resolveNames(ctx context.Context, app *App, conn *Conn, input *api.CreateTask) (err error) {
	if o.file != nil {
		return o.findFromFile(ctx, app, conn, input)
	}
	spaceID, isName := "", func(value string) bool { return value != "" && !resolve.IsID(value) }
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
	if input.RunConfig, err = resolveIntegration(ctx, app, conn, input.RunConfig, &o.space); err != nil {
		return err
	}
	input.Evaluators, err = resolveEvaluators(ctx, app, conn, o.doc, &o.space)
	return err
}

// send creates the task, once.
func (o *createOptions) send(ctx context.Context, app *App, conn *Conn, sink *Sink, input *api.CreateTask, sameName *write.SameName) error {
	created := write.Create(ctx, conn.Client, *input, *sameName, app.Now())
	task := created.Value
	err := writeFault(app, cannotCreate, created.Result, lostTexts{
		confirmed: "The answer was lost, but the task was found.",
		unread:    "The tasks could not be read.",
		uncertain: "The task " + task.ID + " is new and may be yours.",
		command:   "list --name " + axcmd.Quote(input.Name),
	})
	if err != nil {
		return err
	}
	o.created = true
	app.Note("Created the task " + nameAndID(&task) + ".")
	return outputError(printTask(ctx, app, conn, sink, task), "the task was created: "+task.ID)
}

// outputError adds to an error of the output that the write itself was done.
func outputError(err error, what string) error {
	if err == nil {
		return nil
	}
	return &Fault{Code: File, What: "cannot write the output, but " + what, Err: err}
}

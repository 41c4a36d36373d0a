package tasks

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/preflight"
	"ax-tui/api/resolve"
)

// ask asks for missing flags, in the order of the help, and stores the answers in
// the flags and the request.
func (o *createOptions) ask(ctx context.Context, app *App, conn *Conn, input *api.CreateTask) (err error) {
	app.Note("New task. " + leaveHelp)
	if o.name == "" {
		if o.name, err = app.Ask.Text("Name of the task", "unique in its space", "", notEmpty); err != nil {
			return err
		}
		input.Name = o.name
	}
	if o.taskType == "" {
		words := o.typeWords()
		i, err := app.Ask.Choose("Type of the task", words, 0)
		if err != nil {
			return err
		}
		input.Type, o.taskType = o.types[i], words[i]
	}
	spaceID, err := app.SpaceID(ctx, conn, &o.space)
	if err != nil {
		return err
	}
	if err := o.askSource(ctx, app, conn, input, spaceID); err != nil {
		return err
	}
	if input.Type == api.RunExperiment {
		return o.askConfig(app, input)
	}
	return o.askEvaluators(ctx, app, conn, input, spaceID)
}

// leaveHelp says how to leave questions.
const leaveHelp = "ctrl+c leaves the questions; nothing is sent before the last one is answered."

func notEmpty(value string) error {
	if strings.TrimSpace(value) == "" {
		return fmt.Errorf("must not be empty")
	}
	return nil
}

// askSource asks for the project or the dataset, and for experiments of the dataset.
func (o *createOptions) askSource(ctx context.Context, app *App, conn *Conn, input *api.CreateTask, spaceID string) error {
	project := o.project.Value()
	dataset := o.dataset.Value()
	if project == "" && dataset == "" {
		source := 1
		if input.Type != api.RunExperiment {
			var err error
			if source, err = app.Ask.Choose("What is evaluated", []string{"the spans of a project", "experiments of a dataset"}, 0); err != nil {
				return err
			}
		}
		if source == 0 {
			page, err := conn.Client.ListProjects(ctx, api.ProjectQuery{SpaceID: spaceID, Limit: maxRows})
			chosen, err := pick(app, "Project", page, err)
			o.project.Set(chosen)
			return err
		}
	}
	if input.Type == api.RunExperiment && dataset == "" || project == "" && dataset == "" {
		page, err := conn.Client.ListDatasets(ctx, api.DatasetQuery{SpaceID: spaceID, Limit: maxRows})
		chosen, err := pick(app, "Dataset", page, err)
		if err != nil {
			return err
		}
		o.dataset.Set(chosen)
		dataset = chosen
	}
	if dataset == "" || project != "" || input.Type == api.RunExperiment || len(trimAll(o.experiments)) > 0 {
		return nil
	}
	return o.askExperiments(ctx, app, conn, dataset, spaceID)
}

// askExperiments asks for one or more experiments of a dataset.
func (o *createOptions) askExperiments(ctx context.Context, app *App, conn *Conn, dataset, spaceID string) error {
	id, err := resolve.Dataset(ctx, conn.Client, dataset, spaceID)
	if err != nil {
		return WrapError("cannot find the dataset", err)
	}
	page, err := conn.Client.ListExperiments(ctx, api.ExperimentQuery{DatasetID: id, Limit: 100})
	if err != nil {
		return WrapError("cannot list the experiments", err)
	}
	picked, more, err := pickSome(app, "Experiment", "type names or IDs", sortByName(api.Refs(page.Items)))
	if err != nil {
		return err
	}
	for _, ref := range picked {
		o.experiments = append(o.experiments, flagValue(ref))
	}
	if more {
		names, err := app.Ask.Text("Experiments", "names or IDs, comma-separated", "", notEmpty)
		if err != nil {
			return err
		}
		o.experiments = append(o.experiments, strings.Split(names, ",")...)
	}
	return nil
}

// askEvaluators asks for one evaluator by name and then for the JSON, prefilled with
// its variables; the user can add others there.
func (o *createOptions) askEvaluators(ctx context.Context, app *App, conn *Conn, input *api.CreateTask, spaceID string) error {
	if o.evaluators != "" {
		return nil
	}
	page, err := conn.Client.ListEvaluators(ctx, api.EvaluatorQuery{SpaceID: spaceID, Limit: 100})
	if err != nil {
		return WrapError("cannot list the evaluators", err)
	}
	matching := slices.DeleteFunc(page.Items, func(evaluator api.Evaluator) bool { return evaluator.Type.Words()+"_evaluation" != input.Type.Words() })
	refs := sortByName(api.Refs(matching))
	i, err := app.Ask.Choose("First evaluator", append(cleanNames(refs), "write the JSON myself"), 0)
	if err != nil {
		return err
	}
	var picks []evaljson.Pick
	if i < len(refs) {
		picks = []evaljson.Pick{{ID: refs[i].ID}}
		if evaluator, err := conn.Client.GetEvaluator(ctx, refs[i].ID, ""); err == nil {
			picks[0].Variables = preflight.FactsOf(evaluator).Variables
		}
	}
	o.doc, err = askJSON(app, "Evaluators", "every variable needs the path of a column", string(evaljson.Prefill(picks)), app.parseEvaluators(o.filter != "", nil))
	input.Evaluators = o.doc.Inputs()
	return err
}

// askJSON asks for a JSON text and parses it.
func askJSON[T any](app *App, title, help, initial string, parse func(name string, content []byte) (T, error)) (value T, err error) {
	_, err = app.Ask.Long(title+" as JSON", help, initial, func(content string) (err error) {
		value, err = parse(strings.ToLower(title), []byte(content))
		return err
	})
	return value, err
}

const configTemplate = `{
  "experiment_type": "LLM_GENERATION",
  "ai_integration_id": "",
  "model_name": "",
  "input_variable_format": "MUSTACHE",
  "messages": [
    {"role": "USER", "content": "{{input}}"}
  ]
}`

func (o *createOptions) askConfig(app *App, input *api.CreateTask) (err error) {
	if o.config == "" {
		input.RunConfig, err = askJSON(app, "Run configuration", "", configTemplate, app.parseConfig)
	}
	return err
}

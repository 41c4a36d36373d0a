package tasks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/mapping"
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
const leaveHelp = "ctrl+c leaves; nothing is sent before the last answer."

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
			page, err := api.Untyped(conn.Client.ListProjects(ctx, api.ProjectQuery{SpaceID: spaceID, Limit: maxRows}))
			chosen, err := pick(app, "Project", &page, err)
			if err != nil {
				return err
			}
			o.project.Set(o.remember(chosen))
			return o.askRate(app, input)
		}
	}
	if input.Type == api.RunExperiment && dataset == "" || project == "" && dataset == "" {
		page, err := api.Untyped(conn.Client.ListDatasets(ctx, api.DatasetQuery{SpaceID: spaceID, Limit: maxRows}))
		chosen, err := pick(app, "Dataset", &page, err)
		if err != nil {
			return err
		}
		o.dataset.Set(o.remember(chosen))
		dataset = o.dataset.Value()
	}
	if dataset == "" || project != "" || input.Type == api.RunExperiment || len(trimAll(o.experiments)) > 0 {
		return nil
	}
	return o.askExperiments(ctx, app, conn, dataset, spaceID)
}

// remember keeps the name of what was picked and returns the value of its flag.
func (o *createOptions) remember(ref api.Ref) string {
	value := flagValue(ref)
	if o.picked == nil {
		o.picked = map[string]string{}
	}
	o.picked[value] = ref.Name
	return value
}

// askRate asks when a task on spans runs and for which share of them, as far as no flag
// says so.
func (o *createOptions) askRate(app *App, input *api.CreateTask) error {
	if input.Continuous == nil {
		i, err := app.Ask.Choose("When does it run", []string{"on demand, when a run is started", "continuously, as new spans arrive"}, 0)
		if err != nil {
			return err
		}
		continuous := i == 1
		input.Continuous = &continuous
	}
	if input.SamplingRate == nil {
		typed, err := app.Ask.Text("Sampling rate", "share of the spans, 0 to 1; empty: every span", "", func(typed string) error {
			_, err := parseShare(typed)
			return err
		})
		if err != nil {
			return err
		}
		input.SamplingRate, err = parseShare(typed)
		return err
	}
	return nil
}

// parseShare parses a sampling rate; nil for an empty text.
func parseShare(typed string) (*float64, error) {
	if strings.TrimSpace(typed) == "" {
		return nil, nil
	}
	rate, err := strconv.ParseFloat(strings.TrimSpace(typed), 64)
	if err != nil || !(rate >= 0 && rate <= 1) {
		return nil, errors.New("type a number from 0 to 1, such as 0.1")
	}
	return &rate, nil
}

// askExperiments asks for one or more experiments of a dataset.
func (o *createOptions) askExperiments(ctx context.Context, app *App, conn *Conn, dataset, spaceID string) error {
	id, err := resolve.Dataset(ctx, conn.Client, dataset, spaceID)
	if err != nil {
		return WrapError("cannot find the dataset", err)
	}
	page, err := api.Untyped(conn.Client.ListExperiments(ctx, api.ExperimentQuery{DatasetID: id, Limit: 100}))
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
	page, err := api.Untyped(conn.Client.ListEvaluators(ctx, api.EvaluatorQuery{SpaceID: spaceID, Limit: 100}))
	if err != nil {
		return WrapError("cannot list the evaluators", err)
	}
	matching := slices.DeleteFunc(page.Items, func(item api.Listed) bool {
		return item.(*api.Evaluator).Type.Words()+"_evaluation" != input.Type.Words()
	})
	refs := sortByName(api.Refs(matching))
	i, err := app.Ask.Choose("First evaluator", append(cleanNames(refs), "write the JSON myself"), 0)
	if err != nil {
		return err
	}
	var picks []evaljson.Pick
	if i < len(refs) {
		picks = []evaljson.Pick{{ID: refs[i].ID, Guesses: map[string]string{}}}
		if evaluator, err := conn.Client.GetEvaluator(ctx, refs[i].ID, ""); err == nil {
			picks[0].Variables = preflight.FactsOf(&evaluator).Variables
		}
		kind := mapping.Spans
		if o.dataset.Value() != "" {
			kind = mapping.ExperimentRuns
		}
		for _, variable := range picks[0].Variables {
			if path := mapping.Guess(variable, kind, nil); path != "" {
				picks[0].Guesses[variable] = path
			}
		}
	}
	parse := app.parseEvaluators(o.filter != "", nil)
	o.doc, o.typed, err = askJSON(app, "Evaluators", "each variable needs a path", string(evaljson.Prefill(picks)), func(name string, content []byte) (evaljson.Doc, error) {
		doc, err := parse(name, content)
		if err == nil {
			err = checkPaths(doc)
		}
		return doc, err
	})
	input.Evaluators = o.doc.Inputs()
	return err
}

// checkPaths refuses variables that are mapped to nothing: such a task skips every row,
// and in answers an empty path means that it is still to be written.
func checkPaths(doc evaljson.Doc) error {
	for _, evaluator := range doc.Evaluators {
		for _, entry := range evaluator.Mappings {
			if strings.TrimSpace(entry.Path) == "" {
				return UsageError("evaluators: line %d: the variable %q has no path yet", entry.Value.Line, entry.Variable)
			}
		}
	}
	return nil
}

// askJSON asks for a JSON text and parses it. On an error typed is what was written.
func askJSON[T any](app *App, title, help, initial string, parse func(name string, content []byte) (T, error)) (value T, typed string, err error) {
	typed, err = app.Ask.Long(title+" as JSON", help, initial, func(content string) (err error) {
		value, err = parse(strings.ToLower(title), []byte(content))
		return err
	})
	return value, typed, err
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
		input.RunConfig, o.typed, err = askJSON(app, "Run configuration", "", configTemplate, app.parseConfig)
	}
	return err
}

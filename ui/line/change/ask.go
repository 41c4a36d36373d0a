package change

import (
	"context"
	"fmt"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/ui/line/core"
	"ax-tui/ui/text"
)

// ask fills in what is missing by asking, in the order of the flags' page. The
// answers become what the flags would have held.
func (o *createOptions) ask(ctx context.Context, app *core.App, conn *core.Conn, t *api.CreateTask) (err error) {
	if o.name == "" {
		if o.name, err = app.Ask.Text("Name of the task", "unique in its space", "", notEmpty); err != nil {
			return err
		}
		t.Name = o.name
	}
	if o.taskType == "" {
		words := make([]string, 0, len(o.kinds))
		for _, k := range o.kinds {
			words = append(words, k.Words())
		}
		i, err := app.Ask.Choose("Type of the task", words, 0)
		if err != nil {
			return err
		}
		t.Type, o.taskType = o.kinds[i], words[i]
	}
	spaceID, err := app.SpaceID(ctx, conn, &o.space)
	if err != nil {
		return err
	}
	if err := o.askSource(ctx, app, conn, t, spaceID); err != nil {
		return err
	}
	if t.Type == api.RunExperiment {
		return o.askConfig(app, t)
	}
	return o.askEvaluators(ctx, app, conn, t, spaceID)
}

func notEmpty(s string) error {
	if strings.TrimSpace(s) == "" {
		return fmt.Errorf("it cannot be empty")
	}
	return nil
}

// askSource asks for project or dataset, and for the experiments of a dataset.
func (o *createOptions) askSource(ctx context.Context, app *core.App, conn *core.Conn, t *api.CreateTask, spaceID string) error {
	project, _ := o.project.Value()
	dataset, _ := o.dataset.Value()
	if project == "" && dataset == "" {
		kind := 1
		if t.Type != api.RunExperiment {
			var err error
			if kind, err = app.Ask.Choose("What is evaluated", []string{"the spans of a project", "experiments of a dataset"}, 0); err != nil {
				return err
			}
		}
		if kind == 0 {
			v, err := pickOne(app, "Project", func() ([]string, error) {
				p, err := conn.Client.ListProjects(ctx, api.ProjectQuery{SpaceID: spaceID, Limit: 100})
				return namesOf(p.Items, func(x api.Project) string { return x.Name }), err
			})
			o.project.Set(v)
			return err
		}
		v, err := pickOne(app, "Dataset", func() ([]string, error) {
			p, err := conn.Client.ListDatasets(ctx, api.DatasetQuery{SpaceID: spaceID, Limit: 100})
			return namesOf(p.Items, func(x api.Dataset) string { return x.Name }), err
		})
		if err != nil {
			return err
		}
		o.dataset.Set(v)
	}
	if dataset, _ = o.dataset.Value(); dataset == "" || t.Type == api.RunExperiment || len(list(o.experiments)) > 0 {
		return nil
	}
	v, err := app.Ask.Text("Experiments", "names or IDs, by comma", "", notEmpty)
	o.experiments = strings.Split(v, ",")
	return err
}

func namesOf[T any](items []T, name func(T) string) (out []string) {
	for _, x := range items {
		out = append(out, name(x))
	}
	return out
}

// pickOne offers a list of names; one that is not on it can be typed.
func pickOne(app *core.App, title string, names func() ([]string, error)) (string, error) {
	list, err := names()
	if err != nil {
		return "", core.Failed("cannot list what there is to choose", err)
	}
	options := make([]string, 0, len(list)+1)
	for _, n := range list {
		options = append(options, string(text.Clean(n)))
	}
	options = append(options, "another one: type its name or ID")
	i, err := app.Ask.Choose(title, options, 0)
	if err != nil {
		return "", err
	}
	if i < len(list) {
		return list[i], nil
	}
	return app.Ask.Text(title, "name or ID", "", notEmpty)
}

// askEvaluators asks for one evaluator by name and then for the JSON, begun
// with its variables.
func (o *createOptions) askEvaluators(ctx context.Context, app *core.App, conn *core.Conn, t *api.CreateTask, spaceID string) error {
	if o.evaluators != "" {
		return nil
	}
	page, err := conn.Client.ListEvaluators(ctx, api.EvaluatorQuery{SpaceID: spaceID, Limit: 100})
	if err != nil {
		return core.Failed("cannot list the evaluators", err)
	}
	var fit []api.Evaluator
	var options []string
	for _, e := range page.Items {
		if e.Type.Words()+"_evaluation" == t.Type.Words() {
			fit = append(fit, e)
			options = append(options, string(text.Clean(e.Name)))
		}
	}
	options = append(options, "write the JSON myself")
	i, err := app.Ask.Choose("Evaluator to begin with", options, 0)
	if err != nil {
		return err
	}
	initial := "[]"
	if i < len(fit) {
		pick := evaljson.Pick{ID: fit[i].ID}
		if e, err := conn.Client.GetEvaluator(ctx, fit[i].ID, ""); err == nil {
			pick.Variables = variables(e)
		}
		initial = string(evaljson.Prefill([]evaljson.Pick{pick}))
	}
	filtered := o.filter != ""
	txt, err := app.Ask.Long("Evaluators as JSON", "every variable needs the path of a column", initial, func(s string) error {
		_, faults := evaljson.Options{TaskFilter: filtered}.Parse([]byte(s))
		return spoilt("evaluators", faults)
	})
	if err != nil {
		return err
	}
	doc, faults := evaljson.Options{TaskFilter: filtered}.Parse([]byte(txt))
	if err := spoilt("--evaluators", faults); err != nil {
		return err
	}
	t.Evaluators = doc.Inputs()
	return nil
}

// variables are what an evaluator wants mapped.
func variables(e api.Evaluator) []string {
	switch {
	case e.Version == nil:
		return nil
	case e.Version.Template != nil:
		return evaljson.Variables(e.Version.Template.Template)
	case e.Version.Code != nil:
		return e.Version.Code.Variables
	}
	return nil
}

const configSketch = `{
  "experiment_type": "LLM_GENERATION",
  "ai_integration_id": "",
  "model_name": "",
  "input_variable_format": "MUSTACHE",
  "messages": [
    {"role": "USER", "content": "{{input}}"}
  ]
}`

func (o *createOptions) askConfig(app *core.App, t *api.CreateTask) error {
	if o.config != "" {
		return nil
	}
	check := func(s string) error {
		_, faults := evaljson.ParseRunConfig([]byte(s))
		return spoilt("run configuration", faults)
	}
	txt, err := app.Ask.Long("Run configuration as JSON", "", configSketch, check)
	if err != nil {
		return err
	}
	conf, faults := evaljson.ParseRunConfig([]byte(txt))
	t.RunConfig = conf.Raw
	return spoilt("--run-configuration", faults)
}

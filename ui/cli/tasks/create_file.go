package tasks

import (
	"context"

	"github.com/spf13/pflag"

	"ax-tui/api"
)

// takeFile takes from the file of --from what no flag says.
func (o *createOptions) takeFile(fs *pflag.FlagSet, app *App) (err error) {
	if o.from == "" {
		return nil
	}
	if o.file, err = app.loadFile(o.from); err != nil {
		return err
	}
	request := o.file.Request
	if o.name == "" {
		o.name = request.Name
	}
	if o.taskType == "" || len(o.types) == 1 { // a command for one type has no flag for it
		o.taskType = request.Type.Words()
	}
	if o.project.Value() == "" && o.dataset.Value() == "" {
		o.project.Set(request.ProjectID)
		o.dataset.Set(request.DatasetID)
		if len(o.experiments) == 0 {
			o.experiments = request.ExperimentIDs
		}
	}
	if !fs.Changed("query-filter") {
		o.filter = request.QueryFilter
	}
	if o.evaluators == "" {
		o.doc = o.file.Doc()
	}
	return nil
}

// fillFromFile copies into the request what has no flag of its own, or none that was given.
func (o *createOptions) fillFromFile(input *api.CreateTask) {
	request := o.file.Request
	if input.Name, input.QueryFilter = o.name, o.filter; input.SamplingRate == nil {
		input.SamplingRate = request.SamplingRate
	}
	if input.Continuous == nil {
		input.Continuous = request.Continuous
	}
	if o.evaluators == "" {
		input.Evaluators, input.QueryFilters = request.Evaluators, request.QueryFilters
	}
	if o.config == "" {
		input.RunConfig = request.RunConfig
	}
}

// findFromFile puts IDs in place of the names in the request, by the IDs of the file where
// it has one. Evaluators of a flag are no part of the file.
func (o *createOptions) findFromFile(ctx context.Context, app *App, conn *Conn, input *api.CreateTask) (err error) {
	file := *o.file
	if file.Request = *input; o.evaluators != "" {
		file.Request.Evaluators = nil
	}
	if err := file.find(ctx, app, conn, &o.space, &api.CreateTask{}); err != nil {
		return err
	}
	if *input = file.Request; o.evaluators != "" {
		input.Evaluators, err = resolveEvaluators(ctx, app, conn, o.doc, &o.space)
	}
	return err
}

package trigger

import (
	"context"

	"ax-tui/api"
)

// lister lists runs and does nothing else.
type lister []api.Run

func (l lister) ListRuns(context.Context, api.RunQuery) (api.Page[api.Run], error) {
	return api.Page[api.Run]{Items: l}, nil
}
func (lister) GetTask(context.Context, string) (api.Task, error) { panic("not asked for") }
func (lister) ListExperiments(context.Context, api.ExperimentQuery) (api.Page[api.Experiment], error) {
	panic("not asked for")
}
func (lister) ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error) {
	panic("not asked for")
}
func (lister) ListExamples(context.Context, api.ExampleQuery) (api.Page[api.Example], error) {
	panic("not asked for")
}
func (lister) GetDataset(context.Context, string) (api.Dataset, error)       { panic("not asked for") }
func (lister) Trigger(context.Context, string, api.Trigger) (api.Run, error) { panic("not asked for") }
func (lister) GetExperiment(context.Context, string) (api.Experiment, error) { panic("not asked for") }

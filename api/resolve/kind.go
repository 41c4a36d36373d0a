package resolve

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"ax-tui/api"
)

// Kinds loads an object of each kind.
type Kinds interface {
	GetTask(context.Context, string) (api.Task, error)
	GetRun(context.Context, string) (api.Run, error)
	GetProject(context.Context, string) (api.Project, error)
	GetDataset(context.Context, string) (api.Dataset, error)
	GetExperiment(context.Context, string) (api.Experiment, error)
	GetEvaluator(ctx context.Context, id, versionID string) (api.Evaluator, error)
	ListSpaces(context.Context, api.SpaceQuery) (api.Page[api.Space], error)
}

// Kind asks the server what an ID is of, since IDs do not show their kind (contract
// section 4): "task", "run", "project", "dataset", "experiment", "evaluator" or
// "space", with its name; "" when none has this ID or the requests fail. The kinds of
// not are left out. It improves messages only, so it does not retry.
func Kind(ctx context.Context, client Kinds, id string, not ...string) (kind, name string) {
	ctx = api.NoRetry(ctx)
	probes := []struct {
		kind string
		get  func() (api.Ref, error)
	}{
		{"task", func() (api.Ref, error) { task, err := client.GetTask(ctx, id); return task.Ref(), err }},
		{"run", func() (api.Ref, error) { run, err := client.GetRun(ctx, id); return run.Ref(), err }},
		{"project", func() (api.Ref, error) { project, err := client.GetProject(ctx, id); return project.Ref(), err }},
		{"dataset", func() (api.Ref, error) { dataset, err := client.GetDataset(ctx, id); return dataset.Ref(), err }},
		{"experiment", func() (api.Ref, error) {
			experiment, err := client.GetExperiment(ctx, id)
			return experiment.Ref(), err
		}},
		{"evaluator", func() (api.Ref, error) {
			evaluator, err := client.GetEvaluator(ctx, id, "")
			return evaluator.Ref(), err
		}},
		{"space", func() (api.Ref, error) {
			page, err := api.Untyped(client.ListSpaces(ctx, api.SpaceQuery{Limit: 100}))
			refs := api.Refs(page.Items)
			if i := slices.IndexFunc(refs, func(ref api.Ref) bool { return ref.ID == id }); i >= 0 {
				return refs[i], err
			}
			return api.Ref{}, err
		}},
	}
	found := make([]api.Ref, len(probes))
	var all sync.WaitGroup
	for i, probe := range probes {
		if slices.Contains(not, probe.kind) {
			continue
		}
		all.Go(func() {
			if ref, err := probe.get(); err == nil {
				found[i] = ref
			}
		})
	}
	all.Wait()
	if i := slices.IndexFunc(found, func(ref api.Ref) bool { return ref.ID != "" }); i >= 0 {
		return probes[i].kind, found[i].Name
	}
	return "", ""
}

// KindText says in a sentence what Kind has found; "" for nothing.
func KindText(kind, name string) string {
	if kind == "" {
		return ""
	}
	article := "a "
	if strings.HasPrefix(kind, "e") {
		article = "an "
	}
	if name != "" {
		name = fmt.Sprintf(", %q", name)
	}
	return "It is the ID of " + article + kind + name + "."
}

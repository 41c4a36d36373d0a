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
		{"task", probe(ctx, client.GetTask, id)},
		{"run", probe(ctx, client.GetRun, id)},
		{"project", probe(ctx, client.GetProject, id)},
		{"dataset", probe(ctx, client.GetDataset, id)},
		{"experiment", probe(ctx, client.GetExperiment, id)},
		{"evaluator", probe(ctx, func(ctx context.Context, id string) (api.Evaluator, error) { return client.GetEvaluator(ctx, id, "") }, id)},
		{"space", func() (api.Ref, error) {
			page, err := client.ListSpaces(ctx, api.SpaceQuery{Limit: 100})
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

func probe[T api.Listed](ctx context.Context, get func(context.Context, string) (T, error), id string) func() (api.Ref, error) {
	return func() (api.Ref, error) {
		item, err := get(ctx, id)
		if err != nil {
			return api.Ref{}, err
		}
		return item.Ref(), nil
	}
}

package picker

import (
	"context"
	"time"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// pageSize is how many names are asked for at once (contract section 3).
const pageSize = 100

// Load reads one page: what has query in its name (everything for ""), from the
// cursor on ("" is the first page). next is "" after the last page.
type Load func(ctx context.Context, query, cursor string) (items []Item, next string, err error)

// Get reads what one ID names.
type Get func(ctx context.Context, id string) (Item, error)

// Source is where a picker takes its items from. The zero Source has none.
type Source struct {
	First []Item // in front of what is read
	Load  Load   // nil: there is nothing to read
	Get   Get    // nil: IDs are not looked up
	Fixed bool   // Load does not heed its query: it is always asked with ""
	// IsID tells IDs of a kind that api/resolve does not know; nil: there are none.
	IsID func(string) bool
}

// From makes a source of a list of the API and, unless it is nil, of the request
// for one thing by its ID.
func From[T any](list func(ctx context.Context, query, cursor string) (api.Page[T], error), get func(context.Context, string) (T, error), item func(T) Item) Source {
	s := Source{Load: func(ctx context.Context, query, cursor string) ([]Item, string, error) {
		p, err := list(ctx, query, cursor)
		out := make([]Item, len(p.Items))
		for i, x := range p.Items {
			out[i] = item(x)
		}
		return out, p.Next, err
	}}
	if get != nil {
		s.Get = func(ctx context.Context, id string) (Item, error) {
			x, err := get(ctx, id)
			return item(x), err
		}
	}
	return s
}

// named is an item without more to tell.
func named[T api.Listed](x T) Item {
	ref := x.Ref()
	return Item{ID: ref.ID, Name: text.Clean(ref.Name)}
}

// What the sources ask of the API.
type (
	// SpaceClient reads spaces.
	SpaceClient interface {
		ListSpaces(context.Context, api.SpaceQuery) (api.Page[api.Space], error)
	}
	// ProjectClient reads projects.
	ProjectClient interface {
		ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error)
		GetProject(context.Context, string) (api.Project, error)
	}
	// DatasetClient reads datasets.
	DatasetClient interface {
		ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error)
		GetDataset(context.Context, string) (api.Dataset, error)
	}
	// ExperimentClient reads experiments.
	ExperimentClient interface {
		ListExperiments(context.Context, api.ExperimentQuery) (api.Page[api.Experiment], error)
		GetExperiment(context.Context, string) (api.Experiment, error)
	}
	// EvaluatorClient reads evaluators and their versions.
	EvaluatorClient interface {
		ListEvaluators(context.Context, api.EvaluatorQuery) (api.Page[api.Evaluator], error)
		ListEvaluatorVersions(context.Context, api.VersionQuery) (api.Page[api.EvaluatorVersion], error)
		GetEvaluator(ctx context.Context, id, versionID string) (api.Evaluator, error)
		GetEvaluatorVersion(context.Context, string) (api.EvaluatorVersion, error)
	}
	// IntegrationClient reads AI integrations.
	IntegrationClient interface {
		ListIntegrations(context.Context, api.IntegrationQuery) (api.Page[api.Integration], error)
		GetIntegration(context.Context, string) (api.Integration, error)
	}
)

// Spaces are those that the key may see.
func Spaces(c SpaceClient) Source {
	return From(func(ctx context.Context, query, cursor string) (api.Page[api.Space], error) {
		return c.ListSpaces(ctx, api.SpaceQuery{Name: query, Limit: pageSize, Cursor: cursor})
	}, nil, func(x api.Space) Item {
		return Item{ID: x.ID, Name: text.Clean(x.Name), Detail: text.CleanN(x.Description, 60)}
	})
}

// Projects are those of a space; "": of all spaces.
func Projects(c ProjectClient, space string) Source {
	return From(func(ctx context.Context, query, cursor string) (api.Page[api.Project], error) {
		return c.ListProjects(ctx, api.ProjectQuery{SpaceID: space, Name: query, Limit: pageSize, Cursor: cursor})
	}, c.GetProject, named)
}

// Datasets are those of a space; "": of all spaces.
func Datasets(c DatasetClient, space string) Source {
	return From(func(ctx context.Context, query, cursor string) (api.Page[api.Dataset], error) {
		return c.ListDatasets(ctx, api.DatasetQuery{SpaceID: space, Name: query, Limit: pageSize, Cursor: cursor})
	}, c.GetDataset, named)
}

// Experiments are those over a dataset, with the time at which they were made.
func Experiments(c ExperimentClient, dataset string, zone *time.Location) Source {
	return From(func(ctx context.Context, query, cursor string) (api.Page[api.Experiment], error) {
		return c.ListExperiments(ctx, api.ExperimentQuery{DatasetID: dataset, Name: query, Limit: pageSize, Cursor: cursor})
	}, c.GetExperiment, func(x api.Experiment) Item {
		return Item{ID: x.ID, Name: text.Clean(x.Name), Detail: text.Clean(text.Stamp(x.CreatedAt, zone))}
	})
}

// Evaluators are those of a space; "": of all spaces.
func Evaluators(c EvaluatorClient, space string) Source {
	return From(func(ctx context.Context, query, cursor string) (api.Page[api.Evaluator], error) {
		return c.ListEvaluators(ctx, api.EvaluatorQuery{SpaceID: space, Name: query, Limit: pageSize, Cursor: cursor})
	}, func(ctx context.Context, id string) (api.Evaluator, error) {
		return c.GetEvaluator(ctx, id, "")
	}, func(x api.Evaluator) Item {
		return Item{ID: x.ID, Name: text.Clean(x.Name), Detail: text.Clean(x.Type.Words())}
	})
}

// Versions are those of one evaluator, by the message of their commit.
func Versions(c EvaluatorClient, evaluator string, zone *time.Location) Source {
	s := From(func(ctx context.Context, _, cursor string) (api.Page[api.EvaluatorVersion], error) {
		return c.ListEvaluatorVersions(ctx, api.VersionQuery{EvaluatorID: evaluator, Limit: pageSize, Cursor: cursor})
	}, c.GetEvaluatorVersion, func(x api.EvaluatorVersion) Item {
		name := text.CleanN(x.CommitMessage, 60)
		if name == "" {
			name = text.CleanN(x.CommitHash, 12)
		}
		return Item{ID: x.ID, Name: name, Detail: text.Clean(text.Stamp(x.CreatedAt, zone))}
	})
	s.Fixed = true
	return s
}

// Integrations are those of a space; "": of all spaces.
func Integrations(c IntegrationClient, space string) Source {
	return From(func(ctx context.Context, query, cursor string) (api.Page[api.Integration], error) {
		return c.ListIntegrations(ctx, api.IntegrationQuery{SpaceID: space, Name: query, Limit: pageSize, Cursor: cursor})
	}, c.GetIntegration, func(x api.Integration) Item {
		return Item{ID: x.ID, Name: text.Clean(x.Name), Detail: text.CleanN(x.Provider, 30)}
	})
}

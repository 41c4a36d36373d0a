package picker

import (
	"context"
	"time"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// pageSize is the number of items per page (contract section 3).
const pageSize = 100

// Load loads one page of the items with query in their name ("" for all items),
// starting at cursor ("" for the first page).
type Load func(ctx context.Context, query, cursor string) (api.Page[Item], error)

// Get loads the item of an ID.
type Get func(ctx context.Context, id string) (Item, error)

// Source provides the items of a picker. The zero Source has none.
type Source struct {
	First []Item    // listed before the loaded items
	Load  Load      // nil: there is nothing to load
	Get   Get       // nil: IDs are not looked up
	Fixed bool      // Load ignores its query: it is always called with ""
	Exact bool      // Load gets each query as it is typed, at once: nothing is asked of the server
	Noun  string    // what an item is; "": an item
	Other text.Safe // what enter does with a text that is not among the items; "": nothing
	// byName sorts the loaded items by name; otherwise they keep the server's order.
	byName bool
	// IsID recognizes IDs of a kind that api/resolve does not know; nil: none.
	IsID func(string) bool
}

// ByName returns the source with its loaded items sorted by name.
func (s Source) ByName() Source { s.byName = true; return s }

// From returns a source for a list operation of the API and, unless it is nil, the
// operation that gets one item by ID. noun is what an item is; item is given a pointer.
func From(noun string, list func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error), get func(context.Context, string) (api.Listed, error), item func(api.Listed) Item) Source {
	source := Source{Noun: noun, Load: func(ctx context.Context, query, cursor string) (api.Page[Item], error) {
		page, err := list(ctx, query, cursor)
		out := api.Page[Item]{Items: make([]Item, len(page.Items)), Next: page.Next, Cut: page.Cut}
		for i, row := range page.Items {
			out.Items[i] = item(row)
		}
		return out, err
	}}
	if get != nil {
		source.Get = func(ctx context.Context, id string) (Item, error) {
			row, err := get(ctx, id)
			return item(row), err
		}
	}
	return source
}

// named returns an item without detail.
func named(row api.Listed) Item {
	ref := row.Ref()
	return Item{ID: ref.ID, Name: text.Clean(ref.Name)}
}

// The API that the sources need.
type (
	// TaskClient lists tasks.
	TaskClient interface {
		ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error)
	}
	// SpaceClient lists spaces.
	SpaceClient interface {
		ListSpaces(context.Context, api.SpaceQuery) (api.Page[api.Space], error)
	}
	// ProjectClient lists and gets projects.
	ProjectClient interface {
		ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error)
		GetProject(context.Context, string) (api.Project, error)
	}
	// DatasetClient lists and gets datasets.
	DatasetClient interface {
		ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error)
		GetDataset(context.Context, string) (api.Dataset, error)
	}
	// ExperimentClient lists and gets experiments.
	ExperimentClient interface {
		ListExperiments(context.Context, api.ExperimentQuery) (api.Page[api.Experiment], error)
		GetExperiment(context.Context, string) (api.Experiment, error)
	}
	// EvaluatorClient lists and gets evaluators and their versions.
	EvaluatorClient interface {
		ListEvaluators(context.Context, api.EvaluatorQuery) (api.Page[api.Evaluator], error)
		ListEvaluatorVersions(context.Context, api.VersionQuery) (api.Page[api.EvaluatorVersion], error)
		GetEvaluator(ctx context.Context, id, versionID string) (api.Evaluator, error)
		GetEvaluatorVersion(context.Context, string) (api.EvaluatorVersion, error)
	}
	// IntegrationClient lists and gets integrations.
	IntegrationClient interface {
		ListIntegrations(context.Context, api.IntegrationQuery) (api.Page[api.Integration], error)
		GetIntegration(context.Context, string) (api.Integration, error)
	}
)

// Tasks lists the tasks of all spaces.
func Tasks(client TaskClient) Source {
	return From("task", func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListTasks(ctx, api.TaskQuery{Name: query, Limit: pageSize, Cursor: cursor}))
	}, nil, named).ByName()
}

// Spaces lists the spaces that the key may see.
func Spaces(client SpaceClient) Source {
	return From("space", func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListSpaces(ctx, api.SpaceQuery{Name: query, Limit: pageSize, Cursor: cursor}))
	}, nil, func(row api.Listed) Item {
		item := named(row)
		item.Detail = text.CleanN(row.(*api.Space).Description, 60)
		return item
	}).ByName()
}

// Projects lists the projects of a space, "" for all spaces.
func Projects(client ProjectClient, space string) Source {
	return From("project", func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListProjects(ctx, api.ProjectQuery{SpaceID: space, Name: query, Limit: pageSize, Cursor: cursor}))
	}, func(ctx context.Context, id string) (api.Listed, error) {
		row, err := client.GetProject(ctx, id)
		return &row, err
	}, named).ByName()
}

// Datasets lists the datasets of a space, "" for all spaces.
func Datasets(client DatasetClient, space string) Source {
	return From("dataset", func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListDatasets(ctx, api.DatasetQuery{SpaceID: space, Name: query, Limit: pageSize, Cursor: cursor}))
	}, func(ctx context.Context, id string) (api.Listed, error) {
		row, err := client.GetDataset(ctx, id)
		return &row, err
	}, named).ByName()
}

// Experiments lists the experiments of a dataset, with their creation times.
func Experiments(client ExperimentClient, dataset string, zone *time.Location) Source {
	return From("experiment", func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListExperiments(ctx, api.ExperimentQuery{DatasetID: dataset, Name: query, Limit: pageSize, Cursor: cursor}))
	}, func(ctx context.Context, id string) (api.Listed, error) {
		row, err := client.GetExperiment(ctx, id)
		return &row, err
	}, func(row api.Listed) Item {
		item := named(row)
		item.Detail = text.Clean(text.Stamp(row.(*api.Experiment).CreatedAt, zone))
		return item
	})
}

// Evaluators lists the evaluators of a space, "" for all spaces. unfit says why one of a
// type cannot be used, "" if it can; those stand last.
func Evaluators(client EvaluatorClient, space string, unfit func(api.EvaluatorType) string) Source {
	return From("evaluator", func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListEvaluators(ctx, api.EvaluatorQuery{SpaceID: space, Name: query, Limit: pageSize, Cursor: cursor}))
	}, func(ctx context.Context, id string) (api.Listed, error) {
		row, err := client.GetEvaluator(ctx, id, "")
		return &row, err
	}, func(row api.Listed) Item {
		item, kind := named(row), row.(*api.Evaluator).Type
		item.Detail = text.Clean(kind.Words())
		if why := unfit(kind); why != "" {
			item.Detail, item.Dim = text.Clean(why), true
		}
		return item
	}).ByName()
}

// Versions lists the versions of an evaluator by commit message.
func Versions(client EvaluatorClient, evaluator string, zone *time.Location) Source {
	source := From("version", func(ctx context.Context, _, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListEvaluatorVersions(ctx, api.VersionQuery{EvaluatorID: evaluator, Limit: pageSize, Cursor: cursor}))
	}, func(ctx context.Context, id string) (api.Listed, error) {
		row, err := client.GetEvaluatorVersion(ctx, id)
		return &row, err
	}, func(row api.Listed) Item {
		version := row.(*api.EvaluatorVersion)
		name := text.CleanN(version.CommitMessage, 60)
		if name == "" {
			name = text.CleanN(version.CommitHash, 12)
		}
		return Item{ID: version.ID, Name: name, Detail: text.Clean(text.Stamp(version.CreatedAt, zone))}
	})
	source.Fixed = true
	return source
}

// Integrations lists the integrations of a type in a space, "" for all spaces.
func Integrations(client IntegrationClient, space string, kind api.IntegrationType) Source {
	return From("integration", func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListIntegrations(ctx, api.IntegrationQuery{SpaceID: space, Name: query, Type: kind, Limit: pageSize, Cursor: cursor}))
	}, func(ctx context.Context, id string) (api.Listed, error) {
		row, err := client.GetIntegration(ctx, id)
		return &row, err
	}, func(row api.Listed) Item {
		item := named(row)
		item.Detail = text.CleanN(row.(*api.Integration).Provider, 30)
		return item
	}).ByName()
}

// Package sample loads a few rows of what a task evaluates, to check mappings with: spans
// of a project, outputs of an experiment, or examples of a dataset.
//
// It imports api, api/mapping and the standard library.
package sample

import (
	"context"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/mapping"
)

// Limits of a sample.
const (
	Size    = 50 // rows at most
	window  = 7 * 24 * time.Hour
	longest = 500 // characters of a value: it is only shown, and not in full
)

// Client loads the rows.
type Client interface {
	ListSpans(ctx context.Context, query api.SpanQuery) (api.Page[api.Span], error)
	ListExamples(ctx context.Context, query api.ExampleQuery) (api.Page[api.Example], error)
	ListExperimentRuns(ctx context.Context, experimentID string, limit int) (api.Page[api.ExperimentRun], error)
}

// Source is what rows are of: a project, an experiment of a dataset, or a dataset. The
// zero Source is of nothing.
type Source struct {
	Project, Filter     string // spans that match the filter, "" for any
	Dataset, Experiment string // without an experiment the examples of the dataset
}

// Of returns the source that a task evaluates: the spans that its evaluators may judge,
// of the trace and session shape those of its first query filter, the first of its experiments, or the dataset that it runs.
func Of(task *api.Task) Source {
	switch {
	case task.ProjectID == "":
		source := Source{Dataset: task.DatasetID}
		if task.Type != api.RunExperiment && len(task.ExperimentIDs) > 0 {
			source.Experiment = task.ExperimentIDs[0]
		}
		return source
	case task.QueryFilters != nil && len(task.QueryFilters.Filters) > 0:
		return Source{Project: task.ProjectID, Filter: strings.TrimSpace(task.QueryFilters.Filters[0].Filter)}
	}
	return Source{Project: task.ProjectID, Filter: task.SpanFilter()}
}

// Read loads the newest rows of the last week, by the clock of the server; those of
// datasets and experiments are the first ones, of any time. It sends one request, and
// for an experiment a second one, for its examples.
func Read(ctx context.Context, client Client, source Source, now time.Time) (mapping.Set, error) {
	switch {
	case source.Project != "":
		start := now.Add(-window)
		page, err := client.ListSpans(ctx, api.SpanQuery{ProjectID: source.Project, Start: &start, End: &now, Filter: source.Filter, Limit: Size, Truncate: longest})
		return set(mapping.Set{Kind: mapping.Spans, Start: start, End: now, Filter: source.Filter}, page.Items, mapping.FromSpan), err
	case source.Experiment == "":
		page, err := client.ListExamples(ctx, api.ExampleQuery{DatasetID: source.Dataset, Limit: Size})
		return set(mapping.Set{Kind: mapping.Examples}, page.Items, mapping.FromExample), err
	}
	page, err := client.ListExperimentRuns(ctx, source.Experiment, Size)
	if err != nil {
		return mapping.Set{}, err
	}
	examples := map[string]*api.Example{}
	if examplePage, err := client.ListExamples(ctx, api.ExampleQuery{DatasetID: source.Dataset, Limit: 500}); err == nil { // their columns can be mapped too
		for i := range examplePage.Items {
			examples[examplePage.Items[i].ID] = &examplePage.Items[i]
		}
	}
	from := func(run api.ExperimentRun) mapping.Sample { return mapping.FromRun(&run, examples[run.ExampleID]) }
	return set(mapping.Set{Kind: mapping.ExperimentRuns}, page.Items, from), nil
}

// set adds rows to a set.
func set[T any](out mapping.Set, items []T, from func(T) mapping.Sample) mapping.Set {
	for _, item := range items {
		out.Samples = append(out.Samples, from(item))
	}
	return out
}

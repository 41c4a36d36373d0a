// Package resolve turns what a person types, a name or an ID, into an ID, the
// way the official clients do (contract section 4): listed with the name
// filter, every page, then compared exactly. IDs pass as they are.
//
// It promises that "there is none" is said only of lists that were read to
// their end, and that of several things with one name none is chosen silently:
// the official clients take the first, which without a space may be one of
// another space. It imports api only.
package resolve

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
)

// IsID is the official clients' test: standard base64 that holds a colon.
func IsID(text string) bool {
	decoded, err := base64.StdEncoding.DecodeString(text)
	return err == nil && strings.Contains(string(decoded), ":")
}

// Client is what look-ups of filters ask of the API.
type Client interface {
	ListSpaces(context.Context, api.SpaceQuery) (api.Page[api.Space], error)
	ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error)
	ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error)
}

// Tasks is what looking a task up asks of the API.
type Tasks interface {
	ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error)
}

// Experiments is what looking an experiment up asks of the API.
type Experiments interface {
	ListExperiments(context.Context, api.ExperimentQuery) (api.Page[api.Experiment], error)
}

// Evaluators is what looking an evaluator up asks of the API.
type Evaluators interface {
	ListEvaluators(context.Context, api.EvaluatorQuery) (api.Page[api.Evaluator], error)
}

// look is one look-up in a list.
type look[T api.Listed] struct {
	kind, name string
	page       func(ctx context.Context, name, cursor string) (api.Page[T], error)
}

// maxPages bounds a look-up; a name filter that matches more is no filter.
const maxPages = 50

// Space finds a space. Here as below, several of exactly this name are an
// *Ambiguous error that lists their IDs, and none is a *NotFound.
func Space(ctx context.Context, client Client, nameOrID string) (string, error) {
	return look[api.Space]{kind: "space", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Space], error) {
		return client.ListSpaces(ctx, api.SpaceQuery{Name: name, Limit: 100, Cursor: cursor})
	}}.id(ctx)
}

// Project finds a project, in a space when its ID is given.
func Project(ctx context.Context, client Client, nameOrID, spaceID string) (string, error) {
	return look[api.Project]{kind: "project", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Project], error) {
		return client.ListProjects(ctx, api.ProjectQuery{SpaceID: spaceID, Name: name, Limit: 100, Cursor: cursor})
	}}.id(ctx)
}

// Dataset finds a dataset, in a space when its ID is given.
func Dataset(ctx context.Context, client Client, nameOrID, spaceID string) (string, error) {
	return look[api.Dataset]{kind: "dataset", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Dataset], error) {
		return client.ListDatasets(ctx, api.DatasetQuery{SpaceID: spaceID, Name: name, Limit: 100, Cursor: cursor})
	}}.id(ctx)
}

// Task finds a task, in a space when its ID is given. Names are unique in a
// space (contract section 6), not beyond it.
func Task(ctx context.Context, tasks Tasks, nameOrID, spaceID string) (string, error) {
	return look[api.Task]{kind: "task", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Task], error) {
		return tasks.ListTasks(ctx, api.TaskQuery{SpaceID: spaceID, Name: name, Limit: 100, Cursor: cursor})
	}}.id(ctx)
}

// Experiment finds an experiment, in a dataset or a space when their IDs are
// given. Names are unique in a dataset only (contract section 4).
func Experiment(ctx context.Context, experiments Experiments, nameOrID, datasetID, spaceID string) (string, error) {
	query := api.ExperimentQuery{DatasetID: datasetID, Limit: 100}
	if datasetID == "" {
		query.SpaceID = spaceID
	}
	return look[api.Experiment]{kind: "experiment", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Experiment], error) {
		query.Name, query.Cursor = name, cursor
		return experiments.ListExperiments(ctx, query)
	}}.id(ctx)
}

// Evaluator finds an evaluator, in a space when its ID is given.
func Evaluator(ctx context.Context, evaluators Evaluators, nameOrID, spaceID string) (string, error) {
	return look[api.Evaluator]{kind: "evaluator", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Evaluator], error) {
		return evaluators.ListEvaluators(ctx, api.EvaluatorQuery{SpaceID: spaceID, Name: name, Limit: 100, Cursor: cursor})
	}}.id(ctx)
}

// id gives the ID. What is an ID already, and nothing, pass as they are.
func (l look[T]) id(ctx context.Context) (string, error) {
	if l.name == "" || IsID(l.name) {
		return l.name, nil
	}
	all, whole, err := l.every(ctx)
	if err != nil {
		return "", err
	}
	var hits []string
	for _, ref := range all {
		if ref.Name == l.name && !slices.Contains(hits, ref.ID) {
			hits = append(hits, ref.ID)
		}
	}
	switch {
	case len(hits) > 1:
		return "", &Ambiguous{Kind: l.kind, Name: l.name, IDs: hits}
	case len(hits) == 1:
		return hits[0], nil
	}
	return "", &NotFound{Kind: l.kind, Name: l.name, Near: l.near(ctx, all), Cut: !whole}
}

// every reads all pages; whole is false when the list could not be read to its
// end.
func (l look[T]) every(ctx context.Context) (all []api.Ref, whole bool, err error) {
	pages := 0
	for page, err := range api.Pages("", func(cursor string) (api.Page[T], error) { return l.page(ctx, l.name, cursor) }) {
		if err != nil {
			return nil, false, err
		}
		all = append(all, api.Refs(page.Items)...)
		pages++
		if page.Next == "" || pages == maxPages {
			return all, page.Next == "" && !page.Cut, nil
		}
	}
	return all, false, nil
}

// NotFound says that nothing has exactly this name, and what there is that is
// like it.
type NotFound struct {
	Kind, Name string
	Near       []string
	Cut        bool // the list ended before its end: there may be one all the same
}

func (e *NotFound) Error() string {
	text := fmt.Sprintf("there is no %s called %q that this key may see", e.Kind, e.Name)
	if e.Cut {
		text = fmt.Sprintf("no %s called %q was found, but the server's list broke off before its end; give the ID", e.Kind, e.Name)
	}
	if len(e.Near) > 0 {
		text += "; there is " + strings.Join(e.Near, ", ")
	}
	return text
}

// Ambiguous says that several things have this name.
type Ambiguous struct {
	Kind, Name string
	IDs        []string
}

func (e *Ambiguous) Error() string {
	return fmt.Sprintf("several %ss are called %q; give the ID of one: %s", e.Kind, e.Name, strings.Join(e.IDs, ", "))
}

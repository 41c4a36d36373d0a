// Package resolve resolves a name or an ID to an ID as the official clients do
// (contract section 4): it loads all pages of the list with the name filter and
// compares the names exactly. An ID is returned unchanged.
//
// A name is called missing only when its list was loaded to the end, and a name
// that several objects have is an error: the official clients use the first match,
// which without a space may be one of another space. It imports api, api/evaljson and
// api/near only.
package resolve

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
)

// IsID reports whether text is an ID by the test of the official clients: standard base64 that contains a colon.
func IsID(text string) bool {
	decoded, err := base64.StdEncoding.DecodeString(text)
	return err == nil && strings.Contains(string(decoded), ":")
}

// Client lists the objects that filters name.
type Client interface {
	ListSpaces(context.Context, api.SpaceQuery) (api.Page[api.Space], error)
	ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error)
	ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error)
}

// Tasks lists tasks.
type Tasks interface {
	ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error)
}

// Experiments lists experiments.
type Experiments interface {
	ListExperiments(context.Context, api.ExperimentQuery) (api.Page[api.Experiment], error)
}

// Evaluators lists evaluators.
type Evaluators interface {
	ListEvaluators(context.Context, api.EvaluatorQuery) (api.Page[api.Evaluator], error)
}

// Integrations lists integrations.
type Integrations interface {
	ListIntegrations(context.Context, api.IntegrationQuery) (api.Page[api.Integration], error)
}

// lookup is a lookup of a name in a list.
type lookup struct {
	kind, name string
	inSpace    bool // pages are of one space
	page       func(ctx context.Context, name, cursor string) (api.Page[api.Listed], error)
}

// maxPages limits a lookup: a name filter that matches more has no effect.
const maxPages = 50

// Space resolves a space. As for the functions below, the error is *Ambiguous, with
// the IDs, when several have exactly this name, and *NotFound when none has.
func Space(ctx context.Context, client Client, nameOrID string) (string, error) {
	return lookup{kind: "space", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListSpaces(ctx, api.SpaceQuery{Name: name, Limit: 100, Cursor: cursor}))
	}}.id(ctx)
}

// CheckSpace is Space that also looks for an ID among the spaces of the key.
func CheckSpace(ctx context.Context, client Client, nameOrID string) error {
	id, isID := ID(nameOrID)
	if !isID {
		_, err := Space(ctx, client, nameOrID)
		return err
	}
	all, complete, err := lookup{page: func(ctx context.Context, _, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListSpaces(ctx, api.SpaceQuery{Limit: 100, Cursor: cursor}))
	}}.every(ctx)
	if err != nil || slices.ContainsFunc(all, func(ref api.Ref) bool { return ref.ID == id }) {
		return err
	}
	return &NotFound{Kind: "space", Name: id, Cut: !complete}
}

// Project resolves a project, in one space if spaceID is set.
func Project(ctx context.Context, client Client, nameOrID, spaceID string) (string, error) {
	return lookup{kind: "project", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListProjects(ctx, api.ProjectQuery{SpaceID: spaceID, Name: name, Limit: 100, Cursor: cursor}))
	}}.id(ctx)
}

// Dataset resolves a dataset, in one space if spaceID is set.
func Dataset(ctx context.Context, client Client, nameOrID, spaceID string) (string, error) {
	return lookup{kind: "dataset", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListDatasets(ctx, api.DatasetQuery{SpaceID: spaceID, Name: name, Limit: 100, Cursor: cursor}))
	}}.id(ctx)
}

// Task resolves a task, in one space if spaceID is set. Names are unique in a space
// only (contract section 6).
func Task(ctx context.Context, tasks Tasks, nameOrID, spaceID string) (string, error) {
	return lookup{kind: "task", name: nameOrID, inSpace: spaceID != "", page: func(ctx context.Context, name, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(tasks.ListTasks(ctx, api.TaskQuery{SpaceID: spaceID, Name: name, Limit: 100, Cursor: cursor}))
	}}.id(ctx)
}

// Experiment resolves an experiment, in one dataset if datasetID is set, else in one
// space if spaceID is set. Names are unique in a dataset only (contract section 4).
func Experiment(ctx context.Context, experiments Experiments, nameOrID, datasetID, spaceID string) (string, error) {
	query := api.ExperimentQuery{DatasetID: datasetID, Limit: 100}
	if datasetID == "" {
		query.SpaceID = spaceID
	}
	return lookup{kind: "experiment", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Listed], error) {
		query.Name, query.Cursor = name, cursor
		return api.Untyped(experiments.ListExperiments(ctx, query))
	}}.id(ctx)
}

// Evaluator resolves an evaluator, in one space if spaceID is set.
func Evaluator(ctx context.Context, evaluators Evaluators, nameOrID, spaceID string) (string, error) {
	return lookup{kind: "evaluator", name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(evaluators.ListEvaluators(ctx, api.EvaluatorQuery{SpaceID: spaceID, Name: name, Limit: 100, Cursor: cursor}))
	}}.id(ctx)
}

// Integration resolves an integration of a type, in one space if spaceID is set. Names
// are unique among those of a type (contract section 6, Integrations).
func Integration(ctx context.Context, integrations Integrations, nameOrID, spaceID string, kind api.IntegrationType) (string, error) {
	what := "integration"
	if kind == api.AgentIntegration {
		what = "agent integration"
	}
	return lookup{kind: what, name: nameOrID, page: func(ctx context.Context, name, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(integrations.ListIntegrations(ctx, api.IntegrationQuery{SpaceID: spaceID, Name: name, Type: kind, Limit: 100, Cursor: cursor}))
	}}.id(ctx)
}

// id returns the ID. An ID and an empty name are returned unchanged.
func (l lookup) id(ctx context.Context) (string, error) {
	if id, ok := ID(l.name); ok || l.name == "" {
		return id, nil
	}
	all, complete, err := l.every(ctx)
	if err != nil {
		return "", err
	}
	var ids []string
	for _, ref := range all {
		if ref.Name == l.name && !slices.Contains(ids, ref.ID) {
			ids = append(ids, ref.ID)
		}
	}
	switch {
	case len(ids) > 1:
		return "", &Ambiguous{Kind: l.kind, Name: l.name, IDs: ids}
	case len(ids) == 1:
		return ids[0], nil
	}
	near, few := l.near(ctx, all)
	return "", &NotFound{Kind: l.kind, Name: l.name, InSpace: l.inSpace, Near: near, All: few, Cut: !complete}
}

// every loads all pages; complete is false when the list was not loaded to its end.
func (l lookup) every(ctx context.Context) (all []api.Ref, complete bool, err error) {
	pages := 0
	for page, err := range api.Pages(ctx, "", func(cursor string) (api.Page[api.Listed], error) { return l.page(ctx, l.name, cursor) }) {
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

// NotFound says that no object has exactly this name. Near lists similar names,
// quoted.
type NotFound struct {
	Kind, Name string
	InSpace    bool // only the space that is set was searched
	Near       []string
	All        bool // Near holds all there are, none of them similar
	Cut        bool // the list was truncated: the object may exist
}

func (e *NotFound) Error() string {
	text := fmt.Sprintf("there is no %s called %q that this key can see", e.Kind, e.Name)
	if e.InSpace {
		text = fmt.Sprintf("there is no %s called %q in the space that is set; another space may have it", e.Kind, e.Name)
	}
	if e.Cut {
		text = fmt.Sprintf("no %s called %q was found, but the server's list was incomplete; use the ID", e.Kind, e.Name)
	}
	switch {
	case e.All && len(e.Near) > 0:
		text += "; there are " + strings.Join(e.Near, ", ")
	case len(e.Near) > 0:
		text += "; did you mean " + strings.Join(e.Near, ", ") + "?"
	}
	return text
}

// Ambiguous says that several objects have this name.
type Ambiguous struct {
	Kind, Name string
	IDs        []string
}

func (e *Ambiguous) Error() string {
	return fmt.Sprintf("several %ss are called %q; use the ID of one: %s", e.Kind, e.Name, strings.Join(e.IDs, ", "))
}

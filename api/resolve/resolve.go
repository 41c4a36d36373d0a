// Package resolve turns what a person types, a name or an ID, into an ID, the
// way the official clients do (contract section 4): listed with the name
// filter, every page, then compared exactly. IDs pass as they are.
//
// It imports api only.
package resolve

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"ax-tui/api"
)

// IsID is the official clients' test: standard base64 that holds a colon.
func IsID(s string) bool {
	b, err := base64.StdEncoding.DecodeString(s)
	return err == nil && strings.Contains(string(b), ":")
}

// Client is what look-ups ask of the API.
type Client interface {
	ListSpaces(context.Context, api.SpaceQuery) (api.Page[api.Space], error)
	ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error)
	ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error)
}

type named struct{ id, name string }

// maxPages bounds a look-up; a name filter that matches more is no filter.
const maxPages = 50

// Space finds a space. Several of the same name are an error that lists their IDs.
func Space(ctx context.Context, c Client, s string) (string, error) {
	if s == "" || IsID(s) {
		return s, nil
	}
	all, err := every(func(cursor string) ([]named, string, error) {
		p, err := c.ListSpaces(ctx, api.SpaceQuery{Name: s, Limit: 100, Cursor: cursor})
		return pick(p.Items, func(x api.Space) named { return named{x.ID, x.Name} }), p.Next, err
	})
	if err != nil {
		return "", err
	}
	var hits []string
	for _, n := range all {
		if n.name == s {
			hits = append(hits, n.id)
		}
	}
	if len(hits) > 1 {
		return "", fmt.Errorf("several spaces are called %q; give the ID of one: %s", s, strings.Join(hits, ", "))
	}
	return first("space", s, all)
}

// Project finds a project, in a space when its ID is given.
func Project(ctx context.Context, c Client, s, spaceID string) (string, error) {
	if s == "" || IsID(s) {
		return s, nil
	}
	all, err := every(func(cursor string) ([]named, string, error) {
		p, err := c.ListProjects(ctx, api.ProjectQuery{SpaceID: spaceID, Name: s, Limit: 100, Cursor: cursor})
		return pick(p.Items, func(x api.Project) named { return named{x.ID, x.Name} }), p.Next, err
	})
	if err != nil {
		return "", err
	}
	return first("project", s, all)
}

// Dataset finds a dataset, in a space when its ID is given.
func Dataset(ctx context.Context, c Client, s, spaceID string) (string, error) {
	if s == "" || IsID(s) {
		return s, nil
	}
	all, err := every(func(cursor string) ([]named, string, error) {
		p, err := c.ListDatasets(ctx, api.DatasetQuery{SpaceID: spaceID, Name: s, Limit: 100, Cursor: cursor})
		return pick(p.Items, func(x api.Dataset) named { return named{x.ID, x.Name} }), p.Next, err
	})
	if err != nil {
		return "", err
	}
	return first("dataset", s, all)
}

func pick[T any](items []T, f func(T) named) []named {
	out := make([]named, len(items))
	for i, x := range items {
		out[i] = f(x)
	}
	return out
}

// every reads all pages; a cursor that comes again ends them.
func every(page func(cursor string) ([]named, string, error)) ([]named, error) {
	var all []named
	cursor, seen := "", map[string]bool{}
	for range maxPages {
		items, next, err := page(cursor)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if next == "" || seen[next] {
			break
		}
		seen[next] = true
		cursor = next
	}
	return all, nil
}

func first(kind, name string, all []named) (string, error) {
	for _, n := range all {
		if n.name == name {
			return n.id, nil
		}
	}
	return "", &NotFound{Kind: kind, Name: name, Near: near(all)}
}

// NotFound says that nothing has exactly this name, and what there is that is like it.
type NotFound struct {
	Kind, Name string
	Near       []string
}

func (e *NotFound) Error() string {
	s := fmt.Sprintf("there is no %s called %q that this key may see", e.Kind, e.Name)
	if len(e.Near) > 0 {
		s += "; there is " + strings.Join(e.Near, ", ")
	}
	return s
}

func near(all []named) []string {
	var out []string
	for _, n := range all {
		if len(out) == 5 {
			break
		}
		out = append(out, fmt.Sprintf("%q", n.name))
	}
	return out
}

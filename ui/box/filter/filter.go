package filter

import (
	"cmp"
	"context"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/api/resolve"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Filter is the filter of the Tasks screen, on the server but for Ended. Zero fields match everything.
type Filter struct {
	Space, Project, Dataset api.Ref
	Type                    api.TaskType
	Name                    string // part of the name, case-insensitive
	// Ended is how the newest run ended. The server cannot filter by it: it applies to the
	// loaded rows.
	Ended outcome.Choice
}

// IsZero reports whether the filter matches everything.
func (f Filter) IsZero() bool { return f == Filter{} }

// Query returns the request for a page.
func (f *Filter) Query(limit int, cursor string) api.TaskQuery {
	return api.TaskQuery{
		SpaceID: f.Space.ID, ProjectID: f.Project.ID, DatasetID: f.Dataset.ID,
		Type: f.Type, Name: f.Name, Limit: limit, Cursor: cursor,
	}
}

// Chip formats the filter for the status line, "" for a zero filter. It omits the
// space, which the header shows.
func (f *Filter) Chip() text.Safe {
	var chip text.Safe
	add := func(label, value text.Safe) {
		if value == "" {
			return
		}
		if chip != "" {
			chip += "  "
		}
		chip = text.Concat(chip, label, ": ", value)
	}
	add("type", text.Clean(f.Type.Words()))
	add("project", text.Clean(f.Project.Label()))
	add("dataset", text.Clean(f.Dataset.Label()))
	add("name", text.Clean(f.Name))
	return chip
}

// With adds what a view filters by to the fields that are not set. A project and a dataset
// exclude each other.
func (f Filter) With(view *host.View) Filter {
	f.Space = cmp.Or(f.Space, view.Space)
	if f.Project == (api.Ref{}) && f.Dataset == (api.Ref{}) {
		f.Project, f.Dataset = view.Project, view.Dataset
	}
	f.Type, f.Name = cmp.Or(f.Type, view.Type), cmp.Or(f.Name, view.TaskName)
	return f
}

// Resolve resolves picks that have only a name (from the command line) to IDs. If
// all picks have an ID, it returns the filter unchanged and sends no request.
func (f Filter) Resolve(ctx context.Context, client resolve.Client) (Filter, error) {
	var err error
	if f.Space.ID == "" {
		if f.Space.ID, err = resolve.Space(ctx, client, f.Space.Name); err != nil {
			return f, err
		}
	}
	if f.Project.ID == "" {
		if f.Project.ID, err = resolve.Project(ctx, client, f.Project.Name, f.Space.ID); err != nil {
			return f, err
		}
	}
	if f.Dataset.ID == "" {
		f.Dataset.ID, err = resolve.Dataset(ctx, client, f.Dataset.Name, f.Space.ID)
	}
	return f, err
}

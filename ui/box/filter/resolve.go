package filter

import (
	"context"

	"ax-tui/api/resolve"
)

// Resolve looks up the IDs of picks that have only a name (from the command
// line). A filter whose picks all have their ID comes back as it is, without a
// request.
func (f Filter) Resolve(ctx context.Context, c resolve.Client) (Filter, error) {
	var err error
	if f.Space.ID == "" {
		if f.Space.ID, err = resolve.Space(ctx, c, f.Space.Name); err != nil {
			return f, err
		}
	}
	if f.Project.ID == "" {
		if f.Project.ID, err = resolve.Project(ctx, c, f.Project.Name, f.Space.ID); err != nil {
			return f, err
		}
	}
	if f.Dataset.ID == "" {
		f.Dataset.ID, err = resolve.Dataset(ctx, c, f.Dataset.Name, f.Space.ID)
	}
	return f, err
}

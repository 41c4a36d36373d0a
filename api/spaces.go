package api

import "context"

// Space holds projects, datasets, evaluators and tasks.
type Space struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	// OrganizationID is "" when an older server omits it (contract section 6).
	OrganizationID string `json:"organization_id,omitempty"`
	Sent           `json:"-"`
}

// Ref returns the ID and name.
func (s Space) Ref() Ref { return Ref{ID: s.ID, Name: s.Name} }

func (s *Space) read(_ *Client, data []byte) error { return decode(data, s) }

// SpaceQuery filters a list of spaces. Limit as in TaskQuery.
type SpaceQuery struct {
	Name   string
	Limit  int
	Cursor string
}

// ListSpaces loads one page of the spaces visible to the key.
func (c *Client) ListSpaces(ctx context.Context, query SpaceQuery) (Page[Space], error) {
	params := newParams("/v2/spaces").name(query.Name).page(query.Limit, 100, query.Cursor)
	return listPage[Space](ctx, c, get(params), "spaces")
}

// GetSpace loads a space.
func (c *Client) GetSpace(ctx context.Context, id string) (space Space, err error) {
	err = c.one(ctx, get(newParams("/v2/spaces/").part("space", id)), &space)
	return space, err
}

// NamedQuery filters a list of objects of a space. Limit as in TaskQuery.
type NamedQuery struct {
	SpaceID, Name string
	Limit         int
	Cursor        string
}

func (q *NamedQuery) params(path string) *params {
	return newParams(path).set("space_id", q.SpaceID).name(q.Name).page(q.Limit, 100, q.Cursor)
}

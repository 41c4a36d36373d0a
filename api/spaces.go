package api

import "context"

// Space holds projects, datasets, evaluators and tasks.
type Space struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// Ref gives its ID and name.
func (s Space) Ref() Ref { return Ref{ID: s.ID, Name: s.Name} }

// SpaceQuery narrows a list of spaces. Limit as in TaskQuery.
type SpaceQuery struct {
	Name   string
	Limit  int
	Cursor string
}

// ListSpaces gives one page of the spaces that the key may see.
func (c *Client) ListSpaces(ctx context.Context, spaceQuery SpaceQuery) (Page[Space], error) {
	params := newParams("/v2/spaces").name(spaceQuery.Name).page(spaceQuery.Limit, 100, spaceQuery.Cursor)
	return list(ctx, c, get(params), "spaces", asIs[Space])
}

// NamedQuery narrows a list of things that live in a space. Limit as in TaskQuery.
type NamedQuery struct {
	SpaceID, Name string
	Limit         int
	Cursor        string
}

func (q NamedQuery) params(path string) *params {
	return newParams(path).set("space_id", q.SpaceID).name(q.Name).page(q.Limit, 100, q.Cursor)
}

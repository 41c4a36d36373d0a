package api

import (
	"context"
	"time"
)

// Space holds projects, datasets, evaluators and tasks.
type Space struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Private     bool      `json:"is_private"`
	CreatedAt   time.Time `json:"created_at,omitzero"`
}

// Ref gives its ID and name.
func (s Space) Ref() Ref { return Ref{ID: s.ID, Name: s.Name} }

type spaceWire struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Private     bool   `json:"is_private"`
	CreatedAt   stamp  `json:"created_at"`
}

func (w *spaceWire) space() Space {
	return Space{ID: w.ID, Name: w.Name, Description: w.Description, Private: w.Private, CreatedAt: w.CreatedAt.at}
}

// SpaceQuery narrows a list of spaces. Limit as in TaskQuery.
type SpaceQuery struct {
	OrgID, Name string
	Limit       int
	Cursor      string
}

// ListSpaces gives one page of the spaces that the key may see.
func (c *Client) ListSpaces(ctx context.Context, q SpaceQuery) (Page[Space], error) {
	var out struct {
		Items  []spaceWire `json:"spaces"`
		Paging paging      `json:"pagination"`
	}
	p := newParams("/v2/spaces").id("org_id", q.OrgID).name("name", q.Name).page(q.Limit, 100, q.Cursor)
	if err := c.list(ctx, p, &out); err != nil {
		return Page[Space]{}, err
	}
	return pageOf(out.Items, out.Paging, (*spaceWire).space), nil
}

// GetSpace gives one space.
func (c *Client) GetSpace(ctx context.Context, id string) (Space, error) {
	return one(ctx, c, newParams("/v2/spaces/").part("space", id), (*spaceWire).space)
}

// NamedQuery narrows a list of things that live in a space. Limit as in TaskQuery.
type NamedQuery struct {
	SpaceID, SpaceName, Name string
	Limit                    int
	Cursor                   string
}

func (q NamedQuery) params(path string) *params {
	return newParams(path).id("space_id", q.SpaceID).name("space_name", q.SpaceName).
		name("name", q.Name).page(q.Limit, 100, q.Cursor)
}

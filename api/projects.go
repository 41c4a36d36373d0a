package api

import (
	"context"
)

// ProjectType is APPLICATION, HARNESS or EXPERIMENT (contract section 3,
// Filters); empty when the server named none.
type ProjectType string

// Project collects the spans of an application.
type Project struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	SpaceID string      `json:"space_id"`
	Type    ProjectType `json:"project_type,omitempty"`
}

// Ref gives its ID and name.
func (p Project) Ref() Ref { return Ref{ID: p.ID, Name: p.Name} }

func (c *Client) project(p *Project) Project {
	p.Type = pick(&c.dialect, p.Type, "APPLICATION", "HARNESS", "EXPERIMENT")
	return *p
}

// ProjectQuery narrows a list of projects. Type empty leaves harness projects
// out (contract section 3). Limit as in TaskQuery.
type ProjectQuery struct {
	SpaceID, Name string
	Type          ProjectType
	Limit         int
	Cursor        string
}

// ListProjects gives one page of projects.
func (c *Client) ListProjects(ctx context.Context, q ProjectQuery) (Page[Project], error) {
	p := newParams("/v2/projects").set("space_id", q.SpaceID).name(q.Name).word("project_type", string(q.Type)).page(q.Limit, 100, q.Cursor)
	return list(ctx, c, get(p), "projects", c.project)
}

// GetProject gives one project.
func (c *Client) GetProject(ctx context.Context, id string) (Project, error) {
	return one(ctx, c, get(newParams("/v2/projects/").part("project", id)), c.project)
}

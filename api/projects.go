package api

import "context"

// Project collects the spans of an application.
type Project struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	SpaceID string `json:"space_id"`
	Sent    `json:"-"`
}

// Ref returns the ID and name.
func (p Project) Ref() Ref { return Ref{ID: p.ID, Name: p.Name} }

// ProjectQuery filters a list of projects.
type ProjectQuery = NamedQuery

// ListProjects loads one page of projects, without harness projects (contract
// section 3).
func (c *Client) ListProjects(ctx context.Context, query ProjectQuery) (Page[Project], error) {
	return listPage(ctx, c, get(query.params("/v2/projects")), "projects", asIs[Project])
}

// GetProject loads a project.
func (c *Client) GetProject(ctx context.Context, id string) (Project, error) {
	return one(ctx, c, get(newParams("/v2/projects/").part("project", id)), asIs[Project])
}

package api

import "context"

// Project collects the spans of an application.
type Project struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	SpaceID string `json:"space_id"`
}

// Ref gives its ID and name.
func (p Project) Ref() Ref { return Ref{ID: p.ID, Name: p.Name} }

// ProjectQuery narrows a list of projects.
type ProjectQuery = NamedQuery

// ListProjects gives one page of projects, without harness projects (contract
// section 3).
func (c *Client) ListProjects(ctx context.Context, projectQuery ProjectQuery) (Page[Project], error) {
	return list(ctx, c, get(projectQuery.params("/v2/projects")), "projects", asIs[Project])
}

// GetProject gives one project.
func (c *Client) GetProject(ctx context.Context, id string) (Project, error) {
	return one(ctx, c, get(newParams("/v2/projects/").part("project", id)), asIs[Project])
}

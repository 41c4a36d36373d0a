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

func (p *Project) read(_ *Client, data []byte) error { return decode(data, p) }

// ProjectQuery filters a list of projects.
type ProjectQuery = NamedQuery

// ListProjects loads one page of projects, without harness projects (contract
// section 3).
func (c *Client) ListProjects(ctx context.Context, query ProjectQuery) (Page[Project], error) {
	return listPage[Project](ctx, c, get(query.params("/v2/projects")), "projects")
}

// GetProject loads a project.
func (c *Client) GetProject(ctx context.Context, id string) (project Project, err error) {
	err = c.one(ctx, get(newParams("/v2/projects/").part("project", id)), &project)
	return project, err
}

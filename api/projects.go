package api

import (
	"context"
	"time"
)

// ProjectType is APPLICATION, HARNESS or EXPERIMENT (contract section 3,
// Filters); empty when the server named none.
type ProjectType string

// Project collects the spans of an application.
type Project struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	SpaceID   string      `json:"space_id"`
	Type      ProjectType `json:"project_type,omitempty"`
	CreatedAt time.Time   `json:"created_at,omitzero"`
}

// Ref gives its ID and name.
func (p Project) Ref() Ref { return Ref{ID: p.ID, Name: p.Name} }

type projectWire struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	SpaceID   string `json:"space_id"`
	Type      string `json:"project_type"`
	CreatedAt stamp  `json:"created_at"`
}

func (c *Client) project(w *projectWire) Project {
	return Project{
		ID: w.ID, Name: w.Name, SpaceID: w.SpaceID, CreatedAt: w.CreatedAt.at,
		Type: c.dialect.projectType(w.Type),
	}
}

func (d *dialect) projectType(raw string) ProjectType {
	return ProjectType(d.pick(raw, "APPLICATION", "HARNESS", "EXPERIMENT"))
}

// ProjectQuery narrows a list of projects. Type empty leaves harness projects
// out (contract section 3). Limit as in TaskQuery.
type ProjectQuery struct {
	SpaceID, SpaceName, Name string
	Type                     ProjectType
	Limit                    int
	Cursor                   string
}

// ListProjects gives one page of projects.
func (c *Client) ListProjects(ctx context.Context, q ProjectQuery) (Page[Project], error) {
	var out struct {
		Items  []projectWire `json:"projects"`
		Paging paging        `json:"pagination"`
	}
	p := newParams("/v2/projects").id("space_id", q.SpaceID).name("space_name", q.SpaceName).
		name("name", q.Name).word("project_type", string(q.Type)).page(q.Limit, 100, q.Cursor)
	if err := c.list(ctx, p, &out); err != nil {
		return Page[Project]{}, err
	}
	return pageOf(out.Items, out.Paging, c.project), nil
}

// GetProject gives one project.
func (c *Client) GetProject(ctx context.Context, id string) (Project, error) {
	return one(ctx, c, newParams("/v2/projects/").part("project", id), c.project)
}

package api

import (
	"context"
	"net/http"
)

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

// ListDatasets gives one page of datasets, newest first.
func (c *Client) ListDatasets(ctx context.Context, q DatasetQuery) (Page[Dataset], error) {
	var out struct {
		Items  []datasetWire `json:"datasets"`
		Paging paging        `json:"pagination"`
	}
	if err := c.list(ctx, q.params("/v2/datasets"), &out); err != nil {
		return Page[Dataset]{}, err
	}
	return pageOf(out.Items, out.Paging, (*datasetWire).dataset), nil
}

// GetDataset gives one dataset with its versions.
func (c *Client) GetDataset(ctx context.Context, id string) (Dataset, error) {
	return one(ctx, c, newParams("/v2/datasets/").part("dataset", id), (*datasetWire).dataset)
}

// ListExamples gives one page of the examples of a dataset.
func (c *Client) ListExamples(ctx context.Context, q ExampleQuery) (Page[Example], error) {
	var out struct {
		Items  []exampleWire `json:"examples"`
		Paging paging        `json:"pagination"`
	}
	p := newParams("/v2/datasets/").part("dataset", q.DatasetID).then("/examples").
		id("dataset_version_id", q.VersionID).page(q.Limit, 500, q.Cursor)
	if err := c.list(ctx, p, &out); err != nil {
		return Page[Example]{}, err
	}
	return pageOf(out.Items, out.Paging, func(w *exampleWire) Example { return Example(*w) }), nil
}

// ListExperiments gives one page of experiments.
func (c *Client) ListExperiments(ctx context.Context, q ExperimentQuery) (Page[Experiment], error) {
	var out struct {
		Items  []experimentWire `json:"experiments"`
		Paging paging           `json:"pagination"`
	}
	p := newParams("/v2/experiments").id("dataset_id", q.DatasetID).id("space_id", q.SpaceID).
		name("name", q.Name).page(q.Limit, 100, q.Cursor)
	if err := c.list(ctx, p, &out); err != nil {
		return Page[Experiment]{}, err
	}
	return pageOf(out.Items, out.Paging, (*experimentWire).experiment), nil
}

// GetExperiment gives one experiment.
func (c *Client) GetExperiment(ctx context.Context, id string) (Experiment, error) {
	return one(ctx, c, newParams("/v2/experiments/").part("experiment", id), (*experimentWire).experiment)
}

// ListExperimentRuns gives one page of the outputs of an experiment.
func (c *Client) ListExperimentRuns(ctx context.Context, q ExperimentRunQuery) (Page[ExperimentRun], error) {
	var out struct {
		Items  []experimentRunWire `json:"experiment_runs"`
		Paging paging              `json:"pagination"`
	}
	p := newParams("/v2/experiments/").part("experiment", q.ExperimentID).then("/runs").page(q.Limit, 500, q.Cursor)
	if err := c.list(ctx, p, &out); err != nil {
		return Page[ExperimentRun]{}, err
	}
	return pageOf(out.Items, out.Paging, func(w *experimentRunWire) ExperimentRun { return ExperimentRun(*w) }), nil
}

// ListIntegrations gives one page of model integrations.
func (c *Client) ListIntegrations(ctx context.Context, q IntegrationQuery) (Page[Integration], error) {
	var out struct {
		Items  []integrationWire `json:"ai_integrations"`
		Paging paging            `json:"pagination"`
	}
	if err := c.list(ctx, q.params("/v2/ai-integrations"), &out); err != nil {
		return Page[Integration]{}, err
	}
	return pageOf(out.Items, out.Paging, c.integration), nil
}

// GetIntegration gives one model integration.
func (c *Client) GetIntegration(ctx context.Context, id string) (Integration, error) {
	p := newParams("/v2/ai-integrations/").part("integration", id)
	return one(ctx, c, p, c.integration)
}

// one gets a single thing and insists that the answer has an ID.
func one[W any, T Listed](ctx context.Context, c *Client, p *params, turn func(*W) T) (T, error) {
	var w W
	var none T
	r := request{method: http.MethodGet, params: p}
	if err := c.send(ctx, r, &w); err != nil {
		return none, err
	}
	thing := turn(&w)
	if err := c.mustHaveID(r, thing.Ref().ID); err != nil {
		return none, err
	}
	return thing, nil
}

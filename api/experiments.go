package api

import (
	"context"
	"net/http"
	"time"
)

// Experiment is one set of outputs over a dataset.
type Experiment struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	Sent      `json:"-"`
}

// Ref returns the ID and name.
func (e Experiment) Ref() Ref { return Ref{ID: e.ID, Name: e.Name} }

type experimentWire struct {
	*Experiment
	CreatedAt lenientTime `json:"created_at"`
}

func (e *Experiment) read(_ *Client, data []byte) error {
	wire := experimentWire{Experiment: e}
	err := decode(data, &wire)
	e.CreatedAt = wire.CreatedAt.at
	return err
}

// ExperimentQuery filters a list of experiments. Limit as in TaskQuery.
type ExperimentQuery struct {
	DatasetID, SpaceID, Name string
	Limit                    int
	Cursor                   string
}

// ListExperiments loads one page of experiments.
func (c *Client) ListExperiments(ctx context.Context, query ExperimentQuery) (Page[Experiment], error) {
	params := newParams("/v2/experiments").set("dataset_id", query.DatasetID).set("space_id", query.SpaceID).
		name(query.Name).page(query.Limit, 100, query.Cursor)
	return listPage[Experiment](ctx, c, get(params), "experiments")
}

// GetExperiment loads an experiment.
func (c *Client) GetExperiment(ctx context.Context, id string) (experiment Experiment, err error) {
	err = c.one(ctx, get(newParams("/v2/experiments/").part("experiment", id)), &experiment)
	return experiment, err
}

// ExperimentRun is one output of an experiment.
type ExperimentRun = Row

// ListExperimentRuns loads the first outputs of an experiment; limit is 1 to 500,
// 0 means the server's default.
func (c *Client) ListExperimentRuns(ctx context.Context, experimentID string, limit int) (Page[ExperimentRun], error) {
	params := newParams("/v2/experiments/").part("experiment", experimentID).suffix("/runs").page(limit, 500, "")
	return listPage[ExperimentRun](ctx, c, get(params), "experiment_runs")
}

// ExperimentRunQuery asks for the outputs of an experiment. ExperimentID is required.
// Limit is 1 to 500, 0 means the server's default.
type ExperimentRunQuery struct {
	ExperimentID string
	Limit        int
	Cursor       string
}

// SearchExperimentRuns loads one page of the outputs of an experiment, ascending by ID.
// Servers without the search are asked for the plain list (contract section 6, Search).
// It is a POST on the wire but changes nothing.
func (c *Client) SearchExperimentRuns(ctx context.Context, query ExperimentRunQuery) (Page[ExperimentRun], error) {
	of := func() *params { return newParams("/v2/experiments/").part("experiment", query.ExperimentID) }
	search := request{
		method: http.MethodPost, readOnly: true,
		params: of().suffix("/runs/search").addFaults(newParams("").page(query.Limit, 500, "").faults),
		body: struct {
			Limit  int    `json:"limit,omitempty"`
			Cursor string `json:"cursor,omitempty"`
		}{query.Limit, query.Cursor},
	}
	page, err := listPage[ExperimentRun](ctx, c, search, "experiment_runs")
	if Is(err, NotFound) {
		return listPage[ExperimentRun](ctx, c, get(of().suffix("/runs").page(query.Limit, 500, query.Cursor)), "experiment_runs")
	}
	return page, err
}

package api

import (
	"context"
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
	Experiment
	CreatedAt lenientTime `json:"created_at"`
}

func experiment(wire *experimentWire) Experiment {
	wire.Experiment.CreatedAt = wire.CreatedAt.at
	return wire.Experiment
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
	return listPage(ctx, c, get(params), "experiments", experiment)
}

// GetExperiment loads an experiment.
func (c *Client) GetExperiment(ctx context.Context, id string) (Experiment, error) {
	return one(ctx, c, get(newParams("/v2/experiments/").part("experiment", id)), experiment)
}

// ExperimentRun is one output of an experiment.
type ExperimentRun = Row

// ListExperimentRuns loads the first outputs of an experiment; limit is 1 to 500,
// 0 means the server's default.
func (c *Client) ListExperimentRuns(ctx context.Context, experimentID string, limit int) (Page[ExperimentRun], error) {
	params := newParams("/v2/experiments/").part("experiment", experimentID).suffix("/runs").page(limit, 500, "")
	return listPage(ctx, c, get(params), "experiment_runs", asIs[ExperimentRun])
}

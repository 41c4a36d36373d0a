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
}

// Ref gives its ID and name.
func (e Experiment) Ref() Ref { return Ref{ID: e.ID, Name: e.Name} }

type experimentWire struct {
	Experiment
	CreatedAt stamp `json:"created_at"`
}

func experiment(w *experimentWire) Experiment {
	w.Experiment.CreatedAt = w.CreatedAt.at
	return w.Experiment
}

// ExperimentQuery narrows a list of experiments. Limit as in TaskQuery.
type ExperimentQuery struct {
	DatasetID, SpaceID, Name string
	Limit                    int
	Cursor                   string
}

// ListExperiments gives one page of experiments.
func (c *Client) ListExperiments(ctx context.Context, experimentQuery ExperimentQuery) (Page[Experiment], error) {
	params := newParams("/v2/experiments").set("dataset_id", experimentQuery.DatasetID).set("space_id", experimentQuery.SpaceID).
		name(experimentQuery.Name).page(experimentQuery.Limit, 100, experimentQuery.Cursor)
	return list(ctx, c, get(params), "experiments", experiment)
}

// GetExperiment gives one experiment.
func (c *Client) GetExperiment(ctx context.Context, id string) (Experiment, error) {
	return one(ctx, c, get(newParams("/v2/experiments/").part("experiment", id)), experiment)
}

// ExperimentRun is one output of an experiment.
type ExperimentRun = Row

// ListExperimentRuns gives the first outputs of an experiment; limit is 1 to 500,
// 0 the server's default.
func (c *Client) ListExperimentRuns(ctx context.Context, experimentID string, limit int) (Page[ExperimentRun], error) {
	params := newParams("/v2/experiments/").part("experiment", experimentID).then("/runs").page(limit, 500, "")
	return list(ctx, c, get(params), "experiment_runs", asIs[ExperimentRun])
}

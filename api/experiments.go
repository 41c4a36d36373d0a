package api

import (
	"context"
	"encoding/json"
	"slices"
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

// ExperimentQuery narrows a list of experiments. Limit as in TaskQuery.
type ExperimentQuery struct {
	DatasetID, SpaceID, Name string
	Limit                    int
	Cursor                   string
}

// ListExperiments gives one page of experiments.
func (c *Client) ListExperiments(ctx context.Context, q ExperimentQuery) (Page[Experiment], error) {
	p := newParams("/v2/experiments").set("dataset_id", q.DatasetID).set("space_id", q.SpaceID).
		name(q.Name).page(q.Limit, 100, q.Cursor)
	return list(ctx, c, get(p), "experiments", asIs[Experiment])
}

// GetExperiment gives one experiment.
func (c *Client) GetExperiment(ctx context.Context, id string) (Experiment, error) {
	return one(ctx, c, get(newParams("/v2/experiments/").part("experiment", id)), asIs[Experiment])
}

// ExperimentRun is one output of an experiment. Fields is the whole object as
// it came, evaluation columns included.
type ExperimentRun struct {
	ID        string
	ExampleID string
	Fields    json.RawMessage
}

// Ref gives its ID; it has no name.
func (r ExperimentRun) Ref() Ref { return Ref{ID: r.ID} }

// UnmarshalJSON keeps the whole object beside the fields it knows.
func (r *ExperimentRun) UnmarshalJSON(b []byte) error {
	var known struct {
		ID        string `json:"id"`
		ExampleID string `json:"example_id"`
	}
	err := decode(b, &known)
	*r = ExperimentRun{ID: known.ID, ExampleID: known.ExampleID, Fields: slices.Clone(b)}
	return err
}

// ExperimentRunQuery asks for the outputs of an experiment, which is required.
// Limit is 1 to 500, 0 the server's default.
type ExperimentRunQuery struct {
	ExperimentID string
	Limit        int
	Cursor       string
}

// ListExperimentRuns gives one page of the outputs of an experiment.
func (c *Client) ListExperimentRuns(ctx context.Context, q ExperimentRunQuery) (Page[ExperimentRun], error) {
	p := newParams("/v2/experiments/").part("experiment", q.ExperimentID).then("/runs").page(q.Limit, 500, q.Cursor)
	return list(ctx, c, get(p), "experiment_runs", asIs[ExperimentRun])
}

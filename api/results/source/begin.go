package source

import (
	"context"
	"time"

	"ax-tui/api"
)

// Target is whose results are asked for: those of a run, else of a task, else of an
// experiment. IDs are enough: what is missing is loaded.
type Target struct {
	Run        api.Run
	Task       api.Task
	Experiment string
}

// Plan returns what to read for the target.
func (t Target) Plan(ctx context.Context, client Client, now time.Time) (Plan, error) {
	if t.Run.ID == "" && t.Task.ID == "" {
		return OfExperiment(t.Experiment), nil
	}
	var err error
	if t.Run.ID != "" && t.Run.CreatedAt.IsZero() {
		if t.Run, err = client.GetRun(ctx, t.Run.ID); err != nil {
			return Plan{}, err
		}
	}
	if t.Task.ID == "" {
		t.Task.ID = t.Run.TaskID
	}
	if t.Task.Type == "" { // only its name is known
		if t.Task, err = client.GetTask(ctx, t.Task.ID); err != nil {
			return Plan{}, err
		}
	}
	if t.Run.ID != "" {
		return OfRun(&t.Run, &t.Task, now)
	}
	return OfTask(ctx, client, &t.Task, now)
}

// Begin reads the first page of a plan, and at the same time what is known of the
// evaluators. worst is how many of the worst results are kept.
func (p *Plan) Begin(ctx context.Context, client Client, worst int) (*Reading, error) {
	found := make(chan Known, 1)
	go func() { found <- p.Judges(ctx, client) }()
	page, err := p.Read(ctx, client, Position{}, PageSize)
	evaluators := <-found
	if err != nil {
		return nil, err
	}
	reading := NewReading(p, evaluators, worst)
	if !reading.Hidden() {
		reading.Add(&page)
	}
	return reading, nil
}

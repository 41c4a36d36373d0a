// Package source says what to read for the results of a run, a task or an experiment, and
// reads it page by page into counters: spans of a window for project tasks, outputs of
// experiments for dataset tasks. Only evaluations are asked for, and the attributes that
// slices name; texts of a row only by Texts.
//
// It sends requests through a Client, keeps no state of its own, and imports api and what
// is below api/results only. Text from the server is not cleaned.
package source

import (
	"context"
	"errors"
	"slices"
	"time"

	"ax-tui/api"
	"ax-tui/api/judge"
	"ax-tui/api/results"
	"ax-tui/api/timewindow"
)

// Client is the API that is needed.
type Client interface {
	GetRun(context.Context, string) (api.Run, error)
	GetTask(context.Context, string) (api.Task, error)
	ListRuns(context.Context, api.RunQuery) (api.Page[api.Run], error)
	judge.Versions
	GetExperiment(context.Context, string) (api.Experiment, error)
	TextClient
	SearchExperimentRuns(context.Context, api.ExperimentRunQuery) (api.Page[api.ExperimentRun], error)
}

// TextClient reads the texts of results.
type TextClient interface {
	ListSpans(context.Context, api.SpanQuery) (api.Page[api.Span], error)
	ListExamples(context.Context, api.ExampleQuery) (api.Page[api.Example], error)
}

// Plan says what to read. Its zero fields mean none.
type Plan struct {
	Task        api.Task
	Run         api.Run
	Experiments []string          // of a dataset task; none: spans are read
	Window      timewindow.Window // of the spans
	Filter      string            // of the spans
	Day         bool              // Window is a day that the index has by now, since the task is continuous or has no run with a window
	Paths       []string          // attributes to slice by
}

// day is the window of a task without a run that has one.
const day = 24 * time.Hour

// lastRuns is how many runs are looked through for one that has results.
const lastRuns = 20

// ErrNoExperiment means that a task has no experiment with results yet.
var ErrNoExperiment = errors.New("there is no experiment yet")

// ErrNoSource means that a task names neither a project nor a dataset.
var ErrNoSource = errors.New("the task names neither a project nor experiments")

// OfRun returns the plan for a run of a task.
func OfRun(run *api.Run, task *api.Task, now time.Time) (Plan, error) {
	plan := Plan{Task: *task, Run: *run}
	if task.ProjectID == "" {
		plan.Experiments = experiments(run, task)
		if len(plan.Experiments) == 0 {
			return plan, ErrNoExperiment
		}
		return plan, nil
	}
	plan.Filter = task.SpanFilter()
	plan.Window = windowOf(run)
	if end := now.Add(-timewindow.IndexLag); plan.Window.Start.IsZero() {
		plan.Window, plan.Day = timewindow.Window{Start: end.Add(-day), End: end}, true
	}
	return plan, nil
}

// experiments returns the experiments of a run: its own, else those of its task. A trigger
// may have named fewer, which no response tells (contract section 6, Trigger).
func experiments(run *api.Run, task *api.Task) []string {
	if run.ExperimentID != "" {
		return []string{run.ExperimentID}
	}
	return task.ExperimentIDs
}

func windowOf(run *api.Run) (window timewindow.Window) {
	if run.DataStart != nil && run.DataEnd != nil && run.DataStart.Before(*run.DataEnd) {
		window = timewindow.Window{Start: *run.DataStart, End: *run.DataEnd}
	}
	return window
}

// OfTask returns the plan for a task: the last day that the index has by now of a
// continuous one, the window of the newest run with results of another.
func OfTask(ctx context.Context, client Client, task *api.Task, now time.Time) (Plan, error) {
	if task.ProjectID == "" && len(task.ExperimentIDs) > 0 {
		return Plan{Task: *task, Experiments: task.ExperimentIDs}, nil
	}
	if task.Continuous && task.ProjectID != "" {
		return OfRun(&api.Run{}, task, now)
	}
	page, err := api.NewestRuns(ctx, client, api.RunQuery{TaskID: task.ID, Limit: lastRuns})
	if err != nil {
		return Plan{}, err
	}
	var newest api.Run
	for _, run := range page.Items {
		if run.ExperimentID != "" && task.ProjectID == "" || hasResults(&run) {
			newest = run
			break
		}
	}
	plan, err := OfRun(&newest, task, now)
	plan.Run = api.Run{} // the labels of every run of the task count
	return plan, err
}

// hasResults reports whether a run may have left labels on spans.
func hasResults(run *api.Run) bool {
	return run.Status == api.Completed && run.Successes != 0 && !windowOf(run).Start.IsZero()
}

// OfExperiment returns the plan for the outputs of an experiment.
func OfExperiment(id string) Plan { return Plan{Experiments: []string{id}} }

// Options returns what the counter of the plan keeps. worst is how many of the worst
// results.
func (p *Plan) Options(judges []results.Judge, worst int) results.Options {
	options := results.Options{Judges: judges, ID: p.Run.ID, Worst: worst}
	if p.Run.ID == "" {
		options.ID, options.Task = p.Task.ID, true
	}
	return options
}

func judgeOf(name string, version *api.EvaluatorVersion) results.Judge {
	out := results.Judge{Name: name}
	if version != nil {
		out.Granularity = version.Granularity()
		if version.Template != nil {
			out.Choices, out.Direction = version.Template.Choices, version.Template.Direction
		}
	}
	return out
}

// Hidden reports whether the results of a judge are not returned by the API: those of
// traces and sessions are not (contract section 6, What a run wrote).
func Hidden(judge results.Judge) bool {
	return slices.Contains([]api.Granularity{api.TraceGranularity, api.SessionGranularity}, judge.Granularity)
}

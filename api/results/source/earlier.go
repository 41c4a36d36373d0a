package source

import (
	"context"
	"slices"

	"ax-tui/api"
	"ax-tui/api/results"
	"ax-tui/api/timewindow"
)

// Why there is nothing to compare with.
const (
	newestOnly   = "experiments keep only the newest labels: no earlier run can be compared"
	oneOnly      = "of an experiment alone there is nothing earlier to compare with"
	firstRun     = "there is no earlier run with results to compare with"
	beforeTask   = "nothing to compare with: the window before is older than the task"
	othersLabels = "not compared: no label of the window before is known to be of this task"
)

// Earlier returns the plan to compare with: of a run the window of the run before that has
// results, or its experiment if each run makes one; else the window of the same length
// right before. none says why there is nothing to compare with, "" if there is: labels of
// a run are replaced on the experiments of a task, the first run has none before it, and a
// window from before the task has the labels of others.
func (p *Plan) Earlier(ctx context.Context, client Client) (earlier Plan, none string, err error) {
	earlier = *p
	experiment := p.Task.Type == api.RunExperiment && len(p.Experiments) == 1
	switch {
	case experiment:
	case len(p.Experiments) > 0 && p.Task.ID == "":
		return Plan{}, oneOnly, nil
	case len(p.Experiments) > 0:
		return Plan{}, newestOnly, nil
	case p.Run.ID == "" || p.Day:
		earlier.Window = timewindow.Window{Start: p.Window.Start.Add(p.Window.Start.Sub(p.Window.End)), End: p.Window.Start}
		if !p.Task.CreatedAt.Before(earlier.Window.End) {
			return Plan{}, beforeTask, nil
		}
		return earlier, "", nil
	}
	return p.runBefore(ctx, client, experiment)
}

// runBefore is Earlier of a run; experiment: each run of the task makes one.
func (p *Plan) runBefore(ctx context.Context, client Client, experiment bool) (earlier Plan, none string, err error) {
	earlier = *p
	query, later := api.RunQuery{TaskID: p.Task.ID, Limit: 100}, !experiment
	if !experiment {
		query.Status = api.Completed
	}
	for range earlierPages {
		page, err := client.ListRuns(ctx, query)
		if err != nil {
			return Plan{}, "", err
		}
		for _, run := range page.Items {
			switch {
			case experiment && slices.Contains(p.Experiments, run.ExperimentID):
				later = true // runs are listed newest first
			case !later || run.Status != api.Completed || run.Successes == 0:
			case experiment && run.ExperimentID != "":
				earlier.Run, earlier.Experiments = run, []string{run.ExperimentID}
				return earlier, "", nil
			case !experiment && run.CreatedAt.Before(p.Run.CreatedAt) && hasResults(&run) && windowOf(&run) != p.Window:
				earlier.Run, earlier.Window = run, windowOf(&run)
				return earlier, "", nil
			}
		}
		if query.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	return Plan{}, firstRun, nil
}

// earlierPages is how many pages of runs are looked through for the run before.
const earlierPages = 5

// Before says what an earlier plan is of.
func (p *Plan) Before() string {
	switch {
	case len(p.Experiments) > 0:
		return "the experiment of the run before"
	case p.Run.ID != "":
		return "the run before"
	}
	return "the window before"
}

// Compare sets the changes of a summary against what was read of an earlier window, and
// reports whether there is anything to compare: labels that this run or task has written
// are not compared with those of others.
func (r *Reading) Compare(summary, before results.Summary, earlier Plan) bool {
	r.before, r.alone = nil, ""
	if summary.Basis != results.NowInWindow && before.Basis == results.NowInWindow {
		r.alone = othersLabels
		return false
	}
	summary.Compare(before)
	labelled := func(evaluator results.Evaluator) bool { return evaluator.Labelled() > 0 }
	switch {
	case slices.ContainsFunc(summary.Evaluators, func(evaluator results.Evaluator) bool { return len(evaluator.Changes) > 0 }):
	case !slices.ContainsFunc(summary.Evaluators, labelled):
		r.alone = "not compared: there are no labels now"
		return false
	default:
		r.alone = "not compared: " + earlier.Before() + " has no labels of these evaluators"
		return false
	}
	r.before = &earlier
	return true
}

// Alone keeps why there is nothing to compare with, for the notes.
func (r *Reading) Alone(why string) { r.alone = why }

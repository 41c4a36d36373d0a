package tasks

import (
	"context"
	"sync"

	"ax-tui/api"
	"ax-tui/api/diagnose"
)

// newestRunsRead is how many of the newest runs of a task are read to see whether they
// ended in the same way, evaluatorsRead how many of its evaluators.
const newestRunsRead, evaluatorsRead = 10, 8

// known returns what is known about a run for its diagnosis; every command uses it, so
// that all say the same. task may be zero: it is loaded if the run wants an explanation,
// as are its evaluators, if the cause depends on them, and its newest runs. What cannot
// be loaded in time stays unknown.
func (a *App) known(ctx context.Context, conn *Conn, run *api.Run, task *api.Task) diagnose.Input {
	in := diagnose.Input{Run: *run, Task: *task, Now: a.serverNow()}
	if len(diagnose.Diagnose(in).Causes) == 0 {
		return in
	}
	return a.explained(ctx, conn, in, false)
}

// explained adds to what is known about a run; all says that its evaluators are loaded also
// if no cause depends on them: a variable without a mapping is seen with them only.
func (a *App) explained(ctx context.Context, conn *Conn, in diagnose.Input, all bool) diagnose.Input {
	ctx, stop := hintContext(ctx)
	defer stop()
	if in.Task.Type == "" {
		if loaded, err := conn.Client.GetTask(ctx, in.Run.TaskID); err == nil {
			in.Task = loaded
		}
	}
	var others sync.WaitGroup
	others.Go(func() {
		page, _ := api.NewestRuns(ctx, conn.Client, api.RunQuery{TaskID: in.Run.TaskID, Limit: newestRunsRead}) // without it there is less evidence
		in.Others = page.Items
	})
	evaluators := make([]api.Evaluator, 0, evaluatorsRead)
	if all && in.Run.Status.Terminal() && in.Task.Type.Evaluation() || diagnose.NeedsEvaluators(in.Task, &in.Run) {
		for _, used := range in.Task.Evaluators[:min(len(in.Task.Evaluators), evaluatorsRead)] {
			evaluator, err := conn.Client.GetEvaluator(ctx, used.EvaluatorID, used.VersionID)
			if err == nil || api.Is(err, api.NotFound, api.Forbidden, api.Invalid) { // one that is gone is known to be
				evaluators = append(evaluators, evaluator)
			}
		}
	}
	others.Wait()
	in.Evaluators = evaluators
	return in
}

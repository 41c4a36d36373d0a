package tasks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"ax-tui/api"
	"ax-tui/api/preflight"
	"ax-tui/api/write"
	"ax-tui/ui/text"
)

// maxEvaluators bounds the evaluators of one request that are looked up: each costs a
// request.
const maxEvaluators = 100

// readForWarnings loads, concurrently, what the warnings about a new task need: tasks
// with its name and its evaluators. A failed request means fewer warnings; only an evaluator
// that certainly does not exist is an error.
func readForWarnings(ctx context.Context, app *App, conn *Conn, input api.CreateTask) (sameName write.SameName, facts []preflight.EvaluatorFacts, err error) {
	ctx = api.NoRetry(ctx)
	var group sync.WaitGroup
	now := app.Now()
	group.Go(func() {
		sameName, _ = write.ReadSameName(ctx, conn.Client, input, "", now) // empty on failure
	})
	facts, err = readEvaluators(ctx, app, conn, cannotCreate, input.Evaluators, nil)
	group.Wait()
	return sameName, facts, err
}

// readEvaluators loads the first evaluators, a few at the same time; what cannot be
// loaded stays unknown. It is an error if one does not exist, unless the task has it
// already: that may stay.
func readEvaluators(ctx context.Context, app *App, conn *Conn, cannot string, list, has []api.EvaluatorInput) ([]preflight.EvaluatorFacts, error) {
	if len(list) > maxEvaluators {
		app.Note(text.Safe(fmt.Sprintf("Warning: only the first %d of %d evaluators are checked.", maxEvaluators, len(list))))
	}
	facts := make([]preflight.EvaluatorFacts, min(len(list), maxEvaluators))
	missing := make([]string, len(facts))
	var group sync.WaitGroup
	slots := make(chan struct{}, maxConcurrent)
	for i := range facts {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			got, err := conn.Client.GetEvaluator(ctx, list[i].EvaluatorID, list[i].VersionID)
			if err == nil {
				facts[i] = preflight.FactsOf(&got)
			}
			missing[i] = preflight.Missing(err, list[i].VersionID)
		})
	}
	group.Wait()
	var lines Rules
	for i, input := range list[:len(facts)] {
		isSame := func(other api.EvaluatorInput) bool {
			return other.EvaluatorID == input.EvaluatorID && other.VersionID == input.VersionID
		}
		if missing[i] != "" && !slices.ContainsFunc(has, isSame) {
			lines = append(lines, ruleText(fmt.Sprintf("evaluators[%d].evaluator_id", i), input.EvaluatorID+": "+missing[i]))
		}
	}
	if len(lines) > 0 {
		return nil, &Fault{Code: API, What: cannot, Err: lines, Next: nothingSent}
	}
	return facts, nil
}

// printWarnings prints what the server may refuse and what is likely to score
// nothing. It omits hints, which are for the interactive form.
func printWarnings(app *App, input *api.CreateTask, sameName *write.SameName, facts []preflight.EvaluatorFacts) {
	known := facts[:0:0]
	for _, evaluator := range facts {
		if evaluator.ID != "" {
			known = append(known, evaluator)
		}
	}
	for _, finding := range preflight.Check(&preflight.Input{Create: *input, Evaluators: known, SameName: sameName.Tasks, Trial: true}) {
		if finding.Severity == preflight.Hint {
			continue
		}
		line := "Warning: " + ruleText(finding.Field, finding.Message)
		if finding.Do != "" {
			line += "; " + finding.Do
		}
		app.Note(text.Clean(strings.TrimSuffix(line, ".") + "."))
	}
}

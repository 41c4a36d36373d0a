package tasks

import (
	"context"
	"strings"
	"sync"

	"ax-tui/api"
	"ax-tui/api/preflight"
	"ax-tui/api/write"
	"ax-tui/ui/text"
)

// mostEvaluators bounds how many evaluators are read for warnings.
const maxEvaluators = 10

// lookAhead reads, all at once, what a warning about a new task can stand on:
// tasks of its name and its evaluators. What cannot be read is not judged and
// keeps nobody from creating the task.
func readForWarnings(ctx context.Context, app *App, conn *Conn, input api.CreateTask) (before write.SameName, facts []preflight.EvaluatorFacts) {
	ctx = api.NoRetry(ctx)
	facts = make([]preflight.EvaluatorFacts, min(len(input.Evaluators), maxEvaluators))
	var wait sync.WaitGroup
	for i := range facts {
		wait.Go(func() {
			entry := input.Evaluators[i]
			if got, err := conn.Client.GetEvaluator(ctx, entry.EvaluatorID, entry.VersionID); err == nil {
				facts[i] = preflight.FactsOf(got)
			}
		})
	}
	now := app.Now()
	wait.Go(func() {
		before, _ = write.ReadSameName(ctx, conn.Client, input, "", now) // what failed knows nothing
	})
	wait.Wait()
	return before, facts
}

// warn tells what the server may refuse, or what is likely to score nothing. A
// person at a command line has said what to do, so hints are not for them.
func printWarnings(app *App, input api.CreateTask, before write.SameName, facts []preflight.EvaluatorFacts) {
	known := facts[:0:0]
	for _, evaluatorFacts := range facts {
		if evaluatorFacts.ID != "" {
			known = append(known, evaluatorFacts)
		}
	}
	for _, finding := range preflight.Check(preflight.Input{Create: input, Evaluators: known, SameName: before.Tasks, Trial: true}) {
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

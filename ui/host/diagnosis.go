package host

import (
	"context"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// Evaluators holds the evaluators that were loaded for a diagnosis, so that every screen
// says the same about a run. It is used from one goroutine. A nil *Evaluators knows none.
type Evaluators struct{ known map[string]api.Evaluator }

// NewEvaluators returns an empty Evaluators.
func NewEvaluators() *Evaluators { return &Evaluators{known: map[string]api.Evaluator{}} }

// evaluatorKey returns the key of an evaluator in the version that a task uses.
func evaluatorKey(used api.TaskEvaluator) string { return used.EvaluatorID + " " + used.VersionID }

// Of returns the evaluators of a task that are known.
func (e *Evaluators) Of(task api.Task) (out []api.Evaluator) {
	if e == nil {
		return nil
	}
	for _, used := range task.Evaluators {
		if evaluator, ok := e.known[evaluatorKey(used)]; ok {
			out = append(out, evaluator)
		}
	}
	return out
}

// ReadEvaluator is an evaluator as a task uses it.
type ReadEvaluator struct {
	Used      api.TaskEvaluator
	Evaluator api.Evaluator
}

// Add takes an answer over and reports whether it says something new. One that does not
// exist or cannot be seen is known as such: nothing is known of its version.
func (e *Evaluators) Add(answer Answer[ReadEvaluator]) bool {
	gone := api.Is(answer.Err, api.NotFound, api.Forbidden, api.Invalid)
	if e == nil || answer.Err != nil && !gone {
		return false
	}
	e.known[evaluatorKey(answer.Value.Used)] = answer.Value.Evaluator
	return true
}

// EvaluatorClient loads evaluators.
type EvaluatorClient interface {
	GetEvaluator(ctx context.Context, id, versionID string) (api.Evaluator, error)
}

// Changes says what the cure of a cause changes in a form, and why; "" if it changes nothing.
func Changes(cause diagnose.Finding) text.Safe {
	var out text.Safe
	for i, diff := range cause.Cure.Diffs {
		lead := text.Lit("Changed: ")
		if i > 0 {
			lead = ", "
		}
		out = text.Concat(out, lead, text.CleanN(diff.What, 60), " ", text.CleanN(diff.From, 120), " → ", text.CleanN(diff.To, 120))
	}
	if out == "" {
		return ""
	}
	return text.Concat(out, ", since ", text.Clean(cause.Likely), ".")
}

// maxEvaluators limits how many evaluators of a task are loaded for a diagnosis.
const maxEvaluators = 8

// EvaluatorJobs returns jobs that load, once in a session, the evaluators on which the
// diagnosis of a run depends; none if it depends on none. The answers are
// Answer[ReadEvaluator], for Evaluators.Add.
func (e *Env) EvaluatorJobs(owner *Owner, client EvaluatorClient, task api.Task, run *api.Run) []poll.Job {
	if e.Evaluators == nil || !diagnose.NeedsEvaluators(task, *run) {
		return nil
	}
	var jobs []poll.Job
	for _, used := range task.Evaluators[:min(len(task.Evaluators), maxEvaluators)] {
		if _, known := e.Evaluators.known[evaluatorKey(used)]; known {
			continue
		}
		key := "evaluator " + evaluatorKey(used)
		ask := Poll(owner, key, func(ctx context.Context) (ReadEvaluator, error) {
			evaluator, err := client.GetEvaluator(ctx, used.EvaluatorID, used.VersionID)
			return ReadEvaluator{Used: used, Evaluator: evaluator}, err
		})
		jobs = append(jobs, poll.Job{Key: key, Once: true, Group: "facts", Ask: ask})
	}
	return jobs
}

// Diagnosis returns what is known about a run: every screen and box uses it, so that all
// say the same. others are the newest runs of the task, newest first; they may be empty.
func (e *Env) Diagnosis(task api.Task, run *api.Run, others []api.Run) diagnose.Input {
	watched, _ := e.Watched(run.ID)
	return diagnose.Input{
		Task: task, Run: *run, Evaluators: e.Evaluators.Of(task), Others: others, Asked: watched.Asked, Now: e.ServerTime(e.Now()),
	}
}

package host

import (
	"context"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/keymap"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// Evaluators holds the evaluators that were loaded for a diagnosis, so that every screen
// says the same about a run. It is used from one goroutine. A nil *Evaluators knows none.
type Evaluators struct{ known map[string]api.Evaluator }

// NewEvaluators returns an empty Evaluators.
func NewEvaluators() *Evaluators { return &Evaluators{known: map[string]api.Evaluator{}} }

// evaluatorKey returns the key of an evaluator in the version that a task uses.
func evaluatorKey(used *api.TaskEvaluator) string { return used.EvaluatorID + " " + used.VersionID }

// Of returns the evaluators of a task that are known.
func (e *Evaluators) Of(task *api.Task) (out []api.Evaluator) {
	if e == nil {
		return nil
	}
	for _, used := range task.Evaluators {
		if evaluator, ok := e.known[evaluatorKey(&used)]; ok {
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
func (e *Evaluators) Add(read *ReadEvaluator, err error) bool {
	gone := api.Is(err, api.NotFound, api.Forbidden, api.Invalid)
	if e == nil || err != nil && !gone {
		return false
	}
	e.known[evaluatorKey(&read.Used)] = read.Evaluator
	return true
}

// Checked holds what Why has found with the server's answers about runs, so that every
// other screen says the same afterwards. It is used from one goroutine. A nil *Checked
// keeps nothing.
type Checked struct{ runs []checkedRun }

type checkedRun struct {
	run     api.Run
	updated time.Time // when its task was last changed
	found   diagnose.Diagnosis
}

// maxChecked is how many runs are kept, the last checked first.
const maxChecked = 50

// NewChecked returns an empty Checked.
func NewChecked() *Checked { return &Checked{} }

// Keep keeps what was found about a run.
func (c *Checked) Keep(in diagnose.Input, found diagnose.Diagnosis) {
	if c == nil {
		return
	}
	runs := []checkedRun{{run: in.Run, updated: in.Task.UpdatedAt, found: found}}
	for i := range c.runs {
		if c.runs[i].run.ID != in.Run.ID && len(runs) < maxChecked {
			runs = append(runs, c.runs[i])
		}
	}
	c.runs = runs
}

// of returns what was found about a run, if it and its task are still as they were then.
func (c *Checked) of(in *diagnose.Input) (diagnose.Diagnosis, bool) {
	if c == nil {
		return diagnose.Diagnosis{}, false
	}
	run := &in.Run
	for i := range c.runs {
		kept := &c.runs[i]
		if in.Task.Type != "" && !in.Task.UpdatedAt.Equal(kept.updated) {
			continue
		}
		if was := &kept.run; was.ID == run.ID && was.Status == run.Status && was.FailureReason == run.FailureReason &&
			was.Successes == run.Successes && was.Errors == run.Errors && was.Skipped == run.Skipped {
			return kept.found, true
		}
	}
	return diagnose.Diagnosis{}, false
}

// EvaluatorClient loads evaluators.
type EvaluatorClient interface {
	GetEvaluator(ctx context.Context, id, versionID string) (api.Evaluator, error)
}

// Changes says what the cure of a cause changes in a form, and why, or that it would change
// another form; of one that is the form as it is, what to do. "" for no cure.
func (e *Env) Changes(cause *diagnose.Finding, form diagnose.Form) text.Safe {
	if cause.Cure.Form == "" {
		return ""
	}
	lead, what := text.Lit("Changed: "), text.Safe("")
	if len(cause.Cure.Diffs) == 0 {
		lead, what = "Nothing is changed here: ", text.Clean(cause.Do)
	}
	if cause.Cure.Form != form {
		key := e.KeyOf([]keymap.Scope{keymap.Run}, keymap.WhyEnded)
		lead = text.Concat("Running it again alone may not help; change the task first, with ", key, " on the run: ")
	}
	for i, diff := range cause.Cure.Diffs {
		if i > 0 {
			what = text.Concat(what, ", ")
		}
		what = text.Concat(what, text.CleanN(diff.What, 60), " ", text.CleanN(diff.From, 120), " → ", text.CleanN(diff.To, 120))
	}
	switch {
	case cause.Class == diagnose.Unknown:
	case len(cause.Cure.Diffs) == 0: // a reason behind what to do would read as that of its last part
		what = text.Concat(what, " (", text.Clean(cause.Label(false)), ": ", text.Clean(cause.Likely), ")")
	default:
		what = text.Concat(what, ", ", text.Clean(cause.Since()))
	}
	return text.Concat(lead, what, ".")
}

// maxEvaluators limits how many evaluators of a task are loaded for a diagnosis.
const maxEvaluators = 8

// EvaluatorJobs returns jobs that load, once in a session, the evaluators on which the
// diagnosis of a run depends; none if it depends on none. The values of their answers are
// ReadEvaluator, for Evaluators.Add.
func (e *Env) EvaluatorJobs(owner *Owner, client EvaluatorClient, task *api.Task, run *api.Run) []poll.Job {
	if e.Evaluators == nil || !diagnose.NeedsEvaluators(*task, run) {
		return nil
	}
	var jobs []poll.Job
	for _, used := range task.Evaluators[:min(len(task.Evaluators), maxEvaluators)] {
		if _, known := e.Evaluators.known[evaluatorKey(&used)]; known {
			continue
		}
		key := "evaluator " + evaluatorKey(&used)
		ask := Poll(owner, key, func(ctx context.Context) (any, error) {
			evaluator, err := client.GetEvaluator(ctx, used.EvaluatorID, used.VersionID)
			return ReadEvaluator{Used: used, Evaluator: evaluator}, err
		})
		jobs = append(jobs, poll.Job{Key: key, Once: true, Group: "facts", Ask: ask})
	}
	return jobs
}

// Diagnosis returns what is known about a run: every screen and box uses it, so that all
// say the same. others are the newest runs of the task, newest first; they may be empty.
func (e *Env) Diagnosis(task *api.Task, run *api.Run, others []api.Run) diagnose.Input {
	in := diagnose.Input{Task: *task, Run: *run, Evaluators: e.Evaluators.Of(task), Others: others, Now: e.ServerTime(e.Now())}
	if watched, ok := e.Watches.Find(run.ID); ok && !watched.Passing {
		in.Asked = watched.Asked
	}
	return in
}

// Diagnose returns why a run ended as it did: what Why has found, else what is known.
func (e *Env) Diagnose(in diagnose.Input) diagnose.Diagnosis {
	if found, ok := e.Checked.of(&in); ok {
		return found
	}
	return diagnose.Diagnose(in)
}

// Causes is Diagnose of what is known about a run.
func (e *Env) Causes(task api.Task, run *api.Run, others []api.Run) diagnose.Diagnosis {
	return e.Diagnose(e.Diagnosis(&task, run, others))
}

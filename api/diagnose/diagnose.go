// Package diagnose finds the likely causes why a run ended as it did, or does not
// end, and what to do next.
//
// It covers every row of contract section 8 that is visible in a run. The server's
// failure_reason takes precedence over anything inferred; the likeliest cause
// comes first; a likely cause is never called certain. A run without errors has no
// finding. No finding contains text of the server, so findings are safe to draw.
//
// It is pure: the caller passes the current time. It imports api for its types,
// preflight for filters, and the standard library; never the network, the terminal
// or ui.
package diagnose

import (
	"time"

	"ax-tui/api"
)

// Finding is one possible cause.
type Finding struct {
	Likely  string // the cause, a short phrase
	Do      string // the next step, an imperative
	Basis   string // the evidence
	Certain bool   // false: show it as likely; timings are experience, not documented
}

// Input is what is known about a run. Only Run is required; the other fields
// improve the result.
type Input struct {
	Task       api.Task
	Run        api.Run
	Evaluators []api.Evaluator // of the task, with their versions; may be empty
	Now        time.Time       // zero: the age of a pending or running run is not checked
}

// Diagnose returns the likely causes, the likeliest first; none when nothing is
// wrong.
func Diagnose(in Input) []Finding {
	of := subject{Input: in}
	if findings := of.fromReason(); findings != nil {
		return findings
	}
	return of.fromStatus() // an unknown reason is shown as it is; status and counters may still show a cause
}

// subject is the input of the checks below.
type subject struct{ Input }

// fromStatus infers causes from the status of the run; an unknown one gives none.
func (s subject) fromStatus() []Finding {
	check := map[api.Status]func(subject) []Finding{
		api.Cancelled: subject.cancelled, api.Completed: subject.completed, api.Failed: subject.failed,
		api.Pending: subject.pending, api.Running: subject.running,
	}[s.Run.Status]
	if check == nil {
		return nil
	}
	return check(s)
}

// PendingLong and runningLong are from when on a wait is worth a word. The
// contract says "for minutes" and "long"; the official clients give up
// watching after ten minutes.
const (
	PendingLong = 2 * time.Minute
	runningLong = 10 * time.Minute
)

func (s subject) pending() []Finding {
	if s.since(&s.Run.CreatedAt) < PendingLong {
		return nil
	}
	return []Finding{queued.finding("pending for minutes")}
}

func (s subject) running() []Finding {
	if s.since(s.Run.StartedAt) < runningLong {
		return nil
	}
	return []Finding{tooLarge.finding("running for more than 10 minutes")}
}

// since returns the time since at; 0 when it is unknown.
func (s subject) since(at *time.Time) time.Duration {
	if s.Now.IsZero() || at == nil || at.IsZero() {
		return 0
	}
	return s.Now.Sub(*at)
}

func (s subject) failed() []Finding {
	switch {
	case s.lacksChoices():
		return []Finding{noChoices.finding("failed, and a template evaluator has no classification choices")}
	case s.Run.FailureReason != "":
		return nil
	}
	return []Finding{silent.finding("failed without a failure reason")}
}

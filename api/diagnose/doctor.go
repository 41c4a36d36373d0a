// Package diagnose tells what the way a run ended, or does not end, is likely to
// mean, and what to do next.
//
// It promises: every row of contract section 8 that a run shows is known; what the server says
// itself (failure_reason) comes before anything inferred; the likeliest cause
// comes first; nothing that is only likely is called certain. A run that ended
// well has no finding. No text of the server is part of a finding, so findings
// can be shown as they are.
//
// It is pure: the present is handed in. It imports api for its types, preflight,
// which knows filters, and the standard library; never the network, the terminal
// or ui.
package diagnose

import (
	"time"

	"ax-tui/api"
)

// Finding is one possible cause.
type Finding struct {
	Likely  string // the cause, a short phrase
	Do      string // the next step, an order
	Basis   string // what it is concluded from
	Certain bool   // false: to be shown as likely; timings are field experience only
}

// Input is what is known about a run. Only Run is needed; each thing more
// makes the answer better.
type Input struct {
	Task       api.Task
	Run        api.Run
	Evaluators []api.Evaluator // those of the task, with their versions; may be empty
	Now        time.Time       // zero: how long a run waits or runs is not judged
}

// Diagnose lists the likely causes, the likeliest first; none when nothing is
// wrong.
func Diagnose(in Input) []Finding {
	subject := patient{Input: in}
	if findings := subject.reason(); findings != nil {
		return findings
	}
	return subject.ending() // a reason in unknown words speaks for itself; the rest may still tell something
}

// patient is an input with questions about it.
type patient struct{ Input }

// ending judges by the state that the run is in; an unknown one says nothing.
func (p patient) ending() []Finding {
	judge := map[api.Status]func(patient) []Finding{
		api.Cancelled: patient.cancelled, api.Completed: patient.completed, api.Failed: patient.failed,
		api.Pending: patient.pending, api.Running: patient.running,
	}[p.Run.Status]
	if judge == nil {
		return nil
	}
	return judge(p)
}

// pendingLong and runningLong are from when on a wait is worth a word. The
// contract says "for minutes" and "long"; the official clients give up
// watching after ten minutes.
const (
	pendingLong = 2 * time.Minute
	runningLong = 10 * time.Minute
)

func (p patient) pending() []Finding {
	if p.since(&p.Run.CreatedAt) < pendingLong {
		return nil
	}
	return []Finding{queued.finding("pending for minutes")}
}

func (p patient) running() []Finding {
	if p.since(p.Run.StartedAt) < runningLong {
		return nil
	}
	return []Finding{tooLarge.finding("running for more than 10 minutes")}
}

// since is how long ago something was; 0 when that is not known.
func (p patient) since(at *time.Time) time.Duration {
	if p.Now.IsZero() || at == nil || at.IsZero() {
		return 0
	}
	return p.Now.Sub(*at)
}

func (p patient) failed() []Finding {
	switch {
	case p.lacksChoices():
		return []Finding{noChoices.finding("failed, and a template evaluator has no classification choices")}
	case p.Run.FailureReason != "":
		return nil
	}
	return []Finding{silent.finding("failed without a failure reason")}
}

// Package diagnose finds the likely causes why a run ended as it did, or does not
// end, and what to do next.
//
// It covers every row of contract section 8 that is visible in a run. The server's
// failure_reason takes precedence over anything inferred, and is matched by whole
// phrases only: one in other words is shown as the server's, and nothing is inferred
// from the clock against it. The likeliest cause comes first; a likely cause is never
// called certain. A run without errors has no finding, unless
// an evaluator is known to have a variable without a mapping. What a finding says contains
// no text of the server, so it is safe to draw; its checks and the differences of a cure do.
//
// It is pure: the caller passes the current time. It imports api for its types,
// preflight for filters, timewindow, and the standard library; never the network, the
// terminal or ui. Evidence of the server is read by api/diagnose/check.
package diagnose

import (
	"cmp"
	"time"

	"ax-tui/api"
)

// Mark says how sure a cause is.
type Mark int

// The marks.
const (
	Inferred   Mark = iota // it fits what is known; timings are experience, not documented
	Checked                // the server says so, or a request has shown it
	Excluded               // a request has shown what speaks against it
	NotChecked             // of a check: no request can show it, or one failed
)

// Words returns the mark in words, for programs too.
func (m Mark) Words() string { return [...]string{"inferred", "checked", "excluded", "not checked"}[m] }

// Finding is one possible cause.
type Finding struct {
	Rule    Rule
	Class   Class
	Likely  string // the cause, a short phrase
	Do      string // the next step, an imperative
	Basis   string // the evidence
	Certain bool   // the server says so in so many words, or the run itself shows it; false: show it as likely
	Mark    Mark
	Checks  []Check // what requests have shown about it
	Cure    Cure
}

// Check is what a request has shown about a cause.
type Check struct {
	Mark    Mark
	Shows   string // "0 of the spans in the window match the filter"
	Request string // "POST /v2/spans, with the filter"; "": none can show it, and Shows says why
}

// Label returns the word in front of what a request has shown, for people.
func (c Check) Label() string {
	if c.Mark == Excluded {
		return "against it"
	}
	return c.Mark.Words()
}

// Words returns what a request has shown, with the request.
func (c Check) Words() string {
	if c.Request == "" {
		return c.Shows
	}
	return c.Shows + " (" + c.Request + ")"
}

// Label returns the word in front of the cause; guess is that of its Diagnosis.
func (f *Finding) Label(guess bool) string {
	switch {
	case f.Certain, f.Mark == Checked:
		return "cause"
	case f.Class == Unknown:
		return "unknown"
	case guess:
		return "guess"
	}
	return "likely"
}

// Since passes the cause on where there is no label in front of it: only one that was
// checked is a fact.
func (f *Finding) Since() string {
	if f.Label(false) == "cause" {
		return "since " + f.Likely
	}
	return "because likely: " + f.Likely
}

// Because returns the evidence for a cause, or against an excluded one, "" if its checks
// say it.
func (f *Finding) Because() string {
	if f.Mark == Excluded && len(f.Checks) > 0 {
		return ""
	}
	return f.Basis
}

// Input is what is known about a run. Only Run is required; the other fields
// improve the result. Screens make it with host.Env.Diagnosis and line mode with one
// function, so that all say the same about a run.
type Input struct {
	Task       api.Task
	Run        api.Run
	Evaluators []api.Evaluator // of the task, with their versions; may be incomplete
	Others     []api.Run       // the newest runs of the task, newest first, with or without Run; may be empty
	Asked      *api.Trigger    // what the run was asked to do; nil: not known
	Now        time.Time       // zero: the age of a pending or running run is not checked
}

// Diagnosis is what is found about a run. The zero value finds nothing.
type Diagnosis struct {
	Causes   []Finding // the likeliest first; none when nothing is wrong
	Excluded []Finding // causes that would fit, but that a request has shown to be none: see package check
	// Guess says that the evaluators of the task, on which the causes depend, are not known.
	Guess bool
}

// First returns the likeliest cause, false if there is none.
func (d Diagnosis) First() (Finding, bool) {
	if len(d.Causes) == 0 {
		return Finding{}, false
	}
	return d.Causes[0], true
}

// Labels returns the word in front of each cause where they are listed: "or likely" for a
// further one that is not certain.
func (d *Diagnosis) Labels() (out []string) {
	for i, finding := range d.Causes {
		label := finding.Label(d.Guess)
		if i > 0 && label != "cause" {
			label = "or " + label
		}
		out = append(out, label)
	}
	return out
}

// Line returns the likeliest cause in one line, "" for none: "likely: …"; a certain one
// without a label.
func (d Diagnosis) Line() string {
	first, ok := d.First()
	switch {
	case !ok:
		return ""
	case first.Label(d.Guess) == "cause":
		return first.Likely
	}
	return first.Label(d.Guess) + ": " + first.Likely
}

// Diagnose returns the likely causes.
func Diagnose(in Input) Diagnosis {
	of := subject{Input: in}
	out := Diagnosis{Causes: of.causes()}
	of.weigh(out.Causes)
	for i := range out.Causes {
		finding := &out.Causes[i]
		if finding.Certain {
			finding.Mark = Checked
		}
		finding.Cure = of.cure(finding.Rule)
		finding.Do = cmp.Or(of.step(finding.Rule), finding.Do)
	}
	out.Guess = !of.knowsEvaluators() && of.needsEvaluators(out.Causes)
	return out
}

// NeedsEvaluators reports whether the causes of how a run ended depend on the evaluators
// of its task: their granularity, whether they are custom code, their choices, and whether
// each of their variables has a mapping.
func NeedsEvaluators(task api.Task, run *api.Run) bool {
	of := subject{Input{Task: task, Run: *run}}
	causes := of.causes()
	_, said := reasonCue(run.FailureReason)
	open := run.FailureReason == "" || run.Status == api.Completed && !said
	mapped := len(causes) > 0 && run.Status.Terminal() && open && task.Type.Evaluation() && !(run.Status == api.Completed && of.allZero())
	return mapped || of.needsEvaluators(causes)
}

// needsEvaluators reports whether the evaluators may put another cause first.
func (s *subject) needsEvaluators(causes []Finding) bool {
	if len(causes) == 0 || !s.Run.Status.Terminal() || !s.Task.Type.Evaluation() || len(s.Task.Evaluators) == 0 {
		return false
	}
	switch causes[0].Rule {
	case codeRaised: // what to do depends on whose code it is
		return true
	case badKey, badModel, codeUnloaded, silent, noChoices, wholeTraces, unresolved, unmapped:
		return !causes[0].Certain
	case byHand:
		return !causes[0].Certain && s.Run.Successes == 0
	default:
		return false
	}
}

// subject is the input of the checks below.
type subject struct{ Input }

func (s *subject) knowsEvaluators() bool { return len(s.Evaluators) >= len(s.Task.Evaluators) }

// causes returns what the reason says or, without one, what status, counters, times and
// configuration lead to.
func (s *subject) causes() []Finding {
	if findings := s.fromReason(); findings != nil {
		return findings
	}
	findings := s.fromStatus()
	if len(findings) == 0 && s.endedBadly() {
		findings = []Finding{NoneFits("nothing that is known of the run fits a rule")}
	}
	return findings
}

// NoneFits returns the finding of a run whose end no rule explains.
func NoneFits(basis string) Finding { return noRule.finding(basis) }

// NoneLeft returns the finding of a run of which every cause was excluded; hasData says
// that there is by now what the run did not find.
func NoneLeft(hasData bool) Finding {
	out := NoneFits("everything that would fit is excluded")
	if hasData {
		out.Do, out.Cure = "run it again over the same window, as there is data by now; if it ends like this again, ask for help with a report of the run", Cure{Form: TriggerForm}
	}
	return out
}

// endedBadly reports whether the end of the run wants an explanation.
func (s *subject) endedBadly() bool {
	run := s.Run
	return run.Status == api.Failed || run.Status == api.Cancelled || run.Status == api.Completed && (run.Errors > 0 || s.allZero())
}

// fromStatus infers causes from the status of the run; an unknown one gives none.
func (s *subject) fromStatus() []Finding {
	check := map[api.Status]func(subject) []Finding{
		api.Cancelled: subject.cancelled, api.Completed: subject.completed, api.Failed: subject.failed,
		api.Pending: subject.pending, api.Running: subject.running,
	}[s.Run.Status]
	if check == nil {
		return nil
	}
	return check(*s)
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
	return []Finding{queued.finding("it has been pending for minutes")}
}

func (s subject) running() []Finding {
	if s.since(s.Run.StartedAt) < runningLong {
		return nil
	}
	return []Finding{tooLarge.finding("it has been running for more than 10 minutes")}
}

// since returns the time since at; 0 when it is unknown.
func (s *subject) since(at *time.Time) time.Duration {
	if s.Now.IsZero() || at == nil || at.IsZero() {
		return 0
	}
	return s.Now.Sub(*at)
}

func (s subject) failed() []Finding {
	if s.lacksChoices() {
		return []Finding{noChoices.finding("it failed, and a template evaluator has no classification choices")}
	}
	if found := s.unmapped(); len(found) > 0 {
		return found
	}
	return []Finding{silent.finding("it failed without a failure reason")}
}

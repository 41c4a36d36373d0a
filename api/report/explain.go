package report

import (
	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/outcome"
)

// Explanation is why a run ended as it did, for programs. Its texts are those of the
// screens.
type Explanation struct {
	Run      string     `json:"run"`
	TaskID   string     `json:"task_id"`
	Status   api.Status `json:"status"`
	Outcome  outcome.ID `json:"outcome"`
	Words    string     `json:"outcome_words"`
	Reason   *string    `json:"failure_reason"`
	Guess    bool       `json:"guess"` // the evaluators, on which the causes depend, are not known
	Causes   []Cause    `json:"causes"`
	Excluded []Cause    `json:"excluded"`
}

// Cause is one possible cause, the likeliest first.
type Cause struct {
	Rule    diagnose.Rule  `json:"rule"`
	Class   diagnose.Class `json:"class"`
	Label   string         `json:"label"` // cause, likely, guess, unknown
	Cause   string         `json:"cause"`
	Do      string         `json:"do"`
	Because string         `json:"because"`
	Mark    string         `json:"mark"` // checked, inferred, excluded
	Checks  []Checked      `json:"checks"`
	Cure    *Cured         `json:"cure"`
}

// Checked is what a request has shown.
type Checked struct {
	Mark    string `json:"mark"`
	Shows   string `json:"shows"`
	Request string `json:"request"`
}

// Cured is what to change.
type Cured struct {
	Form    diagnose.Form `json:"form"`
	Changes []Change      `json:"changes"`
	Command *string       `json:"command"` // null if there is none in one line
}

// Change is one difference.
type Change struct {
	What string `json:"what"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Ref returns the ID of the run.
func (e Explanation) Ref() api.Ref { return api.Ref{ID: e.Run} }

// Explain returns the explanation of a run for programs.
func Explain(of Run) Explanation {
	out := Explanation{
		Run: of.Run.ID, TaskID: of.Run.TaskID, Status: of.Run.Status, Outcome: of.Achieved.ID, Words: of.Achieved.Words(), Guess: of.Diagnosis.Guess,
		Causes: []Cause{}, Excluded: []Cause{},
	}
	if of.Run.FailureReason != "" {
		out.Reason = &of.Run.FailureReason
	}
	for _, finding := range of.Diagnosis.Causes {
		out.Causes = append(out.Causes, of.explained(&finding))
	}
	for _, finding := range of.Diagnosis.Excluded {
		out.Excluded = append(out.Excluded, of.explained(&finding))
	}
	return out
}

func (of *Run) explained(finding *diagnose.Finding) Cause {
	out := Cause{
		Rule: finding.Rule, Class: finding.Class, Label: finding.Label(of.Diagnosis.Guess), Cause: finding.Likely, Do: finding.Do,
		Because: finding.Basis, Mark: finding.Mark.Words(), Checks: []Checked{},
	}
	for _, check := range finding.Checks {
		out.Checks = append(out.Checks, Checked{Mark: check.Mark.Words(), Shows: check.Shows, Request: check.Request})
	}
	if finding.Cure.Form == "" {
		return out
	}
	out.Cure = &Cured{Form: finding.Cure.Form, Changes: []Change{}}
	for _, diff := range finding.Cure.Diffs {
		out.Cure.Changes = append(out.Cure.Changes, Change(diff))
	}
	if command := of.Command(&finding.Cure); command != "" {
		out.Cure.Command = &command
	}
	return out
}

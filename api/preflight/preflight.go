// Package preflight checks a task before it is created and finds what the server
// will refuse (faults) and what is likely to give a run that scores nothing
// (warnings, hints).
//
// A fault is always a rule of the contract, never only likely. Every finding names
// its field as on the wire and says what to do; findings are in the order of the
// form, each once. Rules that need only the request are in api.CreateTask.Check and
// not repeated here. Messages contain names from the server or the user: clean them
// before drawing.
//
// It is pure and imports api, api/evaljson (for the variables of a template) and the
// standard library; never the network, the terminal or ui.
package preflight

import (
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
)

// Severity says how bad a finding is.
type Severity int

// The severities, the most severe first.
const (
	Fault   Severity = iota // the server refuses it (contract section 6)
	Warning                 // it may be refused, or is likely to score nothing
	Hint                    // it works, but there is a better way
)

// Finding is one result of a check.
type Finding struct {
	Severity Severity
	Field    string // as on the wire: "evaluators[1].column_mappings.input"
	Message  string // what is wrong
	Do       string // what to do about it; may be empty
}

// String returns the finding on one line.
func (f Finding) String() string {
	text := f.Field + ": " + f.Message
	if f.Do != "" {
		text += "; " + f.Do
	}
	return text
}

// Input is what is known about the task. Only Create is required; the other fields
// allow more rules to be checked.
type Input struct {
	Create     api.CreateTask
	Evaluators []EvaluatorFacts // of the evaluators in Create, in any order
	SameName   []api.Task       // tasks of the space found by name; others are ignored
	SpaceID    string           // space of the target; empty: unknown
	Trial      bool             // the task was tried on a small window
}

// Check returns all findings.
func Check(in *Input) []Finding {
	check := &checker{in: *in, facts: make(map[string]EvaluatorFacts, len(in.Evaluators))}
	for _, evaluatorFacts := range in.Evaluators {
		check.facts[evaluatorFacts.ID] = evaluatorFacts
	}
	check.name()
	check.schedule()
	if kind, _ := api.ParseTaskType(string(in.Create.Type)); kind != api.RunExperiment {
		check.filters()
		check.evaluators(kind)
	}
	return check.findings
}

// checker collects findings.
type checker struct {
	in       Input
	facts    map[string]EvaluatorFacts // by evaluator ID
	findings []Finding
}

func (c *checker) add(severity Severity, field, message, do string) {
	finding := Finding{Severity: severity, Field: field, Message: message, Do: do}
	if !slices.Contains(c.findings, finding) {
		c.findings = append(c.findings, finding)
	}
}

// name checks for a task of the same name. The status code of a duplicate is not
// documented (contract section 10), so it is a warning.
func (c *checker) name() {
	name := strings.TrimSpace(c.in.Create.Name)
	if name == "" {
		return
	}
	exact, folded := "", ""
	for _, task := range c.in.SameName {
		switch {
		case task.Name == name:
			exact = task.Name
		case strings.EqualFold(task.Name, name):
			folded = task.Name
		}
	}
	switch {
	case exact != "":
		c.add(Warning, "name", "the space already has a task of this name; the server is likely to refuse it", "choose another name")
	case folded != "":
		c.add(Warning, "name", fmt.Sprintf("the space has a task %q, which differs only in case", folded), "choose a name that is easier to tell apart")
	}
}

// schedule checks continuous tasks (contract section 8, good practice).
func (c *checker) schedule() {
	input := c.in.Create
	if input.Continuous == nil || !*input.Continuous || input.ProjectID == "" {
		return
	}
	if input.SamplingRate == nil || *input.SamplingRate == 1 {
		c.add(Hint, "sampling_rate", "every new span is scored", "for a busy project choose less, for example 0.1")
	}
	if input.SamplingRate != nil && *input.SamplingRate == 0 {
		c.add(Warning, "sampling_rate", "with 0 no span is scored", "choose more than 0, or pause the task instead")
	}
	if !c.in.Trial {
		c.add(Warning, "is_continuous", "the task has not been tried yet", "create it on demand, run it over about 100 spans, then make it continuous")
	}
}

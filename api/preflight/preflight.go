// Package preflight looks at a task before it is created and tells
// what the server will refuse (faults) and what is likely to end in a run that
// scores nothing (warnings, hints).
//
// It promises: a fault is a rule of the contract and nothing that is only
// likely is called one; every finding names its field as the wire does and
// says what to do; findings come in the order of the form, each once. Rules
// that need nothing but the request are api.CreateTask's own Check and are not
// repeated here. Names in messages are the server's or the person's: whoever
// draws them cleans them.
//
// It is pure and imports api, api/evaljson (both find a template's variables in
// the same way) and the standard library; never the network, the terminal or ui.
package preflight

import (
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
)

// Severity says how bad a finding is.
type Severity int

// The severities, the worst first.
const (
	Fault   Severity = iota // the server refuses it (contract section 6)
	Warning                 // it may be refused, or is likely to score nothing
	Hint                    // it works, but something better is usual
)

// Finding is one thing to look at.
type Finding struct {
	Severity Severity
	Field    string // as on the wire: "evaluators[1].column_mappings.input"
	Message  string // what is the matter
	Do       string // what to do about it; empty: nothing
}

// String gives the finding as one line.
func (f Finding) String() string {
	text := f.Field + ": " + f.Message
	if f.Do != "" {
		text += "; " + f.Do
	}
	return text
}

// Input is what is known. Only Create is needed; each thing more allows more
// rules to be checked.
type Input struct {
	Create     api.CreateTask
	Evaluators []EvaluatorFacts // of the evaluators in Create, in any order
	SameName   []api.Task       // tasks of the space that a look-up by name found; others among them do no harm
	SpaceID    string           // space of the target; empty: not known
	Trial      bool             // a run over a small window has been made
}

// Check lists what there is to say; none means that nothing was found.
func Check(in Input) []Finding {
	check := &checker{in: in, facts: make(map[string]EvaluatorFacts, len(in.Evaluators))}
	for _, evaluatorFacts := range in.Evaluators {
		check.facts[evaluatorFacts.ID] = evaluatorFacts
	}
	check.name()
	check.schedule()
	if kind, _ := api.ParseTaskType(string(in.Create.Type)); kind != api.RunExperiment {
		check.filters()
		check.evaluators(kind)
	}
	return check.out
}

// checker gathers findings.
type checker struct {
	in    Input
	facts map[string]EvaluatorFacts // by evaluator ID
	out   []Finding
}

func (c *checker) add(severity Severity, field, message, do string) {
	finding := Finding{Severity: severity, Field: field, Message: message, Do: do}
	if !slices.Contains(c.out, finding) {
		c.out = append(c.out, finding)
	}
}

// name looks for a task of the same name. The code of a duplicate is not
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
		c.add(Warning, "name", "a task of this name is in the space already; the server is likely to refuse it", "choose another name")
	case folded != "":
		c.add(Warning, "name", fmt.Sprintf("the space has a task %q, which differs in case only", folded), "choose a name that nobody mixes up")
	}
}

// schedule looks at continuous tasks (contract section 8, good practice).
func (c *checker) schedule() {
	input := c.in.Create
	if input.Continuous == nil || !*input.Continuous || input.ProjectID == "" {
		return
	}
	if input.SamplingRate == nil || *input.SamplingRate == 1 {
		c.add(Hint, "sampling_rate", "every new span is scored", "for a busy project take less, for instance 0.1")
	}
	if input.SamplingRate != nil && *input.SamplingRate == 0 {
		c.add(Warning, "sampling_rate", "with 0 no span is scored", "give more than 0, or pause the task instead")
	}
	if !c.in.Trial {
		c.add(Warning, "is_continuous", "the task has not been tried yet", "create it on demand, run it over about 100 spans, then make it continuous")
	}
}

// Package report describes a run and why it ended as it did: as Markdown for a ticket
// or a message, and as JSON for programs. The copy menu and line mode share it, so that
// both say the same in the same words.
//
// It is pure. Text of the server is cleaned by the caller's function and put into code
// spans, so that it is not interpreted as Markdown.
package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/change"
	"ax-tui/api/diagnose"
	"ax-tui/api/outcome"
	"ax-tui/api/timewindow"
)

// Run is what a report is about. Only Run, Achieved and Texts are required.
type Run struct {
	Run       api.Run
	Task      api.Task
	Achieved  outcome.Outcome
	Diagnosis diagnose.Diagnosis
	Asked     *api.Trigger // what the run was asked to do; nil: not known
	Now       time.Time    // for the window of a cure
	Texts     Texts
}

// Texts formats values for people.
type Texts struct {
	Clean  func(string) string // one line without what acts on a terminal
	Count  func(api.Count) string
	Length func(from, to time.Time) string
}

// Markdown formats a run with its likely causes.
func Markdown(of *Run) string {
	var out strings.Builder
	run := of.Run
	row := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&out, "| %s | %s |\n", label, value)
		}
	}
	at := func(when *time.Time) string {
		if when == nil {
			return ""
		}
		return timewindow.Format(*when)
	}
	fmt.Fprintf(&out, "## Run %s: %s\n\n| | |\n|---|---|\n", of.code(run.ID), of.Texts.Clean(of.Achieved.Words()))
	row("status", of.Texts.Clean(run.Status.Words()))
	if of.Task.Name != "" {
		row("task", of.code(of.Task.Name))
	}
	row("task ID", of.code(run.TaskID))
	row("window", strings.Trim(at(run.DataStart)+" → "+at(run.DataEnd), " →"))
	row("started", at(run.StartedAt))
	row("finished", at(run.FinishedAt))
	if run.StartedAt != nil && run.FinishedAt != nil {
		row("duration", of.Texts.Length(*run.StartedAt, *run.FinishedAt))
	}
	row("succeeded", of.Texts.Count(run.Successes))
	row("errors", of.Texts.Count(run.Errors))
	row("skipped", of.Texts.Count(run.Skipped))
	if diagnose.LacksReason(&run) {
		fmt.Fprintf(&out, "\nReason: %s\n", diagnose.NoReason)
	}
	if run.FailureReason != "" {
		fmt.Fprintf(&out, "\nReason: %s\n", of.code(run.FailureReason))
	}
	labels := of.Diagnosis.Labels()
	for i, finding := range of.Diagnosis.Causes {
		of.cause(&out, labels[i], &finding)
	}
	for _, finding := range of.Diagnosis.Excluded {
		fmt.Fprintf(&out, "\nExcluded: %s.\n", finding.Likely)
		if because := finding.Because(); because != "" {
			fmt.Fprintf(&out, "\n- because: %s\n", of.Texts.Clean(because))
		} else {
			out.WriteString("\n")
		}
		of.checks(&out, &finding)
	}
	return strings.TrimRight(out.String(), "\n")
}

// cause writes one cause with what it is based on and its cure.
func (of *Run) cause(out *strings.Builder, label string, finding *diagnose.Finding) {
	fmt.Fprintf(out, "\n%s%s: %s. What next: %s.\n\n- because: %s (rule %s)\n", strings.ToUpper(label[:1]), label[1:], finding.Likely, strings.TrimRight(finding.Do, "."), of.Texts.Clean(finding.Basis), finding.Rule)
	of.checks(out, finding)
	if by := of.ByHand(&finding.Cure); by != "" {
		fmt.Fprintf(out, "- change: %s\n", by)
	}
	for _, diff := range finding.Cure.Diffs {
		fmt.Fprintf(out, "- change %s: %s → %s\n", of.Texts.Clean(diff.What), of.code(diff.From), of.code(diff.To))
	}
	if command := of.Command(&finding.Cure); command != "" {
		fmt.Fprintf(out, "- command: %s\n", of.code(command))
	}
}

func (of *Run) checks(out *strings.Builder, finding *diagnose.Finding) {
	for _, check := range finding.Checks {
		fmt.Fprintf(out, "- %s: %s\n", check.Label(), of.Texts.Clean(check.Words()))
	}
}

// ByHand says where to make a change that only a person knows, "" for none.
func (of *Run) ByHand(cure *diagnose.Cure) string {
	if cure.Form != diagnose.EditForm || len(cure.Diffs) > 0 {
		return ""
	}
	return "the filter, by hand: with ax-tui tasks update " + axcmd.Quote(of.Run.TaskID) + " and --query-filter, or --evaluators for the filter of an evaluator"
}

// Command returns the ax-tui command that applies a cure; "" if there is none, as nothing or
// only a person says what to write.
func (of Run) Command(cure *diagnose.Cure) string {
	words := []string{"ax-tui", "tasks"}
	switch {
	case cure.Form == diagnose.TriggerForm:
		trigger := cure.Trigger(of.Run, of.Asked, of.Now)
		words = append(words, "trigger-run", axcmd.Quote(of.Run.TaskID))
		bound := func(flag, typed string, at *time.Time) {
			switch {
			case typed != "":
				words = append(words, flag, typed)
			case at != nil && of.Task.DatasetID == "":
				words = append(words, flag, timewindow.Format(*at))
			}
		}
		bound("--data-start-time", cure.Start, trigger.DataStart)
		bound("--data-end-time", cure.End, trigger.DataEnd)
		if of.Task.DatasetID == "" { // the limit of the run is not known to the API: the default is said, as in the form
			words = append(words, fmt.Sprintf("--max-spans %d", cmp.Or(trigger.MaxSpans, diagnose.DefaultMaxSpans)))
		}
		if trigger.Override != nil && *trigger.Override {
			words = append(words, "--override-evaluations")
		}
	case len(cure.Diffs) == 0:
		return ""
	default:
		words = append(words, "update", axcmd.Quote(of.Run.TaskID))
		changed := cure.Task(of.Task)
		if changed.QueryFilter != of.Task.QueryFilter {
			filter := ""
			if changed.QueryFilter != nil {
				filter = *changed.QueryFilter
			}
			words = append(words, "--query-filter", axcmd.Quote(filter))
		}
		if evaluators := change.Compact(changed.Inputs()); evaluators != change.Compact(of.Task.Inputs()) {
			words = append(words, "--evaluators", axcmd.Quote(evaluators))
		}
	}
	return strings.Join(words, " ")
}

// code formats a text from the server as a code span on one line.
func (of *Run) code(raw string) string {
	raw = strings.ReplaceAll(of.Texts.Clean(raw), "|", "¦")
	return "`" + strings.ReplaceAll(raw, "`", "'") + "`"
}

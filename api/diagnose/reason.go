package diagnose

import (
	"strings"

	"ax-tui/api"
)

// NoReason is shown as the reason of a run that LacksReason.
const NoReason = "the server gave no reason"

// LacksReason reports whether a run ended in a way that has a reason, and has none.
func LacksReason(run *api.Run) bool {
	return run.FailureReason == "" && (run.Status == api.Failed || run.Status == api.Cancelled)
}

// ReasonOf returns the failure reason of a run, NoReason, or "" where none is due.
func ReasonOf(run *api.Run) string {
	if LacksReason(run) {
		return NoReason
	}
	return run.FailureReason
}

// cue recognises a failure reason by whole phrases, of which each says what the cause
// is: a word that other sentences may contain too is none. It is constant data, as lists
// ask about every visible row.
type cue struct {
	phrases string // separated by |
	rule    Rule
	certain bool // the server states this cause; false: it states what happened
}

// cues lists the cues, the most specific first.
func cues() []cue {
	return []cue{
		{phrases: "already have labels|already has labels|already have a label|already has a label|already have an evaluation|already has an evaluation|already have evaluation labels|already has evaluation labels|already have evaluations|already has evaluations|already labelled|already labeled|labels already exist|label already exists", rule: labelled, certain: true},
		{phrases: "not one of the allowed labels|not among the allowed labels|does not exist in classification choices|not one of the classification choices|not in the classification choices|not among the classification choices|not a valid label|expected one of [", rule: strangeLabel, certain: true},
		{phrases: "has no rails|no rails|rails missing|missing rails|rails are missing|no classification choices|no classification_choices|classification_choices is missing|classification choices are missing|missing classification_choices|missing classification choices|classification_choices is empty|classification choices are empty", rule: noChoices, certain: true},
		{phrases: "cancelled by|canceled by", rule: byHand, certain: true},
		{phrases: "insufficient_quota|exceeded your current quota|quota exceeded", rule: noCredit, certain: true},
		{phrases: "rate limit reached|rate limit exceeded|rate_limit_exceeded|rate limited|too many requests", rule: callsLimited, certain: true},
		{phrases: "invalid api key|invalid_api_key|incorrect api key|api key is invalid|api key expired|api key has expired|expired api key|api key was refused|api key not valid|api key is not valid|authentication failed|authenticationerror|integration was deleted|integration not found|integration does not exist|integration has been deleted", rule: badKey, certain: true},
		{phrases: "model_not_found|model not found|unknown model", rule: badModel, certain: true},
		{phrases: "importerror|modulenotfounderror|no module named|cannot import name|unknown import path", rule: codeUnloaded, certain: true},
		{phrases: "traceback (most recent call last)", rule: codeRaised, certain: true},
		{phrases: "timed out|deadline exceeded|read timeout|connect timeout", rule: callsSlow, certain: true},
	}
}

// tracebackStart begins a traceback of Python.
const tracebackStart = "Traceback (most recent call last)"

// Headline returns what of a failure reason to show where there is one line: of a traceback
// the error, which ends it, else the reason as it is.
func Headline(reason string) string {
	before, after, found := strings.Cut(reason[:min(len(reason), maxReason)], tracebackStart)
	if !found || strings.TrimSpace(before) != "" {
		return reason
	}
	for line := range strings.Lines(after) {
		// The calls are indented; the error is the first line that is not.
		if line = strings.TrimRight(line, " \r\n"); line != "" && line != ":" && line[0] != ' ' && line[0] != '\t' {
			return line
		}
	}
	return reason
}

// maxReason is how many bytes of a failure reason are searched.
const maxReason = 1 << 16

// AllLabelled reports whether the server says in the failure reason of a run that all
// data have labels already.
func AllLabelled(run *api.Run) bool { return reasonStates(run, labelled) }

// ByHand reports whether the server says in the failure reason of a run who cancelled it.
func ByHand(run *api.Run) bool { return reasonStates(run, byHand) }

func reasonStates(run *api.Run, rule Rule) bool {
	cue, found := reasonCue(run.FailureReason)
	return found && cue.certain && cue.rule == rule
}

// fromReason returns the cause in the failure reason, which takes precedence over
// anything inferred. Of a reason in words that no cue knows, it says so, followed by what
// the run and its task show themselves; of a run that completed, these come first. Nil: there is no reason.
func (s *subject) fromReason() []Finding {
	if s.Run.FailureReason == "" {
		return nil
	}
	cue, found := reasonCue(s.Run.FailureReason)
	if !found && !s.endedBadly() {
		return nil
	}
	if !found {
		out := []Finding{otherWords.finding("only the server's reason says what happened")}
		switch {
		case s.Run.Status == api.Completed: // what the counters say is more than nothing
			out = s.completed()
			out[0].Basis += "; the server's reason is in words that no rule knows"
		case s.Run.Status == api.Failed && s.lacksChoices():
			out = append(out, noChoices.finding("a template evaluator has no classification choices"))
		case s.Run.Status == api.Failed && s.Run.Errors > 0:
			out = append(out, s.callsRule().finding("it failed, and rows had errors"))
		case s.Run.Status == api.Cancelled:
			out = append(out, s.unset()...)
			out = append(out, s.misfits()...)
		}
		return out
	}
	finding := cue.rule.finding("the server's reason says so")
	finding.Certain = cue.certain
	return []Finding{finding}
}

func reasonCue(reason string) (cue, bool) {
	if reason == "" {
		return cue{}, false
	}
	lower := strings.ToLower(reason[:min(len(reason), maxReason)])
	for _, cue := range cues() {
		if containsOne(lower, cue.phrases) || cue.rule == badModel && namesGoneModel(lower) {
			return cue, true
		}
	}
	return cue{}, false
}

func containsOne(lower, phrases string) bool {
	for phrase := range strings.SplitSeq(phrases, "|") {
		if strings.Contains(lower, phrase) {
			return true
		}
	}
	return false
}

// namesGoneModel reports whether a reason says of a model, by name, that it cannot be
// called: "model gpt-9 does not exist". One word may be between the two.
func namesGoneModel(lower string) bool {
	for rest := lower; ; {
		at := strings.Index(rest, "model ")
		if at < 0 {
			return false
		}
		rest = rest[at+len("model "):]
		_, after, _ := strings.Cut(rest, " ")
		for _, says := range [...]string{"does not exist", "is not supported", "is retired", "was retired", "has been retired", "is deprecated", "has been deprecated", "was decommissioned", "has been decommissioned", "was not found"} {
			if strings.HasPrefix(rest, says) || strings.HasPrefix(after, says) {
				return true
			}
		}
	}
}

package diagnose

import (
	"slices"
	"strings"
)

// cue is a set of words by which a failure reason is recognised: one of any,
// and one of with if there is such.
type cue struct {
	any, with []string
	cause     cause
	certain   bool // the server says just this
}

// cues go from the special to the general.
func cues() []cue {
	return []cue{
		{any: []string{"label"}, with: []string{"already", "exist", "override"}, cause: labelled, certain: true},
		{any: []string{"rails", "classification choice", "classification_choice"}, cause: noChoices, certain: true},
		{any: []string{"cancelled by", "canceled by"}, cause: byHand, certain: true},
		{any: []string{"rate limit", "ratelimit", "too many requests", "quota", "429"}, cause: callsLimited},
		{any: []string{"api key", "api_key", "apikey", "unauthorized", "unauthorised", "authentication", "credential", "integration"}, cause: badKey},
		{any: []string{"model"}, with: []string{"not found", "does not exist", "not exist", "unknown", "retired", "deprecated", "decommissioned", "invalid", "not supported"}, cause: badModel},
		{any: []string{"importerror", "modulenotfound", "no module named", "cannot import", "import path"}, cause: codeUnloaded},
		{any: []string{"timed out", "timeout", "time-out", "deadline"}, cause: callsSlow},
	}
}

// reason looks at what the server says. What it recognises wins over every
// guess. Nil: the server says nothing, or nothing that is known.
func (p patient) reason() []Finding {
	low := strings.ToLower(p.Run.FailureReason)
	said := func(word string) bool { return strings.Contains(low, word) }
	for _, cue := range cues() {
		if slices.ContainsFunc(cue.any, said) && (len(cue.with) == 0 || slices.ContainsFunc(cue.with, said)) {
			finding := cue.cause.finding("the failure reason")
			finding.Certain = cue.certain
			return []Finding{finding}
		}
	}
	return nil
}

package diagnose

import (
	"strings"

	"ax-tui/api"
)

// cue recognises a failure reason that contains one of any and, unless with is
// empty, one of with. It is constant data, as lists ask about every visible row.
type cue struct {
	any, with string // separated by |
	cause     cause
	certain   bool // the server states this cause
}

// cues lists the cues, the most specific first.
func cues() []cue {
	return []cue{
		{any: "already have label|already has label|already have an evaluation|already has an evaluation|already have evaluation label|already has evaluation label|already labelled|already labeled|labels exist|labels already exist|label already exists", cause: labelled, certain: true},
		{any: "rails|classification choice|classification_choice", cause: noChoices, certain: true},
		{any: "cancelled by|canceled by", cause: byHand, certain: true},
		{any: "rate limit|ratelimit|too many requests|quota|429", cause: callsLimited},
		{any: "api key|api_key|apikey|unauthorized|unauthorised|authentication|credential|integration", cause: badKey},
		{any: "model", with: "not found|does not exist|not exist|unknown|retired|deprecated|decommissioned|invalid|not supported", cause: badModel},
		{any: "importerror|modulenotfound|no module named|cannot import|import path", cause: codeUnloaded},
		{any: "timed out|timeout|time-out|deadline", cause: callsSlow},
	}
}

// maxReason is how many bytes of a failure reason are searched.
const maxReason = 1 << 16

// AllLabelled reports whether the server says in the failure reason of a run that all
// data have labels already.
func AllLabelled(run api.Run) bool { return reasonStates(run, labelled) }

// ByHand reports whether the server says in the failure reason of a run who cancelled it.
func ByHand(run api.Run) bool { return reasonStates(run, byHand) }

func reasonStates(run api.Run, cause cause) bool {
	cue, found := reasonCue(run.FailureReason)
	return found && cue.certain && cue.cause == cause
}

// fromReason looks for a known cause in the failure reason, which takes precedence
// over anything inferred. Nil: there is no reason, or an unknown one.
func (s subject) fromReason() []Finding {
	cue, found := reasonCue(s.Run.FailureReason)
	if !found {
		return nil
	}
	finding := cue.cause.finding("the failure reason")
	finding.Certain = cue.certain
	return []Finding{finding}
}

func reasonCue(reason string) (cue, bool) {
	if reason == "" {
		return cue{}, false
	}
	lower := strings.ToLower(reason[:min(len(reason), maxReason)])
	for _, cue := range cues() {
		if containsOne(lower, cue.any) && (cue.with == "" || containsOne(lower, cue.with)) {
			return cue, true
		}
	}
	return cue{}, false
}

func containsOne(lower, words string) bool {
	for word := range strings.SplitSeq(words, "|") {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}

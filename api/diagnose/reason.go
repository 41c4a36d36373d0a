package diagnose

import "strings"

// cue is a set of words by which a failure reason is recognised: one of any,
// and one of with if there is such.
type cue struct {
	any, with []string
	finding   Finding
	certain   bool // the server says just this
}

// cues go from the special to the general.
func cues() []cue {
	return []cue{
		{any: []string{"label"}, with: []string{"already", "exist", "override"}, finding: labelled(), certain: true},
		{any: []string{"rails", "classification choice", "classification_choice"}, finding: choices(), certain: true},
		{any: []string{"cancelled by", "canceled by"}, finding: byHand(""), certain: true},
		{any: []string{"rate limit", "ratelimit", "too many requests", "quota", "429"}, finding: Finding{
			Likely: "the model provider limits the calls",
			Do:     "try again later, or set a lower max spans or sampling rate",
		}},
		{any: []string{"api key", "api_key", "apikey", "unauthorized", "unauthorised", "authentication", "credential", "integration"}, finding: integration()},
		{any: []string{"model"}, with: []string{"not found", "does not exist", "not exist", "unknown", "retired", "deprecated", "decommissioned", "invalid", "not supported"}, finding: model()},
		{any: []string{"importerror", "modulenotfound", "no module named", "cannot import", "import path"}, finding: sandbox()},
		{any: []string{"timed out", "timeout", "time-out", "deadline"}, finding: Finding{
			Likely: "calls took too long",
			Do:     "try again later; if it stays, choose a smaller window or a faster model",
		}},
	}
}

// reason looks at what the server says. What it recognises wins over every
// guess. Nil: the server says nothing, or nothing that is known.
func (p patient) reason() []Finding {
	low := strings.ToLower(strings.TrimSpace(p.Run.FailureReason))
	if low == "" {
		return nil
	}
	for _, c := range cues() {
		if hasAny(low, c.any) && (len(c.with) == 0 || hasAny(low, c.with)) {
			f := c.finding
			f.Basis, f.Certain = "the failure reason", c.certain
			return []Finding{f}
		}
	}
	return nil
}

func hasAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func labelled() Finding {
	return Finding{
		Likely: "everything in the window has labels already",
		Do:     "trigger again with override evaluations",
	}
}

func choices() Finding {
	return Finding{
		Likely: "the template evaluator has no classification choices",
		Do:     "add classification choices that match the template, then run again",
	}
}

func integration() Finding {
	return Finding{
		Likely: "the AI integration's key expired or is wrong, or the integration was deleted",
		Do:     "open the evaluator, check its integration, and renew the key",
	}
}

func model() Finding {
	return Finding{
		Likely: "calls to the model fail: its name is wrong or retired, or the key is refused",
		Do:     "check the model name of the evaluator's version, then the integration's key",
	}
}

func sandbox() Finding {
	return Finding{
		Likely: "the code evaluator does not load: an unknown import path, imports inside the code, or evaluate() without named parameters",
		Do:     "import only from arize.experimental.datasets.experiments.evaluators.base, name the parameters of evaluate(), and run again; skipped going up shows that the code is reached",
	}
}

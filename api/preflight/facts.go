package preflight

import (
	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// EvaluatorFacts is what is known of an evaluator. Zero fields are not known
// and not judged.
type EvaluatorFacts struct {
	ID, Name    string
	SpaceID     string
	Type        api.EvaluatorType
	Custom      bool // code written by a person, not managed by the server
	Granularity api.Granularity
	Variables   []string // what must be mapped; nil: not known, empty: nothing
	VersionID   string   // the version that these facts are of
}

// FactsOf takes the facts from an evaluator. Without its version only the
// type and the names are known.
func FactsOf(evaluator api.Evaluator) EvaluatorFacts {
	evaluatorFacts := EvaluatorFacts{ID: evaluator.ID, Name: evaluator.Name, SpaceID: evaluator.SpaceID, Type: evaluator.Type}
	evaluatorVersion := evaluator.Version
	if evaluatorVersion == nil {
		return evaluatorFacts
	}
	evaluatorFacts.VersionID = evaluatorVersion.ID
	if evaluatorVersion.Template != nil || evaluatorVersion.Code != nil {
		evaluatorFacts.Granularity = evaluatorVersion.Granularity()
		if evaluatorFacts.Granularity == "" {
			evaluatorFacts.Granularity = api.SpanGranularity // none named: single spans
		}
	}
	switch {
	case evaluatorVersion.Template != nil:
		evaluatorFacts.Variables = append([]string{}, evaljson.Variables(evaluatorVersion.Template.Template)...)
	case evaluatorVersion.Code != nil:
		evaluatorFacts.Custom = evaluatorVersion.Code.Type == api.CustomCode
		evaluatorFacts.Variables = append([]string{}, evaluatorVersion.Code.Variables...)
	}
	return evaluatorFacts
}

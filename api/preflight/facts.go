package preflight

import (
	"maps"
	"slices"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// EvaluatorFacts is what is known about an evaluator. Zero fields are unknown and
// not checked.
type EvaluatorFacts struct {
	ID, Name    string
	SpaceID     string
	Type        api.EvaluatorType
	Custom      bool // code written by a user, not managed by the server
	Granularity api.Granularity
	Variables   []string // what must be mapped; nil: unknown, empty: nothing
	Template    string   // of a template evaluator
	Choices     []string // the labels of a template evaluator, sorted
	VersionID   string   // the version that these facts describe
}

// FactsOf returns the facts of an evaluator. Without a version only its type, IDs and
// name are known.
func FactsOf(evaluator *api.Evaluator) EvaluatorFacts {
	facts := EvaluatorFacts{ID: evaluator.ID, Name: evaluator.Name, SpaceID: evaluator.SpaceID, Type: evaluator.Type}
	version := evaluator.Version
	if version == nil {
		return facts
	}
	facts.VersionID = version.ID
	if version.Template != nil || version.Code != nil {
		facts.Granularity = version.Granularity()
		if facts.Granularity == "" {
			facts.Granularity = api.SpanGranularity // the default is single spans
		}
	}
	switch {
	case version.Template != nil:
		facts.Template, facts.Choices = version.Template.Template, slices.Sorted(maps.Keys(version.Template.Choices))
		facts.Variables = append([]string{}, evaljson.Variables(facts.Template)...)
	case version.Code != nil:
		facts.Custom = version.Code.Type == api.CustomCode
		facts.Variables = append([]string{}, version.Code.Variables...)
	}
	return facts
}

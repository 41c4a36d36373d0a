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
func FactsOf(e api.Evaluator) EvaluatorFacts {
	f := EvaluatorFacts{ID: e.ID, Name: e.Name, SpaceID: e.SpaceID, Type: e.Type}
	v := e.Version
	if v == nil {
		return f
	}
	f.VersionID = v.ID
	if v.Template != nil || v.Code != nil {
		f.Granularity = v.Granularity()
		if f.Granularity == "" {
			f.Granularity = api.SpanGranularity // none named: single spans
		}
	}
	switch {
	case v.Template != nil:
		f.Variables = append([]string{}, evaljson.Variables(v.Template.Template)...)
	case v.Code != nil:
		f.Custom = v.Code.Type == api.CustomCode
		f.Variables = append([]string{}, v.Code.Variables...)
	}
	return f
}

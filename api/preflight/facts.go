package preflight

import (
	"slices"
	"strings"

	"ax-tui/api"
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
	Versions    []string // IDs of all its versions; nil: not known
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
		f.Variables = Variables(v.Template.Template)
	case v.Code != nil:
		f.Custom = v.Code.Type == api.CustomCode
		f.Variables = append([]string{}, v.Code.Variables...)
	}
	return f
}

// Variables lists the variables of an evaluator's template in the order in
// which they first occur: names in single braces. Double braces are literal
// braces, and braces around anything but a name are text (contract section 6,
// Evaluators). Never nil.
func Variables(template string) []string {
	out := []string{}
	for i := 0; i < len(template); i++ {
		if template[i] != '{' {
			continue
		}
		if i+1 < len(template) && template[i+1] == '{' {
			i++
			continue
		}
		n := strings.IndexAny(template[i+1:], "{}")
		if n < 0 {
			break
		}
		if name := strings.TrimSpace(template[i+1 : i+1+n]); template[i+1+n] == '}' && isName(name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
		i += n // a brace that ends this one may open the next
	}
	return out
}

func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '_' && r != '.' && r != '-' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') && r < 0x80
	})
}

package resolve

import (
	"cmp"
	"context"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// Named is a name in a JSON text that stands for the ID under a key: evaluator_id,
// ai_integration_id or integration_id.
type Named struct{ Key, Name string }

// Evaluation lists the names in a list of evaluators, each once.
func Evaluation(doc evaljson.Doc) (out []Named) {
	seen := map[Named]bool{}
	for _, evaluator := range doc.Evaluators {
		if named := OfEvaluator(&evaluator); named.Name != "" && !seen[named] {
			seen[named] = true
			out = append(out, named)
		}
	}
	return out
}

// OfEvaluator returns the name that an entry has in place of an ID: its evaluator_id
// if that is not an ID, or its evaluator_name if it has no evaluator_id; without a Name if
// there is none to resolve.
func OfEvaluator(evaluator *evaljson.Evaluator) Named {
	return unresolved(evaljson.EvaluatorID, cmp.Or(evaluator.Input.EvaluatorID, evaluator.Name))
}

// OfConfig returns the name in place of the ID of the integration in a run
// configuration; without a Name if there is none to resolve.
func OfConfig(config []byte) Named {
	object := evaljson.ReadObject(config)
	if name := object.Text(evaljson.AgentID); name != "" {
		return unresolved(evaljson.AgentID, name)
	}
	return unresolved(evaljson.ModelID, object.Text(evaljson.ModelID))
}

func unresolved(key, text string) Named {
	if _, ok := ID(text); ok {
		return Named{Key: key}
	}
	return Named{Key: key, Name: text}
}

// What says in words what is named: "evaluator".
func (n Named) What() string {
	if n.Key == evaljson.EvaluatorID {
		return "evaluator"
	}
	return "integration"
}

// Catalog lists what a JSON text can name.
type Catalog interface {
	Evaluators
	Integrations
}

// ID returns the ID that the name stands for, in one space if spaceID is set.
func (n Named) ID(ctx context.Context, client Catalog, spaceID string) (string, error) {
	switch n.Key {
	case evaljson.ModelID:
		return Integration(ctx, client, n.Name, spaceID, api.ModelIntegration)
	case evaljson.AgentID:
		return Integration(ctx, client, n.Name, spaceID, api.AgentIntegration)
	}
	return Evaluator(ctx, client, n.Name, spaceID)
}

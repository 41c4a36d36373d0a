package tasks

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/preflight"
	"ax-tui/api/resolve"
)

// resolveEvaluators returns the evaluators of a document with IDs in place of names.
func resolveEvaluators(ctx context.Context, app *App, conn *Conn, doc evaljson.Doc, space *refFlag) ([]api.EvaluatorInput, error) {
	list, seen, spaceID := doc.Inputs(), map[string]bool{}, ""
	for i := range list {
		id := cmp.Or(list[i].EvaluatorID, doc.Evaluators[i].Name)
		if !resolve.IsID(id) {
			var err error
			if spaceID == "" {
				spaceID, err = app.SpaceID(ctx, conn, space)
			}
			if err != nil {
				return nil, err
			}
			if id, err = resolve.Evaluator(ctx, conn.Client, id, spaceID); err != nil {
				return nil, WrapError("cannot find the evaluator", err)
			}
		}
		if seen[id] {
			return nil, UsageError("--evaluators: the evaluator %s is listed twice; keep one of them", id)
		}
		list[i].EvaluatorID, seen[id] = id, true
	}
	return list, nil
}

// checkNames compares the names in a document with those of the evaluators, as far as
// they are known.
func checkNames(doc evaljson.Doc, known []preflight.EvaluatorFacts) (out []api.FieldFault) {
	for i, facts := range known {
		if i >= len(doc.Evaluators) {
			break
		}
		if name := doc.Evaluators[i].Name; name != "" && facts.Name != "" && name != facts.Name {
			out = append(out, api.FieldFault{
				Field:   fmt.Sprintf("evaluators[%d].evaluator_name", i),
				Message: fmt.Sprintf("is %q, but evaluator_id is that of %q; correct one of them", name, facts.Name),
			})
		}
	}
	return out
}

// resolveIntegration replaces the name of a model integration in a run configuration
// by its ID.
func resolveIntegration(ctx context.Context, app *App, conn *Conn, config json.RawMessage, space *refFlag) (json.RawMessage, error) {
	const key = "ai_integration_id"
	name := evaljson.ReadObject(config).Text(key)
	if name == "" || resolve.IsID(name) {
		return config, nil
	}
	spaceID, err := app.SpaceID(ctx, conn, space)
	if err != nil {
		return nil, err
	}
	id, err := resolve.Integration(ctx, conn.Client, name, spaceID)
	if err != nil {
		return nil, WrapError("cannot find the integration", err)
	}
	return evaljson.Set(config, id, key)
}

func experimentIDs(ctx context.Context, conn *Conn, names []string, datasetID, spaceID string) (out []string, err error) {
	for _, name := range names {
		id, err := resolve.Experiment(ctx, conn.Client, name, datasetID, spaceID)
		if err != nil {
			return nil, WrapError("cannot find the experiment", err)
		}
		out = append(out, id)
	}
	return out, nil
}

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
	ids, err := app.namedIDs(ctx, conn, resolve.Evaluation(doc), space)
	if err != nil {
		return nil, err
	}
	list, seen := doc.Inputs(), map[string]bool{}
	for i := range list {
		id := cmp.Or(ids[resolve.OfEvaluator(&doc.Evaluators[i])], pasted(list[i].EvaluatorID))
		if seen[id] {
			return nil, UsageError("--evaluators: the evaluator %s is listed twice; keep one of them", id)
		}
		list[i].EvaluatorID, seen[id] = id, true
	}
	return list, nil
}

// namedIDs resolves the names in a document, with all of those that are missing in one
// error.
func (a *App) namedIDs(ctx context.Context, conn *Conn, names []resolve.Named, space *refFlag) (map[resolve.Named]string, error) {
	out := map[resolve.Named]string{}
	if len(names) == 0 {
		return out, nil
	}
	if len(names) > maxEvaluators {
		return nil, UsageError("%d evaluators are given by name, of which at most %d are looked up; give their IDs", len(names), maxEvaluators)
	}
	spaceID, err := a.SpaceID(ctx, conn, space)
	if err != nil {
		return nil, err
	}
	missing := Rules{}
	for _, named := range names {
		id, err := named.ID(ctx, conn.Client, spaceID)
		switch what := named.What(); {
		case is[*resolve.NotFound](err):
			missing = append(missing, err.Error())
		case err != nil:
			return nil, WrapError("cannot find the "+what, err)
		}
		out[named] = id
	}
	if len(missing) > 0 {
		return nil, &Fault{Code: API, What: "cannot find the " + names[0].What(), Err: missing}
	}
	return out, nil
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

// resolveIntegration replaces the name of the integration in a run configuration by its
// ID.
func resolveIntegration(ctx context.Context, app *App, conn *Conn, config json.RawMessage, space *refFlag) (json.RawMessage, error) {
	named := resolve.OfConfig(config)
	if named.Name == "" {
		return config, nil
	}
	ids, err := app.namedIDs(ctx, conn, []resolve.Named{named}, space)
	if err != nil {
		return nil, err
	}
	return evaljson.Set(config, ids[named], named.Key)
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

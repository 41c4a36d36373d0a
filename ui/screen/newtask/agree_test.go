package newtask

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/preflight"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/form/jsonfield"
)

// agreeModel is the form of a new task with three known evaluators, without a terminal.
func agreeModel() *model {
	made := &model{vals: newValues(api.Ref{ID: "S"})}
	made.Styles = theme.New(theme.Options{})
	config := jsonfield.Config{Styles: made.Styles}
	made.text = texts{evaluators: form.NewJSON(config, "", &evaljson.Options{}), config: form.NewRunConfig(config, "", &evaljson.Options{})}
	made.current = stEvaluators
	made.facts = map[string]*fact{}
	for _, id := range evaluatorIDs() {
		made.facts[id] = &fact{known: true, name: id, facts: preflight.EvaluatorFacts{ID: id, Type: api.TemplateEvaluator, Variables: []string{"input", "output"}}}
	}
	return made
}

func evaluatorIDs() []string {
	return []string{"RXZhbHVhdG9yOjE6YQ==", "RXZhbHVhdG9yOjI6Yg==", "RXZhbHVhdG9yOjM6Yw=="}
}

// After any sequence of picks, edits of the text, undo, steps and changes of the target,
// picks, text and request name the same evaluators, and the form has a request that the
// rules of the API accept or a fault that names a field with its step.
func TestPicksTextAndRequestAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form := agreeModel()
		texts := []string{""}
		for range rapid.IntRange(1, 12).Draw(t, "actions") {
			switch rapid.SampledFrom([]string{"mark", "text", "undo", "step", "target", "name", "rate", "filter"}).Draw(t, "action") {
			case "mark":
				id := rapid.SampledFrom(evaluatorIDs()).Draw(t, "evaluator")
				if i := slices.IndexFunc(form.vals.Picks, func(old pick) bool { return old.ID == id }); i >= 0 {
					form.vals.Picks = slices.Delete(slices.Clone(form.vals.Picks), i, i+1)
				} else {
					form.vals.Picks = append(slices.Clone(form.vals.Picks), pick{Ref: api.Ref{ID: id}})
				}
				form.picksToText()
			case "text":
				form.setEvaluators(rapid.SampledFrom([]string{
					"", "[]", "[", `[{"evaluator_id":"RXZhbHVhdG9yOjE6YQ=="}]`, `{"evaluators":[]}`,
					`[{"evaluator_id":"RXZhbHVhdG9yOjI6Yg==","query_filter":null,"column_mappings":{"input":"mine","output":"x"}}]`,
					`[{"evaluator_id":"RXZhbHVhdG9yOjM6Yw==","evaluator_version_id":"v"},{"evaluator_id":"RXZhbHVhdG9yOjE6YQ=="}]`,
				}).Draw(t, "text"))
				form.syncTexts()
			case "undo":
				form.setEvaluators(rapid.SampledFrom(texts).Draw(t, "earlier"))
				form.syncTexts()
			case "step":
				form.current = rapid.SampledFrom(form.vals.path()).Draw(t, "step")
				form.picksBefore = slices.Clone(form.vals.Picks)
				form.syncTexts()
				form.followTarget()
			case "target":
				form.vals.Kind = rapid.SampledFrom([]string{onProject, onDataset}).Draw(t, "kind")
				form.vals.Project, form.vals.Dataset, form.vals.Experiments = api.Ref{ID: "P"}, api.Ref{ID: "D"}, []api.Ref{{ID: "E"}}
				form.followTarget()
			case "name":
				form.vals.Name = rapid.SampledFrom([]string{"", " ", "Name"}).Draw(t, "name")
			case "rate":
				form.vals.Sampling = rapid.SampledFrom([]string{"", "0.5", "50 %", "abc", "2"}).Draw(t, "rate")
			case "filter":
				form.vals.Filter = rapid.SampledFrom([]string{"", "a = 1"}).Draw(t, "filter")
			}
			texts = append(texts, form.vals.Evaluators)
			checkAgreement(t, form)
		}
	})
}

func checkAgreement(t *rapid.T, form *model) {
	req, faults := form.validate()
	switch {
	case form.text.mergePending: // picks wait until the text can take them, and nothing is sent
		if len(faults) == 0 {
			t.Fatalf("picks wait, but there is no fault:\n%s", form.vals.Evaluators)
		}
	case form.cache.doc.Complete:
		var picked, written, sent []string
		for _, picked1 := range form.vals.Picks {
			picked = append(picked, picked1.ID)
		}
		for _, ref := range form.cache.doc.Picks() {
			written = append(written, ref.ID)
		}
		for _, input := range req.Evaluators {
			sent = append(sent, input.EvaluatorID)
		}
		if !slices.Equal(picked, written) || len(faults) == 0 && !slices.Equal(written, sent) {
			t.Fatalf("picked %v, in the text %v, sent %v:\n%s", picked, written, sent, form.vals.Evaluators)
		}
	}
	for _, fault := range faults {
		if fault.Field == "" || fault.Message == "" || !slices.Contains(form.vals.path(), form.vals.stepFor(fault.Field)) || form.vals.stepFor(fault.Field) == stReview {
			t.Fatalf("a fault without a place: %+v", fault)
		}
	}
	if err := req.Check(); len(faults) == 0 && len(err) > 0 {
		t.Fatalf("no fault, but the API refuses %+v", err)
	}
}

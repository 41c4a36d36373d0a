package newtask

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/preflight"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/form/jsonfield"
)

func ptr[T any](value T) *T { return &value }

func spanTask() api.Task {
	return api.Task{
		ID: "T", Name: "Relevance", Type: api.TemplateEvaluation, ProjectID: "P", SamplingRate: ptr(0.1), QueryFilter: ptr("a = 1"),
		Evaluators: []api.TaskEvaluator{
			{EvaluatorID: "e1", Name: "One", VersionID: "v1", QueryFilter: ptr("f"), Mappings: map[string]string{"input": "i", "output": "o"}},
			{EvaluatorID: "e2", Name: "Two"},
		},
	}
}

func wideTask() api.Task {
	return api.Task{
		ID: "W", Name: "Sessions", Type: api.TemplateEvaluation, ProjectID: "P",
		QueryFilters: &api.QueryFilters{Filters: []api.NamedFilter{{ID: "A", Filter: "x = 1"}, {ID: "B", Filter: "y = 2"}}, Expression: "A and B"},
		Evaluators: []api.TaskEvaluator{{EvaluatorID: "e1", Name: "One", QueryMappings: []api.QueryMapping{
			{VariableName: "conversation", QueryIDs: []string{"A"}, AttributePath: "attributes.input.value"},
		}}},
	}
}

func datasetTask() api.Task {
	return api.Task{
		ID: "D", Name: "Shape", Type: api.CodeEvaluation, DatasetID: "D", ExperimentIDs: []string{"x"},
		Evaluators: []api.TaskEvaluator{{EvaluatorID: "e1", Mappings: map[string]string{"output": "output"}}},
	}
}

func configTask() api.Task {
	return api.Task{
		ID: "R", Name: "Ask", Type: api.RunExperiment, DatasetID: "D",
		RunConfig: json.RawMessage(`{"experiment_type":"AGENT_CALL","integration_id":"int1","input_template":{"q":"{{question}}"}}`),
	}
}

func allTasks() []api.Task { return []api.Task{spanTask(), wideTask(), datasetTask(), configTask()} }

// editModel returns the form of a task with some values changed.
func editModel(task api.Task, change func(*values)) *model {
	edited := &model{origin: origin{edit: true, task: task}, initial: editOf(&task), vals: editOf(&task)}
	change(&edited.vals)
	config := jsonfield.Config{Styles: theme.New(theme.Options{})}
	edited.text = texts{evaluators: form.NewJSON(config, edited.vals.Evaluators, &evaljson.Options{}), config: form.NewRunConfig(config, edited.vals.Config, &evaljson.Options{})}
	return edited
}

func untouched(*values) {}

func TestUnchangedValuesGiveAnEmptyUpdate(t *testing.T) {
	for _, task := range allTasks() {
		if change, faults := editModel(task, untouched).update(); !change.Empty() || len(faults) > 0 {
			t.Errorf("%s: %+v, faults %v", task.Name, change, faults)
		}
	}
}

func TestStepsOfAChange(t *testing.T) {
	for _, task := range allTasks() {
		want := []step{stName, stFilters, stEvaluators, stJSON, stReview}
		if task.Type == api.RunExperiment {
			want = []step{stName, stConfig, stConfigJSON, stReview}
		}
		vals := editOf(&task)
		if got := vals.path(); !slices.Equal(got, want) {
			t.Errorf("%s: %s, want %s", task.Name, got, want)
		}
	}
}

// Evaluators are sent as a whole, with unchanged parts as they were.
func TestEvaluatorsAreSentWhole(t *testing.T) {
	task := spanTask()
	model := editModel(task, func(vals *values) { vals.Evaluators = strings.Replace(vals.Evaluators, `"o"`, `"elsewhere"`, 1) })
	change, faults := model.update()
	if len(faults) > 0 || len(change.Evaluators) != 2 {
		t.Fatalf("%+v, faults %v", change, faults)
	}
	want := task.Inputs()
	want[0].Mappings = map[string]string{"input": "i", "output": "elsewhere"}
	if !evaljson.Equal(change.Evaluators, want) {
		t.Errorf("sent %+v", change.Evaluators)
	}
	if got := changesIn(model, change); got != "One {output}: o → elsewhere" {
		t.Errorf("changes %q", got)
	}
}

// changesIn formats what an update would change.
func changesIn(edited *model, change api.UpdateTask) string {
	var out []string
	for _, found := range edited.changes(requestOf(&edited.origin.task), change) {
		out = append(out, found.What+": "+found.Before+" → "+found.After)
	}
	return strings.Join(out, "|")
}

// Picking another evaluator does not change the mappings of those that the task
// has, even if they lack a variable.
func TestPickKeepsOtherMappings(t *testing.T) {
	known := preflight.EvaluatorFacts{Variables: []string{"input", "output", "more"}}
	model := editModel(spanTask(), func(vals *values) { vals.Picks = append(vals.Picks, pick{Ref: api.Ref{ID: "RToz"}}) })
	model.facts = map[string]*fact{"e1": {known: true, facts: known, version: "v1"}, "RToz": {known: true, facts: known}}
	model.Styles = theme.New(theme.Options{})
	model.picksToText()
	if got := changesIn(model, func() api.UpdateTask { change, _ := model.update(); return change }()); strings.Contains(got, "One {more}") || !strings.Contains(got, "evaluator RToz") {
		t.Errorf("changes %q", got)
	}
}

func TestChangesOfEvaluators(t *testing.T) {
	task := spanTask()
	one, two := task.Evaluators[0].Input(), task.Evaluators[1].Input()
	with := func(edit func(input *api.EvaluatorInput)) []api.EvaluatorInput {
		input := one
		edit(&input)
		return []api.EvaluatorInput{input, two}
	}
	for want, list := range map[string][]api.EvaluatorInput{
		"One version: pinned to v1 → always the latest": with(func(input *api.EvaluatorInput) { input.VersionID = "" }),
		"One filter: f → ":                              with(func(input *api.EvaluatorInput) { input.QueryFilter = "" }),
		"One {input}: i → |One {output}: o → ":          with(func(input *api.EvaluatorInput) { input.Mappings = nil }),
		`One {input}: i → "x"`:                          with(func(input *api.EvaluatorInput) { input.Mappings = map[string]string{"input": `"x"`, "output": "o"} }),
		`One {more}:  → ""`: with(func(input *api.EvaluatorInput) {
			input.Mappings = map[string]string{"input": "i", "output": "o", "more": ""}
		}),
		"evaluator Two: part of the task → ":                                               {one},
		`evaluator RToz:  → {"evaluator_id":"RToz"}`:                                       {one, two, {EvaluatorID: "RToz"}},
		"order of the evaluators: One, Two → Two, One":                                     {two, one},
		"evaluator One: part of the task → |Two version: always the latest → pinned to v9": {{EvaluatorID: "e2", VersionID: "v9"}},
	} {
		model := editModel(task, func(vals *values) { vals.Evaluators = string(evaljson.Write(list)) })
		change, faults := model.update()
		if got := changesIn(model, change); len(faults) > 0 || got != want {
			t.Errorf("changes %q, want %q; faults %v", got, want, faults)
		}
	}
}

func TestChangesOfTheConfiguration(t *testing.T) {
	task := configTask()
	model := editModel(task, func(vals *values) { vals.Config = strings.Replace(vals.Config, "{{question}}", "{{input}}", 1) })
	change, faults := model.update()
	if got := changesIn(model, change); len(faults) > 0 || got != "run configuration input_template q: {{question}} → {{input}}" {
		t.Errorf("changes %q, faults %v", got, faults)
	}
	model = editModel(task, func(vals *values) {
		vals.Config = `{"integration_id":"int1",` + "\n" + `"input_template":{"q":"{{question}}"}, "experiment_type":"AGENT_CALL"}`
	})
	if change, _ := model.update(); !change.Empty() {
		t.Errorf("another order of keys is sent: %s", change.RunConfig)
	}
}

func TestFaultsOfAChange(t *testing.T) {
	for _, test := range []struct {
		task  api.Task
		field string
		set   func(*values)
	}{
		{spanTask(), fName, func(vals *values) { vals.Name = " " }},
		{spanTask(), fSampling, func(vals *values) { vals.Sampling = "" }},
		{spanTask(), fSampling, func(vals *values) { vals.Sampling = "half" }},
		{spanTask(), fSampling, func(vals *values) { vals.Sampling = "101 %" }},
		{spanTask(), fPicks, func(vals *values) { vals.Evaluators = "" }},
		{spanTask(), fPicks, func(vals *values) { vals.Evaluators = "[]" }},
		{spanTask(), fPicks, func(vals *values) { vals.Evaluators = "[{]" }},
		{spanTask(), fPicks, func(vals *values) { vals.Evaluators = `[{"evaluator_id":"e1"},{"evaluator_id":"e1"}]` }},
		{spanTask(), fPicks, func(vals *values) { vals.Evaluators = `[{"evaluator_id":"e1","mapping":{}}]` }},
		{spanTask(), fPicks, func(vals *values) { vals.Evaluators = `[{"evaluator_id":"e1","column_mappings":7}]` }},
		{wideTask(), fFilters, func(vals *values) { vals.Wide[0], vals.Wide[1] = "", " " }},
		{wideTask(), fFilters, func(vals *values) { vals.Expression = "A and E" }},
		{configTask(), fConfig, func(vals *values) { vals.Config = "" }},
		{configTask(), fConfig, func(vals *values) { vals.Config = `{"experiment_type":"AGENT_CALL"}` }},
	} {
		model := editModel(test.task, test.set)
		_, faults := model.update()
		if len(faults) == 0 || form.BaseField(faults[0].Field) != test.field {
			t.Errorf("%+v: faults %v, want one of %s", model.vals, faults, test.field)
		}
		for _, fault := range faults {
			if model.vals.stepFor(fault.Field) == stReview {
				t.Errorf("fault %v names no field of the form", fault)
			}
		}
	}
}

func TestClearing(t *testing.T) {
	change, _ := editModel(spanTask(), func(vals *values) { vals.Filter = "  " }).update()
	if body, _ := api.Body(change); string(body) != `{"query_filter":null}` {
		t.Errorf("sent %s", body)
	}
}

func TestPercent(t *testing.T) {
	for typed, want := range map[string]float64{"10 %": 0, "25%": 0.25, "0.5": 0.5, " 1 ": 1, "0": -1} {
		change, faults := editModel(spanTask(), func(vals *values) { vals.Sampling = typed }).update()
		switch {
		case len(faults) > 0:
			t.Errorf("%q: %v", typed, faults)
		case want == 0 && change.SamplingRate != nil:
			t.Errorf("%q is sent as %v though it is the same", typed, *change.SamplingRate)
		case want > 0 && (change.SamplingRate == nil || *change.SamplingRate != want):
			t.Errorf("%q is sent as %v", typed, change.SamplingRate)
		case want < 0 && (change.SamplingRate == nil || *change.SamplingRate != 0):
			t.Errorf("%q is sent as %v", typed, change.SamplingRate)
		}
	}
}

// drawTask changes a task in some of the ways that a form can.
func drawTask(t *rapid.T, task api.Task, label string) api.Task {
	flip := func(what string) bool { return rapid.Bool().Draw(t, label+" "+what) }
	if flip("name") {
		task.Name = rapid.StringMatching(`[a-z]{1,4}`).Draw(t, label+" new name")
	}
	if task.Type == api.RunExperiment {
		if flip("config") {
			task.RunConfig = json.RawMessage(fmt.Sprintf(`{"experiment_type":"AGENT_CALL","integration_id":"SW50Oj%s=","input_template":{"q":"x"}}`, rapid.SampledFrom([]string{"E", "I", "M"}).Draw(t, label+" int")))
		}
		return task
	}
	if task.ProjectID != "" {
		task.Continuous = flip("continuous")
		task.SamplingRate = ptr(float64(rapid.IntRange(1, 100).Draw(t, label+" rate")) / 100)
	}
	if task.QueryFilters == nil && flip("filter") {
		task.QueryFilter = ptr(rapid.StringMatching(`[a-z]{1,3}`).Draw(t, label+" new filter"))
	}
	if task.QueryFilters == nil && flip("evaluators") {
		task.Evaluators = nil
		for i := range rapid.IntRange(1, 3).Draw(t, label+" evaluators n") {
			task.Evaluators = append(task.Evaluators, api.TaskEvaluator{
				EvaluatorID: []string{"e1", "RToy", "RToz"}[i], VersionID: rapid.SampledFrom([]string{"", "v1", "v2"}).Draw(t, label+" version"),
				Mappings: map[string]string{"output": rapid.StringMatching(`[a-z]{1,3}`).Draw(t, label+" path")},
			})
		}
	}
	return task
}

// apply returns the task after an update.
func apply(req api.CreateTask, change api.UpdateTask) api.CreateTask {
	if change.Name != nil {
		req.Name = *change.Name
	}
	if change.Continuous != nil {
		req.Continuous = change.Continuous
	}
	if change.SamplingRate != nil {
		req.SamplingRate = change.SamplingRate
	}
	if !change.QueryFilter.IsZero() {
		req.QueryFilter, _ = change.QueryFilter.Get()
	}
	if change.Evaluators != nil {
		req.Evaluators = change.Evaluators
	}
	if change.RunConfig != nil {
		req.RunConfig = change.RunConfig
	}
	return req
}

// For any two states of a task, the update leads from one to the other, and the list
// of changes is empty only if the update is.
func TestUpdateLeadsToTheNewTask(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := rapid.SampledFrom(allTasks()).Draw(t, "task")
		now := drawTask(t, old, "now")
		model := editModel(old, func(vals *values) { *vals = editOf(&now) })
		change, faults := model.update()
		if len(faults) > 0 {
			t.Fatalf("faults %v", faults)
		}
		if !evaljson.Equal(apply(*requestOf(&old), change), requestOf(&now)) {
			t.Fatalf("%+v does not lead to %+v", change, now)
		}
		if change.Empty() != (changesIn(model, change) == "") {
			t.Fatalf("request %+v, changes %q", change, changesIn(model, change))
		}
		if !change.Empty() && len(change.Check()) > 0 {
			t.Fatalf("the client refuses %v", change.Check())
		}
	})
}

// Two people change a task: the second keeps the changes of the first in values that
// they did not change.
func TestRebaseKeepsBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := spanTask()
		theirs, mine := drawTask(t, base, "theirs"), drawTask(t, base, "mine")
		values, first, fresh := editOf(&mine), editOf(&base), editOf(&theirs)
		values = values.rebase(&first, &fresh)
		first, fresh, own := editOf(&base), editOf(&theirs), editOf(&mine)
		check := func(field, got, old, now, mine string) {
			want := mine
			if mine == old {
				want = now
			}
			if got != want {
				t.Fatalf("%s became %q, want %q", field, got, want)
			}
		}
		check("name", values.Name, first.Name, fresh.Name, own.Name)
		check("filter", values.Filter, first.Filter, fresh.Filter, own.Filter)
		check("evaluators", values.Evaluators, first.Evaluators, fresh.Evaluators, own.Evaluators)
		check("sampling", values.Sampling, first.Sampling, fresh.Sampling, own.Sampling)
	})
}

func TestFieldsInARefusal(t *testing.T) {
	for msg, want := range map[string]string{
		"name is taken":                             fName,
		"sampling rate must be at most 1":           fSampling,
		"query_filter could not be parsed":          fFilter,
		"evaluator version does not belong":         fPicks,
		"column_mappings name an unknown attribute": fPicks,
		"no": "",
	} {
		got := api.FieldsIn(&api.Error{Kind: api.Unprocessable, Status: 422, Detail: msg}, refusalFields())
		if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || got[0].Field != want) {
			t.Errorf("%q names %v, want %s", msg, got, want)
		}
	}
	if got := api.FieldsIn(&api.Error{Kind: api.Server, Status: 500, Detail: "name"}, refusalFields()); got != nil {
		t.Errorf("a server error names %v", got)
	}
}

package change_test

import (
	"encoding/json"
	"slices"
	"testing"

	"ax-tui/api"
	"ax-tui/api/change"
)

func TestOf(t *testing.T) {
	names := change.Names{Evaluator: func(id string) string { return "the " + id }, Version: func(id string) string { return "…" + id }}
	half, name, on := 0.5, "new", true
	evaluators := func(list ...api.EvaluatorInput) []api.EvaluatorInput { return list }
	one := api.EvaluatorInput{EvaluatorID: "one", Mappings: map[string]string{"input": "a", "output": ""}}
	other := api.EvaluatorInput{EvaluatorID: "one", VersionID: "v1", QueryFilter: "x", Mappings: map[string]string{"input": "b"}}
	two := api.EvaluatorInput{EvaluatorID: "two"}
	for what, tt := range map[string]struct {
		old    api.CreateTask
		update api.UpdateTask
		want   []change.Change
	}{
		"nothing": {api.CreateTask{}, api.UpdateTask{}, nil},
		"fields": {
			api.CreateTask{Name: "old", QueryFilter: "a"},
			api.UpdateTask{Name: &name, Continuous: &on, SamplingRate: &half, QueryFilter: api.Null[string](), QueryFilters: api.Set(api.QueryFilters{Expression: "A"})},
			[]change.Change{
				{What: "name", Before: "old", After: "new"},
				{What: "mode", Before: "on demand", After: "continuous"},
				{What: "sampling rate", After: "0.5"},
				{What: "query filter", Before: "a"},
				{What: "query filters", After: `{"expression":"A","filters":null}`},
			},
		},
		"an evaluator": {
			api.CreateTask{Evaluators: evaluators(one)},
			api.UpdateTask{Evaluators: evaluators(other)},
			[]change.Change{
				{What: "the one version", Before: "always the latest", After: "pinned to …v1"},
				{What: "the one filter", After: "x"},
				{What: "the one {input}", Before: "a", After: "b"},
				{What: "the one {output}", Before: `""`},
			},
		},
		"added and removed": {
			api.CreateTask{Evaluators: evaluators(one)},
			api.UpdateTask{Evaluators: evaluators(two)},
			[]change.Change{{What: "evaluator the one", Before: "part of the task"}, {What: "evaluator the two", After: `{"evaluator_id":"two"}`}},
		},
		"order": {
			api.CreateTask{Evaluators: evaluators(one, two)},
			api.UpdateTask{Evaluators: evaluators(two, one)},
			[]change.Change{{What: "order of the evaluators", Before: "the one, the two", After: "the two, the one"}},
		},
		"a prompt": {
			api.CreateTask{RunConfig: json.RawMessage(`{"messages":[{"role":"SYSTEM","content":"a"},{"role":"USER","content":"b"}],"stop":[1],"model_name":"x","deep":{"a":1.0}}`)},
			api.UpdateTask{RunConfig: json.RawMessage(`{"messages":[{"role":"SYSTEM","content":"a"},{"role":"USER","content":"c\nd"}],"stop":[1,2],"top":null,"deep":{"a":1}}`)},
			[]change.Change{
				{What: "run configuration messages 2 content", Before: "b", After: "c\nd"},
				{What: "run configuration model_name", Before: "x"},
				{What: "run configuration stop", Before: "[1]", After: "[1,2]"},
				{What: "run configuration top", After: "null"},
			},
		},
	} {
		if got := names.Of(&tt.old, &tt.update); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", what, got, tt.want)
		}
	}
}

func TestFixed(t *testing.T) {
	half, evaluators, config := 0.5, []api.EvaluatorInput{{EvaluatorID: "1"}}, json.RawMessage(`{"a": 1}`)
	name := func(id string) string { return map[string]string{"": "", "p": "P", "d": "D", "1": "b", "2": "a"}[id] }
	old := api.CreateTask{Type: api.CodeEvaluation, ProjectID: "p", ExperimentIDs: []string{"1", "2"}, SamplingRate: &half, Evaluators: evaluators, RunConfig: config}
	if got := change.Fixed(&old, &api.CreateTask{Type: old.Type, ProjectID: "p", ExperimentIDs: []string{"2", "1"}, SamplingRate: new(float64), Evaluators: evaluators, RunConfig: config}, name); got != nil {
		t.Errorf("%q", got)
	}
	want := []change.Change{
		{What: "type", Before: "code_evaluation", After: "run_experiment"},
		{What: "project", Before: "P"},
		{What: "dataset", After: "D"},
		{What: "experiments", Before: "a, b", After: "a"},
		{What: "sampling rate", Before: "0.5"},
		{What: "evaluators", Before: "b"},
		{What: "run configuration", Before: `{"a":1}`},
	}
	if got := change.Fixed(&old, &api.CreateTask{Type: api.RunExperiment, DatasetID: "d", ExperimentIDs: []string{"2"}}, name); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

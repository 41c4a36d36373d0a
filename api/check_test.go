package api

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// fields returns the names of the invalid fields, in order.
func fields(found []FieldFault) string {
	var names []string
	for _, fault := range found {
		names = append(names, fault.Field)
	}
	return strings.Join(names, " ")
}

func TestCreateRules(t *testing.T) {
	e1 := []EvaluatorInput{{EvaluatorID: "e", Mappings: map[string]string{"a": "b"}}}
	wide := []EvaluatorInput{{EvaluatorID: "e", QueryMappings: []QueryMapping{{VariableName: "v", QueryIDs: []string{"A"}, AttributePath: "p"}}}}
	onA := &QueryFilters{Filters: []NamedFilter{{ID: "A", Filter: "x"}}}
	config := json.RawMessage(`{"experiment_type":"agent_call","integration_id":"i","input_template":{}}`)
	project := func(change func(*CreateTask)) CreateTask {
		input := CreateTask{Name: "n", Type: TemplateEvaluation, ProjectID: "p", Evaluators: e1}
		change(&input)
		return input
	}
	dataset := func(change func(*CreateTask)) CreateTask {
		input := CreateTask{Name: "n", Type: CodeEvaluation, DatasetID: "d", ExperimentIDs: []string{"x"}, Evaluators: e1}
		change(&input)
		return input
	}
	experiment := func(change func(*CreateTask)) CreateTask {
		input := CreateTask{Name: "n", Type: RunExperiment, DatasetID: "d", RunConfig: config}
		change(&input)
		return input
	}
	filtered := func(filter, expression int) CreateTask {
		return project(func(input *CreateTask) {
			input.Evaluators = wide
			input.QueryFilters = &QueryFilters{Expression: strings.Repeat("é", expression), Filters: []NamedFilter{{ID: "A", Filter: strings.Repeat("é", filter)}}}
		})
	}
	cases := []struct {
		name string
		task CreateTask
		want string
	}{
		{"project", project(func(input *CreateTask) { input.SamplingRate, input.Continuous = ptr(1.0), ptr(true) }), ""},
		{"dataset", dataset(func(input *CreateTask) { input.Continuous = ptr(false) }), ""},
		{"experiment", experiment(func(*CreateTask) {}), ""},
		{"wide", project(func(input *CreateTask) { input.Evaluators, input.QueryFilters = wide, onA }), ""},
		{"largest filter and expression", filtered(2000, 512), ""},
		{"larger ones", filtered(2001, 513), "query_filters.filters[0].filter query_filters.expression"},
		{"any case", project(func(input *CreateTask) { input.Type = "code evaluation" }), ""},
		{"blank name", project(func(input *CreateTask) { input.Name = " " }), "name"},
		{"unknown type", project(func(input *CreateTask) { input.Type = "x" }), "type"},
		{"no source", project(func(input *CreateTask) { input.ProjectID = "" }), "project_id"},
		{"two sources", project(func(input *CreateTask) { input.DatasetID = "d" }), "dataset_id"},
		{"experiments on project", project(func(input *CreateTask) { input.ExperimentIDs = []string{"x"} }), "experiment_ids"},
		{"no experiments", dataset(func(input *CreateTask) { input.ExperimentIDs = nil }), "experiment_ids"},
		{"empty and twice", dataset(func(input *CreateTask) { input.ExperimentIDs = []string{"x", "", "x"} }), "experiment_ids[1] experiment_ids[2]"},
		{"dataset sampling", dataset(func(input *CreateTask) { input.SamplingRate, input.Continuous = ptr(0.5), ptr(true) }), "sampling_rate is_continuous"},
		{"rate", project(func(input *CreateTask) { input.SamplingRate = ptr(1.01) }), "sampling_rate"},
		{"rate below", project(func(input *CreateTask) { input.SamplingRate = ptr(-0.01) }), "sampling_rate"},
		{"rate NaN", project(func(input *CreateTask) { input.SamplingRate = ptr(math.NaN()) }), "sampling_rate"},
		{"no evaluators", project(func(input *CreateTask) { input.Evaluators = nil }), "evaluators"},
		{"config", project(func(input *CreateTask) { input.RunConfig = config }), "run_configuration"},
		{"both filters", project(func(input *CreateTask) { input.QueryFilter, input.QueryFilters, input.Evaluators = "x", onA, wide }), "query_filter"},
		{"filter with query mappings", project(func(input *CreateTask) { input.QueryFilter, input.Evaluators = "x", wide }), "evaluators query_filter"},
		{"six filters", project(func(input *CreateTask) {
			input.Evaluators, input.QueryFilters = wide, &QueryFilters{Expression: "A", Filters: slices.Repeat([]NamedFilter{{ID: "A", Filter: "x"}}, 6)}
		}), "query_filters.filters query_filters.filters[1].id query_filters.filters[2].id query_filters.filters[3].id query_filters.filters[4].id query_filters.filters[5].id"},
		{"filter list", project(func(input *CreateTask) {
			input.Evaluators, input.QueryFilters = wide, &QueryFilters{Filters: []NamedFilter{{ID: "A", Filter: " "}, {ID: "F", Filter: "x"}}}
		}), "query_filters.filters[0].filter query_filters.filters[1].id query_filters.expression"},
		{
			"experiment extras", experiment(func(input *CreateTask) {
				input.ProjectID, input.Continuous, input.Evaluators, input.QueryFilter = "p", ptr(false), e1, "f"
			}),
			"project_id is_continuous query_filter evaluators",
		},
		{"experiment bare", CreateTask{Name: "n", Type: RunExperiment}, "dataset_id run_configuration"},
	}
	for _, tc := range cases {
		if got := fields(tc.task.Check()); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.name, got, tc.want)
		}
	}
}

func TestUpdateRules(t *testing.T) {
	cases := []struct {
		name   string
		change UpdateTask
		want   string
		body   string
	}{
		{"nothing", UpdateTask{}, "name", `{}`},
		{"clear", UpdateTask{QueryFilter: Null[string](), QueryFilters: Null[QueryFilters]()}, "", `{"query_filter":null,"query_filters":null}`},
		{"set", UpdateTask{Name: ptr("n"), SamplingRate: ptr(0.0), QueryFilter: Set("a < 'b'")}, "", `{"name":"n","sampling_rate":0,"query_filter":"a < 'b'"}`},
		{"no evaluators", UpdateTask{Evaluators: []EvaluatorInput{}}, "evaluators", `{"evaluators":[]}`},
		{"un-pin", UpdateTask{Evaluators: []EvaluatorInput{{EvaluatorID: "e"}}}, "", `{"evaluators":[{"evaluator_id":"e"}]}`},
		{
			"any query",
			UpdateTask{Evaluators: []EvaluatorInput{{EvaluatorID: "e", QueryMappings: []QueryMapping{{VariableName: "v", AttributePath: "p"}}}}},
			"",
			`{"evaluators":[{"evaluator_id":"e","query_mappings":[{"variable_name":"v","query_ids":[],"attribute_path":"p"}]}]}`,
		},
		{
			"unknown letters stay",
			UpdateTask{Evaluators: []EvaluatorInput{{EvaluatorID: "e", QueryMappings: []QueryMapping{{VariableName: "v", QueryIDs: []string{"B"}, AttributePath: "p"}}}}},
			"",
			`{"evaluators":[{"evaluator_id":"e","query_mappings":[{"variable_name":"v","query_ids":["B"],"attribute_path":"p"}]}]}`,
		},
		{"blank name", UpdateTask{Name: ptr("")}, "name", `{"name":""}`},
		{"two families", UpdateTask{Continuous: ptr(true), RunConfig: json.RawMessage(`{"experiment_type":"AGENT_CALL","integration_id":"i","input_template":{}}`)}, "run_configuration", ""},
	}
	for _, tc := range cases {
		if got := fields(tc.change.Check()); got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.name, got, tc.want)
		}
		if body, err := Body(tc.change); err != nil || tc.body != "" && string(body) != tc.body {
			t.Errorf("%s: body %s, %v", tc.name, body, err)
		}
	}
}

func TestTriggerRules(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	at := func(offset time.Duration) *time.Time { return ptr(now.Add(offset)) }
	const day = 24 * time.Hour
	cases := []struct {
		name      string
		trigger   Trigger
		kind      TaskType
		first, pr bool
		want      string
	}{
		{"window", Trigger{DataStart: at(-day), DataEnd: at(0), MaxSpans: 1, Override: ptr(true)}, TemplateEvaluation, true, true, ""},
		{"30 days", Trigger{DataStart: at(-30 * day), DataEnd: at(0)}, TemplateEvaluation, true, true, ""},
		{"more than 30", Trigger{DataStart: at(-30*day - time.Second), DataEnd: at(0)}, TemplateEvaluation, false, true, "data_start_time"},
		{"empty window", Trigger{DataStart: at(0), DataEnd: at(0)}, TemplateEvaluation, false, true, "data_start_time"},
		{"end before start", Trigger{DataStart: at(day), DataEnd: at(0)}, CodeEvaluation, false, true, "data_start_time"},
		{"no end", Trigger{DataStart: at(-day)}, TemplateEvaluation, false, true, "data_end_time"},
		{"no end, start ahead", Trigger{DataStart: at(day)}, TemplateEvaluation, false, true, "data_end_time data_start_time"},
		{"first, nothing", Trigger{}, TemplateEvaluation, true, true, "data_start_time data_end_time"},
		{"later, end only", Trigger{DataEnd: at(0)}, TemplateEvaluation, false, true, ""},
		{"experiments on project", Trigger{DataEnd: at(0), ExperimentIDs: []string{"x"}}, TemplateEvaluation, false, true, "experiment_ids"},
		{"dataset", Trigger{ExperimentIDs: []string{"x"}}, CodeEvaluation, true, false, ""},
		{"dataset with times", Trigger{DataStart: at(-day), DataEnd: at(0)}, CodeEvaluation, true, false, "data_start_time data_end_time"},
		{"negative", Trigger{MaxSpans: -1}, CodeEvaluation, true, false, "max_spans"},
		{"wrong family", Trigger{ExperimentName: "e", MaxExamples: 1, TracingMetadata: map[string]string{}}, CodeEvaluation, true, false, "experiment_name max_examples tracing_metadata"},
		{"experiment", Trigger{ExperimentName: strings.Repeat("é", 255), MaxExamples: 3, QueryFilter: "a"}, RunExperiment, true, false, ""},
		{"long name", Trigger{ExperimentName: strings.Repeat("e", 256)}, RunExperiment, true, false, "experiment_name"},
		{"quoted name", Trigger{ExperimentName: `a"b`}, RunExperiment, true, false, "experiment_name"},
		{"no name", Trigger{}, RunExperiment, true, false, "experiment_name"},
		{"both examples", Trigger{ExperimentName: "e", ExampleIDs: []string{"a"}, MaxExamples: 2}, RunExperiment, true, false, "max_examples"},
		{"wrong family too", Trigger{ExperimentName: "e", DataEnd: at(0), Override: ptr(false), MaxSpans: 5}, RunExperiment, true, false, "data_end_time max_spans override_evaluations"},
		{"unknown type", Trigger{}, "DREAM", true, false, "type"},
	}
	for _, tc := range cases {
		if got := fields(tc.trigger.Check(tc.kind, tc.first, tc.pr, now)); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

// A trigger decodes to what was encoded; times to the millisecond, in UTC.
func TestTriggerRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := time.FixedZone("x", 60*rapid.IntRange(-12*60, 14*60).Draw(t, "zone"))
		at := time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "at")).In(zone)
		in := Trigger{DataStart: &at, MaxSpans: rapid.IntRange(0, 9).Draw(t, "spans"), ExampleIDs: rapid.SliceOfN(rapid.String(), 1, 3).Draw(t, "ids")}
		body, err := Body(in)
		if err != nil {
			t.Fatal(err)
		}
		var out Trigger
		if err := json.Unmarshal(body, &out); err != nil || !out.DataStart.Equal(at) || out.MaxSpans != in.MaxSpans || !slices.Equal(out.ExampleIDs, in.ExampleIDs) {
			t.Fatalf("%s -> %+v, %v", body, out, err)
		}
		if !strings.Contains(string(body), `Z"`) {
			t.Fatalf("no Z in %s", body)
		}
	})
}

func TestSpanQueryRules(t *testing.T) {
	now := time.Unix(0, 0)
	for want, query := range map[string]SpanQuery{
		"project_id": {}, "filter": {ProjectID: "p", Filter: " "}, "start_time": {ProjectID: "p", Start: &now, End: &now},
	} {
		if got := fields(query.check()); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

package preflight

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ax-tui/api"
)

func ptr[T any](value T) *T { return &value }

// good returns a task without findings.
func good() Input {
	return Input{
		Create: api.CreateTask{
			Name: "Relevance", Type: api.TemplateEvaluation, ProjectID: "p", QueryFilter: "span_kind = 'LLM' AND attributes.llm.model_name = 'x'",
			Evaluators: []api.EvaluatorInput{judge()},
		},
		Evaluators: []EvaluatorFacts{template("e1", "Judge")},
	}
}

func judge() api.EvaluatorInput {
	return api.EvaluatorInput{EvaluatorID: "e1", Mappings: map[string]string{"input": "attributes.input.value", "output": "attributes.output.value"}}
}

func template(id, name string) EvaluatorFacts {
	return EvaluatorFacts{
		ID: id, Name: name, Type: api.TemplateEvaluator, Granularity: api.SpanGranularity,
		Variables: []string{"input", "output"}, VersionID: "v2",
	}
}

// code turns the input into a code task with these evaluators.
func code(in *Input, facts ...EvaluatorFacts) {
	in.Create.Type, in.Create.Evaluators, in.Evaluators = api.CodeEvaluation, nil, facts
	for _, evaluatorFacts := range facts {
		in.Create.Evaluators = append(in.Create.Evaluators, api.EvaluatorInput{EvaluatorID: evaluatorFacts.ID})
	}
}

func wide(in *Input, granularity api.Granularity) {
	in.Create.QueryFilter = ""
	in.Create.QueryFilters = &api.QueryFilters{Filters: []api.NamedFilter{{ID: "A", Filter: "span_kind = 'LLM'"}}}
	in.Create.Evaluators[0] = api.EvaluatorInput{EvaluatorID: "e1", QueryMappings: []api.QueryMapping{
		{VariableName: "input", AttributePath: "attributes.input.value"}, {VariableName: "output", AttributePath: "attributes.output.value"},
	}}
	in.Evaluators[0].Granularity = granularity
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Input)
		want   []string // severity, field and a part of the message
	}{
		{"nothing", func(*Input) {}, nil},
		{"name taken", func(in *Input) {
			in.SameName = []api.Task{{ID: "t", Name: "Relevance"}, {ID: "u", Name: "Relevance Monitor"}}
		}, []string{"warning name|of this name"}},
		{"name with spaces taken", func(in *Input) { in.Create.Name = " Relevance "; in.SameName = []api.Task{{Name: "Relevance"}} }, []string{"warning name|of this name"}},
		{"name differs in case", func(in *Input) { in.SameName = []api.Task{{ID: "t", Name: "relevance"}} }, []string{"warning name|differs only in case"}},
		{"two custom code evaluators", func(in *Input) {
			code(in, EvaluatorFacts{ID: "a", Name: "A", Type: api.CodeEvaluator, Custom: true}, EvaluatorFacts{ID: "b", Name: "B", Type: api.CodeEvaluator}, EvaluatorFacts{ID: "c", Name: "C", Type: api.CodeEvaluator, Custom: true})
		}, []string{"fault evaluators[2].evaluator_id|C is a second custom"}},
		{"one custom, several managed", func(in *Input) {
			code(in, EvaluatorFacts{ID: "a", Type: api.CodeEvaluator, Custom: true}, EvaluatorFacts{ID: "b", Type: api.CodeEvaluator}, EvaluatorFacts{ID: "c", Type: api.CodeEvaluator})
		}, nil},
		{"code evaluator in a template task", func(in *Input) { in.Evaluators[0].Type = api.CodeEvaluator }, []string{"warning evaluators[0].evaluator_id|code evaluator in a template_evaluation task"}},
		{"template evaluator in a code task", func(in *Input) { code(in, EvaluatorFacts{ID: "a", Name: "A", Type: api.TemplateEvaluator}) }, []string{"warning evaluators[0].evaluator_id|template evaluator in a code_evaluation task"}},
		{"newer kinds fit both", func(in *Input) { in.Evaluators[0].Type = "REMOTE" }, nil},
		{"mixed granularities", func(in *Input) {
			wide(in, api.TraceGranularity)
			second, evaluatorFacts := in.Create.Evaluators[0], in.Evaluators[0]
			second.EvaluatorID, evaluatorFacts.ID, evaluatorFacts.Name, evaluatorFacts.Granularity = "e2", "e2", "Other", api.SessionGranularity
			in.Create.Evaluators, in.Evaluators = append(in.Create.Evaluators, second), append(in.Evaluators, evaluatorFacts)
		}, []string{"fault evaluators[1].evaluator_id|Other scores one session at a time, Judge one trace"}},
		{"trace evaluator, span shape", func(in *Input) { in.Evaluators[0].Granularity = api.TraceGranularity }, []string{"fault evaluators[0].evaluator_id|whole traces"}},
		{"span evaluator, trace shape", func(in *Input) { wide(in, api.SpanGranularity) }, []string{"fault evaluators[0].evaluator_id|single spans"}},
		{"trace evaluator, trace shape", func(in *Input) { wide(in, api.TraceGranularity) }, nil},
		{"granularity not known", func(in *Input) { wide(in, "") }, nil},
		{"unmapped variable", func(in *Input) { delete(in.Create.Evaluators[0].Mappings, "output") }, []string{"warning evaluators[0].column_mappings|reads output, not mapped"}},
		{"nothing mapped", func(in *Input) { in.Create.Evaluators[0].Mappings = nil }, []string{"warning evaluators[0].column_mappings|input, output"}},
		{"unmapped in the trace shape", func(in *Input) {
			wide(in, api.TraceGranularity)
			in.Evaluators[0].Variables = append(in.Evaluators[0].Variables, "conversation")
		}, []string{"warning evaluators[0].query_mappings|conversation"}},
		{"conversation is given to sessions", func(in *Input) {
			wide(in, api.SessionGranularity)
			in.Evaluators[0].Variables = append(in.Evaluators[0].Variables, "conversation")
		}, nil},
		{"empty mapping", func(in *Input) { in.Create.Evaluators[0].Mappings["input"] = " " }, []string{"warning evaluators[0].column_mappings.input|empty mapping"}},
		{"unknown variable", func(in *Input) { in.Create.Evaluators[0].Mappings["inptu"] = "x" }, []string{"warning evaluators[0].column_mappings.inptu|no variable of this name; it reads input, output"}},
		{"variables not known", func(in *Input) {
			in.Evaluators[0].Variables = nil
			in.Create.Evaluators[0].Mappings["else"] = "x"
		}, nil},
		{"evaluator not known", func(in *Input) { in.Evaluators = nil }, []string{"hint evaluators[0].evaluator_id|is unknown"}},
		{"evaluator of another space", func(in *Input) { in.SpaceID, in.Evaluators[0].SpaceID = "s1", "s2" }, []string{"warning evaluators[0].evaluator_id|another space"}},
		{"older pin", func(in *Input) { in.Create.Evaluators[0].VersionID = "v1" }, []string{"hint evaluators[0].evaluator_version_id|another version"}},
		{"pin of the known version", func(in *Input) { in.Create.Evaluators[0].VersionID = "v2" }, nil},
		{"continuous, untried, all spans", func(in *Input) { in.Create.Continuous = ptr(true) }, []string{"hint sampling_rate|every new span", "warning is_continuous|not been tried"}},
		{"continuous, tried, sampled", func(in *Input) { in.Create.Continuous, in.Create.SamplingRate, in.Trial = ptr(true), ptr(0.1), true }, nil},
		{"continuous, rate 1", func(in *Input) { in.Create.Continuous, in.Create.SamplingRate, in.Trial = ptr(true), ptr(1.0), true }, []string{"hint sampling_rate|every"}},
		{"continuous, rate 0", func(in *Input) { in.Create.Continuous, in.Create.SamplingRate, in.Trial = ptr(true), ptr(0.0), true }, []string{"warning sampling_rate|no span"}},
		{"not continuous", func(in *Input) { in.Create.Continuous = ptr(false) }, nil},
		{"filters everywhere", func(in *Input) {
			in.Create.QueryFilter, in.Create.Evaluators[0].QueryFilter = "a == 1", "metadata.tier = 'x'"
		}, []string{"warning query_filter|==", "warning evaluators[0].query_filter|metadata.tier is commonly not"}},
		{"named filters", func(in *Input) { wide(in, api.TraceGranularity); in.Create.QueryFilters.Filters[0].Filter = "(a = 1" }, []string{"warning query_filters.filters[0].filter|closing )"}},
		{"a dataset has no eval index", func(in *Input) {
			in.Create.ProjectID, in.Create.DatasetID, in.Create.QueryFilter = "", "d", "metadata.tier = 'x'"
		}, nil},
		{"run_experiment", func(in *Input) {
			in.Create = api.CreateTask{Name: "x", Type: api.RunExperiment, DatasetID: "d", QueryFilter: "(", Evaluators: []api.EvaluatorInput{{EvaluatorID: "?"}}}
			in.SameName = []api.Task{{Name: "x"}}
		}, []string{"warning name|of this name"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := good()
			tt.change(&in)
			got := Check(&in)
			if len(got) != len(tt.want) {
				t.Fatalf("found %v, want %q", got, tt.want)
			}
			for i, finding := range got {
				head, part, _ := strings.Cut(tt.want[i], "|")
				word := [...]string{Fault: "fault", Warning: "warning", Hint: "hint"}[finding.Severity]
				if word+" "+finding.Field != head || !strings.Contains(finding.String(), part) {
					t.Errorf("found %s %v, want %q", word, finding, tt.want[i])
				}
			}
		})
	}
}

func TestFilter(t *testing.T) {
	for _, tt := range []struct {
		filter string
		want   []string
	}{
		{"", nil},
		{"  ", []string{"is blank"}},
		{"span_kind = 'LLM' AND (latency_ms > 2000 OR attributes.llm.model_name = 'it''s')", nil},
		{`name = 'it\'s ( == "'`, nil},
		{"name = 'x", []string{"closing '"}},
		{`name = "x`, []string{`closing "`, "double quotes"}},
		{"(a = 1", []string{"closing )"}},
		{"a = 1)", []string{"no matching ("}},
		{")(", []string{"no matching ("}},
		{"a == 1 && b != 2", []string{"==", "AND or OR"}},
		{"a = ‘x’", []string{"curly"}},
		{`a = "x"`, []string{"double quotes"}},
		{"attributes.metadata.tier = 'gold' AND attributes.metadata.tier != 'x'", []string{"attributes.metadata.tier is commonly"}},
		{"attributes.my_team.id = 1 OR metadata.a = 'b'", []string{"attributes.my_team.id", "metadata.a"}},
		{"name = 'attributes.metadata.tier'", nil},
	} {
		got := Filter(tt.filter, true)
		if len(got) != len(tt.want) {
			t.Errorf("%q: %v, want %q", tt.filter, got, tt.want)
			continue
		}
		for i, finding := range got {
			if !strings.Contains(finding.Message+finding.Do, tt.want[i]) || finding.Severity != Warning {
				t.Errorf("%q: %v, want %q", tt.filter, finding, tt.want[i])
			}
		}
	}
	if got := Filter("metadata.a = 'b'", false); got != nil {
		t.Errorf("without an index: %v", got)
	}
}

// No text causes a panic, and a complete condition in front removes no warning.
func TestFilterAcceptsAnyText(t *testing.T) {
	piece := rapid.SampledFrom([]string{"'", `"`, "(", ")", "==", "&&", "a", "attributes.x", "\\", " ", "é", "“", "="})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 1, 12).Draw(t, "pieces"), "")
		alone := Filter(text, true)
		if strings.TrimSpace(text) == "" {
			return
		}
		if diff := cmp.Diff(alone, Filter("(a = 'x') AND "+text, true)); diff != "" {
			t.Fatalf("%q: %s", text, diff)
		}
	})
}

func TestFactsOf(t *testing.T) {
	bare := FactsOf(&api.Evaluator{ID: "e", Name: "E", Type: api.TemplateEvaluator, SpaceID: "s"})
	if bare.Variables != nil || bare.Granularity != "" || bare.SpaceID != "s" {
		t.Errorf("without a version: %+v", bare)
	}
	judge := FactsOf(&api.Evaluator{Version: &api.EvaluatorVersion{ID: "v", Template: &api.TemplateConfig{Template: "{input} {{no}}"}}})
	if judge.VersionID != "v" || judge.Granularity != api.SpanGranularity || !slices.Equal(judge.Variables, []string{"input"}) {
		t.Errorf("template: %+v", judge)
	}
	check := FactsOf(&api.Evaluator{Version: &api.EvaluatorVersion{Code: &api.CodeConfig{Type: api.CustomCode, Granularity: api.TraceGranularity}}})
	if !check.Custom || check.Granularity != api.TraceGranularity || check.Variables == nil {
		t.Errorf("code: %+v", check)
	}
}

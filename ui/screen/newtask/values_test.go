package newtask

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/write"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
)

func TestRate(t *testing.T) {
	for in, want := range map[string]float64{"0.1": 0.1, " 10 % ": 0.1, "10%": 0.1, "1": 1, "0": 0, "100%": 1, ".5": 0.5, "1e-3": 0.001} {
		if got, err := parseRate(in); err != nil || got == nil || *got != want {
			t.Errorf("parseRate(%q) is %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"lots", "1.1", "-0.1", "101 %", "NaN", "Inf", "%", "1/10", "0,1"} {
		if got, err := parseRate(in); err == nil {
			t.Errorf("parseRate(%q) is %v, want an error", in, *got)
		}
	}
	if got, err := parseRate("  "); got != nil || err != nil {
		t.Errorf("nothing written is %v, %v", got, err)
	}
}

func TestRateRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.Float64Range(0, 1).Draw(rt, "x")
		if got, err := parseRate(formatNumber(value)); err != nil || *got != value {
			rt.Fatalf("%v is written %q and read %v, %v", value, formatNumber(value), got, err)
		}
	})
}

func TestCopyName(t *testing.T) {
	for in, want := range map[string]string{"A": "A copy", "A copy": "A copy 2", "": "", "A copy of B": "A copy of B copy"} {
		if got := copyName(in); got != want {
			t.Errorf("copyName(%q) is %q, want %q", in, got, want)
		}
	}
}

// anyValues draws a valid or invalid state of the form.
func anyValues() *rapid.Generator[values] {
	return rapid.Custom(func(rt *rapid.T) values {
		values := newValues(api.Ref{})
		values.Name = rapid.SampledFrom([]string{"", " ", "A", "評価 ✓"}).Draw(rt, "name")
		values.Type = string(rapid.SampledFrom(api.TaskTypes()).Draw(rt, "type"))
		values.Kind = rapid.SampledFrom([]string{onProject, onDataset}).Draw(rt, "kind")
		id := rapid.SampledFrom([]string{"", "UDox"})
		values.Project.ID, values.Dataset.ID = id.Draw(rt, "project"), id.Draw(rt, "dataset")
		for range rapid.IntRange(0, 2).Draw(rt, "experiments") {
			values.Experiments = append(values.Experiments, api.Ref{ID: rapid.SampledFrom([]string{"RTox", "RToy"}).Draw(rt, "experiment")})
		}
		values.Continuous = rapid.Bool().Draw(rt, "continuous")
		values.Sampling = rapid.SampledFrom([]string{"", "0.5", "10 %", "2", "x"}).Draw(rt, "sampling")
		values.Filter = rapid.SampledFrom([]string{"", " ", "a = 'b'"}).Draw(rt, "filter")
		for i := range values.Wide {
			values.Wide[i] = rapid.SampledFrom([]string{"", "", "a = 1"}).Draw(rt, "wide")
		}
		values.Expression = rapid.SampledFrom([]string{"", "A and B"}).Draw(rt, "expression")
		values.Evaluators = rapid.SampledFrom([]string{
			"", "[]", "{", "null", `[{"evaluator_id":"RQ=="}]`, `[{"evaluator_id":"RQ=="},{"evaluator_id":"RQ=="}]`,
			`[{"evaluator_id":"RQ==","query_filter":"x = 1","column_mappings":{"a":"b"}}]`, `[{"evaluator_id":"RQ==","query_filter":null}]`,
			`[{"evaluator_id":"RQ==","query_mappings":[{"variable_name":"a","query_ids":["A"],"attribute_path":"b"}]}]`,
			`[{"evaluator_id":"RQ==","query_mappings":[{"variable_name":"a","query_ids":["E"],"attribute_path":"b"}]}]`,
			`[{"evaluator_id":"RQ==","evaluator_version_id":null}]`, `[{"x":1}]`,
		}).Draw(rt, "evaluators")
		values.Config = rapid.SampledFrom([]string{
			"", "{}", "[", `{"experiment_type":"AGENT_CALL","integration_id":"SQ==","input_template":{"q":"{{input}}"}}`,
			`{"experiment_type":"LLM_GENERATION","ai_integration_id":"SQ==","messages":[{"role":"USER","content":"x"}],"input_variable_format":"MUSTACHE"}`,
			`{"experiment_type":"TEMPLATE_EVALUATION","ai_integration_id":"SQ==","template":"x","provide_explanation":true,"unknown":1}`,
		}).Draw(rt, "config")
		return values
	})
}

func parsedOf(vals values) *parsed {
	var result parsed
	if strings.TrimSpace(vals.Evaluators) != "" {
		doc, found := evaljson.Options{}.Parse([]byte(vals.Evaluators))
		result.evaluators = doc.Inputs()
		result.evalFaults, _ = split(found)
	}
	if strings.TrimSpace(vals.Config) != "" {
		conf, found := evaljson.ParseRunConfig([]byte(vals.Config))
		result.config = conf.Raw
		result.configFaults, _ = split(found)
	}
	return &result
}

// Any state of the form gives a body that follows the contract, or a fault of a
// field on a step of the form.
func TestInvalidStateNamesAField(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		values := anyValues().Draw(rt, "values")
		req, faults := body(&values, parsedOf(values))
		for _, fault := range faults {
			if fault.Field == "" || fault.Message == "" {
				rt.Fatalf("a fault without field or message: %+v", fault)
			}
			if st := values.stepFor(fault.Field); st == stReview || !slices.Contains(values.path(), st) {
				rt.Fatalf("%s leads to the step %q", fault, st)
			}
		}
		if len(faults) == 0 {
			checkWire(rt, values, *req)
		}
	})
}

// checkWire checks a body against contract section 6, independently of api.
func checkWire(rt *rapid.T, vals values, req api.CreateTask) {
	raw, err := api.Body(req)
	if err != nil {
		rt.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(raw, &object); err != nil {
		rt.Fatal(err)
	}
	allowed := []string{"name", "type", "project_id", "sampling_rate", "is_continuous", "query_filter", "query_filters", "evaluators"}
	switch {
	case vals.experiment():
		allowed = []string{"name", "type", "dataset_id", "run_configuration"}
	case vals.Kind == onDataset:
		allowed = []string{"name", "type", "dataset_id", "experiment_ids", "query_filter", "query_filters", "evaluators"}
	}
	for key, value := range object {
		if !slices.Contains(allowed, key) || value == nil {
			rt.Fatalf("%s = %v does not go with %s", key, value, raw)
		}
	}
	if strings.Contains(string(raw), "null") {
		rt.Fatalf("a null in %s", raw)
	}
	if object["query_filter"] != nil && (object["query_filters"] != nil || strings.Contains(string(raw), "query_mappings")) {
		rt.Fatalf("two shapes in %s", raw)
	}
}

// The fields write what they parse, and keep unknown keys.
func TestConfigValuesRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		word := rapid.SampledFrom([]string{"", "a", "two\nlines", `q"`, "{{x}}"})
		written := configValues{
			Variant: rapid.SampledFrom(variants()).Draw(rt, "variant"), Integration: word.Draw(rt, "integration"), Model: word.Draw(rt, "model"),
			System: word.Draw(rt, "system"), User: word.Draw(rt, "user"), Template: word.Draw(rt, "template"), Explain: rapid.Bool().Draw(rt, "explain"),
			Format: rapid.SampledFrom([]string{"MUSTACHE", "F_STRING", "NONE"}).Draw(rt, "format"), Choices: rapid.SampledFrom([]string{"", "a=1, b=0.5"}).Draw(rt, "choices"),
			Input: rapid.SampledFrom([]string{"{}", `{"q":"{{input}}"}`}).Draw(rt, "input"),
		}
		start := rapid.SampledFrom([]string{"", `{"provider_parameters": {"k": 12345678901234567890}, "messages": [{"role":"ASSISTANT","content":"x"}]}`}).Draw(rt, "start")
		out, _, err := written.write(start)
		if err != nil {
			rt.Fatal(err)
		}
		got, ok := parseConfigValues(out)
		if !ok {
			rt.Fatalf("cannot be read: %s", out)
		}
		if again, _, _ := got.write(out); again != out {
			rt.Fatalf("written again it is\n%s\nafter\n%s", again, out)
		}
		if start != "" && written.Variant != string(api.AgentCall) && !strings.Contains(out, "12345678901234567890") {
			rt.Fatalf("lost what it does not know: %s", out)
		}
		if got.Variant != written.Variant || got.Integration != written.Integration {
			rt.Fatalf("read %+v, wrote %+v", got, written)
		}
	})
}

func TestOnlyWrittenValuesAreNamed(t *testing.T) {
	for raw, want := range map[string]bool{
		`""`: false, `null`: false, `false`: false, `[]`: false, `{}`: false, `{"a":"","b":[{"c":null}]}`: false,
		`"m"`: true, `true`: true, `0`: true, `[""," "]`: true, `{"a":{"b":"x"}}`: true, `{`: true,
	} {
		if got := writtenValue(json.RawMessage(raw)); got != want {
			t.Errorf("%s: %v", raw, got)
		}
	}
}

func TestKeysOfOtherVariantsAreRemovedAndNamed(t *testing.T) {
	config, _ := parseConfigValues(`{"experiment_type":"LLM_GENERATION","messages":[],"model_name":"m","tool_config":{}}`)
	config.Variant = string(api.AgentCall)
	out, dropped, err := config.write(`{"experiment_type":"LLM_GENERATION","messages":[],"model_name":"m","tool_config":{}}`)
	if err != nil || strings.Contains(out, "messages") || !slices.Equal(dropped, []string{"messages", "model_name", "tool_config"}) {
		t.Errorf("out %s, dropped %v, %v", out, dropped, err)
	}
	if _, _, err := (configValues{Variant: "TEMPLATE_EVALUATION", Choices: "good"}).write(""); err == nil {
		t.Error("choices without scores pass")
	}
	out, _, err = newConfigValues().write(`{"messages": [], "experiment_type": "LLM_GENERATION", "seed": 1}`)
	if want := []string{"ai_integration_id", "messages", "experiment_type", "seed", "input_variable_format"}; err != nil || !slices.Equal(keys(out), want) {
		t.Errorf("the keys of a text in another order are %v, want %v; %v", keys(out), want, err)
	}
	for _, text := range []string{"{", "{} more", "[]"} {
		if out, _, err := newConfigValues().write(text); err == nil || out != text {
			t.Errorf("%s was overwritten: %s", text, out)
		}
	}
}

func keys(text string) (out []string) {
	for _, member := range evaljson.ReadObject([]byte(text)) {
		out = append(out, member.Key)
	}
	return out
}

func TestEqualIgnoresNamesAndEmptyLists(t *testing.T) {
	values := newValues(api.Ref{ID: "S", Name: "space"})
	other := values.clone()
	other.Space.Name, other.Experiments, other.Picks = "", []api.Ref{}, []pick{}
	if !values.equal(&other) {
		t.Error("labels and empty lists count as changes")
	}
	other.Wide[2] = "x"
	if values.equal(&other) || values.Wide[2] != "" {
		t.Error("a filter does not count, or a clone shares it")
	}
}

// Late answers to outdated requests change nothing.
func TestLateAnswersAreIgnored(t *testing.T) {
	edited := &model{lookups: lookups{facts: map[string]*fact{"E": {version: "new", requested: true}}}, Base: form.Base{Draft: &form.Draft{}}}
	edited.samples.key, edited.preview.change, edited.review.nameKey = "now", 7, "name"
	late := errors.New("late")
	edited.handle(&host.Answer{Key: "before", Value: rows{}, Err: late})
	edited.handle(&host.Answer{Value: &mappingReport{change: 6}})
	edited.handle(&host.Answer{Key: "E", Value: loadedEvaluator{}, Err: late})
	edited.handle(&host.Answer{Key: "gone", Value: loadedEvaluator{}, Err: late})
	edited.handle(&host.Answer{Key: "other", Value: write.SameName{}, Err: late})
	edited.handle(form.Sent[*write.Created]{Result: &write.Created{Result: write.Result[api.Task]{Err: late}}})
	edited.handle(typingPaused{change: 6})
	if edited.samples.failed != nil || edited.preview.report != nil || edited.facts["E"].err != nil || edited.review.nameKey != "name" || len(edited.problem) > 0 {
		t.Errorf("a late answer was applied: %+v", edited)
	}
}

func TestNewTargetDropsDependentValues(t *testing.T) {
	values := newValues(api.Ref{ID: "S1", Name: "one"})
	values.Dataset, values.Experiments = api.Ref{ID: "D1", Name: "golden"}, []api.Ref{{ID: "E1"}, {ID: "E2"}}
	if note := values.setDataset(api.Ref{ID: "D1", Name: "golden"}); note != "" || len(values.Experiments) != 2 {
		t.Errorf("the same dataset again: %q, %v", note, values.Experiments)
	}
	if note := values.setDataset(api.Ref{ID: "D2", Name: "other"}); len(values.Experiments) != 0 || !strings.Contains(string(note), "Dropped 2 experiments of dataset golden") {
		t.Errorf("another dataset: %q, %v", note, values.Experiments)
	}
	values.Project, values.Picks = api.Ref{ID: "P1", Name: "bot"}, []pick{{Ref: api.Ref{ID: "E"}}}
	note := string(values.setSpace(api.Ref{ID: "S2", Name: "two"}))
	if values.Project.ID != "" || values.Dataset.ID != "" || len(values.Picks) != 1 || !strings.Contains(note, "space one: project bot, dataset other") || !strings.Contains(note, "evaluators stay") {
		t.Errorf("another space: %q, %+v", note, values)
	}
}

func TestFaultsLeadToTheirStep(t *testing.T) {
	values := newValues(api.Ref{})
	for field, want := range map[string]step{
		"name": stName, "type": stName, "project_id": stTarget, "dataset_id": stTarget, "sampling_rate": stSampling, "is_continuous": stSampling,
		"evaluators": stEvaluators, "evaluators[2].query_filter": stJSON, "query_filter": stFilters, "query_filters.filters[0].id": stFilters,
		"experiment_ids[1]": stReview, "run_configuration.template": stReview, "moon": stReview,
	} {
		if got := values.stepFor(field); got != want {
			t.Errorf("%s leads to %q, want %q", field, got, want)
		}
	}
	values.Type = string(api.RunExperiment)
	if got := values.stepFor("run_configuration.template"); got != stConfigJSON {
		t.Errorf("a fault of the configuration leads to %q", got)
	}
}

// A look-up at one target does not count for the name at another.
func TestSameNameTasksBelongToTheTarget(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	edited := &model{
		env:  &host.Env{Now: func() time.Time { return now }},
		vals: values{Name: "Relevance", Kind: onProject, Space: api.Ref{ID: "S"}, Project: api.Ref{ID: "P"}},
	}
	if edited.lookupName() == nil || edited.lookupName() != nil {
		t.Fatal("the name is not looked up, or twice")
	}
	edited.applySameName(edited.review.nameKey, &write.SameName{SpaceID: "S", Complete: true, At: now}, nil)
	if !edited.sameNameTasks().Complete {
		t.Fatal("the result of the look-up is missing")
	}
	for _, change := range []func(*values){
		func(vals *values) { vals.Project.ID = "Q" },
		func(vals *values) { vals.Space.ID = "T" },
		func(vals *values) { vals.Name = "Other" },
	} {
		change(&edited.vals)
		if got := edited.sameNameTasks(); got.Complete || got.SpaceID != edited.vals.Space.ID {
			t.Errorf("the result of another look-up counts: %+v", got)
		}
		if edited.lookupName() == nil {
			t.Error("it is not looked up again")
		}
		edited.applySameName(edited.review.nameKey, &write.SameName{SpaceID: edited.vals.Space.ID, Complete: true, At: now}, nil)
	}
}

// What an answer holds and a request must not: nulls and the names of evaluators.
func TestAnswersAreSentWithoutNullsAndNames(t *testing.T) {
	for name, vals := range map[string]values{
		"evaluators": {
			Type: string(api.TemplateEvaluation), Kind: onProject, Project: api.Ref{ID: "P"}, Name: "n",
			Evaluators: `[{"evaluator_id":"e","evaluator_name":"E","evaluator_version_id":null,"query_filter":null,"column_mappings":{"x":"y"},"query_mappings":null}]`,
		},
		"config": {
			Type: string(api.RunExperiment), Dataset: api.Ref{ID: "D"}, Name: "n",
			Config: `{"experiment_type":"LLM_GENERATION","ai_integration_id":"SQ==","model_name":null,"messages":[{"role":"USER","content":"x","tool_calls":null}],"input_variable_format":"MUSTACHE"}`,
		},
	} {
		request, faults := body(&vals, parsedOf(vals))
		raw, err := api.Body(request)
		if err != nil || len(faults) > 0 || strings.Contains(string(raw), "null") || strings.Contains(string(raw), "evaluator_name") || len(raw) < 100 {
			t.Errorf("%s: %s %v %v", name, raw, faults, err)
		}
	}
}

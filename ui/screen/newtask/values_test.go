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
		if got, err := rate(in); err != nil || got == nil || *got != want {
			t.Errorf("rate(%q) is %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"lots", "1.1", "-0.1", "101 %", "NaN", "Inf", "%", "1/10", "0,1"} {
		if got, err := rate(in); err == nil {
			t.Errorf("rate(%q) is %v, want an error", in, *got)
		}
	}
	if got, err := rate("  "); got != nil || err != nil {
		t.Errorf("nothing written is %v, %v", got, err)
	}
}

func TestRateRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := rapid.Float64Range(0, 1).Draw(rt, "x")
		if got, err := rate(number(x)); err != nil || *got != x {
			rt.Fatalf("%v is written %q and read %v, %v", x, number(x), got, err)
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

// anyValues draws a state of the form, right or wrong.
func anyValues() *rapid.Generator[values] {
	return rapid.Custom(func(rt *rapid.T) values {
		v := fresh(api.Ref{})
		v.Name = rapid.SampledFrom([]string{"", " ", "A", "評価 ✓"}).Draw(rt, "name")
		v.Type = string(rapid.SampledFrom(api.TaskTypes()).Draw(rt, "type"))
		v.Kind = rapid.SampledFrom([]string{onProject, onDataset}).Draw(rt, "kind")
		id := rapid.SampledFrom([]string{"", "UDox"})
		v.Project.ID, v.Dataset.ID = id.Draw(rt, "project"), id.Draw(rt, "dataset")
		for range rapid.IntRange(0, 2).Draw(rt, "experiments") {
			v.Experiments = append(v.Experiments, api.Ref{ID: rapid.SampledFrom([]string{"RTox", "RToy"}).Draw(rt, "experiment")})
		}
		v.Continuous = rapid.Bool().Draw(rt, "continuous")
		v.Sampling = rapid.SampledFrom([]string{"", "0.5", "10 %", "2", "x"}).Draw(rt, "sampling")
		v.Filter = rapid.SampledFrom([]string{"", " ", "a = 'b'"}).Draw(rt, "filter")
		for i := range v.Wide {
			v.Wide[i] = rapid.SampledFrom([]string{"", "", "a = 1"}).Draw(rt, "wide")
		}
		v.Expression = rapid.SampledFrom([]string{"", "A and B"}).Draw(rt, "expression")
		v.Evaluators = rapid.SampledFrom([]string{
			"", "[]", "{", "null", `[{"evaluator_id":"RQ=="}]`, `[{"evaluator_id":"RQ=="},{"evaluator_id":"RQ=="}]`,
			`[{"evaluator_id":"RQ==","query_filter":"x = 1","column_mappings":{"a":"b"}}]`, `[{"evaluator_id":"RQ==","query_filter":null}]`,
			`[{"evaluator_id":"RQ==","query_mappings":[{"variable_name":"a","query_ids":["A"],"attribute_path":"b"}]}]`,
			`[{"evaluator_id":"RQ==","query_mappings":[{"variable_name":"a","query_ids":["E"],"attribute_path":"b"}]}]`,
			`[{"evaluator_id":"RQ==","evaluator_version_id":null}]`, `[{"x":1}]`,
		}).Draw(rt, "evaluators")
		v.Config = rapid.SampledFrom([]string{
			"", "{}", "[", `{"experiment_type":"AGENT_CALL","integration_id":"SQ==","input_template":{"q":"{{input}}"}}`,
			`{"experiment_type":"LLM_GENERATION","ai_integration_id":"SQ==","messages":[{"role":"USER","content":"x"}],"input_variable_format":"MUSTACHE"}`,
			`{"experiment_type":"TEMPLATE_EVALUATION","ai_integration_id":"SQ==","template":"x","provide_explanation":true,"unknown":1}`,
		}).Draw(rt, "config")
		return v
	})
}

func parsedOf(v values) parsed {
	var p parsed
	if strings.TrimSpace(v.Evaluators) != "" {
		doc, found := evaljson.Options{}.Parse([]byte(v.Evaluators))
		p.evaluators = doc.Inputs()
		p.evalFaults, _ = split(found)
	}
	if strings.TrimSpace(v.Config) != "" {
		_, found := evaljson.ParseRunConfig([]byte(v.Config))
		p.configFaults, _ = split(found)
	}
	return p
}

// Any state of the form gives a body that the contract accepts, or a fault on a
// field of a step of the form.
func TestAnyStateIsRightOrNamesAField(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := anyValues().Draw(rt, "values")
		req, faults := body(v, parsedOf(v))
		for _, f := range faults {
			if f.Field == "" || f.Message == "" {
				rt.Fatalf("a fault without field or words: %+v", f)
			}
			if st := v.stepFor(f.Field); st == stReview || !slices.Contains(v.path(), st) {
				rt.Fatalf("%s leads to the step %q", f, st)
			}
		}
		if len(faults) == 0 {
			checkWire(rt, v, req)
		}
	})
}

// checkWire holds a body to contract section 6, apart from api's own check.
func checkWire(rt *rapid.T, v values, req api.CreateTask) {
	raw, err := api.Body(req)
	if err != nil {
		rt.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		rt.Fatal(err)
	}
	allowed := []string{"name", "type", "project_id", "sampling_rate", "is_continuous", "query_filter", "query_filters", "evaluators"}
	switch {
	case v.experiment():
		allowed = []string{"name", "type", "dataset_id", "run_configuration"}
	case v.Kind == onDataset:
		allowed = []string{"name", "type", "dataset_id", "experiment_ids", "query_filter", "query_filters", "evaluators"}
	}
	for k, x := range m {
		if !slices.Contains(allowed, k) || x == nil {
			rt.Fatalf("%s = %v does not go with %s", k, x, raw)
		}
	}
	if strings.Contains(string(raw), "null") {
		rt.Fatalf("a null in %s", raw)
	}
	if m["query_filter"] != nil && (m["query_filters"] != nil || strings.Contains(string(raw), "query_mappings")) {
		rt.Fatalf("two shapes in %s", raw)
	}
}

// The plain questions write what they read, and leave alone what they do not know.
func TestPlainRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		word := rapid.SampledFrom([]string{"", "a", "two\nlines", `q"`, "{{x}}"})
		p := plain{
			Variant: rapid.SampledFrom(variants()).Draw(rt, "variant"), Integration: word.Draw(rt, "integration"), Model: word.Draw(rt, "model"),
			System: word.Draw(rt, "system"), User: word.Draw(rt, "user"), Template: word.Draw(rt, "template"), Explain: rapid.Bool().Draw(rt, "explain"),
			Format: rapid.SampledFrom([]string{"MUSTACHE", "F_STRING", "NONE"}).Draw(rt, "format"), Choices: rapid.SampledFrom([]string{"", "a=1, b=0.5"}).Draw(rt, "choices"),
			Input: rapid.SampledFrom([]string{"{}", `{"q":"{{input}}"}`}).Draw(rt, "input"),
		}
		start := rapid.SampledFrom([]string{"", `{"provider_parameters": {"k": 12345678901234567890}, "messages": [{"role":"ASSISTANT","content":"x"}]}`}).Draw(rt, "start")
		out, _, err := p.write(start)
		if err != nil {
			rt.Fatal(err)
		}
		got, ok := readPlain(out)
		if !ok {
			rt.Fatalf("cannot be read: %s", out)
		}
		if again, _, _ := got.write(out); again != out {
			rt.Fatalf("written again it is\n%s\nafter\n%s", again, out)
		}
		if start != "" && p.Variant != string(api.AgentCall) && !strings.Contains(out, "12345678901234567890") {
			rt.Fatalf("lost what it does not know: %s", out)
		}
		if got.Variant != p.Variant || got.Integration != p.Integration {
			rt.Fatalf("read %+v, wrote %+v", got, p)
		}
	})
}

func TestStrangersAreTakenOutAndNamed(t *testing.T) {
	p, _ := readPlain(`{"experiment_type":"LLM_GENERATION","messages":[],"model_name":"m","tool_config":{}}`)
	p.Variant = string(api.AgentCall)
	out, dropped, err := p.write(`{"experiment_type":"LLM_GENERATION","messages":[],"model_name":"m","tool_config":{}}`)
	if err != nil || strings.Contains(out, "messages") || !slices.Equal(dropped, []string{"messages", "model_name", "tool_config"}) {
		t.Errorf("out %s, dropped %v, %v", out, dropped, err)
	}
	if _, _, err := (plain{Variant: "TEMPLATE_EVALUATION", Choices: "good"}).write(""); err == nil {
		t.Error("choices without scores pass")
	}
	out, _, err = emptyPlain().write(`{"messages": [], "experiment_type": "LLM_GENERATION", "seed": 1}`)
	if want := []string{"ai_integration_id", "messages", "experiment_type", "seed", "input_variable_format"}; err != nil || !slices.Equal(keys(out), want) {
		t.Errorf("the keys of a text in another order are %v, want %v; %v", keys(out), want, err)
	}
	for _, text := range []string{"{", "{} more", "[]"} {
		if out, _, err := emptyPlain().write(text); err == nil || out != text {
			t.Errorf("%s was written over: %s", text, out)
		}
	}
}

func keys(text string) (out []string) {
	for _, m := range evaljson.ReadObject([]byte(text)) {
		out = append(out, m.Key)
	}
	return out
}

func TestEqualIgnoresNamesAndEmptyLists(t *testing.T) {
	a := fresh(api.Ref{ID: "S", Name: "space"})
	b := a.clone()
	b.Space.Name, b.Experiments, b.Picks = "", []api.Ref{}, []pick{}
	if !a.equal(b) {
		t.Error("labels and empty lists count as changes")
	}
	b.Wide[2] = "x"
	if a.equal(b) || a.Wide[2] != "" {
		t.Error("a filter does not count, or a clone shares it")
	}
}

// Late answers, to questions that were asked anew since, change nothing.
func TestLateAnswersAreDropped(t *testing.T) {
	s := &model{lookups: lookups{facts: map[string]*fact{"E": {version: "new", asked: true}}}, Base: form.Base[kept]{Draft: &form.Draft[kept]{}}}
	s.samples.key, s.preview.change, s.review.asked = "now", 7, "name"
	late := errors.New("late")
	s.take(host.Answer[rows]{Key: "before", Err: late})
	s.take(host.Answer[*lookedUp]{Value: &lookedUp{change: 6}})
	s.take(host.Answer[readFact]{Key: "E", Err: late})
	s.take(host.Answer[readFact]{Key: "gone", Err: late})
	s.take(host.Answer[write.SameName]{Key: "other", Err: late})
	s.take(form.Sent[write.Created]{Result: write.Created{Result: write.Result[api.Task]{Err: late}}})
	s.take(rested{change: 6})
	if s.samples.failed != nil || s.preview.report != nil || s.facts["E"].err != nil || s.review.asked != "name" || len(s.problem) > 0 {
		t.Errorf("a late answer was taken: %+v", s)
	}
}

func TestAnotherTargetDropsWhatCannotFit(t *testing.T) {
	v := fresh(api.Ref{ID: "S1", Name: "one"})
	v.Dataset, v.Experiments = api.Ref{ID: "D1", Name: "golden"}, []api.Ref{{ID: "E1"}, {ID: "E2"}}
	if said := v.setDataset(api.Ref{ID: "D1", Name: "golden"}); said != "" || len(v.Experiments) != 2 {
		t.Errorf("the same dataset again: %q, %v", said, v.Experiments)
	}
	if said := v.setDataset(api.Ref{ID: "D2", Name: "other"}); len(v.Experiments) != 0 || !strings.Contains(string(said), "Dropped 2 experiments of dataset golden") {
		t.Errorf("another dataset: %q, %v", said, v.Experiments)
	}
	v.Project, v.Picks = api.Ref{ID: "P1", Name: "bot"}, []pick{{Ref: api.Ref{ID: "E"}}}
	said := string(v.setSpace(api.Ref{ID: "S2", Name: "two"}))
	if v.Project.ID != "" || v.Dataset.ID != "" || len(v.Picks) != 1 || !strings.Contains(said, "space one: project bot, dataset other") || !strings.Contains(said, "evaluators stay") {
		t.Errorf("another space: %q, %+v", said, v)
	}
}

func TestFaultsLeadToTheirStep(t *testing.T) {
	v := fresh(api.Ref{})
	for field, want := range map[string]step{
		"name": stName, "type": stName, "project_id": stTarget, "dataset_id": stTarget, "sampling_rate": stSampling, "is_continuous": stSampling,
		"evaluators": stEvaluators, "evaluators[2].query_filter": stJSON, "query_filter": stFilters, "query_filters.filters[0].id": stFilters,
		"experiment_ids[1]": stReview, "run_configuration.template": stReview, "moon": stReview,
	} {
		if got := v.stepFor(field); got != want {
			t.Errorf("%s leads to %q, want %q", field, got, want)
		}
	}
	v.Type = string(api.RunExperiment)
	if got := v.stepFor("run_configuration.template"); got != stConfigJSON {
		t.Errorf("a fault of the configuration leads to %q", got)
	}
}

// What was looked up at one target tells nothing of the name at another.
func TestNamesakesBelongToTheTarget(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	s := &model{
		env:  &host.Env{Now: func() time.Time { return now }},
		vals: values{Name: "Relevance", Kind: onProject, Space: api.Ref{ID: "S"}, Project: api.Ref{ID: "P"}},
	}
	if s.askName() == nil || s.askName() != nil {
		t.Fatal("the name is not looked up, or twice")
	}
	s.tookSameName(host.Answer[write.SameName]{Key: s.review.asked, Value: write.SameName{SpaceID: "S", Complete: true, At: now}})
	if !s.namesakes().Complete {
		t.Fatal("what was looked up is not known")
	}
	for _, change := range []func(*values){
		func(v *values) { v.Project.ID = "Q" },
		func(v *values) { v.Space.ID = "T" },
		func(v *values) { v.Name = "Other" },
	} {
		change(&s.vals)
		if got := s.namesakes(); got.Complete || got.SpaceID != s.vals.Space.ID {
			t.Errorf("what was looked up elsewhere counts: %+v", got)
		}
		if s.askName() == nil {
			t.Error("it is not looked up anew")
		}
		s.tookSameName(host.Answer[write.SameName]{Key: s.review.asked, Value: write.SameName{SpaceID: s.vals.Space.ID, Complete: true, At: now}})
	}
}

package fake_test

import (
	"regexp"
	"testing"

	"ax-tui/api/fake"
)

// upperWord finds enum words of the new dialect in an answer, span words aside.
var upperWord = regexp.MustCompile(`"(type|status|experiment_type|input_variable_format|role|direction|data_granularity|provider|auth_type|managed_evaluator)":"[A-Z_]+"`)

// static parameter types are upper case in both dialects (contract section 5).
var staticType = regexp.MustCompile(`"type":"(STRING|STRING_ARRAY|REGEX)"`)

func TestLegacySpeaksLowerCase(t *testing.T) {
	r := newRig(t, func(o *fake.Options) { o.Legacy = true })
	r.judge.Pause() // the contract is the new dialect's
	addresses := []string{"/v2/tasks?limit=100", "/v2/evaluators?limit=100", "/v2/ai-integrations", "/v2/projects", "/v2/spaces", "/v2/experiments"}
	for _, e := range r.w.Evaluators() {
		addresses = append(addresses, path("evaluators", e.ID), path("evaluators", e.ID, "versions"))
	}
	addresses = append(addresses, path("tasks", r.task(onProject).ID, "runs"))
	young := regexp.MustCompile(`"(query_filters|query_mappings|evaluator_version_id|is_private|project_type|use_function_calling)":`)
	for _, a := range addresses {
		got := r.want(200, "GET", a, "")
		if hit := upperWord.FindString(staticType.ReplaceAllString(got.raw, "")); hit != "" {
			t.Errorf("%s holds %s", a, hit)
		}
		if hit := young.FindString(got.raw); hit != "" {
			t.Errorf("%s holds %s, which is younger than the dialect", a, hit)
		}
	}
	for word, status := range map[string]int{"template_evaluation": 200, "TEMPLATE_EVALUATION": 400} {
		r.want(status, "GET", "/v2/tasks?type="+word, "")
	}
}

func TestLegacyWrites(t *testing.T) {
	r := newRig(t, func(o *fake.Options) { o.Faults = parse(t, "legacy") })
	r.judge.Pause()
	project, trace, _, _, exp := r.bases()
	got := r.want(201, "POST", "/v2/tasks", with(project, "type", "template_evaluation"))
	if got.text("type") != "template_evaluation" {
		t.Errorf("type %v", got.body["type"])
	}
	r.want(400, "POST", "/v2/tasks", with(project))
	r.want(400, "POST", "/v2/tasks", with(trace, "type", "template_evaluation"))
	config := obj{"experiment_type": "llm_generation", "ai_integration_id": r.w.Integrations()[0].ID, "input_variable_format": "f_string",
		"messages": []any{obj{"role": "user", "content": "x"}}}
	id := r.want(201, "POST", "/v2/tasks", with(exp, "type", "run_experiment", "name", "E", "run_configuration", config)).text("id")
	r.s.SetFaults(fake.Faults{}) // the same task, read in the new dialect
	r.judge.Resume()
	c := r.want(200, "GET", path("tasks", id), "").body["run_configuration"].(obj)
	if c["experiment_type"] != "LLM_GENERATION" || c["messages"].([]any)[0].(obj)["role"] != "USER" {
		t.Errorf("configuration %v", c)
	}
}

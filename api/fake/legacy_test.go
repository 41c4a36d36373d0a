package fake_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
)

// upperWord finds enum words of the new dialect in an answer, span words aside.
var upperWord = regexp.MustCompile(`"(type|status|experiment_type|input_variable_format|role|direction|data_granularity|provider|auth_type|managed_evaluator)":"[A-Z_]+"`)

// static parameter types are upper case in both dialects (contract section 5).
var staticType = regexp.MustCompile(`"type":"(STRING|STRING_ARRAY|REGEX)"`)

func TestLegacySpeaksLowerCase(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.Legacy = true })
	rig.judge.Pause() // the contract is the new dialect's
	addresses := []string{"/v2/tasks?limit=100", "/v2/evaluators?limit=100", "/v2/ai-integrations", "/v2/projects", "/v2/spaces", "/v2/experiments"}
	for _, evaluator := range rig.w.Evaluators() {
		addresses = append(addresses, path("evaluators", evaluator.ID), path("evaluators", evaluator.ID, "versions"))
	}
	addresses = append(addresses, path("tasks", rig.task(onProject).ID, "runs"))
	young := regexp.MustCompile(`"(query_filters|query_mappings|evaluator_version_id|is_private|project_type|use_function_calling)":`)
	for _, a := range addresses {
		got := rig.want(200, "GET", a, "")
		if hit := upperWord.FindString(staticType.ReplaceAllString(got.raw, "")); hit != "" {
			t.Errorf("%s holds %s", a, hit)
		}
		if hit := young.FindString(got.raw); hit != "" {
			t.Errorf("%s holds %s, which is younger than the dialect", a, hit)
		}
	}
	for word, status := range map[string]int{"template_evaluation": 200, "TEMPLATE_EVALUATION": 400} {
		rig.want(status, "GET", "/v2/tasks?type="+word, "")
	}
}

func TestLegacyWrites(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.Faults = parse(t, "legacy") })
	rig.judge.Pause()
	project, trace, _, _, exp := rig.bases()
	got := rig.want(201, "POST", "/v2/tasks", with(project, "type", "template_evaluation"))
	if got.text("type") != "template_evaluation" {
		t.Errorf("type %v", got.body["type"])
	}
	rig.want(400, "POST", "/v2/tasks", with(project))
	rig.want(400, "POST", "/v2/tasks", with(trace, "type", "template_evaluation"))
	config := obj{
		"experiment_type": "llm_generation", "ai_integration_id": rig.w.Integrations()[0].ID, "input_variable_format": "f_string",
		"messages": []any{obj{"role": "user", "content": "x"}},
	}
	id := rig.want(201, "POST", "/v2/tasks", with(exp, "type", "run_experiment", "name", "E", "run_configuration", config)).text("id")
	rig.s.SetFaults(fake.Faults{}) // the same task, read in the new dialect
	rig.judge.Resume()
	c := rig.want(200, "GET", path("tasks", id), "").body["run_configuration"].(obj)
	if c["experiment_type"] != "LLM_GENERATION" || c["messages"].([]any)[0].(obj)["role"] != "USER" {
		t.Errorf("configuration %v", c)
	}
}

// An old server never had what is younger than its dialect.
func TestLegacyHidesYoungTasks(t *testing.T) {
	rig := newRig(t, nil)
	_, trace, _, _, _ := rig.bases()
	made := rig.want(201, "POST", "/v2/tasks", with(trace)).text("id")
	all, _, _ := rig.w.Tasks(world.TaskQuery{}, world.Position{}, 1000)
	rig.s.SetFaults(parse(t, "legacy"))
	rig.judge.Pause()
	listed, cursor, pages := map[string]bool{}, "", 0
	for more := true; more; pages++ {
		page := rig.want(200, "GET", "/v2/tasks?limit=7&cursor="+cursor, "")
		for _, x := range page.items("tasks") {
			listed[x["id"].(string)] = true
		}
		cursor, more = page.next()
	}
	hidden := 0
	for _, task := range all {
		kind, _ := task.RunConfig["experiment_type"].(string)
		young := kind == "AGENT_CALL" || task.QueryFilters != nil
		status := 200
		if young {
			status = 404
			hidden++
		}
		if listed[task.ID] == young {
			t.Errorf("%s: young %v, listed %v", task.Name, young, listed[task.ID])
		}
		rig.want(status, "GET", path("tasks", task.ID), "")
		rig.want(status, "GET", path("tasks", task.ID, "runs"), "")
		if runs, _, _, _ := rig.w.Runs(task.ID, "", world.Position{}, 1); len(runs) > 0 {
			rig.want(status, "GET", path("task-runs", runs[0].ID), "")
			if young {
				rig.want(404, "POST", path("task-runs", runs[0].ID, "cancel"), "")
			}
		}
	}
	if hidden < 3 || !listed[rig.task(onDataset).ID] || pages < 8 {
		t.Errorf("%d of %d tasks are hidden, %d pages", hidden, len(all), pages)
	}
	for _, x := range [][2]string{{"PATCH", ""}, {"DELETE", ""}, {"POST", "/trigger"}} {
		rig.want(404, x[0], path("tasks", made)+x[1], `{"name":"x"}`)
	}
	rig.s.SetFaults(fake.Faults{})
	rig.want(200, "GET", path("tasks", made), "")
}

// Which word the old dialect had here is not told.
func TestLegacyTakesBothWordsOfTheResponseFormat(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.Legacy = true })
	rig.judge.Pause()
	_, _, _, _, exp := rig.bases()
	send := func(name, word string) string {
		return with(exp, "type", "run_experiment", "name", name, "run_configuration", obj{
			"experiment_type":   "llm_generation",
			"ai_integration_id": rig.w.Integrations()[0].ID, "input_variable_format": "f_string", "messages": []any{obj{"role": "user", "content": "x"}},
			"invocation_parameters": obj{"response_format": obj{"type": word}},
		})
	}
	for word, status := range map[string]int{"json_object": 201, "JSON_OBJECT": 201, "Json_Object": 400} {
		got := rig.want(status, "POST", "/v2/tasks", send("with "+word, word))
		if task, ok := rig.w.Task(got.text("id")); status == 201 && (!ok || !strings.Contains(fmt.Sprint(task.RunConfig), "type:JSON_OBJECT")) {
			t.Errorf("%s was kept as %v", word, task.RunConfig)
		}
	}
	rig = newRig(t, nil)
	rig.refused(400, "response_format", true, "POST", "/v2/tasks", strings.NewReplacer("run_experiment", "RUN_EXPERIMENT", "llm_generation", "LLM_GENERATION",
		"f_string", "F_STRING", `"user"`, `"USER"`).Replace(send("new", "json_object")))
}

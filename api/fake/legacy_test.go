package fake_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
)

// upperWord matches enum words of the new dialect in a response, except those of spans.
var upperWord = regexp.MustCompile(`"(type|status|experiment_type|input_variable_format|role|direction|data_granularity|provider|auth_type|managed_evaluator)":"[A-Z_]+"`)

// staticType matches static parameter types, which are upper case in both dialects
// (contract section 5).
var staticType = regexp.MustCompile(`"type":"(STRING|STRING_ARRAY|REGEX)"`)

func TestLegacyUsesLowerCase(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.Legacy = true })
	rig.checker.Pause() // the contract describes the new dialect
	addresses := []string{"/v2/tasks?limit=100", "/v2/evaluators?limit=100", "/v2/ai-integrations", "/v2/projects", "/v2/spaces", "/v2/experiments"}
	for _, evaluator := range rig.world.Evaluators() {
		if evaluator.Type != "TEMPLATE" && evaluator.Type != "CODE" {
			rig.want(404, "GET", path("evaluators", evaluator.ID), "")
			rig.want(404, "GET", path("evaluator-versions", evaluator.Versions[0].ID), "")
			continue
		}
		addresses = append(addresses, path("evaluators", evaluator.ID), path("evaluators", evaluator.ID, "versions"))
	}
	addresses = append(addresses, path("tasks", rig.task(onProject).ID, "runs"))
	recent := regexp.MustCompile(`"(query_filters|query_mappings|evaluator_version_id|is_private|project_type|use_function_calling|failure_reason)":`)
	for _, address := range addresses {
		got := rig.want(200, "GET", address, "")
		if hit := upperWord.FindString(staticType.ReplaceAllString(got.raw, "")); hit != "" {
			t.Errorf("%s contains %s", address, hit)
		}
		if hit := recent.FindString(got.raw); hit != "" {
			t.Errorf("%s contains %s, which is newer than the dialect", address, hit)
		}
	}
	for word, status := range map[string]int{"template_evaluation": 200, "TEMPLATE_EVALUATION": 400} {
		rig.want(status, "GET", "/v2/tasks?type="+word, "")
	}
}

func TestLegacyWrites(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.Faults = parse(t, "legacy") })
	rig.checker.Pause()
	project, trace, _, _, experiment := rig.bases()
	got := rig.want(201, "POST", "/v2/tasks", with(project, "type", "template_evaluation"))
	if got.text("type") != "template_evaluation" {
		t.Errorf("type %v", got.body["type"])
	}
	rig.want(400, "POST", "/v2/tasks", with(project))
	rig.want(400, "POST", "/v2/tasks", with(trace, "type", "template_evaluation"))
	config := obj{
		"experiment_type": "llm_generation", "ai_integration_id": rig.world.Integrations()[0].ID, "input_variable_format": "f_string",
		"messages": []any{obj{"role": "user", "content": "x"}},
	}
	id := rig.want(201, "POST", "/v2/tasks", with(experiment, "type", "run_experiment", "name", "E", "run_configuration", config)).text("id")
	rig.server.SetFaults(fake.Faults{}) // read the same task in the new dialect
	rig.checker.Resume()
	stored := rig.want(200, "GET", path("tasks", id), "").body["run_configuration"].(obj)
	if stored["experiment_type"] != "LLM_GENERATION" || stored["messages"].([]any)[0].(obj)["role"] != "USER" {
		t.Errorf("configuration %v", stored)
	}
}

// An old server does not have tasks that are newer than its dialect.
func TestLegacyHidesRecentTasks(t *testing.T) {
	rig := newRig(t, nil)
	_, trace, _, _, _ := rig.bases()
	made := rig.want(201, "POST", "/v2/tasks", with(trace)).text("id")
	all, _, _ := rig.world.Tasks(world.TaskQuery{}, world.Position{}, 1000)
	rig.server.SetFaults(parse(t, "legacy"))
	rig.checker.Pause()
	listed, cursor, pages := map[string]bool{}, "", 0
	for more := true; more; pages++ {
		page := rig.want(200, "GET", "/v2/tasks?limit=7&cursor="+cursor, "")
		for _, row := range page.items("tasks") {
			listed[row["id"].(string)] = true
		}
		cursor, more = page.next()
	}
	hidden := 0
	for _, task := range all {
		kind, _ := task.RunConfig["experiment_type"].(string)
		recent := kind == "AGENT_CALL" || task.QueryFilters != nil
		status := 200
		if recent {
			status = 404
			hidden++
		}
		if listed[task.ID] == recent {
			t.Errorf("%s: recent %v, listed %v", task.Name, recent, listed[task.ID])
		}
		rig.want(status, "GET", path("tasks", task.ID), "")
		rig.want(status, "GET", path("tasks", task.ID, "runs"), "")
		if runs, _, _, _ := rig.world.Runs(task.ID, "", world.Position{}, 1); len(runs) > 0 {
			rig.want(status, "GET", path("task-runs", runs[0].ID), "")
			if recent {
				rig.want(404, "POST", path("task-runs", runs[0].ID, "cancel"), "")
			}
		}
	}
	if hidden < 3 || !listed[rig.task(onDataset).ID] || pages < 8 {
		t.Errorf("%d of %d tasks are hidden, %d pages", hidden, len(all), pages)
	}
	for _, request := range [][2]string{{"PATCH", ""}, {"DELETE", ""}, {"POST", "/trigger"}} {
		rig.want(404, request[0], path("tasks", made)+request[1], `{"name":"x"}`)
	}
	rig.server.SetFaults(fake.Faults{})
	rig.want(200, "GET", path("tasks", made), "")
}

// The contract does not say which word the old dialect uses here.
func TestLegacyAcceptsBothResponseFormats(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.Legacy = true })
	rig.checker.Pause()
	_, _, _, _, experiment := rig.bases()
	send := func(name, word string) string {
		return with(experiment, "type", "run_experiment", "name", name, "run_configuration", obj{
			"experiment_type":   "llm_generation",
			"ai_integration_id": rig.world.Integrations()[0].ID, "input_variable_format": "f_string", "messages": []any{obj{"role": "user", "content": "x"}},
			"invocation_parameters": obj{"response_format": obj{"type": word}},
		})
	}
	for word, status := range map[string]int{"json_object": 201, "JSON_OBJECT": 201, "Json_Object": 400} {
		got := rig.want(status, "POST", "/v2/tasks", send("with "+word, word))
		if task, ok := rig.world.Task(got.text("id")); status == 201 && (!ok || !strings.Contains(fmt.Sprint(task.RunConfig), "type:JSON_OBJECT")) {
			t.Errorf("%s was stored as %v", word, task.RunConfig)
		}
	}
	rig = newRig(t, nil)
	rig.refused(400, "response_format", true, "POST", "/v2/tasks", strings.NewReplacer("run_experiment", "RUN_EXPERIMENT", "llm_generation", "LLM_GENERATION",
		"f_string", "F_STRING", `"user"`, `"USER"`).Replace(send("new", "json_object")))
}

package fake_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
)

// with returns a JSON object: base with changes (key, value, ...); nil removes a key.
func with(base map[string]any, changes ...any) string {
	object := map[string]any{}
	for key, value := range base {
		object[key] = value
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if changes[i+1] == nil {
			delete(object, changes[i].(string))
			continue
		}
		object[changes[i].(string)] = changes[i+1]
	}
	out, _ := json.Marshal(object)
	return string(out)
}

type obj = map[string]any

// bases returns a valid body of each kind of task.
func (r *rig) bases() (project, trace, dataset, code, experiment obj) {
	evaluator := func(name string) obj { return obj{"evaluator_id": r.evaluator(name).ID} }
	projectID := r.projectID("support-bot")
	task := r.task(func(task world.Task) bool { return onDataset(task) && task.SpaceID == r.world.Spaces()[0].ID })
	project = obj{"name": "New", "type": "TEMPLATE_EVALUATION", "project_id": projectID, "evaluators": []any{evaluator("Relevance")}}
	trace = obj{
		"name": "New", "type": "TEMPLATE_EVALUATION", "project_id": projectID,
		"query_filters": obj{"filters": []any{obj{"id": "A", "filter": "span_kind = 'LLM'"}}},
		"evaluators": []any{obj{
			"evaluator_id":   r.evaluator("Trace Goal Reached").ID,
			"query_mappings": []any{obj{"variable_name": "x", "query_ids": []any{"A"}, "attribute_path": "attributes.input.value"}},
		}},
	}
	dataset = obj{"name": "New", "type": "TEMPLATE_EVALUATION", "dataset_id": task.DatasetID, "experiment_ids": task.ExperimentIDs[:1], "evaluators": []any{evaluator("Relevance")}}
	code = obj{"name": "New", "type": "CODE_EVALUATION", "project_id": projectID, "evaluators": []any{evaluator("JSON Parses"), evaluator("Answer Overlap")}}
	experiment = obj{"name": "New", "type": "RUN_EXPERIMENT", "dataset_id": task.DatasetID, "run_configuration": obj{
		"experiment_type": "LLM_GENERATION", "ai_integration_id": r.world.Integrations()[0].ID, "input_variable_format": "MUSTACHE",
		"messages": []any{obj{"role": "USER", "content": "{{question}}"}},
	}}
	return
}

func TestCreateReturnsTheTask(t *testing.T) {
	rig := newRig(t, nil)
	project, trace, dataset, code, experiment := rig.bases()
	for i, body := range []obj{project, trace, dataset, code, experiment} {
		name := fmt.Sprintf("New %d", i)
		got := rig.want(201, "POST", "/v2/tasks", with(body, "name", name))
		stored := rig.want(200, "GET", path("tasks", got.text("id")), "")
		if got.raw != stored.raw || got.text("name") != name {
			t.Errorf("created\n%s\nread\n%s", got.raw, stored.raw)
		}
		for _, key := range []string{"query_filter", "last_run_at", "created_by_user_id"} {
			if _, there := got.body[key]; !there {
				t.Errorf("%s is missing; it must be present even if null", key)
			}
		}
		if body["query_filters"] != nil {
			if filters := got.body["query_filters"].(obj); filters["expression"] != "A" {
				t.Errorf("expression of one filter is %v, want its letter", filters["expression"])
			}
		}
	}
	rig.refused(422, "taken", false, "POST", "/v2/tasks", with(project, "name", "New 0"))
}

func TestAgentPlaceholdersAreNormalised(t *testing.T) {
	rig := newRig(t, nil)
	_, _, _, _, experiment := rig.bases()
	got := rig.want(201, "POST", "/v2/tasks", with(experiment, "run_configuration", obj{
		"experiment_type": "AGENT_CALL", "integration_id": findNamed(rig, rig.world.Connections(), "Refund agent").ID,
		"input_template": obj{"q": "{{dataset.question}} and {{ dataset.a }}", "l": []any{"{{x}}"}},
	}))
	in := got.body["run_configuration"].(obj)["input_template"].(obj)
	if in["q"] != "{{question}} and {{ a }}" {
		t.Errorf("placeholders are %q", in["q"])
	}
}

func TestCreateRefusals(t *testing.T) {
	rig := newRig(t, nil)
	project, trace, dataset, code, experiment := rig.bases()
	relevance, traceGoal := rig.evaluator("Relevance"), rig.evaluator("Trace Goal Reached")
	evaluators := func(kv ...any) []any {
		var object obj
		_ = json.Unmarshal([]byte(with(obj{"evaluator_id": relevance.ID}, kv...)), &object)
		return []any{object}
	}
	agent := func(id string) obj {
		return obj{"experiment_type": "AGENT_CALL", "integration_id": id, "input_template": obj{}}
	}
	mapping := func(letters ...any) []any {
		return []any{obj{"variable_name": "x", "query_ids": letters, "attribute_path": "a"}}
	}
	for _, test := range []struct {
		status int
		word   string
		broken bool
		body   string
	}{
		{400, "empty", true, ""},
		{400, "JSON", true, `{"name":`},
		{400, "JSON", true, `{"name":"a"} {}`},
		{400, "object", true, `[]`},
		{400, "twice", false, strings.Replace(with(project), `"name":"New"`, `"name":"New","name":"Newer"`, 1)},
		{400, "type", true, with(project, "type", nil)},
		{400, "type", true, with(project, "type", "template_evaluation")},
		{400, "name", true, with(project, "name", nil)},
		{400, "name", true, with(project, "name", 7)},
		{400, "one character", true, with(project, "name", "")},
		{400, "colour", true, with(project, "colour", "red")},
		{400, "set by the server", true, with(project, "id", noID)},
		{400, "run_configuration", true, with(project, "run_configuration", obj{})},
		{400, "evaluators", true, with(project, "evaluators", []any{})},
		{400, "evaluators[0].evaluator_id", true, with(project, "evaluators", []any{obj{}})},
		{400, "evaluators[0].query_filter", true, strings.Replace(with(project, "evaluators", evaluators("query_filter", "Q")), `"Q"`, `null`, 1)},
		{400, "column_mappings.a", true, with(project, "evaluators", evaluators("column_mappings", obj{"a": 1}))},
		{400, "sampling_rate", true, with(project, "sampling_rate", 1.5)},
		{400, "is_continuous", true, with(project, "is_continuous", "yes")},
		{422, "project_id", false, with(project, "project_id", nil)},
		{422, "cannot be combined", false, with(project, "dataset_id", dataset["dataset_id"])},
		{422, "experiment_ids", false, with(project, "experiment_ids", dataset["experiment_ids"])},
		{422, "experiment_ids", false, with(dataset, "experiment_ids", nil)},
		{422, "sampling_rate", false, with(dataset, "sampling_rate", 0.5)},
		{422, "is_continuous", false, with(dataset, "is_continuous", true)},
		{404, "project", false, with(project, "project_id", noID)},
		{400, "not an ID", false, with(project, "project_id", "support-bot")},
		{404, "experiment_ids[0]", false, with(dataset, "experiment_ids", []any{noID})},
		{404, "evaluators[0].evaluator_id", false, with(project, "evaluators", evaluators("evaluator_id", noID))},
		{422, "given twice", false, with(project, "evaluators", append(evaluators(), evaluators()...))},
		{422, "not a version", false, with(project, "evaluators", evaluators("evaluator_version_id", traceGoal.Versions[0].ID))},
		{422, "another space", false, with(project, "evaluators", evaluators("evaluator_id", rig.evaluator("PII Leak").ID))},
		{422, "does not fit a", false, with(code, "evaluators", evaluators())},
		{422, "custom", false, with(code, "evaluators", append(evaluators("evaluator_id", rig.evaluator("Answer Overlap").ID), evaluators("evaluator_id", rig.evaluator("Reading Ease").ID)...))},
		{400, "shape", true, with(project, "evaluators", evaluators("column_mappings", obj{}, "query_mappings", mapping("A")))},
		{400, "shapes", false, with(trace, "query_filter", "x = 1")},
		{400, "query_mappings is required", false, with(trace, "evaluators", evaluators("evaluator_id", traceGoal.ID))},
		{400, "query_filters", false, with(trace, "query_filters", nil)},
		{400, "shapes", false, with(trace, "query_filter", "")},
		{400, "shapes", false, with(trace, "query_filter", " ")},
		{400, "dataset_id must not be empty", false, with(project, "dataset_id", "")},
		{400, "project_id must not be empty", false, with(dataset, "project_id", "")},
		{400, "project_id must not be empty", false, with(project, "project_id", "")},
		{400, "experiment_ids[0] must not be empty", false, with(dataset, "experiment_ids", []any{""})},
		{400, "evaluator_id must not be empty", false, with(project, "evaluators", evaluators("evaluator_id", ""))},
		{400, "evaluator_version_id must not be empty", false, with(project, "evaluators", evaluators("evaluator_version_id", ""))},
		{400, "not an ID", false, with(project, "evaluators", evaluators("evaluator_version_id", "x"))},
		{400, "not an ID", false, with(experiment, "run_configuration", agent("agent 7"))},
		{400, "empty", false, with(experiment, "run_configuration", agent(""))},
		{422, "does not declare", false, with(trace, "evaluators", evaluators("evaluator_id", traceGoal.ID, "query_mappings", mapping("B")))},
		{400, "A to E", true, with(trace, "evaluators", evaluators("evaluator_id", traceGoal.ID, "query_mappings", mapping("F")))},
		{422, "SPAN", false, with(trace, "evaluators", evaluators("query_mappings", mapping("A")))},
		{422, "TRACE", false, with(project, "evaluators", evaluators("evaluator_id", traceGoal.ID))},
		{422, "granularity", false, with(project, "evaluators", append(evaluators(), evaluators("evaluator_id", traceGoal.ID)...))},
		{422, "expression", false, with(trace, "query_filters", obj{"filters": []any{obj{"id": "A", "filter": "x"}, obj{"id": "B", "filter": "y"}}})},
		{422, "C", false, with(trace, "query_filters", obj{"filters": []any{obj{"id": "A", "filter": "x"}}, "expression": "A AND C"})},
		{422, "used twice", false, with(trace, "query_filters", obj{"filters": []any{obj{"id": "A", "filter": "x"}, obj{"id": "A", "filter": "y"}}, "expression": "A"})},
		{400, "filters", true, with(trace, "query_filters", obj{"filters": []any{}})},
		{400, "does not fit", true, with(experiment, "evaluators", evaluators())},
		{400, "does not fit", true, with(experiment, "is_continuous", false)},
		{400, "run_configuration", true, with(experiment, "run_configuration", nil)},
		{400, "experiment_type", true, with(experiment, "run_configuration", obj{})},
		{400, "messages", true, with(experiment, "run_configuration", obj{"experiment_type": "LLM_GENERATION", "ai_integration_id": "x", "input_variable_format": "NONE", "messages": []any{}})},
		{400, "role", true, with(experiment, "run_configuration", obj{"experiment_type": "LLM_GENERATION", "ai_integration_id": "x", "input_variable_format": "NONE", "messages": []any{obj{"role": "user"}}})},
		{400, "template", true, with(experiment, "run_configuration", obj{"experiment_type": "TEMPLATE_EVALUATION", "ai_integration_id": "x", "provide_explanation": true})},
		{404, "ai_integration_id", false, with(experiment, "run_configuration", obj{"experiment_type": "TEMPLATE_EVALUATION", "ai_integration_id": noID, "provide_explanation": true, "template": "{x}"})},
		{422, "AGENT", false, with(experiment, "run_configuration", agent(rig.world.Integrations()[0].ID))},
		{422, "AGENT", false, with(experiment, "run_configuration", agent(findNamed(rig, rig.world.Connections(), "Fraud scoring service").ID))},
		{404, "integration_id", false, with(experiment, "run_configuration", agent(noID))},
	} {
		rig.refused(test.status, test.word, test.broken, "POST", "/v2/tasks", test.body)
	}
}

func TestUpdate(t *testing.T) {
	rig := newRig(t, nil)
	task := rig.task(func(task world.Task) bool {
		return onProject(task) && task.QueryFilter != nil && len(task.Evaluators) > 0 && task.QueryFilters == nil
	})
	at := path("tasks", task.ID)
	before := rig.want(200, "GET", at, "")
	got := rig.want(200, "PATCH", at, `{"query_filter":null}`)
	if got.body["query_filter"] != nil || got.text("name") != before.text("name") {
		t.Errorf("after the update: %s", got.raw)
	}
	pin := fmt.Sprintf(`{"evaluators":[{"evaluator_id":%q,"evaluator_version_id":null}]}`, task.Evaluators[0].EvaluatorID)
	evaluator := rig.want(200, "PATCH", at, pin).items("evaluators")[0]
	if evaluator["evaluator_version_id"] != nil || evaluator["column_mappings"] != nil {
		t.Errorf("evaluators are replaced as a whole, got %v", evaluator)
	}
	rig.want(200, "PATCH", at, `{"name":"Renamed","sampling_rate":0.25,"is_continuous":false}`)
	rig.want(200, "PATCH", at, `{"name":"Renamed"}`) // the same name is allowed
	other := rig.task(func(candidate world.Task) bool { return candidate.SpaceID == task.SpaceID && candidate.ID != task.ID })
	rig.refused(422, "taken", false, "PATCH", at, fmt.Sprintf(`{"name":%q}`, other.Name))
	rig.refused(400, "", true, "PATCH", at, `{}`)
	rig.refused(400, "empty", true, "PATCH", at, ``)
	rig.refused(400, "cannot be changed", true, "PATCH", at, `{"project_id":"`+noID+`"}`)
	rig.refused(400, "does not fit", false, "PATCH", at, `{"run_configuration":`+with(rig.runConfig())+`}`)
	rig.refused(400, "null", true, "PATCH", at, `{"sampling_rate":null}`)
	rig.refused(422, "does not fit", false, "PATCH", at, `{"query_filters":{"filters":[{"id":"A","filter":"x"}]},"evaluators":[`+
		`{"evaluator_id":"`+rig.evaluator("Relevance").ID+`","query_mappings":[{"variable_name":"x","query_ids":[],"attribute_path":"a"}]}]}`)
	experiment := path("tasks", rig.task(runsExperiment).ID)
	rig.want(200, "PATCH", experiment, `{"run_configuration":`+with(rig.runConfig())+`}`)
	rig.refused(400, "does not fit", false, "PATCH", experiment, `{"sampling_rate":0.5}`)
	rig.refused(422, "sampling_rate", false, "PATCH", path("tasks", rig.task(onDataset).ID), `{"sampling_rate":0.5}`)
}

func (r *rig) runConfig() obj {
	_, _, _, _, experiment := r.bases()
	return experiment["run_configuration"].(obj)
}

func TestDelete(t *testing.T) {
	rig := newRig(t, nil)
	id := rig.task(onProject).ID
	if got := rig.want(204, "DELETE", path("tasks", id), ""); got.raw != "" || got.header.Get("Content-Type") != "" {
		t.Errorf("204 has body %q and headers %v", got.raw, got.header)
	}
	rig.want(404, "GET", path("tasks", id), "")
	rig.want(404, "DELETE", path("tasks", id), "")
}

func TestBodyTooLarge(t *testing.T) {
	rig := newRig(t, nil)
	rig.checker.ExpectRefusals(1)
	rig.want(413, "POST", "/v2/tasks", `{"name":"`+strings.Repeat("x", fake.MaxBody)+`"}`)
}

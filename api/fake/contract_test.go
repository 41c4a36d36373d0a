package fake_test

import (
	"net/http/httptest"
	"sort"
	"strings"
	"testing"

	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
)

// Every GET operation follows the contract, with every row of the world.
func TestReadsFollowTheContract(t *testing.T) {
	rig := newRig(t, nil)
	for list, key := range map[string]string{
		"/v2/spaces": "spaces", "/v2/projects?project_type=HARNESS": "projects", "/v2/projects?limit=100": "projects",
		"/v2/datasets": "datasets", "/v2/experiments?limit=100": "experiments", "/v2/evaluators": "evaluators",
		"/v2/ai-integrations": "ai_integrations", "/v2/integrations": "integrations", "/v2/integrations?type=EVALUATOR": "integrations", "/v2/tasks?limit=100": "tasks",
	} {
		rows := rig.want(200, "GET", list, "").items(key)
		at, _, _ := strings.Cut(list, "?")
		if len(rows) == 0 {
			t.Errorf("%s is empty", list)
		}
		for i, row := range rows {
			id, _ := row["id"].(string)
			if got := rig.want(200, "GET", at+"/"+strings.ReplaceAll(id, "=", "%3D"), "").text("id"); got != id {
				t.Fatalf("asked for %s, got %s", id, got)
			}
			if i == 20 {
				break
			}
		}
	}
	for _, evaluator := range rig.world.Evaluators() {
		versions := rig.want(200, "GET", path("evaluators", evaluator.ID, "versions"), "").items("evaluator_versions")
		if len(versions) != len(evaluator.Versions) {
			t.Errorf("%s: %d versions, want %d", evaluator.Name, len(versions), len(evaluator.Versions))
		}
		old := evaluator.Versions[len(evaluator.Versions)-1].ID
		rig.want(200, "GET", path("evaluator-versions", old), "")
		got := rig.want(200, "GET", path("evaluators", evaluator.ID)+"?version_id="+old, "")
		if version, _ := got.body["version"].(map[string]any); version["id"] != old {
			t.Errorf("%s: version_id is ignored", evaluator.Name)
		}
	}
	rig.want(200, "GET", path("datasets", rig.world.Datasets()[0].ID, "examples")+"?limit=500", "")
	rig.want(200, "GET", path("experiments", rig.world.Experiments()[0].ID, "runs")+"?limit=500", "")
	tasks, _, _ := rig.world.Tasks(world.TaskQuery{}, world.Position{}, 100)
	for _, task := range tasks {
		for _, run := range rig.want(200, "GET", path("tasks", task.ID, "runs"), "").items("task_runs") {
			rig.want(200, "GET", path("task-runs", run["id"].(string)), "")
			break
		}
	}
	for _, project := range rig.world.Projects() {
		rig.want(200, "POST", "/v2/spans?limit=20", `{"project_id":"`+project.ID+`"}`)
	}
}

// Every operation of the contract answers with 400, 401 and 404.
func TestOperationErrors(t *testing.T) {
	rig := newRig(t, nil)
	doc, err := contracttest.Load()
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]string{
		"list_tasks": "?project_id=" + noID, "list_projects": "?space_id=" + noID, "list_datasets": "?space_id=" + noID,
		"list_experiments": "?dataset_id=" + noID, "list_evaluators": "?space_id=" + noID, "list_spaces": "?org_id=" + noID,
		"list_ai_integrations": "?space_id=" + noID, "list_integrations": "?space_id=" + noID,
	}
	bodies := map[string]string{
		"create_task": `{"name":"x","type":"TEMPLATE_EVALUATION","project_id":"` + noID + `","evaluators":[{"evaluator_id":"` + noID + `"}]}`,
		"update_task": `{"name":"x"}`, "trigger_task_run": `{}`, "list_spans": `{"project_id":"` + noID + `"}`,
	}
	for pattern, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			address := strings.NewReplacer("{task_id}", noID, "{run_id}", noID, "{space_id}", noID, "{project_id}", noID, "{dataset_id}", noID,
				"{experiment_id}", noID, "{evaluator_id}", noID, "{version_id}", noID, "{integration_id}", noID).Replace(pattern)
			body := bodies[op.OperationID]
			rig.refused(404, "", false, method, address+missing[op.OperationID], body)
			bad, badBody := address+"?nonsense=1", body
			rig.refused(400, "nonsense", true, method, bad, badBody)
			req := httptest.NewRequest(method, address, strings.NewReader(body))
			if body != "" {
				req.Header.Set("Content-Type", "application/json")
			}
			if got := serve(rig.checker, req); got.status != 401 || got.header.Get("X-Request-Id") == "" {
				t.Errorf("%s without a key: %d %v", op.OperationID, got.status, got.header)
			}
		}
	}
	seen := rig.checker.Seen()
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, status := range []string{" 400", " 401", " 404"} {
				if seen[op.OperationID+status] == 0 {
					t.Errorf("%s was never seen with%s", op.OperationID, status)
				}
			}
		}
	}
}

func TestAuthentication(t *testing.T) {
	rig := newRig(t, nil)
	for header, want := range map[string]int{
		"Bearer ak-demo": 200, "bearer ak-demo": 200, "": 401, "ak-demo": 401, "Bearer": 401, "Bearer ": 401, "Bearer ak-other": 401, "Basic ak-demo": 401,
	} {
		req := httptest.NewRequest("GET", "/v2/spaces", nil)
		if header != "" {
			req.Header.Set("Authorization", header)
		}
		got := serve(rig.checker, req)
		if got.status != want {
			t.Errorf("%q: status %d, want %d", header, got.status, want)
		}
		if want == 401 && !strings.HasSuffix(got.text("type"), "#authentication-required") {
			t.Errorf("%q: type is %q", header, got.text("type"))
		}
	}
}

func TestUnknownAddressAndMethod(t *testing.T) {
	rig := newRig(t, nil)
	for _, test := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/", 404, ""},
		{"GET", "/v2/nothing", 404, ""},
		{"GET", "/v2/tasks/", 404, ""},
		{"GET", "//v2/tasks", 404, ""},
		{"PUT", "/v2/tasks", 405, "GET, POST"},
		{"GET", "/v2/spans", 405, "POST"},
		{"HEAD", "/v2/tasks/" + noID, 405, "DELETE, GET, PATCH"},
	} {
		got := rig.want(test.status, test.method, test.path, "")
		if got.header.Get("Content-Type") != "application/problem+json" || got.header.Get("Allow") != test.allow {
			t.Errorf("%s %s: headers %v", test.method, test.path, got.header)
		}
		if got.body["request_id"] != got.header.Get("X-Request-Id") || got.body["instance"] != test.path {
			t.Errorf("%s %s: problem %s", test.method, test.path, got.raw)
		}
	}
}

// An ID may contain "=", "/" and "+"; it must reach the handler unescaped.
func TestEscapedIDs(t *testing.T) {
	rig := newRig(t, nil)
	id := "VGFzazo/Pz8/Og==" // Task:????: its encoding has a slash
	got := rig.want(404, "GET", "/v2/tasks/VGFzazo%2FPz8%2FOg%3D%3D/runs", "")
	if !strings.Contains(got.text("detail"), id) {
		t.Errorf("detail %q does not name %s", got.text("detail"), id)
	}
	rig.want(400, "GET", "/v2/tasks/plain-word", "")
}

func TestListFilters(t *testing.T) {
	rig := newRig(t, nil)
	for _, project := range rig.want(200, "GET", "/v2/projects?limit=100", "").items("projects") {
		if project["project_type"] == "HARNESS" {
			t.Error("a HARNESS project is listed without project_type")
		}
	}
	space := rig.world.Spaces()[0]
	for _, evaluator := range rig.want(200, "GET", "/v2/evaluators?limit=100&space_id="+space.ID+"&name=REL", "").items("evaluators") {
		if evaluator["space_id"] != space.ID || !strings.Contains(strings.ToLower(evaluator["name"].(string)), "rel") {
			t.Errorf("%v does not match the filter", evaluator)
		}
	}
	if got := rig.want(200, "GET", "/v2/tasks?space_name=no-such-space", ""); len(got.items("tasks")) != 0 {
		t.Error("an unknown space name lists tasks")
	}
	for _, task := range rig.want(200, "GET", "/v2/tasks?type=CODE_EVALUATION", "").items("tasks") {
		if task["type"] != "CODE_EVALUATION" {
			t.Errorf("type %v", task["type"])
		}
	}
	rig.refused(400, "type", true, "GET", "/v2/tasks?type=code_evaluation", "")
	rig.refused(400, "limit", true, "GET", "/v2/tasks?limit=0", "")
	rig.refused(400, "limit", true, "GET", "/v2/tasks?limit=101", "")
	rig.refused(400, "limit", true, "GET", "/v2/tasks?limit=ten", "")
	rig.refused(400, "more than once", false, "GET", "/v2/tasks?name=a&name=b", "")
	rig.refused(400, "255", true, "GET", "/v2/tasks?name="+strings.Repeat("x", 256), "")
	rig.refused(400, "status", true, "GET", path("tasks", noID, "runs")+"?status=pending", "")
	times := []string{}
	for _, evaluator := range rig.want(200, "GET", "/v2/evaluators?limit=100", "").items("evaluators") {
		times = append(times, evaluator["updated_at"].(string))
	}
	if !sort.SliceIsSorted(times, func(i, j int) bool { return times[i] > times[j] }) {
		t.Error("evaluators are not in the order of their last update")
	}
}

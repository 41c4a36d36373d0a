package fake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ax-tui/api/fake/world"
)

func TestTriggerEvaluation(t *testing.T) {
	rig := newRig(t, nil)
	fresh := path("tasks", rig.task(func(task world.Task) bool { return onProject(task) && task.LastRunAt == nil }).ID, "trigger")
	rig.refused(422, "data_start_time is required", false, "POST", fresh, "")
	got := rig.want(201, "POST", fresh, `{"data_start_time":"2026-11-20T00:00:00Z","data_end_time":"2026-11-21T00:00:00+01:00","max_spans":10,"override_evaluations":true}`)
	if got.text("status") != "PENDING" || got.text("data_end_time") != "2026-11-20T23:00:00.000Z" {
		t.Errorf("the run is %s", got.raw)
	}
	again := rig.want(201, "POST", fresh, `{"data_start_time":"2026-11-20T00:00:00Z"}`)
	if again.text("data_end_time") != "2026-11-22T12:00:00.000Z" {
		t.Errorf("the end does not default to now: %s", again.raw)
	}
	for _, x := range []struct {
		status int
		word   string
		broken bool
		body   string
	}{
		{422, "before", false, `{"data_start_time":"2026-11-20T00:00:00Z","data_end_time":"2026-11-20T00:00:00Z"}`},
		{422, "30 days", false, `{"data_start_time":"2026-10-20T00:00:00Z","data_end_time":"2026-11-19T00:00:01Z"}`},
		{400, "RFC 3339", true, `{"data_start_time":"yesterday"}`},
		{400, "max_spans", true, `{"max_spans":0}`},
		{400, "whole", true, `{"max_spans":1.5}`},
		{400, "does not fit", false, `{"experiment_name":"x"}`},
		{400, "field", true, `{"speed":1}`},
		{422, "experiment_ids", false, `{"experiment_ids":["` + noID + `"]}`},
	} {
		rig.refused(x.status, x.word, x.broken, "POST", fresh, x.body)
	}
	rig.want(201, "POST", fresh, `{"data_start_time":"2026-10-20T00:00:00Z","data_end_time":"2026-11-19T00:00:00Z"}`) // 30 days to the second
	ds := rig.task(onDataset)
	at := path("tasks", ds.ID, "trigger")
	got = rig.want(201, "POST", at, fmt.Sprintf(`{"data_end_time":"2026-11-19T00:00:00Z","experiment_ids":[%q]}`, ds.ExperimentIDs[0]))
	if got.body["data_end_time"] != nil {
		t.Errorf("times do not apply to a dataset task: %s", got.raw)
	}
	rig.want(201, "POST", at, "")
	rig.refused(422, "not an experiment of this task", false, "POST", at, `{"experiment_ids":["`+noID+`"]}`)
}

func TestTriggerExperiment(t *testing.T) {
	rig := newRig(t, nil)
	task := rig.task(runsExperiment)
	at := path("tasks", task.ID, "trigger")
	rows, _ := rig.w.Examples(task.DatasetID)
	rig.want(201, "POST", at, fmt.Sprintf(`{"experiment_name":"fresh 1","example_ids":[%q],"query_filter":"a = 1","tracing_metadata":{"a":"b"},"evaluation_task_ids":[%q]}`,
		rows[0].ID, rig.task(func(t world.Task) bool { return onDataset(t) && t.DatasetID == task.DatasetID }).ID))
	rig.want(201, "POST", at, `{"experiment_name":"`+strings.Repeat("名", 255)+`","max_examples":3}`)
	elsewhere := rig.task(func(t world.Task) bool { return onDataset(t) && t.DatasetID != task.DatasetID })
	taken := ""
	for _, experiment := range rig.w.Experiments() {
		if experiment.DatasetID == task.DatasetID {
			taken = experiment.Name
		}
	}
	for _, x := range []struct {
		status int
		word   string
		broken bool
		body   string
	}{
		{400, "experiment_name", false, ``},
		{400, "experiment_name", false, `{}`},
		{400, "experiment_name", true, `{"experiment_name":""}`},
		{400, "255", true, `{"experiment_name":"` + strings.Repeat("x", 256) + `"}`},
		{400, "quote", true, `{"experiment_name":"a\"b"}`},
		{400, "quote", true, `{"experiment_name":"a\\b"}`},
		{400, "does not fit", true, `{"experiment_name":"n","max_spans":3}`},
		{400, "max_examples", true, `{"experiment_name":"n","max_examples":0}`},
		{422, "exclude", false, `{"experiment_name":"n","max_examples":2,"example_ids":[]}`},
		{422, "not an example", false, `{"experiment_name":"n","example_ids":["x"]}`},
		{422, "not a version", false, `{"experiment_name":"n","dataset_version_id":"` + noID + `"}`},
		{400, "not an ID", false, `{"experiment_name":"n","dataset_version_id":"x"}`},
		{400, "empty", false, `{"experiment_name":"n","dataset_version_id":""}`},
		{400, "example_ids[0] must not be empty", false, `{"experiment_name":"n","example_ids":[""]}`},
		{422, "another source", false, `{"experiment_name":"n","evaluation_task_ids":["` + rig.task(onProject).ID + `"]}`},
		{422, "another source", false, `{"experiment_name":"n","evaluation_task_ids":["` + elsewhere.ID + `"]}`},
		{400, "not an ID", false, `{"experiment_name":"n","evaluation_task_ids":["x"]}`},
		{404, "evaluation_task_ids[0]", false, `{"experiment_name":"n","evaluation_task_ids":["` + noID + `"]}`},
		{422, "not an evaluation task", false, `{"experiment_name":"n","evaluation_task_ids":["` + task.ID + `"]}`},
		{409, "taken", false, fmt.Sprintf(`{"experiment_name":%q}`, taken)},
	} {
		rig.refused(x.status, x.word, x.broken, "POST", at, x.body)
	}
}

// Whether a real server takes a second run beside an active one is unknown.
func TestRunsOfATaskMayOverlap(t *testing.T) {
	rig := newRig(t, nil)
	at := path("tasks", rig.task(onDataset).ID, "trigger")
	rig.want(201, "POST", at, "{}")
	rig.want(201, "POST", at, "{}")
}

func TestCancel(t *testing.T) {
	rig := newRig(t, nil)
	run := rig.want(201, "POST", path("tasks", rig.task(onDataset).ID, "trigger"), "").text("id")
	at := path("task-runs", run, "cancel")
	rig.want(200, "POST", at, "")
	rig.now = rig.now.Add(time.Hour)
	if got := rig.want(200, "GET", path("task-runs", run), ""); got.text("status") != "CANCELLED" {
		t.Errorf("after the cancel the run is %s", got.raw)
	}
	rig.refused(400, "CANCELLED", false, "POST", at, "")
	rig.want(404, "POST", path("task-runs", noID, "cancel"), "")
}

func TestSpans(t *testing.T) {
	rig := newRig(t, nil)
	p := rig.projectID("support-bot")
	all := rig.want(200, "POST", "/v2/spans?limit=500", `{"project_id":"`+p+`"}`).items("spans")
	if len(all) < 3 {
		t.Fatalf("%d spans in a week", len(all))
	}
	start, end := all[2]["start_time"].(string), all[0]["start_time"].(string)
	for _, x := range rig.want(200, "POST", "/v2/spans?limit=500", fmt.Sprintf(`{"project_id":%q,"start_time":%q,"end_time":%q}`, p, start, end)).items("spans") {
		if s := x["start_time"].(string); s < start || s >= end {
			t.Errorf("a span of %s in the window %s to %s", s, start, end)
		}
	}
	for _, x := range rig.want(200, "POST", "/v2/spans", `{"project_id":"`+p+`","included_columns":["status_code","attributes.input","no.such"]}`).items("spans") {
		a, _ := x["attributes"].(obj)
		for k := range a {
			if !strings.HasPrefix(k, "input") {
				t.Errorf("attribute %s was not asked for", k)
			}
		}
		if x["parent_id"] != nil || x["name"] == nil || x["status_code"] == nil {
			t.Errorf("columns of %v", x)
		}
	}
	for _, x := range rig.want(200, "POST", "/v2/spans", `{"project_id":"`+p+`","excluded_columns":["attributes","status_code"]}`).items("spans") {
		if x["attributes"] != nil || x["status_code"] != nil || x["name"] == nil {
			t.Errorf("columns of %v", x)
		}
	}
	for _, x := range []struct {
		status int
		word   string
		broken bool
		body   string
	}{
		{400, "project_id", true, `{}`},
		{400, "empty", true, ``},
		{400, "field", true, `{"project_id":"x","limit":1}`},
		{400, "filter", false, `{"project_id":"x","filter":" "}`},
		{400, "included_columns", true, `{"project_id":"x","included_columns":[]}`},
		{422, "exclude", false, `{"project_id":"x","included_columns":["a"],"excluded_columns":["b"]}`},
		{422, "before", false, `{"project_id":"x","start_time":"2026-11-20T00:00:00Z","end_time":"2026-11-19T00:00:00Z"}`},
		{404, "project", false, `{"project_id":"` + noID + `"}`},
		{422, "filter", false, `{"project_id":"` + p + `","filter":"this is ((( not a filter"}`},
	} {
		rig.refused(x.status, x.word, x.broken, "POST", "/v2/spans", x.body)
	}
}

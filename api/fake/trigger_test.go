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
	at := path("tasks", rig.task(func(task world.Task) bool { return onProject(task) && task.LastRunAt == nil }).ID, "trigger")
	rig.refused(422, "data_start_time is required", false, "POST", at, "")
	got := rig.want(201, "POST", at, `{"data_start_time":"2026-11-20T00:00:00Z","data_end_time":"2026-11-21T00:00:00+01:00","max_spans":10,"override_evaluations":true}`)
	if got.text("status") != "PENDING" || got.text("data_end_time") != "2026-11-20T23:00:00.000Z" {
		t.Errorf("the run is %s", got.raw)
	}
	second := rig.want(201, "POST", at, `{"data_start_time":"2026-11-20T00:00:00Z"}`)
	if second.text("data_end_time") != "2026-11-22T12:00:00.000Z" {
		t.Errorf("the end does not default to now: %s", second.raw)
	}
	for _, test := range []struct {
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
		rig.refused(test.status, test.word, test.broken, "POST", at, test.body)
	}
	rig.want(201, "POST", at, `{"data_start_time":"2026-10-20T00:00:00Z","data_end_time":"2026-11-19T00:00:00Z"}`) // exactly 30 days
	task := rig.task(onDataset)
	at = path("tasks", task.ID, "trigger")
	got = rig.want(201, "POST", at, fmt.Sprintf(`{"data_end_time":"2026-11-19T00:00:00Z","experiment_ids":[%q]}`, task.ExperimentIDs[0]))
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
	rows, _ := rig.world.Examples(task.DatasetID)
	rig.want(201, "POST", at, fmt.Sprintf(`{"experiment_name":"fresh 1","example_ids":[%q],"query_filter":"a = 1","tracing_metadata":{"a":"b"},"evaluation_task_ids":[%q]}`,
		rows[0].ID, rig.task(func(candidate world.Task) bool { return onDataset(candidate) && candidate.DatasetID == task.DatasetID }).ID))
	rig.want(201, "POST", at, `{"experiment_name":"`+strings.Repeat("名", 255)+`","max_examples":3}`)
	elsewhere := rig.task(func(candidate world.Task) bool { return onDataset(candidate) && candidate.DatasetID != task.DatasetID })
	taken := ""
	for _, experiment := range rig.world.Experiments() {
		if experiment.DatasetID == task.DatasetID {
			taken = experiment.Name
		}
	}
	for _, test := range []struct {
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
		{422, "cannot be combined", false, `{"experiment_name":"n","max_examples":2,"example_ids":[]}`},
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
		rig.refused(test.status, test.word, test.broken, "POST", at, test.body)
	}
}

// Whether a real server accepts a second run while one is active is unknown.
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
	projectID := rig.projectID("support-bot")
	all := rig.want(200, "POST", "/v2/spans?limit=500", `{"project_id":"`+projectID+`"}`).items("spans")
	if len(all) < 3 {
		t.Fatalf("%d spans in a week", len(all))
	}
	start, end := all[2]["start_time"].(string), all[0]["start_time"].(string)
	for _, span := range rig.want(200, "POST", "/v2/spans?limit=500", fmt.Sprintf(`{"project_id":%q,"start_time":%q,"end_time":%q}`, projectID, start, end)).items("spans") {
		if began := span["start_time"].(string); began < start || began >= end {
			t.Errorf("a span of %s in the window %s to %s", began, start, end)
		}
	}
	for _, span := range rig.want(200, "POST", "/v2/spans", `{"project_id":"`+projectID+`","included_columns":["attributes.input","no.such"]}`).items("spans") {
		attributes, _ := span["attributes"].(obj)
		for key := range attributes {
			if !strings.HasPrefix(key, "input") {
				t.Errorf("attribute %s was not requested", key)
			}
		}
		if attributes == nil || span["annotations"] != nil || span["evaluations"] != nil || span["name"] == nil || span["status_code"] == nil {
			t.Errorf("columns of %v", span)
		}
	}
	for _, span := range rig.want(200, "POST", "/v2/spans", `{"project_id":"`+projectID+`","excluded_columns":["attributes","status_code"]}`).items("spans") {
		if span["attributes"] != nil || span["status_code"] == nil || span["name"] == nil {
			t.Errorf("columns of %v", span)
		}
	}
	for _, test := range []struct {
		status int
		word   string
		broken bool
		body   string
	}{
		{400, "project_id", true, `{}`},
		{400, "empty", true, ``},
		{400, "field", true, `{"project_id":"x","limit":1}`},
		{422, "truncate_string_length", true, `{"project_id":"x","truncate_string_length":0}`},
		{400, "truncate_string_length", true, `{"project_id":"x","truncate_string_length":2.5}`},
		{400, "filter", false, `{"project_id":"x","filter":" "}`},
		{400, "included_columns", true, `{"project_id":"x","included_columns":[]}`},
		{422, "cannot be combined", false, `{"project_id":"x","included_columns":["a"],"excluded_columns":["b"]}`},
		{422, "before", false, `{"project_id":"x","start_time":"2026-11-20T00:00:00Z","end_time":"2026-11-19T00:00:00Z"}`},
		{404, "project", false, `{"project_id":"` + noID + `"}`},
		{422, "filter", false, `{"project_id":"` + projectID + `","filter":"this is ((( not a filter"}`},
	} {
		rig.refused(test.status, test.word, test.broken, "POST", "/v2/spans", test.body)
	}
}

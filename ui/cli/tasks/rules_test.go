package tasks

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
)

func TestDefaultWindow(t *testing.T) {
	stage := newStage(t)
	stage.now = stage.now.Add(500 * time.Millisecond)
	stage.wants(OK, "Started the run", triggerRunCommand, "Relevance Monitor", "--data-start-time", "-26h", "--data-end-time", "-25h", "-o", "json")
	if !strings.Contains(stage.out.String(), `"2026-03-09T11:00:00.000Z"`) {
		t.Errorf("a relative time is not truncated to seconds: %s", stage.out.String())
	}
	_, id, _ := strings.Cut(stage.out.String(), `"id": "`)
	id, _, _ = strings.Cut(id, `"`)
	stage.wants(OK, "The window starts at 2026-03-09T11:00:00Z, where the last run's window ended.\nWarning: that run is still pending;", triggerRunCommand, "Relevance Monitor", "--dry-run")
	stage.wants(OK, "Its status is cancelled.", cancelRunCommand, id, "-f")
	stage.wants(OK, "The window starts at 2026-03-09T10:00:00Z, where that of the last run began, which ended as cancelled.\nTo leave that out, set --data-start-time 2026-03-09T11:00:00Z.", triggerRunCommand, "Relevance Monitor", "--dry-run")
	if !strings.Contains(stage.out.String(), `"data_start_time": "2026-03-09T10:00:00Z"`) {
		t.Error(stage.out.String())
	}
}

func TestWindowAfterRuns(t *testing.T) {
	end := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	ago := func(hours int) *time.Time {
		at := end.Add(-time.Duration(hours) * time.Hour)
		return &at
	}
	run := func(status api.Status, from, to int) api.Run {
		return api.Run{Status: status, DataStart: ago(from), DataEnd: ago(to), CreatedAt: *ago(to)}
	}
	for _, tt := range []struct {
		name string
		runs []api.Run
		want int // hours before the end; -1: an error
		note string
	}{
		{"completed", []api.Run{run(api.Completed, 48, 24)}, 24, "where the last run's window ended."},
		{"running", []api.Run{run(api.Running, 48, 24)}, 24, "still running"},
		{"failed", []api.Run{run(api.Failed, 48, 24), run(api.Completed, 72, 48)}, 48, "which ended as failed."},
		{"several", []api.Run{run(api.Failed, 30, 24), run(api.Cancelled, 72, 30), run(api.Completed, 96, 72), run(api.Failed, 99, 96)}, 72, "those of the last 2 runs began"},
		{"no window", []api.Run{{Status: api.Failed, CreatedAt: *ago(5)}}, 5, "where the last run was created."},
		{"too long ago to include", []api.Run{run(api.Failed, 31*24, 24)}, 24, "where the last run's window ended."},
		{"nothing new", []api.Run{run(api.Completed, 24, 0)}, -1, "the last run's window ended at 2026-03-10T12:00:00Z, so no time is left"},
		{"a month ago", []api.Run{run(api.Completed, 32*24, 31*24)}, -1, "more than 30 days before"},
	} {
		var notes bytes.Buffer
		options := &triggerOptions{Trigger: api.Trigger{DataEnd: &end}}
		err := options.continueAfter(&App{Streams: Streams{Err: &notes}}, tt.runs)
		got := notes.String()
		if err != nil {
			got += err.Error()
		}
		if !strings.Contains(got, tt.note) || (err != nil) != (tt.want < 0) || err == nil && !options.DataStart.Equal(*ago(tt.want)) {
			t.Errorf("%s: %v, %s", tt.name, options.DataStart, got)
		}
	}
}

func TestFieldMismatches(t *testing.T) {
	filter, none := "x = 1", ""
	wide := []api.EvaluatorInput{{EvaluatorID: "e", QueryMappings: []api.QueryMapping{{VariableName: "v", AttributePath: "p"}}}}
	narrow := []api.EvaluatorInput{{EvaluatorID: "e", Mappings: map[string]string{"v": "p"}}}
	span, trace := api.Task{QueryFilter: &filter}, api.Task{QueryFilters: &api.QueryFilters{}}
	for _, tt := range []struct {
		name   string
		task   api.Task
		change api.UpdateTask
		fault  string // the field, "" for none
	}{
		{"mappings to a filtered task", span, api.UpdateTask{Evaluators: narrow}, ""},
		{"query mappings to a filtered task", span, api.UpdateTask{Evaluators: wide}, "evaluators"},
		{"query mappings, and the filter goes", span, api.UpdateTask{Evaluators: wide, QueryFilter: api.Null[string]()}, ""},
		{"query mappings to an empty filter", api.Task{QueryFilter: &none}, api.UpdateTask{Evaluators: wide}, ""},
		{"a filter to query filters", trace, api.UpdateTask{QueryFilter: api.Set("y")}, "query_filter"},
		{"mappings to query filters", trace, api.UpdateTask{Evaluators: narrow}, "evaluators"},
		{"query mappings to query filters", trace, api.UpdateTask{Evaluators: wide}, ""},
		{"a name to query filters", trace, api.UpdateTask{Name: &filter}, ""},
	} {
		got := fieldMismatches(&tt.task, &tt.change)
		if (len(got) > 0) != (tt.fault != "") || len(got) > 0 && got[0].Field != tt.fault {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestFlagsOfFields(t *testing.T) {
	for field, want := range map[string]string{
		"name": "--name", "type": "--task-type", "project_id": "--project", "experiment_ids[1]": "--experiment-ids",
		"evaluators[0].column_mappings.input": "--evaluators", "run_configuration.experiment_type": "--run-configuration", "messages": "--run-configuration",
		"data_start_time": "--data-start-time", "evaluation_task_ids[0]": "--evaluation-task-ids",
	} {
		if got := flagOf(field); got != want {
			t.Errorf("%s: %s, want %s", field, got, want)
		}
	}
	err := ruleError("cannot", []api.FieldFault{{Field: "name", Message: "is bad"}, {Field: "evaluators[1].evaluator_id", Message: "is empty"}})
	if got := err.Error(); got != "cannot: --name: is bad; --evaluators: evaluators[1].evaluator_id is empty" || CodeOf(err) != Usage || ruleError("x", nil) != nil {
		t.Error(got)
	}
}

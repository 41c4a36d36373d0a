package tasks

import (
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
	stage.wants(OK, "that run ended as cancelled; to include its window, set --data-start-time 2026-03-09T10:00:00Z.", triggerRunCommand, "Relevance Monitor", "--dry-run")
	if !strings.Contains(stage.out.String(), `"data_start_time": "2026-03-09T11:00:00Z"`) {
		t.Error(stage.out.String())
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
		got := fieldMismatches(tt.task, tt.change)
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

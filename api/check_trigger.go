package api

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// windowMost is the longest window of a run (contract section 6, Trigger).
const windowMost = 30 * 24 * time.Hour

// Check tells every rule of contract section 6 that the trigger breaks for a
// task of this kind. firstRun says that the task never ran, onProject that its
// source is a project, now is the time that stands for a missing end.
func (t Trigger) Check(kind TaskType, firstRun, onProject bool, now time.Time) []FieldFault {
	var f faults
	folded, known := ParseTaskType(string(kind))
	switch {
	case !known:
		f.add("type", "this program does not know how to trigger a task of the type %q", string(kind))
	case folded == RunExperiment:
		t.checkExperiment(&f)
	default:
		t.checkEvaluation(&f, firstRun, onProject, now)
	}
	return f
}

func (t Trigger) checkEvaluation(f *faults, firstRun, onProject bool, now time.Time) {
	if onProject {
		t.checkWindow(f, firstRun, now)
		if len(t.ExperimentIDs) > 0 {
			f.add("experiment_ids", "experiments go with dataset tasks, not with project tasks")
		}
	} else {
		if t.DataStart != nil {
			f.add("data_start_time", "a time window goes with project tasks, not with dataset tasks")
		}
		if t.DataEnd != nil {
			f.add("data_end_time", "a time window goes with project tasks, not with dataset tasks")
		}
	}
	if t.MaxSpans < 0 {
		f.add("max_spans", "must be 1 or more")
	}
	checkIDs(f, "experiment_ids", t.ExperimentIDs)
	refuse(f, "goes with run_experiment tasks only", t.experimentFields())
}

func (t Trigger) checkWindow(f *faults, firstRun bool, now time.Time) {
	if t.DataStart == nil && firstRun {
		f.add("data_start_time", "the first run needs a start")
	}
	if t.DataEnd == nil {
		f.add("data_end_time", "give the end of the window; the server wants both ends")
	}
	if t.DataStart == nil {
		return
	}
	end, name := now, "now"
	if t.DataEnd != nil {
		end, name = *t.DataEnd, "the end"
	}
	switch length := end.Sub(*t.DataStart); {
	case length <= 0:
		f.add("data_start_time", "must be before %s of the window", name)
	case length > windowMost:
		f.add("data_start_time", "the window is %.1f days long; 30 days is the most", length.Hours()/24)
	}
}

func (t Trigger) checkExperiment(f *faults) {
	switch n := utf8.RuneCountInString(t.ExperimentName); {
	case strings.TrimSpace(t.ExperimentName) == "":
		f.add("experiment_name", "give the experiment a name that its dataset does not have yet")
	case n > 255:
		f.add("experiment_name", "has %d characters; 255 is the most", n)
	case strings.ContainsAny(t.ExperimentName, `"\`):
		f.add("experiment_name", "cannot hold a double quote or a backslash")
	}
	if len(t.ExampleIDs) > 0 && t.MaxExamples != 0 {
		f.add("max_examples", "give example_ids or max_examples, not both")
	}
	if t.MaxExamples < 0 {
		f.add("max_examples", "must be 1 or more")
	}
	checkIDs(f, "example_ids", t.ExampleIDs)
	checkIDs(f, "evaluation_task_ids", t.EvaluationTaskIDs)
	refuse(f, "goes with evaluation tasks only", []given{
		{"data_start_time", t.DataStart != nil}, {"data_end_time", t.DataEnd != nil},
		{"max_spans", t.MaxSpans != 0}, {"override_evaluations", t.Override != nil},
		{"experiment_ids", len(t.ExperimentIDs) > 0},
	})
}

// given is a field and whether it is set.
type given struct {
	field string
	set   bool
}

func (t Trigger) experimentFields() []given {
	return []given{
		{"experiment_name", t.ExperimentName != ""}, {"dataset_version_id", t.DatasetVersionID != ""},
		{"example_ids", len(t.ExampleIDs) > 0}, {"max_examples", t.MaxExamples != 0},
		{"query_filter", t.QueryFilter != ""}, {"tracing_metadata", t.TracingMetadata != nil},
		{"evaluation_task_ids", len(t.EvaluationTaskIDs) > 0},
	}
}

func refuse(f *faults, why string, fields []given) {
	for _, g := range fields {
		if g.set {
			f.add(g.field, "%s", why)
		}
	}
}

// check tells the rules of a span search (contract section 6, Spans).
func (q SpanQuery) check() []FieldFault {
	var f faults
	if strings.TrimSpace(q.ProjectID) == "" {
		f.add("project_id", "choose a project")
	}
	if q.Filter != "" && strings.TrimSpace(q.Filter) == "" {
		f.add("filter", "is blank; leave it out or write a condition")
	}
	if q.Start != nil && q.End != nil && !q.Start.Before(*q.End) {
		f.add("start_time", "must be before the end of the window")
	}
	if len(q.Included) > 0 && len(q.Excluded) > 0 {
		f.add("excluded_columns", "give included_columns or excluded_columns, not both")
	}
	for _, columns := range []struct {
		field string
		names []string
	}{{"included_columns", q.Included}, {"excluded_columns", q.Excluded}} {
		if len(columns.names) > 1000 {
			f.add(columns.field, "has %d names; 1000 is the most", len(columns.names))
		}
		for i, name := range columns.names {
			if name == "" {
				f.add(fmt.Sprintf("%s[%d]", columns.field, i), "is empty")
			}
		}
	}
	return f
}

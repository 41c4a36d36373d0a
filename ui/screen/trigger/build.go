package trigger

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/timewindow"
	"ax-tui/ui/form"
)

// The wire names of the fields, as faults and refusals use them.
const (
	fWindow      = "window"
	fStart       = "data_start_time"
	fEnd         = "data_end_time"
	fSpans       = "max_spans"
	fOverride    = "override_evaluations"
	fExperiments = "experiment_ids"
	fName        = "experiment_name"
	fVersion     = "dataset_version_id"
	fExamples    = "max_examples"
	fExample     = "example_ids"
	fFilter      = "query_filter"
	fMetadata    = "tracing_metadata"
	fEvals       = "evaluation_task_ids"
)

// build returns the request for the typed values, and all faults in them. Times
// are relative to now; the request always has both ends of a window.
func build(task *api.Task, vals *values, now time.Time, zone *time.Location) (api.Trigger, []api.FieldFault) {
	request := builder{now: now, zone: zone}
	switch familyOf(task) {
	case onProject:
		request.out.DataStart = request.time(fStart, vals.Start)
		request.out.DataEnd = request.time(fEnd, vals.End)
		request.scoring(vals)
	case onDataset:
		request.chooseExperiments(task, vals)
		request.scoring(vals)
	case experiment:
		request.experiment(vals)
	}
	return request.out, request.check(task)
}

type builder struct {
	now    time.Time
	zone   *time.Location // for days such as today; a time without a zone is UTC
	out    api.Trigger
	faults []api.FieldFault
}

// brief is the text shown at the field: the message up to its first semicolon.
func brief(fault api.FieldFault) string {
	head, _, _ := strings.Cut(fault.Message, "; ")
	return head
}

func (b *builder) fault(field, msg string) {
	b.faults = append(b.faults, api.FieldFault{Field: field, Message: msg})
}

// chooseExperiments sends the picked experiments only if they differ from those
// of the task.
func (b *builder) chooseExperiments(task *api.Task, vals *values) {
	picked := ids(vals.Experiments)
	if len(picked) == 0 && len(task.ExperimentIDs) > 0 {
		b.fault(fExperiments, "mark at least one experiment")
	}
	if !isTaskSelection(task, picked) {
		b.out.ExperimentIDs = picked
	}
}

// isTaskSelection reports whether the picked experiments are exactly those of the
// task.
func isTaskSelection(task *api.Task, picked []string) bool {
	return len(picked) == len(task.ExperimentIDs) &&
		!slices.ContainsFunc(picked, func(id string) bool { return !slices.Contains(task.ExperimentIDs, id) })
}

// check adds the rules between fields, with at most one fault per field that
// cannot be parsed.
func (b *builder) check(task *api.Task) []api.FieldFault {
	named := map[string]bool{}
	for _, fault := range b.faults {
		named[fault.Field] = true
	}
	for _, found := range b.out.Check(task.Type, task.NeverRan(), familyOf(task) == onProject, b.now) {
		if found.Field == fStart {
			if found = b.moveToEnd(found); named[fEnd] {
				continue // without an end the length is unknown
			}
		}
		if !named[form.BaseField(found.Field)] {
			b.faults = append(b.faults, found)
		}
	}
	return b.faults
}

// moveToEnd moves a fault of the window from its start to its end if the start
// itself is valid: in the past, and within the longest window before now.
func (b *builder) moveToEnd(fault api.FieldFault) api.FieldFault {
	start, end := b.out.DataStart, b.out.DataEnd
	if start == nil || end == nil || !start.Before(b.now) || b.now.Sub(*start) > timewindow.MaxWindow {
		return fault
	}
	fault.Field = fEnd
	if !start.Before(*end) {
		fault.Message = "must be after the start of the window"
	}
	return fault
}

func (b *builder) time(field, typed string) *time.Time {
	if strings.TrimSpace(typed) == "" {
		b.fault(field, "write a time such as now, -24h or 2026-03-01T00:00; both ends of the window are required")
		return nil
	}
	at, err := timewindow.Parse(typed, b.now, b.zone)
	if err != nil {
		b.fault(field, err.Error())
		return nil
	}
	return &at
}

func (b *builder) scoring(vals *values) {
	b.out.MaxSpans = b.number(fSpans, vals.Spans)
	if vals.Override {
		yes := true
		b.out.Override = &yes
	}
}

// number parses a whole number of 1 or more. Empty text gives 0, which is not sent.
func (b *builder) number(field, typed string) int {
	typed = strings.Map(func(char rune) rune {
		if char == ' ' || char == '_' || char == ',' {
			return -1
		}
		return char
	}, typed)
	if typed == "" {
		return 0
	}
	number, err := strconv.Atoi(typed)
	if err != nil || number < 1 {
		b.fault(field, "write a whole number of 1 or more, or leave it empty")
		return 0
	}
	return number
}

func (b *builder) experiment(vals *values) {
	b.out.ExperimentName = strings.TrimSpace(vals.Name)
	b.out.DatasetVersionID = vals.versionID()
	b.out.MaxExamples = b.number(fExamples, vals.Examples)
	b.out.ExampleIDs = ids(vals.ExampleIDs)
	if len(b.out.ExampleIDs) > 0 && b.out.MaxExamples > 0 {
		b.fault(fExamples, "not together with picked examples; clear this field or unpick the examples")
		b.fault(fExample, "not together with max examples; unpick them or clear max examples")
	}
	b.out.QueryFilter = strings.TrimSpace(vals.Filter)
	b.out.EvaluationTaskIDs = ids(vals.EvalTasks)
	if strings.TrimSpace(vals.Metadata) != "" {
		b.out.TracingMetadata = b.pairs(vals.Metadata)
	}
}

// pairs parses "key=value, key=value". A value may contain spaces and "=", but no
// comma.
func (b *builder) pairs(typed string) map[string]string {
	out := map[string]string{}
	for _, part := range strings.Split(typed, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		key, val, ok := strings.Cut(part, "=")
		key = strings.TrimSpace(key)
		_, twice := out[key]
		switch {
		case !ok || key == "":
			b.fault(fMetadata, "write key=value pairs, separated by commas")
			return nil
		case twice:
			b.fault(fMetadata, "has the key "+key+" twice")
			return nil
		}
		out[key] = strings.TrimSpace(val)
	}
	return out
}

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

// The wire names of the fields; faults and refusals name them.
const (
	fWindow   = "window"
	fStart    = "data_start_time"
	fEnd      = "data_end_time"
	fSpans    = "max_spans"
	fOverride = "override_evaluations"
	fNarrow   = "experiment_ids"
	fName     = "experiment_name"
	fVersion  = "dataset_version_id"
	fExamples = "max_examples"
	fExample  = "example_ids"
	fFilter   = "query_filter"
	fMetadata = "tracing_metadata"
	fEvals    = "evaluation_task_ids"
)

// build makes the request out of what was typed, and every fault in it. Times
// are taken relative to now; both ends of a window are always in it.
func build(task api.Task, v values, now time.Time, zone *time.Location) (api.Trigger, []fault) {
	b := builder{now: now, zone: zone}
	switch familyOf(task) {
	case onProject:
		b.out.DataStart = b.time(fStart, v.Start)
		b.out.DataEnd = b.time(fEnd, v.End)
		b.scoring(v)
	case onDataset:
		b.narrow(task, v)
		b.scoring(v)
	case experiment:
		b.experiment(v)
	}
	return b.out, b.check(task)
}

type builder struct {
	now    time.Time
	zone   *time.Location // for days such as today; a time without a zone is UTC
	out    api.Trigger
	faults []fault
}

// fault is what is wrong with a field. The field shows the short words, the
// foot the whole sentence.
type fault struct {
	api.FieldFault
	short string // "" for the message as far as its first semicolon
}

// brief is what is shown at the field.
func (f fault) brief() string {
	if f.short != "" {
		return f.short
	}
	head, _, _ := strings.Cut(f.Message, "; ")
	return head
}

func (b *builder) fault(field, msg string) {
	b.faults = append(b.faults, fault{FieldFault: api.FieldFault{Field: field, Message: msg}})
}

// narrow sends experiments only where they are not just the task's own.
func (b *builder) narrow(task api.Task, v values) {
	picked := ids(v.Experiments)
	if len(picked) == 0 && len(task.ExperimentIDs) > 0 {
		b.fault(fNarrow, "mark at least one experiment")
	}
	if !own(task, picked) {
		b.out.ExperimentIDs = picked
	}
}

// own reports that the picked experiments are all those of the task, and no others.
func own(task api.Task, picked []string) bool {
	return len(picked) == len(task.ExperimentIDs) &&
		!slices.ContainsFunc(picked, func(id string) bool { return !slices.Contains(task.ExperimentIDs, id) })
}

// check adds the rules between fields; a field that cannot be read is named once.
func (b *builder) check(task api.Task) []fault {
	named := map[string]bool{}
	for _, fault := range b.faults {
		named[fault.Field] = true
	}
	for _, f := range b.out.Check(task.Type, task.LastRunAt == nil, familyOf(task) == onProject, b.now) {
		if f.Field == fStart {
			if f = b.blame(f); named[fEnd] {
				continue // without an end nothing can be said about the length
			}
		}
		if !named[form.BaseField(f.Field)] {
			b.faults = append(b.faults, fault{FieldFault: f})
		}
	}
	return b.faults
}

// blame moves a fault of the window from its start to its end when the start
// alone is good: it lies in the past, within the longest window back from now.
func (b *builder) blame(fault api.FieldFault) api.FieldFault {
	s, e := b.out.DataStart, b.out.DataEnd
	if s == nil || e == nil || !s.Before(b.now) || b.now.Sub(*s) > timewindow.MaxWindow {
		return fault
	}
	fault.Field = fEnd
	if !s.Before(*e) {
		fault.Message = "must be after the start of the window"
	}
	return fault
}

func (b *builder) time(field, s string) *time.Time {
	if strings.TrimSpace(s) == "" {
		b.fault(field, "write a time such as now, -24h or 2026-03-01T00:00; both ends of the window are needed")
		return nil
	}
	at, err := timewindow.Parse(s, b.now, b.zone)
	if err != nil {
		b.fault(field, err.Error())
		if last := &b.faults[len(b.faults)-1]; strings.HasPrefix(last.Message, "cannot read ") {
			last.short = "not a time"
		}
		return nil
	}
	return &at
}

func (b *builder) scoring(v values) {
	b.out.MaxSpans = b.number(fSpans, v.Spans)
	if v.Override {
		yes := true
		b.out.Override = &yes
	}
}

// number reads a whole number of 1 or more; nothing written is 0, not sent.
func (b *builder) number(field, s string) int {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == ',' {
			return -1
		}
		return r
	}, s)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		b.fault(field, "write a whole number of 1 or more, or nothing")
		return 0
	}
	return n
}

func (b *builder) experiment(v values) {
	b.out.ExperimentName = strings.TrimSpace(v.Name)
	b.out.DatasetVersionID = v.versionID()
	b.out.MaxExamples = b.number(fExamples, v.Examples)
	b.out.ExampleIDs = ids(v.ExampleIDs)
	if len(b.out.ExampleIDs) > 0 && b.out.MaxExamples > 0 {
		b.fault(fExamples, "not together with picked examples; empty this field or unpick the examples")
		b.fault(fExample, "not together with max examples; unpick them or empty max examples")
	}
	b.out.QueryFilter = strings.TrimSpace(v.Filter)
	b.out.EvaluationTaskIDs = ids(v.EvalTasks)
	if strings.TrimSpace(v.Metadata) != "" {
		b.out.TracingMetadata = b.pairs(v.Metadata)
	}
}

// pairs reads "key=value, key=value". A value may hold spaces and "=", no comma.
func (b *builder) pairs(s string) map[string]string {
	out := map[string]string{}
	for _, part := range strings.Split(s, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		k, val, ok := strings.Cut(part, "=")
		k = strings.TrimSpace(k)
		_, twice := out[k]
		switch {
		case !ok || k == "":
			b.fault(fMetadata, "write key=value, several with commas between them")
			return nil
		case twice:
			b.fault(fMetadata, "names the key "+k+" twice")
			return nil
		}
		out[k] = strings.TrimSpace(val)
	}
	return out
}

package api

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// FieldFault is a broken rule. Field is the wire name of the field, such as
// "data_start_time" or "evaluators[1].evaluator_id".
type FieldFault struct{ Field, Message string }

func (f FieldFault) String() string { return f.Field + ": " + f.Message }

// faults collects the results of a check.
type faults []FieldFault

// add adds a fault. It is called in many places, none of them hot: its code is in one.
//
//go:noinline
func (f *faults) add(field, format string, args ...any) {
	*f = append(*f, FieldFault{Field: field, Message: fmt.Sprintf(format, args...)})
}

// optionalField is the name of a field and whether it is set.
type optionalField struct {
	field string
	set   bool
}

func forbid(found *faults, why string, fields []optionalField) {
	for _, given := range fields {
		if given.set {
			found.add(given.field, "%s", why)
		}
	}
}

// checkIDs refuses empty and duplicate IDs.
func checkIDs(found *faults, field string, ids []string) {
	seen := make(map[string]int, len(ids))
	for i, id := range ids {
		at := fmt.Sprintf("%s[%d]", field, i)
		if strings.TrimSpace(id) == "" {
			found.add(at, "is empty")
		} else if first, twice := seen[id]; twice {
			found.add(at, "is the same as number %d", first+1)
		} else {
			seen[id] = i
		}
	}
}

// Check returns the rules of contract section 6 that the task breaks, in the order
// of the form; empty means that it may be sent. The contents of the evaluators and
// of a run configuration are checked by package evaljson, rules that depend on
// properties of the evaluators by package preflight.
func (t *CreateTask) Check() []FieldFault {
	var found faults
	kind, known := ParseTaskType(string(t.Type))
	if strings.TrimSpace(t.Name) == "" {
		found.add("name", "enter a name")
	}
	switch {
	case !known:
		found.add("type", "must be template_evaluation, code_evaluation or run_experiment")
	case kind == RunExperiment:
		t.checkExperiment(&found)
	default:
		t.checkEvaluation(&found)
	}
	return found
}

func (t *CreateTask) checkEvaluation(found *faults) {
	switch {
	case t.ProjectID == "" && t.DatasetID == "":
		found.add("project_id", "choose a project or a dataset")
	case t.ProjectID != "" && t.DatasetID != "":
		found.add("dataset_id", "choose a project or a dataset, not both")
	case t.ProjectID != "" && len(t.ExperimentIDs) > 0:
		found.add("experiment_ids", "experiments are for a dataset, not for a project")
	case t.DatasetID != "":
		t.checkDatasetSource(found)
	}
	checkIDs(found, "experiment_ids", t.ExperimentIDs)
	checkRate(found, t.SamplingRate)
	if len(t.RunConfig) > 0 {
		found.add("run_configuration", "only for run_experiment tasks")
	}
	if len(t.Evaluators) == 0 {
		found.add("evaluators", "choose at least one evaluator")
	}
	namesQuery := func(mapping QueryMapping) bool { return len(mapping.QueryIDs) > 0 }
	if t.QueryFilters == nil && slices.ContainsFunc(t.Evaluators, func(input EvaluatorInput) bool { return slices.ContainsFunc(input.QueryMappings, namesQuery) }) {
		found.add("evaluators", "query_ids refer to query_filters, which the task does not have")
	}
	checkShape(found, t.QueryFilter != "", t.QueryFilters, t.Evaluators)
}

func (t *CreateTask) checkDatasetSource(found *faults) {
	if len(t.ExperimentIDs) == 0 {
		found.add("experiment_ids", "choose at least one experiment of the dataset")
	}
	if t.SamplingRate != nil {
		found.add("sampling_rate", "sampling is for projects, not for datasets")
	}
	if t.Continuous != nil && *t.Continuous {
		found.add("is_continuous", "only project tasks can be continuous")
	}
}

func (t *CreateTask) checkExperiment(found *faults) {
	if t.DatasetID == "" {
		found.add("dataset_id", "choose the dataset to run on")
	}
	forbid(found, "not for run_experiment tasks", []optionalField{
		{field: "project_id", set: t.ProjectID != ""},
		{field: "experiment_ids", set: len(t.ExperimentIDs) > 0},
		{field: "sampling_rate", set: t.SamplingRate != nil},
		{field: "is_continuous", set: t.Continuous != nil},
		{field: "query_filter", set: t.QueryFilter != ""},
		{field: "query_filters", set: t.QueryFilters != nil},
		{field: "evaluators", set: len(t.Evaluators) > 0},
	})
	if len(t.RunConfig) == 0 {
		found.add("run_configuration", "is required for a run_experiment task")
	}
}

// Check returns the rules of contract section 6 that the change breaks, as
// CreateTask.Check does. The server checks whether a field fits the type of the
// task, which is unknown here; fields of both families together are refused.
func (u *UpdateTask) Check() []FieldFault {
	var found faults
	evaluation := u.SamplingRate != nil || u.Continuous != nil || u.Evaluators != nil ||
		!u.QueryFilter.IsZero() || !u.QueryFilters.IsZero()
	switch {
	case !evaluation && u.Name == nil && len(u.RunConfig) == 0:
		found.add("name", "nothing to change; set at least one field")
	case evaluation && len(u.RunConfig) > 0:
		found.add("run_configuration", "only for run_experiment tasks; the other fields are for evaluation tasks")
	}
	if u.Name != nil && strings.TrimSpace(*u.Name) == "" {
		found.add("name", "a task needs a name")
	}
	checkRate(&found, u.SamplingRate)
	if u.Evaluators != nil && len(u.Evaluators) == 0 {
		found.add("evaluators", "a task needs at least one evaluator; omit the field to keep the current ones")
	}
	filter, _ := u.QueryFilter.Get()
	var filters *QueryFilters
	if given, ok := u.QueryFilters.Get(); ok {
		filters = &given
	}
	checkShape(&found, filter != "", filters, u.Evaluators)
	return found
}

func checkRate(found *faults, rate *float64) {
	if rate != nil && (math.IsNaN(*rate) || *rate < 0 || *rate > 1) {
		found.add("sampling_rate", "must be between 0 and 1, for example 0.1 for one in ten")
	}
}

// checkShape checks that a request uses only one of the two shapes of contract
// section 6: query_filter and column_mappings (span), or query_filters and
// query_mappings (trace or session).
func checkShape(found *faults, filter bool, filters *QueryFilters, evaluators []EvaluatorInput) {
	switch {
	case filter && filters != nil:
		found.add("query_filter", "cannot be combined with query_filters; use one of them")
	case filter && usesQueryMappings(evaluators):
		found.add("query_filter", "cannot be combined with query_mappings; use query_filters")
	}
	if filters != nil {
		filters.check(found)
	}
}

// usesQueryMappings reports whether an evaluator has the trace or session shape.
func usesQueryMappings(evaluators []EvaluatorInput) bool {
	return slices.ContainsFunc(evaluators, func(input EvaluatorInput) bool { return len(input.QueryMappings) > 0 })
}

func (q *QueryFilters) check(found *faults) {
	list := q.Filters
	if len(list) < 1 || len(list) > 5 {
		found.add("query_filters.filters", "must hold one to five filters, named A to E")
	}
	seen := map[string]bool{}
	for i, filter := range list {
		at := fmt.Sprintf("query_filters.filters[%d].", i)
		switch {
		case !isFilterID(filter.ID):
			found.add(at+"id", "must be a letter from A to E")
		case seen[filter.ID]:
			found.add(at+"id", "the letter %s is used twice", filter.ID)
		}
		seen[filter.ID] = true
		if strings.TrimSpace(filter.Filter) == "" {
			found.add(at+"filter", "is empty")
		}
		checkLength(found, at+"filter", filter.Filter, 2000)
	}
	if len(list) > 1 && strings.TrimSpace(q.Expression) == "" {
		found.add("query_filters.expression", "say how to combine the filters, for example A and B")
	}
	checkLength(found, "query_filters.expression", q.Expression, 512)
}

// checkLength applies a size of contract section 6, in characters.
func checkLength(found *faults, field, text string, most int) {
	if length := utf8.RuneCountInString(text); length > most {
		found.add(field, "has %d characters; the maximum is %d", length, most)
	}
}

func isFilterID(id string) bool { return len(id) == 1 && id[0] >= 'A' && id[0] <= 'E' }

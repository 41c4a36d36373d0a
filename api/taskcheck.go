package api

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// FieldFault is one broken rule. Field is the wire name of the field, such as
// "data_start_time" or "evaluators[1].evaluator_id".
type FieldFault struct{ Field, Message string }

func (f FieldFault) String() string { return f.Field + ": " + f.Message }

// faults gathers what a check finds.
type faults []FieldFault

func (f *faults) add(field, format string, args ...any) {
	*f = append(*f, FieldFault{Field: field, Message: fmt.Sprintf(format, args...)})
}

// given is a field and whether it is set.
type given struct {
	field string
	set   bool
}

func refuse(f *faults, why string, fields []given) {
	for _, g := range fields {
		if g.set {
			f.add(g.field, "%s", why)
		}
	}
}

// checkIDs refuses empty entries and those that stand twice.
func checkIDs(f *faults, field string, ids []string) {
	seen := make(map[string]int, len(ids))
	for i, id := range ids {
		at := fmt.Sprintf("%s[%d]", field, i)
		if strings.TrimSpace(id) == "" {
			f.add(at, "is empty")
		} else if first, twice := seen[id]; twice {
			f.add(at, "is the same as number %d", first+1)
		} else {
			seen[id] = i
		}
	}
}

// Check tells the rules of contract section 6 that the task breaks, in the order
// of the form; empty means that it may be sent. What may stand inside the list of
// evaluators and a run configuration is judged by package evaljson, where they
// are read; rules that need to know the evaluators by package preflight.
func (t CreateTask) Check() []FieldFault {
	var f faults
	kind, known := ParseTaskType(string(t.Type))
	if strings.TrimSpace(t.Name) == "" {
		f.add("name", "give the task a name")
	}
	switch {
	case !known:
		f.add("type", "must be template_evaluation, code_evaluation or run_experiment")
	case kind == RunExperiment:
		t.checkExperiment(&f)
	default:
		t.checkEvaluation(&f)
	}
	return f
}

func (t CreateTask) checkEvaluation(f *faults) {
	switch {
	case t.ProjectID == "" && t.DatasetID == "":
		f.add("project_id", "choose a project or a dataset")
	case t.ProjectID != "" && t.DatasetID != "":
		f.add("dataset_id", "choose a project or a dataset, not both")
	case t.ProjectID != "" && len(t.ExperimentIDs) > 0:
		f.add("experiment_ids", "experiments go with a dataset, not with a project")
	case t.DatasetID != "":
		t.checkDatasetSource(f)
	}
	checkIDs(f, "experiment_ids", t.ExperimentIDs)
	checkRate(f, t.SamplingRate)
	if len(t.RunConfig) > 0 {
		f.add("run_configuration", "belongs to run_experiment tasks only")
	}
	if len(t.Evaluators) == 0 {
		f.add("evaluators", "choose one evaluator or more")
	}
	lettered := func(m QueryMapping) bool { return len(m.QueryIDs) > 0 }
	if t.QueryFilters == nil && slices.ContainsFunc(t.Evaluators, func(e EvaluatorInput) bool { return slices.ContainsFunc(e.QueryMappings, lettered) }) {
		f.add("evaluators", "query_ids name query_filters, which the task does not have")
	}
	checkShape(f, t.QueryFilter != "", t.QueryFilters, t.Evaluators)
}

func (t CreateTask) checkDatasetSource(f *faults) {
	if len(t.ExperimentIDs) == 0 {
		f.add("experiment_ids", "choose one experiment of the dataset or more")
	}
	if t.SamplingRate != nil {
		f.add("sampling_rate", "sampling is for projects, not for datasets")
	}
	if t.Continuous != nil && *t.Continuous {
		f.add("is_continuous", "only project tasks can be continuous")
	}
}

func (t CreateTask) checkExperiment(f *faults) {
	if t.DatasetID == "" {
		f.add("dataset_id", "choose the dataset to run on")
	}
	refuse(f, "does not go with a run_experiment task", []given{
		{field: "project_id", set: t.ProjectID != ""}, {field: "experiment_ids", set: len(t.ExperimentIDs) > 0},
		{field: "sampling_rate", set: t.SamplingRate != nil}, {field: "is_continuous", set: t.Continuous != nil},
		{field: "query_filter", set: t.QueryFilter != ""}, {field: "query_filters", set: t.QueryFilters != nil}, {field: "evaluators", set: len(t.Evaluators) > 0},
	})
	if len(t.RunConfig) == 0 {
		f.add("run_configuration", "is required for a run_experiment task")
	}
}

// Check tells the rules of contract section 6 that the change breaks, as Check of
// CreateTask does. Whether a field fits the type of the task is left to the server, since the change
// does not know it; fields of both families together are refused.
func (u UpdateTask) Check() []FieldFault {
	var f faults
	evaluation := u.SamplingRate != nil || u.Continuous != nil || u.Evaluators != nil ||
		!u.QueryFilter.IsZero() || !u.QueryFilters.IsZero()
	switch {
	case !evaluation && u.Name == nil && len(u.RunConfig) == 0:
		f.add("name", "nothing to change; give one field or more")
	case evaluation && len(u.RunConfig) > 0:
		f.add("run_configuration", "goes with run_experiment tasks, the other fields with evaluation tasks; give one kind")
	}
	if u.Name != nil && strings.TrimSpace(*u.Name) == "" {
		f.add("name", "a task cannot be without a name")
	}
	checkRate(&f, u.SamplingRate)
	if u.Evaluators != nil && len(u.Evaluators) == 0 {
		f.add("evaluators", "a task needs one evaluator or more; leave the field out to keep them")
	}
	filter, _ := u.QueryFilter.Get()
	var filters *QueryFilters
	if given, ok := u.QueryFilters.Get(); ok {
		filters = &given
	}
	checkShape(&f, filter != "", filters, u.Evaluators)
	return f
}

func checkRate(f *faults, rate *float64) {
	if rate != nil && (math.IsNaN(*rate) || *rate < 0 || *rate > 1) {
		f.add("sampling_rate", "must be between 0 and 1, for instance 0.1 for one in ten")
	}
}

// checkShape checks that a request keeps to one of the two shapes of contract
// section 6: query_filter and column_mappings (span), or query_filters and
// query_mappings (trace or session).
func checkShape(f *faults, filter bool, filters *QueryFilters, evaluators []EvaluatorInput) {
	switch {
	case filter && filters != nil:
		f.add("query_filter", "cannot stand beside query_filters; use one of them")
	case filter && wide(evaluators):
		f.add("query_filter", "cannot stand beside query_mappings; use query_filters")
	}
	if filters != nil {
		filters.check(f)
	}
}

// wide reports whether an evaluator has the trace or session shape.
func wide(evaluators []EvaluatorInput) bool {
	return slices.ContainsFunc(evaluators, func(e EvaluatorInput) bool { return len(e.QueryMappings) > 0 })
}

func (q *QueryFilters) check(f *faults) {
	list := q.Filters
	if len(list) < 1 || len(list) > 5 {
		f.add("query_filters.filters", "give one to five filters, named A to E")
	}
	seen := map[string]bool{}
	for i, n := range list {
		at := fmt.Sprintf("query_filters.filters[%d].", i)
		switch {
		case !letter(n.ID):
			f.add(at+"id", "must be a letter from A to E")
		case seen[n.ID]:
			f.add(at+"id", "the letter %s stands twice", n.ID)
		}
		seen[n.ID] = true
		if strings.TrimSpace(n.Filter) == "" {
			f.add(at+"filter", "is empty")
		}
	}
	if len(list) > 1 && strings.TrimSpace(q.Expression) == "" {
		f.add("query_filters.expression", "say how the filters go together, for instance A and B")
	}
}

func letter(id string) bool { return len(id) == 1 && id[0] >= 'A' && id[0] <= 'E' }

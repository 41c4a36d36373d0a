package api

import (
	"fmt"
	"math"
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

// Check tells every rule of contract section 6 that the task breaks, in the
// order of the form; empty means that it may be sent. Rules that need to know
// the evaluators (granularity, one custom code evaluator per task, whether a
// version belongs to its evaluator) are not among them.
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
	s := shape{filter: t.QueryFilter != "", filters: t.QueryFilters}
	s.check(f, t.Evaluators)
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
	for _, extra := range []struct {
		field string
		set   bool
	}{
		{"project_id", t.ProjectID != ""},
		{"experiment_ids", len(t.ExperimentIDs) > 0},
		{"sampling_rate", t.SamplingRate != nil},
		{"is_continuous", t.Continuous != nil},
		{"query_filter", t.QueryFilter != ""},
		{"query_filters", t.QueryFilters != nil},
		{"evaluators", len(t.Evaluators) > 0},
	} {
		if extra.set {
			f.add(extra.field, "does not go with a run_experiment task")
		}
	}
	if len(t.RunConfig) == 0 {
		f.add("run_configuration", "is required for a run_experiment task")
		return
	}
	checkConfig(f, t.RunConfig)
}

// Check tells every rule of contract section 6 that the change breaks. Whether
// a field fits the type of the task is left to the server, since the change
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
	if len(u.RunConfig) > 0 {
		checkConfig(&f, u.RunConfig)
	}
	var s shape
	if text, ok := u.QueryFilter.Get(); ok && text != "" {
		s.filter = true
	}
	if filters, ok := u.QueryFilters.Get(); ok {
		s.filters = &filters
	}
	s.partial = true
	s.check(&f, u.Evaluators)
	return f
}

func checkRate(f *faults, rate *float64) {
	if rate != nil && (math.IsNaN(*rate) || *rate < 0 || *rate > 1) {
		f.add("sampling_rate", "must be between 0 and 1, for instance 0.1 for one in ten")
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

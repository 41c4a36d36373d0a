package newtask

import (
	"slices"
	"strings"

	"ax-tui/ui/text"
)

// step is one page of the form.
type step string

// The steps.
const (
	stName        step = "name"
	stTarget      step = "target"
	stExperiments step = "experiments"
	stSampling    step = "sampling"
	stEvaluators  step = "evaluators"
	stJSON        step = "evaluators JSON"
	stFilters     step = "filters"
	stConfig      step = "run configuration"
	stConfigJSON  step = "configuration JSON"
	stReview      step = "review"
)

// path is the order of the steps for what has been chosen so far.
func (v values) path() []step {
	switch {
	case v.experiment():
		return []step{stName, stTarget, stConfig, stConfigJSON, stReview}
	case v.onSpans():
		return []step{stName, stTarget, stSampling, stEvaluators, stJSON, stFilters, stReview}
	}
	return []step{stName, stTarget, stExperiments, stEvaluators, stJSON, stFilters, stReview}
}

// title words a step; the target step is called after what is chosen there.
func (v values) title(s step) text.Safe {
	switch {
	case s == stName:
		return text.Lit("name and type")
	case s == stTarget && v.experiment():
		return text.Lit("dataset")
	case s == stTarget:
		return text.Lit("project or dataset")
	}
	return text.Clean(string(s))
}

// The wire names of the fields, and those of ours that are not on the wire
// (space, kind and what belongs to a single evaluator). Faults name them.
const (
	fName        = "name"
	fType        = "type"
	fSpace       = "space_id"
	fKind        = "kind"
	fProject     = "project_id"
	fDataset     = "dataset_id"
	fExperiments = "experiment_ids"
	fContinuous  = "is_continuous"
	fSampling    = "sampling_rate"
	fPicks       = "evaluators"
	fVersion     = "evaluator_version_id"
	fJSON        = "evaluators_json"
	fFilter      = "query_filter"
	fFilters     = "query_filters"
	fExpression  = fFilters + ".expression"
	fOwnFilter   = "evaluators.query_filter"
	fConfig      = "run_configuration"
)

// stepFor is the step on which a fault of this field can be mended.
func (v values) stepFor(field string) step {
	base, rest, _ := strings.Cut(field, "[")
	base, _, _ = strings.Cut(base, ".")
	st := stReview
	switch base {
	case fName, fType:
		st = stName
	case fSpace, fKind, fProject, fDataset:
		st = stTarget
	case fExperiments:
		st = stExperiments
	case fContinuous, fSampling:
		st = stSampling
	case fPicks, fJSON:
		st = stJSON
		if rest == "" && base == fPicks && len(v.Picks) == 0 && strings.TrimSpace(v.Evaluators) == "" {
			st = stEvaluators
		}
	case fFilter, fFilters:
		st = stFilters
	case fConfig:
		st = stConfigJSON
	}
	if !slices.Contains(v.path(), st) {
		return stReview
	}
	return st
}

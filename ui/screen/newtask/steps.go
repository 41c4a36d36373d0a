package newtask

import (
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/ui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// step is a page of the form.
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

// path returns the steps in order, for the values so far.
func (v *values) path() []step {
	switch {
	case v.edit && v.experiment():
		return []step{stName, stConfig, stConfigJSON, stReview}
	case v.edit:
		return []step{stName, stFilters, stEvaluators, stJSON, stReview}
	case v.experiment():
		return []step{stName, stTarget, stConfig, stConfigJSON, stReview}
	case v.onSpans():
		return []step{stName, stTarget, stSampling, stEvaluators, stJSON, stFilters, stReview}
	}
	return []step{stName, stTarget, stExperiments, stEvaluators, stJSON, stFilters, stReview}
}

// title returns the title of a step.
func (v *values) title(at step) text.Safe {
	switch {
	case at == stName && v.edit && v.onSpans():
		return text.Lit("name and schedule")
	case at == stName && v.edit:
		return text.Lit("name")
	case at == stName:
		return text.Lit("name and type")
	case at == stTarget && v.experiment():
		return text.Lit("dataset")
	case at == stTarget:
		return text.Lit("project or dataset")
	}
	return text.Clean(string(at))
}

// The names of the fields, as faults use them: wire names, and names for fields
// that the request does not have (space, kind, and those of a single evaluator).
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

// stepFor returns the step on which a fault of this field can be corrected.
func (v *values) stepFor(field string) step {
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
		if st = stSampling; v.edit {
			st = stName
		}
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

// back closes the preview or returns to the previous step. It leaves the form from
// the first step, and from every field of an edited task.
func (s *model) back() tea.Cmd {
	switch {
	case s.preview.open:
		s.preview.open = false
		return nil
	case s.leaves():
		s.pull()
		return s.Draft.Leave()
	case s.edit:
		return s.backToFields()
	}
	return s.previous()
}

func (s *model) previous() tea.Cmd {
	i := slices.Index(s.vals.path(), s.current)
	if i <= 0 {
		return nil
	}
	return s.goTo(s.vals.path()[i-1], "")
}

// takeTyped takes over what was typed into the focused field but not picked yet.
func (s *model) takeTyped() {
	s.Form.TakeTyped()
	s.pull()
	s.collect()
}

// next opens the next step, and submits on the last one. Faults of the step are
// shown first; pressing the key again skips them.
func (s *model) next() tea.Cmd {
	if s.current == stReview {
		return s.submit()
	}
	s.takeTyped()
	_, all := s.validate()
	var here []api.FieldFault
	seen := string(s.current)
	for _, fault := range all {
		if s.vals.stepFor(fault.Field) == s.current {
			here = append(here, fault)
			seen += "\n" + fault.String() + "\n" + s.vals.valueOf(fault.Field)
		}
	}
	switch {
	case len(here) > 0 && s.acceptedFaults != seen:
		s.faults, s.acceptedFaults = here, seen
		s.focusField(here[0].Field)
		return nil
	case len(here) == 0 && s.returning:
		return s.straight()
	}
	path := s.vals.path()
	return s.goTo(path[slices.Index(path, s.current)+1], "")
}

// nextField moves the focus to the next field. When editing, it continues on the
// next step.
func (s *model) nextField() tea.Cmd {
	if !s.edit || !s.Form.Last() {
		s.Form.Step(1)
		return nil
	}
	s.problem = nil
	return s.goTo(s.neighbour(1), "")
}

func (s *model) previousField() tea.Cmd {
	if !s.edit || s.Form.At() > 0 {
		s.Form.Step(-1)
		return nil
	}
	s.problem = nil
	cmd := s.goTo(s.neighbour(-1), "")
	s.Form.Jump(len(s.Form.Fields()) - 1)
	return cmd
}

// neighbour returns the next or previous step; it wraps around and skips the
// review.
func (s *model) neighbour(by int) step {
	path := s.vals.path()
	count := len(path) - 1
	return path[(slices.Index(path, s.current)+by+count)%count]
}

// goTo shows a step, with the focus on a field of it ("" for the first).
func (s *model) goTo(to step, field string) tea.Cmd {
	s.collect()
	s.Form.Focused().Huh.Blur()
	s.pull()
	s.collect() // a typed ID that was not confirmed
	s.current, s.preview.open, s.changeNotes, s.faults = to, false, nil, nil
	s.picksBefore, s.droppedKeys = slices.Clone(s.vals.Picks), nil
	s.arrive(to)
	s.syncTexts()
	s.followTarget()
	s.Rebuild(0)
	if field != "" {
		s.focusField(field)
	}
	switch to {
	case stJSON, stConfigJSON:
		return tea.Batch(s.recheck(to), s.refresh())
	case stFilters:
		return s.refresh()
	case stReview:
		s.fillReview()
		return s.loadReviewData()
	}
	return nil
}

// focusField moves the focus to the field of a fault if it is on this step.
func (s *model) focusField(fault string) {
	if i := s.Form.Index(fault); i >= 0 {
		s.Form.Jump(i)
	}
}

package newtask

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// label is the name, or the ID where it is not known.
func label(ref api.Ref) string {
	if ref.Name != "" {
		return ref.Name
	}
	return ref.ID
}

// The kinds of targets.
const (
	onProject = "project"
	onDataset = "dataset"
)

// letters name the filters of the trace or session shape (contract section 6).
const letters = "ABCDE"

// pick is an evaluator of the pick list. Version "" means always the latest.
type pick struct {
	api.Ref
	Version string `json:"version,omitempty"`
}

// values is everything a person can set, as typed. It outlives the form, is
// what a draft holds, and holds no secret: names, IDs, filters and JSON only.
// What does not fit the type or the target chosen now stays here, set aside.
type values struct {
	Name        string    `json:"name,omitempty"`
	Type        string    `json:"type,omitempty"` // an api.TaskType
	Space       api.Ref   `json:"space"`
	Kind        string    `json:"kind,omitempty"` // onProject or onDataset
	Project     api.Ref   `json:"project"`
	Dataset     api.Ref   `json:"dataset"`
	Experiments []api.Ref `json:"experiments,omitempty"`
	Continuous  bool      `json:"continuous,omitempty"`
	Sampling    string    `json:"sampling,omitempty"` // 0..1 or a percentage; "" is not sent
	Picks       []pick    `json:"picks,omitempty"`
	Evaluators  string    `json:"evaluators,omitempty"` // the JSON text: the one truth about evaluators
	Filter      string    `json:"filter,omitempty"`
	Wide        []string  `json:"wide,omitempty"` // filters A to E of the trace or session shape
	Expression  string    `json:"expression,omitempty"`
	Config      string    `json:"config,omitempty"` // the run configuration: the one truth about it

	edit bool // of a task that exists: its type and target stay
}

// fresh is what an empty form opens with.
func newValues(space api.Ref) values {
	return values{Type: string(api.TemplateEvaluation), Kind: onProject, Space: space, Wide: make([]string, len(letters))}
}

// kept is what a draft holds.
type draftValues struct {
	values
	Base *values `json:"base,omitempty"` // what the form began with, for a task that is changed
}

// complete brings values that came from a draft into the shape the form counts on.
func (v values) complete() values {
	if _, ok := api.ParseTaskType(v.Type); !ok {
		v.Type = string(api.TemplateEvaluation)
	}
	if v.Kind != onDataset {
		v.Kind = onProject
	}
	wide := make([]string, len(letters))
	copy(wide, v.Wide)
	v.Wide = wide
	return v
}

// rebase takes over from fresh what the person has not changed: what they have
// changed stays, and what somebody else has changed meanwhile is not undone.
func (v values) rebase(first, fresh values) values {
	take := func(mine *string, was, now string) {
		if *mine == was {
			*mine = now
		}
	}
	if v.Evaluators == first.Evaluators {
		v.Picks = slices.Clone(fresh.Picks)
	}
	take(&v.Name, first.Name, fresh.Name)
	take(&v.Sampling, first.Sampling, fresh.Sampling)
	take(&v.Filter, first.Filter, fresh.Filter)
	take(&v.Expression, first.Expression, fresh.Expression)
	take(&v.Evaluators, first.Evaluators, fresh.Evaluators)
	take(&v.Config, first.Config, fresh.Config)
	v.Wide = slices.Clone(v.Wide)
	for i := range v.Wide {
		take(&v.Wide[i], first.Wide[i], fresh.Wide[i])
	}
	if v.Continuous == first.Continuous {
		v.Continuous = fresh.Continuous
	}
	return v
}

// equal reports whether nothing was changed. The names are only labels.
func (v values) equal(other values) bool {
	return reflect.DeepEqual(v.normalized(), other.normalized())
}

// bare leaves out what is learnt rather than chosen, and whether an empty list
// was ever withSamples.
func (v values) normalized() values {
	v = v.clone()
	v.Space.Name, v.Project.Name, v.Dataset.Name = "", "", ""
	for i := range v.Experiments {
		v.Experiments[i].Name = ""
	}
	for i := range v.Picks {
		v.Picks[i].Name = ""
	}
	if len(v.Experiments) == 0 {
		v.Experiments = nil
	}
	if len(v.Picks) == 0 {
		v.Picks = nil
	}
	return v
}

func (v values) clone() values {
	v.Experiments, v.Picks, v.Wide = slices.Clone(v.Experiments), slices.Clone(v.Picks), slices.Clone(v.Wide)
	return v
}

func (v values) kind() api.TaskType { return api.TaskType(v.Type) }

// experiment reports a task that runs an experiment rather than judging something.
func (v values) experiment() bool { return v.kind() == api.RunExperiment }

// onSpans reports a task over the spans of a project.
func (v values) onSpans() bool { return !v.experiment() && v.Kind == onProject }

// target is the project or dataset the task has.
func (v values) target() api.Ref {
	if v.onSpans() {
		return v.Project
	}
	return v.Dataset
}

// wide reports that a filter of the trace or session shape was written.
func (v values) wide() bool {
	return slices.ContainsFunc(v.Wide, func(filter string) bool { return strings.TrimSpace(filter) != "" })
}

// copyOf is what the form opens with for a copy of a task.
func copyOf(task api.Task, space api.Ref) values {
	values := valuesOf(task)
	values.Name, values.Space = copyName(task.Name), space
	return values
}

// editOf is what the form opens with for a change of a task.
func editOf(task api.Task) values {
	values := valuesOf(task)
	values.edit = true
	return values
}

// valuesOf is what a task has.
func valuesOf(task api.Task) values {
	values := newValues(api.Ref{})
	values.Name = task.Name
	if task.Type != "" {
		values.Type = string(task.Type)
	}
	values.Project, values.Dataset = api.Ref{ID: task.ProjectID}, api.Ref{ID: task.DatasetID}
	if task.DatasetID != "" {
		values.Kind = onDataset
	}
	for _, id := range task.ExperimentIDs {
		values.Experiments = append(values.Experiments, api.Ref{ID: id})
	}
	values.Continuous = task.Continuous
	if task.SamplingRate != nil {
		values.Sampling = formatNumber(*task.SamplingRate)
	}
	if task.QueryFilter != nil {
		values.Filter = *task.QueryFilter
	}
	values.setFilters(task.QueryFilters)
	for _, evaluator := range task.Evaluators {
		values.Picks = append(values.Picks, pick{Ref: api.Ref{ID: evaluator.EvaluatorID, Name: evaluator.Name}, Version: evaluator.VersionID})
	}
	if len(task.Evaluators) > 0 {
		values.Evaluators = string(evaljson.Write(task.Inputs()))
	}
	values.Config = indentJSON(task.RunConfig)
	return values
}

func (v *values) setFilters(queryFilters *api.QueryFilters) {
	if queryFilters == nil {
		return
	}
	for _, namedFilter := range queryFilters.Filters {
		if i := strings.Index(letters, namedFilter.ID); namedFilter.ID != "" && i >= 0 && i < len(letters) {
			v.Wide[i] = namedFilter.Filter
		}
	}
	if len(queryFilters.Filters) > 1 {
		v.Expression = queryFilters.Expression
	}
}

// copyName gives "Relevance copy", and "Relevance copy 2" for a copy of that.
func copyName(name string) string {
	name = strings.TrimSpace(name)
	base, suffix, ok := strings.Cut(name, " copy")
	switch {
	case name == "":
		return ""
	case ok && suffix == "":
		return base + " copy 2"
	}
	return name + " copy"
}

// indented writes a JSON value as the editor shows it; "" for none.
func indentJSON(raw []byte) string {
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	out, fault := evaljson.Format(raw)
	if fault != nil {
		return ""
	}
	return string(out)
}

// rate reads a sampling rate: 0..1, or a percentage such as "10 %". Nothing
// written is nil, not sent.
func parseRate(typed string) (*float64, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil, nil
	}
	digits, hundredth := strings.CutSuffix(typed, "%")
	value, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return nil, errors.New("write a number such as 0.1, or a percentage such as 10 %")
	}
	if hundredth {
		value /= 100
	}
	if !hundredth && value > 1 && value <= 100 {
		return nil, errors.New("did you mean " + formatNumber(value) + " %? A rate is between 0 and 1")
	}
	if value < 0 || value > 1 {
		return nil, errors.New("must be between 0 and 1, or 0 % and 100 %")
	}
	return &value, nil
}

// percent writes a rate for people: "25 %".
func formatPercent(fraction float64) string {
	return strconv.FormatFloat(fraction*100, 'g', 6, 64) + " %"
}

// number writes a rate as shortly as it can be read back.
func formatNumber(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

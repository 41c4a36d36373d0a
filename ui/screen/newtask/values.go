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
	"ax-tui/ui/text"
)

// label returns the name, or the ID if the name is not known.
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

// letters are the names of the filters of the trace or session shape (contract
// section 6).
const letters = "ABCDE"

// pick is a picked evaluator. Version "" means always the latest.
type pick struct {
	api.Ref
	Version string `json:"version,omitempty"`
}

// values holds the fields as typed. It outlives the form and is saved as the draft;
// it contains no secrets, only names, IDs, filters and JSON. Values that do not fit
// the current type or target are kept.
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
	Evaluators  string    `json:"evaluators,omitempty"` // JSON text; it defines the evaluators
	Filter      string    `json:"filter,omitempty"`
	Wide        []string  `json:"wide,omitempty"` // filters A to E of the trace or session shape
	Expression  string    `json:"expression,omitempty"`
	Config      string    `json:"config,omitempty"` // JSON text; it defines the run configuration

	edit bool // of an existing task, whose type and target cannot change
}

// newValues returns the initial values of an empty form.
func newValues(space api.Ref) values {
	return values{Type: string(api.TemplateEvaluation), Kind: onProject, Space: space, Wide: make([]string, len(letters))}
}

// preset returns the values with the type, project and dataset of a task, as far as it
// has them.
func (v values) preset(task *api.Task) values {
	if task.Type != "" {
		v.Type = string(task.Type)
	}
	v.Project, v.Dataset = api.Ref{ID: task.ProjectID}, api.Ref{ID: task.DatasetID}
	if task.DatasetID != "" {
		v.Kind = onDataset
	}
	return v
}

// draftValues is the content of a draft.
type draftValues struct {
	values
	Base *values `json:"base,omitempty"` // initial values of an edited task
	At   place   `json:"at,omitzero"`
}

// place is where the focus is: a step, and the index of a field on it.
type place struct {
	Step  step `json:"step,omitempty"`
	Field int  `json:"field,omitempty"`
}

// complete makes values from a draft valid for the form.
func (v *values) complete() values {
	out := *v
	if _, ok := api.ParseTaskType(v.Type); !ok {
		out.Type = string(api.TemplateEvaluation)
	}
	if v.Kind != onDataset {
		out.Kind = onProject
	}
	wide := make([]string, len(letters))
	copy(wide, v.Wide)
	out.Wide = wide
	return out
}

// rebase replaces unchanged values by those of fresh. Typed changes stay, and
// changes by someone else are not undone.
func (v *values) rebase(first, fresh *values) values {
	out := *v
	take := func(mine *string, old, now string) {
		if *mine == old {
			*mine = now
		}
	}
	if out.Evaluators == first.Evaluators {
		out.Picks = slices.Clone(fresh.Picks)
	}
	take(&out.Name, first.Name, fresh.Name)
	take(&out.Sampling, first.Sampling, fresh.Sampling)
	take(&out.Filter, first.Filter, fresh.Filter)
	take(&out.Expression, first.Expression, fresh.Expression)
	take(&out.Evaluators, first.Evaluators, fresh.Evaluators)
	take(&out.Config, first.Config, fresh.Config)
	out.Wide = slices.Clone(out.Wide)
	for i := range out.Wide {
		take(&out.Wide[i], first.Wide[i], fresh.Wide[i])
	}
	if out.Continuous == first.Continuous {
		out.Continuous = fresh.Continuous
	}
	return out
}

// equal reports whether the values are the same, ignoring names.
func (v *values) equal(other *values) bool {
	return reflect.DeepEqual(v.normalized(), other.normalized())
}

// normalized removes names, which are only labels, and replaces empty lists by nil.
func (v *values) normalized() values {
	out := v.clone()
	out.Space.Name, out.Project.Name, out.Dataset.Name = "", "", ""
	for i := range out.Experiments {
		out.Experiments[i].Name = ""
	}
	for i := range out.Picks {
		out.Picks[i].Name = ""
	}
	if len(out.Experiments) == 0 {
		out.Experiments = nil
	}
	if len(out.Picks) == 0 {
		out.Picks = nil
	}
	return out
}

func (v *values) clone() values {
	out := *v
	out.Experiments, out.Picks, out.Wide = slices.Clone(v.Experiments), slices.Clone(v.Picks), slices.Clone(v.Wide)
	return out
}

func (v *values) kind() api.TaskType { return api.TaskType(v.Type) }

// experiment reports whether the task runs an experiment.
func (v *values) experiment() bool { return v.kind() == api.RunExperiment }

// onSpans reports whether the task evaluates the spans of a project.
func (v *values) onSpans() bool { return !v.experiment() && v.Kind == onProject }

// target returns the project or dataset of the task.
func (v *values) target() api.Ref {
	if v.onSpans() {
		return v.Project
	}
	return v.Dataset
}

// wide reports whether there is a filter of the trace or session shape.
func (v *values) wide() bool {
	return slices.ContainsFunc(v.Wide, func(filter string) bool { return strings.TrimSpace(filter) != "" })
}

// copyOf returns the initial values for a copy of a task.
func copyOf(task *api.Task, space api.Ref) values {
	values := valuesOf(task)
	values.Name, values.Space = copyName(string(text.Clean(task.Name))), space
	return values
}

// editOf returns the initial values for editing a task.
func editOf(task *api.Task) values {
	values := valuesOf(task)
	values.edit = true
	return values
}

// valuesOf returns the values of a task.
func valuesOf(task *api.Task) values {
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

// copyName returns "Relevance copy", or "Relevance copy 2" for a copy of that.
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

// indentJSON formats a JSON value as the editor shows it; "" for none.
func indentJSON(raw []byte) string {
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	return string(evaljson.Indent(raw))
}

// parseRate parses a sampling rate: 0..1, or a percentage such as "10 %". Empty text
// gives nil, which is not sent.
func parseRate(typed string) (*float64, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil, nil
	}
	digits, hundredth := strings.CutSuffix(typed, "%")
	value, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return nil, errors.New("write a number such as 0.1, or 10 %")
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

// formatPercent formats a rate as a percentage: "25 %".
func formatPercent(fraction float64) string {
	return strconv.FormatFloat(fraction*100, 'g', 6, 64) + " %"
}

// formatNumber formats a rate in the shortest form that parses to the same value.
func formatNumber(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

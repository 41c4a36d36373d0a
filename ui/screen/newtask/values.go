package newtask

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// label is the name, or the ID where it is not known.
func label(t api.Ref) string {
	if t.Name != "" {
		return t.Name
	}
	return t.ID
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
}

// fresh is what an empty form opens with.
func fresh(space api.Ref) values {
	return values{Type: string(api.TemplateEvaluation), Kind: onProject, Space: space, Wide: make([]string, len(letters))}
}

// mend brings values that came from a draft into the shape the form counts on.
func (v values) mend() values {
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

// equal reports whether nothing was changed. The names are only labels.
func (v values) equal(o values) bool { return reflect.DeepEqual(v.bare(), o.bare()) }

// bare leaves out what is learnt rather than chosen, and whether an empty list
// was ever filled.
func (v values) bare() values {
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
	return slices.ContainsFunc(v.Wide, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// copyOf is what the form opens with for a copy of a task.
func copyOf(t api.Task, space api.Ref) values {
	v := fresh(space)
	v.Name = copyName(t.Name)
	if t.Type != "" {
		v.Type = string(t.Type)
	}
	v.Project, v.Dataset = api.Ref{ID: t.ProjectID}, api.Ref{ID: t.DatasetID}
	if t.DatasetID != "" {
		v.Kind = onDataset
	}
	for _, id := range t.ExperimentIDs {
		v.Experiments = append(v.Experiments, api.Ref{ID: id})
	}
	v.Continuous = t.Continuous
	if t.SamplingRate != nil {
		v.Sampling = number(*t.SamplingRate)
	}
	if t.QueryFilter != nil {
		v.Filter = *t.QueryFilter
	}
	v.takeFilters(t.QueryFilters)
	for _, e := range t.Evaluators {
		v.Picks = append(v.Picks, pick{Ref: api.Ref{ID: e.EvaluatorID, Name: e.Name}, Version: e.VersionID})
	}
	v.Evaluators = evaluatorsText(t.Evaluators)
	v.Config = pretty(t.RunConfig)
	return v
}

func (v *values) takeFilters(q *api.QueryFilters) {
	if q == nil {
		return
	}
	for _, f := range q.Filters {
		if i := strings.Index(letters, f.ID); f.ID != "" && i >= 0 && i < len(letters) {
			v.Wide[i] = f.Filter
		}
	}
	if len(q.Filters) > 1 {
		v.Expression = q.Expression
	}
}

// copyName gives "Relevance copy", and "Relevance copy 2" for a copy of that.
func copyName(name string) string {
	name = strings.TrimSpace(name)
	base, n, ok := strings.Cut(name, " copy")
	switch {
	case name == "":
		return ""
	case ok && n == "":
		return base + " copy 2"
	}
	return name + " copy"
}

// evaluatorsText writes the evaluators of a task as the editor shows them.
func evaluatorsText(list []api.TaskEvaluator) string {
	if len(list) == 0 {
		return ""
	}
	in := make([]api.EvaluatorInput, len(list))
	for i, e := range list {
		in[i] = e.Input()
	}
	return string(evaljson.Write(in))
}

// plainJSON writes indented JSON without HTML escapes.
func plainJSON(x any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(x)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

func pretty(raw json.RawMessage) string {
	var b bytes.Buffer
	if len(raw) == 0 || string(raw) == "null" || json.Indent(&b, raw, "", "  ") != nil {
		return ""
	}
	return b.String()
}

package newtask

import (
	"strings"

	"github.com/charmbracelet/huh"

	"ax-tui/api"
	"ax-tui/ui/form"
	"ax-tui/ui/text"
)

// groups returns the fields of each step.
func (s *model) groups(layout form.Layout) [][]form.Field {
	var out [][]form.Field
	for _, st := range s.vals.path() {
		out = append(out, s.fieldsOf(st, layout))
	}
	return out
}

func (s *model) fieldsOf(st step, layout form.Layout) []form.Field {
	switch st {
	case stName:
		return s.nameFields(layout)
	case stTarget:
		return s.targetFields(layout)
	case stExperiments:
		return []form.Field{s.pickerField(pExperiments, s.vals.Experiments...)}
	case stSampling:
		return s.samplingFields(layout)
	case stEvaluators:
		return s.evaluatorFields()
	case stJSON, stConfigJSON:
		return []form.Field{s.text.field(st, layout)}
	case stFilters:
		return s.filterFields()
	case stConfig:
		return s.configFields(layout)
	}
	return []form.Field{s.review.field(s, layout)}
}

// formShape describes what decides which fields there are. When it changes, the
// form is rebuilt.
func (s *model) formShape() string {
	var out strings.Builder
	out.WriteString(s.vals.Type + "|" + s.vals.Kind + "|" + s.vals.Space.ID + "|" + s.vals.Dataset.ID)
	if s.spaceSet {
		out.WriteString("|set")
	}
	switch s.current {
	case stEvaluators:
		for _, pick := range s.firstPicks() {
			out.WriteString("|" + pick.ID)
		}
	case stFilters:
		list := s.parse().evaluators
		for _, input := range list[:min(len(list), maxLoaded)] {
			out.WriteString("|" + input.EvaluatorID)
		}
		if s.parse().wide() {
			out.WriteString("|wide" + strings.Repeat("+", s.wideCount()))
		}
	case stConfig:
		out.WriteString("|" + s.configValues.Variant)
	}
	return out.String()
}

func (s *model) nameFields(layout form.Layout) []form.Field {
	name := form.Input(fName, text.Lit("Name"), text.Lit("unique in the space"), &s.vals.Name)
	switch {
	case s.edit && s.vals.onSpans():
		return append([]form.Field{name}, s.samplingFields(layout)...)
	case s.edit:
		return []form.Field{name}
	}
	var opts []huh.Option[string]
	for _, taskType := range api.TaskTypes() {
		opts = append(opts, huh.NewOption(string(typeLabel(taskType, layout)), string(taskType)))
	}
	return []form.Field{
		name,
		form.Select(fType, text.Lit("Type"), false, &s.vals.Type, opts...),
	}
}

func typeLabel(taskType api.TaskType, layout form.Layout) text.Safe {
	words := map[api.TaskType]text.Safe{
		api.TemplateEvaluation: text.Lit("a model evaluates with a template"),
		api.CodeEvaluation:     text.Lit("code evaluates"),
		api.RunExperiment:      text.Lit("new outputs over a dataset"),
	}
	name := text.Clean(taskType.Words())
	return text.Cut(text.Concat(text.Pad(name, 21), words[taskType]), max(layout.FormWidth-6, 1))
}

func (s *model) targetFields(layout form.Layout) []form.Field {
	var out []form.Field
	if !s.spaceSet {
		out = append(out, s.pickerField(pSpace, single(s.vals.Space)...))
	}
	if !s.vals.experiment() {
		out = append(out, form.Select(fKind, text.Lit("Evaluate"), layout.Compact, &s.vals.Kind,
			huh.NewOption("the spans of a project", onProject), huh.NewOption("experiments of a dataset", onDataset)))
	}
	if s.vals.onSpans() {
		return append(out, s.pickerField(pProject, single(s.vals.Project)...))
	}
	return append(out, s.pickerField(pDataset, single(s.vals.Dataset)...))
}

func (s *model) samplingFields(layout form.Layout) []form.Field {
	hint := text.Lit("0 to 1, or a share such as 10 %; empty: not sent")
	if s.initial.edit && s.initial.Sampling != "" {
		hint = text.Lit("0 to 1, or a percentage such as 10 %")
	}
	return []form.Field{
		form.YesNo(fContinuous, text.Lit("When"), layout.Compact, &s.vals.Continuous,
			text.Lit("on demand, when a run is started"), text.Lit("continuous, as new spans arrive")),
		form.Input(fSampling, text.Lit("Sampling rate"), hint, &s.vals.Sampling),
	}
}

func (s *model) evaluatorFields() []form.Field {
	var now []api.Ref
	for _, pick := range s.vals.Picks {
		if pick.Name == "" && len(s.vals.Picks) > maxInFlight {
			pick.Name = string(text.ShortID(pick.ID)) // a picker loads all without a name at once
		}
		now = append(now, pick.Ref)
	}
	out := []form.Field{s.pickerField(pEvaluators, now...)}
	for i, pick := range s.firstPicks() {
		field := s.pickerField(pVersion+pick.ID, single(api.Ref{ID: pick.Version})...)
		field.Index = i
		out = append(out, field)
	}
	return out
}

// wideCount returns how many filters of the trace or session shape are shown: up to
// the last one with text, and one more.
func (s *model) wideCount() int {
	count := 1
	for i, filter := range s.vals.Wide {
		if strings.TrimSpace(filter) != "" {
			count = min(i+2, len(letters))
		}
	}
	return count
}

func (s *model) filterFields() []form.Field {
	parsed := s.parse()
	hint := text.Lit("empty: none; such as span_kind = 'LLM'")
	if s.vals.Kind == onDataset {
		hint = text.Lit("empty: none")
	}
	if parsed.wide() {
		return s.wideFields(hint)
	}
	out := []form.Field{form.Input(fFilter, text.Lit("Filter of the task"), hint, &s.vals.Filter)}
	for i, input := range parsed.evaluators {
		if i >= len(s.evaluatorFilters) || i == maxLoaded {
			break
		}
		title := text.Concat(text.Lit("Filter of "), s.evaluatorName(input.EvaluatorID))
		field := form.Input(fOwnFilter, title, text.Lit("in addition to the task's filter; empty: none"), &s.evaluatorFilters[i])
		field.Index = i
		out = append(out, field)
	}
	return out
}

func (s *model) wideFields(hint text.Safe) []form.Field {
	var out []form.Field
	count := s.wideCount()
	for i := range count {
		title := text.Concat(text.Lit("Filter "), text.Clean(letters[i:i+1]))
		field := form.Input(fFilters, title, hint, &s.vals.Wide[i])
		field.Index = i
		out = append(out, field)
	}
	if count > 2 || count == 2 && strings.TrimSpace(s.vals.Wide[1]) != "" {
		out = append(out, form.Input(fExpression, text.Lit("Expression"), text.Lit("combines the filters, such as A and B"), &s.vals.Expression))
	}
	return out
}

// evaluatorName returns the name of an evaluator, or the end of its ID.
func (s *model) evaluatorName(id string) text.Safe {
	if fact := s.facts[id]; fact != nil && fact.name != "" {
		return text.CleanN(fact.name, 60)
	}
	for _, pick := range s.vals.Picks {
		if pick.ID == id && pick.Name != "" {
			return text.CleanN(pick.Name, 60)
		}
	}
	for name, found := range s.names {
		if found.id == id {
			return text.CleanN(name.Name, 60)
		}
	}
	return text.ShortID(id)
}

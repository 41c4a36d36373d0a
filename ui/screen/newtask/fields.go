package newtask

import (
	"strings"

	"github.com/charmbracelet/huh"

	"ax-tui/api"
	"ax-tui/ui/form"
	"ax-tui/ui/text"
)

// groups are the fields of each step for what is chosen now.
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
		return []form.Field{s.picking(pExperiments, s.vals.Experiments...)}
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

// shape names all that decides which fields there are; another shape needs
// another form.
func (s *model) shape() string {
	var out strings.Builder
	out.WriteString(s.vals.Type + "|" + s.vals.Kind + "|" + s.vals.Space.ID + "|" + s.vals.Dataset.ID)
	if s.spaceSet {
		out.WriteString("|set")
	}
	switch s.at {
	case stEvaluators:
		for _, pick := range s.firstPicks() {
			out.WriteString("|" + pick.ID)
		}
	case stFilters:
		list := s.parse().evaluators
		for _, input := range list[:min(len(list), mostRead)] {
			out.WriteString("|" + input.EvaluatorID)
		}
		if s.parse().wide() {
			out.WriteString("|wide" + strings.Repeat("+", s.wideCount()))
		}
	case stConfig:
		out.WriteString("|" + s.plain.Variant)
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
		opts = append(opts, huh.NewOption(string(typeWords(taskType, layout)), string(taskType)))
	}
	return []form.Field{
		name,
		form.Select(fType, text.Lit("Type"), false, &s.vals.Type, opts...),
	}
}

func typeWords(taskType api.TaskType, layout form.Layout) text.Safe {
	words := map[api.TaskType]text.Safe{
		api.TemplateEvaluation: text.Lit("a model judges by a template"),
		api.CodeEvaluation:     text.Lit("code judges"),
		api.RunExperiment:      text.Lit("new outputs over a dataset"),
	}
	name := text.Clean(strings.ReplaceAll(taskType.Words(), "_", " "))
	return text.Cut(text.Concat(text.Pad(name, 21), words[taskType]), max(layout.FormWidth-6, 1))
}

func (s *model) targetFields(layout form.Layout) []form.Field {
	var out []form.Field
	if !s.spaceSet {
		out = append(out, s.picking(pSpace, one(s.vals.Space)...))
	}
	if !s.vals.experiment() {
		out = append(out, form.Select(fKind, text.Lit("Judge"), layout.Compact, &s.vals.Kind,
			huh.NewOption("the spans of a project", onProject), huh.NewOption("experiments of a dataset", onDataset)))
	}
	if s.vals.onSpans() {
		return append(out, s.picking(pProject, one(s.vals.Project)...))
	}
	return append(out, s.picking(pDataset, one(s.vals.Dataset)...))
}

func (s *model) samplingFields(layout form.Layout) []form.Field {
	hint := text.Lit("0 to 1, or a percentage such as 10 %; empty: not sent")
	if s.first.edit && s.first.Sampling != "" {
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
		if pick.Name == "" && len(s.vals.Picks) > mostUnderWay {
			pick.Name = string(text.CutLeft(text.Clean(pick.ID), 14)) // a picker reads all at once that have no name
		}
		now = append(now, pick.Ref)
	}
	out := []form.Field{s.picking(pEvaluators, now...)}
	for i, pick := range s.firstPicks() {
		field := s.picking(pVersion+pick.ID, one(api.Ref{ID: pick.Version})...)
		field.Index = i
		out = append(out, field)
	}
	return out
}

// wideCount is how many filters of the trace or session shape are on show: the
// written ones and one more.
func (s *model) wideCount() int {
	n := 1
	for i, f := range s.vals.Wide {
		if strings.TrimSpace(f) != "" {
			n = min(i+2, len(letters))
		}
	}
	return n
}

func (s *model) filterFields() []form.Field {
	parsed := s.parse()
	hint := text.Lit("empty: none; such as span_kind = 'LLM' and latency_ms > 2000")
	if s.vals.Kind == onDataset {
		hint = text.Lit("empty: none")
	}
	if parsed.wide() {
		return s.wideFields(hint)
	}
	out := []form.Field{form.Input(fFilter, text.Lit("Filter of the task"), hint, &s.vals.Filter)}
	for i, input := range parsed.evaluators {
		if i >= len(s.own) || i == mostRead {
			break
		}
		title := text.Concat(text.Lit("Filter of "), s.evaluatorName(input.EvaluatorID))
		field := form.Input(fOwnFilter, title, text.Lit("beside the task's filter; empty: none"), &s.own[i])
		field.Index = i
		out = append(out, field)
	}
	return out
}

func (s *model) wideFields(hint text.Safe) []form.Field {
	var out []form.Field
	n := s.wideCount()
	for i := range n {
		title := text.Concat(text.Lit("Filter "), text.Clean(letters[i:i+1]))
		field := form.Input(fFilters, title, hint, &s.vals.Wide[i])
		field.Index = i
		out = append(out, field)
	}
	if n > 2 || n == 2 && strings.TrimSpace(s.vals.Wide[1]) != "" {
		out = append(out, form.Input(fExpression, text.Lit("Together"), text.Lit("how the filters go together, such as A and B"), &s.vals.Expression))
	}
	return out
}

// evaluatorName is what an evaluator is called, or the end of its ID.
func (s *model) evaluatorName(id string) text.Safe {
	if fact := s.facts[id]; fact != nil && fact.name != "" {
		return text.CleanN(fact.name, 60)
	}
	for _, pick := range s.vals.Picks {
		if pick.ID == id && pick.Name != "" {
			return text.CleanN(pick.Name, 60)
		}
	}
	return text.CutLeft(text.Clean(id), 14)
}

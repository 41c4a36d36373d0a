package trigger

import (
	"github.com/charmbracelet/huh"

	"ax-tui/ui/form"
	"ax-tui/ui/text"
)

// questions are the fields for the task; compact has choices on one line.
func (s *model) questions(compact bool) []form.Field {
	switch familyOf(s.task) {
	case onDataset:
		return append([]form.Field{s.pick(s.experiments())}, scoringFields(&s.vals, compact)...)
	case experiment:
		return s.experimentFields()
	}
	return append(windowFields(s.presets, &s.vals, compact), scoringFields(&s.vals, compact)...)
}

func windowFields(all []preset, v *values, compact bool) []form.Field {
	opts := make([]huh.Option[string], len(all))
	for i, preset := range all {
		opts[i] = huh.NewOption(string(preset.label), preset.key)
	}
	return []form.Field{
		form.Select(fWindow, text.Lit("Window"), compact, &v.Preset, opts...),
		form.Input(fStart, text.Lit("Start"), "", &v.Start),
		form.Input(fEnd, text.Lit("End (not included)"), "", &v.End),
	}
}

func scoringFields(v *values, compact bool) []form.Field {
	return []form.Field{
		form.Input(fSpans, text.Lit("Max spans"), text.Lit("empty: the server's default of 10 000"), &v.Spans),
		form.YesNo(fOverride, text.Lit("Override evaluations"), compact, &v.Override,
			text.Lit("no, pass over what has labels"), text.Lit("yes, score again")),
	}
}

func (s *model) experimentFields() []form.Field {
	values := &s.vals
	return []form.Field{
		form.Input(fName, text.Lit("Experiment name"), text.Lit(`unique in the dataset; no " and no \`), &values.Name),
		s.pick(s.versions()),
		form.Input(fExamples, text.Lit("Max examples"), text.Lit("empty: every example; not with picked examples"), &values.Examples),
		s.pick(s.examples()),
		form.Input(fFilter, text.Lit("Query filter"), text.Lit("empty: none; narrows the examples further"), &values.Filter),
		form.Input(fMetadata, text.Lit("Tracing metadata"), text.Lit("key=value, several with commas; empty: no tracing"), &values.Metadata),
		s.pick(s.followUps()),
	}
}

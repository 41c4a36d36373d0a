package trigger

import (
	"github.com/charmbracelet/huh"

	"ax-tui/ui/form"
	"ax-tui/ui/text"
)

// fields returns the fields for the task. With compact, choices take one line.
func (s *model) fields(compact bool) []form.Field {
	switch familyOf(&s.task) {
	case onDataset:
		return append([]form.Field{s.pick(s.experiments())}, scoringFields(&s.vals, compact)...)
	case experiment:
		return s.experimentFields()
	}
	return append(windowFields(s.presets, &s.vals, compact), scoringFields(&s.vals, compact)...)
}

func windowFields(all []preset, vals *values, compact bool) []form.Field {
	opts := make([]huh.Option[string], len(all))
	for i, preset := range all {
		opts[i] = huh.NewOption(string(preset.label), preset.key)
	}
	return []form.Field{
		form.Select(fWindow, text.Lit("Window"), compact, &vals.Preset, opts...),
		form.Input(fStart, text.Lit("Start"), "", &vals.Start),
		form.Input(fEnd, text.Lit("End (not included)"), "", &vals.End),
	}
}

func scoringFields(vals *values, compact bool) []form.Field {
	return []form.Field{
		form.Input(fSpans, text.Lit("Max spans"), text.Lit("empty: the server's default of 10 000"), &vals.Spans),
		form.YesNo(fOverride, text.Lit("Override evaluations"), compact, &vals.Override,
			text.Lit("no, skip rows that already have labels"), text.Lit("yes, score again")),
	}
}

func (s *model) experimentFields() []form.Field {
	values := &s.vals
	return []form.Field{
		form.Input(fName, text.Lit("Experiment name"), text.Lit(`unique in the dataset; no " and no \`), &values.Name),
		s.pick(s.versions()),
		form.Input(fExamples, text.Lit("Max examples"), text.Lit("empty: every example; not with picked examples"), &values.Examples),
		s.pick(s.examples()),
		form.Input(fFilter, text.Lit("Query filter"), text.Lit("empty: none; filters the examples further"), &values.Filter),
		form.Input(fMetadata, text.Lit("Tracing metadata"), text.Lit("key=value, separated by commas; empty: no tracing"), &values.Metadata),
		s.pick(s.followUps()),
	}
}

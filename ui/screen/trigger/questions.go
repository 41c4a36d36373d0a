package trigger

import (
	"github.com/charmbracelet/huh"

	"ax-tui/ui/text"
)

// questions are the fields for the task; compact has choices on one line.
func (s *model) questions(compact bool) []field {
	switch familyOf(s.task) {
	case onDataset:
		return append([]field{s.picking(s.experiments())}, scoringFields(&s.vals, compact)...)
	case experiment:
		return s.experimentFields()
	}
	return append(windowFields(s.presets, &s.vals, compact), scoringFields(&s.vals, compact)...)
}

func input(key string, title, hint text.Safe, value *string) field {
	in := huh.NewInput().Title(string(title)).Value(value)
	return field{key: key, title: title, hint: hint, huh: in, input: in}
}

func windowFields(all []preset, v *values, compact bool) []field {
	opts := make([]huh.Option[string], len(all))
	for i, p := range all {
		opts[i] = huh.NewOption(string(p.label), p.key)
	}
	title := text.Lit("Window")
	sel := huh.NewSelect[string]().Title(string(title)).Inline(compact).Options(opts...).Value(&v.preset)
	return []field{
		{key: fWindow, title: title, huh: sel},
		input(fStart, text.Lit("Start"), "", &v.start),
		input(fEnd, text.Lit("End (not included)"), "", &v.end),
	}
}

func scoringFields(v *values, compact bool) []field {
	title := text.Lit("Override evaluations")
	again := huh.NewSelect[bool]().Title(string(title)).Inline(compact).
		Options(huh.NewOption("no, pass over what has labels", false), huh.NewOption("yes, score again", true)).Value(&v.override)
	return []field{
		input(fSpans, text.Lit("Max spans"), text.Lit("empty: the server's default of 10 000"), &v.spans),
		{key: fOverride, title: title, huh: again},
	}
}

func (s *model) experimentFields() []field {
	v := &s.vals
	return []field{
		input(fName, text.Lit("Experiment name"), text.Lit(`unique in the dataset; no " and no \`), &v.name),
		s.picking(s.versions()),
		input(fExamples, text.Lit("Max examples"), text.Lit("empty: every example; not with picked examples"), &v.examples),
		s.picking(s.examples()),
		input(fFilter, text.Lit("Query filter"), text.Lit("empty: none; narrows the examples further"), &v.filter),
		input(fMetadata, text.Lit("Tracing metadata"), text.Lit("key=value, several with commas; empty: no tracing"), &v.metadata),
		s.picking(s.followUps()),
	}
}

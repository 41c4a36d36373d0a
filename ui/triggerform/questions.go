package triggerform

import (
	"github.com/charmbracelet/huh"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// shape is how much room the fields have.
type shape struct {
	compact bool // choices on one line
	list    int  // rows for a list to mark from
}

// questions are the fields for a task over the values v. names gives the names
// of experiments that are known by now.
func questions(t api.Task, all []preset, v *values, names map[string]text.Safe, sh shape) []field {
	switch familyOf(t) {
	case onDataset:
		fields := scoringFields(v, sh)
		if len(t.ExperimentIDs) > 0 {
			fields = append([]field{narrow(t, v, names, sh)}, fields...)
		}
		return fields
	case experiment:
		return experimentFields(v)
	}
	return append(windowFields(all, v, sh), scoringFields(v, sh)...)
}

func input(key string, title, hint text.Safe, value *string) field {
	in := huh.NewInput().Title(string(title)).Value(value)
	return field{key: key, title: title, hint: hint, huh: in, input: in}
}

func windowFields(all []preset, v *values, sh shape) []field {
	opts := make([]huh.Option[string], len(all))
	for i, p := range all {
		opts[i] = huh.NewOption(string(p.label), p.key)
	}
	title := text.Lit("Window")
	sel := huh.NewSelect[string]().Title(string(title)).Inline(sh.compact).Options(opts...).Value(&v.preset)
	return []field{
		{key: fWindow, title: title, huh: sel},
		input(fStart, text.Lit("Start"), "", &v.start),
		input(fEnd, text.Lit("End (not included)"), "", &v.end),
	}
}

func scoringFields(v *values, sh shape) []field {
	title := text.Lit("Override evaluations")
	again := huh.NewSelect[bool]().Title(string(title)).Inline(sh.compact).
		Options(huh.NewOption("no, pass over what has labels", false), huh.NewOption("yes, score again", true)).Value(&v.override)
	return []field{
		input(fSpans, text.Lit("Max spans"), text.Lit("empty: the server's default of 10 000"), &v.spans),
		{key: fOverride, title: title, huh: again},
	}
}

// longestName keeps an option on one line.
const longestName = 60

// experimentLabel is the name of an experiment, or the end of its ID while that is not known.
func experimentLabel(id string, names map[string]text.Safe) string {
	if name, ok := names[id]; ok && name != "" {
		return string(text.Cut(name, longestName))
	}
	return string(text.CutLeft(text.Clean(id), 24))
}

func narrow(t api.Task, v *values, names map[string]text.Safe, sh shape) field {
	opts := make([]huh.Option[string], len(t.ExperimentIDs))
	seen := map[string]bool{}
	for i, id := range t.ExperimentIDs {
		label := experimentLabel(id, names)
		if seen[label] {
			label = string(text.Clean(id)) // huh marks every option of the same label together
		}
		seen[label] = true
		opts[i] = huh.NewOption(label, id)
	}
	title := text.Lit("Experiments")
	hint := text.Lit("all of them unless you unmark some")
	sel := huh.NewMultiSelect[string]().Title(string(title)).Filterable(false).Options(opts...).Value(&v.experiments)
	if len(opts)+2 > sh.list {
		sel.Height(sh.list)
	}
	return field{key: fNarrow, title: title, hint: hint, huh: sel}
}

func experimentFields(v *values) []field {
	return []field{
		input(fName, text.Lit("Experiment name"), text.Lit(`unique in the dataset; no " and no \`), &v.name),
		input(fVersion, text.Lit("Dataset version ID"), text.Lit("empty: the server's choice"), &v.version),
		input(fExamples, text.Lit("Max examples"), text.Lit("empty: every example; not together with example IDs"), &v.examples),
		input(fExample, text.Lit("Example IDs"), text.Lit("with commas between them; not together with max examples"), &v.exampleIDs),
		input(fFilter, text.Lit("Query filter"), text.Lit("empty: none; narrows the examples further"), &v.filter),
		input(fMetadata, text.Lit("Tracing metadata"), text.Lit("key=value, several with commas; empty: no tracing"), &v.metadata),
		input(fEvals, text.Lit("Evaluation task IDs"), text.Lit("run afterwards; with commas between them"), &v.evalTasks),
	}
}

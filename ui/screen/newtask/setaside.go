package newtask

import (
	"fmt"
	"strings"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// A change of type or target keeps all values and only sets aside those that do not
// fit. These notes name them; "" means that there are none.

// typeChangeNote names what a change of the type has set aside.
func typeChangeNote(old, now *values) text.Safe {
	switch {
	case old.experiment() == now.experiment():
		return ""
	case now.experiment():
		return setAsideText("a run_experiment task has only a dataset and a run configuration", old.evaluationParts())
	}
	if strings.TrimSpace(old.Config) == "" {
		return ""
	}
	return setAsideText("an evaluation task has no run configuration", []string{"the run configuration"})
}

// targetChangeNote names what a change between project and dataset has set aside.
func targetChangeNote(old, now *values) text.Safe {
	if old.onSpans() == now.onSpans() || now.experiment() || old.experiment() {
		return ""
	}
	if now.onSpans() {
		if len(old.Experiments) == 0 {
			return ""
		}
		return setAsideText("a project has no experiments", []string{text.Plural(len(old.Experiments), "experiment")})
	}
	var parts []string
	if old.Continuous {
		parts = append(parts, "continuous")
	}
	if strings.TrimSpace(old.Sampling) != "" {
		parts = append(parts, "the sampling rate")
	}
	if len(parts) == 0 {
		return ""
	}
	return setAsideText("a dataset is evaluated as a whole and on demand", parts)
}

func setAsideText(why string, parts []string) text.Safe {
	if len(parts) == 0 {
		return ""
	}
	return text.Clean("Set aside, since " + why + ": " + strings.Join(parts, ", ") + ". Choose the previous value to restore it.")
}

// evaluationParts names the values that a run_experiment task cannot have.
func (v *values) evaluationParts() []string {
	var parts []string
	if v.Kind == onProject && v.Project.ID != "" {
		parts = append(parts, "project "+label(v.Project))
	}
	if v.Kind == onDataset && len(v.Experiments) > 0 {
		parts = append(parts, text.Plural(len(v.Experiments), "experiment"))
	}
	if len(v.Picks) > 0 {
		parts = append(parts, text.Plural(len(v.Picks), "evaluator"))
	}
	if strings.TrimSpace(v.Filter) != "" || v.wide() {
		parts = append(parts, "the filter")
	}
	return parts
}

// setDataset changes the dataset. Experiments belong to one dataset, so those of the
// old one are dropped; the note names them.
func (v *values) setDataset(ref api.Ref) text.Safe {
	old := v.Dataset
	v.Dataset = ref
	if old.ID == ref.ID || len(v.Experiments) == 0 || old.ID == "" {
		return ""
	}
	count := len(v.Experiments)
	v.Experiments = nil
	return text.Clean(fmt.Sprintf("Dropped %s of dataset %s; choose those of %s.", text.Plural(count, "experiment"), label(old), label(ref)))
}

// setSpace changes the space and drops the picks of the old one.
func (v *values) setSpace(ref api.Ref) text.Safe {
	old := v.Space
	v.Space = ref
	if old.ID == ref.ID || old.ID == "" {
		return ""
	}
	var parts []string
	if v.Project.ID != "" {
		parts = append(parts, "project "+label(v.Project))
	}
	if v.Dataset.ID != "" {
		parts = append(parts, "dataset "+label(v.Dataset))
	}
	v.Project, v.Dataset, v.Experiments = api.Ref{}, api.Ref{}, nil
	out := text.Safe("")
	if len(parts) > 0 {
		out = text.Clean("Dropped, since they are in space " + label(old) + ": " + strings.Join(parts, ", ") + ".")
	}
	if len(v.Picks) > 0 {
		out = text.Concat(out, text.Lit(" The evaluators stay; check whether they exist in the new space."))
	}
	return out
}

package newtask

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/preflight"
	"ax-tui/api/sample"
	"ax-tui/ui/form"
	"ax-tui/ui/text"
)

// What the form says about a value as soon as it was typed or picked.

// nameTaken says that the space has a task of the typed name, "" as far as is known.
func (s *model) nameTaken() text.Safe {
	if s.edit {
		return ""
	}
	req, _ := body(&s.vals, &parsed{})
	for _, finding := range preflight.Check(&preflight.Input{Create: api.CreateTask{Name: req.Name, Type: req.Type}, SameName: s.sameNameTasks().Tasks, SpaceID: s.vals.Space.ID}) {
		if form.BaseField(finding.Field) == fName && finding.Severity != preflight.Hint {
			return text.Lit("the space has a task of this name; the server probably refuses it")
		}
	}
	return ""
}

// pickFindings says, on the step of the evaluators, what about them does not fit
// together or with the task.
func (s *model) pickFindings() (out []text.Safe) {
	if s.current != stEvaluators || s.Form == nil {
		return nil
	}
	req, _ := body(&s.vals, s.parse())
	found := s.findings(req)
	sort.SliceStable(found, func(i, j int) bool { return found[i].Severity < found[j].Severity }) // faults first
	for _, finding := range found {
		if form.BaseField(finding.Field) == fPicks && !strings.Contains(finding.Field, "mappings") && finding.Severity != preflight.Hint {
			out = append(out, text.Clean(findingText(&finding)))
		}
	}
	return out
}

// unfit says why an evaluator of a kind does not fit the type of the task, "" if it does,
// by the rule of api/preflight. Values and no pointer: the command that loads the evaluators calls it.
func (v values) unfit(kind api.EvaluatorType) string {
	known := kind == api.TemplateEvaluator || kind == api.CodeEvaluator
	if !known || v.experiment() || kind.Words()+"_evaluation" == v.kind().Words() {
		return ""
	}
	return kind.Words() + ", not for " + v.kind().Words()
}

// tried returns the filter to try on sample spans: in the step of filters that of the focused
// field or of the task, else that of the spans that the evaluators may judge.
func (s *model) tried() string {
	if s.current != stFilters || s.Form == nil {
		return s.sampleFilter()
	}
	switch field := s.Form.Focused(); field.Key {
	case fOwnFilter:
		return strings.TrimSpace(s.evaluatorFilters[field.Index])
	case fFilters:
		return strings.TrimSpace(s.vals.Wide[field.Index])
	}
	return strings.TrimSpace(s.vals.Filter)
}

// filterText says how many sample spans the focused filter matches.
func (s *model) filterText() text.Safe {
	filter := s.tried()
	switch {
	case filter == "" || !s.vals.onSpans() || s.vals.Project.ID == "":
		return ""
	case s.samples.key != s.sampleKey() || s.samples.loading:
		return text.Lit("Trying the filter on sample spans…")
	case s.samples.failed != nil:
		return ""
	}
	count := len(s.samples.set.Samples)
	found := text.Plural(count, "span")
	switch {
	case count == 0:
		found = "no span"
	case count >= sample.Size:
		found = text.Count(count) + " spans or more"
	}
	days := int(s.samples.set.End.Sub(s.samples.set.Start) / (24 * time.Hour))
	return text.Clean(fmt.Sprintf("The filter matches %s of the last %d days.", found, days))
}

// missingText says what a definite answer of the server means for an evaluator that the
// text names, "" if it is there or not known.
func (f *fact) missingText() string { return preflight.Missing(f.err, f.version) }

// picksNote says how the picks differ from those when the step was opened.
func (s *model) picksNote() text.Safe {
	ids := func(picks []pick) (out []string) {
		for _, picked := range picks {
			out = append(out, picked.ID)
		}
		return out
	}
	before, now := ids(s.picksBefore), ids(s.vals.Picks)
	var parts []string
	if added := slices.DeleteFunc(slices.Clone(now), func(id string) bool { return slices.Contains(before, id) }); len(added) > 0 {
		parts = append(parts, "+ "+s.nameFirst(added))
	}
	if gone := slices.DeleteFunc(slices.Clone(before), func(id string) bool { return slices.Contains(now, id) }); len(gone) > 0 {
		parts = append(parts, "- "+s.nameGone(gone))
	}
	if len(parts) == 0 {
		return ""
	}
	return text.Clean("Evaluators picked: " + strings.Join(parts, ", "))
}

// nameGone is nameFirst for evaluators that are no longer picked, whose names the
// earlier picks hold.
func (s *model) nameGone(ids []string) string {
	now := s.vals.Picks
	s.vals.Picks = s.picksBefore
	names := s.nameFirst(ids)
	s.vals.Picks = now
	return names
}

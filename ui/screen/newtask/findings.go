package newtask

import (
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/mapping"
	"ax-tui/api/preflight"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// mostMapped is how many variables the review warns of one by one.
const mostMapped = 20

// judge makes the request and tells its faults, those of the evaluators' facts included.
func (s *model) judge() (api.CreateTask, []api.FieldFault) {
	req, faults := body(s.vals, s.parse())
	if s.plainFault != nil && s.vals.experiment() && s.at == stConfig {
		faults = append([]api.FieldFault{{Field: fConfig, Message: s.plainFault.Error()}}, faults...)
	}
	if s.edit {
		faults = slices.DeleteFunc(faults, func(fault api.FieldFault) bool { return !s.touched(fault) })
	}
	if len(faults) > 0 {
		return req, faults
	}
	for _, finding := range s.findings(req) {
		if finding.Severity == preflight.Fault && (!s.edit || s.touched(api.FieldFault{Field: finding.Field})) {
			faults = append(faults, api.FieldFault{Field: finding.Field, Message: findingWords(finding)})
		}
	}
	return req, faults
}

func (s *model) findings(req api.CreateTask) []preflight.Finding {
	in := preflight.Input{Create: req, SameName: s.namesakes().Tasks, SpaceID: s.vals.Space.ID}
	for _, input := range req.Evaluators {
		if fact := s.facts[input.EvaluatorID]; fact != nil && fact.known {
			in.Evaluators = append(in.Evaluators, fact.facts)
		}
	}
	return preflight.Check(in)
}

func findingWords(finding preflight.Finding) string {
	if finding.Do == "" {
		return finding.Message
	}
	return finding.Message + "; " + finding.Do
}

// line is one line of the review, before it is wrapped.
type line struct {
	style theme.Style
	text  text.Safe
}

func (s *model) errorLine(parts ...text.Safe) line {
	return line{style: s.Styles.Error, text: text.Concat(text.Clean(s.Styles.Glyphs.Failed+" "), text.Concat(parts...))}
}

func (s *model) warning(parts ...text.Safe) line {
	return line{style: s.Styles.Warn, text: text.Concat(text.Clean(s.Styles.Glyphs.Warn+" "), text.Concat(parts...))}
}

func (s *model) hint(parts ...text.Safe) line {
	return line{style: s.Styles.Dim, text: text.Concat(text.Clean(s.Styles.Glyphs.Dot+" "), text.Concat(parts...))}
}

// reviewLines are what speaks against the request: faults, findings, what the
// samples say. A mapping that nobody checked is not called good. Of a change
// there is nothing to say when the evaluators stay what they were.
func (s *model) reviewLines(req api.CreateTask, faults []api.FieldFault) []line {
	if s.edit && !s.touched(api.FieldFault{Field: fPicks}) {
		return nil
	}
	var out []line
	for _, fault := range faults {
		out = append(out, s.errorLine(s.faultWords(fault)))
	}
	for _, finding := range s.findings(req) {
		switch {
		case s.edit && form.BaseField(finding.Field) == fContinuous: // it speaks of tasks that never ran
		case finding.Severity == preflight.Fault && len(faults) == 0:
			out = append(out, s.errorLine(text.Clean(finding.String())))
		case finding.Severity == preflight.Fault:
		case finding.Severity == preflight.Hint:
			out = append(out, s.hint(text.Clean(findingWords(finding))))
		default:
			out = append(out, s.warning(text.Clean(findingWords(finding))))
		}
	}
	for _, fault := range s.checked.warnings {
		out = append(out, s.warning(text.Clean(fault.String())))
	}
	for _, pick := range s.vals.Picks {
		if fact := s.facts[pick.ID]; fact != nil && fact.err != nil {
			out = append(out, s.warning(s.evaluatorName(pick.ID), text.Lit(" could not be read, so its rules are not checked; "), s.keyOf(keymap.Refresh), text.Lit(" tries again")))
		}
	}
	mapping, looked := s.mappingLines()
	if out = append(out, mapping...); len(out) == 0 && looked {
		good := text.Concat(text.Clean(s.Styles.Glyphs.Completed), text.Lit(" nothing found that speaks against it"))
		out = append(out, line{style: s.Styles.Success, text: good})
	}
	return out
}

// mappingLines tell what the samples say against the mapping, and whether they
// were looked at.
func (s *model) mappingLines() (out []line, looked bool) {
	switch {
	case s.samples.key == "" || s.broken():
		return nil, false // a fault of the form tells it
	case s.filterRefusal() != "":
		refused := s.warning(s.filterRefusal(), text.Lit("; the mappings are not checked"))
		refused.style = s.Styles.Error
		return []line{refused}, false
	case s.samples.failed != nil:
		return []line{s.warning(text.Lit("sample data could not be read, so the mappings are not checked: "), host.Reason(s.samples.failed))}, false
	case !s.upToDate():
		return []line{s.hint(text.Lit("the mappings are being looked up in sample data"))}, false
	case len(s.preview.report.Rows) == 0:
		return nil, true
	case s.preview.report.Samples == 0:
		return []line{s.hint(text.Clean("there are no sample " + s.preview.report.Kind.Noun() + " to check the mappings with"))}, false
	}
	list := s.mappingWarnings()
	for _, t := range list[:min(len(list), mostMapped)] {
		out = append(out, s.warning(t))
	}
	if more := len(list) - mostMapped; more > 0 {
		out = append(out, s.warning(text.Clean(fmt.Sprintf("%s more variables are found in few samples or none", text.Count(more)))))
	}
	return out, true
}

// mappingWarnings has a line for each variable that fewer than half of the
// samples have: rows without it are likely to be skipped (contract section 6).
func (s *model) mappingWarnings() []text.Safe {
	var out []text.Safe
	lookedUp := s.preview.report
	for i, row := range lookedUp.Rows {
		if row.Path != "" && 2*row.Found < lookedUp.Samples {
			out = append(out, foundWords(lookedUp.places[i], row, lookedUp.Report))
		}
	}
	return out
}

// foundWords words one variable: "Relevance: input is found in 0 of 50 sample
// spans (attributes.input.value)".
func foundWords(at place, row mapping.Row, report mapping.Report) text.Safe {
	line := fmt.Sprintf("%s is found in %d of %d sample %s", at.variable, row.Found, report.Samples, report.Kind.Noun())
	if at.evaluator < 0 {
		line = fmt.Sprintf("{{%s}} is found in %d of %d sample %s", at.variable, row.Found, report.Samples, report.Kind.Noun())
	}
	if row.Empty > 0 {
		line += fmt.Sprintf(", empty in %d", row.Empty)
	}
	if at.evaluator >= 0 {
		line = at.of + ": " + line + " (" + row.Path + ")"
	}
	return text.CleanN(line, 300)
}

// filterRefusal words a filter that the server did not take when samples were
// asked for; "" when there is none.
func (s *model) filterRefusal() text.Safe {
	if s.samples.failed == nil || !s.vals.onSpans() || s.sampleFilter() == "" {
		return ""
	}
	if !api.Is(s.samples.failed, api.Invalid, api.Unprocessable) {
		return ""
	}
	return text.Concat(text.Lit("the span search does not take the filter: "), host.Reason(s.samples.failed))
}

// summary tells the task in one sentence, by names: "on project docs-rag in
// Search Quality; on demand; sampling 25 %; Relevance; mappings 2 of 2 found".
func (s *model) summary(req api.CreateTask) text.Safe {
	values := s.vals
	kind := "dataset "
	if values.onSpans() {
		kind = "project "
	}
	where := "no " + strings.TrimSpace(kind) + " yet"
	if values.target().ID != "" {
		where = "on " + kind + label(values.target())
	}
	if values.Space.ID != "" {
		where += " in " + label(values.Space)
	}
	parts := []string{where}
	switch {
	case values.experiment():
		parts = append(parts, "runs an experiment")
	case values.onSpans():
		if parts = append(parts, mode(req.Continuous)); req.SamplingRate != nil {
			parts = append(parts, "sampling "+percent(*req.SamplingRate))
		}
	default:
		parts = append(parts, labels(values.Experiments, "no experiments yet"))
	}
	if !values.experiment() {
		var picks []api.Ref
		for _, evaluator := range s.checked.doc.Evaluators {
			if id := evaluator.Input.EvaluatorID; id != "" {
				picks = append(picks, api.Ref{ID: id, Name: string(s.evaluatorName(id))})
			}
		}
		parts = append(parts, labels(picks, "no evaluators yet"))
	}
	if w := s.mappingsWords(); w != "" {
		parts = append(parts, w)
	}
	return text.CleanN(strings.Join(parts, "; "), 500)
}

// labels lists names, the first few of them.
func labels(list []api.Ref, none string) string {
	const most = 5
	if len(list) == 0 {
		return none
	}
	var names []string
	for _, ref := range list[:min(len(list), most)] {
		names = append(names, label(ref))
	}
	out := strings.Join(names, ", ")
	if more := len(list) - most; more > 0 {
		out += fmt.Sprintf(" and %s more", text.Count(more))
	}
	return out
}

// mappingsWords counts the variables that at least half of the samples have.
func (s *model) mappingsWords() string {
	lookedUp := s.preview.report
	if s.broken() || !s.upToDate() || lookedUp.Samples == 0 || len(lookedUp.Rows) == 0 {
		return ""
	}
	found := 0
	for _, row := range lookedUp.Rows {
		if row.Path != "" && 2*row.Found >= lookedUp.Samples {
			found++
		}
	}
	return fmt.Sprintf("mappings %d of %d found", found, len(lookedUp.Rows))
}

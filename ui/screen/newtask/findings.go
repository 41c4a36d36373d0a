package newtask

import (
	"fmt"
	"strings"

	"ax-tui/api"
	"ax-tui/api/change"
	"ax-tui/api/evaljson"
	"ax-tui/api/mapping"
	"ax-tui/api/preflight"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// maxMappingLines is the maximum number of mapping warnings in the review.
const maxMappingLines = 20

// validate returns the request and its faults, including those found by the facts
// of the evaluators.
func (s *model) validate() (*api.CreateTask, []api.FieldFault) {
	req, faults := body(&s.vals, s.parse())
	if s.configErr != nil && s.vals.experiment() && s.current == stConfig {
		faults = append([]api.FieldFault{{Field: fConfig, Message: s.configErr.Error()}}, faults...)
	}
	if s.edit {
		faults = faultsThat(faults, s.wasEdited)
	}
	if len(faults) > 0 {
		return req, faults
	}
	for _, finding := range s.findings(req) {
		if finding.Severity == preflight.Fault && (!s.edit || s.wasEdited(api.FieldFault{Field: finding.Field})) {
			faults = append(faults, api.FieldFault{Field: finding.Field, Message: findingText(&finding)})
		}
	}
	return req, faults
}

func (s *model) findings(req *api.CreateTask) []preflight.Finding {
	in := preflight.Input{Create: *req, SameName: s.sameNameTasks().Tasks, SpaceID: s.vals.Space.ID}
	for _, input := range req.Evaluators {
		if fact := s.facts[input.EvaluatorID]; fact != nil && fact.known {
			in.Evaluators = append(in.Evaluators, fact.facts)
		}
	}
	return preflight.Check(&in)
}

func findingText(finding *preflight.Finding) string {
	if finding.Do == "" {
		return finding.Message
	}
	return finding.Message + "; " + finding.Do
}

// line is a line of the review before wrapping.
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

// reviewLines returns the problems of the request: faults, findings and mappings
// that samples lack. Unchecked mappings are never reported as good. An update that
// keeps the evaluators has no lines.
func (s *model) reviewLines(req *api.CreateTask, faults []api.FieldFault) []line {
	if s.edit && !s.wasEdited(api.FieldFault{Field: fPicks}) {
		return nil
	}
	var out []line
	for _, fault := range faults {
		out = append(out, s.errorLine(s.faultText(fault)))
	}
	for _, finding := range s.findings(req) {
		switch {
		case s.edit && form.BaseField(finding.Field) == fContinuous: // it is about tasks that never ran
		case finding.Severity == preflight.Fault && len(faults) == 0:
			out = append(out, s.errorLine(text.Clean(finding.String())))
		case finding.Severity == preflight.Fault:
		case finding.Severity == preflight.Hint:
			out = append(out, s.hint(text.Clean(findingText(&finding))))
		default:
			out = append(out, s.warning(text.Clean(findingText(&finding))))
		}
	}
	for _, fault := range s.cache.warnings {
		if fault.Rule == evaljson.MissingVariable && !s.cache.experiment { // a finding names them by evaluator
			continue
		}
		out = append(out, s.warning(text.Clean(fault.String())))
	}
	for _, pick := range s.vals.Picks {
		if fact := s.facts[pick.ID]; fact != nil && fact.err != nil {
			out = append(out, s.warning(s.evaluatorName(pick.ID), text.Lit(" could not be loaded; its rules are not checked; "), s.keyOf(keymap.Refresh), text.Lit(" tries again")))
		}
	}
	mapping, looked := s.mappingLines()
	if out = append(out, mapping...); len(out) == 0 && looked {
		good := text.Concat(text.Clean(s.Styles.Glyphs.Completed), text.Lit(" no problems found"))
		out = append(out, line{style: s.Styles.Success, text: good})
	}
	return out
}

// mappingLines returns the mapping warnings; looked reports whether samples were
// checked.
func (s *model) mappingLines() (out []line, looked bool) {
	switch {
	case s.samples.key == "" || s.hasSyntaxFault():
		return nil, false // a fault of the form reports it
	case s.filterRefusal() != "":
		refused := s.warning(s.filterRefusal(), text.Lit("; the mappings are not checked"))
		refused.style = s.Styles.Error
		return []line{refused}, false
	case s.samples.failed != nil:
		return []line{s.warning(text.Lit("sample data could not be loaded, so the mappings are not checked: "), host.Reason(s.samples.failed))}, false
	case !s.upToDate():
		return []line{s.hint(text.Lit("checking the mappings with sample data"))}, false
	case len(s.preview.report.Rows) == 0:
		return nil, true
	case s.preview.report.Samples == 0:
		return []line{s.hint(text.Clean("there are no sample " + s.preview.report.Kind.Noun() + " to check the mappings with"))}, false
	}
	list := s.mappingWarnings()
	for _, warning := range list[:min(len(list), maxMappingLines)] {
		out = append(out, s.warning(warning))
	}
	if more := len(list) - maxMappingLines; more > 0 {
		out = append(out, s.warning(text.Clean(fmt.Sprintf("%s more variables are missing in most samples", text.Count(more)))))
	}
	return out, true
}

// mappingWarnings returns a line for each variable that fewer than half of the
// samples have. Rows without it are probably skipped (contract section 6).
func (s *model) mappingWarnings() []text.Safe {
	var out []text.Safe
	lookedUp := s.preview.report
	for i, row := range lookedUp.Rows {
		if row.Path != "" && 2*row.Found < lookedUp.Samples {
			out = append(out, foundText(&lookedUp.places[i], &row, &lookedUp.Report))
		}
	}
	return out
}

// foundText describes one variable: "Relevance: input is found in 0 of 50 sample
// spans (attributes.input.value)".
func foundText(at *mapped, row *mapping.Row, report *mapping.Report) text.Safe {
	line := fmt.Sprintf("%s is found in %d of %d sample %s", at.variable, row.Found, report.Samples, report.Kind.Noun())
	if at.evaluator < 0 {
		line = fmt.Sprintf("{{%s}} is found in %d of %d sample %s", at.variable, row.Found, report.Samples, report.Kind.Noun())
	}
	if row.Empty > 0 {
		line += fmt.Sprintf(", empty in %d", row.Empty)
	}
	if at.evaluator >= 0 {
		line = at.evaluatorName + ": " + line + " (" + row.Path + ")"
	}
	return text.CleanN(line, 300)
}

// filterRefusal describes a filter that the server refused when samples were
// loaded; "" if it refused none.
func (s *model) filterRefusal() text.Safe {
	if s.samples.failed == nil || !s.vals.onSpans() || s.tried() == "" {
		return ""
	}
	if !api.Is(s.samples.failed, api.Invalid, api.Unprocessable) {
		return ""
	}
	return text.Concat(text.Lit("the span search refuses the filter: "), host.Reason(s.samples.failed))
}

// summary describes the task in one sentence, by names: "on project docs-rag in
// Search Quality; on demand; sampling 25 %; Relevance; mappings 2 of 2 found".
func (s *model) summary(req *api.CreateTask) text.Safe {
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
		if parts = append(parts, change.Mode(req.Continuous)); req.SamplingRate != nil {
			parts = append(parts, "sampling "+formatPercent(*req.SamplingRate))
		}
	default:
		parts = append(parts, labels(values.Experiments, "no experiments yet"))
	}
	if !values.experiment() {
		var picks []api.Ref
		for _, evaluator := range s.cache.doc.Evaluators {
			if id := evaluator.Input.EvaluatorID; id != "" {
				picks = append(picks, api.Ref{ID: id, Name: string(s.evaluatorName(id))})
			}
		}
		parts = append(parts, labels(picks, "no evaluators yet"))
	}
	if mappings := s.mappingsText(); mappings != "" {
		parts = append(parts, mappings)
	}
	return text.CleanN(strings.Join(parts, "; "), 500)
}

// mostLabels is how many names labels lists.
const mostLabels = 5

// labels lists the first few names.
func labels(list []api.Ref, none string) string {
	if len(list) == 0 {
		return none
	}
	var names []string
	for _, ref := range list[:min(len(list), mostLabels)] {
		names = append(names, label(ref))
	}
	out := strings.Join(names, ", ")
	if more := len(list) - mostLabels; more > 0 {
		out += fmt.Sprintf(" and %s more", text.Count(more))
	}
	return out
}

// mappingsText counts the variables that at least half of the samples have.
func (s *model) mappingsText() string {
	lookedUp := s.preview.report
	if s.hasSyntaxFault() || !s.upToDate() || lookedUp.Samples == 0 || len(lookedUp.Rows) == 0 {
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

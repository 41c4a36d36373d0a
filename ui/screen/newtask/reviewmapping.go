package newtask

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"ax-tui/api"
	"ax-tui/api/mapping"
	"ax-tui/ui/text"
)

// mostMapped is how many variables the review warns of one by one.
const mostMapped = 20

// adder writes a wrapped line of the review.
type adder func(lipgloss.Style, text.Safe)

// upToDate reports that the report is about the texts and rows as they are now.
func (s *model) upToDate() bool {
	p := &s.preview
	return p.have && s.samples.have && p.about == s.about()
}

// about names what a report is made of: the rows and the text in use.
func (s *model) about() string {
	if s.vals.experiment() {
		return s.samples.key + "\x00" + s.vals.Config
	}
	return s.samples.key + "\x00" + s.vals.Evaluators
}

// reviewMapping tells what the samples say against the mapping. It reports
// whether they were looked at: a mapping that nobody checked is not called good.
func (s *model) reviewMapping(add adder) bool {
	warn := func(t text.Safe) { add(s.Styles.Warn, text.Concat(text.Clean(s.Styles.Glyphs.Warn+" "), t)) }
	hint := func(t text.Safe) { add(s.Styles.Dim, text.Concat(text.Clean(s.Styles.Glyphs.Dot+" "), t)) }
	switch {
	case s.samples.key == "" || s.broken():
		return false // a fault of the form tells it
	case s.filterRefusal() != "":
		add(s.Styles.Error, text.Concat(text.Clean(s.Styles.Glyphs.Warn+" "), s.filterRefusal(), text.Lit("; the mappings are not checked")))
		return false
	case s.samples.failed != nil:
		warn(text.Concat(text.Lit("sample data could not be read, so the mappings are not checked: "), reason(s.samples.failed)))
		return false
	case !s.upToDate():
		hint(text.Lit("the mappings are being looked up in sample data"))
		return false
	case len(s.preview.report.Rows) == 0:
		return true
	case s.preview.report.Samples == 0:
		hint(text.Clean("there are no sample " + s.preview.report.Kind.Noun() + " to check the mappings with"))
		return false
	}
	list := s.mappingWarnings()
	for _, t := range list[:min(len(list), mostMapped)] {
		warn(t)
	}
	if more := len(list) - mostMapped; more > 0 {
		warn(text.Clean(fmt.Sprintf("%s more variables are found in few samples or none", text.Count(more))))
	}
	return true
}

// mappingWarnings has a line for each variable that fewer than half of the
// samples have: rows without it are likely to be skipped (contract section 6).
func (s *model) mappingWarnings() []text.Safe {
	var out []text.Safe
	r := s.preview.report
	for i, row := range r.Rows {
		if i >= len(s.preview.refs) || row.Path == "" || 2*row.Found >= r.Samples {
			continue
		}
		out = append(out, s.foundWords(s.preview.refs[i], row, r))
	}
	return out
}

// foundWords words one variable: "Relevance: input is found in 0 of 50 sample
// spans (attributes.input.value)".
func (s *model) foundWords(at ref, row mapping.Row, r mapping.Report) text.Safe {
	line := fmt.Sprintf("%s is found in %d of %d sample %s", at.variable, row.Found, r.Samples, r.Kind.Noun())
	if at.evaluator < 0 {
		line = fmt.Sprintf("{{%s}} is found in %d of %d sample %s", at.variable, row.Found, r.Samples, r.Kind.Noun())
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
	if k := kindOf(s.samples.failed); k != api.Invalid && k != api.Unprocessable {
		return ""
	}
	return text.Concat(text.Lit("the span search does not take the filter: "), reason(s.samples.failed))
}

// summary tells the task in one sentence, by names: "on project docs-rag in
// Search Quality; on demand; sampling 25 %; Relevance; mappings 2 of 2 found".
func (s *model) summary(req api.CreateTask) text.Safe {
	v := s.vals
	kind := "dataset "
	if v.onSpans() {
		kind = "project "
	}
	where := "no " + strings.TrimSpace(kind) + " yet"
	if v.target().ID != "" {
		where = "on " + kind + label(v.target())
	}
	if v.Space.ID != "" {
		where += " in " + label(v.Space)
	}
	parts := []string{where}
	switch {
	case v.experiment():
		parts = append(parts, "runs an experiment")
	case v.onSpans():
		parts = append(parts, scheduleWords(req)...)
	default:
		parts = append(parts, labels(v.Experiments, "no experiments yet"))
	}
	if !v.experiment() {
		var picks []api.Ref
		for _, e := range s.checked.doc.Evaluators {
			if id := e.Input.EvaluatorID; id != "" {
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

// scheduleWords say when a task over spans looks, and at how many of them.
func scheduleWords(req api.CreateTask) []string {
	out := []string{"on demand"}
	if req.Continuous != nil && *req.Continuous {
		out[0] = "continuous"
	}
	if req.SamplingRate != nil {
		out = append(out, "sampling "+percent(*req.SamplingRate))
	}
	return out
}

// labels lists names, the first few of them.
func labels(list []api.Ref, none string) string {
	const most = 5
	if len(list) == 0 {
		return none
	}
	var names []string
	for _, t := range list[:min(len(list), most)] {
		names = append(names, label(t))
	}
	out := strings.Join(names, ", ")
	if more := len(list) - most; more > 0 {
		out += fmt.Sprintf(" and %s more", text.Count(more))
	}
	return out
}

// mappingsWords counts the variables that at least half of the samples have.
func (s *model) mappingsWords() string {
	r := s.preview.report
	if s.broken() || !s.upToDate() || r.Samples == 0 || len(r.Rows) == 0 {
		return ""
	}
	found := 0
	for _, row := range r.Rows {
		if row.Path != "" && 2*row.Found >= r.Samples {
			found++
		}
	}
	return fmt.Sprintf("mappings %d of %d found", found, len(r.Rows))
}

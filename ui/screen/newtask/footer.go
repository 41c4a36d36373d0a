package newtask

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// notes returns the footer: problems, values that were set aside, and hints.
func (s *model) notes() []form.Note {
	var out []form.Note
	add := func(style theme.Style, parts ...text.Safe) {
		out = append(out, form.Note{Style: style, Parts: parts, Greedy: true})
	}
	switch {
	case s.Draft.Sending() && s.edit:
		add(s.Styles.Info, text.Lit("Sending the change… It is sent once; a notice shows the result."))
	case s.Draft.Sending():
		add(s.Styles.Info, text.Lit("Creating the task… It is sent once; a notice shows the result."))
	}
	add(s.Styles.Error, s.problem...)
	switch {
	case s.edit && len(s.faults) > 0 && len(s.problem) == 0:
		add(s.Styles.Error, text.Concat(text.Lit("Nothing was sent. "), fieldTitle(s.faults[0].Field), text.CleanN(s.faults[0].Message, 300)))
	case s.edit && len(s.review.conflict) > 0 && len(s.problem) == 0:
		add(s.Styles.Warn, text.Concat(
			text.Lit("Someone else changed this task; nothing was sent. "), s.keyOf(keymap.Accept),
			text.Lit(" sends your changes too, "), s.keyOf(keymap.Back), text.Lit(" returns to the fields.")))
	}
	for _, fault := range s.faults {
		if !s.edit && !s.shownAtField(fault.Field) && !s.shownInEditor(fault) {
			add(s.Styles.Error, s.faultText(fault))
		}
	}
	if !s.edit && len(s.faults) > 0 && len(s.problem) == 0 && s.current != stReview {
		add(s.Styles.Warn, text.Concat(s.keyOf(keymap.Accept), text.Lit(" again skips this for now; correct it before the task is created.")))
	}
	for _, finding := range s.pickFindings() {
		add(s.Styles.Warn, text.Concat(text.Clean(s.Styles.Glyphs.Warn+" "), finding))
	}
	for _, note := range slices.Backward(s.changeNotes) { // the newest first: there may be no room for all
		add(s.Styles.Warn, text.Concat(text.Clean(s.Styles.Glyphs.Warn+" "), note.text))
	}
	add(s.Styles.Dim, s.hints()...)
	return out
}

// hints returns the hints of this step, shown in the rows that problems leave.
func (s *model) hints() []text.Safe {
	switch s.current {
	case stEvaluators:
		return s.pickDetails()
	case stJSON, stConfigJSON:
		if s.layout().Panel > 0 {
			return []text.Safe{text.Concat(s.keyOf(keymap.MappingView), text.Lit(" toggles the mapping preview.")), s.limitNote()}
		}
		return []text.Safe{s.mappingLine(), s.limitNote()}
	case stSampling:
		if s.vals.Continuous {
			return []text.Safe{text.Lit("Good practice: try a run over about 100 spans before continuous mode, and use a rate below 1 for busy projects.")}
		}
	case stFilters:
		if tried := s.filterText(); tried != "" {
			return []text.Safe{tried}
		}
		if s.parse().wide() {
			return []text.Safe{text.Lit("Trace and session evaluators need one to five filters; the JSON refers to them by letter (no letter: any filter).")}
		}
	case stReview:
		switch {
		case s.Draft.Sending() || len(s.review.conflict) > 0:
			return nil
		case s.edit:
			return []text.Safe{text.Concat(s.keyOf(keymap.Accept), text.Lit(" sends the change; it is sent once. "), s.keyOf(keymap.Back), text.Lit(" returns to the fields."))}
		case len(s.faulty) > 0:
			return []text.Safe{text.Concat(text.Lit("The task cannot be created yet: "), s.keyOf(keymap.Accept), text.Lit(" goes to the first fault."))}
		}
		return []text.Safe{text.Concat(s.keyOf(keymap.Accept), text.Lit(" creates the task; it is sent once. "), s.keyOf(keymap.CopyCommand), text.Lit(" copies the command."))}
	}
	return nil
}

// limitNote says that only the first evaluators are loaded; "" if all are.
func (s *model) limitNote() text.Safe {
	if s.vals.experiment() || len(s.vals.Picks) <= maxLoaded {
		return ""
	}
	return text.Clean(fmt.Sprintf("Only the first %d of %s evaluators are loaded and checked.", maxLoaded, text.Count(len(s.vals.Picks))))
}

// maxPickDetails is the maximum of evaluators that the footer describes.
const maxPickDetails = 3

// pickDetails describes the evaluators that were picked last, and their variables.
func (s *model) pickDetails() []text.Safe {
	var out []text.Safe
	for i, pick := range slices.Backward(s.vals.Picks) {
		if len(out) == maxPickDetails {
			break
		}
		line := s.evaluatorName(pick.ID)
		fact := s.facts[pick.ID]
		switch {
		case i >= maxLoaded:
			line = text.Concat(line, text.Clean(fmt.Sprintf(": not loaded; only the first %d evaluators are", maxLoaded)))
		case fact == nil || !fact.known && fact.err == nil:
			line = text.Concat(line, text.Lit(": loading…"))
		case fact.err != nil:
			line = text.Concat(line, text.Lit(" could not be loaded ("), s.keyOf(keymap.Refresh), text.Lit(" tries again): "), host.Reason(fact.err))
		default:
			line = text.Concat(line, text.Lit(": "), fact.detail)
			if vars, ok := s.variables(pick.ID); ok {
				line = text.Concat(line, text.Lit("; variables "), text.CleanN(cmp.Or(strings.Join(vars, ", "), "none"), 120))
			}
		}
		out = append(out, line)
	}
	return out
}

// mappingLine is the preview in one line, for screens without a panel.
func (s *model) mappingLine() text.Safe {
	tail := text.Concat(text.Lit("; "), s.keyOf(keymap.MappingView), text.Lit(" shows the mapping"))
	switch {
	case s.samples.failed != nil:
		return text.Concat(text.Lit("Sample data could not be loaded"), tail)
	case s.preview.length() == 0:
		return text.Concat(text.Lit("Mapping: "), s.noMapping(), tail)
	}
	var parts []string
	for _, row := range s.preview.report.Rows {
		if len(parts) == 20 { // more than fits in a line
			break
		}
		name := row.Variable
		if len(s.preview.report.Groups) > 1 {
			name = s.preview.report.Groups[row.Group] + ": " + name
		}
		parts = append(parts, fmt.Sprintf("%s %d", name, row.Found))
	}
	lead := fmt.Sprintf("Found in %d %s: ", s.preview.report.Samples, s.preview.report.Kind.Noun())
	return text.Concat(text.CleanN(lead+strings.Join(parts, ", "), 200), tail)
}

// noMapping says why there is no mapping to show.
func (s *model) noMapping() text.Safe {
	switch report := s.preview.report; {
	case s.sampleKey() == "":
		return text.Lit("nothing to evaluate is picked yet")
	case s.hasSyntaxFault():
		return text.Lit("checked when the JSON is valid")
	case s.samples.loading || report == nil || !s.upToDate():
		return text.Lit("no sample data yet")
	case report.Samples == 0 && len(s.mappings()) > 0:
		return text.Clean("there are no sample " + report.Kind.Noun())
	}
	return text.Lit("there are no variables to check")
}

// faultText is the message of a fault after the title of its field. A message about
// the JSON names its place in the text itself.
func (s *model) faultText(fault api.FieldFault) text.Safe {
	if form.BaseField(fault.Field) == fPicks || form.BaseField(fault.Field) == fConfig {
		return text.CleanN(fault.Message, 300)
	}
	if i := s.Form.Index(fault.Field); i >= 0 {
		return text.Concat(s.Form.Fields()[i].Title, text.Lit(": "), text.CleanN(fault.Message, 300))
	}
	return text.Concat(fieldTitle(fault.Field), text.CleanN(fault.Message, 300))
}

// fieldTitle returns the title of a field on another step, with a colon.
func fieldTitle(field string) text.Safe {
	titles := map[string]text.Safe{
		fName: "Name: ", fType: "Type: ", fProject: "Target: ", fDataset: "Target: ", fExperiments: "Experiments: ",
		fSampling: "Sampling rate: ", fFilter: "Filters: ", fFilters: "Filters: ", fPicks: "Evaluators: ", fConfig: "Run configuration: ",
	}
	if title, ok := titles[form.BaseField(field)]; ok {
		return title
	}
	return text.CleanN(field+": ", 60)
}

// shownAtField reports whether a fault is shown at its field. A JSON field shows only
// what its own check finds (shownInEditor), and a sheet nothing.
func (s *model) shownAtField(field string) bool {
	i := s.Form.Index(field)
	if i < 0 {
		return false
	}
	mode := s.Form.Fields()[i].Mode
	return mode != form.Editing && mode != form.Reading
}

// shownInEditor reports whether the visible editor shows the fault itself.
func (s *model) shownInEditor(fault api.FieldFault) bool {
	parsed := s.parse()
	switch s.current {
	case stJSON:
		return slices.Contains(parsed.evalFaults, fault.Message)
	case stConfigJSON:
		return slices.Contains(parsed.configFaults, fault.Message)
	}
	return false
}

// describe sets the line under each field: its fault, else its hint.
func (s *model) describe() {
	s.Dirty = true
	if s.Form == nil {
		return
	}
	s.check()
	s.Form.Describe(func(i int, field form.Field) (text.Safe, bool) {
		for _, fault := range s.faults {
			if s.Form.Index(fault.Field) == i {
				return text.CleanN(fault.Message, 200), true
			}
		}
		if field.Key == fName {
			if taken := s.nameTaken(); taken != "" {
				return taken, true
			}
		}
		return field.Hint, false
	})
}

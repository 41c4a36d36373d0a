package newtask

import (
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

// notes are the foot: what is wrong, what was set aside, else what to do.
func (s *model) notes() []form.Note {
	var out []form.Note
	say := func(st theme.Style, parts ...text.Safe) {
		out = append(out, form.Note{Style: st, Parts: parts, Greedy: true})
	}
	switch {
	case s.Draft.Sending() && s.edit:
		say(s.Styles.Info, text.Lit("Sending the change… It is sent once; a notice tells its outcome."))
	case s.Draft.Sending():
		say(s.Styles.Info, text.Lit("Creating the task… It is sent once; a notice tells its outcome."))
	}
	say(s.Styles.Error, s.problem...)
	switch {
	case s.edit && len(s.faults) > 0 && len(s.problem) == 0:
		say(s.Styles.Error, text.Concat(text.Lit("Nothing was sent. "), fieldTitle(s.faults[0].Field), text.CleanN(s.faults[0].Message, 300)))
	case s.edit && len(s.review.conflict) > 0 && len(s.problem) == 0:
		say(s.Styles.Warn, text.Concat(
			text.Lit("Somebody else has changed this task meanwhile; nothing was sent. "), s.keyOf(keymap.Accept),
			text.Lit(" sends your changes over theirs, "), s.keyOf(keymap.Back), text.Lit(" goes back to the fields.")))
	}
	for _, fault := range s.faults {
		if !s.edit && !s.besideField(fault.Field) && !s.inEditor(fault) {
			say(s.Styles.Error, s.faultWords(fault))
		}
	}
	if !s.edit && len(s.faults) > 0 && len(s.problem) == 0 && s.at != stReview {
		say(s.Styles.Warn, text.Concat(s.keyOf(keymap.Accept), text.Lit(" again leaves it for later; it must be right before the task is created.")))
	}
	for _, p := range slices.Backward(s.news) {
		say(s.Styles.Warn, text.Concat(text.Clean(s.Styles.Glyphs.Warn+" "), p))
	}
	say(s.Styles.Dim, s.hints()...)
	return out
}

// mostNotes is the most rows that the foot ever has.
const mostNotes = 3

// hints say what there is to know on this step when nothing is wrong.
func (s *model) hints() []text.Safe {
	switch s.at {
	case stEvaluators:
		return s.pickDetails()
	case stJSON, stConfigJSON:
		if s.layout().Panel > 0 {
			return []text.Safe{text.Concat(s.keyOf(keymap.MappingView), text.Lit(" goes to the mapping preview and back.")), s.onlyFirst()}
		}
		return []text.Safe{s.mappingLine(), s.onlyFirst()}
	case stSampling:
		if s.vals.Continuous {
			return []text.Safe{text.Lit("Good practice: first a run over about 100 spans, only then continuous; a rate below 1 for busy projects.")}
		}
	case stFilters:
		if s.parse().wide() {
			return []text.Safe{text.Lit("Trace and session evaluators need one to five filters; the JSON names them by their letter, no letter means any.")}
		}
	case stReview:
		switch {
		case s.Draft.Sending() || len(s.review.conflict) > 0:
			return nil
		case s.edit:
			return []text.Safe{text.Concat(s.keyOf(keymap.Accept), text.Lit(" sends the change; it is sent once. "), s.keyOf(keymap.Back), text.Lit(" goes back to the fields."))}
		}
		return []text.Safe{text.Concat(s.keyOf(keymap.Accept), text.Lit(" creates the task; it is sent once. "), s.keyOf(keymap.CopyCommand), text.Lit(" copies the command."))}
	}
	return nil
}

// onlyFirst says that not all evaluators are read; "" when they are.
func (s *model) onlyFirst() text.Safe {
	if s.vals.experiment() || len(s.vals.Picks) <= mostRead {
		return ""
	}
	return text.Clean(fmt.Sprintf("Only the first %d of %s evaluators are read and looked up.", mostRead, text.Count(len(s.vals.Picks))))
}

// pickDetails tell of each picked evaluator what it is and which variables it wants.
func (s *model) pickDetails() []text.Safe {
	var out []text.Safe
	for i, pick := range slices.Backward(s.vals.Picks) {
		if len(out) == mostNotes {
			break
		}
		line := s.evaluatorName(pick.ID)
		fact := s.facts[pick.ID]
		switch {
		case i >= mostRead:
			line = text.Concat(line, text.Clean(fmt.Sprintf(": not read; only the first %d evaluators are", mostRead)))
		case fact == nil || !fact.known && fact.err == nil:
			line = text.Concat(line, text.Lit(": reading…"))
		case fact.err != nil:
			line = text.Concat(line, text.Lit(" could not be read ("), s.keyOf(keymap.Refresh), text.Lit(" tries again): "), host.Reason(fact.err))
		default:
			line = text.Concat(line, text.Lit(": "), fact.detail)
			if vars, ok := s.variables(pick.ID); ok {
				line = text.Concat(line, text.Lit("; variables "), text.CleanN(listOr(vars, "none"), 120))
			}
		}
		out = append(out, line)
	}
	return out
}

func listOr(list []string, none string) string {
	if len(list) == 0 {
		return none
	}
	return strings.Join(list, ", ")
}

// mappingLine is the preview in one line, for screens too narrow for a panel.
func (s *model) mappingLine() text.Safe {
	tail := text.Concat(text.Lit("; "), s.keyOf(keymap.MappingView), text.Lit(" shows the mapping"))
	switch {
	case s.samples.failed != nil:
		return text.Concat(text.Lit("Sample data could not be read"), tail)
	case s.preview.length() == 0:
		return text.Concat(text.Lit("Mapping: no sample data yet"), tail)
	}
	var parts []string
	for _, row := range s.preview.report.Rows {
		if len(parts) == 20 { // more than a line can take
			break
		}
		parts = append(parts, fmt.Sprintf("%s %d", row.Variable, row.Found))
	}
	of := fmt.Sprintf("Found in %d %s: ", s.preview.report.Samples, s.preview.report.Kind.Noun())
	return text.Concat(text.CleanN(of+strings.Join(parts, ", "), 200), tail)
}

// faultWords name a fault by the title of its field.
func (s *model) faultWords(fault api.FieldFault) text.Safe {
	if form.BaseField(fault.Field) == fPicks || form.BaseField(fault.Field) == fConfig {
		return text.CleanN(fault.Message, 300)
	}
	if i := s.Form.Index(fault.Field); i >= 0 {
		return text.Concat(s.Form.Fields()[i].Title, text.Lit(": "), text.CleanN(fault.Message, 300))
	}
	return text.Concat(fieldTitle(fault.Field), text.CleanN(fault.Message, 300))
}

// fieldTitle words a field that is on another step.
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

// besideField reports that a fault can be shown at its field.
func (s *model) besideField(fault string) bool {
	i := s.Form.Index(fault)
	if i < 0 {
		return false
	}
	mode := s.Form.Fields()[i].Mode
	return mode != form.Editing && mode != form.Reading
}

// inEditor reports a fault of the text that the editor on show tells itself.
func (s *model) inEditor(fault api.FieldFault) bool {
	parsed := s.parse()
	switch s.at {
	case stJSON:
		return slices.Contains(parsed.evalFaults, fault.Message)
	case stConfigJSON:
		return slices.Contains(parsed.configFaults, fault.Message)
	}
	return false
}

// describe words the line under each field: its fault, else its hint.
func (s *model) describe() {
	s.Dirty = true
	if s.Form == nil {
		return
	}
	s.Form.Describe(func(i int, field form.Field) (text.Safe, bool) {
		for _, fault := range s.faults {
			if s.Form.Index(fault.Field) == i {
				return text.CleanN(fault.Message, 200), true
			}
		}
		return field.Hint, false
	})
}

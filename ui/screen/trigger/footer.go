package trigger

import (
	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// reviewRows is the number of footer rows that show what will be sent.
const reviewRows = 2

// footer shows what will be sent, and warnings. A fault may use the rows of the
// notes, so that its message is shown in full.
func (s *model) footer(req *api.Trigger, faults []api.FieldFault, layout form.Layout) []string {
	all, notes := reviewRows+layout.Notes, s.notes(req)
	if len(faults) == 0 || s.Draft.Sending() {
		lead := text.Lit("Will send: ")
		if s.Draft.Sending() {
			lead = text.Lit("Sending: ")
		}
		words := s.Wrap(s.Styles.Accent, reviewRows, text.Concat(lead, review(&s.task, &s.vals, req, s.env.Zone)))
		return append(form.FitRows(words, reviewRows), s.Notes(layout.Notes, notes)...)
	}
	most := all
	if s.hasProblem() {
		most-- // the result of sending needs a row
	}
	words := s.Wrap(s.Styles.Warn, most, text.Concat(text.Lit("Not ready: "), s.faultText(s.focusedFault(faults))))
	rows := max(reviewRows, len(words))
	return append(form.FitRows(words, rows), s.Notes(all-rows, notes)...)
}

// hasProblem reports whether the last submit failed.
func (s *model) hasProblem() bool { return len(s.attempt.problem) > 0 || len(s.attempt.faults) > 0 }

// focusedFault returns the fault of the focused field, else the first one.
func (s *model) focusedFault(faults []api.FieldFault) api.FieldFault {
	for _, fault := range faults {
		if form.BaseField(fault.Field) == s.Form.Focused().Key {
			return fault
		}
	}
	return faults[0]
}

// notes returns the problems first, then the warnings.
func (s *model) notes(req *api.Trigger) []form.Note {
	var out []form.Note
	add := func(st theme.Style, parts ...text.Safe) {
		out = append(out, form.Note{Style: st, Parts: parts, Greedy: len(out) == 0 && s.hasProblem()})
	}
	switch {
	case s.Draft.Sending():
		add(s.Styles.Info, text.Lit("Starting the run… It is sent once; a notice shows the result."))
	case len(s.attempt.problem) > 0:
		add(s.Styles.Error, s.attempt.problem...)
	case len(s.attempt.faults) > 0:
		fields := text.Lit("one field")
		if count := len(s.attempt.faults); count > 1 {
			fields = text.Clean(text.Plural(count, "field"))
		}
		add(s.Styles.Error, text.Concat(text.Lit("Nothing was sent: "), fields, text.Lit(" to correct.")))
	}
	if changed := s.env.Changes(&s.cause, diagnose.TriggerForm); changed != "" {
		look := s.Styles.Info
		if s.cause.Cure.Form != diagnose.TriggerForm {
			look = s.Styles.Warn
		}
		add(look, changed)
	}
	for _, warning := range warnings(req, s.active(), s.serverNow()) {
		add(s.Styles.Warn, text.Concat(text.Clean(s.Styles.Glyphs.Warn+" "), warning))
	}
	if err := s.failed[jobRuns]; err != nil {
		add(s.Styles.Dim, text.Concat(text.Lit("Could not check for active runs: "), host.Reason(err),
			text.Lit(" ("), s.keyOf(keymap.Refresh), text.Lit(" tries again)")))
	}
	return out
}

// faultText is the message of a fault after the title of its field.
func (s *model) faultText(named api.FieldFault) text.Safe {
	title := text.Clean(named.Field)
	if i := s.Form.Index(named.Field); i >= 0 {
		title = s.Form.Fields()[i].Title
	}
	return text.Concat(title, text.Lit(": "), text.Clean(named.Message))
}

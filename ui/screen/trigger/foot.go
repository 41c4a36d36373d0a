package trigger

import (
	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// reviewRows is how many rows of the foot say what will be sent.
const reviewRows = 2

// foot says what will be sent and what may go wrong. A fault may take the rows
// of the notes, so that its sentence is there in full.
func (s *model) foot(req api.Trigger, faults []fault, layout form.Layout) []string {
	all, notes := reviewRows+layout.Notes, s.notes(req)
	if len(faults) == 0 || s.Draft.Sending() {
		lead := text.Lit("Will send: ")
		if s.Draft.Sending() {
			lead = text.Lit("Sending: ")
		}
		words := s.Wrap(s.Styles.Accent, reviewRows, text.Concat(lead, review(s.task, s.vals, req, s.env.Zone)))
		return append(form.FitRows(words, reviewRows), s.Notes(layout.Notes, notes)...)
	}
	most := all
	if s.wrong() {
		most-- // what came of sending keeps a row
	}
	words := s.Wrap(s.Styles.Warn, most, text.Concat(text.Lit("Not ready: "), s.faultWords(s.nearest(faults))))
	rows := max(reviewRows, len(words))
	return append(form.FitRows(words, rows), s.Notes(all-rows, notes)...)
}

// wrong reports that something has come of sending that keeps it from being done.
func (s *model) wrong() bool { return len(s.attempt.problem) > 0 || len(s.attempt.faults) > 0 }

// nearest is the fault of the field that has the focus, else the first one.
func (s *model) nearest(faults []fault) fault {
	for _, fault := range faults {
		if form.BaseField(fault.Field) == s.Form.Focused().Key {
			return fault
		}
	}
	return faults[0]
}

// notes say what is wrong first, then what may go wrong.
func (s *model) notes(req api.Trigger) []form.Note {
	var out []form.Note
	say := func(st theme.Style, parts ...text.Safe) {
		out = append(out, form.Note{Style: st, Parts: parts, Greedy: len(out) == 0 && s.wrong()})
	}
	switch {
	case s.Draft.Sending():
		say(s.Styles.Info, text.Lit("Starting the run… It is sent once; a notice tells its outcome."))
	case len(s.attempt.problem) > 0:
		say(s.Styles.Error, s.attempt.problem...)
	case len(s.attempt.faults) > 0:
		fields := text.Lit("one field")
		if n := len(s.attempt.faults); n > 1 {
			fields = text.Clean(text.Plural(n, "field"))
		}
		say(s.Styles.Error, text.Concat(text.Lit("Nothing was sent: "), fields, text.Lit(" to mend.")))
	}
	for _, p := range warnings(req, s.active(), s.env.Now()) {
		say(s.Styles.Warn, text.Concat(text.Clean(s.Styles.Glyphs.Warn+" "), p))
	}
	if err := s.failed[jobRuns]; err != nil {
		say(s.Styles.Dim, text.Concat(text.Lit("Whether a run is active could not be read: "), host.Reason(err),
			text.Lit(" ("), s.keyOf(keymap.Refresh), text.Lit(" tries again)")))
	}
	return out
}

// faultWords name a fault by the title of its field.
func (s *model) faultWords(f fault) text.Safe {
	title := text.Clean(f.Field)
	if i := s.Form.Index(f.Field); i >= 0 {
		title = s.Form.Fields()[i].Title
	}
	return text.Concat(title, text.Lit(": "), text.Clean(f.Message))
}

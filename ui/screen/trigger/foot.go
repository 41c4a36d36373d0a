package trigger

import (
	"github.com/charmbracelet/lipgloss"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// foot says what will be sent and what may go wrong. A fault may take the rows
// of the notes, so that its sentence is there in full.
func (s *model) foot(req api.Trigger, faults []fault, l layout) []string {
	review, all := l.review, l.review+l.notes
	if len(faults) > 0 && !s.sending {
		most := all
		if len(s.problem) > 0 || len(s.faults) > 0 {
			most-- // what came of sending keeps a row
		}
		words := s.wrap(s.st.Warn, most, text.Concat(text.Lit("Not ready: "), s.faultWords(s.nearest(faults))))
		review = max(review, len(words))
		return append(firstRows(words, review), s.noteRows(req, all-review)...)
	}
	return append(s.reviewRows(req, review), s.noteRows(req, all-review)...)
}

// nearest is the fault of the field that has the focus, else the first one.
func (s *model) nearest(faults []fault) fault {
	for _, f := range faults {
		if baseField(f.Field) == s.form.focused().key {
			return f
		}
	}
	return faults[0]
}

// reviewRows say what will be sent.
func (s *model) reviewRows(req api.Trigger, n int) []string {
	lead := text.Lit("Will send: ")
	if s.sending {
		lead = text.Lit("Sending: ")
	}
	return firstRows(s.wrap(s.st.Accent, n, text.Concat(lead, review(s.task, s.vals, req, s.env.Zone))), n)
}

// note is one message of the foot.
type note struct {
	style lipgloss.Style
	parts []text.Safe
}

// notes say what is wrong first, then what may go wrong.
func (s *model) notes(req api.Trigger) []note {
	var out []note
	say := func(st lipgloss.Style, parts ...text.Safe) { out = append(out, note{st, parts}) }
	switch {
	case s.sending:
		say(s.st.Info, text.Lit("Starting the run… It is sent once; a notice tells its outcome."))
	case len(s.problem) > 0:
		say(s.st.Error, s.problem...)
	case len(s.faults) > 0:
		say(s.st.Error, s.refusedHere())
	}
	for _, p := range warnings(req, s.active(), s.env.Now()) {
		say(s.st.Warn, text.Concat(text.Clean(s.st.Glyphs.Warn+" "), p))
	}
	if err := s.failed[jobRuns]; err != nil {
		say(s.st.Dim, text.Concat(text.Lit("Whether a run is active could not be read: "), host.Reason(err),
			text.Lit(" ("), s.keyOf(keymap.Refresh), text.Lit(" tries again)")))
	}
	return out
}

// noteRows gives the notes n rows: the first what it needs, as long as each of
// the others keeps one; a failure may push the rest out.
func (s *model) noteRows(req api.Trigger, n int) []string {
	all := s.notes(req)
	var out []string
	for i, x := range all {
		room := n - len(out) - (len(all) - i - 1)
		if i == 0 && (len(s.problem) > 0 || len(s.faults) > 0) {
			room = n
		}
		room = min(max(room, 1), n-len(out))
		if room > 0 {
			out = append(out, s.wrap(x.style, room, x.parts...)...)
		}
	}
	return firstRows(out, n)
}

// faultWords name a fault by the title of its field.
func (s *model) faultWords(f fault) text.Safe {
	title := text.Clean(f.Field)
	if i, ok := s.form.index(f.Field); ok {
		title = s.form.fields[i].title
	}
	return text.Concat(title, text.Lit(": "), text.Clean(f.Message))
}

// refusedHere says that nothing was sent and for how many reasons.
func (s *model) refusedHere() text.Safe {
	if n := len(s.faults); n > 1 {
		return text.Clean("Nothing was sent: " + plural(n, "field") + " to mend.")
	}
	return text.Lit("Nothing was sent: one field to mend.")
}

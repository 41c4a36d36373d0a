package edittask

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// roomy is the height from which choices are listed in full.
const roomy = 24

// wideFrom is the width from which the request stands beside the list of changes.
const wideFrom = 110

// widestForm keeps fields readable on wide screens.
const widestForm = 100

// layout divides the body: a heading, the form or the review, and the notes,
// whose height depends on the size alone.
type layout struct {
	formW, formH int
	notes        int
	compact      bool
}

func (s *model) layout() layout {
	l := layout{formW: min(s.w, widestForm), notes: 2, compact: s.h < roomy}
	if s.h >= 18 {
		l.notes = 3
	}
	l.formH = max(s.h-2-l.notes, 1)
	return l
}

// View draws exactly the height it was given.
func (s *model) View() string {
	if s.dirty {
		s.cache, s.dirty = s.draw(), false
	}
	return s.cache
}

func (s *model) draw() string {
	if s.w <= 0 || s.h <= 0 {
		return ""
	}
	l := s.layout()
	rows := []string{s.heading(), s.st.Dim.Render(string(text.Cut(s.lead(), s.w)))}
	switch {
	case s.step == reading:
		rows = append(rows, s.waiting()...)
	case s.step == editing && s.form != nil:
		rows = append(rows, firstRows(strings.Split(s.form.huh.View(), "\n"), l.formH)...)
	default:
		rows = append(rows, s.reviewRows(l)...)
	}
	if s.step != reading {
		rows = append(rows, s.noteRows(l.notes)...)
	}
	rows = firstRows(rows, s.h)
	for i := range rows {
		rows[i] = text.CutWith(strings.TrimRight(rows[i], " "), s.w, s.st.Glyphs.Ellipsis)
	}
	return strings.Join(rows, "\n")
}

// firstRows cuts or fills rows to n.
func firstRows(rows []string, n int) []string {
	for len(rows) < n {
		rows = append(rows, "")
	}
	return rows[:max(n, 0)]
}

func (s *model) taskName() text.Safe {
	if s.task.Name != "" {
		return text.CleanN(s.task.Name, 200)
	}
	return text.Concat(text.Lit("task "), text.CutLeft(text.Clean(s.task.ID), 10))
}

func (s *model) heading() string {
	kind := text.Safe("")
	if s.task.Type != "" {
		kind = text.Concat(text.Lit("  "), text.Clean(strings.ReplaceAll(s.task.Type.Words(), "_", " ")))
	}
	lead := text.Lit("Change ")
	room := max(s.w-text.Width(lead)-text.Width(kind), 8)
	return string(lead) + s.st.Strong.Render(string(text.Cut(s.taskName(), room))) + s.st.Dim.Render(string(kind))
}

// lead says where one is and which key goes on.
func (s *model) lead() text.Safe {
	accept, dot := s.keyOf(keymap.Accept), text.Clean(" "+s.st.Glyphs.Dot+" ")
	switch s.step {
	case reading:
		return ""
	case editing:
		return text.Concat(text.Lit("1 of 2"), dot, text.Lit("the fields that may change"), dot, accept, text.Lit(" reviews"))
	case sending:
		return text.Concat(text.Lit("2 of 2"), dot, text.Lit("sending"))
	}
	return text.Concat(text.Lit("2 of 2"), dot, text.Lit("what would be sent"), dot, accept, text.Lit(" sends"), dot,
		s.keyOf(keymap.Back), text.Lit(" back to the fields"))
}

// waiting stands where the form will be.
func (s *model) waiting() []string {
	if s.failed != nil {
		rows := s.wrap(s.st.Error, 6, text.Concat(text.Lit("The task could not be read: "), host.Reason(s.failed)), host.Advice(s.failed))
		return append(rows, s.wrap(s.st.Dim, 2, text.Concat(s.keyOf(keymap.Refresh), text.Lit(" tries again.")))...)
	}
	return s.wrap(s.st.Dim, 2, text.Lit("Reading the task…"))
}

// keyOf names the key of an action of this screen.
func (s *model) keyOf(a keymap.Action) text.Safe {
	e, _ := s.env.Keys.Entry(s.Scopes(), a)
	return text.Clean(e.First())
}

// wrap gives at most n styled rows.
func (s *model) wrap(st lipgloss.Style, n int, parts ...text.Safe) []string {
	var out []string
	for _, p := range parts {
		if p == "" {
			continue
		}
		for _, row := range text.Wrap(p, s.w) {
			out = append(out, st.Render(string(row)))
		}
	}
	if len(out) > n {
		out = append(out[:n-1], text.CutWith(out[n-1], max(s.w-2, 1), "")+st.Render(" "+s.st.Glyphs.Ellipsis))
	}
	return out
}

// noteRows say what came of the last try, then how many fields are to mend.
func (s *model) noteRows(n int) []string {
	switch {
	case s.step == sending:
		return firstRows(s.wrap(s.st.Info, n, text.Lit("Sending the change… It is sent once; a notice tells its outcome.")), n)
	case len(s.problem) > 0:
		return firstRows(s.wrap(s.st.Error, n, s.problem...), n)
	case len(s.faults) > 0 && s.step == editing:
		return firstRows(s.wrap(s.st.Error, n, text.Concat(text.Lit("Nothing was sent. "), s.faultWords(s.faults[0]))), n)
	case len(s.conflict) > 0:
		return firstRows(s.wrap(s.st.Warn, n, text.Concat(
			text.Lit("Somebody else has changed this task meanwhile; nothing was sent. "), s.keyOf(keymap.Accept),
			text.Lit(" sends your changes over theirs, "), s.keyOf(keymap.Back), text.Lit(" goes back to the fields."))), n)
	}
	return firstRows(nil, n)
}

// faultWords name a fault by the title of its field.
func (s *model) faultWords(f api.FieldFault) text.Safe {
	title := text.Clean(f.Field)
	if i, ok := s.form.index(f.Field); ok {
		title = s.form.fields[i].title
	}
	return text.Concat(title, text.Lit(": "), text.Clean(f.Message))
}

// reviewRows are the changes and the request, beside one another where there
// is room for both.
func (s *model) reviewRows(l layout) []string {
	u, _ := build(s.task, s.vals)
	left := s.w
	if s.w >= wideFrom {
		left = s.w * 6 / 10
	}
	lines := s.conflictLines(left)
	lines = append(lines, s.st.Header.Render("What changes"))
	lines = append(lines, s.changeLines(changes(s.task, u), left)...)
	body := s.body(u)
	if s.w < wideFrom {
		lines = append(append(lines, ""), body...)
	}
	s.sheet.SetSize(left, l.formH)
	s.sheet.SetLines(lines)
	rows := firstRows(strings.Split(s.sheet.View(), "\n"), l.formH)
	if s.w < wideFrom {
		return rows
	}
	body = firstRows(body, l.formH)
	bar := s.st.Faint.Render(s.st.Glyphs.Divider)
	for i := range rows {
		rows[i] = text.Fit(rows[i], left, text.Left) + " " + bar + " " + body[i]
	}
	return rows
}

// conflictLines show what somebody else has changed since the form was opened.
func (s *model) conflictLines(w int) []string {
	if len(s.conflict) == 0 {
		return nil
	}
	out := []string{s.st.Header.Render("Changed meanwhile by somebody else")}
	return append(append(out, s.changeLines(s.conflict, w)...), "")
}

// changeLines are before and after, one beneath the other.
func (s *model) changeLines(all []change, w int) []string {
	none := text.Lit("nothing")
	var fields []part.Field
	for _, c := range all {
		before, after := c.before, c.after
		if before == "" {
			before = none
		}
		if after == "" {
			after = none
		}
		fields = append(fields, part.Field{Label: text.Cut(c.what, max(w/3, 8)), Lines: []text.Safe{
			text.Concat(text.Lit("- "), before), text.Concat(text.Lit("+ "), after),
		}})
	}
	return part.Fields(s.st, fields, w)
}

// body is the exact request.
func (s *model) body(u api.UpdateTask) []string {
	out := []string{s.st.Header.Render("Request body of the PATCH")}
	for _, line := range text.CleanLines(pretty(u)) {
		out = append(out, string(line))
	}
	return out
}

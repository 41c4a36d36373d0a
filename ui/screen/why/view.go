package why

import (
	"slices"
	"strings"

	"ax-tui/api/diagnose"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box/reading"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// wide is the width from which on the cure is next to the causes, below that it is under
// them.
const wide = 110

// tall is the height from which on there is room for gaps, low that below which there is
// none for titles.
const tall, low = 24, 18

// View renders exactly the height of the screen.
func (m *model) View() string {
	if m.view == "" {
		m.view = m.draw()
	}
	return m.view
}

func (m *model) draw() string {
	lines := m.head()
	room := max(m.height-len(lines), 1)
	if m.width >= wide {
		left := m.width * 11 / 20
		causes, at := m.causes(left - 2)
		lines = append(lines, m.split.Join(m.env.Styles, m.visible(causes, at, room), m.cure(m.width-left-4), left)...)
	} else {
		causes, at := m.causes(m.width - 2)
		cure := m.cure(m.width - 4)
		if most := max(room/2, 1, room-len(causes)-1); len(cure) > most {
			cure = append(cure[:most-1], m.env.Styles.Dim.Render(string(m.more(len(cure)-most+1))))
		}
		lines = append(lines, m.visible(causes, at, max(room-len(cure)-1, 1))...)
		if len(cure) > 0 {
			lines = append(lines, "")
		}
		for _, line := range cure {
			lines = append(lines, "   "+line)
		}
	}
	lines = lines[:min(len(lines), m.height)]
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	for i, line := range lines {
		lines[i] = text.CutWith(m.glyphs(line), m.width, m.env.Styles.Glyphs.Ellipsis)
	}
	return strings.Join(lines, "\n")
}

// more says that lines are left out, and which key shows them.
func (m *model) more(count int) text.Safe {
	return text.Concat("… ", text.Clean(text.Plural(count, "more line")), ", ", m.env.KeyOf(m.Scopes(), keymap.FullText), " shows all")
}

// glyphs replaces the marks in texts of the screen by those of the theme.
func (m *model) glyphs(line string) string {
	if !m.env.Styles.Options.ASCII {
		return line
	}
	glyphs := m.env.Styles.Glyphs
	return strings.NewReplacer("→", glyphs.Arrow, "←", "<-", "·", glyphs.Dot, "…", glyphs.Ellipsis, "–", glyphs.Minus, "✓", "+", "✗", "x", "▸", ">").Replace(line)
}

// head renders the outcome, the reason of the server, and what is being read.
func (m *model) head() []string {
	st, run := m.env.Styles, &m.known.Run
	counts := text.Count(run.Successes) + " succeeded  " + text.Plural(run.Errors, "error") + "  " + text.Count(run.Skipped) + " skipped"
	lines := []string{" " + taskinfo.Ended(st, run.Status, m.env.Outcome(run), 40) + "   " + counts}
	for _, line := range m.reason() {
		lines = append(lines, " "+st.Text.Render(string(line)))
	}
	state := text.Lit("checked with the evaluators of the task")
	switch {
	case m.facts.Matching.Asked && m.facts.Matching.Err != nil:
		state = text.Concat("the spans could not be read; ", m.env.KeyOf(m.Scopes(), keymap.Refresh), " asks again")
	case m.facts.Matching.Asked:
		state = "checked in the span store; a task reads the eval index"
	case len(m.facts.Outputs) > 0:
		state = "checked with the experiments and the evaluators of the task"
	case len(m.facts.Judges) == 0 && !m.reading && m.err == nil:
		state = "there is nothing to ask the server for"
	}
	switch {
	case m.reading:
		state = "asking the server for spans and evaluators…"
	case m.err != nil:
		state = text.Concat("not checked; ", m.env.KeyOf(m.Scopes(), keymap.Refresh), " asks again")
	}
	return append(lines, " "+st.Dim.Render(string(text.Cut(state, max(m.width-2, 1)))), "")
}

// maxReason is how many bytes of a failure reason are shown here.
const maxReason = 2000

// reason returns what the server says in a few lines: of a traceback that is longer, its
// error. The full text has all of it.
func (m *model) reason() []text.Safe {
	run := &m.known.Run
	const lead = "the server says: "
	if run.FailureReason == "" {
		if diagnose.LacksReason(run) {
			return []text.Safe{diagnose.NoReason}
		}
		return nil
	}
	width, most := max(m.width-2, 1), max(m.height/6, 2)
	wrapped := func(reason string) []text.Safe {
		return text.WrapLines(text.CleanLines(lead+strings.ToValidUTF8(reason[:min(len(reason), maxReason)], "")), width)
	}
	lines := wrapped(run.FailureReason)
	if len(lines) <= most && len(run.FailureReason) <= maxReason {
		return lines
	}
	lines = wrapped(diagnose.Headline(run.FailureReason))
	hint := text.Concat(" … ", m.env.KeyOf(m.Scopes(), keymap.FullText), " shows all")
	lines = lines[:min(len(lines), most)]
	last := &lines[len(lines)-1]
	*last = text.Concat(text.CutWith(*last, max(width-text.Width(hint), 1), ""), hint)
	return lines
}

// causes renders the causes with their checks, and returns the line of the selected one.
func (m *model) causes(width int) (lines []string, at int) {
	if m.count() == 0 {
		return []string{" No cause is known: nothing seems wrong with this run."}, 0
	}
	for i := range m.count() {
		finding := m.at(i)
		if i == len(m.found.Causes) {
			lines = append(lines, "", m.env.Styles.Dim.Render("   excluded"))
		}
		if i == m.selected {
			at = len(lines)
		}
		lines = append(lines, m.cause(i, &finding, width)...)
	}
	return lines, at
}

func (m *model) cause(i int, finding *diagnose.Finding, width int) (lines []string) {
	st := m.env.Styles
	pointer, look := " ", &st.Text
	if i == m.selected {
		pointer, look = "▸", &st.Strong
	}
	mark, style := m.mark(finding.Mark)
	for j, line := range text.Wrap(text.Clean(m.label(finding)+": "+finding.Likely), max(width-5, 1)) {
		lead := "     "
		if j == 0 {
			lead = " " + pointer + " " + style.Render(mark) + " "
		}
		lines = append(lines, lead+look.Render(string(line)))
	}
	if because := finding.Because(); because != "" {
		lines = append(lines, m.detail("because "+because, nil, width)...)
	}
	for _, shown := range finding.Checks {
		words, mark := shown.Words(), &shown.Mark
		if shown.Mark == diagnose.NotChecked {
			words, mark = shown.Label()+": "+words, nil
		}
		lines = append(lines, m.detail(words, mark, width)...)
	}
	return lines
}

// detail renders a line of evidence, dim, behind its mark.
func (m *model) detail(words string, of *diagnose.Mark, width int) (lines []string) {
	for i, line := range text.Wrap(text.CleanN(words, 400), max(width-7, 1)) {
		lead := "       "
		if i == 0 && of != nil {
			mark, style := m.mark(*of)
			lead = "     " + style.Render(mark) + " "
		}
		lines = append(lines, lead+m.env.Styles.Dim.Render(string(line)))
	}
	return lines
}

func (m *model) mark(of diagnose.Mark) (string, *theme.Style) {
	st := m.env.Styles
	switch of {
	case diagnose.Checked:
		return "✓", &st.Accent
	case diagnose.Excluded:
		return "✗", &st.Dim
	case diagnose.Inferred, diagnose.NotChecked:
	}
	return "~", &st.Warn
}

// cure renders what to do about the selected cause, and the change as a difference.
func (m *model) cure(width int) (lines []string) {
	finding, ok := m.selection()
	if !ok {
		return nil
	}
	st := m.env.Styles
	add := func(style theme.Style, words text.Safe) {
		for _, line := range text.Wrap(words, max(width, 1)) {
			lines = append(lines, style.Render(string(line)))
		}
	}
	title, gap := func(words string) { lines = append(lines, st.Header.Render(words)) }, func() { lines = append(lines, "") }
	do, change := "", ""
	if m.height < tall {
		gap = func() {}
	}
	if m.height < low {
		title, do, change = func(string) {}, "do: ", "change: "
	}
	title("What to do")
	if finding.Mark == diagnose.Excluded {
		add(st.Text, "nothing: what was found speaks against this cause")
		return lines
	}
	add(st.Text, text.Clean(do+finding.Do))
	if finding.Cure.Form == "" {
		return lines
	}
	gap()
	switch {
	case len(finding.Cure.Diffs) == 0:
	case finding.Cure.Form == diagnose.EditForm:
		title("Change of the task")
	default:
		title("Run again with")
	}
	for _, row := range diffRows(finding.Cure.Diffs, width-len(change)) {
		if text.Width(row)+len(change) > width {
			add(st.Strong, text.Concat(text.Clean(change), row))
			continue
		}
		lines = append(lines, st.Strong.Render(change+string(row)))
	}
	gap()
	if m.Can(keymap.Open) && m.height >= low {
		changed := text.Lit(" opens the form, already changed; nothing is sent")
		if len(finding.Cure.Diffs) == 0 {
			changed = " opens the form; nothing is sent"
		}
		add(st.Dim, text.Concat(m.env.KeyOf(m.Scopes(), keymap.Open), changed))
	}
	return lines
}

// diffRows writes changes in columns: in one line each, else what it becomes below what it
// is, else one after the other for the caller to wrap.
func diffRows(diffs []diagnose.Diff, width int) (out []text.Safe) {
	what, from, to := 0, 0, 0
	for _, diff := range diffs {
		what = max(what, text.Width(text.CleanN(diff.What, 80)))
		from = max(from, text.Width(text.CleanN(diff.From, 400)))
		to = max(to, text.Width(text.CleanN(diff.To, 400)))
	}
	what += 2
	for _, diff := range diffs {
		lead, before, after := text.Pad(text.CleanN(diff.What, 80), what), text.CleanN(diff.From, 400), text.Concat("→ ", text.CleanN(diff.To, 400))
		switch {
		case what+from+to+3 <= width:
			out = append(out, text.Concat(lead, text.Pad(before, from), " ", after))
		case what+max(from, to+2) <= width:
			out = append(out, text.Concat(lead, before), text.Concat(text.Pad(text.Safe(""), what), after))
		default:
			out = append(out, text.Concat(lead, before, " ", after))
		}
	}
	return out
}

// fullText returns the failure reason and the causes with all that is known about them.
func (m *model) fullText() (out []reading.Section) {
	if reason := m.known.Run.FailureReason; reason != "" {
		out = append(out, reading.Section{Title: "failure reason", Text: reason})
	}
	for i := range m.count() {
		finding := m.at(i)
		lines := []string{finding.Likely}
		if because := finding.Because(); because != "" {
			lines = append(lines, "because "+because)
		}
		for _, shown := range finding.Checks {
			lines = append(lines, shown.Label()+": "+shown.Words())
		}
		if finding.Mark != diagnose.Excluded {
			lines = append(lines, "do: "+finding.Do)
		}
		for _, diff := range finding.Cure.Diffs {
			lines = append(lines, "change "+diff.What+": "+diff.From+" → "+diff.To)
		}
		out = append(out, reading.Section{Title: text.Clean(m.label(&finding)), Text: strings.Join(lines, "\n")})
	}
	return out
}

// label returns the word in front of a cause.
func (m *model) label(finding *diagnose.Finding) string {
	if finding.Mark == diagnose.Excluded {
		return "not"
	}
	return finding.Label(m.found.Guess)
}

// visible returns the lines that fit, so that the selected cause is among them.
func (m *model) visible(lines []string, at, height int) []string {
	m.top = min(m.top, at, max(len(lines)-height, 0))
	if at >= m.top+max(height-1, 1) {
		m.top = at - height/2
	}
	out := lines[m.top:min(m.top+height, len(lines))]
	if hidden := len(lines) - m.top - len(out); hidden > 0 && height > 1 {
		out = append(slices.Clone(out[:height-1]), m.env.Styles.Dim.Render("   "+string(m.more(hidden+1))))
	}
	return out
}

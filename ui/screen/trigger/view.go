package trigger

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// roomy is the height from which choices are listed in full.
const roomy = 36

// tall is the height from which the foot gets a rule and more room.
const tall = 18

// wide is the width from which the request is shown beside the form.
const wide = 110

// widestForm keeps fields readable on wide screens.
const widestForm = 72

// layout divides the body: a heading, the form, and a foot that depends on the
// size alone, so that nothing jumps while typing.
type layout struct {
	formW, formH  int
	review, notes int // rows of the foot
	rule          bool
	panel         int // width of the side panel, 0 for none
}

func (s *model) layout() layout {
	l := layout{formW: s.inner(), review: 2, notes: 2}
	if s.h >= tall {
		l.notes, l.rule = 3, true
	}
	if s.w >= wide {
		l.formW = min(s.w*6/10, widestForm)
		l.panel = s.inner() - l.formW - 3
	}
	l.formH = s.h - 1 - l.review - l.notes
	if l.rule {
		l.formH--
	}
	l.formH = max(l.formH, 1)
	return l
}

// margin is what is left free at the left, as on every screen.
const margin = 1

// inner is the width between the margins.
func (s *model) inner() int { return max(s.w-2*margin, 1) }

// View draws exactly the height it was given.
func (s *model) View() string {
	if s.dirty {
		s.cache, s.dirty = s.draw(), false
		s.shown = s.env.Now().Truncate(time.Minute)
	}
	return s.cache
}

func (s *model) draw() string {
	if s.w <= 0 || s.h <= 0 {
		return ""
	}
	rows := []string{s.heading()}
	if s.form == nil {
		rows = append(rows, s.waiting()...)
		return s.exactly(rows)
	}
	l := s.layout()
	req, faults := s.judge()
	formRows := firstRows(strings.Split(s.form.View(), "\n"), l.formH)
	if l.panel > 0 {
		formRows = s.beside(formRows, s.panel(req, l), l)
	}
	rows = append(rows, formRows...)
	if l.rule {
		rows = append(rows, s.st.Faint.Render(strings.Repeat(s.st.Glyphs.BorderH, s.inner())))
	}
	return s.exactly(append(rows, s.foot(req, faults, l)...))
}

// exactly makes h rows of at most w cells.
func (s *model) exactly(rows []string) string {
	rows = firstRows(rows, s.h)
	for i := range rows {
		if rows[i] = strings.TrimRight(rows[i], " "); rows[i] != "" {
			rows[i] = text.Cut(text.Spaces(margin)+rows[i], s.w)
		}
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
	return text.CutLeft(text.Clean(s.task.ID), tail)
}

func (s *model) heading() string {
	kind := text.Safe("")
	if s.task.Type != "" {
		kind = text.Concat(text.Lit("  "), text.Clean(strings.ReplaceAll(s.task.Type.Words(), "_", " ")))
	}
	lead := text.Lit("Start a run of ")
	if s.repeat.ID != "" {
		lead = text.Lit("Run again: ")
	}
	mark := s.hiddenWords()
	room := max(s.inner()-text.Width(lead)-text.Width(kind)-text.Width(mark)-2, 8)
	left := string(lead) + s.st.Strong.Render(string(text.Cut(s.taskName(), room))) + s.st.Dim.Render(string(kind))
	if mark == "" {
		return left
	}
	return text.Fit(left, max(s.inner()-text.Width(mark), 0), text.Left) + s.st.Dim.Render(string(mark))
}

// hiddenWords say how many fields are out of view above and below, "" for none.
func (s *model) hiddenWords() text.Safe {
	if s.form == nil {
		return ""
	}
	above, below := s.form.hidden(s.layout().formH)
	var out text.Safe
	if above > 0 {
		out = text.Clean(s.st.Glyphs.SortUp + " " + text.Count(above) + " ")
	}
	if below > 0 {
		out = text.Concat(out, text.Clean(s.st.Glyphs.SortDown+" "+text.Count(below)+" "))
	}
	if out == "" {
		return ""
	}
	return text.Concat(out, text.Lit("more"))
}

// waiting stands where the form will be.
func (s *model) waiting() []string {
	if err := s.failed[jobTask]; err != nil {
		rows := s.wrap(s.st.Error, 6, text.Concat(text.Lit("The task could not be read: "), host.Reason(err)), host.Advice(err))
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
		for _, row := range text.Wrap(p, s.inner()) {
			out = append(out, st.Render(string(row)))
		}
	}
	if len(out) > n {
		out = append(out[:n-1], text.CutWith(out[n-1], s.inner()-2, "")+st.Render(" "+s.st.Glyphs.Ellipsis))
	}
	return out
}

// beside puts a panel to the right of the form.
func (s *model) beside(left, right []string, l layout) []string {
	right = firstRows(right, len(left))
	bar := s.st.Faint.Render(s.st.Glyphs.Divider)
	for i := range left {
		left[i] = text.Fit(left[i], l.formW, text.Left) + " " + bar + " " + right[i]
	}
	return left
}

// panel shows the request as it would go over the wire and the newest runs.
func (s *model) panel(req api.Trigger, l layout) []string {
	out := []string{s.st.Header.Render("Request body")}
	if raw, err := api.Body(req); err == nil {
		var b bytes.Buffer
		if json.Indent(&b, raw, "", "  ") != nil {
			b.Write(raw)
		}
		for _, line := range text.CleanLines(b.String()) {
			out = append(out, string(text.Cut(line, l.panel)))
		}
	}
	if len(s.runs) == 0 {
		return out
	}
	out = append(out, "", s.st.Header.Render("Newest runs"))
	for _, r := range s.runs {
		glyph, st := s.st.Status(string(r.Status))
		at := text.Clean(text.Stamp(r.CreatedAt, s.env.Zone))
		head := st.Render(text.Fit(glyph+" "+string(text.Clean(r.Status.Words())), 12, text.Left))
		out = append(out, text.Cut(head+string(at)+"  "+string(text.CutLeft(text.Clean(r.ID), tail+1)), l.panel))
	}
	return out
}

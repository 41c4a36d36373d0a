package newtask

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"ax-tui/keymap"
	"ax-tui/ui/part/mappingview"
	"ax-tui/ui/text"
)

const (
	roomy  = 18  // height from which choices are listed in full and the foot has a rule
	wide   = 110 // width from which a panel stands beside the form
	widest = 76  // of the form beside a panel
)

// layout divides the body: a heading, the form, and a foot that depends on the
// size alone, so that nothing jumps while typing.
type layout struct {
	formW, formH int
	notes        int // rows of the foot
	rule         bool
	compact      bool // choices on one line
	panel        int  // width of the side panel, 0 for none
}

func (s *model) layout() layout {
	l := layout{formW: s.w, notes: 2, compact: s.h < roomy}
	if s.h >= roomy {
		l.notes, l.rule = 3, true
	}
	if s.w >= wide && s.at != stReview {
		l.formW = min(s.w*6/10, widest)
		l.panel = s.w - l.formW - 3
	}
	l.formH = s.h - 1 - l.notes
	if l.rule {
		l.formH--
	}
	l.formH = max(l.formH, 1)
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
	if s.form == nil {
		return s.exactly(append([]string{s.st.Strong.Render("New task")}, s.waiting()...))
	}
	l := s.layout()
	rows := []string{s.heading()}
	var body []string
	if s.preview.open && l.panel == 0 {
		body = strings.Split(s.drawPreview(l.formW, l.formH), "\n")
	} else {
		s.form.paint()
		body = strings.Split(s.form.View(), "\n")
	}
	body = firstRows(body, l.formH)
	if l.panel > 0 {
		body = s.beside(body, s.panel(l), l)
	}
	rows = append(rows, body...)
	if l.rule {
		rows = append(rows, s.st.Faint.Render(strings.Repeat(s.st.Glyphs.BorderH, s.w)))
	}
	return s.exactly(append(rows, s.noteRows(l.notes)...))
}

// exactly makes h rows of at most w cells.
func (s *model) exactly(rows []string) string {
	rows = firstRows(rows, s.h)
	for i := range rows {
		rows[i] = text.Cut(strings.TrimRight(rows[i], " "), s.w)
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

// heading says where one is: "New task · 3 of 7 · sampling", and at the right
// what has been chosen so far.
func (s *model) heading() string {
	path := s.vals.path()
	lead := text.Lit("New task")
	if s.source.ID != "" {
		lead = text.Concat(text.Lit("Copy of "), text.CleanN(s.source.Name, 40))
	}
	dot := text.Clean(" " + s.st.Glyphs.Dot + " ")
	at := text.Clean(fmt.Sprintf("%d of %d", slices.Index(path, s.at)+1, len(path)))
	left := s.st.Strong.Render(string(lead)) + s.st.Dim.Render(string(dot)) + s.st.Accent.Render(string(at)) +
		s.st.Dim.Render(string(dot)) + s.st.Text.Render(string(s.vals.title(s.at)))
	right := s.draftMark()
	gap := s.w - text.Width(left) - text.Width(right)
	if right == "" || gap < 2 {
		return left
	}
	return left + strings.Repeat(" ", gap) + s.st.Dim.Render(string(right))
}

func (s *model) draftMark() text.Safe {
	switch d := s.draft; {
	case d.err != nil:
		return text.Lit("draft not saved")
	case d.saved.IsZero() || !s.unsaved():
		return ""
	default:
		return text.Concat(text.Lit("draft of "), text.Clean(text.Clock(d.saved, s.env.Zone)))
	}
}

// waiting stands where the form will be.
func (s *model) waiting() []string {
	if s.failed != nil {
		rows := s.wrap(s.st.Error, 6, text.Concat(text.Lit("The task to copy could not be read: "), reason(s.failed)), advice(s.failed))
		return append(rows, s.wrap(s.st.Dim, 2, text.Concat(s.keyOf(keymap.Refresh), text.Lit(" tries again.")))...)
	}
	return s.wrap(s.st.Dim, 2, text.Lit("Opening the form…"))
}

// keyOf names the key of an action of this screen.
func (s *model) keyOf(a keymap.Action) text.Safe {
	e, _ := s.env.Keys.Entry([]keymap.Scope{keymap.Form, keymap.Review, keymap.Mapping, keymap.Editor}, a)
	return text.Clean(e.First())
}

// wrap gives at most n styled rows.
func (s *model) wrap(st lipgloss.Style, n int, parts ...text.Safe) []string {
	var out []string
	for _, p := range parts {
		if p == "" {
			continue
		}
		for _, row := range text.Wrap(p, max(s.w, 1)) {
			out = append(out, st.Render(string(row)))
		}
	}
	if len(out) > n && n > 0 {
		out = append(out[:n-1], text.CutWith(out[n-1], s.w-2, "")+st.Render(" "+s.st.Glyphs.Ellipsis))
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

// panel is the mapping preview beside a JSON text, else the request so far.
func (s *model) panel(l layout) []string {
	if s.mapped() {
		return strings.Split(s.drawPreview(l.panel, l.formH), "\n")
	}
	out := []string{s.st.Header.Render("Request so far")}
	if len(s.vals.Evaluators)+len(s.vals.Config) > largest {
		for _, row := range text.Wrap(text.Lit("It is too large to be shown here all the time; the last step has it."), l.panel) {
			out = append(out, s.st.Dim.Render(string(row)))
		}
		return out
	}
	req, _ := body(s.vals, s.parse())
	for _, line := range text.CleanLines(cutBytes(string(bodyText(req)))) {
		out = append(out, string(text.Cut(line, l.panel)))
	}
	return out
}

// largest is the size in bytes of the texts up to which a panel shows the
// request, and how much of it.
const largest = 16 << 10

// cutBytes keeps what a panel can show.
func cutBytes(s string) string { return s[:min(len(s), largest)] }

func (s *model) drawPreview(w, h int) string {
	f := mappingview.Face{Report: s.preview.report, Selected: -1, Zone: s.env.Zone}
	if s.preview.open {
		f.Selected = s.preview.at
	}
	switch {
	case s.samples.failed != nil:
		f.State, f.Problem = mappingview.Failed, reason(s.samples.failed)
		f.Advice = text.Concat(s.keyOf(keymap.Refresh), text.Lit(" tries again; the form does not need the preview."))
	case s.preview.have && !s.samples.loading:
		f.State = mappingview.Ready
	case s.samples.key == "":
		f.Advice = text.Lit("Choose a target first; sample data of it is shown here.")
	default:
		f.State = mappingview.Loading
	}
	return mappingview.Draw(s.st, f, w, h)
}

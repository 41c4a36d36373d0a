package newtask

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

func (s *model) layout() form.Layout {
	shape := form.Shape{Panel: s.current != stReview, MaxFormWidth: 76, ListHeight: 18}
	if s.current == stName || s.current == stSampling { // few fields, and no list of names
		shape.ListHeight = 13
	}
	return s.Layout(shape)
}

func (s *model) draw() string {
	if s.Form == nil {
		what, name := s.formTitle()
		return s.Fit(append([]string{s.Styles.Strong.Render(string(text.Concat(what, name)))}, s.loadingRows()...))
	}
	layout := s.layout()
	var body, panel []string
	if s.preview.open && layout.Panel == 0 {
		body = strings.Split(s.drawPreview(layout.FormWidth, layout.FormHeight), "\n")
	} else {
		s.Form.Redraw()
		body = strings.Split(s.Form.View(), "\n")
	}
	if layout.Panel > 0 {
		panel = s.panel(layout)
	}
	return s.Render(layout, s.heading(), body, panel, s.Notes(layout.Notes, s.notes()))
}

// formTitle returns the title of the form, and the name after it.
func (s *model) formTitle() (what, name text.Safe) {
	switch {
	case s.edit:
		return text.Lit("Change "), text.Cut(s.taskName(), 40)
	case s.origin.path != "":
		return text.Lit("New task from "), text.CleanN(filepath.Base(s.origin.path), 40)
	case s.Ready && s.origin.task.ID != "":
		return text.Lit("Copy of "), text.CleanN(s.origin.task.Name, 40)
	}
	return text.Lit("New task"), ""
}

// leastName is how many cells of a name are worth showing.
const leastName = 8

// heading shows the step, "New task · 3 of 7 · sampling", and on the right the state of
// each step and whether the draft is saved. Where there is little room the name is cut,
// and the title left out, before the states are.
func (s *model) heading() string {
	path := s.vals.path()
	dot := text.Clean(" " + s.Styles.Glyphs.Dot + " ")
	at := text.Clean(fmt.Sprintf("%d of %d", slices.Index(path, s.current)+1, len(path)))
	place := s.Styles.Accent.Render(string(at)) + s.Styles.Dim.Render(string(dot)) + s.Styles.Text.Render(string(s.vals.title(s.current)))
	if s.current == stReview {
		place += " " + s.Styles.Dim.Render(s.review.sheet.Arrows())
	}
	what, name := s.formTitle()
	bar, saved := s.bar(), s.Draft.SavedText()
	short := text.Cut(name, max(s.Inner()-text.Width(what)-text.Width(dot)-text.Width(place)-text.Width(bar)-2, leastName))
	for _, row := range []struct {
		title text.Safe
		right string
	}{{text.Concat(what, name), bar + "   " + s.Styles.Dim.Render(string(saved))}, {text.Concat(what, name), bar}, {text.Concat(what, short), bar}, {"", bar}} {
		left, right := place, strings.TrimRight(row.right, " ")
		if row.title != "" {
			left = s.Styles.Strong.Render(string(row.title)) + s.Styles.Dim.Render(string(dot)) + place
		}
		if gap := s.Inner() - text.Width(left) - text.Width(right); gap >= 2 {
			return left + strings.Repeat(" ", gap) + right
		}
	}
	return place
}

// loadingRows replace the form while the task is loading.
func (s *model) loadingRows() []string {
	if long, ok := errors.AsType[tooLongError](s.origin.failed); ok {
		return s.Wrap(s.Styles.Error, 6, text.Concat("The task cannot be shown in a form: ", text.Clean(long.Error()), "."), "Line mode takes texts of any size, see ax-tui tasks create --help and ax-tui tasks update --help.")
	}
	if s.origin.failed != nil {
		lead := text.Lit("The task to copy could not be loaded: ")
		switch {
		case s.edit:
			lead = text.Lit("The task could not be loaded: ")
		case s.origin.path != "":
			lead = text.Concat(text.CleanN(s.origin.path, 200), text.Lit(" could not be read: "))
		}
		rows := s.Wrap(s.Styles.Error, 6, text.Concat(lead, host.Reason(s.origin.failed)), host.Advice(s.origin.failed))
		return append(rows, s.Wrap(s.Styles.Dim, 2, text.Concat(s.keyOf(keymap.Refresh), text.Lit(" tries again.")))...)
	}
	return s.Wrap(s.Styles.Dim, 2, text.Lit("Opening the form…"))
}

// keyOf returns the key of an action of this screen.
func (s *model) keyOf(action keymap.Action) text.Safe {
	return s.env.KeyOf([]keymap.Scope{keymap.Form, keymap.Review, keymap.Mapping, keymap.Editor}, action)
}

// panel shows the mapping preview next to a JSON text, else the request so far.
func (s *model) panel(layout form.Layout) []string {
	if s.hasMapping() {
		return strings.Split(s.drawPreview(layout.Panel, layout.FormHeight), "\n")
	}
	out := []string{s.Styles.Header.Render("Request so far")}
	if len(s.vals.Evaluators)+len(s.vals.Config) > maxPanelBytes {
		for _, row := range text.Wrap(text.Lit("Too large to show here; the last step shows it."), layout.Panel) {
			out = append(out, s.Styles.Dim.Render(string(row)))
		}
		return out
	}
	var req any
	if req, _ = body(&s.vals, s.parse()); s.edit {
		req, _ = s.update()
	}
	for _, line := range text.CleanLines(cutBytes(bodyText(req))) {
		out = append(out, string(text.Cut(line, layout.Panel)))
	}
	return out
}

// maxPanelBytes is the maximum size of the texts for which the panel shows the
// request, and of the shown request.
const maxPanelBytes = 16 << 10

// cutBytes cuts a request body to maxPanelBytes.
func cutBytes(body string) string { return body[:min(len(body), maxPanelBytes)] }

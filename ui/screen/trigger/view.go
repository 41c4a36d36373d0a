package trigger

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

func (s *model) layout() form.Layout {
	return s.Layout(form.Shape{FooterRows: reviewRows, Panel: true, MaxFormWidth: 72, ListHeight: 36})
}

func (s *model) draw() string {
	s.drawnMinute = s.env.Now().Truncate(time.Minute)
	if s.Form == nil {
		return s.Fit(append([]string{s.heading()}, s.loadingRows()...))
	}
	layout := s.layout()
	req, faults := s.validate()
	var panel []string
	if layout.Panel > 0 {
		panel = s.panel(&req, layout.Panel)
	}
	return s.Render(layout, s.heading(), strings.Split(s.Form.View(), "\n"), panel, s.footer(&req, faults, layout))
}

func (s *model) taskName() text.Safe {
	if s.task.Name != "" {
		return text.CleanN(s.task.Name, 200)
	}
	return text.ShortID(s.task.ID)
}

func (s *model) heading() string {
	kind := text.Safe("")
	if s.task.Type != "" {
		kind = text.Concat(text.Lit("  "), taskinfo.Type(s.task.Type))
	}
	lead := text.Lit("Start a run of ")
	if s.repeat.ID != "" {
		lead = text.Lit("Run again: ")
	}
	mark := s.headingStatus()
	room := s.Inner() - text.Width(lead) - text.Width(mark) - 2
	if room-text.Width(kind) < min(16, text.Width(s.taskName())) { // the name matters more than the kind
		kind = ""
	}
	room = max(room-text.Width(kind), 8)
	left := string(lead) + s.Styles.Strong.Render(string(text.Cut(s.taskName(), room))) + s.Styles.Dim.Render(string(kind))
	if mark == "" {
		return left
	}
	return text.Fit(left, max(s.Inner()-text.Width(mark), 0), text.Left) + s.Styles.Dim.Render(string(mark))
}

// headingStatus shows when the draft was saved and how many fields are out of view
// above and below; "" if nothing applies.
func (s *model) headingStatus() text.Safe {
	if s.Form == nil {
		return ""
	}
	var out text.Safe
	above, below := s.Form.Hidden(s.layout().FormHeight)
	if above > 0 {
		out = text.Clean(s.Styles.Glyphs.ScrollUp + " " + text.Count(above) + " ")
	}
	if below > 0 {
		out = text.Concat(out, text.Clean(s.Styles.Glyphs.ScrollDown+" "+text.Count(below)+" "))
	}
	mark := s.Draft.SavedText()
	if out == "" {
		return mark
	}
	out = text.Concat(out, text.Lit("more"))
	if mark != "" {
		out = text.Concat(mark, text.Lit("  "), out)
	}
	return out
}

// loadingRows replace the form while the task is loading.
func (s *model) loadingRows() []string {
	if err := s.failed[jobTask]; err != nil {
		rows := s.Wrap(s.Styles.Error, 6, text.Concat(text.Lit("The task could not be loaded: "), host.Reason(err)), host.Advice(err))
		return append(rows, s.Wrap(s.Styles.Dim, 2, text.Concat(s.keyOf(keymap.Refresh), text.Lit(" tries again.")))...)
	}
	if wait := s.env.AskedToWait(s.keyOf(keymap.Refresh)); wait != "" {
		return s.Wrap(s.Styles.Text, 2, text.Concat("The task is not loaded yet: ", wait, "."))
	}
	return s.Wrap(s.Styles.Dim, 2, text.Lit("Loading the task…"))
}

// keyOf returns the key of an action of this screen.
func (s *model) keyOf(action keymap.Action) text.Safe { return s.env.KeyOf(s.Scopes(), action) }

// panel shows the request body and the newest runs.
func (s *model) panel(req *api.Trigger, width int) []string {
	out := []string{s.Styles.Header.Render("Request body")}
	if raw, err := api.Body(*req); err == nil {
		var buffer bytes.Buffer
		if json.Indent(&buffer, raw, "", "  ") != nil {
			buffer.Write(raw)
		}
		for _, line := range text.WrapLines(text.CleanLines(buffer.String()), width) {
			out = append(out, string(line))
		}
	}
	if len(s.runs) == 0 {
		return out
	}
	out = append(out, "", s.Styles.Header.Render("Newest runs"))
	for _, run := range s.runs {
		words, style := taskinfo.OutcomeShort(s.Styles, s.env.Outcome(&run))
		at := text.Clean(text.Stamp(run.CreatedAt, s.env.Zone))
		head := style.Render(text.Fit(string(words), 14, text.Left))
		out = append(out, text.Cut(head+string(at)+"  "+string(text.ShortID(run.ID)), width))
	}
	return out
}

package newtask

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/change"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// review is the last step: the request, the equivalent command and the problems.
type review struct {
	sheet   *part.Sheet
	flags   axcmd.Flags
	names   write.SameName // tasks with the same name at the target
	nameKey string         // sameNameKey that names belongs to
	// For an update: what someone else has changed, and where the focus was before.
	conflict []change.Change
	from     step
	focus    int
}

func (r *review) field(owner *model, layout form.Layout) form.Field {
	if r.sheet == nil {
		r.sheet = part.NewSheet(owner.Styles)
	}
	r.sheet.SetSize(layout.FormWidth, layout.FormHeight)
	if owner.current == stReview {
		owner.fillReview()
	}
	return form.Sheet(true, r.sheet.View)
}

// loadReviewData loads the data of the last step: tasks with the same name, samples
// and the mapping report.
func (s *model) loadReviewData() tea.Cmd {
	cmds := []tea.Cmd{s.lookupName(), s.loadSamples()}
	if !s.upToDate() {
		cmds = append(cmds, s.checkMappings())
	}
	return tea.Batch(cmds...)
}

// sameNameKey identifies a look-up of the name: by name, space and target.
func (s *model) sameNameKey() string {
	return strings.Join([]string{strings.TrimSpace(s.vals.Name), s.vals.Space.ID, s.vals.target().ID}, "\x00")
}

// sameNameTasks returns the result of the look-up for the current name and target;
// without tasks if another name or target was looked up.
func (s *model) sameNameTasks() write.SameName {
	if now := s.sameNameKey(); s.review.nameKey != now {
		return write.SameName{SpaceID: s.vals.Space.ID}
	}
	return s.review.names
}

func (s *model) lookupName() tea.Cmd {
	asked := s.sameNameKey()
	if s.edit || strings.TrimSpace(s.vals.Name) == "" || s.review.nameKey == asked {
		return nil
	}
	s.review.nameKey, s.review.names = asked, write.SameName{SpaceID: s.vals.Space.ID}
	req, _ := body(s.vals, parsed{})
	ctx, client, space, now := s.Ctx, s.client, s.vals.Space.ID, s.env.ServerTime(s.env.Now())
	return host.Ask(s.Tag(), asked, func() (write.SameName, error) { return write.ReadSameName(ctx, client, req, space, now) })()
}

// applySameName stores the tasks with the same name. An error does not block the
// form, since the server checks the name as well.
func (s *model) applySameName(answer host.Answer[write.SameName]) {
	if answer.Key != s.review.nameKey {
		return
	}
	if answer.Err != nil {
		s.review.nameKey = ""
		return
	}
	s.review.names = answer.Value
	s.describe()
	if s.current == stReview {
		s.fillReview()
	}
}

// fillReview fills the sheet: for a new task a summary, findings and the equivalent
// command, for an update the changes; and the request body.
func (s *model) fillReview() {
	if s.review.sheet == nil {
		return
	}
	req, faults := s.validate()
	width := max(s.layout().FormWidth-2, 10)
	var out []string
	add := func(st theme.Style, paragraph text.Safe) {
		for _, row := range text.Wrap(paragraph, width) {
			out = append(out, st.Render(string(row)))
		}
	}
	body := bodyText(req)
	if s.edit {
		change, _ := s.update()
		body, out = bodyText(change), s.changeRows(change, width)
	} else {
		add(s.Styles.Text, s.summary(req))
	}
	lines := s.reviewLines(req, faults)
	if s.edit && len(lines) > 0 {
		out = append(out, "")
	}
	for _, line := range lines {
		add(line.style, line.text)
	}
	if !s.edit {
		out = append(out, "")
		add(s.Styles.Header, text.Concat(text.Lit("Equivalent command ("), s.keyOf(keymap.CopyCommand), text.Lit(" copies)")))
		for _, row := range text.CleanLines(s.command(req).Text(width)) {
			for _, line := range breakJSON(row, width) {
				add(s.Styles.Text, line)
			}
		}
	}
	out = append(out, "")
	add(s.Styles.Header, text.Concat(text.Lit("Request body ("), s.keyOf(keymap.CopyBody), text.Lit(" copies)")))
	for _, row := range text.CleanLines(body) {
		add(s.Styles.Text, row)
	}
	s.review.sheet.SetLines(out)
}

func (s *model) command(req api.CreateTask) axcmd.Command { return axcmd.Create(req, s.review.flags) }

// bodyText returns the exact request body, indented.
func bodyText(req any) string {
	raw, err := api.Body(req)
	if err != nil {
		return err.Error()
	}
	return indentJSON(raw)
}

func (s *model) handleReviewAction(action keymap.Action) tea.Cmd {
	req, _ := s.validate()
	var body any = req
	if s.edit {
		body, _ = s.update()
	}
	switch action {
	case keymap.OtherFlags:
		if s.review.flags == axcmd.Newer {
			s.review.flags = axcmd.Older
		} else {
			s.review.flags = axcmd.Newer
		}
		s.fillReview()
		return nil
	case keymap.CopyBody:
		return s.env.Copy(bodyText(body), text.Lit("the request body"))
	}
	return s.env.Copy(s.command(req).Text(0), text.Lit("the command"))
}

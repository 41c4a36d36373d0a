package newtask

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// review is the last step: what will be sent, the equal command, what to look at.
type review struct {
	sheet *part.Sheet
	flags axcmd.Flags
	names write.SameName // what there is of the name at the target, as far as it was looked up
	asked string         // what was looked up
	// Of a change: what somebody else has changed meanwhile, and from where one came.
	conflict []change
	from     step
	focus    int
}

func (r *review) field(s *model, layout form.Layout) form.Field {
	if r.sheet == nil {
		r.sheet = part.NewSheet(s.Styles)
	}
	r.sheet.SetSize(layout.FormWidth, layout.FormHeight)
	if s.at == stReview {
		s.fillReview()
	}
	return form.Sheet(true, r.sheet.View)
}

// askSameName asks what the last step wants to know: whether the name is taken
// in the space, and where the mappings lead that were typed last.
func (s *model) askSameName() tea.Cmd {
	cmds := []tea.Cmd{s.askName(), s.askSamples()}
	if !s.upToDate() {
		cmds = append(cmds, s.askReport())
	}
	return tea.Batch(cmds...)
}

// namesake is what makes another task one of the same name: name, space and target.
func (s *model) namesake() string {
	return strings.Join([]string{strings.TrimSpace(s.vals.Name), s.vals.Space.ID, s.vals.target().ID}, "\x00")
}

// namesakes are the tasks of the name at the target as they stand now. What was
// looked up for others tells nothing of them.
func (s *model) namesakes() write.SameName {
	if now := s.namesake(); s.review.asked != now {
		return write.SameName{SpaceID: s.vals.Space.ID}
	}
	return s.review.names
}

func (s *model) askName() tea.Cmd {
	asked := s.namesake()
	if s.edit || strings.TrimSpace(s.vals.Name) == "" || s.review.asked == asked {
		return nil
	}
	s.review.asked, s.review.names = asked, write.SameName{SpaceID: s.vals.Space.ID}
	req, _ := body(s.vals, parsed{})
	ctx, client, space, now := s.Ctx, s.client, s.vals.Space.ID, s.env.Now()
	return host.Ask(s.Tag(), asked, func() (write.SameName, error) { return write.ReadSameName(ctx, client, req, space, now) })()
}

// tookSameName notes tasks of that name. That the list could not be read is no
// reason to stop: the server has the last word.
func (s *model) tookSameName(answer host.Answer[write.SameName]) {
	if answer.Key != s.review.asked {
		return
	}
	if answer.Err != nil {
		s.review.asked = ""
		return
	}
	s.review.names = answer.Value
	s.Dirty = true
	if s.at == stReview {
		s.fillReview()
	}
}

// fillReview writes the sheet: for a new task a summary, findings and the equal
// command, for a change what changes; and the body.
func (s *model) fillReview() {
	if s.review.sheet == nil {
		return
	}
	req, faults := s.judge()
	w := max(s.layout().FormWidth-2, 10)
	var out []string
	add := func(st theme.Style, t text.Safe) {
		for _, row := range text.Wrap(t, w) {
			out = append(out, st.Render(string(row)))
		}
	}
	body := bodyText(req)
	if s.edit {
		change, _ := s.update()
		body, out = bodyText(change), s.changeRows(change, w)
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
		add(s.Styles.Header, text.Concat(text.Lit("Equal command ("), s.keyOf(keymap.CopyCommand), text.Lit(" copies)")))
		for _, row := range text.CleanLines(s.command(req).Text(w)) {
			add(s.Styles.Text, row)
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

// bodyText is the exact request, indented.
func bodyText(req any) string {
	raw, err := api.Body(req)
	if err != nil {
		return err.Error()
	}
	return indented(raw)
}

func (s *model) reviewDo(action keymap.Action) tea.Cmd {
	req, _ := s.judge()
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

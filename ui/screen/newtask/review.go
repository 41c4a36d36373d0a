package newtask

import (
	"net/http"
	"slices"
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
	form    commandForm
	chosen  bool           // the form was chosen by its key
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
		r.sheet.SetBare()
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
	req, _ := body(&s.vals, &parsed{})
	ctx, client, space, now := s.Ctx, s.client, s.vals.Space.ID, s.env.ServerTime(s.env.Now())
	return host.Ask(s.Tag(), asked, func() (any, error) { return write.ReadSameName(ctx, client, *req, space, now) })()
}

// applySameName stores the tasks with the same name. An error does not block the
// form, since the server checks the name as well.
func (s *model) applySameName(key string, names *write.SameName, err error) {
	if key != s.review.nameKey {
		return
	}
	if err != nil {
		s.review.nameKey = ""
		return
	}
	s.review.names = *names
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
		body, out = bodyText(change), s.changeRows(&change, width)
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
		title, rows := s.commandRows(req, width)
		add(s.Styles.Header, title)
		for _, row := range rows {
			add(s.Styles.Text, row)
		}
	}
	out = append(out, "")
	rows := text.CleanLines(body)
	add(s.Styles.Header, text.Concat(text.Lit("Request body ("), s.keyOf(keymap.CopyBody), copies(rows, width), text.Lit(")")))
	for _, row := range rows {
		add(s.Styles.Text, row)
	}
	s.review.sheet.SetLines(out)
}

// commandForm is a form of the equivalent command.
type commandForm int

const (
	axNow commandForm = iota
	axOlder
	asCurl
	commandForms
)

// command returns the equivalent command in its form: that of ax at first, or curl
// where ax cannot say it.
func (s *model) command(req *api.CreateTask) (axcmd.Command, commandForm) {
	if !s.review.chosen {
		if command := axcmd.Create(*req, axcmd.Newer); len(command.Notes) == 0 {
			return command, axNow
		}
		s.review.form = asCurl
	}
	switch s.review.form {
	case axNow:
		return axcmd.Create(*req, axcmd.Newer), axNow
	case axOlder:
		return axcmd.Create(*req, axcmd.Older), axOlder
	case asCurl, commandForms:
	}
	return axcmd.Curl(s.env.BaseURL, http.MethodPost, "/v2/tasks", *req), asCurl
}

// commandRows returns the command in rows that run as they are when they are taken by the
// mouse, and its title.
func (s *model) commandRows(req *api.CreateTask, width int) (title text.Safe, out []text.Safe) {
	names := [...]text.Safe{axNow: text.Lit("ax"), axOlder: text.Lit("older ax"), asCurl: text.Lit("curl")}
	command, form := s.command(req)
	for _, row := range text.CleanLines(command.Text(width)) {
		out = append(out, breakJSON(row, width)...)
	}
	return text.Concat(text.Lit("Equivalent command, "), names[form], text.Lit(" ("), s.keyOf(keymap.CopyCommand), copies(out, width),
		text.Lit(", "), s.keyOf(keymap.OtherFlags), text.Lit(": "), names[(form+1)%commandForms], text.Lit(")")), out
}

// copies says what a key copies. Rows that are wider than the screen are wrapped, and only
// the key takes them as they are.
func copies(rows []text.Safe, width int) text.Safe {
	if slices.ContainsFunc(rows, func(row text.Safe) bool { return text.Width(row) > width }) {
		return text.Lit(" copies it whole")
	}
	return text.Lit(" copies")
}

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
		_, form := s.command(req)
		s.review.form, s.review.chosen = (form+1)%commandForms, true
		s.fillReview()
		return nil
	case keymap.CopyBody:
		return s.env.Copy(bodyText(body), text.Lit("the request body"))
	}
	command, _ := s.command(req)
	return s.env.Copy(command.Text(0), text.Lit("the command"))
}

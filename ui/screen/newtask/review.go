package newtask

import (
	"bytes"
	"encoding/json"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/preflight"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// review is the last step: what will be sent, the equal command, what to look at.
type review struct {
	sheet    *part.Sheet
	flags    axcmd.Flags
	sameName []api.Task
	asked    string // the name that was looked up
}

func (r *review) field(s *model, l form.Layout) form.Field {
	if r.sheet == nil {
		r.sheet = part.NewSheet(s.Styles)
	}
	r.sheet.SetSize(l.FormW, l.FormH)
	if s.at == stReview {
		s.fillReview()
	}
	return form.Sheet(true, r.sheet.View)
}

// judge makes the request and tells its faults, those of the evaluators' facts included.
func (s *model) judge() (api.CreateTask, []api.FieldFault) {
	req, faults := body(s.vals, s.parse())
	if s.plainFault != nil && s.vals.experiment() && s.at == stConfig {
		faults = append([]api.FieldFault{{Field: fConfig, Message: s.plainFault.Error()}}, faults...)
	}
	if len(faults) > 0 {
		return req, faults
	}
	for _, f := range s.findings(req) {
		if f.Severity == preflight.Fault {
			faults = append(faults, api.FieldFault{Field: f.Field, Message: findingWords(f)})
		}
	}
	return req, faults
}

func (s *model) findings(req api.CreateTask) []preflight.Finding {
	in := preflight.Input{Create: req, SameName: s.review.sameName, SpaceID: s.vals.Space.ID}
	for _, e := range req.Evaluators {
		if f := s.facts[e.EvaluatorID]; f != nil && f.known {
			in.Evaluators = append(in.Evaluators, f.facts)
		}
	}
	return preflight.Check(in)
}

func findingWords(f preflight.Finding) string {
	if f.Do == "" {
		return f.Message
	}
	return f.Message + "; " + f.Do
}

type gotSameName struct {
	host.Tag
	name  string
	tasks []api.Task
	err   error
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

func (s *model) askName() tea.Cmd {
	name := strings.TrimSpace(s.vals.Name)
	if name == "" || s.review.asked == name {
		return nil
	}
	s.review.asked, s.review.sameName = name, nil
	ctx, c, a := s.Ctx, s.client, gotSameName{Tag: s.Tag(), name: name}
	q := api.TaskQuery{SpaceID: s.vals.Space.ID, Name: name, Limit: pageSize}
	return func() tea.Msg {
		p, err := c.ListTasks(ctx, q)
		a.tasks, a.err = p.Items, err
		return a
	}
}

// tookSameName notes tasks of that name. That the list could not be read is no
// reason to stop: the server has the last word.
func (s *model) tookSameName(m gotSameName) {
	if m.name != s.review.asked {
		return
	}
	if m.err != nil {
		s.review.asked = ""
		return
	}
	s.review.sameName = m.tasks
	s.dirty = true
	if s.at == stReview {
		s.fillReview()
	}
}

// fillReview writes the sheet: faults and warnings, command, body.
func (s *model) fillReview() {
	if s.review.sheet == nil {
		return
	}
	req, faults := s.judge()
	w := max(s.layout().FormW-2, 10)
	var out []string
	add := func(st lipgloss.Style, t text.Safe) {
		for _, row := range text.Wrap(t, w) {
			out = append(out, st.Render(string(row)))
		}
	}
	add(s.Styles.Text, s.summary(req))
	top := len(out)
	for _, f := range faults {
		add(s.Styles.Error, text.Concat(text.Clean(s.Styles.Glyphs.Failed+" "), s.faultWords(f)))
	}
	s.reviewFindings(req, len(faults) > 0, add)
	if looked := s.reviewMapping(add); len(out) == top && looked {
		add(s.Styles.Good, text.Concat(text.Clean(s.Styles.Glyphs.Completed), text.Lit(" nothing found that speaks against it")))
	}
	out = append(out, "")
	add(s.Styles.Header, text.Concat(text.Lit("Equal command ("), s.keyOf(keymap.CopyCommand), text.Lit(" copies)")))
	for _, line := range text.CleanLines(s.command(req).Text(w)) {
		add(s.Styles.Text, line)
	}
	out = append(out, "")
	add(s.Styles.Header, text.Concat(text.Lit("Request body ("), s.keyOf(keymap.CopyBody), text.Lit(" copies)")))
	for _, line := range text.CleanLines(string(bodyText(req))) {
		add(s.Styles.Text, line)
	}
	s.review.sheet.SetLines(out)
}

func (s *model) reviewFindings(req api.CreateTask, faulty bool, add func(lipgloss.Style, text.Safe)) {
	for _, f := range s.findings(req) {
		st, mark := s.Styles.Warn, s.Styles.Glyphs.Warn
		switch f.Severity {
		case preflight.Fault:
			if !faulty {
				add(s.Styles.Error, text.Clean(s.Styles.Glyphs.Failed+" "+f.String()))
			}
			continue
		case preflight.Hint:
			st, mark = s.Styles.Dim, s.Styles.Glyphs.Dot
		}
		add(st, text.Clean(mark+" "+findingWords(f)))
	}
	for _, w := range s.checked.warnings {
		add(s.Styles.Warn, text.Clean(s.Styles.Glyphs.Warn+" "+w.String()))
	}
	for id, f := range s.facts {
		if f.err != nil && s.picked(id) {
			add(s.Styles.Warn, text.Concat(text.Clean(s.Styles.Glyphs.Warn+" "), s.evaluatorName(id), text.Lit(" could not be read, so its rules are not checked; "), s.keyOf(keymap.Refresh), text.Lit(" tries again")))
		}
	}
}

func (s *model) picked(id string) bool {
	for _, p := range s.vals.Picks {
		if p.ID == id {
			return true
		}
	}
	return false
}

func (s *model) command(req api.CreateTask) axcmd.Command { return axcmd.Create(req, s.review.flags) }

// bodyText is the exact request, indented.
func bodyText(req api.CreateTask) []byte {
	raw, err := api.Body(req)
	if err != nil {
		return []byte(err.Error())
	}
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") != nil {
		return raw
	}
	return b.Bytes()
}

func (s *model) reviewDo(a keymap.Action) tea.Cmd {
	req, _ := s.judge()
	switch a {
	case keymap.OtherFlags:
		if s.review.flags == axcmd.Newer {
			s.review.flags = axcmd.Older
		} else {
			s.review.flags = axcmd.Newer
		}
		s.fillReview()
		return nil
	case keymap.CopyBody:
		return s.env.Copy(string(bodyText(req)), text.Lit("the request body"))
	}
	return s.env.Copy(s.command(req).Text(0), text.Lit("the command"))
}

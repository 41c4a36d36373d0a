// Package edittask is the screen on which a task is changed: a form with the
// fields that may change, and a review of what would be sent.
//
// It promises: only what differs is sent, in one PATCH, never repeated by
// itself; evaluators are read, changed and sent whole, with their pins and
// mappings; before anything is sent the task is read again, and when somebody
// else has changed it meanwhile that is shown first; a lost answer is looked
// up; everything typed is kept through faults, refusals, resizes and new
// styles. It imports api for its plain types, huh, keymap, theme, ui/box/confirm,
// ui/form/jsonfield, ui/host, ui/text and ui/part; never another screen.
package edittask

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is what the form asks of the API.
type Client interface {
	GetTask(ctx context.Context, id string) (api.Task, error)
	UpdateTask(ctx context.Context, id string, u api.UpdateTask) (api.Task, error)
}

// step is where in the form one is.
type step int

const (
	reading   step = iota // the task is not there yet, or could not be read
	editing               // the fields
	reviewing             // what would be sent
	sending               // the request is under way
)

type model struct {
	screen.Base
	env    *host.Env
	st     *theme.Styles
	client Client
	w, h   int
	hidden bool

	step   step
	task   api.Task // as read, the base of every comparison
	first  values   // as it was shown at first
	vals   values
	form   *form
	texts  map[string]*editor // by wire name; they outlive the form
	sheet  *part.Sheet        // the review
	failed error              // why the task could not be read

	faults   []api.FieldFault
	problem  []text.Safe // what a refusal, a conflict or a lost answer came to
	conflict []change    // what somebody else has changed meanwhile
	sends    int

	cache string
	dirty bool
}

// New makes the screen. m.Task needs at least an ID; it is read anew.
func New(env *host.Env, c Client, m host.Move) screen.Screen {
	return &model{
		Base: screen.NewBase(env), env: env, st: env.Styles, client: c, dirty: true,
		task: m.Task, texts: map[string]*editor{}, sheet: part.NewSheet(env.Styles),
	}
}

func (s *model) Init() tea.Cmd { return s.read() }

func (s *model) Show() tea.Cmd { s.hidden, s.dirty = false, true; return nil }
func (s *model) Hide()         { s.hidden = true }

func (s *model) SetSize(w, h int) {
	if w == s.w && h == s.h {
		return
	}
	s.w, s.h = w, h
	s.rebuild()
}

// restyle makes everything again that keeps what was drawn.
func (s *model) restyle() {
	for _, e := range s.texts {
		e.Restyle()
	}
	s.rebuild()
}

// gotTask is the task as it is now.
type gotTask struct {
	host.Tag
	task api.Task
	err  error
}

// read asks for the task.
func (s *model) read() tea.Cmd {
	s.failed, s.dirty = nil, true
	ctx, c, id, tag := s.Ctx, s.client, s.task.ID, s.Anew()
	return func() tea.Msg {
		t, err := c.GetTask(ctx, id)
		return gotTask{tag, t, err}
	}
}

// took begins the form with the task, or says why it cannot.
func (s *model) took(m gotTask) tea.Cmd {
	if !s.Current(m.Tag) || s.step != reading || host.Canceled(m.err) {
		return nil
	}
	s.dirty = true
	if m.err != nil {
		s.failed = m.err
		return nil
	}
	s.task, s.step = m.task, editing
	s.first = valuesOf(m.task)
	s.vals = s.first
	cmd := s.openTexts()
	s.rebuild()
	return tea.Batch(cmd, host.Send(host.TaskSeen{Task: m.task}))
}

func (s *model) Scopes() []keymap.Scope {
	if s.step == reviewing {
		return []keymap.Scope{keymap.Saving, keymap.Form, keymap.Move}
	}
	if s.inText() {
		return []keymap.Scope{keymap.Editor, keymap.Form}
	}
	return []keymap.Scope{keymap.Form}
}

// inText reports whether the focus is in a JSON text.
func (s *model) inText() bool {
	return s.step == editing && s.form != nil && s.form.focused().mode == writing
}

// Typing is true while the fields are on show: they want every key.
func (s *model) Typing() bool { return s.step == editing && s.form != nil }

// changed reports whether leaving would lose something. A text that was typed
// in counts without a look at it; leave looks closer.
func (s *model) changed() bool { return s.step != reading && (s.typedIn() || s.vals != s.first) }

// Info tells the frame what stands here.
func (s *model) Info() screen.Info {
	return screen.Info{Crumb: text.Lit("Edit"), Unsaved: s.changed()}
}

// Can says which actions make sense now.
func (s *model) Can(a keymap.Action) bool {
	switch a {
	case keymap.Back:
		return true
	case keymap.Refresh:
		return s.step == reading && s.failed != nil
	case keymap.StepBack:
		return s.step == reviewing
	case keymap.Accept:
		return s.step == editing || s.step == reviewing && !s.env.ReadOnly
	case keymap.Next, keymap.Prev, keymap.Open:
		return s.step == editing
	case keymap.Up, keymap.Down:
		return s.step == reviewing || s.step == editing && s.form != nil && s.form.focused().mode == choice
	}
	return s.inText() // the editor hears all of its keys
}

// Do carries out an action.
func (s *model) Do(a keymap.Action) tea.Cmd {
	s.dirty = true
	switch {
	case a == keymap.Back && s.step == reviewing, a == keymap.StepBack && s.step == reviewing:
		s.edit()
		return nil
	case a == keymap.Back:
		return s.leave()
	case a == keymap.Refresh && s.step == reading:
		return s.read()
	case s.step == reviewing && a == keymap.Accept:
		return s.send()
	case s.step == reviewing:
		s.sheet.Do(a)
		return nil
	case s.step == editing && s.form != nil:
		return s.inForm(a)
	}
	return nil
}

// inForm carries out an action among the fields.
func (s *model) inForm(a keymap.Action) tea.Cmd {
	from := s.form.focused().key
	switch a {
	case keymap.Next:
		s.form.step(1)
	case keymap.Prev:
		s.form.step(-1)
	case keymap.Open:
		if s.form.last() {
			s.review()
			return nil
		}
		s.form.step(1)
	case keymap.Accept:
		s.review()
		return nil
	case keymap.Up, keymap.Down:
		s.form.choose(a)
		s.edited()
	}
	s.describe()
	if to := s.form.focused().key; to != from && (from == fFilter || from == fFilters) {
		return s.recheck()
	}
	return nil
}

// edit goes back to the fields with everything in them.
func (s *model) edit() {
	s.step, s.conflict, s.problem = editing, nil, nil
	s.rebuild()
}

// review goes on to what would be sent, unless a field is at fault or nothing
// has changed.
func (s *model) review() {
	s.readTexts()
	u, faults := build(s.task, s.vals)
	s.faults, s.problem, s.conflict = faults, nil, nil
	switch {
	case len(faults) > 0:
		s.show(faults[0].Field)
	case nothing(u):
		s.problem = []text.Safe{text.Lit("Nothing has changed, so there is nothing to send.")}
	default:
		s.step = reviewing
		s.sheet.Home()
	}
	s.rebuild()
}

// show moves the focus to a field.
func (s *model) show(field string) {
	if s.form == nil {
		return
	}
	if at, ok := s.form.index(field); ok {
		s.form.jump(at)
	}
	if e := s.texts[baseField(field)]; e != nil {
		e.toFault()
	}
}

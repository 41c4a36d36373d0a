// Package trigger is the screen on which a run is started: the window or
// the experiments, how much, and what would be sent, in words.
//
// It promises: everything typed is kept through faults, refusals, resizes and
// new styles; both ends of a window are always sent; one yes sends one request
// and nothing is ever sent again by itself; only the key that says so sends; a
// lost answer is looked up in the list of runs, and a run is called started
// only when it can be no other's. It imports api for its plain types, api/timewindow, huh, keymap,
// theme, ui/box/confirm, ui/host, ui/form/pickfield, ui/poll and ui/text; never another screen.
package trigger

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is what the form asks of the API.
type Client interface {
	GetTask(ctx context.Context, id string) (api.Task, error)
	ListRuns(ctx context.Context, q api.RunQuery) (api.Page[api.Run], error)
	picker.ExperimentClient
	ListTasks(ctx context.Context, q api.TaskQuery) (api.Page[api.Task], error)
	GetDataset(ctx context.Context, id string) (api.Dataset, error)
	ListExamples(ctx context.Context, q api.ExampleQuery) (api.Page[api.Example], error)
	Trigger(ctx context.Context, taskID string, t api.Trigger) (api.Run, error)
}

type model struct {
	screen.Base
	env    *host.Env
	st     *theme.Styles
	client Client
	w, h   int

	task   api.Task
	repeat api.Run          // the run to repeat, zero for none
	trial  bool             // begin with a trial over few spans
	ready  bool             // the task is known well enough to ask
	hidden bool             // another screen covers this one
	runs   []api.Run        // the newest ones, as far as read
	failed map[string]error // jobs that failed last time

	vals, first values
	kept        kept
	presets     []preset
	form        *form
	pickers     map[string]*pickfield.Field // by wire name; they outlive the form
	version     string                      // whose examples are on offer
	faults      []fault                     // named at the last submit, by us or by the server
	problem     []text.Safe                 // what a refusal or a lost answer came to
	maybe       api.Run                     // new after a lost answer, and perhaps ours; zero for none
	sending     bool
	submits     int
	sentAt      time.Time

	cache string
	dirty bool
	shown time.Time // minute for which the view was made
}

// New makes the screen. m.Task needs at least an ID; m.Run is the run to
// repeat, whose window is taken over, or zero.
func New(env *host.Env, c Client, m host.Move) screen.Screen {
	s := &model{
		Base: screen.NewBase(env), env: env, st: env.Styles, client: c, dirty: true,
		task: m.Task, repeat: m.Run, trial: m.Trial, pickers: map[string]*pickfield.Field{}, failed: map[string]error{},
	}
	if complete(m.Task) {
		s.begin(m.Task)
	}
	return s
}

// complete reports whether the task tells what questions to ask.
func complete(t api.Task) bool { return t.Type != "" && (t.ProjectID != "" || t.DatasetID != "") }

// begin fills the form for the first time.
func (s *model) begin(t api.Task) {
	s.task, s.ready = t, true
	s.presets = presets(t, s.repeat)
	s.vals = prefill(t, s.repeat, s.env.Now(), s.env.Zone)
	if s.trial && familyOf(t) == onProject {
		s.vals = s.vals.asTrial(s.presets)
	}
	s.first = s.vals.clone()
	s.rebuild()
}

func (s *model) Init() tea.Cmd {
	s.setJobs()
	return s.needs()
}

// Show lets the list that has the focus read on.
func (s *model) Show() tea.Cmd {
	s.hidden, s.dirty = false, true
	return s.needs()
}

// Hide stops the lists; an answer under way is still taken.
func (s *model) Hide() { s.hidden = true }

// Close ends everything under way but a request that was sent.
func (s *model) Close() {
	for _, p := range s.pickers {
		p.Close()
	}
	s.Owner.Close()
}

// needs is what the list that has the focus wants to read now.
func (s *model) needs() tea.Cmd {
	if s.form == nil || s.hidden || s.form.focused().pick == nil {
		return nil
	}
	return s.form.focused().pick.Need()
}

func (s *model) SetSize(w, h int) {
	if w == s.w && h == s.h {
		return
	}
	s.w, s.h = w, h
	s.rebuild()
}

// restyle makes everything again that keeps what was drawn.
func (s *model) restyle() {
	for _, p := range s.pickers {
		p.Restyle()
	}
	s.rebuild()
}

// rebuild makes the huh form anew over the values: it takes neither another
// size nor other styles afterwards.
func (s *model) rebuild() {
	s.dirty = true
	if !s.ready || s.w <= 0 || s.h <= 0 {
		return
	}
	at := 0
	if s.form != nil {
		at = s.form.at
	}
	l := s.layout()
	s.form = newForm(s.st, s.questions(s.h < roomy), l.formW, l.formH, at)
	s.describe()
}

// Scopes are the keys of the form, and behind them those of a list that has the focus.
func (s *model) Scopes() []keymap.Scope {
	if s.form != nil && s.form.focused().pick != nil {
		return []keymap.Scope{keymap.Trigger, keymap.PickField}
	}
	return []keymap.Scope{keymap.Trigger}
}

// Typing is true while there is a form: its fields want every key.
func (s *model) Typing() bool { return s.form != nil }

func (s *model) unsaved() bool { return s.ready && (s.sending || !s.vals.equal(s.first)) }

// Info tells the frame what stands here.
func (s *model) Info() screen.Info {
	return screen.Info{
		Crumb: text.Lit("Trigger"), Unsaved: s.unsaved(), Live: len(s.active()),
		Ticking: s.ready && familyOf(s.task) == onProject,
	}
}

// Can says which actions make sense now.
func (s *model) Can(a keymap.Action) bool {
	switch a {
	case keymap.Back, keymap.Next, keymap.Prev, keymap.Open:
		return s.form != nil
	case keymap.Accept:
		return s.form != nil && !s.sending && !s.env.ReadOnly
	case keymap.Latest:
		return s.form != nil && (s.maybe.ID != "" || len(s.runs) > 0)
	case keymap.Up, keymap.Down:
		return s.form != nil && s.form.choice()
	case keymap.Mark:
		return s.form != nil && s.form.focused().pick != nil && s.form.focused().key != fVersion
	case keymap.Unpick:
		return s.form != nil && s.form.focused().pick != nil
	case keymap.Refresh:
		return true
	}
	return false
}

// Do carries out an action.
func (s *model) Do(a keymap.Action) tea.Cmd {
	return tea.Batch(s.do(a), s.needs())
}

func (s *model) do(a keymap.Action) tea.Cmd {
	if s.form != nil && s.form.focused().pick != nil && !s.sending && s.form.focused().pick.Do(a) {
		s.edited()
	}
	if a == keymap.Refresh {
		return s.again()
	}
	if s.form == nil {
		return nil
	}
	s.dirty = true
	switch a {
	case keymap.Back:
		return s.leave()
	case keymap.Next:
		s.form.step(1)
	case keymap.Prev:
		s.form.step(-1)
	case keymap.Open:
		return s.enter()
	case keymap.Latest:
		return s.openNewest()
	case keymap.Accept:
		return s.submit()
	case keymap.Up, keymap.Down:
		s.choose(a)
	}
	s.followVersion()
	s.describe()
	return nil
}

// Update takes keys, answers and what others have seen.
func (s *model) Update(m tea.Msg) tea.Cmd {
	cmd := s.take(m)
	return tea.Batch(cmd, s.needs())
}

func (s *model) take(m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case tea.KeyMsg:
		return s.key(m)
	case host.Second:
		if !m.Now.Truncate(time.Minute).Equal(s.shown) {
			s.describe()
		}
	case host.StylesChanged:
		s.restyle()
	case host.RunSeen:
		s.see(m.Run)
	case gotTask:
		return s.tookTask(m)
	case gotRuns:
		s.tookRuns(m)
	case picker.Answer:
		m.Deliver()
		s.describe()
	case answered:
		return s.answer(m)
	case leaving:
		return s.env.Send(host.Pop{})
	}
	return nil
}

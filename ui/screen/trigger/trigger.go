// Package trigger is the screen on which a run is started: the window or
// the experiments, how much, and what would be sent, in words.
//
// It promises: everything typed is kept through faults, refusals, resizes, new
// styles and the end of the program, as a draft; both ends of a window are
// always sent; one yes sends one request and nothing is ever sent again by
// itself; only the key that says so sends; a lost answer is looked up, and a run
// is called started only when it can be no other's. It imports api for its plain
// types, api/timewindow, api/write, huh, keymap, ui/form, ui/host,
// ui/part/picker, ui/poll and ui/text; never another screen.
package trigger

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is what the form asks of the API.
type Client interface {
	write.Starter
	GetTask(ctx context.Context, id string) (api.Task, error)
	ListExperiments(ctx context.Context, q api.ExperimentQuery) (api.Page[api.Experiment], error)
	ListTasks(ctx context.Context, q api.TaskQuery) (api.Page[api.Task], error)
	GetDataset(ctx context.Context, id string) (api.Dataset, error)
	ListExamples(ctx context.Context, q api.ExampleQuery) (api.Page[api.Example], error)
}

type model struct {
	screen.Base
	form.Frame
	env    *host.Env
	client Client

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
	form        *form.Form
	pickers     map[string]*pickfield.Field // by wire name; they outlive the form
	version     string                      // whose examples are on offer
	attempt     attempt
	draft       *form.Draft[values]

	cache string
	dirty bool
	shown time.Time // minute for which the view was made
}

// attempt is how the sending of the form stands.
type attempt struct {
	faults  []fault     // named at the last submit, by us or by the server
	problem []text.Safe // what a refusal or a lost answer came to
	maybe   api.Run     // new after a lost answer, and perhaps ours; zero for none
	sending bool
	number  int
}

// New makes the screen. m.Task needs at least an ID; m.Run is the run to
// repeat, whose window is taken over, or zero. Nil drafts keep nothing.
func New(env *host.Env, c Client, drafts form.Drafts, m host.Move) screen.Screen {
	s := &model{
		Base: screen.NewBase(env), Frame: form.Frame{Styles: env.Styles, Margin: 1}, env: env, client: c, dirty: true,
		task: m.Task, repeat: m.Run, trial: m.Trial, pickers: map[string]*pickfield.Field{}, failed: map[string]error{},
	}
	s.draft = form.NewDraft[values](env, s, drafts, "task.trigger."+m.Task.ID)
	s.begin()
	return s
}

// complete reports whether the task tells what questions to ask.
func complete(t api.Task) bool { return t.Type != "" && (t.ProjectID != "" || t.DatasetID != "") }

// begin fills the form for the first time, once all is known that it opens with.
func (s *model) begin() tea.Cmd {
	if s.ready || !complete(s.task) || !s.draft.Known() {
		return nil
	}
	s.ready = true
	s.presets = presets(s.task, s.repeat)
	s.vals = prefill(s.task, s.repeat, s.env.Now(), s.env.Zone)
	if s.trial && familyOf(s.task) == onProject {
		s.vals = s.vals.asTrial(s.presets)
	}
	s.first = s.vals.clone()
	s.rebuild()
	return s.draft.Offer()
}

func (s *model) Init() tea.Cmd {
	s.setJobs()
	return tea.Batch(s.draft.Read(), s.needs())
}

// Show lets the list that has the focus read on.
func (s *model) Show() tea.Cmd {
	s.hidden, s.dirty = false, true
	return s.needs()
}

// Hide stops the lists; an answer under way is still taken.
func (s *model) Hide() { s.hidden = true }

// Keep puts on disk what was typed last.
func (s *model) Keep() tea.Cmd { return s.draft.Flush() }

// Close ends everything under way but a request that was sent.
func (s *model) Close() {
	for _, p := range s.pickers {
		p.Close()
	}
	s.Owner.Close()
}

// picking is the list that has the focus, nil for none.
func (s *model) picking() *pickfield.Field {
	if s.form == nil {
		return nil
	}
	return s.form.Focused().Pick()
}

// needs is what the list that has the focus wants to read now.
func (s *model) needs() tea.Cmd {
	if p := s.picking(); p != nil && !s.hidden {
		return p.Need()
	}
	return nil
}

func (s *model) SetSize(w, h int) {
	if s.Resize(w, h) {
		s.rebuild()
	}
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
	if !s.ready || s.W <= 0 || s.H <= 0 {
		return
	}
	at := 0
	if s.form != nil {
		at = s.form.At()
	}
	l := s.layout()
	s.form = form.New(s.Styles, [][]form.Field{s.questions(l.Compact)}, l.FormW, l.FormH, 0, at)
	s.describe()
}

// Scopes are the keys of the form, and behind them those of a list that has the focus.
func (s *model) Scopes() []keymap.Scope {
	if s.picking() != nil {
		return []keymap.Scope{keymap.Trigger, keymap.PickField}
	}
	return []keymap.Scope{keymap.Trigger}
}

// Typing is true while there is a form: its fields want every key.
func (s *model) Typing() bool { return s.form != nil }

// Unsaved reports that leaving would lose something.
func (s *model) Unsaved() bool { return s.ready && !s.attempt.sending && s.Differs(s.first) }

// Sending reports that the request is on its way.
func (s *model) Sending() bool { return s.attempt.sending }

// Differs reports that what is typed is not v.
func (s *model) Differs(v values) bool { return !s.vals.equal(v) }

// Typed is a copy of what is typed now.
func (s *model) Typed() values { return s.vals.clone() }

// Restore shows the values of a draft.
func (s *model) Restore(v values) {
	s.vals, s.attempt = v.clone(), attempt{number: s.attempt.number}
	for _, p := range s.pickers {
		p.Changed()
	}
	s.rebuild()
}

// StartOver shows the values that the form opens with.
func (s *model) StartOver() { s.Restore(s.first) }

// About tells the task, and what would be run of it.
func (s *model) About() text.Safe {
	req, _ := s.judge()
	return text.Concat(s.taskName(), text.Lit(", "), review(s.task, s.vals, req, s.env.Zone))
}

// Unsent says what is not done yet.
func (s *model) Unsent() text.Safe { return text.Lit("The run is not started yet.") }

// Look says where to look for what was sent.
func (s *model) Look() text.Safe {
	return text.Concat(text.Lit("Look at the runs of the task before you send it again; "), s.keyOf(keymap.Latest), text.Lit(" opens the newest one."))
}

// Info tells the frame what stands here.
func (s *model) Info() screen.Info {
	return screen.Info{
		Crumb: text.Lit("Trigger"), Unsaved: s.Unsaved(), Live: len(s.active()),
		Ticking: s.ready && familyOf(s.task) == onProject,
	}
}

// Can says which actions make sense now.
func (s *model) Can(a keymap.Action) bool {
	if s.form == nil {
		return a == keymap.Refresh
	}
	switch a {
	case keymap.Back, keymap.Next, keymap.Prev, keymap.Open, keymap.Refresh:
		return true
	case keymap.Accept:
		return !s.attempt.sending && !s.env.ReadOnly
	case keymap.Latest:
		return s.attempt.maybe.ID != "" || len(s.runs) > 0
	case keymap.Up, keymap.Down:
		return s.form.Focused().Mode == form.Choice
	case keymap.Mark:
		return s.picking() != nil && s.form.Focused().Key != fVersion
	case keymap.Unpick:
		return s.picking() != nil
	}
	return false
}

// Update takes keys, answers and what others have seen.
func (s *model) Update(m tea.Msg) tea.Cmd {
	cmd := s.take(m)
	return tea.Batch(cmd, s.needs(), s.draft.Keep())
}

func (s *model) take(m tea.Msg) tea.Cmd {
	if cmd, ok := s.draft.Update(m); ok {
		s.dirty = true
		return tea.Batch(cmd, s.begin())
	}
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
	case got:
		return s.took(m)
	case picker.Answer:
		m.Deliver()
		s.describe()
	case answered:
		return s.answer(m)
	}
	return nil
}

// active are the runs of this task that have not ended, as far as known.
func (s *model) active() []api.Run {
	return slices.DeleteFunc(slices.Clone(s.runs), func(r api.Run) bool { return !r.Status.Active() })
}

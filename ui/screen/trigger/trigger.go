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
	ListExperiments(ctx context.Context, experimentQuery api.ExperimentQuery) (api.Page[api.Experiment], error)
	ListTasks(ctx context.Context, query api.TaskQuery) (api.Page[api.Task], error)
	GetDataset(ctx context.Context, id string) (api.Dataset, error)
	ListExamples(ctx context.Context, exampleQuery api.ExampleQuery) (api.Page[api.Example], error)
}

type model struct {
	form.Base[values]
	env    *host.Env
	client Client

	task   api.Task
	repeat api.Run          // the run to repeat, zero for none
	trial  bool             // begin with a trial over few spans
	runs   []api.Run        // the newest ones, as far as read
	failed map[string]error // jobs that failed last time

	vals, first values
	kept        kept
	presets     []preset
	pickers     map[string]*pickfield.Field // by wire name; they outlive the form
	version     string                      // whose examples are on offer
	attempt     attempt
	shown       time.Time // minute for which the view was made
}

// attempt is how the sending of the form stands.
type attempt struct {
	faults  []fault     // named at the last submit, by us or by the server
	problem []text.Safe // what a refusal or a lost answer came to
	maybe   api.Run     // new after a lost answer, and perhaps ours; zero for none
}

// New makes the screen. m.Task needs at least an ID; m.Run is the run to
// repeat, whose window is taken over, or zero. Nil drafts keep nothing.
func New(env *host.Env, client Client, drafts form.Drafts, move host.Move) screen.Screen {
	s := &model{
		env: env, client: client,
		task: move.Task, repeat: move.Run, trial: move.Trial, pickers: map[string]*pickfield.Field{}, failed: map[string]error{},
	}
	s.Base = form.NewBase[values](env, form.Frame{Margin: 1}, s.build, s.draw)
	s.Draft = form.NewDraft[values](env, s, drafts, "task.trigger."+move.Task.ID)
	s.begin()
	return s
}

// complete reports whether the task tells what questions to ask.
func complete(task api.Task) bool {
	return task.Type != "" && (task.ProjectID != "" || task.DatasetID != "")
}

// begin fills the form for the first time, once all is known that it opens with.
func (s *model) begin() tea.Cmd {
	if s.Ready || !complete(s.task) || !s.Draft.Known() {
		return nil
	}
	s.Ready = true
	s.presets = presets(s.task, s.repeat)
	s.vals = prefill(s.task, s.repeat, s.env.Now(), s.env.Zone)
	if s.trial && familyOf(s.task) == onProject {
		s.vals = s.vals.asTrial(s.presets)
	}
	s.first = s.vals.clone()
	s.Refit()
	return s.Draft.Offer()
}

func (s *model) Init() tea.Cmd {
	s.setJobs()
	return tea.Batch(s.Draft.Load(), s.LoadList())
}

// Show lets the list that has the focus read on.
func (s *model) Show() tea.Cmd {
	s.Hidden, s.Dirty = false, true
	return s.LoadList()
}

// build makes the form over the values.
func (s *model) build(focus int) {
	layout := s.layout()
	s.Form = form.New(s.Styles, [][]form.Field{s.questions(layout.Compact)}, layout.FormWidth, layout.FormHeight, 0, focus)
	s.describe()
}

// Scopes are the keys of the form, and behind them those of a list that has the focus.
func (s *model) Scopes() []keymap.Scope {
	if s.FocusedList() != nil {
		return []keymap.Scope{keymap.Trigger, keymap.PickField}
	}
	return []keymap.Scope{keymap.Trigger}
}

// Unsaved reports that leaving would lose something.
func (s *model) Unsaved() bool { return s.Ready && !s.Draft.Sending() && s.Differs(s.first) }

// Differs reports that what is typed is not v.
func (s *model) Differs(v values) bool { return !s.vals.equal(v) }

// Values is a copy of what is typed now.
func (s *model) Values() values { return s.vals.clone() }

// Restore shows the values of a draft.
func (s *model) Restore(v values) {
	s.vals, s.attempt = v.clone(), attempt{}
	for _, field := range s.pickers {
		field.Changed()
	}
	s.Refit()
}

// StartOver shows the values that the form opens with.
func (s *model) StartOver() { s.Restore(s.first) }

// About tells the task, and what would be run of it.
func (s *model) About() text.Safe {
	req, _ := s.judge()
	return text.Concat(s.taskName(), text.Lit(", "), review(s.task, s.vals, req, s.env.Zone))
}

// UnsentText says what is not done yet.
func (s *model) UnsentText() text.Safe { return text.Lit("The run is not started yet.") }

// SentHint says where to look for what was sent.
func (s *model) SentHint() text.Safe {
	return text.Concat(text.Lit("Look at the runs of the task before you send it again; "), s.keyOf(keymap.Latest), text.Lit(" opens the newest one."))
}

// Info tells the frame what stands here.
func (s *model) Info() screen.Info {
	return screen.Info{
		Crumb: text.Lit("Trigger"), Unsaved: s.Unsaved(), Drafted: s.Draft.Persistent(), Live: len(s.active()),
		Ticking: s.Ready && familyOf(s.task) == onProject,
	}
}

// Can says which actions make sense now.
func (s *model) Can(action keymap.Action) bool {
	if s.Form == nil {
		return action == keymap.Refresh
	}
	switch action {
	case keymap.Back, keymap.Next, keymap.Prev, keymap.Open, keymap.Refresh:
		return true
	case keymap.Accept:
		return !s.Draft.Sending() && !s.env.ReadOnly
	case keymap.Latest:
		return s.attempt.maybe.ID != "" || len(s.runs) > 0
	case keymap.Up, keymap.Down:
		return s.Form.Focused().Mode == form.Choice
	case keymap.Mark:
		return s.FocusedList() != nil && s.Form.Focused().Key != fVersion
	case keymap.Unpick:
		return s.FocusedList() != nil
	}
	return false
}

// Update takes keys, answers and what others have seen.
func (s *model) Update(msg tea.Msg) tea.Cmd {
	cmd := s.take(msg)
	return tea.Batch(cmd, s.LoadList(), s.Draft.ScheduleSave())
}

func (s *model) take(msg tea.Msg) tea.Cmd {
	if cmd, ok := s.Draft.Update(msg); ok {
		s.Dirty = true
		return tea.Batch(cmd, s.begin())
	}
	switch key := msg.(type) {
	case tea.KeyMsg:
		return s.key(key)
	case host.Second:
		if !key.Now.Truncate(time.Minute).Equal(s.shown) {
			s.describe()
		}
	case host.StylesChanged:
		s.Restyle()
	case host.RunSeen:
		s.see(key.Run)
	case host.Answer[api.Task]:
		if s.done(jobTask, key.Err) {
			return s.tookTask(key.Value)
		}
	case host.Answer[api.Page[api.Run]]:
		if s.done(jobRuns, key.Err) {
			s.runs = key.Value.Items
		}
	case picker.Answer:
		key.Apply()
		s.describe()
	case form.Sent[write.Result[api.Run]]:
		if s.Dirty = true; s.Draft.Finish(key.Receipt) {
			return s.answer(key.Result)
		}
	case host.CommandPanicked:
		s.faltered()
	}
	return nil
}

// active are the runs of this task that have not ended, as far as known.
func (s *model) active() []api.Run {
	return slices.DeleteFunc(slices.Clone(s.runs), func(run api.Run) bool { return !run.Status.Active() })
}

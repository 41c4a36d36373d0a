// Package trigger is the screen that starts a run of a task: the time window or
// the experiments, the limits, and a summary of the request.
//
// Typed text survives faults, refusals, resizes, style changes and, as a draft,
// the end of the program. Both ends of a window are always sent. One confirmation
// sends one request; nothing is sent again automatically, and only the key for it
// sends. After a lost answer the runs are looked up, and a run counts as started
// only if it cannot be someone else's. The package imports api for its plain
// types, api/timewindow, api/write, huh, keymap, ui/form, ui/host,
// ui/part/picker, ui/poll and ui/text; never another screen.
package trigger

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is the part of the API that the form uses.
type Client interface {
	write.Starter
	GetTask(ctx context.Context, id string) (api.Task, error)
	ListExperiments(ctx context.Context, experimentQuery api.ExperimentQuery) (api.Page[api.Experiment], error)
	ListTasks(ctx context.Context, query api.TaskQuery) (api.Page[api.Task], error)
	GetDataset(ctx context.Context, id string) (api.Dataset, error)
	ListExamples(ctx context.Context, exampleQuery api.ExampleQuery) (api.Page[api.Example], error)
}

type model struct {
	form.Base
	env    *host.Env
	client Client

	task   api.Task
	repeat api.Run          // the run to repeat, zero for none
	asked  *api.Trigger     // what repeat was asked to do; nil: not known
	cause  diagnose.Finding // the cause whose cure the form starts with; zero: none
	trial  bool             // start with a trial over few spans
	runs   []api.Run        // the newest ones, as far as loaded
	failed map[string]error // errors of the jobs that failed last

	vals, initial values
	overwritten   overwritten
	presets       []preset
	pickers       map[string]*pickfield.Field // by wire name; they outlive the form
	version       string                      // dataset version whose examples are listed
	attempt       attempt
	drawnMinute   time.Time // minute of the last drawn view
}

// attempt is the state of the last submit.
type attempt struct {
	faults    []api.FieldFault // found at the last submit, here or by the server
	problem   []text.Safe      // text about a refusal or a lost answer
	sent      *api.Trigger     // the request
	candidate api.Run          // run that is new after a lost answer and may be ours; zero for none
}

// New returns the screen. move.Task needs at least an ID; move.Run is the run whose
// window is repeated, or zero. With nil drafts nothing is saved.
func New(env *host.Env, client Client, drafts form.Drafts, move *host.Move) screen.Screen {
	newModel := &model{
		env: env, client: client,
		task: move.Task, repeat: move.Run, asked: move.Asked, cause: move.Cause, trial: move.Trial, pickers: map[string]*pickfield.Field{}, failed: map[string]error{},
	}
	newModel.Base = form.NewBase(env, form.Frame{Margin: 1}, newModel.build, newModel.draw)
	newModel.Draft = form.NewDraft(env, newModel, drafts, "task.trigger."+move.Task.ID)
	newModel.initForm()
	return newModel
}

// complete reports whether the task has what decides the fields of the form.
func complete(task *api.Task) bool {
	return task.Type != "" && (task.ProjectID != "" || task.DatasetID != "")
}

// initForm fills the form once the task and the draft are loaded.
func (s *model) initForm() tea.Cmd {
	if s.Ready || !complete(&s.task) || !s.Draft.Known() {
		return nil
	}
	s.Ready = true
	s.presets = presets(&s.task, &s.repeat)
	s.continueLast()
	s.vals = prefill(&s.task, &s.repeat, s.serverNow(), s.env.Zone)
	s.vals.askAgain(s.asked)
	s.vals.heal(&s.cause.Cure)
	if s.trial && familyOf(&s.task) == onProject {
		s.vals.toTrial(s.presets)
	}
	s.initial = s.vals.clone()
	s.Refit()
	return s.Draft.Offer()
}

func (s *model) Init() tea.Cmd {
	s.setJobs()
	return tea.Batch(s.Draft.Load(), s.LoadList())
}

// Show lets the focused list load on.
func (s *model) Show() tea.Cmd {
	s.Hidden, s.Dirty = false, true
	return s.LoadList()
}

// build creates the form for the values.
func (s *model) build(focus int) {
	layout := s.layout()
	s.Form = form.New(s.Styles, [][]form.Field{s.fields(layout.Compact)}, layout.FormWidth, layout.FormHeight, 0, focus)
	s.describe()
}

// Scopes returns the scope of the form, followed by that of a focused list.
func (s *model) Scopes() []keymap.Scope {
	if s.FocusedList() != nil {
		return []keymap.Scope{keymap.Trigger, keymap.PickField}
	}
	return []keymap.Scope{keymap.Trigger}
}

func (s *model) serverNow() time.Time { return s.env.ServerTime(s.env.Now()) }

// Unsaved reports whether leaving would lose changes.
func (s *model) Unsaved() bool { return s.Ready && !s.Draft.Sending() && !s.vals.equal(&s.initial) }

// Differs reports whether the typed values or the focus differ from those of a draft.
func (s *model) Differs(from any) bool {
	vals := from.(*values)
	return s.focus() != vals.Focus || !s.vals.equal(vals)
}

// Blank returns values without content.
func (s *model) Blank() any { return &values{} }

// Values returns a copy of the typed values, with the focus.
func (s *model) Values() any {
	out := s.vals.clone()
	out.Focus = s.focus()
	return &out
}

// focus returns the index of the focused field.
func (s *model) focus() int {
	if s.Form == nil {
		return 0
	}
	return s.Form.At()
}

// Restore shows the values of a draft, with the focus where it was.
func (s *model) Restore(from any) tea.Cmd {
	vals := from.(*values)
	s.vals, s.attempt = vals.clone(), attempt{}
	for _, field := range s.pickers {
		field.Changed()
	}
	s.Rebuild(vals.Focus)
	return nil
}

// StartOver shows the initial values.
func (s *model) StartOver() { s.Restore(&s.initial) }

// About names the task and summarizes the request.
func (s *model) About(draft any) text.Safe {
	vals := *draft.(*values)
	req, _ := build(&s.task, &vals, s.serverNow(), s.env.Zone)
	return text.Concat(s.taskName(), text.Lit(", "), review(&s.task, &vals, &req, s.env.Zone))
}

// UnsentText is the text for a form that was not sent.
func (s *model) UnsentText() text.Safe { return text.Lit("The run is not started yet.") }

// SentHint is the advice for a request whose outcome is unknown.
func (s *model) SentHint() text.Safe {
	return text.Concat(text.Lit("Check the runs of the task before you send it again; "), s.keyOf(keymap.Latest), text.Lit(" opens the newest one."))
}

// Info returns what the frame shows about the screen.
func (s *model) Info() screen.Info {
	return screen.Info{
		Crumb: text.Lit("Trigger"), Of: s.taskName(), Unsaved: s.Unsaved(), Drafted: s.Draft.Persistent(), Live: len(s.active()),
		Ticking: s.Ready && familyOf(&s.task) == onProject,
	}
}

// Can reports whether an action is available now.
func (s *model) Can(action keymap.Action) bool {
	if s.Form == nil {
		return action == keymap.Refresh
	}
	switch action {
	case keymap.Back, keymap.Next, keymap.Prev, keymap.Open:
		return true
	case keymap.Refresh:
		return s.FocusedList() == nil || s.FocusedList().Can(action)
	case keymap.Accept:
		return !s.Draft.Sending() && !s.env.ReadOnly
	case keymap.Latest:
		return s.attempt.candidate.ID != "" || len(s.runs) > 0
	case keymap.MappingView:
		return len(s.task.Evaluators) > 0 || len(s.task.RunConfig) > 0
	case keymap.Up, keymap.Down:
		return s.Form.Focused().Mode == form.Choice
	case keymap.Mark:
		return s.FocusedList() != nil && s.FocusedList().Can(action)
	case keymap.Unpick:
		return s.FocusedList() != nil
	}
	return false
}

// Why says why an action is not available, "" if the usual words do.
func (s *model) Why(action keymap.Action) text.Safe {
	switch {
	case s.Form == nil:
		return "the task is not loaded yet"
	case action == keymap.Latest && s.runs == nil:
		return "the runs of the task are not loaded yet; try again in a moment"
	case action == keymap.Latest:
		return "this task has no known runs yet"
	case action == keymap.MappingView:
		return "the task has no evaluators"
	}
	return ""
}

// Update handles keys, answers and the news of other screens.
func (s *model) Update(msg tea.Msg) tea.Cmd {
	cmd := s.handle(msg)
	return tea.Batch(cmd, s.LoadList(), s.Draft.ScheduleSave())
}

func (s *model) handle(msg tea.Msg) tea.Cmd {
	if cmd, ok := s.Draft.Update(msg); ok {
		s.Dirty = true
		return tea.Batch(cmd, s.initForm())
	}
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.handleKey(msg)
	case host.Second:
		if !msg.Now.Truncate(time.Minute).Equal(s.drawnMinute) {
			s.describe()
		}
	case host.StylesChanged:
		s.Restyle()
	case host.RunUpdated:
		s.applyRun(&msg.Run)
	case *host.Answer:
		return s.applyAnswer(msg)
	case picker.Answer:
		msg.Apply()
		s.describe()
	case form.Sent[*write.Result[api.Run]]:
		if s.Dirty = true; s.Draft.Finish(msg.Receipt) {
			return s.applyResult(msg.Result)
		}
	case host.CommandPanicked:
		s.handlePanic()
	}
	return nil
}

// applyAnswer takes over the task or its newest runs.
func (s *model) applyAnswer(answer *host.Answer) tea.Cmd {
	if !s.finishJob(answer.Key, answer.Err) {
		return nil
	}
	switch value := answer.Value.(type) {
	case api.Task:
		return s.applyTask(&value)
	case api.Page[api.Run]:
		s.runs = append([]api.Run{}, value.Items...) // not nil: they are known
		s.continueLast()
	}
	return nil
}

// active returns the known runs of this task that have not ended.
func (s *model) active() (out []api.Run) {
	for i := range s.runs {
		if s.runs[i].Status.Active() {
			out = append(out, s.runs[i])
		}
	}
	return out
}

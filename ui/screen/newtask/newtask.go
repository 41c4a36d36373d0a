// Package newtask is the screen that creates a task: a form in steps, from the name
// to the exact request, for a new task or a copy. The same fields also edit a task.
//
// Typed text survives steps, resizes, refusals and a crash (as a draft without
// secrets), and a note names every value that is set aside or dropped. The JSON
// texts define evaluators and run configuration; picks and fields follow them, and
// a note names every difference. One confirmation sends one request, nothing is
// sent again automatically, and a lost answer is looked up by name first.
package newtask

import (
	"context"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/write"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	sources "ax-tui/ui/part/picker"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is the part of the API that the form uses.
type Client interface {
	sources.SpaceClient
	sources.ProjectClient
	sources.DatasetClient
	sources.ExperimentClient
	sources.EvaluatorClient
	sources.IntegrationClient
	ListExperimentRuns(ctx context.Context, experimentID string, limit int) (api.Page[api.ExperimentRun], error)
	ListExamples(context.Context, api.ExampleQuery) (api.Page[api.Example], error)
	ListSpans(context.Context, api.SpanQuery) (api.Page[api.Span], error)
	ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error)
	GetTask(context.Context, string) (api.Task, error)
	CreateTask(context.Context, api.CreateTask) (api.Task, error)
	UpdateTask(context.Context, string, api.UpdateTask) (api.Task, error)
}

// Deps are the dependencies of the form besides the client. Zero fields mean: no
// known names, no drafts, no preset space.
type Deps struct {
	Names  func(id string) (text.Safe, bool)
	Drafts form.Drafts
	Space  api.Ref             // preset space of the program; zero: none
	Getenv func(string) string // finds the editor; nil: os.Getenv
	// ReadFile reads a task file and looks up what it names; nil: there are no files.
	ReadFile func(ctx context.Context, path string) (FileTask, error)
}

// FileTask is the content of a task file, with IDs.
type FileTask struct {
	Task  api.Task // without an ID
	Space api.Ref  // zero: unknown
	Notes []string // sentences about what is not as the file says
}

// origin is the task that the form starts from.
type origin struct {
	edit   bool             // edit the task instead of copying it
	cause  diagnose.Finding // the cause whose cure the form starts with; zero: none
	task   api.Task         // zero for a new task
	known  bool             // task is loaded, or nothing has to be loaded
	failed error            // why the task could not be loaded
	path   string           // of the task file that it comes from; "" for none
	file   FileTask
	ahead  []tea.KeyMsg // typed while the form opens
}

// fieldState is the state of the fields besides the values.
type fieldState struct {
	spaceSet         bool     // the space is known, so it has no field
	lastChoice       values   // values before the last change of type or kind
	evaluatorFilters []string // filters of single evaluators
	configValues     configValues
	picksBefore      []pick                       // when the step was opened
	droppedKeys      []string                     // of the run configuration, since the step was opened
	paths            map[string]map[string]string // filled in by itself, by evaluator and variable
	removed          map[string]string            // text of unmarked evaluators by ID, to put it back
	pause            bool                         // look at the values again after a typing pause
	configErr        error                        // why the configuration fields are not in the text
	pickers          map[string]*picker
	builtShape       string // formShape of the built fields
}

// messages are the messages in the footer and at the fields.
type messages struct {
	faults         []api.FieldFault // shown at their fields
	acceptedFaults string           // faults that were skipped by pressing the key again
	changeNotes    []note           // what a change has set aside or added, by subject
	problem        []text.Safe      // text about a refusal or a lost answer
}

type model struct {
	form.Base
	origin
	fieldState
	messages
	lookups
	env    *host.Env
	client Client
	deps   Deps

	vals, initial values
	current       step
	progress
	text    texts
	cache   parseCache
	samples samples
	preview preview
	review  review
}

// New returns the screen for a new task. move.Task is the task to copy, with at
// least an ID, or presets without one; move.Ref is the path of a task file, "" for none.
func New(env *host.Env, client Client, deps Deps, move host.Move) screen.Screen {
	kind := "task.create"
	if move.Ref != "" {
		return open(env, client, &deps, &origin{path: move.Ref}, "task.file."+move.Ref)
	}
	if move.Task.ID != "" {
		kind = "task.clone." + move.Task.ID
	}
	return open(env, client, &deps, &origin{task: move.Task, known: move.Task.ID == "" || move.Task.Type != ""}, kind)
}

// NewEdit returns the screen that edits a task. move.Task needs at least an ID; the
// task is loaded again.
func NewEdit(env *host.Env, client Client, deps *Deps, move *host.Move) screen.Screen {
	return open(env, client, deps, &origin{task: move.Task, edit: true, cause: move.Cause}, "task.update."+move.Task.ID)
}

func open(env *host.Env, client Client, deps *Deps, about *origin, kind string) *model {
	newModel := &model{
		origin: *about, env: env, client: client, deps: *deps, current: stName,
		fieldState: fieldState{pickers: map[string]*picker{}, spaceSet: deps.Space.ID != "" || about.edit}, lookups: lookups{facts: map[string]*fact{}, names: map[name]namedID{}, labels: map[string]string{}},
	}
	newModel.Base = form.NewBase(env, form.Frame{Margin: 1}, newModel.build, newModel.draw)
	newModel.Draft = form.NewDraft(env, newModel, deps.Drafts, kind)
	newModel.initForm()
	return newModel
}

// maxEdited is the size in bytes of the longest text that the fields of a form take:
// with every key they process all of it.
const maxEdited = 1 << 16

// tooLongError is the error of a task that no form can show.
type tooLongError struct {
	field string
	size  int
}

func (e tooLongError) Error() string {
	return fmt.Sprintf("its %s has %s, and a form takes %s", e.field, text.Bytes(e.size), text.Bytes(maxEdited))
}

// initForm fills the form once the task and the draft are loaded.
func (s *model) initForm() tea.Cmd {
	if s.Ready || !s.origin.known || !s.Draft.Known() {
		return nil
	}
	if field, size := taskinfo.Longest(&s.origin.task); size > maxEdited {
		s.origin.failed = tooLongError{field: field, size: size}
		s.Dirty = true
		return nil
	}
	switch {
	case s.edit:
		s.vals = editOf(&s.origin.task)
	case s.origin.path != "":
		s.vals = valuesOf(&s.origin.task)
		s.vals.Space, s.spaceSet = s.origin.file.Space, s.origin.file.Space.ID != ""
	case s.origin.task.ID != "":
		s.vals = copyOf(&s.origin.task, s.deps.Space)
	default:
		s.vals = newValues(s.deps.Space).preset(&s.origin.task)
	}
	s.applyKnownNames()
	s.initial = s.vals.clone()
	s.Ready = true
	s.restart()
	for _, note := range s.origin.file.Notes {
		s.addNote(text.CleanN(note, 300))
	}
	var shown tea.Cmd
	if s.edit && s.cause.Cure.Form == diagnose.EditForm {
		cured := s.cause.Cure.Task(s.origin.task)
		s.vals = editOf(&cured)
		s.applyKnownNames()
		s.restart()
		if len(s.cause.Cure.Diffs) == 0 { // the filter, which only a person knows
			shown = s.goTo(stFilters, "")
		}
		s.addNote(s.env.Changes(&s.cause, diagnose.EditForm))
	}
	if s.Draft.Offers() { // the question was not there when they were typed
		s.ahead = nil
	}
	cmds := []tea.Cmd{shown, s.Draft.Offer()}
	for _, key := range s.ahead {
		cmds = append(cmds, s.handleKey(key))
	}
	s.ahead = nil
	return tea.Batch(cmds...)
}

// opening reports whether the form is not there yet, but may come.
func (s *model) opening() bool { return s.Form == nil && s.origin.failed == nil }

func (s *model) Init() tea.Cmd {
	return tea.Batch(s.loadSource(), s.Draft.Load(), s.loadSpaces(), s.loadMissing())
}

// Show continues what was paused while the screen was covered.
func (s *model) Show() tea.Cmd {
	s.Hidden, s.Dirty = false, true
	return tea.Batch(s.refresh(), s.LoadList())
}

// build creates the form of the step.
func (s *model) build(focus int) {
	if !slices.Contains(s.vals.path(), s.current) {
		s.current = stName
	}
	layout := s.layout()
	s.builtShape = s.formShape()
	s.evaluatorFilters = s.ownFilters()
	s.Form = form.New(s.Styles, s.groups(layout), layout.FormWidth, layout.FormHeight, slices.Index(s.vals.path(), s.current), focus)
	s.describe()
}

// Unsaved reports whether leaving would lose changes.
func (s *model) Unsaved() bool {
	return s.Ready && !s.Draft.Sending() && s.changed(&s.initial)
}

// changed reports whether the typed values differ from others.
func (s *model) changed(from *values) bool {
	return s.text.evaluators.Stale() || s.text.config.Stale() || !s.vals.equal(from)
}

// Differs reports whether the typed values or the place differ from those of a draft.
func (s *model) Differs(from any) bool {
	other := from.(*draftValues)
	return s.at() != other.At || s.changed(&other.values)
}

// at returns where the focus is.
func (s *model) at() place {
	if s.Form == nil {
		return place{Step: s.current}
	}
	return place{Step: s.current, Field: s.Form.At()}
}

// Values returns a copy of the typed values.
func (s *model) Values() any {
	s.pull()
	out := draftValues{values: s.vals.clone(), At: s.at()}
	if s.edit {
		base := s.initial.clone() // the draft is written outside the update loop
		out.Base = &base
	}
	return &out
}

// Blank returns values without content.
func (s *model) Blank() any { return &draftValues{} }

// Restore shows the values of a draft at the place where it was left. When editing a
// task, its changes are applied to the current task.
func (s *model) Restore(draft any) tea.Cmd {
	saved := draft.(*draftValues)
	s.vals = saved.complete()
	if s.edit {
		s.vals.edit, s.vals.Type, s.vals.Kind = true, s.initial.Type, s.initial.Kind
		if saved.Base != nil {
			base := saved.Base.complete()
			s.vals = s.vals.rebase(&base, &s.initial)
		}
	}
	s.restart()
	if s.Form == nil || !slices.Contains(s.vals.path(), saved.At.Step) {
		return nil
	}
	cmd := s.goTo(saved.At.Step, "")
	s.Form.Jump(saved.At.Field)
	return cmd
}

// StartOver shows the initial values.
func (s *model) StartOver() {
	s.vals = s.initial.clone()
	s.restart()
}

// About names the task and its target.
func (s *model) About(draft any) text.Safe {
	saved := draft.(*draftValues)
	name := text.CleanN(saved.Name, 60)
	if name == "" {
		name = text.Lit("a task without a name")
	}
	if ref := saved.target(); ref.ID != "" && !s.edit {
		name = text.Concat(name, text.Lit(", "), text.CleanN(label(ref), 40))
	}
	return name
}

// UnsentText is the text for a form that was not sent.
func (s *model) UnsentText() text.Safe {
	if s.edit {
		return text.Lit("Your changes are not sent yet.")
	}
	return text.Lit("The task is not created yet.")
}

// SentHint is the advice for a request whose outcome is unknown.
func (s *model) SentHint() text.Safe {
	if s.edit {
		return text.Lit("Check whether the task has the change before you send it again.")
	}
	return text.Lit("Check whether the task is in the list of tasks before you send it again.")
}

// Info returns what the frame shows about the screen.
func (s *model) Info() screen.Info {
	crumb, of := text.Lit("New task"), text.Safe("")
	switch {
	case s.edit:
		crumb, of = text.Lit("Edit"), s.taskName()
	case s.origin.path != "":
		crumb = text.Lit("New task from a file")
	case s.origin.task.ID != "":
		crumb = text.Lit("Copy of a task")
	}
	return screen.Info{Crumb: crumb, Of: of, Unsaved: s.Unsaved(), Drafted: s.Draft.Persistent(), Space: text.CleanN(s.vals.Space.Name, 60)}
}

// Update handles keys and answers.
func (s *model) Update(msg tea.Msg) tea.Cmd {
	cmd := s.handle(msg)
	follow := s.afterUpdate()
	return tea.Batch(cmd, follow, s.loadMissing(), s.LoadList(), s.text.takeCmds())
}

// loadMissing loads the target, the names and the evaluators that are not known.
func (s *model) loadMissing() tea.Cmd {
	return tea.Batch(s.loadTarget(), s.loadExperiments(), s.loadNames(), s.loadFacts())
}

func (s *model) handle(msg tea.Msg) tea.Cmd {
	if cmd, ok := s.Draft.Update(msg); ok {
		s.Dirty = true
		return tea.Batch(cmd, s.initForm())
	}
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.handleKey(msg)
	case sources.Answer:
		msg.Apply()
		s.Dirty = true
	case *host.Answer:
		return s.applyAnswer(msg)
	case typingPaused:
		return s.afterPause(msg)
	case form.Sent[*write.Created]:
		if s.Dirty = true; s.Draft.Finish(msg.Receipt) {
			return s.applyCreated(msg.Result)
		}
	case form.Sent[*updateResult]:
		if s.Dirty = true; s.Draft.Finish(msg.Receipt) {
			return s.applyUpdate(msg.Result)
		}
	case host.CommandPanicked:
		s.handlePanic()
	case host.TaskGone:
		s.handleDeleted(msg.ID)
	case host.StylesChanged:
		s.text.restyle()
		s.Restyle()
	case host.Second:
	default:
		if !host.Broadcast(msg) {
			return s.text.update(s, msg)
		}
	}
	return nil
}

// Package newtask is the screen on which a task is created: a form in steps,
// from a name to the exact request, new or as a copy of another task; and the
// one on which a task is changed, with the same fields.
//
// It promises: everything typed is kept through steps, resizes, refusals and a
// crash (as a draft without secrets); what is set aside or dropped is said; the
// JSON text is the one truth about evaluators and run configuration, and picks
// and text never part silently; one yes sends one request, nothing is ever sent
// again by itself, and a lost answer is looked up by name first. It imports api
// and its pure helpers, huh, keymap, theme, and of ui the shared parts: confirm,
// jsonfield, host, mappingview, pickfield, term, text, part; never another screen.
package newtask

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	sources "ax-tui/ui/part/picker"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is what the form asks of the API.
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

// Deps is what the form is handed besides the client. Zero fields are fine:
// no names known, no drafts kept, no space preset.
type Deps struct {
	Names  func(id string) (text.Safe, bool)
	Drafts form.Drafts
	Space  api.Ref             // that the program was started in; zero: none
	Getenv func(string) string // to find the person's editor; nil: os.Getenv
}

// origin is what the form is about.
type origin struct {
	edit   bool     // the task is changed; else it is copied
	task   api.Task // zero for a new one
	known  bool     // it is known well enough
	failed error    // why it could not be read
}

// questions are what the fields hold besides the values.
type fieldState struct {
	spaceSet         bool     // the space needs no asking
	lastChoice       values   // before the last choice of type and kind
	evaluatorFilters []string // filters of the evaluators
	plain            plain
	configErr        error // why the plain questions are not in the text
	pickers          map[string]*picker
	builtShape       string // what the fields were made for
}

// remarks are what the foot and the fields say.
type messages struct {
	faults         []api.FieldFault // shown beside their fields
	acceptedFaults string           // faults that the person has seen and gone on with
	changeNotes    []text.Safe      // what a change has set aside
	problem        []text.Safe      // what a refusal or a lost answer came to
}

type model struct {
	form.Base[draftValues]
	origin
	fieldState
	messages
	lookups
	env    *host.Env
	client Client
	deps   Deps

	vals, initial values
	current       step
	text          texts
	cache         parseCache
	samples       samples
	preview       preview
	review        review
}

// New makes the screen. m.Task is the task to copy, with an ID at least, or
// zero for a new one.
func New(env *host.Env, client Client, deps Deps, move host.Move) screen.Screen {
	kind := "task.create"
	if move.Task.ID != "" {
		kind = "task.clone." + move.Task.ID
	}
	return open(env, client, deps, origin{task: move.Task, known: move.Task.ID == "" || move.Task.Type != ""}, kind)
}

// NewEdit makes the screen that changes a task. m.Task needs at least an ID; it
// is read anew.
func NewEdit(env *host.Env, client Client, deps Deps, move host.Move) screen.Screen {
	return open(env, client, deps, origin{task: move.Task, edit: true}, "task.update."+move.Task.ID)
}

func open(env *host.Env, client Client, deps Deps, about origin, kind string) *model {
	newModel := &model{
		origin: about, env: env, client: client, deps: deps, current: stName,
		fieldState: fieldState{pickers: map[string]*picker{}, spaceSet: deps.Space.ID != "" || about.edit}, lookups: lookups{facts: map[string]*fact{}},
	}
	newModel.Base = form.NewBase[draftValues](env, form.Frame{}, newModel.build, newModel.draw)
	newModel.Draft = form.NewDraft[draftValues](env, newModel, deps.Drafts, kind)
	newModel.initForm()
	return newModel
}

// begin fills the form for the first time, once all is known that it opens with.
func (s *model) initForm() tea.Cmd {
	if s.Ready || !s.origin.known || !s.Draft.Known() {
		return nil
	}
	switch {
	case s.edit:
		s.vals = editOf(s.origin.task)
	case s.origin.task.ID != "":
		s.vals = copyOf(s.origin.task, s.deps.Space)
	default:
		s.vals = newValues(s.deps.Space)
	}
	s.applyKnownNames()
	s.initial = s.vals.clone()
	s.Ready = true
	s.restart()
	return s.Draft.Offer()
}

// restart shows the values from the first step on.
func (s *model) restart() {
	s.current, s.messages = stName, messages{}
	s.lastChoice = s.vals.clone()
	s.plain, _ = readPlain(s.vals.Config)
	s.requestFacts(s.edit)
	s.text.load(s)
	s.Rebuild(0)
}

func (s *model) Init() tea.Cmd {
	return tea.Batch(s.loadSource(), s.Draft.Read(), s.loadSpaces(), s.loadMissing())
}

// Show catches up with what was left undone while the screen was covered.
func (s *model) Show() tea.Cmd {
	s.Hidden, s.Dirty = false, true
	return tea.Batch(s.refresh(), s.Needs())
}

// build makes the form of the step.
func (s *model) build(focus int) {
	if !slices.Contains(s.vals.path(), s.current) {
		s.current = stName
	}
	layout := s.layout()
	s.builtShape = s.formShape()
	s.evaluatorFilters = s.ownFilters()
	s.Form = form.New(s.Styles, s.groups(layout), layout.FormW, layout.FormH, slices.Index(s.vals.path(), s.current), focus)
	s.describe()
}

// Unsaved reports that leaving would lose something.
func (s *model) Unsaved() bool {
	return s.Ready && !s.Draft.Sending() && s.Differs(draftValues{values: s.initial})
}

// Differs reports that what is typed is not v.
func (s *model) Differs(other draftValues) bool {
	return s.text.evaluators.Stale() || s.text.config.Stale() || !s.vals.equal(other.values)
}

// Typed is a copy of what is typed now.
func (s *model) Typed() draftValues {
	s.pull()
	out := draftValues{values: s.vals.clone()}
	if s.edit {
		base := s.initial.clone() // it is written beside the loop
		out.Base = &base
	}
	return out
}

// Restore shows the values of a draft. Those of a task that is changed are laid
// over what it is now.
func (s *model) Restore(saved draftValues) {
	s.vals = saved.complete()
	if s.edit {
		s.vals.edit, s.vals.Type, s.vals.Kind = true, s.initial.Type, s.initial.Kind
		if saved.Base != nil {
			s.vals = s.vals.rebase(saved.Base.complete(), s.initial)
		}
	}
	s.restart()
}

// StartOver shows the values that the form opens with.
func (s *model) StartOver() {
	s.vals = s.initial.clone()
	s.restart()
}

// About tells the task by its name and target.
func (s *model) About() text.Safe {
	name := text.CleanN(s.vals.Name, 60)
	if name == "" {
		name = text.Lit("a task without a name")
	}
	if ref := s.vals.target(); ref.ID != "" && !s.edit {
		name = text.Concat(name, text.Lit(", "), text.CleanN(label(ref), 40))
	}
	return name
}

// Unsent says what is not done yet.
func (s *model) Unsent() text.Safe {
	if s.edit {
		return text.Lit("What you changed is not sent yet.")
	}
	return text.Lit("The task is not created yet.")
}

// Look says where to look for what was sent.
func (s *model) Look() text.Safe {
	if s.edit {
		return text.Lit("Look at the task whether the change is there before you send it again.")
	}
	return text.Lit("Look in the list of tasks whether it is there before you send it again.")
}

// Info tells the frame what stands here.
func (s *model) Info() screen.Info {
	crumb := text.Lit("New task")
	switch {
	case s.edit:
		crumb = text.Lit("Edit")
	case s.origin.task.ID != "":
		crumb = text.Lit("Copy of a task")
	}
	return screen.Info{Crumb: crumb, Unsaved: s.Unsaved(), Drafted: s.Draft.Persistent(), Space: text.CleanN(s.vals.Space.Name, 60)}
}

// Update takes keys and answers.
func (s *model) Update(msg tea.Msg) tea.Cmd {
	cmd := s.handle(msg)
	follow := s.afterUpdate()
	return tea.Batch(cmd, follow, s.loadMissing(), s.Needs(), s.text.takeCmds())
}

// wanted asks for what is not known of the target and the evaluators.
func (s *model) loadMissing() tea.Cmd { return tea.Batch(s.loadTarget(), s.loadFacts()) }

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
	case host.Answer[api.Task]:
		return s.applySource(msg)
	case host.Answer[api.Page[api.Space]]:
		s.applySpaces(msg)
	case host.Answer[target]:
		s.applyTarget(msg)
	case host.Answer[readFact]:
		return s.applyEvaluator(msg)
	case host.Answer[rows]:
		return s.applySamples(msg)
	case host.Answer[*mappingReport]:
		s.applyReport(msg.Value)
	case typingPaused:
		return s.afterPause(msg)
	case host.Answer[write.SameName]:
		s.applySameName(msg)
	case form.Sent[write.Created]:
		if s.Dirty = true; s.Draft.Answered(msg.Receipt) {
			return s.applyCreated(msg.Result)
		}
	case form.Sent[updateResult]:
		if s.Dirty = true; s.Draft.Answered(msg.Receipt) {
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

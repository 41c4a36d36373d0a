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
type questions struct {
	spaceSet   bool     // the space needs no asking
	chosen     values   // before the last choice of type and kind
	own        []string // filters of the evaluators
	plain      plain
	plainFault error // why the plain questions are not in the text
	pickers    map[string]*picker
	shaped     string // what the fields were made for
}

// remarks are what the foot and the fields say.
type remarks struct {
	faults  []api.FieldFault // shown beside their fields
	passed  string           // faults that the person has seen and gone on with
	news    []text.Safe      // what a change has set aside
	problem []text.Safe      // what a refusal or a lost answer came to
}

type model struct {
	form.Base[kept]
	origin
	questions
	remarks
	lookups
	env    *host.Env
	client Client
	deps   Deps

	vals, first values
	at          step
	text        texts
	checked     checked
	samples     samples
	preview     preview
	review      review
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

func open(env *host.Env, client Client, deps Deps, o origin, kind string) *model {
	s := &model{
		origin: o, env: env, client: client, deps: deps, at: stName,
		questions: questions{pickers: map[string]*picker{}, spaceSet: deps.Space.ID != "" || o.edit}, lookups: lookups{facts: map[string]*fact{}},
	}
	s.Base = form.NewBase[kept](env, form.Frame{}, s.build, s.draw)
	s.Draft = form.NewDraft[kept](env, s, deps.Drafts, kind)
	s.begin()
	return s
}

// begin fills the form for the first time, once all is known that it opens with.
func (s *model) begin() tea.Cmd {
	if s.Ready || !s.origin.known || !s.Draft.Known() {
		return nil
	}
	switch {
	case s.edit:
		s.vals = editOf(s.origin.task)
	case s.origin.task.ID != "":
		s.vals = copyOf(s.origin.task, s.deps.Space)
	default:
		s.vals = fresh(s.deps.Space)
	}
	s.learnNames()
	s.first = s.vals.clone()
	s.Ready = true
	s.restart()
	return s.Draft.Offer()
}

// restart shows the values from the first step on.
func (s *model) restart() {
	s.at, s.remarks = stName, remarks{}
	s.chosen = s.vals.clone()
	s.plain, _ = readPlain(s.vals.Config)
	s.wantFacts(s.edit)
	s.text.load(s)
	s.Rebuild(0)
}

func (s *model) Init() tea.Cmd {
	return tea.Batch(s.askSource(), s.Draft.Load(), s.askSpaces(), s.wanted())
}

// Show catches up with what was left undone while the screen was covered.
func (s *model) Show() tea.Cmd {
	s.Hidden, s.Dirty = false, true
	return tea.Batch(s.refresh(), s.LoadList())
}

// build makes the form of the step.
func (s *model) build(focus int) {
	if !slices.Contains(s.vals.path(), s.at) {
		s.at = stName
	}
	layout := s.layout()
	s.shaped = s.shape()
	s.own = s.ownFilters()
	s.Form = form.New(s.Styles, s.groups(layout), layout.FormWidth, layout.FormHeight, slices.Index(s.vals.path(), s.at), focus)
	s.describe()
}

// Unsaved reports that leaving would lose something.
func (s *model) Unsaved() bool {
	return s.Ready && !s.Draft.Sending() && s.Differs(kept{values: s.first})
}

// Differs reports that what is typed is not v.
func (s *model) Differs(v kept) bool {
	return s.text.evaluators.Stale() || s.text.config.Stale() || !s.vals.equal(v.values)
}

// Values is a copy of what is typed now.
func (s *model) Values() kept {
	s.pull()
	out := kept{values: s.vals.clone()}
	if s.edit {
		base := s.first.clone() // it is written beside the loop
		out.Base = &base
	}
	return out
}

// Restore shows the values of a draft. Those of a task that is changed are laid
// over what it is now.
func (s *model) Restore(v kept) {
	s.vals = v.complete()
	if s.edit {
		s.vals.edit, s.vals.Type, s.vals.Kind = true, s.first.Type, s.first.Kind
		if v.Base != nil {
			s.vals = s.vals.rebase(v.Base.complete(), s.first)
		}
	}
	s.restart()
}

// StartOver shows the values that the form opens with.
func (s *model) StartOver() {
	s.vals = s.first.clone()
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

// UnsentText says what is not done yet.
func (s *model) UnsentText() text.Safe {
	if s.edit {
		return text.Lit("What you changed is not sent yet.")
	}
	return text.Lit("The task is not created yet.")
}

// SentHint says where to look for what was sent.
func (s *model) SentHint() text.Safe {
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
	cmd := s.take(msg)
	follow := s.follow()
	return tea.Batch(cmd, follow, s.wanted(), s.LoadList(), s.text.take())
}

// wanted asks for what is not known of the target and the evaluators.
func (s *model) wanted() tea.Cmd { return tea.Batch(s.askTarget(), s.readFacts()) }

func (s *model) take(msg tea.Msg) tea.Cmd {
	if cmd, ok := s.Draft.Update(msg); ok {
		s.Dirty = true
		return tea.Batch(cmd, s.begin())
	}
	switch key := msg.(type) {
	case tea.KeyMsg:
		return s.key(key)
	case sources.Answer:
		key.Apply()
		s.Dirty = true
	case host.Answer[api.Task]:
		return s.tookSource(key)
	case host.Answer[api.Page[api.Space]]:
		s.tookSpaces(key)
	case host.Answer[target]:
		s.tookTarget(key)
	case host.Answer[readFact]:
		return s.tookFact(key)
	case host.Answer[rows]:
		return s.tookSamples(key)
	case host.Answer[*lookedUp]:
		s.tookReport(key.Value)
	case rested:
		return s.rested(key)
	case host.Answer[write.SameName]:
		s.tookSameName(key)
	case form.Sent[write.Created]:
		if s.Dirty = true; s.Draft.Finish(key.Receipt) {
			return s.answer(key.Result)
		}
	case form.Sent[saved]:
		if s.Dirty = true; s.Draft.Finish(key.Receipt) {
			return s.tookChanged(key.Result)
		}
	case host.CommandPanicked:
		s.faltered()
	case host.TaskGone:
		s.gone(key.ID)
	case host.StylesChanged:
		s.text.restyle()
		s.Restyle()
	case host.Second:
	default:
		if !host.Broadcast(key) {
			return s.text.update(s, key)
		}
	}
	return nil
}

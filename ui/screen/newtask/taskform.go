// Package newtask is the screen on which a task is created: a form in steps,
// from a name to the exact request, new or as a copy of another task.
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
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is what the form asks of the API.
type Client interface {
	ListSpaces(context.Context, api.SpaceQuery) (api.Page[api.Space], error)
	ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error)
	ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error)
	ListExperiments(context.Context, api.ExperimentQuery) (api.Page[api.Experiment], error)
	ListExperimentRuns(context.Context, api.ExperimentRunQuery) (api.Page[api.ExperimentRun], error)
	ListExamples(context.Context, api.ExampleQuery) (api.Page[api.Example], error)
	ListEvaluators(context.Context, api.EvaluatorQuery) (api.Page[api.Evaluator], error)
	ListEvaluatorVersions(context.Context, api.VersionQuery) (api.Page[api.EvaluatorVersion], error)
	ListIntegrations(context.Context, api.IntegrationQuery) (api.Page[api.Integration], error)
	ListSpans(context.Context, api.SpanQuery) (api.Page[api.Span], error)
	ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error)
	GetProject(context.Context, string) (api.Project, error)
	GetDataset(context.Context, string) (api.Dataset, error)
	GetExperiment(context.Context, string) (api.Experiment, error)
	GetEvaluator(ctx context.Context, id, versionID string) (api.Evaluator, error)
	GetEvaluatorVersion(context.Context, string) (api.EvaluatorVersion, error)
	GetIntegration(context.Context, string) (api.Integration, error)
	GetTask(context.Context, string) (api.Task, error)
	CreateTask(context.Context, api.CreateTask) (api.Task, error)
}

// Deps is what the form is handed besides the client. Zero fields are fine:
// no names known, no drafts kept, no space preset.
type Deps struct {
	Names  func(id string) (text.Safe, bool)
	Drafts form.Drafts
	Space  api.Ref             // that the program was started in; zero: none
	Getenv func(string) string // to find the person's editor; nil: os.Getenv
}

type model struct {
	screen.Base
	form.Frame
	env    *host.Env
	client Client
	deps   Deps

	source   api.Task // the task to copy, zero for none
	copied   bool     // it is known well enough
	failed   error    // why the task to copy could not be read
	ready    bool     // the form stands
	spaceSet bool     // the space needs no asking

	vals, first values
	was         values // before the last choice of type and kind
	plain       plain
	plainFault  error    // why the plain questions are not in the text
	own         []string // filters of the evaluators, as their inputs hold them
	at          step
	form        *form.Form
	shaped      string // what the fields of the form were made for
	pickers     map[string]*picker
	text        texts
	facts       map[string]*fact
	underWay    int      // evaluators that are being read
	landed      []string // evaluators that were read and are not in the text yet
	targetAsked api.Ref  // the target that was looked up last
	samples     samples
	preview     preview
	review      review
	checked     checked

	faults  []api.FieldFault // shown beside their fields
	passed  string           // faults that the person has seen and gone on with
	said    []text.Safe      // what a change has set aside
	problem []text.Safe      // what a refusal or a lost answer came to
	sending bool
	hidden  bool
	submits int
	draft   *form.Draft[values]

	cache string
	dirty bool
}

// New makes the screen. m.Task is the task to copy, with an ID at least, or
// zero for a new one.
func New(env *host.Env, c Client, d Deps, m host.Move) screen.Screen {
	s := &model{
		Base: screen.NewBase(env), Frame: form.Frame{Styles: env.Styles}, env: env, client: c, deps: d, dirty: true,
		source: m.Task, at: stName, pickers: map[string]*picker{}, facts: map[string]*fact{},
		spaceSet: d.Space.ID != "",
	}
	s.copied = m.Task.ID == "" || m.Task.Type != ""
	kind := "task.create"
	if m.Task.ID != "" {
		kind = "task.clone." + m.Task.ID
	}
	s.draft = form.NewDraft[values](env, s, d.Drafts, kind)
	s.begin()
	return s
}

// begin fills the form for the first time, once all is known that it opens with.
func (s *model) begin() tea.Cmd {
	if s.ready || !s.copied || !s.draft.Known() {
		return nil
	}
	space := s.deps.Space
	s.vals = fresh(space)
	if s.source.ID != "" {
		s.vals = copyOf(s.source, space)
		s.learnNames()
	}
	s.first = s.vals.clone()
	s.ready = true
	s.restart()
	return s.draft.Offer()
}

// restart shows the values from the first step on.
func (s *model) restart() {
	s.at, s.faults, s.said, s.problem = stName, nil, nil, nil
	s.was = s.vals.clone()
	s.plain, _ = readPlain(s.vals.Config)
	s.wantFacts(false)
	s.text.load(s)
	s.rebuild(0)
}

func (s *model) Init() tea.Cmd {
	return tea.Batch(s.askSource(), s.draft.Read(), s.askSpaces(), s.wanted())
}

// Show catches up with what was left undone while the screen was covered.
func (s *model) Show() tea.Cmd {
	s.hidden, s.dirty = false, true
	return tea.Batch(s.refresh(), s.needs())
}

// Hide stops the asking; answers under way are still taken.
func (s *model) Hide() { s.hidden = true }

// Close ends everything under way but a create that was sent.
func (s *model) Close() {
	for _, p := range s.pickers {
		p.Close()
	}
	s.Owner.Close()
}

func (s *model) SetSize(w, h int) {
	if w == s.W && h == s.H {
		return
	}
	s.W, s.H = w, h
	s.refit()
}

// restyle makes everything again that keeps what was drawn.
func (s *model) restyle() {
	for _, p := range s.pickers {
		p.Restyle()
	}
	s.text.restyle()
	s.refit()
}

// refit makes the form anew in its place.
func (s *model) refit() {
	at := 0
	if s.form != nil {
		at = s.form.At()
	}
	s.rebuild(at)
}

// rebuild makes the huh form anew over the values: it takes neither another
// size, nor other styles, nor other fields afterwards.
func (s *model) rebuild(focus int) {
	s.dirty = true
	if !s.ready || s.W <= 0 || s.H <= 0 {
		return
	}
	if !slices.Contains(s.vals.path(), s.at) {
		s.at = stName
	}
	l := s.layout()
	s.shaped = s.shape()
	s.own = s.ownFilters()
	s.form = form.New(s.Styles, s.groups(l), l.FormW, l.FormH, slices.Index(s.vals.path(), s.at), focus)
	s.describe()
}

// Scopes are the keys of the form, with those of what has the focus in front.
func (s *model) Scopes() []keymap.Scope {
	switch {
	case s.form == nil:
		return []keymap.Scope{keymap.Form}
	case s.preview.open:
		return []keymap.Scope{keymap.Mapping, keymap.Form}
	case s.at == stReview:
		return []keymap.Scope{keymap.Review, keymap.Form, keymap.Move}
	case s.form.Focused().Mode == form.Editing:
		return []keymap.Scope{keymap.Editor, keymap.Form}
	case s.form.Focused().Mode == form.Picking:
		return []keymap.Scope{keymap.PickField, keymap.Form}
	}
	return []keymap.Scope{keymap.Form}
}

// Typing is true while a field wants every key; the last step has none.
func (s *model) Typing() bool { return s.form != nil && s.at != stReview }

// Unsaved reports that leaving would lose something.
func (s *model) Unsaved() bool { return s.ready && !s.sending && s.Differs(s.first) }

// Sending reports that the create is on its way.
func (s *model) Sending() bool { return s.sending }

// Differs reports that what is typed is not v.
func (s *model) Differs(v values) bool {
	return s.text.evaluators.Behind() || s.text.config.Behind() || !s.vals.equal(v)
}

// Typed is a copy of what is typed now.
func (s *model) Typed() values {
	s.pull()
	return s.vals.clone()
}

// Restore shows the values of a draft.
func (s *model) Restore(v values) {
	s.vals = v.mend()
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
	if t := s.vals.target(); t.ID != "" {
		name = text.Concat(name, text.Lit(", "), text.CleanN(label(t), 40))
	}
	return name
}

// Unsent says what is not done yet.
func (s *model) Unsent() text.Safe { return text.Lit("The task is not created yet.") }

// Keep puts on disk what was typed last.
func (s *model) Keep() tea.Cmd { return s.draft.Flush() }

// Info tells the frame what stands here.
func (s *model) Info() screen.Info {
	crumb := text.Lit("New task")
	if s.source.ID != "" {
		crumb = text.Lit("Copy of a task")
	}
	return screen.Info{Crumb: crumb, Unsaved: s.Unsaved(), Sending: s.sending, Space: text.CleanN(s.vals.Space.Name, 60)}
}

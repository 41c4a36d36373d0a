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
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
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

// Drafts keeps what was typed between two starts of the program; kind tells
// forms apart. It is called from commands only.
type Drafts interface {
	Save(kind string, v any) error
	// Load reads a draft into v and says when it was saved; draft.ErrNone: there is none.
	Load(kind string, v any) (time.Time, error)
	Drop(kind string) error
}

// Deps is what the form is handed besides the client. Zero fields are fine:
// no names known, no drafts kept, no space preset.
type Deps struct {
	Names  func(id string) (text.Safe, bool)
	Drafts Drafts
	Space  api.Ref             // that the program was started in; zero: none
	Getenv func(string) string // to find the person's editor; nil: os.Getenv
}

type model struct {
	screen.Base
	env    *host.Env
	st     *theme.Styles
	client Client
	deps   Deps
	w, h   int

	source   api.Task // the task to copy, zero for none
	copied   bool     // it is known well enough
	drafted  bool     // it is known whether there is a draft
	failed   error    // why the task to copy could not be read
	ready    bool     // the form stands
	spaceSet bool     // the space needs no asking

	vals, first values
	was         values // before the last choice of type and kind
	plain       plain
	plainFault  error    // why the plain questions are not in the text
	own         []string // filters of the evaluators, as their inputs hold them
	at          step
	form        *form
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
	draft   draftState

	cache string
	dirty bool
}

// New makes the screen. m.Task is the task to copy, with an ID at least, or
// zero for a new one.
func New(env *host.Env, c Client, d Deps, m host.Move) screen.Screen {
	s := &model{
		Base: screen.NewBase(env), env: env, st: env.Styles, client: c, deps: d, dirty: true,
		source: m.Task, at: stName, pickers: map[string]*picker{}, facts: map[string]*fact{},
		spaceSet: d.Space.ID != "",
	}
	s.copied = m.Task.ID == "" || m.Task.Type != ""
	s.drafted = d.Drafts == nil
	s.begin()
	return s
}

// begin fills the form for the first time, once all is known that it opens with.
func (s *model) begin() {
	if s.ready || !s.copied || !s.drafted {
		return
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
	return tea.Batch(s.askSource(), s.askDraft(), s.askSpaces(), s.wanted())
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
	if w == s.w && h == s.h {
		return
	}
	s.w, s.h = w, h
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
		at = s.form.at
	}
	s.rebuild(at)
}

// rebuild makes the huh form anew over the values: it takes neither another
// size, nor other styles, nor other fields afterwards.
func (s *model) rebuild(focus int) {
	s.dirty = true
	if !s.ready || s.w <= 0 || s.h <= 0 {
		return
	}
	if !slices.Contains(s.vals.path(), s.at) {
		s.at = stName
	}
	l := s.layout()
	s.shaped = s.shape()
	s.own = s.ownFilters()
	s.form = newForm(s.st, s.pages(l), l.formW, l.formH, slices.Index(s.vals.path(), s.at), focus)
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
	case s.form.focused().mode == editing:
		return []keymap.Scope{keymap.Editor, keymap.Form}
	case s.form.focused().mode == picking:
		return []keymap.Scope{keymap.PickField, keymap.Form}
	}
	return []keymap.Scope{keymap.Form}
}

// Typing is true while a field wants every key; the last step has none.
func (s *model) Typing() bool { return s.form != nil && s.at != stReview }

func (s *model) unsaved() bool {
	return s.ready && (s.sending || s.text.evaluators.behind() || s.text.config.behind() || !s.vals.equal(s.first))
}

// Info tells the frame what stands here.
func (s *model) Info() screen.Info {
	crumb := text.Lit("New task")
	if s.source.ID != "" {
		crumb = text.Lit("Copy of a task")
	}
	return screen.Info{Crumb: crumb, Unsaved: s.unsaved(), Space: text.CleanN(s.vals.Space.Name, 60)}
}

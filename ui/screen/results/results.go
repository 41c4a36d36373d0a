// Package results is the screen of what the evaluators said: of a run, a task or an
// experiment. It shows one evaluator at a time: its labels with shares and intervals, its
// scores, the change against the window before, and the worst results, or slices by
// attribute.
//
// It reads only what is asked for: the first page of 500 when it opens, and as much of
// the window before; more with a key. Texts of the application are read for one row at a
// time, after a yes.
package results

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/results"
	"ax-tui/api/results/source"
	"ax-tui/keymap"
	"ax-tui/ui/box/consent"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is the part of the API client that the screen uses.
type Client = source.Client

// Bounds of the screen: the worst results that are kept of each evaluator, rows that one
// key reads further, and results that a slice needs to be ranked.
const (
	keepWorst = 200
	readMore  = 4 * source.PageSize
	minSlice  = 10
)

// model is the screen.
type model struct {
	screen.Base
	env    *host.Env
	client Client
	target source.Target
	of     text.Safe // name of the task

	load     loading
	reading  *source.Reading // nil: nothing was read yet
	before   *source.Reading // the window before; nil: none, or not read yet
	summary  results.Summary // of reading
	compared bool            // summary is compared with before
	notes    []string
	readAt   time.Time

	evaluator string // name of the one that is shown
	listed    string // what the list shows: worstList, allSlices or the path of an attribute
	items     []results.Item
	slices    []results.Slice
	worst     *part.Table
	table     *part.Table // of slices
	texts     texts
	asked     asked // what the last question was for
	sides     part.SideBySide

	width, height int
}

// What the list shows besides the slices of one attribute.
const (
	worstList = ""
	allSlices = "*"
)

// New returns the screen for the run, the task or the experiment of a move.
func New(env *host.Env, client Client, move *host.Move) screen.Screen {
	m := &model{
		Base: screen.NewBase(env), env: env, client: client, of: text.CleanN(move.Task.Name, 200),
		target: source.Target{Run: move.Run, Task: move.Task, Experiment: move.Ref},
	}
	m.load.wanted = source.PageSize
	m.worst = part.NewTable(env.Styles, m.worstColumns(), worstSource{m})
	m.table = part.NewTable(env.Styles, m.sliceColumns(), sliceSource{m})
	return m
}

// Init reads the first page.
func (m *model) Init() tea.Cmd { return m.begin(false) }

// Scopes returns the key scopes of the screen.
func (m *model) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Results, keymap.Move} }

// SetSize sets the size of the screen in cells.
func (m *model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.resize()
}

// Close ends what is being read.
func (m *model) Close() {
	m.load.end()
	m.Base.Close()
}

// Update handles answers.
func (m *model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case begun:
		return m.applyBegun(msg)
	case pageRead:
		return m.applyPage(&msg)
	case earlierRead:
		return m.applyEarlier(&msg)
	case textsRead:
		m.applyTexts(&msg)
	case consent.Answered:
		return m.applyAnswer(msg)
	case host.CommandPanicked:
		m.load.end()
		m.texts.loading = false
	case host.StylesChanged:
		m.worst.Dirty()
		m.table.Dirty()
	}
	return nil
}

// count makes the summary again after something was read.
func (m *model) count() {
	m.summary = m.reading.Counter.Summary(minSlice)
	m.compared = m.before != nil && m.reading.Compare(m.summary, m.before.Counter.Summary(minSlice), m.before.Plan)
	if name := m.reading.Plan.Task.Name; name != "" {
		m.of = text.CleanN(name, 200)
	}
	m.choose()
}

// shown returns the evaluator that is shown, and its place; false when there is none.
func (m *model) shown() (results.Evaluator, int, bool) {
	at := slices.IndexFunc(m.summary.Evaluators, func(evaluator results.Evaluator) bool { return evaluator.Name == m.evaluator })
	if at < 0 && len(m.summary.Evaluators) > 0 {
		at = 0
	}
	if at < 0 {
		return results.Evaluator{}, 0, false
	}
	return m.summary.Evaluators[at], at, true
}

// choose takes over the rows and notes of the evaluator and the attribute that are shown.
func (m *model) choose() {
	evaluator, _, _ := m.shown()
	m.items, m.slices = evaluator.Worst, nil
	m.notes = m.reading.NotesOf(evaluator.Name, &m.summary, m.env.ServerTime(m.env.Now()))
	for _, slice := range evaluator.Slices {
		if m.listed == allSlices && !slice.Small || slice.Path == m.listed {
			m.slices = append(m.slices, slice)
		}
	}
	m.worst.SetColumns(m.worstColumns())
	m.table.SetColumns(m.sliceColumns())
	m.worst.Sync()
	m.table.Sync()
	m.resize()
}

// list is the table that is shown.
func (m *model) list() *part.Table {
	if m.listed == worstList {
		return m.worst
	}
	return m.table
}

// selected returns the selected result; false when slices are listed or there is none.
func (m *model) selected() (results.Item, bool) {
	if i := m.worst.Index(); m.listed == worstList && i < len(m.items) {
		return m.items[i], true
	}
	return results.Item{}, false
}

// hidden reports whether the API returns nothing of the evaluator that is shown.
func (m *model) hidden() bool {
	if m.reading == nil {
		return false
	}
	_, at, ok := m.shown()
	return ok && at < len(m.reading.Judges) && source.Hidden(m.reading.Judges[at])
}

// Info returns what the frame shows about the screen.
func (m *model) Info() screen.Info {
	info := screen.Info{Crumb: "Results", Of: m.of}
	if m.target.Experiment != "" && m.target.Task.ID == "" {
		info.Crumb = text.Concat("Experiment ", text.ShortID(m.target.Experiment), " results")
	}
	if m.reading == nil {
		return info
	}
	info.Loaded = text.Safe(text.Count(m.reading.Counter.Rows()) + " read")
	switch {
	case m.load.busy && !m.load.compare:
		info.Loaded = text.Concat(info.Loaded, ", reading more", text.Safe(m.env.Styles.Glyphs.Ellipsis), " (", m.key(keymap.Back), " stops)")
	case m.reading.More && !m.reading.Hidden():
		info.Loaded = text.Concat(info.Loaded, ", more", text.Safe(m.env.Styles.Glyphs.Ellipsis))
	}
	info.Fresh = text.Concat("read ", text.Safe(text.Clock(m.readAt, m.env.Zone)))
	if m.load.err != nil {
		info.Stale = text.Concat("stopped: ", text.Cut(host.Reason(m.load.err), 60), "; ", m.key(keymap.More), " goes on")
	}
	return info
}

func (m *model) key(act keymap.Action) text.Safe {
	return m.env.KeyOf([]keymap.Scope{keymap.Results, keymap.Move, keymap.Global}, act)
}

// Likely returns what the selection makes likely.
func (m *model) Likely() []screen.Hint {
	if m.listed != worstList {
		return []screen.Hint{{Action: keymap.NextSlice, Short: "next slice"}}
	}
	return nil
}

// openPlan returns a function that makes the plan once; it uses copies only. same keeps the
// window of what was read.
func (m *model) openPlan(same bool) func(context.Context) (source.Plan, error) {
	client, target, now := m.client, m.target, m.env.ServerTime(m.env.Now())
	var known *source.Plan
	if m.reading != nil {
		plan := m.reading.Plan
		known = &plan
	}
	same = known != nil && (same || !known.Day && known.Run.Status.Terminal()) // the window of a run stays
	if known != nil && !known.Run.Status.Terminal() {
		target.Run.CreatedAt = time.Time{} // it is read again
	}
	paths := m.load.paths
	return func(ctx context.Context) (plan source.Plan, err error) {
		if same {
			plan = *known
		} else if plan, err = target.Plan(ctx, client, now); err != nil {
			return plan, err
		}
		plan.Paths = fixedPaths(&plan)
		if paths != nil {
			plan.Paths = append(plan.Paths, paths...)
		}
		return plan, nil
	}
}

// fixedPaths are the attributes that come with every span.
func fixedPaths(plan *source.Plan) []string {
	if len(plan.Experiments) > 0 {
		return nil
	}
	return []string{"name", "kind", "status_code"}
}

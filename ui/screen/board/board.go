// Package board is the board of watched runs: how far each is, what went wrong, and how
// those ended that have; on wish also the other active runs of the space.
//
// It asks about no run itself. The root does, at the pace of api/watch, which is one
// budget for all runs; what else the board reads (the runs that estimates are based on,
// names, the tasks of the space) is taken from the same budget.
package board

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/api/watch"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is the part of the API client that the board uses.
type Client interface {
	resolve.Client
	ListTasks(ctx context.Context, query api.TaskQuery) (api.Page[api.Task], error)
	GetTask(ctx context.Context, id string) (api.Task, error)
	ListRuns(ctx context.Context, query api.RunQuery) (api.Page[api.Run], error)
	GetRun(ctx context.Context, id string) (api.Run, error)
	CancelRun(ctx context.Context, id string) (api.Run, error)
}

// Model is the screen.
type Model struct {
	screen.Base
	env    *host.Env
	client Client

	rows    []row          // that are shown
	hidden  []row          // that the find leaves out
	places  map[string]int // of rows, by the ID of the run
	find    part.FindLine
	words   string          // that are found, in lower case; "" for every run
	marked  map[string]bool // by the ID of the run
	table   *part.Table
	version int // of the list of watched runs that rows are made from
	now     time.Time

	bases    map[string]basis // by the ID of the task
	turn     time.Time        // when the next request of the board has its turn
	reading  reading
	shown    []string // as last reported to the root
	followed int      // version of reading that was reported to the root

	width, height int
}

// New returns the board; space is that of the active runs, zero for all spaces.
func New(env *host.Env, client Client, space api.Ref) *Model {
	model := &Model{
		Base: screen.NewBase(env), env: env, client: client, now: env.Now(), version: -1,
		places: map[string]int{}, marked: map[string]bool{}, bases: map[string]basis{}, reading: reading{space: space},
	}
	model.table = part.NewTable(env.Styles, columns(), source{model})
	return model
}

// Init shows what is watched.
func (m *Model) Init() tea.Cmd { return m.sync() }

// SetSize sets the size of the screen in cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	rows := height - m.detailHeight()
	if m.find.Typing() {
		rows--
	}
	m.table.SetSize(width, max(rows, 2))
}

// Scopes returns the key scopes of the screen.
func (m *Model) Scopes() []keymap.Scope {
	if m.find.Typing() {
		return []keymap.Scope{keymap.Find}
	}
	return []keymap.Scope{keymap.Board, keymap.Move}
}

// Typing reports whether the find line has the focus.
func (m *Model) Typing() bool { return m.find.Typing() }

// Show asks about the visible runs first again.
func (m *Model) Show() tea.Cmd { return m.sync() }

// Hide lets the visible runs be asked about like all others.
func (m *Model) Hide() { m.follow(nil) }

// Close ends the requests for runs that are not watched.
func (m *Model) Close() {
	m.Base.Close()
	_ = m.env.Send(host.Follow{})
}

// Update handles answers, broadcasts and the seconds.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case *host.Answer:
		return tea.Batch(m.applyFound(msg), m.sync())
	case host.RunUpdated:
		m.reading.applyRun(&msg.Run)
	case tea.KeyMsg:
		m.handleFindKey(msg)
	case host.StylesChanged, host.Second, host.WatchesChanged, host.TaskUpdated:
		m.version = -1
	}
	return m.sync()
}

// sync takes over the list of watched runs, and what follows for requests.
func (m *Model) sync() tea.Cmd {
	m.now = m.env.Now()
	if version := m.env.Watches.Version(); version != m.version {
		m.version = version
		m.rebuild()
	}
	m.setJobs()
	return m.follow(m.visible())
}

// visible are the IDs of the rows on the screen.
func (m *Model) visible() []string {
	from, to := m.table.Window()
	ids := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		ids = append(ids, m.rows[i].Run.ID)
	}
	return ids
}

// follow tells the root which runs are shown, when that has changed.
func (m *Model) follow(shown []string) tea.Cmd {
	if slices.Equal(shown, m.shown) && m.followed == m.reading.version {
		return nil
	}
	m.shown, m.followed = shown, m.reading.version
	return m.env.Send(host.Follow{Shown: shown, Passing: m.reading.active()})
}

func (m *Model) selected() (*row, bool) {
	id, ok := m.table.Selected()
	if !ok {
		return nil, false
	}
	return &m.rows[m.places[id]], true
}

// Can reports whether an action is possible now.
func (m *Model) Can(act keymap.Action) bool {
	chosen, ok := m.selected()
	switch act {
	case keymap.Open:
		return ok
	case keymap.WatchRun:
		return ok && chosen.State == watch.Active
	case keymap.CancelRun:
		return len(m.marked) > 0 || ok && chosen.Run.Status.Active()
	case keymap.Mark, keymap.MarkAll:
		return ok
	case keymap.ClearEnded:
		return slices.ContainsFunc(m.rows, func(shown row) bool { return shown.State != watch.Active })
	case keymap.Back:
		return len(m.marked) > 0 || m.words != ""
	case keymap.Refresh:
		return slices.ContainsFunc(m.rows, func(shown row) bool { return shown.State == watch.Active })
	}
	return act == keymap.AllActive || act == keymap.FindText || m.Typing()
}

// Why returns why an action is not possible now.
func (m *Model) Why(act keymap.Action) text.Safe {
	switch {
	case len(m.rows) == 0 && len(m.hidden) > 0:
		return "no run is found"
	case len(m.rows) == 0:
		return "no run is watched"
	case act == keymap.ClearEnded:
		return "none of these runs has ended"
	case act == keymap.Refresh:
		return "all of these runs have ended"
	}
	return "this run has ended"
}

// Do performs an action.
func (m *Model) Do(act keymap.Action) tea.Cmd {
	if m.table.Do(act) {
		return m.sync()
	}
	chosen, ok := m.selected()
	switch act {
	case keymap.AllActive:
		m.toggleReading()
	case keymap.Refresh:
		return m.env.Send(host.Follow{Shown: m.shown, Passing: m.reading.active(), Now: true})
	case keymap.ClearEnded:
		return m.clearEnded()
	case keymap.MarkAll:
		m.markAll()
	case keymap.FindText:
		m.find.Open(m.words)
		m.SetSize(m.width, m.height)
	case keymap.Back:
		m.back()
	case keymap.CancelRun:
		if ok || len(m.marked) > 0 {
			return m.cancel(chosen)
		}
	}
	if !ok {
		return m.sync()
	}
	switch act {
	case keymap.Open:
		return m.env.Send(host.Move{To: host.PlaceRun, Run: chosen.Run, Task: api.Task{ID: chosen.Task.ID, Name: chosen.Task.Name}})
	case keymap.WatchRun:
		return m.env.Send(host.Watch{Run: chosen.Run, Task: chosen.Task, On: chosen.Passing})
	case keymap.Mark:
		m.mark(chosen)
		m.table.Move(1) // as in lists
	}
	return m.sync()
}

// Click selects a run.
func (m *Model) Click(x, y int) (row bool, cmd tea.Cmd) {
	at, _ := m.table.At(x, y)
	if at < 0 || len(m.rows) == 0 {
		return false, nil
	}
	m.table.Pick(at)
	return true, m.sync()
}

// cancel asks whether to cancel the marked runs, or the selected one.
func (m *Model) cancel(chosen *row) tea.Cmd {
	if len(m.marked) == 0 {
		return m.env.Send(box.Open{Box: action.CancelRun(m.env, m.client, text.CleanN(chosen.Task.Name, 200), chosen.Run)})
	}
	var items []action.Item
	collect := func(rows []row, hidden bool) {
		for i := range rows {
			if shown := &rows[i]; m.marked[shown.Run.ID] {
				items = append(items, action.Item{Task: api.Task{ID: shown.Task.ID, Name: shown.Task.Name}, Run: shown.Run, Hidden: hidden})
			}
		}
	}
	collect(m.rows, false)
	collect(m.hidden, true)
	return m.env.Send(box.Open{Box: action.CancelRuns(m.env, m.client, items)})
}

// clearEnded takes what has ended off the board.
func (m *Model) clearEnded() tea.Cmd {
	var cmds []tea.Cmd
	for i := range m.rows {
		if shown := &m.rows[i]; shown.State != watch.Active {
			m.reading.drop(shown.Run.ID)
			cmds = append(cmds, m.env.Send(host.Watch{Run: shown.Run}))
		}
	}
	return tea.Batch(append(cmds, m.sync())...)
}

func (m *Model) mark(chosen *row) {
	if id := chosen.Run.ID; m.marked[id] {
		delete(m.marked, id)
	} else {
		m.marked[id] = true
	}
	m.table.Dirty()
}

// markAll marks every active run, or removes all marks if all are marked.
func (m *Model) markAll() {
	before := len(m.marked)
	for i := range m.rows {
		if shown := &m.rows[i]; shown.Run.Status.Active() {
			m.marked[shown.Run.ID] = true
		}
	}
	if len(m.marked) == before {
		clear(m.marked)
	}
	m.table.Dirty()
}

// Info returns what the frame shows about the board.
func (m *Model) Info() screen.Info {
	info := screen.Info{Crumb: "Board", Space: text.Clean(cmp.Or(m.reading.space.Name, m.reading.space.ID)), Loaded: m.counts()}
	if m.words != "" && !m.find.Typing() {
		info.Chip = text.Concat("find: ", text.Clean(m.words))
	}
	m.each(func(shown *row) {
		switch {
		case shown.State != watch.Active:
		case shown.Run.Status == api.Pending:
			info.Pending++
		default:
			info.Live++
		}
	})
	info.Ticking = info.Live+info.Pending > 0
	info.Stale = m.stale()
	return info
}

// Likely returns what the state of the board makes likely.
func (m *Model) Likely() []screen.Hint {
	all := screen.Hint{Action: keymap.AllActive}
	if m.reading.on {
		all.Short = "watched"
	}
	if len(m.rows) == 0 {
		return []screen.Hint{all}
	}
	hints := []screen.Hint{{Action: keymap.Open}, all, {Action: keymap.CancelRun}, {}}
	if len(m.marked) > 0 {
		hints[2].Short = "cancel marked"
	}
	if chosen, ok := m.selected(); ok {
		hints[3] = screen.WatchHint(m.env, chosen.Run.ID)
	}
	return append(hints, screen.Hint{Action: keymap.ClearEnded})
}

// Package tasks is the Tasks screen: every task the key may see, in cursor
// pages, narrowed on the server, found and sorted among the loaded rows, with
// what the last run of each has become, and a preview beside it where there is
// room.
//
// Its cost depends on the rows in view, not on the rows loaded. It imports
// host, part and other parts of ui, never another screen.
package tasks

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/names"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is what the screen asks of the API.
type Client interface {
	ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error)
	GetTask(context.Context, string) (api.Task, error)
	ListRuns(context.Context, api.RunQuery) (api.Page[api.Run], error)
	GetRun(context.Context, string) (api.Run, error)
	CancelRun(context.Context, string) (api.Run, error)
	filter.Client
	action.TaskClient
}

// Model is the screen.
type Model struct {
	screen.Base
	env    *host.Env
	client Client
	styles *theme.Styles
	names  *names.Directory

	filter filter.Filter
	list   *pagelist.List[row]
	order  order
	table  *part.Table
	last   map[string]lastRun
	live   map[string]bool // tasks whose newest run is known to be active
	recent recent

	gen      int // of the query: answers to an older one are dropped
	all      bool
	finding  bool
	find     findLine
	preview  string // ID of the task in the preview: the selection at rest
	resting  bool   // a rest timer is set
	moved    time.Time
	slow     bool      // the first page is taking long enough to say so
	began    time.Time // when the first page was asked for
	asked    bool      // the person has asked for a refresh that is not answered yet
	behind   bool      // a task has been seen that is not in the list
	freshAt  time.Time
	staleAt  time.Time
	staleErr error
	w, h     int
	hidden   bool
	wanted   string             // ID of the selection that a find or a filter has hidden
	cancelMo context.CancelFunc // of a page that is being fetched on purpose
	warned   bool               // a repeated cursor has been told
}

// New makes the screen; dir is shared between screens.
func New(env *host.Env, c Client, dir *names.Directory, f filter.Filter) *Model {
	m := &Model{
		Base: screen.NewBase(env), env: env, client: c, styles: env.Styles, names: dir, filter: f,
		list: pagelist.New(func(r *row) string { return r.id }, func(a, b *row) bool { return *a == *b }),
		last: map[string]lastRun{}, live: map[string]bool{},
	}
	m.table = part.NewTable(m.styles, columns(), source{m})
	return m
}

// Init asks for the first page.
func (m *Model) Init() tea.Cmd {
	m.list.StartFirst()
	m.began = m.env.Now()
	m.setJobs()
	return m.env.After(100*time.Millisecond, slowFirst{m.Tag()})
}

// SetSize lays the table and the preview out.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = w, h
	tw, th := m.tableSize()
	m.table.SetSize(tw, th)
}

// Scopes are the key scopes of the screen.
func (m *Model) Scopes() []keymap.Scope {
	if m.finding {
		return []keymap.Scope{keymap.Find}
	}
	return []keymap.Scope{keymap.Tasks, keymap.Move}
}

// Typing is true while the find line has the focus.
func (m *Model) Typing() bool { return m.finding }

// freshFor is how old the list may be when the person comes back to it.
const freshFor = 5 * time.Second

// Show brings what is shown up to date at once.
func (m *Model) Show() tea.Cmd {
	m.hidden = false
	m.setJobs()
	if m.behind || m.env.Now().Sub(m.freshAt) > freshFor {
		m.behind = false
		m.env.Polls.Kick(m.ID, jobList)
	}
	if m.all {
		return m.prefetch()
	}
	return nil
}

// Hide is called when another screen covers this one; the scheduler stops its askings.
func (m *Model) Hide() { m.hidden = true }

// selected is the row under the cursor.
func (m *Model) selected() (*row, bool) {
	id, ok := m.table.Selected()
	if !ok {
		return nil, false
	}
	return m.list.Get(id)
}

// Info is what the frame says of the screen.
func (m *Model) Info() screen.Info {
	i := screen.Info{Crumb: "Tasks", Ticking: m.slow && !m.list.Began(), Chip: m.chip(), Live: len(m.live), Loaded: m.loaded()}
	if m.filter.Space.ID != "" {
		i.Space = text.Clean(cmp.Or(m.filter.Space.Name, m.filter.Space.ID))
	}
	switch {
	case m.asked && m.list.Began():
		i.Fresh = "refreshing" + text.Safe(m.styles.Glyphs.Ellipsis)
	case m.staleErr != nil && m.list.Began():
		i.Stale = m.staleWords()
	case !m.freshAt.IsZero():
		i.Fresh = text.Concat("refreshed ", text.Safe(text.Clock(m.freshAt, m.env.Zone)))
	}
	return i
}

// note keeps what is known of a task's newest run; the zero value forgets it.
func (m *Model) note(id string, l lastRun) {
	delete(m.live, id)
	if l.active() {
		m.live[id] = true
	}
	if l == (lastRun{}) {
		delete(m.last, id)
		return
	}
	m.last[id] = l
}

// resort works the shown rows out anew and keeps the selection.
func (m *Model) resort() {
	m.order.apply(m.list.Len(), func(i int) *row { return m.list.At(i) }, m.targetName)
	m.table.Expect(m.list.More() && m.order.find == "")
	m.table.Sync()
	if m.wanted != "" && m.table.Select(m.wanted) {
		m.wanted = ""
	}
	if !m.resting {
		m.preview, _ = m.table.Selected()
	}
}

// want remembers the selection when rows are about to be hidden, so that it
// comes back with them unless the person has moved on meanwhile.
func (m *Model) want() {
	if id, ok := m.table.Selected(); ok && m.wanted == "" {
		m.wanted = id
	}
}

func (m *Model) targetName(r *row) string {
	if n, ok := m.names.Name(r.target); ok {
		return string(n)
	}
	return ""
}

// remember notes the full tasks of an answer and gives their rows.
func (m *Model) remember(tasks []api.Task) []row {
	rows := make([]row, len(tasks))
	for i := range tasks {
		rows[i] = newRow(&tasks[i])
		m.recent.put(tasks[i])
	}
	return rows
}

// visible are the loaded rows on the screen now.
func (m *Model) visible() []*row {
	from, to := m.table.Window()
	var out []*row
	for i := from; i < to; i++ {
		out = append(out, m.at(i))
	}
	return slices.Clip(out)
}

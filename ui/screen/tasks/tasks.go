// Package tasks is the Tasks screen: every task that the key may see, in cursor
// pages, filtered on the server, found and sorted among the loaded rows, with the
// status of the newest run of each, and a preview in wide windows.
//
// Its cost depends on the visible rows only.
package tasks

import (
	"cmp"
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/keymap"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/names"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is the API that the screen needs.
type Client interface {
	ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error)
	GetTask(context.Context, string) (api.Task, error)
	ListRuns(context.Context, api.RunQuery) (api.Page[api.Run], error)
	GetRun(context.Context, string) (api.Run, error)
	CancelRun(context.Context, string) (api.Run, error)
	Trigger(context.Context, string, api.Trigger) (api.Run, error)
	filter.Client
	action.TaskClient
	host.EvaluatorClient
}

// Model is the screen.
type Model struct {
	screen.Base
	env    *host.Env
	client Client
	names  *names.Directory

	list   *pagelist.List[row]
	last   map[string]lastRun
	live   map[string]bool // tasks whose newest run is known to be active
	ended  tally           // the other tasks whose newest run is known
	known  int             // tasks whose newest run is known, or that none exists
	never  int             // other loaded tasks that never ran
	readAt time.Time       // when the newest runs of a row were read last
	recent recent

	chosen  outcome.Choice // which of the loaded rows are shown, while the list is narrowed
	covered bool           // by another screen

	preview       string // ID of the task in the preview: the selection after a pause
	pauseRunning  bool   // the timer of pauseAfter is running
	movedAt       time.Time
	split         part.SideBySide
	dragged       int // width of the preview that was asked for; 0: none
	width, height int
}

// New returns the screen; directory is shared between screens.
func New(env *host.Env, client Client, directory *names.Directory, query filter.Filter) *Model {
	model := &Model{
		Base: screen.NewBase(env), env: env, client: client, names: directory,
		last: map[string]lastRun{}, live: map[string]bool{},
	}
	model.list = pagelist.New(pagelist.Spec{
		Env: env, Owner: &model.Owner, Scope: keymap.Tasks, Noun: "task", Name: "tasks", Columns: columns(),
		Unread: model.unread, Content: content{model},
	}, pagelist.Source[filter.Filter, api.Task, row]{
		Rows: model.keepRecent,
		ID:   func(task *row) string { return task.ID }, Equal: func(left, right *row) bool { return *left == *right },
		Load: func(ctx context.Context, filters filter.Filter, limit int, cursor string) (page api.Page[api.Task], _ filter.Filter, err error) {
			if filters, err = filters.Resolve(ctx, client); err == nil {
				page, err = client.ListTasks(ctx, filters.Query(limit, cursor))
			}
			return page, filters, err
		},
	}, query, "")
	return model
}

// Init loads the first page.
func (m *Model) Init() tea.Cmd { return m.list.Init() }

// SetSize sets the size of the screen in cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.list.SetSize(m.tableWidth(), height)
}

// Scopes returns the key scopes of the screen.
func (m *Model) Scopes() []keymap.Scope {
	if m.list.Typing() {
		return []keymap.Scope{keymap.Find}
	}
	return []keymap.Scope{keymap.Tasks, keymap.Move}
}

// Typing reports whether the find line has the focus.
func (m *Model) Typing() bool { return m.list.Typing() }

// Show refreshes the list at once if it is old.
func (m *Model) Show() tea.Cmd {
	m.covered = false
	return m.list.Show()
}

// Hide is called when another screen covers this one: what is counted is still polled.
func (m *Model) Hide() {
	m.covered = true
	m.list.Hide()
	m.setJobs()
}

// Info returns what the frame shows about the screen.
func (m *Model) Info() screen.Info {
	query := m.query()
	info := screen.Info{Crumb: "Tasks", Ticking: m.list.Slow(), Chip: m.list.Chip(query.Chip()), Loaded: m.list.Loaded()}
	counts := m.counts()
	info.Live, info.Pending, info.Counts = counts[running], counts[pending], m.strip(counts)
	info.Fresh, info.Stale = m.list.Freshness()
	info.Space = text.Clean(cmp.Or(query.Space.Name, query.Space.ID)) // also one that does not exist, next to its error
	return info
}

// setLast stores what is known about the newest run of a task.
func (m *Model) setLast(id string, last lastRun) {
	m.dropLast(id)
	if last.known && !last.none {
		last.achieved = m.env.Outcome(&last.run)
	}
	if last.active() {
		m.live[id] = true
	}
	m.ended.count(&last, 1)
	if last.known {
		m.known++
	}
	m.last[id] = last
}

// dropLast forgets the newest run of a task.
func (m *Model) dropLast(id string) {
	last := m.last[id]
	m.ended.count(&last, -1)
	if last.known {
		m.known--
	}
	delete(m.live, id)
	delete(m.last, id)
}

// Likely returns what the newest run of the selected task makes likely, and, while only
// some of the loaded rows are shown, the key that loads the others.
func (m *Model) Likely() []screen.Hint {
	if m.list.MarkCount() > 0 {
		return markedHints()
	}
	run, _ := m.latest()
	hints := screen.LikelyFor(m.env, &run, keymap.Latest)
	if m.list.Narrowed() && m.list.More() {
		hints = append(hints, screen.Hint{Action: keymap.LoadAll})
	}
	return hints
}

// Tasks returns at most limit of the loaded tasks, and whether these are all there are.
func (m *Model) Tasks(limit int) (known []api.Ref, all bool) {
	for i := range min(m.list.Len(), limit) {
		task := m.list.At(i)
		known = append(known, api.Ref{ID: task.ID, Name: task.Name})
	}
	return known, m.list.HasPage() && !m.list.More() && !m.list.Cut() && len(known) == m.list.Len() && m.query().IsZero()
}

// query returns what filters the list on the server.
func (m *Model) query() filter.Filter { return m.list.Query().(filter.Filter) }

// Space returns the space whose tasks are listed, zero for all.
func (m *Model) Space() api.Ref { return m.query().Space }

func (m *Model) serverNow() time.Time { return m.env.ServerTime(m.env.Now()) }

func (m *Model) targetName(task *row) string {
	name, _ := m.names.Name(task.Target)
	return string(name)
}

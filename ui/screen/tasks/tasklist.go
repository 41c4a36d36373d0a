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
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
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
	names  *names.Directory

	list   *pagelist.List[filter.Filter, api.Task, row]
	last   map[string]lastRun
	live   map[string]bool // tasks whose newest run is known to be active
	recent recent

	preview string // ID of the task in the preview: the selection at rest
	resting bool   // a rest timer is set
	moved   time.Time
	beside  part.Beside
	w, h    int
}

// New makes the screen; dir is shared between screens.
func New(env *host.Env, client Client, dir *names.Directory, f filter.Filter) *Model {
	model := &Model{
		Base: screen.NewBase(env), env: env, client: client, names: dir,
		last: map[string]lastRun{}, live: map[string]bool{},
	}
	model.list = pagelist.New(pagelist.Spec[filter.Filter, api.Task, row]{
		Env: env, Owner: &model.Owner, Scope: keymap.Tasks, Noun: "task", Columns: columns(), Sorts: sorts[:],
		ID: func(r *row) string { return r.id }, Equal: func(left, right *row) bool { return *left == *right },
		Load: func(ctx context.Context, f filter.Filter, limit int, cursor string) (page api.Page[api.Task], _ filter.Filter, err error) {
			if f, err = f.Resolve(ctx, client); err == nil {
				page, err = client.ListTasks(ctx, f.Query(limit, cursor))
			}
			return page, f, err
		},
	}, content{model}, f, "")
	return model
}

// Init asks for the first page.
func (m *Model) Init() tea.Cmd { return m.list.Init() }

// SetSize lays the table and the preview out.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = w, h
	m.list.SetSize(m.tableWidth(), h)
}

// Scopes are the key scopes of the screen.
func (m *Model) Scopes() []keymap.Scope {
	if m.list.Typing() {
		return []keymap.Scope{keymap.Find}
	}
	return []keymap.Scope{keymap.Tasks, keymap.Move}
}

// Typing is true while the find line has the focus.
func (m *Model) Typing() bool { return m.list.Typing() }

// Show brings what is shown up to date at once.
func (m *Model) Show() tea.Cmd { return m.list.Show() }

// Hide is called when another screen covers this one; the scheduler stops its askings.
func (m *Model) Hide() { m.list.Hide() }

// Info is what the frame says of the screen.
func (m *Model) Info() screen.Info {
	f := m.list.Query()
	info := screen.Info{Crumb: "Tasks", Ticking: m.list.Slow(), Chip: m.list.Chip(f.Chip()), Live: len(m.live), Loaded: m.list.Loaded()}
	info.Fresh, info.Stale = m.list.Freshness()
	if f.Space.ID != "" {
		info.Space = text.Clean(cmp.Or(f.Space.Name, f.Space.ID))
	}
	return info
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

func (m *Model) targetName(r *row) string {
	n, _ := m.names.Name(r.target)
	return string(n)
}

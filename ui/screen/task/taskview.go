// Package task is the Task screen: the key facts of one task, everything it
// has in a sheet of details, and its runs in cursor pages, narrowed by status
// on the server, found and sorted among the loaded ones, with the facts of the
// selected run beside them where there is room.
//
// It promises that the selected run stays selected whatever happens around it,
// that rows once read stay until newer ones are there, and that a frame costs
// what is in view. It imports host, part and other parts of ui; of the other
// screens only the box that cancels a run.
package task

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box/action"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/names"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is what the screen asks of the API.
type Client interface {
	GetTask(ctx context.Context, id string) (api.Task, error)
	ListRuns(ctx context.Context, runQuery api.RunQuery) (api.Page[api.Run], error)
	GetRun(ctx context.Context, id string) (api.Run, error)
	CancelRun(ctx context.Context, id string) (api.Run, error)
	action.TaskClient
}

// Model is the screen.
type Model struct {
	screen.Base
	env    *host.Env
	client Client

	task    api.Task
	taskErr error // why the task could not be read again
	names   *names.Directory

	list   *pagelist.List[api.Status, api.Run, api.Run]
	newest []api.Run // the last runs of any status, for the trend
	live   int       // loaded runs that are active

	details details
	w, h    int
	head    []string // nil: to be made again
	beside  part.Beside
}

// New makes the screen for the task of the move, of which at least the ID is
// known; dir is shared between screens.
func New(env *host.Env, client Client, mv host.Move, dir *names.Directory) screen.Screen {
	model := &Model{
		Base: screen.NewBase(env), env: env, client: client, names: dir, task: mv.Task,
	}
	model.list = pagelist.New(pagelist.Spec[api.Status, api.Run, api.Run]{
		Env: env, Owner: &model.Owner, Scope: keymap.Task, Noun: "run", Columns: model.columns(), Sorts: sorts[:],
		ID: func(run *api.Run) string { return run.ID }, Equal: taskinfo.SameRun,
		Load: func(ctx context.Context, status api.Status, limit int, cursor string) (api.Page[api.Run], api.Status, error) {
			page, err := client.ListRuns(ctx, api.RunQuery{TaskID: mv.Task.ID, Status: status, Limit: limit, Cursor: cursor})
			return page, status, err
		},
	}, content{model}, "", mv.Run.ID)
	return model
}

// Init asks for the runs and the task.
func (m *Model) Init() tea.Cmd { return m.list.Init() }

// SetSize lays the screen out anew.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = w, h
	m.list.SetSize(m.listSize())
	m.redraw()
}

// redraw makes everything in view be drawn anew.
func (m *Model) redraw() {
	m.list.Table.Dirty()
	m.details.stale, m.head = true, nil
}

// Scopes are the key scopes of the screen.
func (m *Model) Scopes() []keymap.Scope {
	if m.list.Typing() {
		return []keymap.Scope{keymap.Find}
	}
	if m.details.open {
		return []keymap.Scope{keymap.TaskDetails, keymap.Task, keymap.Move}
	}
	return []keymap.Scope{keymap.Task, keymap.Move}
}

// Typing is true while the find line has the focus.
func (m *Model) Typing() bool { return m.list.Typing() }

// Show brings what is shown up to date at once.
func (m *Model) Show() tea.Cmd { return m.list.Show() }

// Hide is called when another screen covers this one; the scheduler stops its askings.
func (m *Model) Hide() { m.list.Hide() }

func (m *Model) facts() taskinfo.Facts {
	return taskinfo.Facts{Task: m.task, Name: m.names.Name, Runs: m.newest, Now: m.env.Now(), Zone: m.env.Zone}
}

// title is the name of the task, or the end of its ID while it is not known.
func (m *Model) title() text.Safe {
	if n := text.CleanN(m.task.Name, 200); n != "" {
		return n
	}
	return text.Concat("Task ", taskinfo.Tail(m.task.ID))
}

// Info is what the frame says of the screen.
func (m *Model) Info() screen.Info {
	status := m.list.Query()
	var filter text.Safe
	if status != "" {
		filter = text.Concat("status: ", text.Clean(status.Words()))
	}
	info := screen.Info{Crumb: m.title(), Chip: m.list.Chip(filter), Loaded: m.list.Loaded(), Live: m.live, Ticking: m.ticking()}
	info.Fresh, info.Stale = m.list.Freshness()
	if info.Stale == "" && m.taskErr != nil {
		info.Stale = m.list.FailureText("the task could not be read again", m.taskErr, jobTask)
	}
	return info
}

// ticking is true while a run in view is active: its time runs.
func (m *Model) ticking() bool {
	return m.list.Slow() || m.live > 0 && slices.ContainsFunc(m.list.Visible(), func(run *api.Run) bool { return run.Status.Active() })
}

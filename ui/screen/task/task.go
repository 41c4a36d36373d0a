// Package task is the Task screen: the key facts of one task, all its details in a
// sheet, and its runs in cursor pages, filtered by status on the server, found and
// sorted among the loaded ones, with a preview of the selected run in wide windows.
//
// It guarantees that the selected run stays selected, that loaded rows stay until
// newer ones arrive, and that the cost of a frame depends on the visible rows
// only.
package task

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/judge"
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

// Client is the API that the screen needs.
type Client interface {
	GetTask(ctx context.Context, id string) (api.Task, error)
	ListRuns(ctx context.Context, runQuery api.RunQuery) (api.Page[api.Run], error)
	GetRun(ctx context.Context, id string) (api.Run, error)
	CancelRun(ctx context.Context, id string) (api.Run, error)
	action.TaskClient
	judge.Versions
	host.EvaluatorClient
}

// Model is the screen.
type Model struct {
	screen.Base
	env    *host.Env
	client Client

	task    api.Task
	space   api.Ref // of the list that it was opened from, zero for none
	taskErr error   // why the task could not be refreshed
	names   *names.Directory

	list             *pagelist.List[api.Run]
	newest           []taskinfo.Ending // the last runs of any status, for the trend
	running, pending int               // loaded runs
	judges           []judge.Judge     // of the task; none: not read
	changed          map[string][]judge.Change

	details       details
	width, height int
	head          []string // cached key facts; nil: must be rendered
	split         part.SideBySide
}

// New returns the screen for the task of the move, of which at least the ID must be
// set; directory is shared between screens.
func New(env *host.Env, client Client, move host.Move, directory *names.Directory) screen.Screen {
	model := &Model{
		Base: screen.NewBase(env), env: env, client: client, names: directory, task: move.Task, space: move.Space,
	}
	model.list = pagelist.New(pagelist.Spec{
		Env: env, Owner: &model.Owner, Scope: keymap.Task, Noun: "run", Name: "runs", Columns: model.columns(), Content: content{model},
	}, pagelist.Source[api.Status, api.Run, api.Run]{
		Rows: model.keepEnded, ID: func(run *api.Run) string { return run.ID }, Equal: taskinfo.SameRun,
		Load: func(ctx context.Context, status api.Status, limit int, cursor string) (api.Page[api.Run], api.Status, error) {
			page, err := client.ListRuns(ctx, api.RunQuery{TaskID: move.Task.ID, Status: status, Limit: limit, Cursor: cursor})
			return page, status, err
		},
	}, "", move.Run.ID)
	return model
}

// Init loads the runs and the task.
func (m *Model) Init() tea.Cmd { return m.list.Init() }

// SetSize sets the size of the screen in cells.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.list.SetSize(m.listSize())
	m.redraw()
}

// redraw drops everything that is cached for drawing.
func (m *Model) redraw() {
	m.list.Table.Dirty()
	m.details.stale, m.head = true, nil
}

// Scopes returns the key scopes of the screen.
func (m *Model) Scopes() []keymap.Scope {
	if m.list.Typing() {
		return []keymap.Scope{keymap.Find}
	}
	if m.details.open {
		return m.detailsScopes()
	}
	return []keymap.Scope{keymap.Task, keymap.Move}
}

// Typing reports whether the find line has the focus.
func (m *Model) Typing() bool { return m.list.Typing() || m.details.open && m.details.sheet.Typing() }

// Show refreshes the list at once if it is old.
func (m *Model) Show() tea.Cmd { return m.list.Show() }

// Hide is called when another screen covers this one; the scheduler stops its jobs.
func (m *Model) Hide() { m.list.Hide() }

func (m *Model) facts() taskinfo.Facts {
	return taskinfo.Facts{Task: m.task, Name: m.names.Name, Runs: m.newest, Outcome: m.env.Outcome, Changed: m.changed, Causes: m.env.Causes, Now: m.serverNow(), Zone: m.env.Zone}
}

func (m *Model) serverNow() time.Time { return m.env.ServerTime(m.env.Now()) }

// title returns the name of the task, or the end of its ID while it is unknown.
func (m *Model) title() text.Safe {
	if name := text.CleanN(m.task.Name, 200); name != "" {
		return name
	}
	return text.Concat("Task ", text.ShortID(m.task.ID))
}

// Info returns what the frame shows about the screen.
func (m *Model) Info() screen.Info {
	status := m.status()
	var filter text.Safe
	if status != "" {
		filter = text.Concat("status: ", text.Clean(status.Words()))
	}
	info := screen.Info{Crumb: m.title(), Chip: m.list.Chip(filter), Loaded: m.list.Loaded(), Live: m.running, Pending: m.pending, Ticking: m.ticking()}
	info.Fresh, info.Stale = m.list.Freshness()
	if info.Stale == "" && m.taskErr != nil {
		info.Stale = m.list.FailureText("the task could not be refreshed", m.taskErr, jobTask)
	}
	return info
}

// status returns the status of the runs that are listed, "" for any.
func (m *Model) status() api.Status { return m.list.Query().(api.Status) }

// active reports whether a loaded run is active.
func (m *Model) active() bool { return m.running+m.pending > 0 }

// Likely returns what the selected run makes likely.
func (m *Model) Likely() []screen.Hint {
	run, ok := m.list.Selected()
	if !ok || m.details.open {
		return nil
	}
	return screen.LikelyFor(m.env, run, keymap.Open)
}

// ticking reports whether a visible run is active, so that its time must be redrawn.
func (m *Model) ticking() bool {
	return m.list.Slow() || m.active() && slices.ContainsFunc(m.list.Visible(), func(row int) bool { return m.list.At(row).Status.Active() })
}

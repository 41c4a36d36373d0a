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
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box/action"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is what the screen asks of the API.
type Client interface {
	GetTask(ctx context.Context, id string) (api.Task, error)
	ListRuns(ctx context.Context, q api.RunQuery) (api.Page[api.Run], error)
	GetRun(ctx context.Context, id string) (api.Run, error)
	CancelRun(ctx context.Context, id string) (api.Run, error)
	GetProject(ctx context.Context, id string) (api.Project, error)
	GetDataset(ctx context.Context, id string) (api.Dataset, error)
	ListExperiments(ctx context.Context, q api.ExperimentQuery) (api.Page[api.Experiment], error)
	action.TaskClient
}

// Model is the screen.
type Model struct {
	screen.Base
	env    *host.Env
	client Client
	styles *theme.Styles

	task    api.Task
	taskErr error // why the task could not be read again
	learned map[string]text.Safe
	known   taskinfo.Lookup // names known elsewhere, may be nil

	list     *pagelist.List[api.Run]
	order    order
	table    *part.Table
	status   api.Status // the filter on the server, "" for all
	newest   []api.Run  // the last runs of any status, for the trend
	keep     string     // ID to select when a first page comes, "" once the selection has been moved
	live     int        // loaded runs that are active
	all      bool       // every page is being loaded
	pages    int        // askings for a further page so far
	stopPage context.CancelFunc
	sought   map[string]bool // experiments whose names have been asked for

	slow     bool // the first page is taking long enough to say so
	freshAt  time.Time
	staleErr error

	finding bool
	find    findLine
	details details

	w, h   int
	head   []string          // nil: to be made anew
	padded map[string]string // table lines beside the preview, padded
	cached string
	dirty  bool
}

// New makes the screen for the task of the move, of which at least the ID is known.
func New(env *host.Env, c Client, mv host.Move) screen.Screen { return NewNamed(env, c, mv, nil) }

// NewNamed is New with names that are known elsewhere; the screen asks only for
// those that known does not tell. A nil lookup knows none.
func NewNamed(env *host.Env, c Client, mv host.Move, known taskinfo.Lookup) screen.Screen {
	m := &Model{
		Base: screen.NewBase(env), env: env, client: c, styles: env.Styles, known: known,
		task: mv.Task, learned: map[string]text.Safe{}, sought: map[string]bool{}, keep: mv.Run.ID,
		list: pagelist.New(func(r *api.Run) string { return r.ID }, sameRun), dirty: true,
	}
	m.table = part.NewTable(m.styles, m.columns(), source{m})
	return m
}

// Init asks for the runs and the task.
func (m *Model) Init() tea.Cmd {
	m.list.StartFirst()
	m.setJobs()
	return m.env.After(slowAfter, slowFirst{m.Tag()})
}

// slowAfter is how long a first load may take before anything is said about it.
const slowAfter = 100 * time.Millisecond

// SetSize lays the screen out anew.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = w, h
	m.table.SetSize(m.tableSize())
	m.details.stale, m.head, m.padded = true, nil, nil
	m.dirty = true
}

// redraw makes everything in view be drawn anew.
func (m *Model) redraw() {
	m.table.Dirty()
	m.details.stale, m.head, m.padded = true, nil, nil
	m.dirty = true
}

// Scopes are the key scopes of the screen.
func (m *Model) Scopes() []keymap.Scope {
	if m.finding {
		return []keymap.Scope{keymap.Find}
	}
	if m.details.open {
		return []keymap.Scope{keymap.TaskDetails, keymap.Task, keymap.Move}
	}
	return []keymap.Scope{keymap.Task, keymap.Move}
}

// Typing is true while the find line has the focus.
func (m *Model) Typing() bool { return m.finding }

// Show brings what is shown up to date at once.
func (m *Model) Show() tea.Cmd {
	m.setJobs()
	m.env.Polls.Kick(m.ID, m.listKey())
	m.redraw()
	return nil
}

// Hide stops the loading of every page; the scheduler stops the rest.
func (m *Model) Hide() { m.all = false }

// selected is the run under the cursor.
func (m *Model) selected() (*api.Run, bool) {
	id, ok := m.table.Selected()
	if !ok {
		return nil, false
	}
	return m.list.Get(id)
}

// name tells what a project, dataset or experiment is called.
func (m *Model) name(id string) (text.Safe, bool) {
	if m.known != nil {
		if n, ok := m.known(id); ok {
			return n, true
		}
	}
	n, ok := m.learned[id]
	return n, ok
}

func (m *Model) facts() taskinfo.Facts {
	return taskinfo.Facts{Task: m.task, Name: m.name, Runs: m.newest, Now: m.env.Now(), Zone: m.env.Zone}
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
	i := screen.Info{Crumb: m.title(), Chip: m.chip(), Loaded: m.loaded(), Live: m.live, Ticking: m.ticking()}
	if m.staleErr != nil && m.list.Began() || m.staleErr == nil && m.taskErr != nil {
		i.Stale = m.staleWords()
	} else if !m.freshAt.IsZero() {
		i.Fresh = text.Concat("refreshed ", text.Clean(text.Clock(m.freshAt, m.env.Zone)))
	}
	return i
}

// ticking is true while a run in view is active: its time runs.
func (m *Model) ticking() bool {
	if m.live == 0 {
		return false
	}
	from, to := m.table.Window()
	for i := from; i < to; i++ {
		if m.at(i).Status.Active() {
			return true
		}
	}
	return false
}

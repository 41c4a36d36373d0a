// Package judge is the screen of who judges for a task: for each evaluator the model, the
// choices, the template with the mapped path under each variable, its versions, and what
// differs between two of them.
//
// It asks the server when it opens, once for each evaluator and integration, and for
// sample values only after a yes. A version is shown as in force with the basis of that
// claim: a run does not tell it.
package judge

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/judge"
	"ax-tui/api/mapping"
	"ax-tui/api/sample"
	"ax-tui/keymap"
	"ax-tui/ui/box/consent"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is the part of the API client that the screen uses.
type Client interface {
	judge.Client
	sample.Client
	GetTask(ctx context.Context, id string) (api.Task, error)
}

// model is the screen.
type model struct {
	screen.Base
	env    *host.Env
	client Client
	task   api.Task
	run    api.Run // zero: of the task now
	reading
	shown
	values values

	sheet         *part.Sheet // the part that scrolls
	layout        part.SideBySide
	lines         []string // of the sheet; nil: they must be rendered
	width, height int
}

// reading is what was read.
type reading struct {
	judges  []judge.Judge
	loading bool
	err     error
	readAt  time.Time
}

// shown is what of it is shown.
type shown struct {
	evaluator int
	version   int    // in its versions
	marked    string // ID of the version that others are compared with; "": none
	comparing bool
}

// values are sample values by the path that leads to them.
type values struct {
	on      bool
	loading bool
	report  mapping.Report
	err     error
}

// loaded is the answer to the requests of the screen.
type loaded struct {
	task   api.Task
	judges []judge.Judge
}

// New returns the screen for the task of the move, and for its run if it has one.
func New(env *host.Env, client Client, move *host.Move) screen.Screen {
	out := &model{Base: screen.NewBase(env), env: env, client: client, task: move.Task, run: move.Run, sheet: part.NewSheet(env.Styles)}
	if out.task.ID == "" {
		out.task.ID = move.Run.TaskID
	}
	out.sheet.PadFind()
	return out
}

// Init reads the judges.
func (m *model) Init() tea.Cmd { return m.read() }

// read reads the task, if it is not known, and its judges.
func (m *model) read() tea.Cmd {
	m.loading, m.lines = true, nil
	m.values = values{on: m.values.on} // those on their way are dropped, those that are there may be of other evaluators
	ctx, client, task := m.Ctx, m.client, m.task
	return host.Ask(m.NextGen(), "", func() (any, error) {
		out := loaded{task: task}
		if len(task.Evaluators) == 0 { // a row of a list may not have them
			read, err := client.GetTask(ctx, task.ID)
			if err != nil {
				return out, err
			}
			out.task = read
		}
		judges, err := judge.Read(ctx, client, &out.task)
		out.judges = judges
		return out, err
	})()
}

func (m *model) applyLoaded(answer *host.Answer, read *loaded) tea.Cmd {
	if !m.Current(answer.Tag) || host.Canceled(answer.Err) {
		return nil
	}
	m.loading, m.err, m.lines = false, answer.Err, nil
	if answer.Err != nil {
		return nil
	}
	first := m.readAt.IsZero()
	m.task, m.judges, m.readAt = read.task, read.judges, m.env.Now()
	m.evaluator = min(m.evaluator, max(len(m.judges)-1, 0))
	if one := m.judge(); first && one != nil {
		m.version = max(m.force(one).Index, 0)
	}
	if m.values.on {
		return m.readValues()
	}
	return nil
}

// judge returns the shown evaluator, nil for none.
func (m *model) judge() *judge.Judge {
	if m.evaluator >= len(m.judges) {
		return nil
	}
	return &m.judges[m.evaluator]
}

// current returns the shown version, nil for none.
func (m *model) current() *api.EvaluatorVersion {
	one := m.judge()
	if one == nil || m.version >= len(one.Versions) {
		return nil
	}
	return &one.Versions[m.version]
}

// force returns the version in force at the start of the run, or now.
func (m *model) force(one *judge.Judge) judge.Force {
	if m.run.ID == "" {
		return one.Now()
	}
	return one.InForce(judge.At(&m.run))
}

// other returns the version that the shown one is compared with: the marked one, else
// the one before; nil for none.
func (m *model) other() *api.EvaluatorVersion {
	one := m.judge()
	if one == nil {
		return nil
	}
	if at := one.Index(m.marked); at >= 0 && at != m.version {
		return &one.Versions[at]
	}
	if m.version+1 < len(one.Versions) {
		return &one.Versions[m.version+1]
	}
	return nil
}

// SetSize sets the size of the screen in cells.
func (m *model) SetSize(width, height int) { m.width, m.height, m.lines = width, height, nil }

// Scopes returns the key scopes of the screen.
func (m *model) Scopes() []keymap.Scope {
	scopes := []keymap.Scope{keymap.Judge, keymap.Move}
	switch find := m.sheet.FindScope(); find {
	case keymap.Find:
		return []keymap.Scope{find}
	case keymap.Hits:
		return append([]keymap.Scope{find}, scopes...)
	default:
		return scopes
	}
}

// Typing reports whether a text to find is being typed.
func (m *model) Typing() bool { return m.sheet.Typing() }

// Update handles answers, broadcasts and keys of the find.
func (m *model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case *host.Answer:
		switch value := msg.Value.(type) {
		case loaded:
			return m.applyLoaded(msg, &value)
		case mapping.Report:
			m.applyValues(msg, &value)
		}
	case consent.Answered:
		if msg.Yes {
			m.env.Texts = true
			return m.readValues()
		}
	case host.TaskUpdated:
		if msg.Task.ID == m.task.ID && msg.Task.Type != "" && !slices.EqualFunc(msg.Task.Evaluators, m.task.Evaluators, sameUse) {
			m.task = msg.Task
			return m.read()
		}
	case host.TaskGone:
		if msg.ID == m.task.ID {
			return m.env.Send(host.CloseScreen{Owner: m.ID})
		}
	case host.StylesChanged:
		m.lines = nil
	case tea.KeyMsg:
		m.sheet.FindKey(m.env.Keys, msg)
	}
	return nil
}

// sameUse reports whether two evaluators of a task are used alike.
func sameUse(left, right api.TaskEvaluator) bool {
	return left.EvaluatorID == right.EvaluatorID && left.VersionID == right.VersionID
}

// Info returns what the frame shows about the screen.
func (m *model) Info() screen.Info {
	info := screen.Info{Crumb: "Judge", Of: text.CleanN(m.task.Name, 200)}
	if m.run.ID != "" {
		info.Crumb = text.Concat("Judge of run ", text.ShortID(m.run.ID))
	}
	switch {
	case m.readAt.IsZero():
	case m.err != nil:
		info.Stale = text.Concat("stale since ", text.Safe(text.Clock(m.readAt, m.env.Zone)), ": ", host.Reason(m.err), "; ", m.key(keymap.Refresh), " tries again")
	default:
		info.Fresh = text.Concat("read ", text.Safe(text.Clock(m.readAt, m.env.Zone)))
		info.Loaded = text.Safe(text.Plural(len(m.judges), "evaluator"))
	}
	return info
}

func (m *model) key(act keymap.Action) text.Safe {
	return m.env.KeyOf([]keymap.Scope{keymap.Judge, keymap.Move, keymap.Global}, act)
}

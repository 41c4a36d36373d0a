// Package why is the screen that explains how a run ended: the causes, ranked, each with
// what a request has shown for or against it, and next to them what would cure the
// selected one, as a difference. Enter opens the form with that change; nothing is sent.
//
// Opening the screen asks the server once, and r again. What was not read yet, or cannot
// be, is said. The words are those of the panel, previews, reports and line mode.
package why

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/diagnose/check"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/reading"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is the part of the API client that the screen uses.
type Client interface {
	check.Client
	GetTask(ctx context.Context, id string) (api.Task, error)
	ListRuns(ctx context.Context, query api.RunQuery) (api.Page[api.Run], error)
}

// othersRead is how many of the newest runs of the task are read, if none are known.
const othersRead = 10

type model struct {
	screen.Base
	env    *host.Env
	client Client

	known   diagnose.Input
	facts   check.Facts
	found   diagnose.Diagnosis
	reading bool
	err     error // why the task could not be read

	selected      int // of the causes, then of the excluded ones
	top           int // the first visible line
	split         part.SideBySide
	width, height int
	view          string // cached; "": must be drawn
}

// New returns the screen for move.Run, of which the status must be known.
func New(env *host.Env, client Client, move host.Move) screen.Screen {
	created := &model{Base: screen.NewBase(env), env: env, client: client}
	created.known = env.Diagnosis(&move.Task, &move.Run, move.Others)
	if move.Asked != nil {
		created.known.Asked = move.Asked
	}
	created.weigh()
	return created
}

// loaded is what one reading has shown.
type loaded struct {
	task   api.Task
	others []api.Run
	facts  check.Facts
}

// Init asks the server.
func (m *model) Init() tea.Cmd { return m.read() }

// read asks the server: for the task and its newest runs if they are not known, and then
// for what speaks for or against the causes.
func (m *model) read() tea.Cmd {
	m.reading, m.err, m.view = true, nil, ""
	m.NextGen()
	client, in := m.client, m.known
	return host.Poll(&m.Owner, "check", func(ctx context.Context) (any, error) {
		if len(in.Task.Evaluators) == 0 && len(in.Task.RunConfig) == 0 { // a row of a list may not have them
			task, err := client.GetTask(ctx, in.Run.TaskID)
			if err != nil {
				return loaded{}, err
			}
			in.Task = task
		}
		if len(in.Others) == 0 {
			page, _ := api.NewestRuns(ctx, client, api.RunQuery{TaskID: in.Run.TaskID, Limit: othersRead}) // without it there is less evidence
			in.Others = page.Items
		}
		return loaded{task: in.Task, others: in.Others, facts: check.Read(ctx, client, in)}, nil
	})()
}

// weigh ranks the causes by what is known. What the server has shown is kept, so that the
// panel, previews and reports say it too.
func (m *model) weigh() {
	m.known.Now = m.env.ServerTime(m.env.Now())
	if m.facts.Asked {
		m.found = check.Weigh(m.known, &m.facts)
		m.env.Checked.Keep(m.known, m.found)
	} else {
		m.found = m.env.Diagnose(m.known)
	}
	m.selected = min(m.selected, max(m.count()-1, 0))
	m.view = ""
}

func (m *model) count() int { return len(m.found.Causes) + len(m.found.Excluded) }

// at returns a cause, the excluded ones after the others.
func (m *model) at(i int) diagnose.Finding {
	if i < len(m.found.Causes) {
		return m.found.Causes[i]
	}
	return m.found.Excluded[i-len(m.found.Causes)]
}

func (m *model) selection() (diagnose.Finding, bool) {
	if m.selected >= m.count() {
		return diagnose.Finding{}, false
	}
	return m.at(m.selected), true
}

// Update handles the answer and what changes the look.
func (m *model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case *host.Answer:
		if msg.Tag.Gen != m.Tag().Gen || host.Canceled(msg.Err) {
			return nil
		}
		if m.reading, m.err = false, msg.Err; msg.Err == nil {
			read := msg.Value.(loaded)
			m.known.Task, m.known.Others, m.facts = read.task, read.others, read.facts
		}
		m.weigh()
	case host.RunUpdated:
		if msg.Run.ID == m.known.Run.ID {
			m.known.Run = msg.Run
			m.weigh()
		}
	case host.StylesChanged:
		m.view = ""
	}
	return nil
}

// SetSize sets the size of the screen in cells.
func (m *model) SetSize(width, height int) { m.width, m.height, m.view = width, height, "" }

// Scopes returns the key scopes of the screen.
func (m *model) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Why, keymap.Move} }

// Info returns what the frame shows about the screen.
func (m *model) Info() screen.Info {
	info := screen.Info{
		Crumb: text.Concat("Why ", text.ShortID(m.known.Run.ID)), Of: text.CleanN(m.known.Task.Name, 200),
		Loaded: m.counts(),
	}
	if m.err != nil {
		info.Stale = text.Concat("the task could not be read: ", host.Reason(m.err))
	}
	return info
}

// counts says how many causes there are; that none is known is no cause.
func (m *model) counts() text.Safe {
	causes := 0
	for i := range m.found.Causes {
		if m.found.Causes[i].Class != diagnose.Unknown {
			causes++
		}
	}
	words := text.Plural(causes, "cause")
	if causes == 0 {
		words = "no cause known"
	}
	return text.Clean(words + ", " + text.Count(len(m.found.Excluded)) + " excluded")
}

// Can reports whether an action is possible now.
func (m *model) Can(act keymap.Action) bool {
	finding, ok := m.selection()
	switch act {
	case keymap.Up, keymap.Down, keymap.Top, keymap.Bottom:
		return m.count() > 1
	case keymap.Open:
		return ok && finding.Cure.Form != "" && m.known.Task.ID != "" && !m.env.ReadOnly
	case keymap.Refresh:
		return !m.reading
	case keymap.Copy:
		return true
	case keymap.FullText:
		return m.count() > 0 || m.known.Run.FailureReason != ""
	}
	return false
}

// Why says why an action is not possible now.
func (m *model) Why(act keymap.Action) text.Safe {
	switch {
	case act == keymap.Refresh:
		return "the server is being asked"
	case act == keymap.Open && m.env.ReadOnly:
		return "this is read-only"
	case act == keymap.FullText:
		return "there is nothing to read"
	case act == keymap.Open:
		return "there is no change here that would cure it"
	}
	return ""
}

// Do performs an action.
func (m *model) Do(act keymap.Action) tea.Cmd {
	m.view = ""
	switch act {
	case keymap.Up:
		m.selected = max(m.selected-1, 0)
	case keymap.Down:
		m.selected = min(m.selected+1, max(m.count()-1, 0))
	case keymap.Top:
		m.selected = 0
	case keymap.Bottom:
		m.selected = max(m.count()-1, 0)
	case keymap.Refresh:
		return m.read()
	case keymap.Copy:
		return m.copyReport()
	case keymap.FullText:
		return m.env.Send(box.Open{Box: reading.Text(m.env, m.Info().Crumb, m.fullText()...)})
	case keymap.Open:
		return m.openForm()
	}
	return nil
}

// copyReport copies the run with its causes, what was checked, and the cures.
func (m *model) copyReport() tea.Cmd {
	known, achieved, found := m.known, m.env.Outcome(&m.known.Run), m.found // the text is built in a command
	return m.env.Send(box.Open{Box: clipboard.New(m.env, append([]clipboard.Item{{
		Label: "why: report in Markdown", Name: "the report", Text: func() string { return clipboard.Report(&known, achieved, found) },
	}}, clipboard.RunItems(m.env, m.known)...))})
}

// openForm opens the form of the cure with its changes.
func (m *model) openForm() tea.Cmd {
	finding, ok := m.selection()
	if !ok {
		return nil
	}
	move := host.Move{To: host.PlaceTrigger, Task: m.known.Task, Run: m.known.Run, Asked: m.known.Asked, Cause: finding}
	if finding.Cure.Form == diagnose.EditForm {
		move = host.Move{To: host.PlaceEdit, Task: m.known.Task, Cause: finding}
	}
	return m.env.Send(move)
}

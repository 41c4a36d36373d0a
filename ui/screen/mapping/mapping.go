// Package mapping is the screen that checks the mappings of an existing task: where the
// variables of its evaluators lead in sample rows.
//
// It reads the versions of the evaluators, for their variables, and up to 50 rows; their
// values are shown only after a yes.
package mapping

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/judge"
	"ax-tui/api/mapping"
	"ax-tui/api/sample"
	"ax-tui/keymap"
	"ax-tui/ui/box/consent"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/mappingview"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is the part of the API client that the screen uses.
type Client interface {
	judge.Client
	sample.Client
	GetTask(ctx context.Context, id string) (api.Task, error)
}

type model struct {
	screen.Base
	env    *host.Env
	client Client
	task   api.Task

	state    mappingview.State
	report   mapping.Report
	unread   int // evaluators whose variables are not known
	err      error
	selected int
	values   bool

	width, height int
}

// checked is the answer to the requests of the screen.
type checked struct {
	task   api.Task
	report mapping.Report
	unread int
}

// New returns the screen for the task of the move.
func New(env *host.Env, client Client, move *host.Move) screen.Screen {
	return &model{Base: screen.NewBase(env), env: env, client: client, task: move.Task}
}

// Init checks the mappings.
func (m *model) Init() tea.Cmd { return m.check() }

func (m *model) check() tea.Cmd {
	m.state = mappingview.Loading
	ctx, client, task, now := m.Ctx, m.client, m.task, m.env.ServerTime(m.env.Now())
	return host.Ask(m.NextGen(), "", func() (any, error) {
		out := checked{task: task}
		if len(task.Evaluators) == 0 && len(task.RunConfig) == 0 { // a row of a list may not have them
			var err error
			if out.task, err = client.GetTask(ctx, task.ID); err != nil {
				return out, err
			}
		}
		judges, err := judge.ReadVersions(ctx, client, out.task)
		if err != nil {
			return out, err
		}
		for i := range judges {
			if judges[i].Err != nil {
				out.unread++
			}
		}
		set, err := sample.Read(ctx, client, sample.Of(&out.task), now)
		if err == nil {
			out.report = mapping.CheckAll(judge.GroupsOf(&out.task, judges), &set)
		}
		return out, err
	})()
}

func (m *model) apply(answer *host.Answer) {
	if !m.Current(answer.Tag) || host.Canceled(answer.Err) {
		return
	}
	if m.err = answer.Err; m.err != nil {
		m.state = mappingview.Failed
		return
	}
	read := answer.Value.(checked)
	m.state, m.task, m.report, m.unread = mappingview.Ready, read.task, read.report, read.unread
	m.move(0)
}

func (m *model) move(by int) { m.selected = max(min(m.selected+by, len(m.report.Rows)-1), 0) }

// SetSize sets the size of the screen in cells.
func (m *model) SetSize(width, height int) { m.width, m.height = width, height }

// Scopes returns the key scopes of the screen.
func (m *model) Scopes() []keymap.Scope { return []keymap.Scope{keymap.MappingCheck, keymap.Move} }

// Update handles answers and broadcasts.
func (m *model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case *host.Answer:
		m.apply(msg)
	case consent.Answered:
		if msg.Yes {
			m.env.Texts, m.values = true, true
		}
	case host.TaskUpdated:
		if msg.Task.ID == m.task.ID && msg.Task.Type != "" && m.state != mappingview.Loading && !msg.Task.UpdatedAt.Equal(m.task.UpdatedAt) {
			m.task = msg.Task
			return m.check()
		}
	case host.TaskGone:
		if msg.ID == m.task.ID {
			return m.env.Send(host.CloseScreen{Owner: m.ID})
		}
	}
	return nil
}

// Can reports whether an action is possible now.
func (m *model) Can(act keymap.Action) bool {
	switch act {
	case keymap.Refresh:
		return true
	case keymap.ShowTexts:
		return len(m.report.Rows) > 0
	case keymap.ShowJudge, keymap.EditTask:
		return m.task.Type != "" && (act == keymap.EditTask || len(m.task.Evaluators) > 0)
	}
	return false
}

// Why returns why an action is not possible now.
func (m *model) Why(act keymap.Action) text.Safe {
	switch {
	case m.state == mappingview.Loading:
		return "sample rows are being read"
	case act == keymap.ShowJudge:
		return "the task has no evaluators"
	case act == keymap.ShowTexts:
		return "there is no variable"
	}
	return "the task is not loaded yet"
}

// Do performs an action.
func (m *model) Do(act keymap.Action) tea.Cmd {
	if by, motion := part.Motion(act, max(m.height-6, 1), max(m.height/2, 1), len(m.report.Rows)); motion {
		m.move(by)
		return nil
	}
	switch {
	case !m.Can(act):
	case act == keymap.Refresh:
		return m.check()
	case act == keymap.ShowJudge:
		return m.env.Send(host.Move{To: host.PlaceJudge, Task: m.task})
	case act == keymap.EditTask:
		return m.env.Send(host.Move{To: host.PlaceEdit, Task: m.task, Cause: m.cause()})
	case act == keymap.ShowTexts && !m.values && !m.env.Texts:
		return consent.Ask(m.env, m.Tag(), "A value of each variable is shown.", "")
	case act == keymap.ShowTexts:
		m.values = !m.values
	}
	return nil
}

// cause is that variables are found nowhere, which the form of the task cures with the most
// similar paths; the zero Finding if there are none. The trace and session shape has no
// mappings of its own.
func (m *model) cause() (out diagnose.Finding) {
	var diffs []diagnose.MappingDiff
	for _, row := range m.report.Rows {
		if row.Found == 0 && len(row.Near) > 0 && row.Group < len(m.task.Evaluators) && m.task.QueryFilters == nil {
			diffs = append(diffs, diagnose.MappingDiff{EvaluatorID: m.task.Evaluators[row.Group].EvaluatorID, Variable: row.Variable, From: row.Path, To: row.Near[0].Path})
		}
	}
	if len(diffs) > 0 {
		out.Likely, out.Mark, out.Cure = "no sample row has a value there", diagnose.Checked, diagnose.Paths(diffs)
	}
	return out
}

// View renders exactly height lines, none wider than width.
func (m *model) View() string {
	content := mappingview.Content{State: m.state, Report: m.report, Selected: m.selected, Zone: m.env.Zone, Hidden: !m.values, Choice: " "}
	if m.selected < len(m.report.Rows) && m.report.Rows[m.selected].Found == 0 && m.cause().Cure.Form != "" {
		content.Choice = m.key(keymap.EditTask)
	}
	if m.err != nil {
		content.Problem, content.Advice = host.Reason(m.err), text.Concat(m.key(keymap.Refresh), " tries again")
	}
	lines := strings.Split(mappingview.Draw(m.env.Styles, content, m.width-1, m.height), "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = " " + line
		}
	}
	return strings.Join(lines, "\n")
}

// Info returns what the frame shows about the screen.
func (m *model) Info() screen.Info {
	info := screen.Info{Crumb: "Mapping", Of: text.CleanN(m.task.Name, 200)}
	if m.state != mappingview.Ready {
		return info
	}
	found := 0
	for _, row := range m.report.Rows {
		if row.Path != "" && row.Found == m.report.Samples && m.report.Samples > 0 {
			found++
		}
	}
	info.Loaded = "nothing was checked"
	if m.report.Samples > 0 {
		info.Loaded = text.Safe(text.Count(found) + " of " + text.Plural(len(m.report.Rows), "variable") + " found in every row")
	}
	if m.unread > 0 {
		info.Stale = text.Safe(text.Plural(m.unread, "evaluator") + " could not be read: only what is mapped is checked")
	}
	return info
}

func (m *model) key(act keymap.Action) text.Safe {
	return m.env.KeyOf([]keymap.Scope{keymap.MappingCheck, keymap.Move, keymap.Global}, act)
}

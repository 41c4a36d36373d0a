// Package lookup is the screen for an ID from the command line. IDs are opaque
// (contract section 4), so it requests the ID as a task, then as a run, and replaces
// itself with the screen of the one that exists.
package lookup

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is the API that the screen needs.
type Client interface {
	GetTask(context.Context, string) (api.Task, error)
	GetRun(context.Context, string) (api.Run, error)
}

// Model is the screen.
type Model struct {
	screen.Base
	env           *host.Env
	client        Client
	id            string
	err           error
	width, height int
}

// New returns the screen for an ID.
func New(env *host.Env, client Client, id string) *Model {
	return &Model{Base: screen.NewBase(env), env: env, client: client, id: id}
}

type found struct {
	host.Tag
	move host.Move
	err  error
}

// Init looks the ID up, first as a task, then as a run.
func (m *Model) Init() tea.Cmd {
	m.err = nil
	ctx, client, tag, id := m.Ctx, m.client, m.NextGen(), m.id
	return func() tea.Msg {
		task, err := client.GetTask(ctx, id)
		if err == nil {
			return found{Tag: tag, move: host.Move{To: host.PlaceTask, Task: task, Replace: tag.Owner}}
		}
		if !missing(err) {
			return found{Tag: tag, err: err}
		}
		run, err := client.GetRun(ctx, id)
		return found{Tag: tag, move: host.Move{To: host.PlaceRun, Run: run, Task: api.Task{ID: run.TaskID}, Replace: tag.Owner}, err: err}
	}
}

// Update replaces the screen with the one that was found.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	answer, ok := msg.(found)
	if !ok || !m.Current(answer.Tag) {
		return nil
	}
	if answer.err != nil {
		m.err = answer.err
		return nil
	}
	return m.env.Send(answer.move)
}

// Do retries the lookup.
func (m *Model) Do(action keymap.Action) tea.Cmd {
	if action == keymap.Refresh {
		return m.Init()
	}
	return nil
}

// Can reports whether the lookup can be retried: once it has failed.
func (m *Model) Can(action keymap.Action) bool { return action == keymap.Refresh && m.err != nil }

// Scopes returns the key scopes of the screen.
func (m *Model) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Lookup} }

// SetSize sets the size of the screen in cells.
func (m *Model) SetSize(width, height int) { m.width, m.height = width, height }

// Info returns the end of the ID for the breadcrumbs.
func (m *Model) Info() screen.Info { return screen.Info{Crumb: text.CutLeft(text.Clean(m.id), 12)} }

// failureTitle distinguishes an unknown ID from a failed lookup.
func (m *Model) failureTitle() string {
	if missing(m.err) {
		return "No task or run has this ID, or this key cannot see it."
	}
	return "The ID could not be looked up."
}

// missing reports whether err means that an ID is unknown or malformed (contract section 3).
func missing(err error) bool { return api.Is(err, api.NotFound, api.Invalid) }

// View renders the progress or the failure of the lookup.
func (m *Model) View() string {
	lines := []string{"", "   " + m.env.Styles.Dim.Render("Looking for "+string(text.Cut(text.Clean(m.id), max(m.width-20, 8)))+m.env.Styles.Glyphs.Ellipsis)}
	if m.err != nil {
		lines = []string{"", "   " + m.env.Styles.Error.Render(m.env.Styles.Glyphs.Failed+" "+m.failureTitle()), ""}
		for _, line := range text.Wrap(text.Clean(m.err.Error()), max(m.width-6, 20)) {
			lines = append(lines, "   "+string(line))
		}
		if advice := host.Advice(m.err); advice != "" {
			for _, line := range text.Wrap(advice, max(m.width-6, 20)) {
				lines = append(lines, "   "+m.env.Styles.Dim.Render(string(line)))
			}
		}
		key := string(m.env.KeyOf(m.Scopes(), keymap.Refresh))
		lines = append(lines, "", "   "+m.env.Styles.Key.Render(key)+" "+m.env.Styles.Dim.Render("tries again"))
	}
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	return strings.Join(lines[:m.height], "\n")
}

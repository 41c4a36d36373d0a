// Package lookup is the screen for an ID from the command line: it finds out
// whether the ID is a task or a run, by asking, and makes way for that screen.
// IDs are opaque (contract section 4), so asking is the only way.
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

// Client is what the screen asks of the API.
type Client interface {
	GetTask(context.Context, string) (api.Task, error)
	GetRun(context.Context, string) (api.Run, error)
}

// Model is the screen.
type Model struct {
	screen.Base
	env    *host.Env
	client Client
	id     string
	err    error
	w, h   int
}

// New looks for an ID.
func New(env *host.Env, client Client, id string) *Model {
	return &Model{Base: screen.NewBase(env), env: env, client: client, id: id}
}

type found struct {
	host.Tag
	move host.Move
	err  error
}

// Init asks for a task first, then for a run.
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

// Update makes way for what was found.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	f, ok := msg.(found)
	if !ok || !m.Current(f.Tag) {
		return nil
	}
	if f.err != nil {
		m.err = f.err
		return nil
	}
	return m.env.Send(f.move)
}

// Do looks again.
func (m *Model) Do(action keymap.Action) tea.Cmd {
	if action == keymap.Refresh {
		return m.Init()
	}
	return nil
}

// Can says that only looking again makes sense, once it has failed.
func (m *Model) Can(action keymap.Action) bool { return action == keymap.Refresh && m.err != nil }

// Scopes are the key scopes of the screen.
func (m *Model) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Lookup} }

// SetSize takes the room.
func (m *Model) SetSize(w, h int) { m.w, m.h = w, h }

// Info is the ID as the last step of the way.
func (m *Model) Info() screen.Info { return screen.Info{Crumb: text.CutLeft(text.Clean(m.id), 12)} }

// verdict says what is known: that the ID names nothing, or that nobody could tell.
func (m *Model) verdict() string {
	if missing(m.err) {
		return "There is no task and no run with this ID to be seen."
	}
	return "The ID could not be looked up."
}

// missing are the answers to an ID that names nothing or is none (contract section 3).
func missing(err error) bool { return api.Is(err, api.NotFound, api.Invalid) }

// View says that it looks, or why it found nothing.
func (m *Model) View() string {
	lines := []string{"", "   " + m.env.Styles.Dim.Render("Looking for "+string(text.Cut(text.Clean(m.id), max(m.w-20, 8)))+m.env.Styles.Glyphs.Ellipsis)}
	if m.err != nil {
		lines = []string{"", "   " + m.env.Styles.Error.Render(m.env.Styles.Glyphs.Failed+" "+m.verdict()), ""}
		for _, l := range text.Wrap(text.Clean(m.err.Error()), max(m.w-6, 20)) {
			lines = append(lines, "   "+string(l))
		}
		if advice := host.Advice(m.err); advice != "" {
			for _, l := range text.Wrap(advice, max(m.w-6, 20)) {
				lines = append(lines, "   "+m.env.Styles.Dim.Render(string(l)))
			}
		}
		key := string(m.env.KeyOf(m.Scopes(), keymap.Refresh))
		lines = append(lines, "", "   "+m.env.Styles.Key.Render(key)+" "+m.env.Styles.Dim.Render("looks again"))
	}
	for len(lines) < m.h {
		lines = append(lines, "")
	}
	return strings.Join(lines[:m.h], "\n")
}

// Package lookup is the screen for an ID or a name from the command line. IDs are
// opaque (contract section 4), so it requests an ID as a task, then as a run; any other
// text is the name of a task, or TASK@latest. It replaces itself with the screen of
// what it finds.
package lookup

import (
	"context"
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Client is the API that the screen needs.
type Client interface {
	resolve.Client
	resolve.Kinds
	resolve.Tasks
	resolve.Runs
}

// Model is the screen.
type Model struct {
	screen.Base
	env           *host.Env
	client        Client
	ref           string  // ID, name or TASK@latest
	space         api.Ref // of a name; zero: any
	err           error
	kind          string // a sentence about the kind of an ID that is neither of a task nor of a run
	width, height int
}

// New returns the screen for an ID or a name. Names are looked up in a space, or in all.
func New(env *host.Env, client Client, ref string, space api.Ref) *Model {
	return &Model{Base: screen.NewBase(env), env: env, client: client, ref: ref, space: space}
}

type found struct {
	host.Tag
	move host.Move
	err  error
	kind string
}

// Init looks the ID or the name up.
func (m *Model) Init() tea.Cmd {
	m.err, m.kind = nil, ""
	ctx, client, tag, ref, space := m.Ctx, m.client, m.NextGen(), m.ref, m.space
	return func() tea.Msg {
		answer := find(ctx, client, ref, space)
		answer.Tag, answer.move.Replace = tag, tag.Owner
		return answer
	}
}

func find(ctx context.Context, client Client, ref string, space api.Ref) (out found) {
	id, isID := resolve.ID(ref)
	if isID {
		return findID(ctx, client, id)
	}
	name, status, latest, err := resolve.Latest(ref)
	if !latest {
		name = ref
	}
	if err == nil && space.ID == "" {
		space.ID, err = resolve.Space(ctx, client, space.Name)
	}
	if err == nil {
		id, err = resolve.Task(ctx, client, name, space.ID)
	}
	var run api.Run
	var task api.Task
	switch {
	case err == nil && latest:
		run, err = resolve.LatestRun(ctx, client, id, status)
		return openRun(run, err)
	case err == nil:
		task, err = client.GetTask(ctx, id)
	}
	return found{move: host.Move{To: host.PlaceTask, Task: task}, err: err}
}

func findID(ctx context.Context, client Client, id string) found {
	task, err := client.GetTask(ctx, id)
	if err == nil || !missing(err) {
		return found{move: host.Move{To: host.PlaceTask, Task: task}, err: err}
	}
	run, err := client.GetRun(ctx, id)
	answer := openRun(run, err)
	if missing(err) {
		answer.kind = resolve.KindText(resolve.Kind(ctx, client, id, "task", "run"))
	}
	return answer
}

func openRun(run api.Run, err error) found {
	return found{move: host.Move{To: host.PlaceRun, Run: run, Task: api.Task{ID: run.TaskID}}, err: err}
}

// Update replaces the screen with the one that was found.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	answer, ok := msg.(found)
	if !ok || !m.Current(answer.Tag) {
		return nil
	}
	if answer.err != nil {
		m.err, m.kind = answer.err, answer.kind
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

// Info returns the name, or the end of the ID, for the breadcrumbs.
func (m *Model) Info() screen.Info {
	if _, isID := resolve.ID(m.ref); isID {
		return screen.Info{Crumb: text.ShortID(m.ref)}
	}
	return screen.Info{Crumb: text.Clean(m.ref)}
}

// failureTitle distinguishes what is unknown from a failed lookup.
func (m *Model) failureTitle() string {
	unknown, _ := errors.AsType[*resolve.NotFound](m.err)
	many, _ := errors.AsType[*resolve.Ambiguous](m.err)
	_, noRun := errors.AsType[*resolve.NoRun](m.err)
	switch {
	case m.kind != "":
		return m.kind + " Only tasks and runs can be opened."
	case missing(m.err):
		return "No task or run has this ID, or this key cannot see it."
	case unknown != nil:
		return "No " + unknown.Kind + " has this name, or this key cannot see it."
	case many != nil:
		return "More than one " + many.Kind + " has this name."
	case noRun:
		return "There is no such run."
	}
	return "The ID or name could not be looked up."
}

// missing reports whether err means that an ID is unknown or malformed (contract section 3).
func missing(err error) bool { return api.Is(err, api.NotFound, api.Invalid) }

// View renders the progress or the failure of the lookup.
func (m *Model) View() string {
	lines := []string{"", "   " + m.env.Styles.Dim.Render("Looking for "+string(text.Cut(text.Clean(m.ref), max(m.width-20, 8)))+m.env.Styles.Glyphs.Ellipsis)}
	if m.err != nil {
		lines = []string{""}
		for _, line := range text.Wrap(text.Clean(m.env.Styles.Glyphs.Failed+" "+m.failureTitle()), max(m.width-6, 20)) {
			lines = append(lines, "   "+m.env.Styles.Error.Render(string(line)))
		}
		lines = append(lines, "")
		for _, line := range text.Wrap(text.Clean(m.err.Error()), max(m.width-6, 20)) {
			lines = append(lines, "   "+string(line))
		}
		if advice := host.Advice(m.err); advice != "" && m.kind == "" {
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

// Package lookup is the screen for what a person typed or pasted to go somewhere: an ID,
// the address of a page of the Arize web app, the name of a task, or TASK@latest. IDs are
// opaque (contract section 4), so it requests an ID as a task, then as a run, then as
// any other object. It replaces itself with the screen of what it finds; of a project, a
// dataset or a space that is the list of its tasks. Of an unknown name it offers the
// similar ones.
package lookup

import (
	"context"
	"errors"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/api/weblink"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
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
	ref           string  // ID, link, name or TASK@latest
	space         api.Ref // of a name; zero: any
	err           error
	kind          string   // a sentence about the kind of an ID that cannot be opened
	near          []string // similar names to pick from
	at            int      // index of the selected one
	width, height int
}

// New returns the screen for an ID or a name. Names are looked up in a space, or in all.
func New(env *host.Env, client Client, ref string, space api.Ref) *Model {
	return &Model{Base: screen.NewBase(env), env: env, client: client, ref: ref, space: space}
}

// found is the result of a lookup: the message that opens what was found, or why there
// is none.
type found struct {
	host.Tag
	open tea.Msg
	err  error
	kind string
}

// Init looks the ID or the name up.
func (m *Model) Init() tea.Cmd {
	m.err, m.kind, m.near, m.at = nil, "", nil, 0
	ctx, client, tag, ref, space := m.Ctx, m.client, m.NextGen(), m.ref, m.space
	var seen tea.Cmd
	if link, ok := resolve.ParseLink(ref); ok {
		seen = m.env.Send(host.WebSeen{App: weblink.App{Base: link.App, Organization: link.Organization}})
	}
	return tea.Batch(seen, func() tea.Msg {
		answer := find(ctx, client, ref, space)
		answer.Tag = tag
		if move, ok := answer.open.(host.Move); ok {
			move.Replace = tag.Owner
			answer.open = move
		}
		return answer
	})
}

func find(ctx context.Context, client Client, ref string, space api.Ref) (out found) {
	if link, ok := resolve.ParseLink(ref); ok {
		return findLink(ctx, client, &link)
	}
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
		return openRun(&run, err)
	case err == nil:
		task, err = client.GetTask(ctx, id)
	}
	return found{open: host.Move{To: host.PlaceTask, Task: task}, err: err}
}

// findLink asks for the name of what a link shows. An object that cannot be seen is an error.
func findLink(ctx context.Context, client Client, link *resolve.Link) (out found) {
	var ref api.Ref
	switch link.Kind {
	case "project":
		project, err := client.GetProject(ctx, link.ID)
		ref, out.err = project.Ref(), err
	case "dataset":
		dataset, err := client.GetDataset(ctx, link.ID)
		ref, out.err = dataset.Ref(), err
	case "space":
		ref = api.Ref{ID: link.ID}
		_, ref.Name = resolve.Kind(ctx, client, link.ID, "task", "run", "project", "dataset", "experiment", "evaluator")
	}
	if out.open = tasksOf(link.Kind, ref); out.open == nil && out.err == nil {
		out.err, out.kind = errNoScreen, "This is the address of an evaluator."
	}
	return out
}

// errNoScreen says what of the objects of the API has a screen.
var errNoScreen = errors.New("ax-tui opens tasks, runs and the results of experiments, and lists the tasks of a space, a project or a dataset")

// tasksOf returns the message that lists the tasks of an object, nil for other kinds.
func tasksOf(kind string, ref api.Ref) tea.Msg {
	switch kind {
	case "space":
		return host.ShowTasks{Space: ref}
	case "project":
		return host.ShowTasks{Project: ref}
	case "dataset":
		return host.ShowTasks{Dataset: ref}
	}
	return nil
}

func findID(ctx context.Context, client Client, id string) found {
	task, err := client.GetTask(ctx, id)
	if err == nil || !missing(err) {
		return found{open: host.Move{To: host.PlaceTask, Task: task}, err: err}
	}
	run, err := client.GetRun(ctx, id)
	answer := openRun(&run, err)
	if missing(err) {
		kind, name := resolve.Kind(ctx, client, id, "task", "run")
		if open := tasksOf(kind, api.Ref{ID: id, Name: name}); open != nil {
			return found{open: open}
		}
		if kind == "experiment" {
			return found{open: host.Move{To: host.PlaceResults, Ref: id}}
		}
		if kind != "" {
			answer.err = errNoScreen
		}
		answer.kind = resolve.KindText(kind, name)
	}
	return answer
}

func openRun(run *api.Run, err error) found {
	return found{open: host.Move{To: host.PlaceRun, Run: *run, Task: api.Task{ID: run.TaskID}}, err: err}
}

// Update replaces the screen with the one that was found.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	answer, ok := msg.(found)
	if !ok || !m.Current(answer.Tag) {
		return nil
	}
	if answer.err != nil {
		m.err, m.kind = answer.err, answer.kind
		if unknown, ok := errors.AsType[*resolve.NotFound](answer.err); ok && unknown.Kind == "task" {
			for _, quoted := range unknown.Near {
				if name, err := strconv.Unquote(quoted); err == nil {
					m.near = append(m.near, name)
				}
			}
		}
		return nil
	}
	return m.env.Send(answer.open)
}

// Do retries the lookup, or looks up the selected name instead.
func (m *Model) Do(action keymap.Action) tea.Cmd {
	switch action {
	case keymap.Refresh:
		return m.Init()
	case keymap.Open:
		if len(m.near) == 0 {
			return nil
		}
		m.ref = m.near[m.at]
		return m.Init()
	}
	by, _ := part.Motion(action, len(m.near), len(m.near), len(m.near))
	m.at = max(min(m.at+by, len(m.near)-1), 0)
	return nil
}

// Can reports whether an action is possible now: a lookup can be retried once it has
// failed.
func (m *Model) Can(action keymap.Action) bool {
	return action == keymap.Refresh && m.err != nil || action == keymap.Open && len(m.near) > 0
}

// Why returns why an action is not possible now.
func (m *Model) Why(action keymap.Action) text.Safe {
	switch {
	case m.err == nil:
		return "the lookup has not ended yet"
	case action == keymap.Open:
		return "there is no similar name to open"
	}
	return ""
}

// Scopes returns the key scopes of the screen.
func (m *Model) Scopes() []keymap.Scope {
	if len(m.near) > 0 {
		return []keymap.Scope{keymap.Lookup, keymap.Move}
	}
	return []keymap.Scope{keymap.Lookup}
}

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
	_, isID := resolve.ID(m.ref)
	unknown, _ := errors.AsType[*resolve.NotFound](m.err)
	many, _ := errors.AsType[*resolve.Ambiguous](m.err)
	_, noRun := errors.AsType[*resolve.NoRun](m.err)
	switch {
	case m.kind != "":
		return m.kind
	case missing(m.err) && !isID:
		return "What this address shows does not exist, or this key cannot see it."
	case missing(m.err):
		return "No task or run has this ID, or this key cannot see it."
	case unknown != nil && len(m.near) > 0 && unknown.All:
		return "No task is called " + string(text.Clean(unknown.Name)) + ". These exist:"
	case unknown != nil && len(m.near) > 0:
		return "No task is called " + string(text.Clean(unknown.Name)) + ". Similar names:"
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
	st, width := m.env.Styles, max(m.width-6, 20)
	lines := []string{"", "   " + st.Dim.Render("Looking for "+string(text.Cut(text.Clean(m.ref), max(m.width-20, 8)))+st.Glyphs.Ellipsis)}
	if m.err != nil {
		lines = m.failureLines(width)
	}
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	return strings.Join(lines[:m.height], "\n")
}

func (m *Model) failureLines(width int) []string {
	st, lines := m.env.Styles, []string{""}
	add := func(paragraph text.Safe, style theme.Style) {
		for _, line := range text.Wrap(paragraph, width) {
			lines = append(lines, "   "+style.Render(string(line)))
		}
	}
	add(text.Clean(st.Glyphs.Failed+" "+m.failureTitle()), st.Error)
	lines = append(lines, "")
	for i, name := range m.near {
		mark, style := "  ", st.Text
		if i == m.at {
			mark, style = st.Glyphs.Cursor+" ", st.Selected
		}
		lines = append(lines, "   "+style.Render(mark+string(text.Cut(text.Clean(name), width-2))))
	}
	if len(m.near) > 0 {
		return lines
	}
	add(text.Clean(m.err.Error()), st.Text)
	if m.kind == "" {
		add(host.Advice(m.err), st.Dim)
	}
	key := string(m.env.KeyOf(m.Scopes(), keymap.Refresh))
	return append(lines, "", "   "+st.Key.Render(key)+" "+st.Dim.Render("tries again"))
}

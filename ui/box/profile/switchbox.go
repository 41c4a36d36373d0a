// Package profile is the box that switches to another profile or space.
//
// It promises: a profile is tried before anything of the present connection is
// left; a profile that cannot be used says why and cannot be chosen; the
// profiles of ax are read, never written. It imports api and api/login for
// their plain types, keymap, theme, host, text and part; no screen.
package profile

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Deps are what the box asks of the program. Connect tries a profile by name
// and answers with the message that turns to it.
type Deps struct {
	Now      string // the profile in use
	Profiles func() []login.Profile
	Connect  func(ctx context.Context, profile string) (tea.Msg, error)
	Enter    bool                                                               // a key can be entered: host.PlaceLogin is there
	Spaces   func(context.Context, api.SpaceQuery) (api.Page[api.Space], error) // nil: none to choose
}

// Model is the box.
type Model struct {
	box.Base
	env      *host.Env
	styles   *theme.Styles
	deps     Deps
	picker   *part.Picker
	profiles []login.Profile
	spaces   []api.Space
	told     bool // the profiles have been read; until then nothing is marked
	state    part.PickerState
	trying   string // the profile that is being tried, "" for none
	stop     context.CancelFunc
	note     text.Safe
}

// New opens the box.
func New(env *host.Env, d Deps) *Model {
	m := &Model{Base: box.NewBase(env), env: env, styles: env.Styles, deps: d}
	m.picker = part.NewPicker(m.styles, env.Keys)
	m.state.Loading = true
	m.fill()
	return m
}

// read is what there is to choose: profiles at once, spaces page by page.
type read struct {
	host.Tag
	profiles []login.Profile
	page     api.Page[api.Space]
	space    bool
	err      error
}

// Init reads the profiles and the spaces.
func (m *Model) Init() tea.Cmd {
	tag, list := m.Tag(), m.deps.Profiles
	cmds := []tea.Cmd{m.more("")}
	if list != nil {
		cmds = append(cmds, func() tea.Msg { return read{Tag: tag, profiles: list()} })
	}
	return tea.Batch(cmds...)
}

func (m *Model) more(cursor string) tea.Cmd {
	ctx, ask, tag := m.Ctx, m.deps.Spaces, m.Tag()
	if ask == nil {
		m.state.Loading = false
		return nil
	}
	return func() tea.Msg {
		p, err := ask(ctx, api.SpaceQuery{Limit: 100, Cursor: cursor})
		return read{Tag: tag, page: p, space: true, err: err}
	}
}

// tried is what came of trying a profile.
type tried struct {
	host.Tag
	turn tea.Msg
	err  error
}

// Update takes keys, what was read, and what came of a try.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case read:
		return false, nil, m.took(msg)
	case tried:
		return m.answered(msg)
	case host.Faltered:
		m.stopTrying("The attempt broke off; the connection is as it was.")
	case tea.KeyMsg:
		return m.key(msg)
	}
	return false, nil, nil
}

const maxSpaces = 2000

func (m *Model) took(r read) tea.Cmd {
	switch {
	case !r.space:
		m.profiles, m.told = r.profiles, true
	case r.err != nil:
		m.state = part.PickerState{Err: text.Concat("The spaces could not be read: ", host.Reason(r.err))}
	default:
		m.spaces = append(m.spaces, r.page.Items...)
		m.state = part.PickerState{Loading: r.page.Next != "", More: r.page.Next != ""}
	}
	m.fill()
	if r.space && r.err == nil && r.page.Next != "" && len(m.spaces) < maxSpaces {
		return m.more(r.page.Next)
	}
	return nil
}

func (m *Model) answered(t tried) (bool, tea.Msg, tea.Cmd) {
	if !m.Current(t.Tag) || m.trying == "" || host.Canceled(t.err) {
		return false, nil, nil
	}
	name := m.trying
	m.trying = ""
	if t.err != nil {
		m.note = text.Concat(text.Clean(name), " cannot be used: ", host.Told(t.err))
		return false, nil, nil
	}
	return true, t.turn, nil
}

func (m *Model) key(k tea.KeyMsg) (bool, tea.Msg, tea.Cmd) {
	a, _ := m.env.Keys.Find([]keymap.Scope{keymap.Picker}, k.String())
	if m.trying != "" {
		if a == keymap.Back {
			m.stopTrying("Stopped; the connection is as it was.")
		}
		return false, nil, nil
	}
	if a == keymap.Back {
		return true, nil, nil
	}
	if id, done := m.picker.Key(k); done {
		return m.picked(id)
	}
	m.note = ""
	return false, nil, nil
}

// The beginnings of the IDs of what can be picked.
const (
	profileID = "profile:"
	spaceID   = "space:"
	loginID   = "login:"
)

func (m *Model) picked(id string) (bool, tea.Msg, tea.Cmd) {
	for _, p := range m.profiles {
		if id != profileID+p.Name {
			continue
		}
		if p.Err != nil {
			m.note = text.Clean(p.Err.Error())
			return false, nil, nil
		}
		return false, nil, m.try(p.Name)
	}
	switch id {
	case loginID:
		return true, host.Move{To: host.PlaceLogin}, nil
	case spaceID:
		return true, host.UseSpace{}, nil
	}
	for _, s := range m.spaces {
		if id == spaceID+s.ID {
			return true, host.UseSpace{ID: s.ID, Name: s.Name}, nil
		}
	}
	return false, nil, nil
}

// try connects with a profile beside the loop.
func (m *Model) try(name string) tea.Cmd {
	ctx, cancel := context.WithCancel(m.Ctx)
	m.trying, m.stop, m.note = name, cancel, ""
	tag, connect := m.Anew(), m.deps.Connect
	return func() tea.Msg {
		defer cancel()
		turn, err := connect(ctx, name)
		return tried{tag, turn, err}
	}
}

// stopTrying gives up the attempt that is under way, if there is one.
func (m *Model) stopTrying(why text.Safe) {
	if m.trying == "" {
		return
	}
	m.stop()
	m.trying, m.note = "", why
	m.Anew()
}

// fill lists what there is now.
func (m *Model) fill() {
	var options []part.Option
	if !m.told && m.deps.Profiles != nil {
		m.picker.SetState(part.PickerState{Loading: true})
		return
	}
	for _, p := range m.profiles {
		detail := text.Concat(text.Clean(p.Host), "  ", text.Clean(p.Auth))
		if p.Err != nil {
			detail = text.CleanN(p.Err.Error(), 60)
		}
		label := "profile  " + text.Clean(p.Name)
		switch {
		case p.Name == m.deps.Now:
			label += " (in use)"
		case p.Active:
			label += " (active in ax)"
		}
		options = append(options, part.Option{ID: profileID + p.Name, Label: label, Detail: detail})
	}
	if m.deps.Enter {
		options = append(options, part.Option{ID: loginID, Label: "login    enter an API key"})
	}
	if m.deps.Spaces != nil {
		options = append(options, part.Option{ID: spaceID, Label: "space    all spaces"})
	}
	for _, s := range m.spaces {
		options = append(options, part.Option{ID: spaceID + s.ID, Label: "space    " + text.Clean(s.Name), Detail: text.CleanN(s.Description, 40)})
	}
	m.picker.SetOptions(options)
	m.picker.SetState(m.state)
}

// Scope is that of picking.
func (m *Model) Scope() keymap.Scope { return keymap.Picker }

// Typing is always true: keys are the words that are sought.
func (m *Model) Typing() bool { return true }

// View draws the box for a body of w by h cells.
func (m *Model) View(w, h int) string {
	inner := min(w-4, 76)
	m.picker.SetSize(inner, min(h-4, 14))
	body := m.picker.View()
	note := m.note
	if m.trying != "" {
		note = text.Concat("Connecting as ", text.Clean(m.trying), "… esc stops.")
	}
	for _, s := range text.Wrap(note, inner) {
		if s != "" {
			body += "\n" + m.styles.Warn.Render(string(s))
		}
	}
	return part.Box(m.styles, "Profile and space", body, inner+4)
}

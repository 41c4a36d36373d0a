// Package profile is the box that switches to another profile or space.
//
// It promises: a new connection is tested before the current one is closed; a
// profile that cannot be used says why and cannot be picked; the profiles of ax
// are read, never written.
package profile

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// Deps is what the box needs from the program. Connect tests a profile by name and
// returns the message that switches to it.
type Deps struct {
	Current     string                 // the profile in use
	Profiles    func() []login.Profile // nil: no profiles
	Connect     func(ctx context.Context, profile string) (host.Offer, error)
	CanEnterKey bool // an API key can be entered: host.PlaceLogin exists
	Spaces      picker.SpaceClient
}

// Ask is what the box is opened for. The zero Ask is to look at the list.
type Ask struct {
	Pick      string // a profile to switch to at once; "": none
	Reconnect bool   // the login is refused: the profile in use may be picked again
}

// Model is the box.
type Model struct {
	box.Base
	env            *host.Env
	deps           Deps
	ask            Ask
	picker         *picker.Picker
	profiles       []login.Profile
	profilesLoaded bool   // until then the list is not complete
	trying         string // the profile being tested, "" for none
	stop           context.CancelFunc
	note           text.Safe
}

// New creates the box.
func New(env *host.Env, deps Deps, ask Ask) *Model {
	model := &Model{Base: box.NewBase(env), env: env, deps: deps, ask: ask, profilesLoaded: deps.Profiles == nil}
	model.picker = picker.New(env, &model.Owner, model.source())
	return model
}

// profilesRead is the result of reading the profiles.
type profilesRead struct {
	host.Tag
	profiles []login.Profile
}

// Init reads the profiles, and then the spaces.
func (m *Model) Init() tea.Cmd {
	if m.profilesLoaded {
		return m.picker.Load()
	}
	tag, list := m.Tag(), m.deps.Profiles
	return func() tea.Msg { return profilesRead{Tag: tag, profiles: list()} }
}

// Update handles keys, loaded lists, and the result of a connection test.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case profilesRead:
		m.profiles, m.profilesLoaded = msg.profiles, true
		m.picker.Reset(m.source())
		return m.start()
	case picker.Answer:
		msg.Apply()
		return false, nil, m.load()
	case host.ConnectResult:
		return m.applyResult(msg)
	case host.CommandPanicked:
		m.picker.FailInFlight()
		m.stopTrying("The attempt failed; the connection is unchanged.")
	case tea.KeyMsg:
		return m.handleKey(msg)
	}
	return false, nil, nil
}

// start selects the first profile that is not in use, or switches to the one that was
// asked for.
func (m *Model) start() (bool, tea.Msg, tea.Cmd) {
	if at := slices.IndexFunc(m.profiles, func(profile login.Profile) bool { return profile.Name != m.deps.Current }); at >= 0 {
		m.picker.Select(profileID + m.profiles[at].Name)
	}
	name := m.ask.Pick
	if name == "" {
		return false, nil, m.picker.Load()
	}
	if !slices.ContainsFunc(m.profiles, func(profile login.Profile) bool { return profile.Name == name }) {
		m.note = text.Concat("There is no profile called ", text.Clean(name), ".")
		return false, nil, m.picker.Load()
	}
	m.picker.Select(profileID + name)
	done, result, cmd := m.pick(profileID + name)
	return done, result, tea.Batch(cmd, m.picker.Load())
}

// load returns the command for what the list needs; nil before the profiles are
// loaded.
func (m *Model) load() tea.Cmd {
	if !m.profilesLoaded {
		return nil
	}
	return m.picker.Load()
}

func (m *Model) applyResult(result host.ConnectResult) (bool, tea.Msg, tea.Cmd) {
	if !m.Current(result.Tag) || m.trying == "" || host.Canceled(result.Err) {
		return false, nil, result.Release()
	}
	name := m.trying
	m.trying = ""
	if result.Err != nil {
		m.note = text.Concat(text.Clean(name), " cannot be used: ", host.Explain(result.Err))
		return false, nil, nil
	}
	return true, result.Offer, nil
}

func (m *Model) handleKey(key tea.KeyMsg) (bool, tea.Msg, tea.Cmd) {
	action, _ := m.env.Keys.Find([]keymap.Scope{keymap.Picker}, key.String())
	if m.trying != "" {
		if action == keymap.Back {
			m.stopTrying("Stopped; the connection is unchanged.")
		}
		return false, nil, nil
	}
	if action == keymap.Back {
		return true, nil, nil
	}
	if id, done := m.picker.HandleKey(key); done {
		return m.pick(id)
	}
	m.note = ""
	return false, nil, m.load()
}

// IDs of the items that are not spaces. profileID is followed by the name of the
// profile.
const (
	profileID = "profile:"
	loginID   = "login:"
	allSpaces = "space:"
)

// spacePrefix precedes the name of a space in the list.
const spacePrefix = "space    "

func (m *Model) pick(id string) (bool, tea.Msg, tea.Cmd) {
	for _, profile := range m.profiles {
		if id != profileID+profile.Name {
			continue
		}
		if profile.Err != nil {
			m.note = text.Clean(profile.Err.Error())
			return false, nil, nil
		}
		if profile.Name == m.deps.Current && !m.ask.Reconnect {
			return true, host.Notice{Kind: host.Info, Text: text.Concat(text.Clean(profile.Name), " is in use already; nothing has changed.")}, nil
		}
		return false, nil, m.connect(profile.Name)
	}
	switch id {
	case loginID:
		return true, host.Move{To: host.PlaceLogin}, nil
	case allSpaces:
		return true, host.ShowTasks{}, nil
	}
	item, _ := m.picker.Item(id)
	return true, host.ShowTasks{Space: api.Ref{ID: id, Name: strings.TrimPrefix(string(item.Name), spacePrefix)}}, nil
}

// connect returns the command that tests a profile.
func (m *Model) connect(name string) tea.Cmd {
	connect := m.deps.Connect
	try, stop := host.Connect(&m.Owner, func(ctx context.Context) (host.Offer, error) { return connect(ctx, name) })
	m.trying, m.stop, m.note = name, stop, ""
	return try
}

// stopTrying cancels the running test, if any.
func (m *Model) stopTrying(why text.Safe) {
	if m.trying == "" {
		return
	}
	m.stop()
	m.trying, m.note = "", why
	m.NextGen()
}

// source lists profiles, login by key and all spaces, before the spaces.
func (m *Model) source() picker.Source {
	source := picker.Spaces(m.deps.Spaces)
	load := source.Load
	source.Load = func(ctx context.Context, query, cursor string) (api.Page[picker.Item], error) {
		page, err := load(ctx, query, cursor)
		for i, item := range page.Items {
			page.Items[i].Name = spacePrefix + item.Name
		}
		return page, err
	}
	if !m.profilesLoaded {
		return source
	}
	for _, profile := range m.profiles {
		detail := text.Concat(text.Clean(profile.Host), "  ", text.Clean(profile.Auth))
		if profile.Err != nil {
			detail = text.CleanN(profile.Err.Error(), 60)
		}
		name := "profile  " + text.Clean(profile.Name)
		switch {
		case profile.Name == m.deps.Current:
			name += " (in use)"
		case profile.Active:
			name += " (active in ax)"
		}
		source.First = append(source.First, picker.Item{ID: profileID + profile.Name, Name: name, Detail: detail})
	}
	source.Noun = "choice"
	if m.deps.CanEnterKey {
		source.First = append(source.First, picker.Item{ID: loginID, Name: "login    enter an API key"})
	}
	source.First = append(source.First, picker.Item{ID: allSpaces, Name: spacePrefix + "all spaces"})
	return source
}

// Scope is keymap.Picker.
func (m *Model) Scope() keymap.Scope { return keymap.Picker }

// Typing is always true: keys are the text to find.
func (m *Model) Typing() bool { return true }

// View renders the box for a body of width by height cells.
func (m *Model) View(width, height int) string {
	inner := min(width-4, 76)
	m.picker.SetSize(inner, min(height-4, 14))
	body := m.picker.View()
	note := m.note
	if m.trying != "" {
		note = text.Concat("Connecting as ", text.Clean(m.trying), "… esc stops.")
	}
	for _, line := range text.Wrap(note, inner) {
		if line != "" {
			body += "\n" + m.env.Styles.Warn.Render(string(line))
		}
	}
	return part.Box(m.env.Styles, "Profile and space", body, inner+4)
}

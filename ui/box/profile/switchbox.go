// Package profile is the box that switches to another profile or space.
//
// It promises: a profile is tried before anything of the present connection is
// left; a profile that cannot be used says why and cannot be chosen; the
// profiles of ax are read, never written. It imports api and api/login for
// their plain types, keymap, theme, host, text and part; no screen.
package profile

import (
	"context"
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

// Deps are what the box asks of the program. Connect tries a profile by name
// and answers with the message that turns to it.
type Deps struct {
	Now      string                 // the profile in use
	Profiles func() []login.Profile // nil: there are none
	Connect  func(ctx context.Context, profile string) (host.Offer, error)
	Enter    bool // a key can be entered: host.PlaceLogin is there
	Spaces   picker.SpaceClient
}

// Model is the box.
type Model struct {
	box.Base
	env      *host.Env
	deps     Deps
	picker   *picker.Picker
	profiles []login.Profile
	told     bool   // the profiles have been read; until then nothing is marked
	trying   string // the profile that is being tried, "" for none
	stop     context.CancelFunc
	note     text.Safe
}

// New opens the box.
func New(env *host.Env, deps Deps) *Model {
	model := &Model{Base: box.NewBase(env), env: env, deps: deps, told: deps.Profiles == nil}
	model.picker = picker.New(env, &model.Owner, model.source())
	return model
}

// read are the profiles there are to choose from.
type read struct {
	host.Tag
	profiles []login.Profile
}

// Init reads the profiles, and then the spaces.
func (m *Model) Init() tea.Cmd {
	if m.told {
		return m.picker.Load()
	}
	tag, list := m.Tag(), m.deps.Profiles
	return func() tea.Msg { return read{Tag: tag, profiles: list()} }
}

// Update takes keys, what was read, and what came of a try.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case read:
		m.profiles, m.told = msg.profiles, true
		m.picker.Reset(m.source())
		return false, nil, m.picker.Load()
	case picker.Answer:
		msg.Apply()
		return false, nil, m.need()
	case host.ConnectResult:
		return m.answered(msg)
	case host.CommandPanicked:
		m.picker.FailInFlight()
		m.stopTrying("The attempt broke off; the connection is as it was.")
	case tea.KeyMsg:
		return m.key(msg)
	}
	return false, nil, nil
}

// need is what the list wants to read, once it stands.
func (m *Model) need() tea.Cmd {
	if !m.told {
		return nil
	}
	return m.picker.Load()
}

func (m *Model) answered(connectResult host.ConnectResult) (bool, tea.Msg, tea.Cmd) {
	if !m.Current(connectResult.Tag) || m.trying == "" || host.Canceled(connectResult.Err) {
		return false, nil, connectResult.Release()
	}
	name := m.trying
	m.trying = ""
	if connectResult.Err != nil {
		m.note = text.Concat(text.Clean(name), " cannot be used: ", host.Explain(connectResult.Err))
		return false, nil, nil
	}
	return true, connectResult.Offer, nil
}

func (m *Model) key(key tea.KeyMsg) (bool, tea.Msg, tea.Cmd) {
	action, _ := m.env.Keys.Find([]keymap.Scope{keymap.Picker}, key.String())
	if m.trying != "" {
		if action == keymap.Back {
			m.stopTrying("Stopped; the connection is as it was.")
		}
		return false, nil, nil
	}
	if action == keymap.Back {
		return true, nil, nil
	}
	if id, done := m.picker.HandleKey(key); done {
		return m.picked(id)
	}
	m.note = ""
	return false, nil, m.need()
}

// The IDs of what can be picked besides a space, which goes by its own. That of
// a profile is followed by its name.
const (
	profileID = "profile:"
	loginID   = "login:"
	allSpaces = "space:"
)

// spaceLead stands in front of the name of a space.
const spaceLead = "space    "

func (m *Model) picked(id string) (bool, tea.Msg, tea.Cmd) {
	for _, profile := range m.profiles {
		if id != profileID+profile.Name {
			continue
		}
		if profile.Err != nil {
			m.note = text.Clean(profile.Err.Error())
			return false, nil, nil
		}
		return false, nil, m.try(profile.Name)
	}
	switch id {
	case loginID:
		return true, host.Move{To: host.PlaceLogin}, nil
	case allSpaces:
		return true, host.UseSpace{}, nil
	}
	item, _ := m.picker.Item(id)
	return true, host.UseSpace{Ref: api.Ref{ID: id, Name: strings.TrimPrefix(string(item.Name), spaceLead)}}, nil
}

// try connects with a profile beside the loop.
func (m *Model) try(name string) tea.Cmd {
	connect := m.deps.Connect
	try, stop := host.Connect(&m.Owner, func(ctx context.Context) (host.Offer, error) { return connect(ctx, name) })
	m.trying, m.stop, m.note = name, stop, ""
	return try
}

// stopTrying gives up the attempt that is under way, if there is one.
func (m *Model) stopTrying(why text.Safe) {
	if m.trying == "" {
		return
	}
	m.stop()
	m.trying, m.note = "", why
	m.NextGen()
}

// source lists profiles, the login by key and all spaces in front of the spaces.
func (m *Model) source() picker.Source {
	source := picker.Spaces(m.deps.Spaces)
	load := source.Load
	source.Load = func(ctx context.Context, query, cursor string) (api.Page[picker.Item], error) {
		page, err := load(ctx, query, cursor)
		for i, item := range page.Items {
			page.Items[i].Name = spaceLead + item.Name
		}
		return page, err
	}
	if !m.told {
		return source
	}
	for _, profile := range m.profiles {
		detail := text.Concat(text.Clean(profile.Host), "  ", text.Clean(profile.Auth))
		if profile.Err != nil {
			detail = text.CleanN(profile.Err.Error(), 60)
		}
		name := "profile  " + text.Clean(profile.Name)
		switch {
		case profile.Name == m.deps.Now:
			name += " (in use)"
		case profile.Active:
			name += " (active in ax)"
		}
		source.First = append(source.First, picker.Item{ID: profileID + profile.Name, Name: name, Detail: detail})
	}
	if m.deps.Enter {
		source.First = append(source.First, picker.Item{ID: loginID, Name: "login    enter an API key"})
	}
	source.First = append(source.First, picker.Item{ID: allSpaces, Name: spaceLead + "all spaces"})
	return source
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
			body += "\n" + m.env.Styles.Warn.Render(string(s))
		}
	}
	return part.Box(m.env.Styles, "Profile and space", body, inner+4)
}

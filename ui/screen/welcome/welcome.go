// Package welcome is the first screen when there is no API key: enter one and pick a
// region, or open the demo. The profile switcher opens it, too, for another login.
//
// It guarantees: the key is never shown, not even its length, and is used only to
// connect; it is tested at once and saved only on request; after a refused key all
// input stays and can be corrected.
package welcome

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Ask is a connection to test: a key and a region or an address. Save is the name of
// the profile to save it as, "" for none.
type Ask struct{ Key, Host, Save string }

// Deps are the functions that connect. They return the message that switches to the
// connection.
type Deps struct {
	Try       func(ctx context.Context, ask Ask) (host.Offer, error)
	Demo      func(ctx context.Context) (host.Offer, error)
	CanGoBack bool // there is a connection to return to
}

// field is an input line of the screen.
type field int

const (
	fieldKey field = iota
	fieldRegion
	fieldHost // shown only for another address
	fieldSave
	fieldName // shown only if the key is to be saved
	fields    // number of fields
)

// Model is the screen.
type Model struct {
	screen.Base
	env           *host.Env
	deps          Deps
	focus         field
	key           []rune
	regionIndex   int // 0: the default, then the regions, last: another address
	host          []rune
	save          bool
	name          []rune // of the profile to save
	connecting    bool
	stop          context.CancelFunc
	note          text.Safe
	width, height int
}

// profileName is the default name of a saved profile: the one that ax uses by
// default.
const profileName = "default"

// New returns the screen. why says why there is no login; it may be empty.
func New(env *host.Env, deps Deps, why string) *Model {
	return &Model{Base: screen.NewBase(env), env: env, deps: deps, name: []rune(profileName), note: text.Clean(why)}
}

// SetSize sets the size of the screen in cells.
func (m *Model) SetSize(width, height int) { m.width, m.height = width, height }

// Scopes returns the key scope of the screen.
func (m *Model) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Welcome} }

// Typing is always true: an API key may contain any letter.
func (m *Model) Typing() bool { return true }

// Info returns the breadcrumb.
func (m *Model) Info() screen.Info {
	if m.deps.CanGoBack {
		return screen.Info{Crumb: "Another login"}
	}
	return screen.Info{Crumb: "Welcome"}
}

// Can reports whether an action is possible now.
func (m *Model) Can(action keymap.Action) bool {
	if action == keymap.Back {
		return m.connecting || m.deps.CanGoBack
	}
	return !m.connecting
}

// Do performs an action.
func (m *Model) Do(action keymap.Action) tea.Cmd {
	if m.connecting {
		if action == keymap.Back {
			m.stop()
			m.NextGen()
			m.connecting, m.note = false, "Cancelled. Nothing was saved."
		}
		return nil
	}
	switch action {
	case keymap.Back:
		if m.deps.CanGoBack {
			return m.env.Send(host.Pop{})
		}
	case keymap.Down:
		m.move(1)
	case keymap.Up:
		m.move(-1)
	case keymap.Left:
		m.changeChoice(-1)
	case keymap.Right:
		m.changeChoice(1)
	case keymap.Open:
		if m.focus == fieldName || m.focus == fieldSave && !m.save {
			return m.try()
		}
		m.move(1)
	case keymap.Accept:
		return m.try()
	case keymap.Demo:
		return m.demo()
	}
	return nil
}

// regions returns the values of Ask.Host for the choices of the region field, "" for the default.
func regions() []string {
	out := []string{""}
	for _, region := range login.Regions() {
		out = append(out, region.Name)
	}
	return out
}

// customAddress reports whether another address is chosen.
func (m *Model) customAddress() bool { return m.regionIndex == len(regions()) }

func (m *Model) move(by field) {
	for {
		m.focus = (m.focus + by + fields) % fields
		if m.shown(m.focus) {
			return
		}
	}
}

// shown reports whether a field is on screen.
func (m *Model) shown(line field) bool {
	return (line != fieldHost || m.customAddress()) && (line != fieldName || m.save)
}

func (m *Model) changeChoice(by int) {
	switch m.focus {
	case fieldRegion:
		choices := len(regions()) + 1
		m.regionIndex = (m.regionIndex + by + choices) % choices
	case fieldSave:
		m.save = !m.save
	}
}

// Update handles keys and the result of connecting.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case host.ConnectResult:
		return m.handleResult(msg)
	case tea.KeyMsg:
		action, ok := m.env.Keys.Find(m.Scopes(), msg.String())
		if ok && !msg.Paste {
			return m.Do(action)
		}
		return m.edit(msg)
	}
	return nil
}

// edit handles a key in the key, address or name field.
func (m *Model) edit(key tea.KeyMsg) tea.Cmd {
	if m.connecting {
		return nil
	}
	line := &m.key
	switch m.focus {
	case fieldHost:
		line = &m.host
	case fieldName:
		line = &m.name
	case fieldKey:
	default:
		if action, ok := m.env.Keys.Find([]keymap.Scope{keymap.Global}, key.String()); ok && action == keymap.Quit && !key.Paste {
			return m.env.Send(host.Perform{Action: action}) // this field is not a text field
		}
		if key.String() == " " {
			m.changeChoice(1)
		}
		return nil
	}
	m.note = ""
	switch key.String() {
	case "backspace", "ctrl+h":
		*line = (*line)[:max(0, len(*line)-1)]
	case "ctrl+u", "ctrl+w":
		*line = nil
	default:
		if key.Type == tea.KeyRunes || key.Type == tea.KeySpace {
			*line = append(*line, []rune(strings.TrimSpace(string(key.Runes)))...)
		}
	}
	return nil
}

// try connects with the entered key.
func (m *Model) try() tea.Cmd {
	ask := Ask{Key: string(m.key)}
	switch {
	case ask.Key == "":
		m.focus, m.note = fieldKey, "Paste your API key first, or open the demo."
		return nil
	case m.customAddress():
		if ask.Host = string(m.host); ask.Host == "" {
			m.focus, m.note = fieldHost, "Enter the address, such as https://arize.example.com"
			return nil
		}
		if !strings.Contains(ask.Host, "://") {
			ask.Host = "https://" + ask.Host
		}
	default:
		ask.Host = regions()[m.regionIndex]
	}
	if m.save {
		if ask.Save = string(m.name); ask.Save == "" {
			m.focus, m.note = fieldName, "Enter a profile name, such as default."
			return nil
		}
	}
	try := m.deps.Try
	return m.connect(func(ctx context.Context) (host.Offer, error) { return try(ctx, ask) })
}

func (m *Model) demo() tea.Cmd { return m.connect(m.deps.Demo) }

// connect starts a command that connects.
func (m *Model) connect(open func(context.Context) (host.Offer, error)) tea.Cmd {
	cmd, stop := host.Connect(&m.Owner, open)
	m.connecting, m.stop, m.note = true, stop, ""
	return cmd
}

func (m *Model) handleResult(result host.ConnectResult) tea.Cmd {
	if !m.Current(result.Tag) || !m.connecting {
		return result.Release()
	}
	m.connecting = false
	if result.Err == nil {
		return m.env.Send(result.Offer)
	}
	m.note = host.Explain(result.Err)
	if api.Is(result.Err, api.Auth) {
		m.note = "The server refused the key. Check that it is complete and that the region is that of your account."
	}
	return nil
}

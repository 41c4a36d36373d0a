// Package welcome is the first screen when there is no key: enter one, pick a
// region, or look at the demo. From the choice of profiles it is reached, too.
//
// It promises: the key is drawn nowhere, not even its length, and goes nowhere
// but to the try; it is tried at once and saved only when that was chosen; a
// key that is refused can be mended, with everything else kept. It imports
// api for its errors, api/login for the regions, keymap, theme, host, text and part; no screen.
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

// Ask is what is tried: a key at a region or an address, saved as a profile
// when Save is its name.
type Ask struct{ Key, Host, Save string }

// Deps are what the screen asks of the program. Both answer with the message
// that turns to the connection.
type Deps struct {
	Try       func(ctx context.Context, ask Ask) (host.Offer, error)
	Demo      func(ctx context.Context) (host.Offer, error)
	CanGoBack bool // there is a connection to go back to
}

// field is a line of the screen.
type field int

const (
	fieldKey field = iota
	fieldWhere
	fieldHost // only for another address
	fieldSave
	fieldName // only when the key is to be saved
	fields    // how many there are
)

// Model is the screen.
type Model struct {
	screen.Base
	env    *host.Env
	deps   Deps
	at     field
	key    []rune
	where  int // 0 the default, then the regions, then another address
	host   []rune
	save   bool
	name   []rune // of the profile that is saved
	trying bool
	stop   context.CancelFunc
	note   text.Safe
	w, h   int
}

// profileName is how a saved key is called if nothing else is said: the
// profile that ax takes by itself.
const profileName = "default"

// New makes the screen.
func New(env *host.Env, deps Deps) *Model {
	return &Model{Base: screen.NewBase(env), env: env, deps: deps, name: []rune(profileName)}
}

// SetSize takes the room.
func (m *Model) SetSize(w, h int) { m.w, m.h = w, h }

// Scopes are the screen's own.
func (m *Model) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Welcome} }

// Typing is always true: a key may hold any letter.
func (m *Model) Typing() bool { return true }

// Info names the place.
func (m *Model) Info() screen.Info {
	if m.deps.CanGoBack {
		return screen.Info{Crumb: "Another login"}
	}
	return screen.Info{Crumb: "Welcome"}
}

// Can says what makes sense now.
func (m *Model) Can(action keymap.Action) bool {
	if action == keymap.Back {
		return m.trying || m.deps.CanGoBack
	}
	return !m.trying
}

// Do carries an action out.
func (m *Model) Do(action keymap.Action) tea.Cmd {
	if m.trying {
		if action == keymap.Back {
			m.stop()
			m.NextGen()
			m.trying, m.note = false, "Stopped. Nothing was saved."
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
		m.turn(-1)
	case keymap.Right:
		m.turn(1)
	case keymap.Open:
		if m.at == fieldName || m.at == fieldSave && !m.save {
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

// regions are the choices of Where by the name that a try takes.
func regions() []string {
	out := []string{""}
	for _, region := range login.Regions() {
		out = append(out, region.Name)
	}
	return out
}

// other reports whether another address is chosen.
func (m *Model) other() bool { return m.where == len(regions()) }

func (m *Model) move(by field) {
	for {
		m.at = (m.at + by + fields) % fields
		if m.there(m.at) {
			return
		}
	}
}

// there reports whether a line is on screen.
func (m *Model) there(f field) bool {
	return (f != fieldHost || m.other()) && (f != fieldName || m.save)
}

func (m *Model) turn(by int) {
	switch m.at {
	case fieldWhere:
		n := len(regions()) + 1
		m.where = (m.where + by + n) % n
	case fieldSave:
		m.save = !m.save
	}
}

// Update takes keys and what came of a try.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case host.ConnectResult:
		return m.answer(msg)
	case tea.KeyMsg:
		action, ok := m.env.Keys.Find(m.Scopes(), msg.String())
		if ok && !msg.Paste {
			return m.Do(action)
		}
		return m.edit(msg)
	}
	return nil
}

// edit types into the key, the address or the name.
func (m *Model) edit(key tea.KeyMsg) tea.Cmd {
	if m.trying {
		return nil
	}
	line := &m.key
	switch m.at {
	case fieldHost:
		line = &m.host
	case fieldName:
		line = &m.name
	case fieldKey:
	default:
		if action, ok := m.env.Keys.Find([]keymap.Scope{keymap.Global}, key.String()); ok && action == keymap.Quit && !key.Paste {
			return m.env.Send(host.Perform{Action: action}) // nothing is typed here
		}
		if key.String() == " " {
			m.turn(1)
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

// try connects with what is entered.
func (m *Model) try() tea.Cmd {
	ask := Ask{Key: string(m.key)}
	switch {
	case ask.Key == "":
		m.at, m.note = fieldKey, "Paste your API key first, or look at the demo."
		return nil
	case m.other():
		if ask.Host = string(m.host); ask.Host == "" {
			m.at, m.note = fieldHost, "Give the address, such as https://arize.example.com"
			return nil
		}
		if !strings.Contains(ask.Host, "://") {
			ask.Host = "https://" + ask.Host
		}
	default:
		ask.Host = regions()[m.where]
	}
	if m.save {
		if ask.Save = string(m.name); ask.Save == "" {
			m.at, m.note = fieldName, "Give the profile a name, such as default."
			return nil
		}
	}
	try := m.deps.Try
	return m.begin(func(ctx context.Context) (host.Offer, error) { return try(ctx, ask) })
}

func (m *Model) demo() tea.Cmd { return m.begin(m.deps.Demo) }

// begin runs a try beside the loop.
func (m *Model) begin(connect func(context.Context) (host.Offer, error)) tea.Cmd {
	try, stop := host.Connect(&m.Owner, connect)
	m.trying, m.stop, m.note = true, stop, ""
	return try
}

func (m *Model) answer(connectResult host.ConnectResult) tea.Cmd {
	if !m.Current(connectResult.Tag) || !m.trying {
		return connectResult.Release()
	}
	m.trying = false
	if connectResult.Err == nil {
		return m.env.Send(connectResult.Offer)
	}
	m.note = host.Explain(connectResult.Err)
	if api.Is(connectResult.Err, api.Auth) {
		m.note = "The key is refused there. Check that it is whole, and that the region is the one of your account."
	}
	return nil
}

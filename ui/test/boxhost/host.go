// Package boxhost drives one screen, or one box, through the real root of the
// program and writes down what was asked of it. Below the screen lies a blank
// one, so that it can be left; where the root would open another screen there
// is a blank one too.
//
// The frame is the screen's or the box's own view, without what the root draws
// around it. Only tests import it.
package boxhost

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
	"ax-tui/ui/test/driver"
)

// Host is the root with the screen or the box under test.
type Host struct {
	*driver.Driver
	Env     *host.Env
	Screen  screen.Screen // the one under test, nil when it is a box
	Boxes   []box.Box     // the box that has the keys, or none
	Notices []host.Notice // what the status line has said, in order
	Moves   []host.Move   // what the root was asked to open
	Runs    []api.Run     // as other screens heard of them
	Ends    []api.Run     // those whose end was announced
	Tasks   []api.Task    // as other screens heard of them
	Gone    []string      // IDs of tasks, as other screens heard of them
	Pops    int           // how often the first screen was on top again
	root    *app.Root
	notice  int // number of the last one that was written down
	w, h    int
}

// The place of the screen under test, and all those that the root may be asked for.
const underTest host.Place = "under test"

func places() []host.Place {
	return []host.Place{host.PlaceTask, host.PlaceRun, host.PlaceTrigger, host.PlaceNew, host.PlaceEdit, host.PlaceLogin}
}

// claim asks an environment for the host that it belongs to.
type claim struct{ host *Host }

// Env is the environment of a fresh root with a clock in hand, in the dark
// theme and UTC.
func Env(c *driver.Clock) *host.Env {
	testHost := &Host{}
	makers := map[host.Place]app.Maker{
		underTest: func(*host.Env, host.Move) screen.Screen { return testHost.Screen },
	}
	for _, p := range places() {
		makers[p] = func(env *host.Env, m host.Move) screen.Screen {
			testHost.Moves = append(testHost.Moves, m)
			return &blank{Base: screen.NewBase(env)}
		}
	}
	session := app.Session{Makers: makers, First: func(env *host.Env) []screen.Screen {
		testHost.Env = env
		return []screen.Screen{&blank{Base: screen.NewBase(env), host: testHost}}
	}}
	config := app.Config{Now: c.Now, After: c.After, Rand: func() float64 { return 0 }}
	testHost.root = app.New(context.Background(), config, session)
	env := testHost.Env
	env.Styles = theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor})
	post := env.Post
	env.Post = func(m tea.Msg) {
		if c, ok := m.(*claim); ok {
			c.host = testHost
			return
		}
		post(m)
	}
	return env
}

// New drives the root of an environment with the screen or the box under test,
// which shows itself in w by h cells; either may be nil.
func New(t testing.TB, c *driver.Clock, env *host.Env, s screen.Screen, b box.Box, w, h int) *Host {
	t.Helper()
	mine := &claim{}
	env.Post(mine)
	testHost := mine.host
	testHost.Driver = driver.New(t, testHost, c, w, h)
	if s != nil {
		testHost.Screen = s
		testHost.Send(host.Move{To: underTest})
		s.SetSize(w, h) // which may be less than the root would give
	}
	if b != nil {
		testHost.Send(box.Open{Box: b})
	}
	return testHost
}

// Init is the root's.
func (h *Host) Init() tea.Cmd { return h.root.Init() }

// read is how long a person takes to read a question.
const read = 150 * time.Millisecond

// chrome is the lines that the root draws around a screen.
const chrome = 3

// Update is the root's. A question that has come is read before the next key.
func (h *Host) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := m.(tea.WindowSizeMsg); ok {
		h.w, h.h = size.Width, size.Height
		m = tea.WindowSizeMsg{Width: max(h.w, 60), Height: max(h.h, 13) + chrome}
	}
	was := h.root.Box()
	_, cmd := h.root.Update(m)
	if _, ok := m.(tea.WindowSizeMsg); ok && h.Screen != nil {
		h.Screen.SetSize(h.w, h.h)
	}
	if n, number := h.root.Notice(); number > h.notice {
		h.Notices, h.notice = append(h.Notices, n), number
	}
	h.Boxes = nil
	if b := h.root.Box(); b != nil {
		h.Boxes = []box.Box{b}
		if b != was && b.Scope() == keymap.Confirm {
			h.Clock.Turn(read)
		}
	}
	return h, cmd
}

// View is the top box, else the screen.
func (h *Host) View() string {
	switch {
	case len(h.Boxes) > 0:
		return h.Boxes[0].View(h.w, h.h)
	case h.Screen != nil:
		return h.Screen.View()
	}
	return ""
}

// Said is every notice so far in one line.
func (h *Host) Said() string {
	var out []string
	for _, n := range h.Notices {
		out = append(out, string(n.Text))
	}
	return strings.Join(out, "|")
}

// Themes are the looks that goldens are kept in.
func Themes() map[string]theme.Options {
	return map[string]theme.Options{
		"dark":      {Dark: true, Profile: termenv.TrueColor},
		"light":     {Profile: termenv.TrueColor},
		"no-colour": {Dark: true, Profile: termenv.Ascii},
	}
}

// blank is a screen that shows nothing. The first one tells its host what it hears.
type blank struct {
	screen.Base
	host *Host
}

func (b *blank) Update(m tea.Msg) tea.Cmd {
	if b.host == nil {
		return nil
	}
	switch m := m.(type) {
	case host.RunSeen:
		b.host.Runs = append(b.host.Runs, m.Run)
		if m.Announced {
			b.host.Ends = append(b.host.Ends, m.Run)
		}
	case host.TaskSeen:
		b.host.Tasks = append(b.host.Tasks, m.Task)
	case host.TaskGone:
		b.host.Gone = append(b.host.Gone, m.ID)
	}
	return nil
}

func (b *blank) Show() tea.Cmd {
	if b.host != nil {
		b.host.Pops++
	}
	return nil
}

func (b *blank) Do(keymap.Action) tea.Cmd { return nil }
func (b *blank) Can(keymap.Action) bool   { return false }
func (b *blank) View() string             { return "" }
func (b *blank) SetSize(int, int)         {}
func (b *blank) Scopes() []keymap.Scope   { return nil }
func (b *blank) Info() screen.Info        { return screen.Info{} }

package app_test

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

// stub is a screen that notes what is done to it.
type stub struct {
	screen.Base
	env    *host.Env
	info   screen.Info
	scopes []keymap.Scope
	typing bool
	closed bool
	hidden bool
	w, h   int
	did    []keymap.Action
	got    []tea.Msg
	cannot map[keymap.Action]bool
	answer func(tea.Msg) tea.Cmd
	doing  func(keymap.Action) tea.Cmd
	keep   tea.Cmd
}

func newStub(env *host.Env, crumb string) *stub {
	return &stub{
		Base: screen.NewBase(env), env: env, info: screen.Info{Crumb: text.Clean(crumb)},
		scopes: []keymap.Scope{keymap.Tasks, keymap.Move}, cannot: map[keymap.Action]bool{keymap.Back: true},
	}
}

func (s *stub) Init() tea.Cmd { return nil }
func (s *stub) Update(msg tea.Msg) tea.Cmd {
	s.got = append(s.got, msg)
	if s.answer != nil {
		return s.answer(msg)
	}
	return nil
}

func (s *stub) Do(action keymap.Action) tea.Cmd {
	s.did = append(s.did, action)
	if s.doing != nil {
		return s.doing(action)
	}
	return nil
}
func (s *stub) Can(action keymap.Action) bool { return !s.cannot[action] }
func (s *stub) View() string {
	v := ""
	for range s.h - 1 {
		v += "\n"
	}
	return v
}
func (s *stub) SetSize(w, h int)       { s.w, s.h = w, h }
func (s *stub) Scopes() []keymap.Scope { return s.scopes }
func (s *stub) Typing() bool           { return s.typing }
func (s *stub) Show() tea.Cmd          { s.hidden = false; return nil }
func (s *stub) Hide()                  { s.hidden = true }
func (s *stub) Keep() tea.Cmd          { return s.keep }
func (s *stub) Close()                 { s.closed = true; s.Owner.Close() }
func (s *stub) Info() screen.Info      { return s.info }

// stage is a root with stubs for screens.
type stage struct {
	*driver.Driver
	home   *stub
	opened []*stub
	root   *app.Root
}

// options are what a stage can be told otherwise.
type options struct {
	app.Config
	Session app.Session
}

func newStage(t testing.TB, change func(*options)) *stage {
	t.Helper()
	s := &stage{}
	clk := driver.NewClock()
	mk := func(env *host.Env, move host.Move) screen.Screen {
		stub := newStub(env, "opened "+string(move.To))
		s.opened = append(s.opened, stub)
		return stub
	}
	o := options{
		Session: app.Session{
			Profile: "work", Host: "api.arize.com", Makers: map[host.Place]app.Maker{host.PlaceTask: mk, host.PlaceRun: mk},
			First: func(env *host.Env) []screen.Screen { s.home = newStub(env, "Tasks"); return []screen.Screen{s.home} },
		},
		Config: app.Config{
			Now: clk.Now, After: clk.After, Theme: theme.Choice{Name: "none"}, Rand: func() float64 { return 0 },
		},
	}
	if change != nil {
		change(&o)
	}
	s.root = app.New(t.Context(), o.Config, o.Session)
	s.Driver = driver.New(t, s.root, clk, 80, 24)
	s.Settle()
	return s
}

// say sends a message and settles.
func (s *stage) say(msg tea.Msg) { s.Send(msg); s.Settle() }

func (s *stage) wait(d time.Duration) { s.Advance(d) }

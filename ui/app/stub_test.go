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

// stub is a screen that records its calls.
type stub struct {
	screen.Base
	env         *host.Env
	info        screen.Info
	scopes      []keymap.Scope
	typing      bool
	closed      bool
	hidden      bool
	w, h        int
	actions     []keymap.Action
	msgs        []tea.Msg
	unavailable map[keymap.Action]bool
	onUpdate    func(tea.Msg) tea.Cmd
	onDo        func(keymap.Action) tea.Cmd
	saveDraft   tea.Cmd
}

func newStub(env *host.Env, crumb string) *stub {
	return &stub{
		Base: screen.NewBase(env), env: env, info: screen.Info{Crumb: text.Clean(crumb)},
		scopes: []keymap.Scope{keymap.Tasks, keymap.Move}, unavailable: map[keymap.Action]bool{keymap.Back: true},
	}
}

func (s *stub) Init() tea.Cmd { return nil }
func (s *stub) Update(msg tea.Msg) tea.Cmd {
	s.msgs = append(s.msgs, msg)
	if s.onUpdate != nil {
		return s.onUpdate(msg)
	}
	return nil
}

func (s *stub) Do(action keymap.Action) tea.Cmd {
	s.actions = append(s.actions, action)
	if s.onDo != nil {
		return s.onDo(action)
	}
	return nil
}
func (s *stub) Can(action keymap.Action) bool { return !s.unavailable[action] }
func (s *stub) View() string {
	view := ""
	for range s.h - 1 {
		view += "\n"
	}
	return view
}
func (s *stub) SetSize(width, height int) { s.w, s.h = width, height }
func (s *stub) Scopes() []keymap.Scope    { return s.scopes }
func (s *stub) Typing() bool              { return s.typing }
func (s *stub) Show() tea.Cmd             { s.hidden = false; return nil }
func (s *stub) Hide()                     { s.hidden = true }
func (s *stub) Keep() tea.Cmd             { return s.saveDraft }
func (s *stub) Close()                    { s.closed = true; s.Owner.Close() }
func (s *stub) Info() screen.Info         { return s.info }

// stage is a root whose screens are stubs.
type stage struct {
	*driver.Driver
	home   *stub
	opened []*stub
	root   *app.Root
}

// options are the parameters of a stage.
type options struct {
	app.Config
	Session app.Session
}

func newStage(t testing.TB, change func(*options)) *stage {
	t.Helper()
	bench := &stage{}
	clk := driver.NewClock()
	mk := func(env *host.Env, move host.Move) screen.Screen {
		stub := newStub(env, "opened "+string(move.To))
		bench.opened = append(bench.opened, stub)
		return stub
	}
	opts := options{
		Session: app.Session{
			Profile: "work", Host: "api.arize.com", Makers: map[host.Place]app.Maker{host.PlaceTask: mk, host.PlaceRun: mk},
			FirstScreens: func(env *host.Env) []screen.Screen {
				bench.home = newStub(env, "Tasks")
				return []screen.Screen{bench.home}
			},
		},
		Config: app.Config{
			Now: clk.Now, After: clk.After, Theme: theme.Choice{Name: "none"}, Rand: func() float64 { return 0 },
		},
	}
	if change != nil {
		change(&opts)
	}
	bench.root = app.New(t.Context(), opts.Config, opts.Session)
	bench.Driver = driver.New(t, bench.root, clk, 80, 24)
	bench.Settle()
	return bench
}

// send sends a message and settles.
func (s *stage) send(msg tea.Msg) { s.Send(msg); s.Settle() }

func (s *stage) wait(elapsed time.Duration) { s.Advance(elapsed) }

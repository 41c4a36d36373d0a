// Package boxhost is the least that a screen or a box needs around it in a
// test: it routes as the root does and writes down what was asked of it.
//
// Only tests import it.
package boxhost

import (
	"context"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/screen"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

// Host is a model with at most one screen and the boxes over it.
type Host struct {
	*driver.Driver
	Env     *host.Env
	Screen  screen.Screen
	Boxes   []box.Box
	Notices []host.Notice
	Moves   []host.Move
	Runs    []api.Run
	Pops    int
	w, h    int
}

// Env makes an environment with a clock in hand, in the dark theme and UTC.
func Env(c *driver.Clock) *host.Env {
	var last uint64
	env := &host.Env{
		Keys: keymap.Default(), Styles: theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor}),
		Zone: time.UTC, Now: c.Now, After: c.After, Polls: poll.New(c.Now, func() float64 { return 0 }),
		NextID: func() uint64 { last++; return last }, Ctx: context.Background(), Limit: 15,
	}
	env.Copy = func(what string, name text.Safe) tea.Cmd { return clipboard.Clip{}.Copy(env, what, name) }
	return env
}

// New drives a host with the screen or the box that the makers give; either may be nil.
func New(t testing.TB, c *driver.Clock, env *host.Env, s screen.Screen, b box.Box, w, h int) *Host {
	testHost := &Host{Env: env, Screen: s, w: w, h: h}
	if b != nil {
		testHost.Boxes = []box.Box{b}
	}
	testHost.Driver = driver.New(t, testHost, c, w, h)
	return testHost
}

// Init waits for the size, as the root does.
func (h *Host) Init() tea.Cmd { return nil }

// Update routes and then lets the scheduler hand out what is due.
func (h *Host) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	cmd := h.route(m)
	return h, tea.Batch(append(h.Env.Polls.Due(h.Env.After), cmd)...)
}

func (h *Host) route(m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case tea.WindowSizeMsg:
		return h.start()
	case tea.KeyMsg:
		return h.key(m)
	case poll.Wake:
		h.Env.Polls.Woke(m)
	case host.Notice:
		h.Notices = append(h.Notices, m)
	case host.Move:
		h.Moves = append(h.Moves, m)
	case host.Pop:
		h.Pops++
	case box.Open:
		h.Boxes = append(h.Boxes, m.Box)
		h.Env.Polls.Show(m.Box.Addr())
		return m.Box.Init()
	case host.RunSeen:
		h.Runs = append(h.Runs, m.Run)
		if h.Screen != nil {
			return h.Screen.Update(m)
		}
	case host.StylesChanged:
		if h.Screen != nil {
			return h.Screen.Update(m)
		}
	case host.Addressed:
		return h.deliver(m)
	}
	return nil
}

func (h *Host) start() tea.Cmd {
	var cmds []tea.Cmd
	if h.Screen != nil {
		h.Screen.SetSize(h.w, h.h)
		h.Env.Polls.Show(h.Screen.Addr())
		cmds = append(cmds, h.Screen.Init())
	}
	for _, b := range h.Boxes {
		h.Env.Polls.Show(b.Addr())
		cmds = append(cmds, b.Init())
	}
	return tea.Batch(cmds...)
}

func (h *Host) key(k tea.KeyMsg) tea.Cmd {
	if n := len(h.Boxes); n > 0 {
		return h.toBox(n-1, k)
	}
	if h.Screen == nil {
		return nil
	}
	if h.Screen.Typing() {
		return h.Screen.Update(k)
	}
	if a, ok := h.Env.Keys.Find(append(h.Screen.Scopes(), keymap.Global), k.String()); ok {
		return h.Screen.Do(a)
	}
	return nil
}

func (h *Host) deliver(m host.Addressed) tea.Cmd {
	if p, ok := m.(poll.Result); ok {
		h.Env.Polls.Answered(p)
	}
	if h.Screen != nil && h.Screen.Addr() == m.Addr() {
		return h.Screen.Update(m)
	}
	for i, b := range h.Boxes {
		if b.Addr() == m.Addr() {
			return h.toBox(i, m)
		}
	}
	return nil
}

func (h *Host) toBox(i int, m tea.Msg) tea.Cmd {
	b := h.Boxes[i]
	done, result, cmd := b.Update(m)
	if !done {
		return cmd
	}
	h.Boxes = append(h.Boxes[:i:i], h.Boxes[i+1:]...)
	b.Close()
	h.Env.Polls.Forget(b.Addr())
	if result == nil {
		return cmd
	}
	return tea.Batch(cmd, h.route(result))
}

// View is the top box, else the screen.
func (h *Host) View() string {
	if n := len(h.Boxes); n > 0 {
		return h.Boxes[n-1].View(h.w, h.h)
	}
	if h.Screen != nil {
		return h.Screen.View()
	}
	return ""
}

// Themes are the looks that goldens are kept in.
func Themes() map[string]theme.Options {
	return map[string]theme.Options{
		"dark":      {Dark: true, Profile: termenv.TrueColor},
		"light":     {Profile: termenv.TrueColor},
		"no-colour": {Dark: true, Profile: termenv.Ascii},
	}
}

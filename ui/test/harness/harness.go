// Package harness drives one screen, or one box, through the real root of the
// program and writes down what was asked of it. Below the screen lies a blank
// one, so that it can be left; where the root would open another screen there
// is a blank one too.
//
// The frame is the screen's or the box's own view, without what the root draws
// around it. Only tests import it.
package harness

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

// Harness is the root with the screen or the box under test.
type Harness struct {
	*driver.Driver
	Env           *host.Env
	Screen        screen.Screen // the one under test, nil when it is a box
	Boxes         []box.Box     // the box that has the keys, or none
	Notices       []host.Notice // what the status line has said, in order
	Moves         []host.Move   // what the root was asked to open
	Runs          []api.Run     // as other screens heard of them
	AnnouncedRuns []api.Run     // those whose end was announced
	Tasks         []api.Task    // as other screens heard of them
	DeletedTasks  []string      // IDs of tasks, as other screens heard of them
	Pops          int           // how often the first screen was on top again
	root          *app.Root
	notice        int // number of the last one that was written down
	w, h          int
}

// The place of the screen under test, and all those that the root may be asked for.
const underTest host.Place = "under test"

func places() []host.Place {
	return []host.Place{host.PlaceTask, host.PlaceRun, host.PlaceTrigger, host.PlaceNew, host.PlaceEdit, host.PlaceLogin}
}

// New makes a fresh root with a clock in hand, in the dark theme and UTC. It
// shows nothing yet.
func New(t testing.TB, clock *driver.Clock) *Harness {
	t.Helper()
	harness := &Harness{}
	makers := map[host.Place]app.Maker{
		underTest: func(*host.Env, host.Move) screen.Screen { return harness.Screen },
	}
	for _, place := range places() {
		makers[place] = func(env *host.Env, move host.Move) screen.Screen {
			harness.Moves = append(harness.Moves, move)
			return &blank{Base: screen.NewBase(env)}
		}
	}
	session := app.Session{Makers: makers, FirstScreens: func(env *host.Env) []screen.Screen {
		harness.Env = env
		return []screen.Screen{&blank{Base: screen.NewBase(env), harness: harness}}
	}}
	config := app.Config{Now: clock.Now, After: clock.After, Rand: func() float64 { return 0 }}
	harness.root = app.New(context.Background(), config, session)
	harness.Env.Styles = theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor})
	harness.Driver = driver.New(t, harness, clock, 0, 0)
	return harness
}

// Show opens the screen under test in width by height cells.
func (h *Harness) Show(s screen.Screen, width, height int) *Harness {
	h.Send(tea.WindowSizeMsg{Width: width, Height: height})
	h.Screen = s
	h.Send(host.Move{To: underTest})
	s.SetSize(width, height) // which may be less than the root would give
	return h
}

// Open opens the box under test over a body of width by height cells.
func (h *Harness) Open(b box.Box, width, height int) *Harness {
	h.Send(tea.WindowSizeMsg{Width: width, Height: height})
	h.Send(box.Open{Box: b})
	return h
}

// Init is the root's.
func (h *Harness) Init() tea.Cmd { return h.root.Init() }

// read is how long a person takes to read a question.
const read = 150 * time.Millisecond

// chrome is the lines that the root draws around a screen.
const chrome = 3

// Update is the root's. A question that has come is read before the next key.
func (h *Harness) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		h.w, h.h = size.Width, size.Height
		msg = tea.WindowSizeMsg{Width: max(h.w, 60), Height: max(h.h, 13) + chrome}
	}
	was := h.root.Box()
	_, cmd := h.root.Update(msg)
	if _, ok := msg.(tea.WindowSizeMsg); ok && h.Screen != nil {
		h.Screen.SetSize(h.w, h.h)
	}
	if notice, number := h.root.Notice(); number > h.notice {
		h.Notices, h.notice = append(h.Notices, notice), number
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
func (h *Harness) View() string {
	switch {
	case len(h.Boxes) > 0:
		return h.Boxes[0].View(h.w, h.h)
	case h.Screen != nil:
		return h.Screen.View()
	}
	return ""
}

// NoticeText is every notice so far in one line.
func (h *Harness) NoticeText() string {
	var out []string
	for _, notice := range h.Notices {
		out = append(out, string(notice.Text))
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

// blank is a screen that shows nothing. The first one tells its harness what it hears.
type blank struct {
	screen.Base
	harness *Harness
}

func (b *blank) Update(msg tea.Msg) tea.Cmd {
	if b.harness == nil {
		return nil
	}
	switch runSeen := msg.(type) {
	case host.RunUpdated:
		b.harness.Runs = append(b.harness.Runs, runSeen.Run)
		if runSeen.Announced {
			b.harness.AnnouncedRuns = append(b.harness.AnnouncedRuns, runSeen.Run)
		}
	case host.TaskUpdated:
		b.harness.Tasks = append(b.harness.Tasks, runSeen.Task)
	case host.TaskGone:
		b.harness.DeletedTasks = append(b.harness.DeletedTasks, runSeen.ID)
	}
	return nil
}

func (b *blank) Show() tea.Cmd {
	if b.harness != nil {
		b.harness.Pops++
	}
	return nil
}

func (b *blank) Do(keymap.Action) tea.Cmd { return nil }
func (b *blank) Can(keymap.Action) bool   { return false }
func (b *blank) View() string             { return "" }
func (b *blank) SetSize(int, int)         {}
func (b *blank) Scopes() []keymap.Scope   { return nil }
func (b *blank) Info() screen.Info        { return screen.Info{} }

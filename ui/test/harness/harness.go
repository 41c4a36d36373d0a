// Package harness drives one screen, or one box, through the real root of the
// program and records what the root was asked to do. A blank screen is below it
// on the stack, so that it can be closed; other screens that the root would open
// are replaced by blank ones.
//
// The frame is the view of the screen or box, without what the root draws around
// it. Only tests import this package.
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
	Screen        screen.Screen                                  // the one under test, nil when it is a box
	Boxes         []box.Box                                      // the box that has the keys, or none
	Notices       []host.Notice                                  // shown in the status line, in order
	Moves         []host.Move                                    // what the root was asked to open
	Runs          []api.Run                                      // as reported to other screens
	AnnouncedRuns []api.Run                                      // runs whose end was announced
	Tasks         []api.Task                                     // as reported to other screens
	DeletedTasks  []string                                       // IDs of tasks, as reported to other screens
	Pops          int                                            // how often the first screen was on top again
	GetRun        func(context.Context, string) (api.Run, error) // reads watched runs; nil: no answer comes
	root          *app.Root
	notice        int // number of the last recorded notice
	w, h          int
}

// underTest is the place of the screen under test.
const underTest host.Place = "under test"

func places() []host.Place {
	return []host.Place{host.PlaceTask, host.PlaceRun, host.PlaceTrigger, host.PlaceNew, host.PlaceEdit, host.PlaceJudge, host.PlaceMapping, host.PlaceLogin, host.PlaceResults, host.PlaceWhy}
}

// New creates a root with a manual clock, the dark theme and UTC. It shows
// nothing yet.
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
	getRun := func(ctx context.Context, id string) (api.Run, error) {
		if harness.GetRun == nil {
			return api.Run{}, &api.Error{Kind: api.Canceled}
		}
		return harness.GetRun(ctx, id)
	}
	session := app.Session{Makers: makers, GetRun: getRun, FirstScreens: func(env *host.Env) []screen.Screen {
		harness.Env = env
		return []screen.Screen{&blank{Base: screen.NewBase(env), harness: harness}}
	}}
	config := app.Config{Now: clock.Now, After: clock.After, Rand: func() float64 { return 0 }}
	harness.root = app.New(context.Background(), config, session)
	harness.Env.Styles = theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor})
	harness.Driver = driver.New(t, harness, clock, 0, 0)
	return harness
}

// Show opens the screen under test with a size of width by height cells.
func (h *Harness) Show(shown screen.Screen, width, height int) *Harness {
	h.Send(tea.WindowSizeMsg{Width: width, Height: height})
	h.Screen = shown
	h.Send(host.Move{To: underTest})
	shown.SetSize(width, height) // which may be smaller than the root would set
	return h
}

// Open opens the box under test over a body of width by height cells.
func (h *Harness) Open(opened box.Box, width, height int) *Harness {
	h.Send(tea.WindowSizeMsg{Width: width, Height: height})
	h.Send(box.Open{Box: opened})
	return h
}

// Init initializes the root.
func (h *Harness) Init() tea.Cmd { return h.root.Init() }

// readingTime is how long a user takes to read a question.
const readingTime = 150 * time.Millisecond

// chrome is the number of lines that the root draws around a screen.
const chrome = 3

// Update updates the root. A new question is read before the next key.
func (h *Harness) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		h.w, h.h = size.Width, size.Height
		msg = tea.WindowSizeMsg{Width: max(h.w, 60), Height: max(h.h, 13) + chrome}
	}
	previous := h.root.Box()
	asked := previous != nil && previous.Scope().Question()
	_, cmd := h.root.Update(msg)
	if _, ok := msg.(tea.WindowSizeMsg); ok && h.Screen != nil {
		h.Screen.SetSize(h.w, h.h)
	}
	if notice, number := h.root.Notice(); number > h.notice {
		h.Notices, h.notice = append(h.Notices, notice), number
	}
	h.Boxes = nil
	if open := h.root.Box(); open != nil {
		h.Boxes = []box.Box{open}
		if open.Scope().Question() && !(asked && open == previous) {
			h.Clock.Turn(readingTime)
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

// NoticeText joins every notice so far in one line.
func (h *Harness) NoticeText() string {
	var out []string
	for _, notice := range h.Notices {
		out = append(out, string(notice.Text))
	}
	return strings.Join(out, "|")
}

// Themes are the themes of the golden frames.
func Themes() map[string]theme.Options {
	return map[string]theme.Options{
		"dark":      {Dark: true, Profile: termenv.TrueColor},
		"light":     {Profile: termenv.TrueColor},
		"no-colour": {Dark: true, Profile: termenv.Ascii},
	}
}

// blank is a screen that shows nothing. The first one records its messages in the harness.
type blank struct {
	screen.Base
	harness *Harness
}

func (b *blank) Update(msg tea.Msg) tea.Cmd {
	if b.harness == nil {
		return nil
	}
	switch msg := msg.(type) {
	case host.RunUpdated:
		b.harness.Runs = append(b.harness.Runs, msg.Run)
		if msg.Announced {
			b.harness.AnnouncedRuns = append(b.harness.AnnouncedRuns, msg.Run)
		}
	case host.TaskUpdated:
		b.harness.Tasks = append(b.harness.Tasks, msg.Task)
	case host.TaskGone:
		b.harness.DeletedTasks = append(b.harness.DeletedTasks, msg.ID)
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

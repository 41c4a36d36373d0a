// Package app puts the full-screen program together: screens, one client, the
// terminal. It is the only place that knows every screen.
//
// It imports api and everything of ui; it starts no server and reads no
// environment by itself.
package app

import (
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui"
	"ax-tui/ui/clip"
	"ax-tui/ui/draft"
	"ax-tui/ui/edittask"
	"ax-tui/ui/filterbar"
	"ax-tui/ui/kit"
	"ax-tui/ui/names"
	"ax-tui/ui/openid"
	"ax-tui/ui/runpanel"
	"ax-tui/ui/taskform"
	"ax-tui/ui/tasklist"
	"ax-tui/ui/taskview"
	"ax-tui/ui/term"
	"ax-tui/ui/triggerform"
)

// Config is what the program is started with.
type Config struct {
	Client  *api.Client
	Profile string // shown in the header
	Host    string // shown in the header
	// Connection names where drafts belong; "" is profile and host together.
	Connection string
	Theme      theme.Choice
	Env        func(string) string
	Zone       *time.Location
	ReadOnly   bool
	Limit      int // rows a page, 0: 15
	Filter     filterbar.Filter
	Open       string // ID of a task or run to begin with, "" for none
	BaseURL    string // of the API, for commands that are copied
	Clipboard  string // auto, osc52, native or off; "" is auto
	Log        *slog.Logger
	In, Out    *os.File // nil: the standard ones

	// The machine's own when nil; tests and pictures hand theirs in.
	Now   func() time.Time
	After func(time.Duration, tea.Msg) tea.Cmd
	Rand  func() float64
}

// Model builds the root model alone, for tests and pictures.
func Model(ctx context.Context, c Config) *ui.Root { return ui.New(options(ctx, c)) }

// Run shows the program until it ends and gives its exit code.
func Run(ctx context.Context, c Config) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	res, err := term.Run(ctx, Model(ctx, c), term.Options{
		In: c.In, Out: c.Out, Env: c.Env, Log: c.Log, KeepBackground: !c.Theme.Auto(),
	})
	return res.Exit, err
}

func options(ctx context.Context, c Config) ui.Options {
	dir := names.New(c.Client)
	if c.Rand == nil {
		c.Rand = rand.Float64
	}
	return ui.Options{
		Ctx: ctx, Profile: c.Profile, Host: c.Host, Theme: c.Theme, Dark: true, Env: c.Env,
		Keys: keymap.Default(), Zone: c.Zone, Now: c.Now, After: c.After, Rand: c.Rand, ReadOnly: c.ReadOnly, Limit: c.Limit,
		Makers: makers(c.Client, dir, taskform.Deps{
			Names: dir.Name, Drafts: drafts(c), Getenv: c.Env,
		}),
		First: first(c, dir), BaseURL: c.BaseURL, Copy: clip.Clip{Mode: c.Clipboard, Env: environ(c)}.Copy,
	}
}

func environ(c Config) func(string) string {
	if c.Env == nil {
		return func(string) string { return "" }
	}
	return c.Env
}

// drafts is where what was typed survives, kept apart by connection.
func drafts(c Config) *draft.Store {
	dir := ""
	if c.Env != nil {
		dir = draft.Dir(c.Env)
	}
	now := c.Now
	if now == nil {
		now = time.Now
	}
	return draft.New(dir, cmp.Or(c.Connection, c.Profile+"@"+c.Host), now)
}

// makers is the table of screens. A new screen is a line here and a folder.
func makers(c *api.Client, dir *names.Directory, deps taskform.Deps) map[kit.Place]ui.Maker {
	return map[kit.Place]ui.Maker{
		kit.PlaceTask:    func(e *kit.Env, m kit.Move) kit.Screen { return taskview.NewNamed(e, c, m, dir.Name) },
		kit.PlaceRun:     func(e *kit.Env, m kit.Move) kit.Screen { return runpanel.New(e, c, m) },
		kit.PlaceTrigger: func(e *kit.Env, m kit.Move) kit.Screen { return triggerform.New(e, c, m) },
		kit.PlaceNew: func(e *kit.Env, m kit.Move) kit.Screen {
			d := deps
			d.Space = taskform.Space{ID: m.Space[0], Name: m.Space[1]}
			return taskform.New(e, c, d, m)
		},
		kit.PlaceEdit: func(e *kit.Env, m kit.Move) kit.Screen { return edittask.New(e, c, m) },
	}
}

func first(c Config, dir *names.Directory) func(*kit.Env) []kit.Screen {
	return func(e *kit.Env) []kit.Screen {
		screens := []kit.Screen{tasklist.New(e, c.Client, dir, c.Filter)}
		if c.Open != "" {
			screens = append(screens, openid.New(e, c.Client, c.Open))
		}
		return screens
	}
}

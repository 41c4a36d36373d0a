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
	"ax-tui/api/login"
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
	"ax-tui/ui/switchbox"
	"ax-tui/ui/taskform"
	"ax-tui/ui/tasklist"
	"ax-tui/ui/taskview"
	"ax-tui/ui/term"
	"ax-tui/ui/triggerform"
	"ax-tui/ui/welcome"
)

// Config is what the program is started with.
type Config struct {
	Connection
	Theme     theme.Choice
	Env       func(string) string
	Zone      *time.Location
	Limit     int // rows a page, 0: 15
	Keys      keymap.Map
	Open      string // ID of a task or run to begin with, "" for none
	Clipboard string // auto, osc52, native or off; "" is auto
	Log       *slog.Logger
	In, Out   *os.File // nil: the standard ones
	Logins    Logins

	// The machine's own when nil; tests and pictures hand theirs in.
	Now   func() time.Time
	After func(time.Duration, tea.Msg) tea.Cmd
	Rand  func() float64
}

// Connection is one login that has been opened. Without a Client the program
// begins with the welcome screen.
type Connection struct {
	Client   *api.Client
	Profile  string // shown in the header
	Host     string // shown in the header
	BaseURL  string // of the API, for commands that are copied
	Drafts   string // names where drafts belong; "" is profile and host together
	ReadOnly bool
	Filter   filterbar.Filter
	OAuth    bool   // a login of `ax auth login`, which expires
	Close    func() // gives it back; may be nil
}

// Ask is what the welcome screen asks to be tried.
type Ask = welcome.Ask

// Logins are the ways to another connection; each tries it before it answers.
// A nil function is a way that there is not.
type Logins struct {
	Profiles func() []login.Profile
	Connect  func(ctx context.Context, profile string) (Connection, error)
	Try      func(ctx context.Context, a Ask) (Connection, error)
	Demo     func(ctx context.Context) (Connection, error)
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
	if c.Rand == nil {
		c.Rand = rand.Float64
	}
	if len(c.Keys.Entries()) == 0 {
		c.Keys = keymap.Default()
	}
	return ui.Options{
		Ctx: ctx, Session: session(c, c.Connection), Theme: c.Theme, Dark: true, Env: c.Env,
		Keys: c.Keys, Zone: c.Zone, Now: c.Now, After: c.After, Rand: c.Rand, Limit: c.Limit,
		Copy: clip.Clip{Mode: c.Clipboard, Env: environ(c)}.Copy,
	}
}

// session is what the root needs of a connection.
func session(c Config, n Connection) ui.Session {
	if n.Client == nil {
		return ui.Session{Profile: "no login", First: func(e *kit.Env) []kit.Screen { return []kit.Screen{welcome.New(e, welcomeDeps(c))} }}
	}
	dir := names.New(n.Client)
	places := makers(n.Client, dir, taskform.Deps{Names: dir.Name, Drafts: drafts(c, n), Getenv: c.Env})
	if c.Logins.Try != nil {
		places[kit.PlaceLogin] = func(e *kit.Env, _ kit.Move) kit.Screen {
			d := welcomeDeps(c)
			d.Over = true
			return welcome.New(e, d)
		}
	}
	return ui.Session{
		Profile: n.Profile, Host: n.Host, BaseURL: n.BaseURL, ReadOnly: n.ReadOnly,
		Makers: places,
		First:  first(c, n, dir),
		Box:    box(c, n),
		Close:  func() { giveBack(n) },
		OAuth:  n.OAuth,
	}
}

// giveBack ends a connection.
func giveBack(n Connection) {
	n.Client.Close()
	if n.Close != nil {
		n.Close()
	}
}

// turn is the message that turns to a connection, if it could be opened. One
// that came after the attempt was stopped is given back.
func turn(ctx context.Context, c Config, n Connection, err error) (tea.Msg, error) {
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		giveBack(n)
		return nil, err
	}
	if c.Client == nil {
		n.Filter = cmp.Or(c.Filter, n.Filter) // what was asked for at the start waited for a login
	} else {
		c.Open = "" // an ID belongs to the connection that the program began with
	}
	c.Connection = n
	return ui.Switch{Session: session(c, n)}, nil
}

func welcomeDeps(c Config) welcome.Deps {
	return welcome.Deps{
		Try: func(ctx context.Context, a welcome.Ask) (tea.Msg, error) {
			n, err := c.Logins.Try(ctx, a)
			return turn(ctx, c, n, err)
		},
		Demo: func(ctx context.Context) (tea.Msg, error) {
			n, err := c.Logins.Demo(ctx)
			return turn(ctx, c, n, err)
		},
	}
}

// box is the choice of profiles and spaces.
func box(c Config, n Connection) func(*kit.Env) kit.Overlay {
	return func(e *kit.Env) kit.Overlay {
		return switchbox.New(e, switchbox.Deps{
			Now: n.Profile, Enter: c.Logins.Try != nil, Profiles: c.Logins.Profiles, Spaces: n.Client.ListSpaces,
			Connect: func(ctx context.Context, profile string) (tea.Msg, error) {
				other, err := c.Logins.Connect(ctx, profile)
				return turn(ctx, c, other, err)
			},
		})
	}
}

func environ(c Config) func(string) string {
	if c.Env == nil {
		return func(string) string { return "" }
	}
	return c.Env
}

// drafts is where what was typed survives, kept apart by connection.
func drafts(c Config, n Connection) *draft.Store {
	dir := ""
	if c.Env != nil {
		dir = draft.Dir(c.Env)
	}
	now := c.Now
	if now == nil {
		now = time.Now
	}
	return draft.New(dir, cmp.Or(n.Drafts, n.Profile+"@"+n.Host), now)
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

func first(c Config, n Connection, dir *names.Directory) func(*kit.Env) []kit.Screen {
	return func(e *kit.Env) []kit.Screen {
		screens := []kit.Screen{tasklist.New(e, n.Client, dir, n.Filter)}
		if c.Open != "" {
			screens = append(screens, openid.New(e, n.Client, c.Open))
		}
		return screens
	}
}

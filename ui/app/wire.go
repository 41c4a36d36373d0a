package app

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/box/profile"
	"ax-tui/ui/form/draft"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/screen"
	"ax-tui/ui/screen/lookup"
	"ax-tui/ui/screen/newtask"
	"ax-tui/ui/screen/run"
	"ax-tui/ui/screen/task"
	"ax-tui/ui/screen/tasks"
	"ax-tui/ui/screen/trigger"
	"ax-tui/ui/screen/welcome"
	"ax-tui/ui/term"
)

// Config is what the program is started with.
type Config struct {
	Connection
	Theme     theme.Choice
	Env       func(string) string // of the process; nil: an empty one
	Zone      *time.Location      // nil: UTC
	Limit     int                 // rows a page, 0: 15
	Watch     api.PollRule        // how a run is watched at first; zero fields are the usual ones
	Keys      keymap.Map          // the zero one: the default
	Open      string              // ID of a task or run to begin with, "" for none
	Clipboard string              // auto, osc52, native or off; "" is auto
	State     string              // folder that keeps drafts, "" for none
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
	Filter   filter.Filter
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
func Model(ctx context.Context, c Config) *Root {
	c = withDefaults(c)
	return New(ctx, c, session(c, c.Connection))
}

func withDefaults(c Config) Config {
	if c.Env == nil {
		c.Env = func(string) string { return "" }
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	if c.Limit == 0 {
		c.Limit = 15
	}
	if len(c.Keys.Entries()) == 0 {
		c.Keys = keymap.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.After == nil {
		c.After = func(d time.Duration, m tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return m })
		}
	}
	if c.Rand == nil {
		c.Rand = rand.Float64
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Run shows the program until it ends and gives its exit code.
func Run(ctx context.Context, c Config) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	root := Model(ctx, c)
	res, err := term.Run(ctx, root, term.Options{
		In: c.In, Out: c.Out, Env: c.Env, Log: c.Log, KeepBackground: !c.Theme.Auto(),
	})
	if err == nil && !root.quit { // a signal has ended it: what was typed is kept all the same
		root.keep(nil)()
		root.farewell = root.lastWords()
	}
	if words := root.ExitNotice(); words != "" {
		_, _ = fmt.Fprintln(cmp.Or(c.Out, os.Stdout), words)
	}
	return res.Exit, err
}

// session is what the root needs of a connection.
func session(c Config, n Connection) Session {
	if n.Client == nil {
		return Session{Profile: "no login", First: func(e *host.Env) []screen.Screen { return []screen.Screen{welcome.New(e, welcomeDeps(c))} }}
	}
	dir := names.New(n.Client)
	places := makers(n.Client, dir, newtask.Deps{Names: dir.Name, Drafts: drafts(c, n), Getenv: c.Env})
	if c.Logins.Try != nil {
		places[host.PlaceLogin] = func(e *host.Env, _ host.Move) screen.Screen {
			d := welcomeDeps(c)
			d.CanGoBack = true
			return welcome.New(e, d)
		}
	}
	return Session{
		Profile: n.Profile, Host: n.Host, BaseURL: n.BaseURL, ReadOnly: n.ReadOnly,
		Makers: places,
		First:  first(c, n, dir),
		Box:    profileBox(c, n),
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
func turn(ctx context.Context, c Config, n Connection, err error) (host.Offer, error) {
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
	return Switch{Session: session(c, n)}, nil
}

func welcomeDeps(c Config) welcome.Deps {
	return welcome.Deps{
		Try: func(ctx context.Context, a welcome.Ask) (host.Offer, error) {
			n, err := c.Logins.Try(ctx, a)
			return turn(ctx, c, n, err)
		},
		Demo: func(ctx context.Context) (host.Offer, error) {
			n, err := c.Logins.Demo(ctx)
			return turn(ctx, c, n, err)
		},
	}
}

// profileBox is the choice of profiles and spaces.
func profileBox(c Config, n Connection) func(*host.Env) box.Box {
	return func(e *host.Env) box.Box {
		return profile.New(e, profile.Deps{
			Now: n.Profile, Enter: c.Logins.Try != nil, Profiles: c.Logins.Profiles, Spaces: n.Client,
			Connect: func(ctx context.Context, profile string) (host.Offer, error) {
				other, err := c.Logins.Connect(ctx, profile)
				return turn(ctx, c, other, err)
			},
		})
	}
}

// drafts is where what was typed survives, kept apart by connection.
func drafts(c Config, n Connection) *draft.Store {
	dir := ""
	if c.State != "" {
		dir = filepath.Join(c.State, "drafts")
	}
	return draft.New(dir, cmp.Or(n.Drafts, n.Profile+"@"+n.Host), c.Now)
}

// makers is the table of screens. A new screen is a line here and a folder.
func makers(c *api.Client, dir *names.Directory, deps newtask.Deps) map[host.Place]Maker {
	return map[host.Place]Maker{
		host.PlaceTask:    func(e *host.Env, m host.Move) screen.Screen { return task.New(e, c, m, dir) },
		host.PlaceRun:     func(e *host.Env, m host.Move) screen.Screen { return run.New(e, c, m) },
		host.PlaceTrigger: func(e *host.Env, m host.Move) screen.Screen { return trigger.New(e, c, deps.Drafts, m) },
		host.PlaceNew: func(e *host.Env, m host.Move) screen.Screen {
			d := deps
			d.Space = m.Space
			return newtask.New(e, c, d, m)
		},
		host.PlaceEdit: func(e *host.Env, m host.Move) screen.Screen { return newtask.NewEdit(e, c, deps, m) },
	}
}

func first(c Config, n Connection, dir *names.Directory) func(*host.Env) []screen.Screen {
	return func(e *host.Env) []screen.Screen {
		screens := []screen.Screen{tasks.New(e, n.Client, dir, n.Filter)}
		if c.Open != "" {
			screens = append(screens, lookup.New(e, n.Client, c.Open))
		}
		return screens
	}
}

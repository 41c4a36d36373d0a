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
	Try      func(ctx context.Context, ask Ask) (Connection, error)
	Demo     func(ctx context.Context) (Connection, error)
}

// Model builds the root model alone, for tests and pictures.
func Model(ctx context.Context, config Config) *Root {
	config = withDefaults(config)
	return New(ctx, config, session(config, config.Connection))
}

func withDefaults(config Config) Config {
	if config.Env == nil {
		config.Env = func(string) string { return "" }
	}
	if config.Zone == nil {
		config.Zone = time.UTC
	}
	if config.Limit == 0 {
		config.Limit = 15
	}
	if len(config.Keys.Entries()) == 0 {
		config.Keys = keymap.Default()
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.After == nil {
		config.After = func(d time.Duration, msg tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return msg })
		}
	}
	if config.Rand == nil {
		config.Rand = rand.Float64
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	return config
}

// Run shows the program until it ends and gives its exit code.
func Run(ctx context.Context, config Config) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	root := Model(ctx, config)
	res, err := term.Run(ctx, root, term.Options{
		In: config.In, Out: config.Out, Env: config.Env, Log: config.Log, KeepBackground: !config.Theme.Auto(),
	})
	if err == nil && !root.quit { // a signal has ended it: what was typed is kept all the same
		root.keep(nil)()
		root.closeBoxes() // an export that was being written leaves no file
		root.farewell = root.lastWords()
	}
	if words := root.ExitNotice(); words != "" {
		_, _ = fmt.Fprintln(cmp.Or(config.Out, os.Stdout), words)
	}
	return res.Exit, err
}

// session is what the root needs of a connection.
func session(config Config, connection Connection) Session {
	if connection.Client == nil {
		return Session{Profile: "no login", First: func(env *host.Env) []screen.Screen { return []screen.Screen{welcome.New(env, welcomeDeps(config))} }}
	}
	dir := names.New(connection.Client)
	places := makers(connection.Client, dir, newtask.Deps{Names: dir.Name, Drafts: drafts(config, connection), Getenv: config.Env})
	if config.Logins.Try != nil {
		places[host.PlaceLogin] = func(env *host.Env, _ host.Move) screen.Screen {
			deps := welcomeDeps(config)
			deps.CanGoBack = true
			return welcome.New(env, deps)
		}
	}
	return Session{
		Profile: connection.Profile, Host: connection.Host, BaseURL: connection.BaseURL, ReadOnly: connection.ReadOnly,
		Makers: places,
		First:  first(config, connection, dir),
		Box:    profileBox(config, connection),
		Close:  func() { giveBack(connection) },
		OAuth:  connection.OAuth,
	}
}

// giveBack ends a connection.
func giveBack(connection Connection) {
	connection.Client.Close()
	if connection.Close != nil {
		connection.Close()
	}
}

// turn is the message that turns to a connection, if it could be opened. One
// that came after the attempt was stopped is given back.
func turn(ctx context.Context, config Config, connection Connection, err error) (host.Offer, error) {
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		giveBack(connection)
		return nil, err
	}
	if config.Client == nil {
		connection.Filter = cmp.Or(config.Filter, connection.Filter) // what was asked for at the start waited for a login
	} else {
		config.Open = "" // an ID belongs to the connection that the program began with
	}
	config.Connection = connection
	return Switch{Session: session(config, connection)}, nil
}

func welcomeDeps(config Config) welcome.Deps {
	return welcome.Deps{
		Try: func(ctx context.Context, ask welcome.Ask) (host.Offer, error) {
			connection, err := config.Logins.Try(ctx, ask)
			return turn(ctx, config, connection, err)
		},
		Demo: func(ctx context.Context) (host.Offer, error) {
			connection, err := config.Logins.Demo(ctx)
			return turn(ctx, config, connection, err)
		},
	}
}

// profileBox is the choice of profiles and spaces.
func profileBox(config Config, connection Connection) func(*host.Env) box.Box {
	return func(env *host.Env) box.Box {
		return profile.New(env, profile.Deps{
			Current: connection.Profile, CanEnterKey: config.Logins.Try != nil, Profiles: config.Logins.Profiles, Spaces: connection.Client,
			Connect: func(ctx context.Context, profile string) (host.Offer, error) {
				other, err := config.Logins.Connect(ctx, profile)
				return turn(ctx, config, other, err)
			},
		})
	}
}

// drafts is where what was typed survives, kept apart by connection.
func drafts(config Config, connection Connection) *draft.Store {
	dir := ""
	if config.State != "" {
		dir = filepath.Join(config.State, "drafts")
	}
	return draft.New(dir, cmp.Or(connection.Drafts, connection.Profile+"@"+connection.Host), config.Now)
}

// makers is the table of screens. A new screen is a line here and a folder.
func makers(client *api.Client, dir *names.Directory, deps newtask.Deps) map[host.Place]Maker {
	return map[host.Place]Maker{
		host.PlaceTask:    func(env *host.Env, move host.Move) screen.Screen { return task.New(env, client, move, dir) },
		host.PlaceRun:     func(env *host.Env, move host.Move) screen.Screen { return run.New(env, client, move) },
		host.PlaceTrigger: func(env *host.Env, move host.Move) screen.Screen { return trigger.New(env, client, deps.Drafts, move) },
		host.PlaceNew: func(env *host.Env, move host.Move) screen.Screen {
			d := deps
			d.Space = move.Space
			return newtask.New(env, client, d, move)
		},
		host.PlaceEdit: func(env *host.Env, move host.Move) screen.Screen { return newtask.NewEdit(env, client, deps, move) },
	}
}

func first(config Config, connection Connection, dir *names.Directory) func(*host.Env) []screen.Screen {
	return func(env *host.Env) []screen.Screen {
		screens := []screen.Screen{tasks.New(env, connection.Client, dir, connection.Filter)}
		if config.Open != "" {
			screens = append(screens, lookup.New(env, connection.Client, config.Open))
		}
		return screens
	}
}

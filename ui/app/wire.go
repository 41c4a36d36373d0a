package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/api/watch/store"
	"ax-tui/api/weblink"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/box/profile"
	"ax-tui/ui/form/draft"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/screen"
	"ax-tui/ui/screen/board"
	"ax-tui/ui/screen/judge"
	"ax-tui/ui/screen/lookup"
	"ax-tui/ui/screen/mapping"
	"ax-tui/ui/screen/newtask"
	"ax-tui/ui/screen/results"
	"ax-tui/ui/screen/run"
	"ax-tui/ui/screen/task"
	"ax-tui/ui/screen/tasks"
	"ax-tui/ui/screen/trigger"
	"ax-tui/ui/screen/welcome"
	"ax-tui/ui/screen/why"
	"ax-tui/ui/term"
)

// Config is the configuration of the program.
type Config struct {
	Connection
	Theme     theme.Choice
	Themes    Themes
	Env       func(string) string // looks up an environment variable; nil: none is set
	Zone      *time.Location      // nil: UTC
	Limit     int                 // rows per page; 0: 15
	Watch     api.PollRule        // initial interval and timeout for watching a run; zero fields: the defaults
	Budget    float64             // requests a second for all watched runs; 0: 2
	Notify    Notify
	Keys      keymap.Map          // zero: the default one
	Open      string              // ID of a task or run to open first; "": none
	Board     bool                // open the board first
	Mouse     bool                // the mouse is on from the start
	Clipboard string              // auto, osc52, native or off; "" is auto
	State     string              // folder for drafts; "": drafts are not saved
	Columns   map[string][]string // chosen columns by name of the list; nil: none
	// KeepColumns keeps a choice of columns in the settings; nil: they hold until the end.
	KeepColumns func(list string, chosen []string) error
	Views       map[string]host.View // saved views of the list of tasks, by name; nil: none
	View        string               // name of the one that the program starts with; "": none
	// KeepView keeps a view in the settings; nil: it holds until the end.
	KeepView func(view host.View) error
	Log      *slog.Logger
	In, Out  *os.File // nil: standard input and output
	Logins   Logins

	// Browse runs the command that opens a page in the browser; nil: it is run.
	Browse func(command []string) error

	// Clock, timer and randomness; nil: the real ones. Tests set their own.
	Now   func() time.Time
	After func(time.Duration, tea.Msg) tea.Cmd
	Rand  func() float64
}

// Connection is an open connection to the API. Without a Client the program
// starts with the welcome screen.
type Connection struct {
	Client   *api.Client
	Profile  string // shown in the header
	Host     string // shown in the header
	BaseURL  string // of the API, for copied commands
	Drafts   string // name of the draft folder; "": profile and host
	Demo     bool   // of the embedded server: nothing about it is kept
	ReadOnly bool
	Filter   filter.Filter
	Web      weblink.App
	OAuth    bool      // the login is from `ax auth login` and expires
	Expires  time.Time // of an OAuth login; zero: unknown
	NoLogin  error     // why there is no Client; may be nil
	Warnings []string  // problems that do not prevent the connection, the gravest first
	Close    func()    // closes what belongs to it besides Client; may be nil
}

// Ask is the input of the welcome screen.
type Ask = welcome.Ask

// Logins are the ways to open another connection; each tests it before it
// returns. A nil function is not available.
type Logins struct {
	Profiles func() []login.Profile
	Connect  func(ctx context.Context, profile string) (Connection, error)
	Try      func(ctx context.Context, ask Ask) (Connection, error)
	Demo     func(ctx context.Context) (Connection, error)
}

// Model returns the root model without a terminal, for tests and screenshots.
func Model(ctx context.Context, config Config) *Root {
	config = withDefaults(config)
	return New(ctx, config, newSession(config, config.Connection)) //nolint:contextcheck // each screen has a context of its own
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
	if config.Views == nil {
		config.Views = map[string]host.View{}
	}
	if config.Columns == nil {
		config.Columns = map[string][]string{}
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.After == nil {
		config.After = func(delay time.Duration, msg tea.Msg) tea.Cmd {
			return tea.Tick(delay, func(time.Time) tea.Msg { return msg })
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

// Run runs the program until it ends and returns its exit code.
func Run(ctx context.Context, config *Config) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	root := Model(ctx, *config)
	res, err := term.Run(ctx, root, term.Options{
		In: config.In, Out: config.Out, Env: config.Env, Log: config.Log, KeepBackground: !config.Theme.Auto(),
	})
	if err == nil && !root.quit { // ended by a signal: save the drafts too
		root.saveDrafts(nil)()
		root.closeBoxes() // removes the file of an unfinished export
		root.exitNotice = root.writeNotice()
	}
	if message := root.ExitNotice(); message != "" {
		_, _ = fmt.Fprintln(cmp.Or(config.Out, os.Stdout), message)
	}
	return res.Exit, err
}

// newSession returns the session of a connection.
func newSession(config Config, connection Connection) Session {
	if connection.Client == nil {
		why := ""
		if fault, ok := errors.AsType[*login.Fault](connection.NoLogin); ok { // such as logged out
			why = fault.Error()
		}
		return Session{
			Profile: "no login",
			FirstScreens: func(env *host.Env) []screen.Screen {
				return []screen.Screen{welcome.New(env, welcomeDeps(config), why)}
			},
		}
	}
	dir := names.New(connection.Client)
	places := makers(connection.Client, dir, newtask.Deps{
		Names: dir.Name, Drafts: drafts(&config, &connection), Getenv: config.Env, ReadFile: readTaskFile(connection.Client),
	})
	if config.Logins.Try != nil {
		places[host.PlaceLogin] = func(env *host.Env, _ host.Move) screen.Screen {
			deps := welcomeDeps(config)
			deps.CanGoBack = true
			return welcome.New(env, deps, "")
		}
	}
	return Session{
		Profile: connection.Profile, Host: connection.Host, BaseURL: connection.BaseURL, ReadOnly: connection.ReadOnly,
		Makers:       places,
		FirstScreens: firstScreens(config, connection, dir),
		Profiles:     profileBox(config, connection),
		Close:        func() { closeConnection(&connection) },
		Tasks:        func() picker.Source { return picker.Tasks(connection.Client) },
		Spaces:       func() picker.Source { return picker.Spaces(connection.Client) },
		OAuth:        connection.OAuth,
		Warnings:     connection.Warnings,
		Ahead:        connection.Client.ServerAhead,
		Expires:      connection.Expires,
		GetRun:       connection.Client.GetRun,
		Web:          connection.Web,
		Demo:         connection.Demo,
		Pages:        connection.Client,
		Watches:      watches(&config, &connection),
	}
}

// watches returns the store of watched runs; the demo has none, as its world ends with it.
func watches(config *Config, connection *Connection) *store.Store {
	if connection.Demo {
		return nil
	}
	return store.New(config.State, connection.Host, connection.Profile)
}

// closeConnection closes a connection.
func closeConnection(connection *Connection) {
	connection.Client.Close()
	if connection.Close != nil {
		connection.Close()
	}
}

// newSwitch returns the message that switches to a connection, if it could be
// opened. If the attempt was canceled meanwhile, it closes the connection.
func newSwitch(ctx context.Context, config Config, connection Connection, err error) (host.Offer, error) {
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		closeConnection(&connection)
		return nil, err
	}
	if config.Client == nil {
		connection.Filter = cmp.Or(config.Filter, connection.Filter) // the filter of the command line applies to the first login
	} else {
		config.Open, config.View = "", "" // an ID belongs to the first connection
	}
	config.Connection = connection
	return Switch{Session: newSession(config, connection)}, nil //nolint:contextcheck // as above
}

func welcomeDeps(config Config) welcome.Deps {
	return welcome.Deps{
		Try: func(ctx context.Context, ask welcome.Ask) (host.Offer, error) {
			connection, err := config.Logins.Try(ctx, ask)
			return newSwitch(ctx, config, connection, err)
		},
		Demo: func(ctx context.Context) (host.Offer, error) {
			connection, err := config.Logins.Demo(ctx)
			return newSwitch(ctx, config, connection, err)
		},
	}
}

// profileBox returns the box of profiles and spaces.
func profileBox(config Config, connection Connection) func(*host.Env, profile.Ask) box.Box {
	return func(env *host.Env, ask profile.Ask) box.Box {
		return profile.New(env, profile.Deps{
			Current: connection.Profile, CanEnterKey: config.Logins.Try != nil, Profiles: config.Logins.Profiles, Spaces: connection.Client,
			Connect: func(ctx context.Context, profile string) (host.Offer, error) {
				other, err := config.Logins.Connect(ctx, profile)
				return newSwitch(ctx, config, other, err)
			},
		}, ask)
	}
}

// drafts returns the store of drafts, one folder per connection.
func drafts(config *Config, connection *Connection) *draft.Store {
	dir := ""
	if config.State != "" {
		dir = filepath.Join(config.State, "drafts")
	}
	return draft.New(dir, cmp.Or(connection.Drafts, connection.Profile+"@"+connection.Host), config.Now)
}

// makers is the table of screens. A new screen is one line here and a folder.
func makers(client *api.Client, dir *names.Directory, deps newtask.Deps) map[host.Place]Maker {
	return map[host.Place]Maker{
		host.PlaceTask:    func(env *host.Env, move host.Move) screen.Screen { return task.New(env, client, move, dir) },
		host.PlaceRun:     func(env *host.Env, move host.Move) screen.Screen { return run.New(env, client, &move) },
		host.PlaceTrigger: func(env *host.Env, move host.Move) screen.Screen { return trigger.New(env, client, deps.Drafts, &move) },
		host.PlaceNew: func(env *host.Env, move host.Move) screen.Screen {
			spaceDeps := deps
			spaceDeps.Space = move.Space
			return newtask.New(env, client, spaceDeps, move)
		},
		host.PlaceLookup: func(env *host.Env, move host.Move) screen.Screen {
			return lookup.New(env, client, move.Ref, move.Space)
		},
		host.PlaceWhy:     func(env *host.Env, move host.Move) screen.Screen { return why.New(env, client, move) },
		host.PlaceBoard:   func(env *host.Env, move host.Move) screen.Screen { return board.New(env, client, move.Space) },
		host.PlaceJudge:   func(env *host.Env, move host.Move) screen.Screen { return judge.New(env, client, &move) },
		host.PlaceMapping: func(env *host.Env, move host.Move) screen.Screen { return mapping.New(env, client, &move) },
		host.PlaceResults: func(env *host.Env, move host.Move) screen.Screen { return results.New(env, client, &move) },
		host.PlaceEdit:    func(env *host.Env, move host.Move) screen.Screen { return newtask.NewEdit(env, client, &deps, &move) },
	}
}

func firstScreens(config Config, connection Connection, dir *names.Directory) func(*host.Env) []screen.Screen {
	return func(env *host.Env) []screen.Screen {
		list := tasks.New(env, connection.Client, dir, connection.Filter)
		if view, ok := config.Views[config.View]; ok {
			list.StartWith(&view)
		}
		screens := []screen.Screen{list}
		if config.Open != "" {
			screens = append(screens, lookup.New(env, connection.Client, config.Open, connection.Filter.Space))
		}
		if config.Board {
			screens = append(screens, board.New(env, connection.Client, connection.Filter.Space))
		}
		return screens
	}
}

// Package cli is the command line of ax-tui: it reads flags and the
// environment it is handed, opens the connection or the embedded server, and
// starts the full screen.
//
// It writes to the streams it is given and never to a terminal by itself. It
// imports cobra, api, api/fake, api/login and ui/app.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/login"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/logfile"
	"ax-tui/ui/term"
)

// Exit codes (the product page, section 5).
const (
	ExitOK         = 0
	ExitUnexpected = 1
	ExitUsage      = 2
	ExitAuth       = 3
)

// Streams are what a command may write to: data to Out, all else to Err.
type Streams struct{ Out, Err io.Writer }

// Run is the whole program but for the process itself; it gives the exit code.
func Run(ctx context.Context, args []string, s Streams, env func(string) string) int {
	code := ExitOK
	cmd := root(s, env, &code)
	cmd.SetArgs(args)
	if err := cmd.ExecuteContext(ctx); err != nil {
		_, _ = fmt.Fprintln(s.Err, "ax-tui: "+strings.TrimPrefix(err.Error(), "ax-tui "))
		return exitOf(err)
	}
	return code
}

// gcPercent trades a little processor time for memory: with 100 000 loaded
// rows the program stays a sixth smaller.
const gcPercent = 50

// usageError is a fault in the command line.
type usageError struct{ error }

func exitOf(err error) int {
	var usage usageError
	var noTerm term.NotATerminal
	switch {
	case errors.Is(err, login.ErrNoKey):
		return ExitAuth
	case errors.As(err, &noTerm), errors.As(err, &usage):
		return ExitUsage
	}
	return ExitUnexpected
}

// flags of the full screen.
type flags struct {
	demo     bool
	world    worldFlags
	limit    int
	theme    string
	ascii    bool
	utc      bool
	readOnly bool
	filter   filterFlags
}

func root(s Streams, env func(string) string, code *int) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "ax-tui [ID]",
		Short: "Browse, watch and trigger Arize AX evaluation tasks",
		Long: `ax-tui is a full-screen program for evaluation tasks on Arize AX: browse tasks
and runs, watch runs live, trigger and cancel them. With an ID it opens on that
task or run.

Look around without a key or a network:   ax-tui --demo
The key is read from ARIZE_API_KEY; ARIZE_API_HOST, ARIZE_API_SCHEME and
ARIZE_API_PORT point to another server.`,
		Args:              usageArgs(cobra.MaximumNArgs(1)),
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 1 {
				f.filter.open = args[0]
			}
			*code, err = start(cmd.Context(), f, env)
			return err
		},
	}
	cmd.SetOut(s.Out)
	cmd.SetErr(s.Err)
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see ax-tui --help", err)}
	})
	fs := cmd.Flags()
	fs.BoolVar(&f.demo, "demo", false, "look around in an embedded demo server: no key, no network")
	fs.IntVar(&f.limit, "limit", 15, "rows a page, 1 to 100")
	fs.StringVar(&f.theme, "theme", "auto", "auto, dark, light, high-contrast or none")
	fs.BoolVar(&f.ascii, "ascii", false, "draw with plain ASCII only")
	fs.BoolVar(&f.utc, "utc", false, "show times in UTC instead of the local zone")
	fs.BoolVar(&f.readOnly, "read-only", false, "refuse everything that changes something")
	f.filter.add(fs)
	f.world.add(fs)
	cmd.AddCommand(demoServer(s))
	return cmd
}

func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{fmt.Errorf("%w; see ax-tui --help", err)}
		}
		return nil
	}
}

// start opens the connection and shows the full screen.
func start(ctx context.Context, f flags, env func(string) string) (int, error) {
	choice := theme.Choice{Name: f.theme, ASCII: f.ascii}
	if err := choice.Check(); err != nil {
		return 0, usageError{err}
	}
	if f.limit < 1 || f.limit > 100 {
		return 0, usageError{fmt.Errorf("--limit is %d; it must be from 1 to 100", f.limit)}
	}
	filter, err := f.filter.filter()
	if err != nil {
		return 0, usageError{err}
	}
	l, stop, err := f.connect(ctx, env)
	if err != nil {
		return 0, err
	}
	defer stop()
	debug.SetGCPercent(gcPercent)
	log := logfile.New(logfile.Path(env))
	client, err := api.New(api.Options{BaseURL: l.BaseURL, Key: l.Key, ReadOnly: f.readOnly, Logger: log})
	if err != nil {
		return 0, err
	}
	return app.Run(ctx, app.Config{
		Client: client, Profile: l.Name, Connection: f.connection(), Host: hostOf(l.BaseURL), Theme: choice, Env: env, Zone: zone(f.utc),
		ReadOnly: f.readOnly, Limit: f.limit, Filter: filter, Open: f.filter.open, Log: log,
	})
}

func zone(utc bool) *time.Location {
	if utc {
		return time.UTC
	}
	return time.Local
}

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	return u.Host
}

// connect gives the login, starting the embedded server for the demo.
func (f flags) connect(ctx context.Context, env func(string) string) (login.Login, func(), error) {
	if !f.demo {
		l, err := login.FromEnv(env)
		if err != nil && !errors.Is(err, login.ErrNoKey) {
			err = usageError{err}
		}
		return l, func() {}, err
	}
	srv, key, err := f.world.server()
	if err != nil {
		return login.Login{}, nil, usageError{err}
	}
	ln, err := fake.Listen(ctx, "127.0.0.1:0", srv)
	if err != nil {
		return login.Login{}, nil, err
	}
	return login.Login{Name: "demo", BaseURL: ln.URL(), Key: key}, func() { _ = ln.Close() }, nil
}

// connection names where drafts belong. The demo listens elsewhere each time
// and is the same world all the same.
func (f flags) connection() string {
	if f.demo {
		return "demo"
	}
	return ""
}

// interrupts gives a context that ends with the signals that ask a server to stop.
func interrupts(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
}

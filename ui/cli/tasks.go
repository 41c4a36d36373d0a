package cli

import (
	"cmp"
	"context"
	"io"
	"os"
	"sync"

	"github.com/charmbracelet/x/term"
	"github.com/muesli/termenv"
	"github.com/spf13/cobra"

	"ax-tui/api/axcmd"
	"ax-tui/api/outcome"
	"ax-tui/theme"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/logfile"
	"ax-tui/ui/cli/prompt"
	"ax-tui/ui/cli/tasks"
)

// lineCommands returns line mode: `ax-tui tasks` and the commands that list what tasks
// refer to. word may name the only subcommand that is needed.
func (f *connFlags) lineCommands(streams Streams, env func(string) string, word string) []tasks.Maker {
	makers := append(tasks.ReadCommands(), tasks.Maker{
		Name: "tasks", Make: func(app *tasks.App) *cobra.Command { return tasks.Command(app, word) },
	})
	for i, maker := range makers {
		makers[i].Make = func(app *tasks.App) *cobra.Command {
			cmd := maker.Make(app)
			f.prepare(cmd, app, streams, env)
			return cmd
		}
	}
	return makers
}

// prepare adds to a command of line mode the flags of the connection and what happens
// before it runs.
func (f *connFlags) prepare(cmd *cobra.Command, app *tasks.App, streams Streams, env func(string) string) {
	f.add(cmd.PersistentFlags())
	for _, flag := range []string{"seed", "tasks", "speed", "fault"} {
		_ = cmd.PersistentFlags().MarkHidden(flag) // they apply to the demo only
	}
	cmd.PersistentFlags().BoolVarP(&f.verbose, "verbose", "v", false, "log each request to standard error: method, path, status, time")
	cmd.PersistentPreRunE = func(command *cobra.Command, _ []string) error {
		ctx, _ := withSignals(command.Context()) // cancelled with the context of Run
		command.SetContext(ctx)
		app.CommandSuffix = f.commandSuffix()
		app.In = interruptible{ctx, streams.In}
		if app.Ask == nil && !app.InTTY {
			app.Ask = &prompt.Lines{Out: streams.Err}
		}
		if lines, ok := app.Ask.(*prompt.Lines); ok {
			lines.In = app.In
		}
		err := f.loadSettings(&streams, env)
		app.Zone = timeZone(f.utc)
		return err
	}
}

// commandSuffix returns the flags that a suggested command needs to reach the same
// server.
func (f *connFlags) commandSuffix() (out string) {
	if f.profile != "" {
		out = " --profile " + axcmd.Quote(f.profile)
	}
	if f.demo {
		out += " --demo" + f.world.flags()
	}
	return out
}

// app creates the App of line mode. It opens nothing until a command needs it.
func (f *connFlags) app(streams Streams, env func(string) string) *tasks.App {
	app := &tasks.App{
		Streams: tasks.Streams{In: streams.In, Out: streams.Out, Err: streams.Err},
		Now:     streams.Now,
	}
	app.InTTY, _ = terminal(streams.In)
	app.OutTTY, app.Width = terminal(streams.Out)
	app.ErrTTY, _ = terminal(streams.Err)
	if app.OutTTY {
		app.Paint = f.painter(env)
	}
	if app.InTTY && app.ErrTTY {
		app.Ask = prompt.New(streams.In, streams.Err, env)
	}
	app.Open = func(ctx context.Context) (*tasks.Conn, error) { return f.open(ctx, &streams, env) }
	return app
}

// interruptible is a reader whose Read ends with a context, even while nothing comes.
type interruptible struct {
	ctx context.Context // a Reader has no other way to get it
	in  io.Reader
}

// Read reads into a buffer of its own, since a Read that is left behind may still write.
func (i interruptible) Read(into []byte) (int, error) {
	type result struct {
		count int
		err   error
	}
	own, done := make([]byte, len(into)), make(chan result, 1)
	go func() {
		count, err := i.in.Read(own)
		done <- result{count, err}
	}()
	select {
	case <-i.ctx.Done():
		return 0, i.ctx.Err()
	case got := <-done:
		return copy(into, own[:got.count]), got.err
	}
}

// painter returns what colours text by outcome, in the theme of the settings but
// with the terminal's own colours: whether its background is dark is not known here.
func (f *connFlags) painter(env func(string) string) func(outcome.Outcome, string) string {
	styles := sync.OnceValue(func() *theme.Styles {
		choice, _, err := config.ReadTheme(env, f.cfg.Theme)
		if err != nil {
			choice = theme.Choice{} // colours are no reason to fail
		}
		options := choice.Options(true, env)
		if options.Profile != termenv.Ascii {
			options.Profile = termenv.ANSI
		}
		return theme.New(options)
	})
	return func(achieved outcome.Outcome, cell string) string {
		if achieved.ID == outcome.Unknown || styles().Options.Profile == termenv.Ascii {
			return cell
		}
		_, style := styles().Outcome(string(achieved.ID), achieved.Severity.String())
		return style.Render(cell)
	}
}

// terminal reports whether a stream is a terminal, and its width in cells.
func terminal(stream any) (bool, int) {
	file, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(file.Fd()) {
		return false, 0
	}
	width, _, err := term.GetSize(file.Fd())
	if err != nil || width < 1 {
		width = 80
	}
	return true, width
}

// open creates the connection for one command.
func (f *connFlags) open(ctx context.Context, streams *Streams, env func(string) string) (*tasks.Conn, error) {
	account, stop, err := f.connect(ctx, env)
	if err != nil {
		return nil, err
	}
	if f.verbose {
		f.requestLog = streams.Err
	}
	_, width := terminal(streams.Err)
	f.waiting = &waiting{errs: streams.Err, width: width, after: quietFor}
	client, err := f.client(account, logfile.New(config.StateDir(env)))
	if err != nil {
		stop()
		return nil, err
	}
	settings, _ := f.settingsFor(&account)
	return &tasks.Conn{
		Client: client, BaseURL: account.BaseURL, Warnings: account.Warnings,
		Space: cmp.Or(account.Space, settings.Space), Format: cmp.Or(settings.Output, account.Format), PollInterval: settings.PollInterval, Timeout: settings.Timeout, Budget: f.cfg.WatchBudget,
		Close: func() {
			client.Close()
			stop()
		},
	}, nil
}

package cli

import (
	"cmp"
	"context"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"ax-tui/api/axcmd"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/logfile"
	"ax-tui/ui/cli/prompt"
	"ax-tui/ui/cli/tasks"
)

// tasks is line mode: one request or a few, and an end. ctrl+c ends it too.
func (f *connFlags) tasksCommand(streams Streams, env func(string) string) *cobra.Command {
	app := f.app(streams, env)
	cmd := tasks.Command(app)
	f.add(cmd.PersistentFlags())
	for _, flag := range []string{"seed", "tasks", "speed", "fault"} {
		_ = cmd.PersistentFlags().MarkHidden(flag) // they shape the demo alone
	}
	cmd.PersistentFlags().BoolVarP(&f.verbose, "verbose", "v", false, "tell each request on standard error: method, path, status, time")
	cmd.PersistentPreRunE = func(command *cobra.Command, _ []string) error {
		ctx, _ := withSignals(command.Context()) // ends with the context of Run
		command.SetContext(ctx)
		app.CommandSuffix = f.commandSuffix()
		err := f.loadSettings(streams, env)
		app.Zone = timeZone(f.utc)
		return err
	}
	return cmd
}

// again is what a proposed command needs to reach the same server.
func (f *connFlags) commandSuffix() (out string) {
	if f.profile != "" {
		out = " --profile " + axcmd.Quote(f.profile)
	}
	if f.demo {
		out += " --demo"
	}
	return out
}

// app is what line mode stands on. Nothing is opened before a command asks.
func (f *connFlags) app(streams Streams, env func(string) string) *tasks.App {
	app := &tasks.App{
		Streams: tasks.Streams{In: streams.In, Out: streams.Out, Err: streams.Err},
		Now:     streams.Now,
	}
	app.InTTY, _ = terminal(streams.In)
	app.OutTTY, app.Width = terminal(streams.Out)
	app.ErrTTY, _ = terminal(streams.Err)
	if app.InTTY && app.ErrTTY {
		app.Ask = prompt.New(streams.In, streams.Err, env)
	}
	app.Open = func(ctx context.Context) (*tasks.Conn, error) { return f.open(ctx, streams, env) }
	return app
}

// terminal tells whether a stream is one, and how wide.
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

// open makes the connection of one command.
func (f *connFlags) open(ctx context.Context, streams Streams, env func(string) string) (*tasks.Conn, error) {
	login, stop, err := f.connect(ctx, env)
	if err != nil {
		return nil, err
	}
	if f.verbose {
		f.requestLog = streams.Err
	}
	client, err := f.client(login, logfile.New(config.StateDir(env)))
	if err != nil {
		stop()
		return nil, err
	}
	own, _ := f.settingsFor(login)
	return &tasks.Conn{
		Client: client, BaseURL: login.BaseURL,
		Space: cmp.Or(login.Space, own.Space), Format: cmp.Or(own.Output, login.Format), PollInterval: own.PollInterval, Timeout: own.Timeout,
		Close: func() {
			client.Close()
			stop()
		},
	}, nil
}

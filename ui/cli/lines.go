package cli

import (
	"cmp"
	"context"
	"os"
	"sync"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/theme"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/logfile"
	"ax-tui/ui/cli/prompt"
	"ax-tui/ui/cli/tasks"
)

// tasks is line mode: one request or a few, and an end. ctrl+c ends it too.
func (f *connFlags) tasks(streams Streams, env func(string) string) *cobra.Command {
	app := f.app(streams, env)
	cmd := tasks.Command(app)
	f.add(cmd.PersistentFlags())
	for _, flag := range []string{"seed", "tasks", "speed", "fault"} {
		_ = cmd.PersistentFlags().MarkHidden(flag) // they shape the demo alone
	}
	cmd.PersistentFlags().BoolVarP(&f.verbose, "verbose", "v", false, "tell each request on standard error: method, path, status, time")
	cmd.PersistentPreRunE = func(command *cobra.Command, _ []string) error {
		ctx, _ := interrupts(command.Context()) // ends with the context of Run
		command.SetContext(ctx)
		app.Again = f.again()
		err := f.settle(streams, env)
		app.Zone = zone(f.utc)
		return err
	}
	return cmd
}

// again is what a proposed command needs to reach the same server.
func (f *connFlags) again() (out string) {
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
	if app.OutTTY {
		app.Paint = paint(f, env)
	}
	if app.InTTY && app.ErrTTY {
		app.Ask = prompt.New(streams.In, streams.Err, env)
	}
	app.Open = func(ctx context.Context) (*tasks.Conn, error) { return f.open(ctx, streams, env) }
	return app
}

// paint colours by status as the screens do, with the theme of the settings.
func paint(f *connFlags, env func(string) string) func(api.Status, string) string {
	styles := sync.OnceValue(func() *theme.Styles { return theme.New(theme.Choice{Name: f.cfg.Theme}.Options(true, env)) })
	return func(status api.Status, cell string) string {
		_, style := styles().Status(string(status))
		return style.Render(cell)
	}
}

// terminal tells whether a stream is one, and how wide.
func terminal(stream any) (bool, int) {
	file, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(file.Fd()) {
		return false, 0
	}
	w, _, err := term.GetSize(file.Fd())
	if err != nil || w < 1 {
		w = 80
	}
	return true, w
}

// open makes the connection of one command.
func (f *connFlags) open(ctx context.Context, streams Streams, env func(string) string) (*tasks.Conn, error) {
	login, stop, err := f.connect(ctx, env)
	if err != nil {
		return nil, err
	}
	if f.verbose {
		f.told = streams.Err
	}
	client, err := f.client(login, logfile.New(config.StateDir(env)))
	if err != nil {
		stop()
		return nil, err
	}
	own, _ := f.forLogin(login)
	return &tasks.Conn{
		Client: client, BaseURL: login.BaseURL,
		Space: cmp.Or(login.Space, own.Space), Format: cmp.Or(own.Output, login.Format), Every: own.Every, GiveUp: own.GiveUp,
		Close: func() {
			client.Close()
			stop()
		},
	}, nil
}

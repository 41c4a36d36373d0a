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
func (f *connFlags) tasks(s Streams, env func(string) string) *cobra.Command {
	a := f.app(s, env)
	cmd := tasks.Command(a)
	f.add(cmd.PersistentFlags())
	for _, flag := range []string{"seed", "tasks", "speed", "fault"} {
		_ = cmd.PersistentFlags().MarkHidden(flag) // they shape the demo alone
	}
	cmd.PersistentFlags().BoolVarP(&f.verbose, "verbose", "v", false, "tell each request on standard error: method, path, status, time")
	cmd.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		ctx, _ := interrupts(c.Context()) // ends with the context of Run
		c.SetContext(ctx)
		a.Again = f.again()
		err := f.settle(s, env)
		a.Zone = zone(f.utc)
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
func (f *connFlags) app(s Streams, env func(string) string) *tasks.App {
	a := &tasks.App{
		Streams: tasks.Streams{In: s.In, Out: s.Out, Err: s.Err},
		Now:     s.Now,
	}
	a.InTTY, _ = terminal(s.In)
	a.OutTTY, a.Width = terminal(s.Out)
	a.ErrTTY, _ = terminal(s.Err)
	if a.InTTY && a.ErrTTY {
		a.Ask = prompt.New(s.In, s.Err, env)
	}
	a.Open = func(ctx context.Context) (*tasks.Conn, error) { return f.open(ctx, s, env) }
	return a
}

// terminal tells whether a stream is one, and how wide.
func terminal(stream any) (bool, int) {
	f, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(f.Fd()) {
		return false, 0
	}
	w, _, err := term.GetSize(f.Fd())
	if err != nil || w < 1 {
		w = 80
	}
	return true, w
}

// open makes the connection of one command.
func (f *connFlags) open(ctx context.Context, s Streams, env func(string) string) (*tasks.Conn, error) {
	l, stop, err := f.connect(ctx, env)
	if err != nil {
		return nil, err
	}
	if f.verbose {
		f.told = s.Err
	}
	client, err := f.client(l, logfile.New(config.StateDir(env)))
	if err != nil {
		stop()
		return nil, err
	}
	own, _ := f.forLogin(l)
	return &tasks.Conn{
		Client: client, BaseURL: l.BaseURL,
		Space: cmp.Or(l.Space, own.Space), Format: cmp.Or(own.Output, l.Format), Every: own.Every, GiveUp: own.GiveUp,
		Close: func() {
			client.Close()
			stop()
		},
	}, nil
}

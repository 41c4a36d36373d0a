// Package cli is the command line of ax-tui: it reads flags and the
// environment it is handed, opens the connection or the embedded server, and
// starts the full screen or a command of line mode.
//
// It writes to the streams it is given and never to a terminal by itself. It
// imports cobra, api, api/fake, api/login, ui/cli/tasks and ui/app.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api/login"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/term"
)

// Streams are what the program reads and writes, and its clock: data to Out,
// all else to Err. A nil In is empty, a nil Now is the machine's clock.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Now      func() time.Time
}

// Run is the whole program but for the process itself; it gives the exit code.
func Run(ctx context.Context, args []string, streams Streams, env func(string) string) int {
	if streams.In == nil {
		streams.In = strings.NewReader("")
	}
	if streams.Now == nil {
		streams.Now = time.Now
	}
	code := tasks.OK
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := rootCommand(streams, env, &code)
	cmd.SetArgs(args)
	if ran, err := cmd.ExecuteContextC(ctx); err != nil {
		tasks.PrintError(streams.Err, withoutProgramName(err))
		return exitOf(ran.Context(), err) //nolint:contextcheck // a command hears signals by a context of its own
	}
	return code
}

// plain takes the program's own name off an error, for PrintError puts it there.
func withoutProgramName(err error) error {
	if rest, ok := strings.CutPrefix(err.Error(), "ax-tui "); ok {
		return errors.New(rest)
	}
	return err
}

func exitOf(ctx context.Context, err error) int {
	if stopped, ok := errors.AsType[signalError](context.Cause(ctx)); ok && tasks.CodeOf(err) == tasks.Interrupted {
		return stopped.code()
	}
	if errors.Is(err, login.ErrNoKey) {
		return tasks.Auth
	}
	if _, ok := errors.AsType[term.NotATerminal](err); ok {
		return tasks.Usage
	}
	return tasks.CodeOf(err)
}

//nolint:contextcheck // cobra hands the context over
func rootCommand(streams Streams, env func(string) string, code *int) *cobra.Command {
	var options flags
	cmd := &cobra.Command{
		Use:   "ax-tui [ID]",
		Short: "Browse, watch and trigger Arize AX evaluation tasks",
		Long: `ax-tui is a full-screen program for evaluation tasks on Arize AX: browse tasks
and runs, watch runs live, trigger and cancel them. With an ID it opens on that
task or run. For scripts there is line mode: ax-tui tasks --help

Look around without a key or a network:   ax-tui --demo
It reads the login of the ax program: flags, then the ARIZE_* variables
(ARIZE_API_KEY and others), then the active profile.
What is set where:                            ax-tui config show
Whether it works, and why not:                ax-tui doctor`,
		Args:              cobra.MaximumNArgs(1),
		Version:           version(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 1 {
				options.filter.open = args[0]
			}
			*code, err = runFullScreen(cmd.Context(), options, streams, env, cmd.Flags().Changed)
			return err
		},
	}
	cmd.SetIn(streams.In)
	cmd.SetOut(streams.Out)
	cmd.SetErr(streams.Err)
	options.add(cmd.Flags())
	cmd.AddCommand(options.conn.tasksCommand(streams, env), options.conn.configCommand(streams, env), options.conn.doctorCommand(streams, env), demoServerCommand(streams))
	reportUsage(cmd)
	return cmd
}

// strict makes every fault in the command line, wherever cobra finds it, a
// usage error that names the help of the command.
func reportUsage(cmd *cobra.Command) {
	cmd.SetFlagErrorFunc(func(command *cobra.Command, err error) error { return withHelpHint(command, flagError(err)) })
	if check := cmd.Args; check != nil {
		cmd.Args = func(command *cobra.Command, args []string) error {
			if err := check(command, args); err != nil {
				return withHelpHint(command, argsError(command, args, err))
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		reportUsage(sub)
	}
}

func withHelpHint(command *cobra.Command, err error) error {
	return tasks.UsageError("%w; see %s --help", err, command.CommandPath())
}

// plainArgs says in the words of the help what arguments a command takes.
func argsError(command *cobra.Command, args []string, err error) error {
	_, wants, _ := strings.Cut(command.Use, " ")
	path := strings.TrimPrefix(command.CommandPath(), "ax-tui ")
	switch {
	case wants == "" || strings.HasPrefix(err.Error(), "unknown command"):
		return err
	case len(args) == 0:
		return fmt.Errorf("%s needs %s", path, wants)
	}
	return fmt.Errorf("%s takes %s and nothing more; quote a name that holds spaces", path, wants)
}

// plainFlag says a fault of a flag's value without the parser's own words.
func flagError(err error) error {
	bad, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err
	}
	want := map[string]string{
		"int": "is not a whole number", "uint64": "is not a whole number", "float64": "is not a number", "bool": "is not true or false",
	}[bad.GetFlag().Value.Type()]
	if want == "" {
		want = bad.Unwrap().Error()
	}
	return fmt.Errorf("--%s: %q %s", bad.GetFlag().Name, bad.GetValue(), want)
}

// Tree is every command with its help, for manual pages. It is not to be run.
func Tree() *cobra.Command {
	none := func(string) string { return "" }
	return rootCommand(Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Now: time.Now}, none, new(int))
}

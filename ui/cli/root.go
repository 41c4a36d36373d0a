// Package cli is the command line of ax-tui: it parses flags and the environment
// it is passed, opens the connection or the embedded server, and starts the full
// screen or a command of line mode.
//
// It writes only to the streams it is passed.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api/login"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/term"
)

// Streams holds the streams of the program and its clock: data goes to Out, all else
// to Err. A nil In is empty, a nil Now is time.Now.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Now      func() time.Time
}

// Run runs the program and returns its exit code.
func Run(ctx context.Context, args []string, streams Streams, env func(string) string) int {
	if streams.In == nil {
		streams.In = strings.NewReader("")
	}
	if streams.Now == nil {
		streams.Now = time.Now
	}
	if err := checkSecrets(args, env); err != nil {
		tasks.PrintError(streams.Err, err)
		return tasks.CodeOf(err)
	}
	if out, ok := streams.Out.(*os.File); ok {
		defer term.DrawSequences(out)()
	}
	code := tasks.OK
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := rootCommand(args, streams, env, &code)
	out := &checkedWriter{Writer: streams.Out}
	cmd.SetOut(out) // help and version, whose errors cobra drops
	cmd.SetArgs(args)
	failed, err := cmd.ExecuteContextC(ctx)
	if out.err != nil {
		tasks.PrintError(streams.Err, tasks.CannotWrite("the output", out.err))
		return tasks.File
	}
	if lost, ok := errors.AsType[*fs.PathError](err); ok && lost.Op == "write" && lost.Path == os.Stdout.Name() && tasks.CodeOf(err) == tasks.Unexpected {
		err = tasks.CannotWrite("the output", err)
	}
	if err != nil {
		tasks.PrintError(streams.Err, withoutProgramName(err))
		return exitCode(failed.Context(), err) //nolint:contextcheck // the context of the failed command carries its signal
	}
	return code
}

// checkedWriter remembers the first error of writing.
type checkedWriter struct {
	io.Writer
	err error
}

func (w *checkedWriter) Write(data []byte) (int, error) {
	n, err := w.Writer.Write(data)
	w.err = cmp.Or(w.err, err)
	return n, err
}

// withoutProgramName removes the program name from an error, as PrintError adds it.
func withoutProgramName(err error) error {
	if rest, ok := strings.CutPrefix(err.Error(), "ax-tui "); ok {
		return errors.New(rest)
	}
	return err
}

func exitCode(ctx context.Context, err error) int {
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

// rootCommand returns the program with the command that the arguments name, with every
// command if the first ones are no names.
//
//nolint:contextcheck // cobra passes the context
func rootCommand(args []string, streams Streams, env func(string) string, code *int) *cobra.Command {
	options := flags{conn: connFlags{now: streams.Now}}
	cmd := &cobra.Command{
		Use:   "ax-tui [TASK|ID]",
		Short: "Browse, watch and trigger Arize AX evaluation tasks",
		Long: `ax-tui is a full-screen program for evaluation tasks on Arize AX: browse tasks
and runs, watch runs live, trigger and cancel them. With the name of a task, or
the ID of a task or run, it opens on that; TASK@latest is the newest run of a
task. Line mode is for scripts: ax-tui tasks --help

Try it without a key or a network:        ax-tui --demo
It reads the login of the ax program: flags, then the ARIZE_* variables
(ARIZE_API_KEY, ARIZE_SPACE, ARIZE_API_HOST and others), then the active profile.
Where each setting comes from:            ax-tui config show
Check that everything works:              ax-tui doctor`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := checkOpen(cmd, args); err != nil {
				return err
			}
			return cobra.MaximumNArgs(1)(cmd, args)
		},
		Version:       thisBuild().line(),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 1 {
				options.filter.open = args[0]
			}
			*code, err = runFullScreen(cmd.Context(), options, &streams, env, cmd.Flags().Changed)
			return err
		},
	}
	cmd.SetIn(streams.In)
	cmd.SetErr(streams.Err)
	options.add(cmd.Flags())
	cmd.CompletionOptions.DisableDefaultCmd = true // ours may not be among the commands
	app := options.conn.app(streams, env)
	app.Completing = completing(args)
	cmd.ValidArgsFunction = tasks.CompleteOpen(app)
	words := append(slices.Clone(args), "", "")
	tasks.AddCommands(cmd, app, append(options.conn.lineCommands(streams, env, words[1]), []tasks.Maker{
		{Name: "config", Make: func(*tasks.App) *cobra.Command { return options.conn.configCommand(streams, env) }},
		{Name: "doctor", Make: func(*tasks.App) *cobra.Command { return options.conn.doctorCommand(streams, env) }},
		{Name: "demo-server", Make: func(*tasks.App) *cobra.Command { return demoServerCommand(streams) }},
		{Name: "completion", Make: func(*tasks.App) *cobra.Command { return completionCommand() }},
		{Name: "schema", Make: func(*tasks.App) *cobra.Command { return schemaCommand() }},
		{Name: "version", Make: func(*tasks.App) *cobra.Command { return versionCommand() }},
	}...), words[0])
	if app.Completing {
		completeNamedFlags(cmd, env)
	}
	reportUsage(cmd)
	return cmd
}

// reportUsage turns every error that cobra finds in the command line into a usage
// error that names the help of the command.
func reportUsage(cmd *cobra.Command) {
	cmd.SetFlagErrorFunc(func(command *cobra.Command, err error) error { return withHelpHint(command, flagError(command, err)) })
	if check := cmd.Args; check != nil {
		cmd.Args = func(command *cobra.Command, args []string) error {
			err := check(command, args)
			if err != nil {
				err = argsError(command, args, err)
			}
			for _, arg := range args[min(1, len(args)):] { // the first may be a name, such as false
				if hint := switchHint(command, arg); hint != "" {
					err = fmt.Errorf("%q is an argument of its own here%s", arg, hint)
				}
			}
			if err != nil {
				return withHelpHint(command, err)
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

// argsError says which arguments a command takes, in the words of its help.
func argsError(command *cobra.Command, args []string, err error) error {
	_, usage, _ := strings.Cut(command.Use, " ")
	path := strings.TrimPrefix(command.CommandPath(), "ax-tui ")
	switch {
	case command.HasSubCommands() && len(args) > 0 && command.HasParent():
		meant := ""
		if found := nearCommand(command, args[0]); found != nil {
			meant = found.Name()
		}
		return fmt.Errorf("unknown command %q for %q%s", args[0], command.CommandPath(), didYouMean(meant))
	case usage == "" && len(args) > 0:
		return fmt.Errorf("%s takes no arguments, but %q was given%s", path, args[0], switchHint(command, args[0]))
	case usage == "" || strings.Contains(err.Error(), "is not a command"):
		return err
	case len(args) == 0:
		return fmt.Errorf("%s needs %s", path, usage)
	}
	return fmt.Errorf("%s takes only %s; quote a name that contains spaces", path, usage)
}

// switchHint says how to write the value of a switch that was given as a word of its own.
func switchHint(command *cobra.Command, value string) (hint string) {
	if value != "true" && value != "false" {
		return ""
	}
	command.Flags().Visit(func(flag *pflag.Flag) {
		switch join := " or "; {
		case flag.Value.Type() != "bool":
		case hint == "":
			join = "; write "
			fallthrough
		default:
			hint += fmt.Sprintf("%s--%s=%s", join, flag.Name, value)
		}
	})
	return hint
}

// flagError adds to the parser's message about a flag what was meant or what is wrong.
func flagError(command *cobra.Command, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		switch short := unknown.GetSpecifiedShortnames(); {
		case short != "" && strings.Contains(command.Use, " ") && len(short) > 1:
			return fmt.Errorf("%w; write -- before a name that begins with -: %s -- -%s", err, command.CommandPath(), short)
		case short != "":
			return err
		}
		return fmt.Errorf("%w%s", err, didYouMean(nearFlag(command, unknown.GetSpecifiedName())))
	}
	invalid, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err
	}
	problem := map[string]string{
		"int": "is not a whole number", "uint64": "is not a whole number", "float64": "is not a number", "bool": "is not true or false",
	}[invalid.GetFlag().Value.Type()]
	if problem == "" {
		problem = invalid.Unwrap().Error()
	}
	return fmt.Errorf("--%s: %q %s", invalid.GetFlag().Name, invalid.GetValue(), problem)
}

// Tree returns every command with its help, for manual pages. Do not execute it.
func Tree() *cobra.Command {
	none := func(string) string { return "" }
	return rootCommand(nil, Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Now: time.Now}, none, new(int))
}

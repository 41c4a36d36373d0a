package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/api/resolve"
	"ax-tui/keymap"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/doctor"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/text"
)

// configCommand is `ax-tui config`.
func (f *connFlags) configCommand(streams Streams, env func(string) string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show and check settings and login",
		Args:  cobra.NoArgs,
		RunE:  func(command *cobra.Command, _ []string) error { return tasks.ShowHelp(command) },
	}
	cmd.PersistentFlags().StringVar(&f.profile, "profile", "", "the ax profile to use (default: the active one)")
	add := func(use, short string, run func(context.Context) error) *cobra.Command {
		sub := &cobra.Command{Use: use, Short: short, Args: cobra.NoArgs, RunE: func(command *cobra.Command, _ []string) error { return run(command.Context()) }}
		cmd.AddCommand(sub)
		return sub
	}
	add("path", "Print the path of the settings file", func(context.Context) error {
		_, err := fmt.Fprintln(streams.Out, config.Path(env))
		return err
	})
	cmd.AddCommand(&cobra.Command{
		Use: "schema [theme]", Short: "Print the JSON schema of the settings file, or of theme files, for editors",
		Args: cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs), ValidArgs: []string{"theme"},
		RunE: func(_ *cobra.Command, args []string) error {
			schema := config.Schema
			if len(args) > 0 {
				schema = config.ThemeSchema
			}
			_, err := fmt.Fprint(streams.Out, schema)
			return err
		},
	})
	var out string
	show := add("show", "Print every effective setting with its source; never the key", func(context.Context) error { return f.configShow(&streams, env, out) })
	show.Flags().StringVarP(&out, "output", "o", "table", "table or json")
	add("check", "Check settings and login; exits 2 or 3 on errors", func(ctx context.Context) error { return f.configCheck(ctx, &streams, env) })
	add("keys", "List every key with its scope and action, as named in the settings", func(context.Context) error { return listKeys(&streams, env) })
	return cmd
}

// doctorSettings loads what config show and config check report on.
func (f *connFlags) doctorSettings(env func(string) string) (settings doctor.Settings) {
	settings.Env = env
	settings.Config, settings.ConfigErr = config.Load(env)
	profile := doctor.Profile(f.profile, &settings.Config, env)
	settings.Login, settings.LoginErr = login.Load(login.Request{Profile: profile, Env: env})
	settings.Themes = config.CheckThemes(env)
	settings.Profiles = login.Profiles(login.Request{Env: env})
	return settings
}

func (f *connFlags) configShow(streams *Streams, env func(string) string, out string) error {
	if err := checkOutput(out); err != nil {
		return err
	}
	settings := f.doctorSettings(env)
	for _, warning := range settings.Login.Warnings {
		_, _ = fmt.Fprintln(streams.Err, "ax-tui: warning: "+string(text.Clean(warning)))
	}
	if err := doctor.ConfigShow(streams.Out, &settings, out == "json"); err != nil {
		return err
	}
	return f.usageError(errors.Join(settings.ConfigErr, settings.LoginErr))
}

func checkOutput(out string) error {
	if out != "table" && out != "json" {
		return tasks.UsageError("--output is %q; choose table or json", out)
	}
	return nil
}

// usageError turns an error of the settings or the login into a usage error, except
// a missing key.
func (f *connFlags) usageError(err error) error {
	if err == nil || errors.Is(err, login.ErrNoKey) {
		return err
	}
	return tasks.UsageError("%w", err)
}

// checkSpace looks for the default space, the only setting that the server has to be
// asked about; without one nothing is sent.
func (f *connFlags) checkSpace(ctx context.Context, settings *doctor.Settings) error {
	if settings.Space() == "" || settings.LoginErr != nil || settings.ConfigErr != nil {
		return nil
	}
	client, err := f.client(settings.Login, nil)
	if err != nil {
		return nil // reported with the login
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(api.NoRetry(ctx), spaceTimeout)
	defer cancel()
	return resolve.CheckSpace(ctx, client, settings.Space())
}

// spaceTimeout bounds the look-up of the default space.
const spaceTimeout = 5 * time.Second

func (f *connFlags) configCheck(ctx context.Context, streams *Streams, env func(string) string) error {
	settings := f.doctorSettings(env)
	settings.SpaceErr = f.checkSpace(ctx, &settings)
	code, err := doctor.ConfigCheck(streams.Out, settings, streams.Now())
	if err == nil && code != 0 {
		return checksFailed(code)
	}
	return err
}

// listKeys prints the key table with the bindings of the settings applied.
func listKeys(streams *Streams, env func(string) string) error {
	cfg, err := config.Load(env)
	if err != nil {
		return tasks.UsageError("%w", err)
	}
	keys, _ := cfg.Keymap(keymap.Default())
	var rows [][]text.Safe
	for _, entry := range keys.Entries() {
		rows = append(rows, []text.Safe{text.Safe(entry.Scope), text.Safe(entry.Action), text.Clean(fmt.Sprintf("%q", entry.Keys)), text.Safe(entry.Help)})
	}
	_, err = fmt.Fprint(streams.Out, tasks.Grid([]tasks.Column{{Title: "SCOPE"}, {Title: "ACTION"}, {Title: "KEYS"}, {Title: "WHAT IT DOES"}}, rows, 0))
	return err
}

// doctorCommand is `ax-tui doctor`.
func (f *connFlags) doctorCommand(streams Streams, env func(string) string) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check settings, login, network, key and terminal",
		Long: `doctor checks everything that ax-tui depends on and says how to fix what fails.
It changes nothing and sends reads only.

Exit codes: 0 nothing failed · 2 settings or login · 3 authentication · 4 network
or API.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return f.runDoctor(command.Context(), &streams, env, out)
		},
	}
	f.add(cmd.Flags())
	cmd.Flags().StringVarP(&out, "output", "o", "table", "table or json")
	return cmd
}

// checksFailed ends the program with an exit code after a report.
func checksFailed(code int) error {
	return &tasks.Fault{Code: code, Err: errors.New("some checks failed (see above)")}
}

func (f *connFlags) runDoctor(ctx context.Context, streams *Streams, env func(string) string, out string) error {
	if err := checkOutput(out); err != nil {
		return err
	}
	options := doctor.Options{
		Settings: doctor.Settings{Env: env}, Now: streams.Now, LookPath: exec.LookPath, LookupHost: net.DefaultResolver.LookupHost, Dial: (&net.Dialer{}).DialContext,
	}
	options.Config, options.ConfigErr = config.Load(env)
	options.Themes = config.CheckThemes(env)
	f.cfg = options.Config
	f.profile = doctor.Profile(f.profile, &options.Config, env)
	ctx, _ = withSignals(ctx)
	var stop func()
	if options.Login, stop, options.LoginErr = f.connect(ctx, env); options.LoginErr == nil {
		defer stop()
		options.Client, options.ClientErr = f.client(options.Login, nil)
	}
	options.TTY[0], _ = terminal(streams.In)
	options.TTY[1], options.Width = terminal(streams.Out)
	options.TTY[2], _ = terminal(streams.Err)
	report := doctor.Run(ctx, options)
	var err error
	if out == "json" {
		err = report.JSON(streams.Out)
	} else {
		err = report.Text(streams.Out, options.Width, env("LANG") == "C" || env("TERM") == "dumb")
	}
	if code := report.Code(); err == nil && code != 0 {
		return checksFailed(code)
	}
	return err
}

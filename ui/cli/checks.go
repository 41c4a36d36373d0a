package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"

	"github.com/spf13/cobra"

	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/doctor"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/text"
)

// config is `ax-tui config path|show|check`.
func (f *connFlags) config(s Streams, env func(string) string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Where settings and the login come from",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	cmd.PersistentFlags().StringVar(&f.profile, "profile", "", "look at this ax profile (default the active one)")
	add := func(use, short string, run func() error) *cobra.Command {
		sub := &cobra.Command{Use: use, Short: short, Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return run() }}
		cmd.AddCommand(sub)
		return sub
	}
	add("path", "Where the program's own settings are looked for", func() error {
		_, err := fmt.Fprintln(s.Out, config.Path(env))
		return err
	})
	var out string
	show := add("show", "Every setting that counts, and where it came from; never the key", func() error { return f.show(s, env, out) })
	show.Flags().StringVarP(&out, "output", "o", "table", "table or json")
	add("check", "Whether settings and login can be used; exits 2 or 3 when not", func() error { return f.check(s, env) })
	add("keys", "Every key with its scope and action, as the settings name them", func() error { return listKeys(s, env) })
	return cmd
}

// settings reads everything that config show and check look at.
func (f *connFlags) settings(env func(string) string) (s doctor.Settings) {
	s.Env = env
	s.Config, s.ConfigErr = config.Load(env)
	profile := doctor.Profile(f.profile, s.Config, env)
	s.Login, s.LoginErr = login.Load(login.Request{Profile: profile, Env: env})
	s.Profiles = login.Profiles(login.Request{Env: env})
	return s
}

func (f *connFlags) show(s Streams, env func(string) string, out string) error {
	if err := checkOutput(out); err != nil {
		return err
	}
	all := f.settings(env)
	if err := doctor.ConfigShow(s.Out, all, out == "json"); err != nil {
		return err
	}
	return f.loginFault(errors.Join(all.ConfigErr, all.LoginErr))
}

func checkOutput(out string) error {
	if out != "table" && out != "json" {
		return tasks.UsageError("--output is %q; choose table or json", out)
	}
	return nil
}

// loginFault gives a fault of settings or login its exit code.
func (f *connFlags) loginFault(err error) error {
	if err == nil || errors.Is(err, login.ErrNoKey) {
		return err
	}
	return tasks.UsageError("%w", err)
}

func (f *connFlags) check(s Streams, env func(string) string) error {
	code, err := doctor.ConfigCheck(s.Out, f.settings(env))
	if err == nil && code != 0 {
		return unwell(code)
	}
	return err
}

// listKeys prints the key table with what the settings have changed in it.
func listKeys(s Streams, env func(string) string) error {
	cfg, err := config.Load(env)
	if err != nil {
		return tasks.UsageError("%w", err)
	}
	m, _ := cfg.Keymap(keymap.Default())
	var rows [][]text.Safe
	for _, e := range m.Entries() {
		rows = append(rows, []text.Safe{text.Safe(e.Scope), text.Safe(e.Action), text.Clean(fmt.Sprintf("%q", e.Keys)), text.Safe(e.Help)})
	}
	_, err = fmt.Fprint(s.Out, tasks.Grid([]tasks.Column{{Title: "SCOPE"}, {Title: "ACTION"}, {Title: "KEYS"}, {Title: "WHAT IT DOES"}}, rows, 0))
	return err
}

// doctor is `ax-tui doctor`.
func (f *connFlags) doctor(s Streams, env func(string) string) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check settings, login, network, key and terminal",
		Long: `doctor looks at everything that ax-tui stands on and says what to do about what is
not well. It changes nothing and tries reads only.

Exit codes: 0 nothing failed · 2 settings or login · 3 authentication · 4 network
or API.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.examine(c.Context(), s, env, out) },
	}
	f.add(cmd.Flags())
	cmd.Flags().StringVarP(&out, "output", "o", "table", "table or json")
	return cmd
}

// unwell ends the program with a code after the report has said it all.
func unwell(code int) error {
	return &tasks.Fault{Code: code, Err: errors.New("not everything is well; see the lines above")}
}

func (f *connFlags) examine(ctx context.Context, s Streams, env func(string) string, out string) error {
	if err := checkOutput(out); err != nil {
		return err
	}
	o := doctor.Options{
		Settings: doctor.Settings{Env: env}, Now: s.Now, LookPath: exec.LookPath, LookupHost: net.DefaultResolver.LookupHost, Dial: (&net.Dialer{}).DialContext,
	}
	o.Config, o.ConfigErr = config.Load(env)
	f.cfg = o.Config
	f.profile = doctor.Profile(f.profile, o.Config, env)
	ctx, _ = interrupts(ctx)
	var stop func()
	if o.Login, stop, o.LoginErr = f.connect(ctx, env); o.LoginErr == nil {
		defer stop()
		o.Client, o.ClientErr = f.client(o.Login, nil)
	}
	o.TTY[0], _ = terminal(s.In)
	o.TTY[1], o.Width = terminal(s.Out)
	o.TTY[2], _ = terminal(s.Err)
	r := doctor.Run(ctx, o)
	var err error
	if out == "json" {
		err = r.JSON(s.Out)
	} else {
		err = r.Text(s.Out, o.Width, env("LANG") == "C" || env("TERM") == "dumb")
	}
	if code := r.Code(); err == nil && code != 0 {
		return unwell(code)
	}
	return err
}

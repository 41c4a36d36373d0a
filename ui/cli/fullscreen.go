package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/logfile"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/host"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// Go collects garbage when the heap has grown by a percentage. While little is loaded the
// default is best: less than it made a collection every six keys, and each one delays the
// key that it meets. With 100 000 rows half of it saves a sixth of the memory.
const (
	smallHeap        = 16 << 20 // bytes in use after a collection
	smallHeapPercent = 100
	largeHeapPercent = 50
)

// paceCollections chooses the percentage after every collection until the program ends.
func paceCollections() {
	type sentinel struct{ _ *byte } // unreachable at once: its finalizer runs after the next collection
	percent := smallHeapPercent
	debug.SetGCPercent(percent)
	var collected func(*sentinel)
	collected = func(*sentinel) {
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		wanted := smallHeapPercent
		if memory.HeapAlloc > smallHeap {
			wanted = largeHeapPercent
		}
		if wanted != percent {
			percent = wanted
			debug.SetGCPercent(percent)
		}
		runtime.SetFinalizer(&sentinel{}, collected)
	}
	runtime.SetFinalizer(&sentinel{}, collected)
}

// maxWait is the longest Retry-After that a request of the full screen waits for. After
// a longer one the person sees why nothing comes and decides when to ask again.
const maxWait = 2 * time.Second

// flags holds the flags of the full screen.
type flags struct {
	conn   connFlags
	limit  int
	theme  string
	ascii  bool
	mouse  bool
	filter filterFlags
	board  bool
	view   string

	onFinish string
}

func (f *flags) add(fs *pflag.FlagSet) {
	fs.IntVar(&f.limit, "limit", 15, "rows per page, 1 to 100")
	fs.StringVar(&f.theme, "theme", "auto", "auto, dark, light, high-contrast, none, or the name of a theme file")
	fs.StringVar(&f.view, "view", "", "start with a saved view of the tasks (:save-view saves one)")
	fs.BoolVar(&f.board, "board", false, "open on the board of watched runs")
	fs.BoolVar(&f.ascii, "ascii", false, "draw with plain ASCII only")
	fs.BoolVar(&f.mouse, "mouse", false, "use the mouse: wheel, clicks, the keys of the help line")
	fs.StringVar(&f.onFinish, "on-finish", "", "run this shell command when a watched run ends, with AX_TUI_RUN_ID, AX_TUI_OUTCOME and others set")
	f.conn.add(fs)
	f.filter.add(fs)
}

// runFullScreen opens the connection and runs the full screen; it returns the exit code.
func runFullScreen(ctx context.Context, options flags, streams *Streams, env func(string) string, changed func(flag string) bool) (int, error) {
	if err := options.conn.loadSettings(streams, env); err != nil {
		return 0, err
	}
	choice, err := readTheme(options.theme, streams, env)
	if err != nil {
		return 0, err
	}
	if !changed("limit") && options.conn.cfg.Limit > 0 {
		options.limit = options.conn.cfg.Limit
	}
	if err := tasks.CheckLimit(options.limit); err != nil {
		return 0, err
	}
	filter, err := options.filter.filter()
	if err != nil {
		return 0, tasks.UsageError("%w", err)
	}
	if options.view != "" {
		view, ok := options.conn.cfg.Views[options.view]
		if !ok {
			return 0, tasks.UsageError("%w", options.conn.cfg.NoView(options.view))
		}
		filter = filter.With(&view)
	}
	keys, warnings := options.conn.cfg.Keymap(keymap.Default())
	for _, warning := range warnings {
		_, _ = fmt.Fprintln(streams.Err, "ax-tui: warning: "+warning)
	}
	options.conn.maxWait = maxWait
	log := logfile.New(config.StateDir(env))
	connections := connector{conn: options.conn, env: env, log: log, base: ctx}
	conn, err := connections.first(ctx)
	if err != nil {
		return 0, err
	}
	filter.Space = cmp.Or(filter.Space, conn.Filter.Space)
	conn.Filter = filter
	if conn.Close != nil {
		defer conn.Close()
	}
	// The settings may have a theme for the profile, which is known only now.
	if settings := options.conn.cfg.For(conn.Profile); !changed("theme") && settings.Theme != "" {
		if choice, err = readTheme(settings.Theme, streams, env); err != nil {
			return 0, err
		}
	}
	choice.ASCII = options.ascii || options.conn.cfg.ASCII
	if locale, utf8 := theme.LocaleCharset(env); !changed("ascii") && locale != "" && !utf8 {
		choice.ASCII = true // such a terminal cannot show the usual glyphs
	}
	paceCollections()
	mouse := options.mouse || options.conn.cfg.Mouse && !changed("mouse")
	code, err := app.Run(ctx, &app.Config{
		Connection: conn, Theme: choice, Themes: themes(env), Env: env, Zone: timeZone(options.conn.utc), Limit: options.limit, Open: options.filter.open, Board: options.board, Mouse: mouse, Log: log,
		Logins: connections.logins(), Keys: keys, State: config.StateDir(env), Clipboard: options.conn.cfg.Clipboard,
		Columns: options.conn.cfg.Columns, KeepColumns: func(list string, chosen []string) error { return config.KeepColumns(env, list, chosen) },
		Views: options.conn.cfg.Views, View: options.view, KeepView: func(view host.View) error { return config.KeepView(env, &view) },
		Budget: options.conn.cfg.WatchBudget, Notify: notify(options.conn.cfg.Notify, options.onFinish),
		Watch: api.PollRule{Every: options.conn.cfg.PollInterval, GiveUp: options.conn.cfg.Timeout},
	})
	if _, ok := errors.AsType[term.NotATerminal](err); ok && conn.Client == nil {
		return 0, cmp.Or(conn.NoLogin, login.ErrNoKey) // the welcome screen needs a terminal
	}
	return code, err
}

// readTheme returns a theme by its name, and prints the warnings about its file.
func readTheme(name string, streams *Streams, env func(string) string) (theme.Choice, error) {
	choice, warnings, err := config.ReadTheme(env, name)
	if err != nil {
		return choice, tasks.UsageError("%w", err)
	}
	for _, warning := range warnings {
		_, _ = fmt.Fprintln(streams.Err, "ax-tui: warning: "+string(text.Clean(warning)))
	}
	return choice, nil
}

// themes are the files of themes.
func themes(env func(string) string) app.Themes {
	return app.Themes{
		List: func() (out []app.ThemeFile) {
			broken := map[string]string{}
			for _, file := range config.CheckThemes(env) {
				broken[file.Name] = file.Why()
			}
			for _, name := range config.Themes(env) {
				out = append(out, app.ThemeFile{Name: name, Why: broken[name]})
			}
			return out
		},
		Read: func(name string) (theme.Choice, error) {
			choice, _, err := config.ReadTheme(env, name)
			return choice, err
		},
	}
}

// notify returns how the end of a watched run is shown.
func notify(settings config.Notify, onFinish string) app.Notify {
	return app.Notify{
		NoStatus: settings.NoStatus, NoTitle: settings.NoTitle, Bell: settings.Bell, Desktop: settings.Desktop, Progress: settings.Progress,
		OnFinish: cmp.Or(onFinish, settings.OnFinish), Environ: os.Environ(),
	}
}

func timeZone(utc bool) *time.Location {
	if utc {
		return time.UTC
	}
	return time.Local
}

// hostOf returns the host and port of an address, for display.
func hostOf(base string) string {
	address, err := url.Parse(base)
	if err != nil {
		return base
	}
	return address.Host
}

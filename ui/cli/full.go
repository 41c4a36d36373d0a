package cli

import (
	"context"
	"fmt"
	"net/url"
	"runtime/debug"
	"time"

	"github.com/spf13/pflag"

	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/logfile"
)

// gcPercent trades a little processor time for memory: with 100 000 loaded
// rows the program stays a sixth smaller.
const gcPercent = 50

// flags of the full screen.
type flags struct {
	conn   connFlags
	limit  int
	theme  string
	ascii  bool
	filter filterFlags
}

func (f *flags) add(fs *pflag.FlagSet) {
	fs.IntVar(&f.limit, "limit", 15, "rows a page, 1 to 100")
	fs.StringVar(&f.theme, "theme", "auto", "auto, dark, light, high-contrast or none")
	fs.BoolVar(&f.ascii, "ascii", false, "draw with plain ASCII only")
	f.conn.add(fs)
	f.filter.add(fs)
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
	l, stop, err := f.conn.connect(ctx, env)
	if err != nil {
		return 0, err
	}
	defer stop()
	debug.SetGCPercent(gcPercent)
	log := logfile.New(logfile.Path(env))
	client, err := f.conn.client(l, log)
	if err != nil {
		return 0, err
	}
	return app.Run(ctx, app.Config{
		Client: client, Profile: l.Name, Connection: f.conn.connection(), Host: hostOf(l.BaseURL), BaseURL: l.BaseURL, Theme: choice, Env: env, Zone: zone(f.conn.utc),
		ReadOnly: f.conn.readOnly, Limit: f.limit, Filter: filter, Open: f.filter.open, Log: log,
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

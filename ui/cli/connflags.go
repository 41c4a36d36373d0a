package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/login"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/doctor"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/text"
)

// connFlags holds the flags for the connection; the full screen and line mode share
// them.
type connFlags struct {
	demo       bool
	world      worldFlags
	profile    string
	utc        bool
	readOnly   bool
	verbose    bool
	requestLog io.Writer // receives a line per request; nil for none
	waiting    *waiting  // notes what requests wait for; nil for no notes
	cfg        config.Config
	maxWait    time.Duration // see api.Options
	now        func() time.Time
}

// loadSettings reads the settings file, prints its warnings, and uses the settings as
// defaults of the flags.
func (f *connFlags) loadSettings(streams *Streams, env func(string) string) error {
	cfg, err := config.Load(env)
	if err != nil {
		return tasks.UsageError("%w", err)
	}
	for _, warning := range cfg.Warnings {
		_, _ = fmt.Fprintln(streams.Err, "ax-tui: warning: "+string(text.Clean(warning)))
	}
	f.cfg = cfg
	f.utc = f.utc || cfg.UTC
	f.readOnly = f.readOnly || cfg.ReadOnly
	f.profile = doctor.Profile(f.profile, &cfg, env)
	return nil
}

// settingsFor returns the settings with the overrides for the profile of a login.
func (f *connFlags) settingsFor(account *login.Login) (settings config.Config, readOnly bool) {
	settings = f.cfg.For(account.Name)
	return settings, f.readOnly || settings.ReadOnly
}

func (f *connFlags) add(fs *pflag.FlagSet) {
	fs.BoolVar(&f.demo, "demo", false, "use an embedded demo server: no key, no network")
	fs.StringVar(&f.profile, "profile", "", "the ax profile to log in with (default: the active one)")
	fs.BoolVar(&f.utc, "utc", false, "show times in UTC instead of the local zone")
	fs.BoolVar(&f.readOnly, "read-only", false, "refuse every change")
	f.world.add(fs)
}

// connect loads the login, or starts the embedded server for the demo.
func (f *connFlags) connect(ctx context.Context, env func(string) string) (login.Login, func(), error) {
	if !f.demo {
		account, err := login.Load(login.Request{Profile: f.profile, Env: env})
		if err != nil && !errors.Is(err, login.ErrNoKey) {
			err = tasks.UsageError("%w", err)
		}
		return account, func() {}, err
	}
	srv, key, err := f.world.server()
	if err != nil {
		return login.Login{}, nil, tasks.UsageError("%w", err)
	}
	ln, err := fake.Listen(ctx, "127.0.0.1:0", srv)
	if err != nil {
		return login.Login{}, nil, err
	}
	return login.Login{Name: "demo", BaseURL: ln.URL(), Key: key}, func() { _ = ln.Close() }, nil
}

// client creates the client of a login.
func (f *connFlags) client(account login.Login, log *slog.Logger) (*api.Client, error) {
	if log != nil {
		log.Debug("log in", "login", account)
	}
	transport, err := account.Transport()
	if err != nil {
		return nil, tasks.UsageError("%w", err)
	}
	_, readOnly := f.settingsFor(&account)
	if f.requestLog != nil {
		transport = &requestLogger{next: transport, w: f.requestLog}
	}
	options := api.Options{
		BaseURL: account.BaseURL, Key: account.Key, ReadOnly: readOnly, Logger: log, MaxWait: f.maxWait,
		Refused: func() (reason, advice string) { return account.Refused(f.now()) },
	}
	if f.waiting != nil {
		transport, options.OnWait = f.waiting.transport(transport), f.waiting.retry
	}
	options.Transport = transport
	client, err := api.New(options)
	if err != nil {
		return nil, tasks.UsageError("%w", err)
	}
	return client, nil
}

// requestLogger writes one line per request, without headers and bodies.
type requestLogger struct {
	next http.RoundTripper
	mu   sync.Mutex
	w    io.Writer
}

// CloseIdleConnections closes those of the real transport.
func (t *requestLogger) CloseIdleConnections() {
	(&http.Client{Transport: t.next}).CloseIdleConnections()
}

// RoundTrip implements http.RoundTripper.
func (t *requestLogger) RoundTrip(request *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := t.next.RoundTrip(request)
	status := "no response"
	if err == nil {
		status = resp.Status
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	_, _ = fmt.Fprintf(t.w, "%s %s: %s, %d ms\n", request.Method, request.URL.RequestURI(), status, time.Since(start).Milliseconds())
	return resp, err
}

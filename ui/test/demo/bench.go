// Package demo assembles the whole program for tests: the demo world with a
// fixed seed and a manual clock, the embedded server behind the contract check,
// the real client, every screen, and a driver in place of the terminal.
//
// Frames are reproducible: nothing reads the system clock or uses random numbers.
// Only tests import it.
package demo

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
	"ax-tui/api/weblink"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/race"
)

// Options configure a bench. The zero value: 60 tasks, 15 rows per page, 80 by
// 24 cells, no colour, a server without faults.
type Options struct {
	W, H      int
	Tasks     int
	Limit     int
	Theme     string // as --theme; "" is none
	Themes    app.Themes
	Faults    []string // as fake.ParseFaults reads them
	ReadOnly  bool
	Mouse     bool
	Filter    filter.Filter
	Open      string // ID of a task or run
	Logins    app.Logins
	Retries   bool   // the client retries failed reads itself, as it does outside tests
	State     string // folder of drafts and watched runs; "": none is kept
	Notify    app.Notify
	Web       string // address of the web app; "": not known
	Browse    func(command []string) error
	Views     map[string]host.View
	View      string // the saved one that is shown first
	KeepView  func(host.View) error
	Environ   map[string]string // in addition to that of a true-colour terminal
	Unchecked bool              // responses are not checked against the contract: for faults that violate it
}

// Bench is the program under test with its driver.
type Bench struct {
	*driver.Driver
	World  *world.World
	Server *fake.Server
	Client *api.Client // that of the program

	log   requests
	hangs *hanging
	held  atomic.Pointer[chan struct{}]
}

// hanging makes requests end without a response after a moment of real time.
type hanging struct {
	*http.Transport
	on atomic.Bool
}

// RoundTrip implements http.RoundTripper.
func (h *hanging) RoundTrip(request *http.Request) (*http.Response, error) {
	if !h.on.Load() {
		return h.Transport.RoundTrip(request)
	}
	ctx, cancel := context.WithTimeout(request.Context(), 20*time.Millisecond)
	defer cancel()
	return h.Transport.RoundTrip(request.WithContext(ctx))
}

type requests struct {
	mu   sync.Mutex
	seen []string
}

func (r *requests) add(requestInfo fake.RequestInfo) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, requestInfo.Method+" "+requestInfo.Path)
}

// New starts the program; the first requests are in flight.
func New(t testing.TB, options Options) *Bench {
	t.Helper()
	options = options.defaults()
	clk := driver.NewClock()
	bench := &Bench{hangs: &hanging{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}}
	faults := parse(t, options.Faults)
	bench.World = world.New(world.Options{Seed: 7, Tasks: options.Tasks, Now: faults.Clock(clk.Now), Hostile: faults.Hostile()})
	bench.Server = fake.New(fake.Options{
		World: bench.World, Key: "ak-test", Faults: faults, OnRequest: bench.log.add,
		Rand: func() float64 { return 0.5 },
		Sleep: func(ctx context.Context, _ time.Duration) {
			if held := bench.held.Load(); held != nil {
				<-*held
			}
			if bench.hangs.on.Load() {
				<-ctx.Done()
			}
		},
	})
	bench.Client = client(t, bench.Server, options, bench.hangs, clk.Now)
	model := app.Model(t.Context(), app.Config{
		Connection: app.Connection{Client: bench.Client, Profile: "demo", Host: "api.arize.com", Web: weblink.App{Base: options.Web}, ReadOnly: options.ReadOnly, Filter: options.Filter},
		Theme:      options.choice(t), Themes: options.Themes, Env: options.environ, Zone: time.UTC, Limit: options.Limit, Open: options.Open, Logins: options.Logins, State: options.State, Browse: options.Browse, Mouse: options.Mouse, Notify: options.Notify, Views: options.Views, View: options.View, KeepView: options.KeepView,
		Now: clk.Now, After: clk.After, Rand: func() float64 { return 0 },
	})
	bench.Driver = driver.New(t, model, clk, options.W, options.H)
	return bench
}

// Ready starts the program and waits until the first rows and their details are loaded.
func Ready(t testing.TB, options Options) *Bench {
	t.Helper()
	bench := New(t, options)
	bench.Settle()
	return bench
}

// Frames compares the screen after these keys with its goldens, at common sizes.
func Frames(t *testing.T, options Options, keys ...string) {
	t.Helper()
	for _, size := range race.Some([][2]int{{80, 24}, {60, 16}, {120, 36}}, 0) {
		options.W, options.H = size[0], size[1]
		t.Run(fmt.Sprintf("%dx%d", options.W, options.H), func(t *testing.T) {
			bench := Ready(t, options)
			bench.Keys(keys...)
			golden.RequireEqual(t, bench.Plain())
		})
	}
}

func (o Options) defaults() Options {
	if o.Tasks == 0 {
		o.Tasks = 60
	}
	if o.W == 0 {
		o.W = 80
	}
	if o.H == 0 {
		o.H = 24
	}
	if o.Theme == "" {
		o.Theme = "none"
	}
	if o.Limit == 0 {
		o.Limit = 15
	}
	return o
}

// choice is the theme, of the built-in ones or of Themes.
func (o Options) choice(t testing.TB) theme.Choice {
	t.Helper()
	if theme.BuiltIn(o.Theme) {
		return theme.Choice{Name: o.Theme}
	}
	choice, err := o.Themes.Read(o.Theme)
	if err != nil {
		t.Fatal(err)
	}
	return choice
}

// environ is the environment of a true-colour terminal.
func (o Options) environ(name string) string {
	if value, ok := o.Environ[name]; ok {
		return value
	}
	switch name {
	case "TERM":
		return "xterm-256color"
	case "COLORTERM":
		return "truecolor"
	}
	return ""
}

func client(t testing.TB, srv *fake.Server, options Options, transport *hanging, now func() time.Time) *api.Client {
	t.Helper()
	checked := contracttest.Wrap(t, srv)
	if options.Unchecked {
		checked.Pause()
	}
	ln, err := fake.Listen(context.Background(), "127.0.0.1:0", checked)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // closing waits for connections that were opened and never used
		transport.CloseIdleConnections()
		_ = ln.Close()
	})
	retries := -1
	if options.Retries {
		retries = 0
	}
	client, err := api.New(api.Options{
		BaseURL: ln.URL(), Key: "ak-test", ReadOnly: options.ReadOnly, Retries: retries, Transport: transport, Now: now,
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func parse(t testing.TB, texts []string) fake.Faults {
	t.Helper()
	faults, err := fake.ParseFaults(texts)
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

// Fault sets the faults from the next request on; without texts there are none.
func (b *Bench) Fault(texts ...string) { b.Server.SetFaults(parse(b.T, texts)) }

// Hold holds the responses to requests of a path ("GET /v2/tasks") until release is called.
func (b *Bench) Hold(path string) (release func()) {
	gate := make(chan struct{})
	b.held.Store(&gate)
	b.Fault(path + " latency=500ms")
	return func() { b.held.Store(nil); b.Fault(); close(gate) }
}

// Hang lets every request hang from the next one on.
func (b *Bench) Hang() {
	b.Fault("timeout")
	b.hangs.on.Store(true)
}

// Requests returns the requests since the last call that begin with prefix
// ("GET /v2/tasks?"), and clears the log.
func (b *Bench) Requests(prefix string) []string {
	b.log.mu.Lock()
	defer b.log.mu.Unlock()
	var out []string
	for _, request := range b.log.seen {
		if strings.HasPrefix(request, prefix) {
			out = append(out, request)
		}
	}
	b.log.seen = nil
	return out
}

// Resize changes the size of the window and settles.
func (b *Bench) Resize(width, height int) {
	b.T.Helper()
	b.Send(tea.WindowSizeMsg{Width: width, Height: height})
	b.Settle()
}

// Want fails the test unless the frame contains every text.
func (b *Bench) Want(texts ...string) {
	b.T.Helper()
	screen := b.Plain()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			b.T.Errorf("the frame does not contain %q:\n%s", text, screen)
		}
	}
}

// WantNot fails the test when the frame contains one of the texts.
func (b *Bench) WantNot(texts ...string) {
	b.T.Helper()
	screen := b.Plain()
	for _, text := range texts {
		if strings.Contains(screen, text) {
			b.T.Errorf("the frame contains %q:\n%s", text, screen)
		}
	}
}

// Line is the first line of the frame that contains the text, or "".
func (b *Bench) Line(text string) string {
	for line := range strings.Lines(b.Plain()) {
		if strings.Contains(line, text) {
			return strings.TrimRight(line, "\n")
		}
	}
	return ""
}

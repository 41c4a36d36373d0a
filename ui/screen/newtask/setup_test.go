package newtask_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
	"ax-tui/ui/form/draft"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/newtask"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// client is the real one on a loopback server over a small world; it counts
// creates and can refuse them in the server's place.
type client struct {
	*api.Client
	mu      sync.Mutex
	created []api.CreateTask
	refuse  error
	server  *fake.Server
}

func (c *client) CreateTask(ctx context.Context, input api.CreateTask) (api.Task, error) {
	c.mu.Lock()
	c.created = append(c.created, input)
	err := c.refuse
	c.mu.Unlock()
	if err != nil {
		return api.Task{}, err
	}
	return c.Client.CreateTask(ctx, input)
}

func (c *client) sent() []api.CreateTask {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]api.CreateTask(nil), c.created...)
}

// account makes a client on a server that is held to the contract.
func account(t testing.TB, clk *driver.Clock, faults ...string) (*client, *world.World) {
	t.Helper()
	f := parse(t, faults...)
	w := world.New(world.Options{Seed: 7, Now: clk.Now})
	srv := fake.New(fake.Options{
		World: w, Key: "ak-test", Faults: f,
		Rand: func() float64 { return 0.5 }, Sleep: func(context.Context, time.Duration) {},
	})
	ln, err := fake.Listen(context.Background(), "127.0.0.1:0", contracttest.Wrap(t, srv))
	if err != nil {
		t.Fatal(err)
	}
	wire := &http.Transport{MaxIdleConnsPerHost: 8}
	t.Cleanup(func() { wire.CloseIdleConnections(); _ = ln.Close() })
	c, err := api.New(api.Options{BaseURL: ln.URL(), Key: "ak-test", Retries: -1, Transport: wire})
	if err != nil {
		t.Fatal(err)
	}
	return &client{Client: c, server: srv}, w
}

func parse(t testing.TB, faults ...string) fake.Faults {
	t.Helper()
	f, err := fake.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// bench is a form with what is around it.
type bench struct {
	*harness.Harness
	c      *client
	w      *world.World
	server *fake.Server
}

type options struct {
	w, h   int
	move   host.Move
	deps   newtask.Deps
	faults []string
	env    func(*host.Env)
}

func open(t testing.TB, o options) *bench {
	t.Helper()
	if o.w == 0 {
		o.w, o.h = 80, 21
	}
	clk := driver.NewClock()
	client, w := account(t, clk, o.faults...)
	return openWith(t, client, w, clk, o)
}

func openWith(t testing.TB, c *client, w *world.World, clk *driver.Clock, o options) *bench {
	t.Helper()
	return openClient(t, c, c, w, clk, o)
}

// openClient opens the form over a client that stands before c.
func openClient(t testing.TB, over newtask.Client, c *client, w *world.World, clk *driver.Clock, o options) *bench {
	t.Helper()
	h := harness.New(t, clk)
	if o.env != nil {
		o.env(h.Env)
	}
	b := &bench{Harness: h, c: c, w: w, server: c.server}
	b.Show(newtask.New(h.Env, over, o.deps, o.move), o.w, o.h)
	b.Settle()
	b.rest()
	if len(b.Boxes) == 0 {
		driver.CheckFrame(t, b.View(), o.w, o.h)
	}
	return b
}

// rest lets typing rest: pickers ask, texts are read, drafts are saved.
func (b *bench) rest() {
	b.T.Helper()
	b.Settle()
	b.Advance(1200 * time.Millisecond)
}

// pick finds a name in the picker that has the focus and picks it.
func (b *bench) pick(name string) {
	b.T.Helper()
	b.Type(name)
	b.rest()
	b.Keys("enter")
	b.rest()
}

func (b *bench) said() string {
	var out []string
	for _, notice := range b.Notices {
		out = append(out, string(notice.Text))
	}
	return strings.Join(out, "|")
}

func (b *bench) want(texts ...string) {
	b.T.Helper()
	screen := words(b.Plain())
	for _, s := range texts {
		if !strings.Contains(screen, s) {
			b.T.Fatalf("the screen does not say %q:\n%s", s, b.Plain())
		}
	}
}

// words folds a screen into one line, for texts that were wrapped.
func words(screen string) string { return strings.Join(strings.Fields(screen), " ") }

// drafts keeps drafts in memory as the disk would.
type drafts struct {
	mu   sync.Mutex
	kept map[string][]byte
	sent map[string]time.Time
	at   time.Time
	fail error
}

func (d *drafts) Save(kind string, v any, sent time.Time, over string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return "", d.fail
	}
	if over != "" && over != string(d.kept[kind]) {
		return "", draft.ErrChanged
	}
	raw, err := json.Marshal(v)
	if d.kept == nil {
		d.kept, d.sent = map[string][]byte{}, map[string]time.Time{}
	}
	d.kept[kind], d.sent[kind] = raw, sent
	return string(raw), err
}

func (d *drafts) Load(kind string, v any) (draft.Info, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	raw, ok := d.kept[kind]
	if !ok {
		return draft.Info{}, draft.ErrNone
	}
	return draft.Info{Saved: d.at, Sent: d.sent[kind], Token: string(raw)}, json.Unmarshal(raw, v)
}

func (d *drafts) Drop(kind, token string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if string(d.kept[kind]) == token {
		delete(d.kept, kind)
	}
	return nil
}

func space(w *world.World) newtask.Deps {
	space := w.Spaces()[0]
	return newtask.Deps{Space: api.Ref{ID: space.ID, Name: space.Name}}
}

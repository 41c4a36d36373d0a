package newtask_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
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

// client is a real client of a loopback server with a small world. It records
// creates and can refuse them.
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
	return slices.Clone(c.created)
}

// account returns a client of a server whose responses are checked against the
// contract.
func account(t testing.TB, clk *driver.Clock, faults ...string) (*client, *world.World) {
	t.Helper()
	parsed := parse(t, faults...)
	fakeWorld := world.New(world.Options{Seed: 7, Now: clk.Now})
	srv := fake.New(fake.Options{
		World: fakeWorld, Key: "ak-test", Faults: parsed,
		Rand: func() float64 { return 0.5 }, Sleep: func(context.Context, time.Duration) {},
	})
	ln, err := fake.Listen(context.Background(), "127.0.0.1:0", contracttest.Wrap(t, srv))
	if err != nil {
		t.Fatal(err)
	}
	wire := &http.Transport{MaxIdleConnsPerHost: 8}
	t.Cleanup(func() { wire.CloseIdleConnections(); _ = ln.Close() })
	apiClient, err := api.New(api.Options{BaseURL: ln.URL(), Key: "ak-test", Retries: -1, Transport: wire, Now: clk.Now})
	if err != nil {
		t.Fatal(err)
	}
	return &client{Client: apiClient, server: srv}, fakeWorld
}

func parse(t testing.TB, faults ...string) fake.Faults {
	t.Helper()
	parsed, err := fake.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// bench is a form with its client and world.
type bench struct {
	*harness.Harness
	client *client
	world  *world.World
	server *fake.Server
}

type options struct {
	width, height int
	move          host.Move
	deps          newtask.Deps
	faults        []string
	env           func(*host.Env)
}

func open(t testing.TB, opts options) *bench {
	t.Helper()
	if opts.width == 0 {
		opts.width, opts.height = 80, 21
	}
	clk := driver.NewClock()
	client, fakeWorld := account(t, clk, opts.faults...)
	return openWith(t, client, fakeWorld, clk, opts)
}

func openWith(t testing.TB, base *client, fakeWorld *world.World, clk *driver.Clock, opts options) *bench {
	t.Helper()
	return openClient(t, base, base, fakeWorld, clk, opts)
}

// openClient opens the form with a client that wraps base.
func openClient(t testing.TB, over newtask.Client, base *client, fakeWorld *world.World, clk *driver.Clock, opts options) *bench {
	t.Helper()
	driven := harness.New(t, clk)
	if opts.env != nil {
		opts.env(driven.Env)
	}
	opened := &bench{Harness: driven, client: base, world: fakeWorld, server: base.server}
	opened.Show(newtask.New(driven.Env, over, opts.deps, opts.move), opts.width, opts.height)
	opened.Settle()
	opened.rest()
	if len(opened.Boxes) == 0 {
		driver.CheckFrame(t, opened.View(), opts.width, opts.height)
	}
	return opened
}

// rest waits for a typing pause: pickers load, texts are parsed, drafts are saved.
func (b *bench) rest() {
	b.T.Helper()
	b.Settle()
	b.Advance(1200 * time.Millisecond)
}

// pick searches a name in the focused picker and picks it.
func (b *bench) pick(name string) {
	b.T.Helper()
	b.Type(name)
	b.rest()
	b.Keys("enter")
	b.rest()
}

func (b *bench) noticeTexts() string {
	var out []string
	for _, notice := range b.Notices {
		out = append(out, string(notice.Text))
	}
	return strings.Join(out, "|")
}

func (b *bench) wantText(texts ...string) {
	b.T.Helper()
	screen := oneLine(b.Plain())
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			b.T.Fatalf("the screen does not say %q:\n%s", text, b.Plain())
		}
	}
}

// oneLine joins a screen into one line, to find wrapped texts.
func oneLine(screen string) string { return strings.Join(strings.Fields(screen), " ") }

// drafts keeps drafts in memory.
type drafts struct {
	mu   sync.Mutex
	kept map[string][]byte
	sent map[string]time.Time
	at   time.Time
	fail error
}

func (d *drafts) Save(kind string, draftValue any, sent time.Time, over string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return "", d.fail
	}
	if kept, there := d.kept[kind]; over == draft.Absent && there || over != draft.Absent && over != string(kept) {
		return "", draft.ErrChanged
	}
	raw, err := json.Marshal(draftValue)
	if d.kept == nil {
		d.kept, d.sent = map[string][]byte{}, map[string]time.Time{}
	}
	d.kept[kind], d.sent[kind] = raw, sent
	return string(raw), err
}

func (d *drafts) Load(kind string, draftValue any) (draft.Info, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	raw, ok := d.kept[kind]
	if !ok {
		return draft.Info{}, draft.ErrNone
	}
	return draft.Info{Saved: d.at, Sent: d.sent[kind], Token: string(raw)}, json.Unmarshal(raw, draftValue)
}

func (d *drafts) Drop(kind, token string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if string(d.kept[kind]) == token {
		delete(d.kept, kind)
	}
	return nil
}

func spaceDeps(fakeWorld *world.World) newtask.Deps {
	space := fakeWorld.Spaces()[0]
	return newtask.Deps{Space: api.Ref{ID: space.ID, Name: space.Name}}
}

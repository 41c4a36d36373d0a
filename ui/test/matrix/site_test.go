package matrix

import (
	"context"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
)

const key = "ak-matrix-0f1e2d3c"

// network routes requests by their host to the servers of the cells. It stands in for
// http.DefaultTransport, which the program uses.
type network struct{ sites sync.Map }

func (n *network) RoundTrip(request *http.Request) (*http.Response, error) {
	transport, ok := n.sites.Load(request.URL.Host)
	if !ok {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: net.UnknownNetworkError(request.URL.Host)}
	}
	return transport.(*http.Transport).RoundTrip(request)
}

// pipes is a listener whose connections are pipes in memory.
type pipes struct {
	connections chan net.Conn
	closed      chan struct{}
	once        sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case connection := <-p.connections:
		return connection, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.connections <- server:
		return client, nil
	case <-p.closed:
	case <-ctx.Done():
	}
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: net.ErrClosed}
}

// site is the server of one cell with what it received.
type site struct {
	t      *testing.T
	host   string
	world  *world.World
	server *fake.Server
	faults fake.Faults // from arm on
	first  bool        // only the first matching request fails
	reach  string      // reads, writes or all
	// healthy means that no fault is set: everything must succeed.
	healthy bool
	// lies means that the server answers a write with its documented success, 204 of a
	// DELETE, but does nothing.
	lies bool

	mu       sync.Mutex
	armed    bool
	failed   bool
	requests []string
}

// newSite starts a server in the bubble of a test; its faults apply when it is armed.
func newSite(t *testing.T, web *network, number int, fault, reach, spell string) *site {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC))) // of the bubble
	created := &site{t: t, host: "127.0.0.1:" + strconv.Itoa(number+1), reach: reach, first: spell == "once", healthy: fault == "none", lies: strings.HasPrefix(fault, "bare=204") && strings.HasSuffix(fault, "undone")}
	var texts []string
	switch {
	case created.healthy:
	case reach == "reads":
		texts = []string{"GET " + fault}
	case reach == "writes":
		texts = []string{"POST " + fault, "PATCH " + fault, "DELETE " + fault}
	default:
		texts = []string{fault}
	}
	var err error
	if created.faults, err = fake.ParseFaults(texts); err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(7, uint64(number)))
	created.world = world.New(world.Options{Seed: 7, Tasks: 60, Now: created.faults.Clock(time.Now), Hostile: created.faults.Hostile()})
	created.server = fake.New(fake.Options{World: created.world, Key: key, OnRequest: created.observe, Rand: dice.Float64})
	listener := &pipes{connections: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: created.server, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	transport := &http.Transport{DialContext: listener.dial, MaxIdleConnsPerHost: 16}
	web.sites.Store(created.host, transport)
	t.Cleanup(func() {
		web.sites.Delete(created.host)
		transport.CloseIdleConnections()
		_ = server.Close()
	})
	return created
}

// observe records a request before it is handled and sets the faults for it.
func (s *site) observe(info fake.RequestInfo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.armed {
		return
	}
	s.requests = append(s.requests, info.Method+" "+info.Path)
	if !s.first {
		return
	}
	if s.failed {
		s.server.SetFaults(fake.Faults{})
	}
	write := info.Method != http.MethodGet
	s.failed = s.failed || s.reach == "all" || write == (s.reach == "writes")
}

// arm lets the faults begin and forgets the requests so far.
func (s *site) arm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed, s.requests = true, nil
	s.server.SetFaults(s.faults)
}

// sent returns the number of requests and the writes among them since arm.
func (s *site) sent() (count int, writes []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, request := range s.requests {
		if !strings.HasPrefix(request, http.MethodGet) && !strings.HasSuffix(request, "/search") && !strings.HasPrefix(request, "POST /v2/spans") {
			writes = append(writes, request)
		}
	}
	return len(s.requests), writes
}

// tasks returns every task of the account.
func (s *site) tasks() []world.Task {
	out, _, _ := s.world.Tasks(world.TaskQuery{}, world.Position{}, 1000)
	return out
}

// runs returns the newest runs of a task.
func (s *site) runs(task string) []world.Run {
	out, _, _, _ := s.world.Runs(task, "", world.Position{}, 100)
	return out
}

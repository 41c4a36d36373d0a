package fake_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestListenDefaultsToLoopback(t *testing.T) {
	handler := http.NotFoundHandler()
	for _, addr := range []string{"", ":0", "127.0.0.1:0"} {
		listener, err := fake.Listen(t.Context(), addr, handler)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(listener.URL(), "http://127.0.0.1:") {
			t.Errorf("%q listens on %s", addr, listener.URL())
		}
		if _, err := fake.Listen(t.Context(), strings.TrimPrefix(listener.URL(), "http://"), handler); err == nil || !strings.Contains(err.Error(), "choose another") {
			t.Errorf("a port in use gave %v", err)
		}
		for range 2 {
			if err := listener.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}
		if _, _, err := fetch(t.Context(), listener, "GET", "/", ""); err == nil {
			t.Error("a closed listener responds")
		}
	}
}

func TestListenEndsWithItsContext(t *testing.T) {
	rig := newRig(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	listener, err := fake.Listen(ctx, "", rig.server)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, err := fetch(t.Context(), listener, "GET", "/v2/spaces", ""); err != nil || status != 200 {
		t.Fatalf("gave %d, %v", status, err)
	}
	cancel()
	if err := listener.Close(); err != nil { // waits until it is closed
		t.Errorf("close: %v", err)
	}
	if _, _, err := fetch(t.Context(), listener, "GET", "/v2/spaces", ""); err == nil {
		t.Error("it responds after its context has ended")
	}
}

// Of concurrent creates with one name, one succeeds. Faults can be changed meanwhile.
func TestConcurrentWrites(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.OnRequest = nil })
	project, _, _, _, _ := rig.bases()
	var wg sync.WaitGroup
	var mu sync.Mutex
	created := 0
	for range 16 {
		wg.Go(func() {
			rig.server.SetFaults(fake.Faults{})
			got := rig.send("POST", "/v2/tasks", with(project, "name", "Once"))
			rig.send("GET", "/v2/tasks?limit=5", "")
			mu.Lock()
			defer mu.Unlock()
			if got.status == 201 {
				created++
			}
		})
	}
	wg.Wait()
	if created != 1 {
		t.Errorf("%d tasks with the same name were created", created)
	}
}

func BenchmarkTaskPage(b *testing.B) {
	server := fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Tasks: 500}), Key: "k"})
	for b.Loop() {
		req, _ := http.NewRequest("GET", "/v2/tasks?limit=100", http.NoBody)
		req.Header.Set("Authorization", "Bearer k")
		writer := &discardWriter{h: http.Header{}}
		server.ServeHTTP(writer, req)
		if writer.status != 200 {
			b.Fatal(writer.status)
		}
	}
}

type discardWriter struct {
	h      http.Header
	status int
}

func (s *discardWriter) Header() http.Header            { return s.h }
func (s *discardWriter) WriteHeader(status int)         { s.status = status }
func (s *discardWriter) Write(data []byte) (int, error) { return len(data), nil }

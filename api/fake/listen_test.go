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

func TestListenIsLoopbackUnlessTold(t *testing.T) {
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
			t.Errorf("a taken port gave %v", err)
		}
		for range 2 {
			if err := listener.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}
		if _, _, err := fetch(t.Context(), listener, "GET", "/", ""); err == nil {
			t.Error("a closed listener answers")
		}
	}
}

func TestListenEndsWithItsContext(t *testing.T) {
	rig := newRig(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	listener, err := fake.Listen(ctx, "", rig.s)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, err := fetch(t.Context(), listener, "GET", "/v2/spaces", ""); err != nil || status != 200 {
		t.Fatalf("gave %d, %v", status, err)
	}
	cancel()
	if err := listener.Close(); err != nil { // waits for the end
		t.Errorf("close: %v", err)
	}
	if _, _, err := fetch(t.Context(), listener, "GET", "/v2/spaces", ""); err == nil {
		t.Error("it answers after its context has ended")
	}
}

// Two creates of one name at once: one wins. Faults may change meanwhile.
func TestConcurrentWrites(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.OnRequest = nil })
	project, _, _, _, _ := rig.bases()
	var wg sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for range 16 {
		wg.Go(func() {
			rig.s.SetFaults(fake.Faults{})
			got := rig.send("POST", "/v2/tasks", with(project, "name", "Once"))
			rig.send("GET", "/v2/tasks?limit=5", "")
			mu.Lock()
			defer mu.Unlock()
			if got.status == 201 {
				made++
			}
		})
	}
	wg.Wait()
	if made != 1 {
		t.Errorf("%d tasks of one name were made", made)
	}
}

func BenchmarkTaskPage(b *testing.B) {
	server := fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Tasks: 500}), Key: "k"})
	for b.Loop() {
		req, _ := http.NewRequest("GET", "/v2/tasks?limit=100", http.NoBody)
		req.Header.Set("Authorization", "Bearer k")
		w := &sink{h: http.Header{}}
		server.ServeHTTP(w, req)
		if w.status != 200 {
			b.Fatal(w.status)
		}
	}
}

type sink struct {
	h      http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.h }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }

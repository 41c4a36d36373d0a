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
	h := http.NotFoundHandler()
	for _, addr := range []string{"", ":0", "127.0.0.1:0"} {
		l, err := fake.Listen(t.Context(), addr, h)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(l.URL(), "http://127.0.0.1:") {
			t.Errorf("%q listens on %s", addr, l.URL())
		}
		if _, err := fake.Listen(t.Context(), strings.TrimPrefix(l.URL(), "http://"), h); err == nil || !strings.Contains(err.Error(), "choose another") {
			t.Errorf("a taken port gave %v", err)
		}
		for range 2 {
			if err := l.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}
		if _, _, err := fetch(t.Context(), l, "GET", "/", ""); err == nil {
			t.Error("a closed listener answers")
		}
	}
}

func TestListenEndsWithItsContext(t *testing.T) {
	r := newRig(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	l, err := fake.Listen(ctx, "", r.s)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, err := fetch(t.Context(), l, "GET", "/v2/spaces", ""); err != nil || status != 200 {
		t.Fatalf("gave %d, %v", status, err)
	}
	cancel()
	if err := l.Close(); err != nil { // waits for the end
		t.Errorf("close: %v", err)
	}
	if _, _, err := fetch(t.Context(), l, "GET", "/v2/spaces", ""); err == nil {
		t.Error("it answers after its context has ended")
	}
}

// Two creates of one name at once: one wins. Faults may change meanwhile.
func TestConcurrentWrites(t *testing.T) {
	r := newRig(t, func(o *fake.Options) { o.OnRequest = nil })
	project, _, _, _, _ := r.bases()
	var wg sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for range 16 {
		wg.Go(func() {
			r.s.SetFaults(fake.Faults{})
			got := r.send("POST", "/v2/tasks", with(project, "name", "Once"))
			r.send("GET", "/v2/tasks?limit=5", "")
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
	s := fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Tasks: 500}), Key: "k"})
	for b.Loop() {
		req, _ := http.NewRequest("GET", "/v2/tasks?limit=100", http.NoBody)
		req.Header.Set("Authorization", "Bearer k")
		w := &sink{h: http.Header{}}
		s.ServeHTTP(w, req)
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

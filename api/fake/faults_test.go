package fake_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"ax-tui/api/fake"
)

func parse(t *testing.T, texts ...string) fake.Faults {
	t.Helper()
	faults, err := fake.ParseFaults(texts)
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

func TestParseFaultsErrors(t *testing.T) {
	for _, text := range []string{
		"", "lateness=3", "latency", "latency=x", "latency=-1s", "latency=5m", "error=120%", "error=", "error=x", "error=NaN",
		"status=200", "status=600", "status=500:20%:x", "bare=404", "bare", "bare=202:1:done", "plan=1:big", "stale", "stale=5m", "clock", "clock=soon", "GET clock=1m", "hang=2", "drop=1:abort", "429=10%:retry=0s", "429=10%:html", "html=5%:404", "truncate=5%:cut",
		"FETCH error=1%", "GET legacy", "/v2/tasks hostile", "GET POST error=1%", "/a /b error=1%", "/a GET error=1%",
	} {
		if _, err := fake.ParseFaults([]string{text}); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
	faults := parse(t, "legacy", "hostile")
	if !faults.Legacy() || !faults.Hostile() || parse(t, "latency=1s").Legacy() {
		t.Error("Legacy or Hostile is wrong")
	}
}

func TestFaultsChangeResponses(t *testing.T) {
	const problem, page = "application/problem+json", "text/html; charset=utf-8"
	for _, test := range []struct {
		faults []string
		status int
		media  string
		retry  string
	}{
		{[]string{"error", "error=100%", "error=60%", "GET error=100%", "/v2/spaces error=100%", "GET /v2/spaces error=100%", // Rand returns 0.5
			"/v2/... error=100%", "/v2/{x} error=100%"}, 500, problem, ""},
		{[]string{"status=503"}, 503, problem, ""},
		{[]string{"status=502:1"}, 502, problem, ""},
		{[]string{"429=100%:retry=2s"}, 429, problem, "2"},
		{[]string{"error=40%", "POST error=100%", "/v2/tasks error=100%", "/v2/spaces/* error=100%", "/v2 error=100%"}, 200, "application/json", ""},
		{[]string{"429=100%:retry=90s:date"}, 429, problem, "Sun, 22 Nov 2026 12:01:30 GMT"},
		{[]string{"429=1:after=-5", "status=429:1:after=-5"}, 429, problem, "-5"},
		{[]string{"status=503:1:retry=90s:date"}, 503, problem, "Sun, 22 Nov 2026 12:01:30 GMT"},
		{[]string{"429"}, 429, problem, ""}, // without a share it always happens
		{[]string{"html=100%:200"}, 200, page, ""},
		{[]string{"html"}, 502, page, ""},
	} {
		for _, fault := range test.faults {
			rig := newRig(t, func(options *fake.Options) { options.Faults = parse(t, fault) })
			got := rig.want(test.status, "GET", "/v2/spaces", "")
			if got.header.Get("Content-Type") != test.media || got.header.Get("Retry-After") != test.retry {
				t.Errorf("%s: headers %v", fault, got.header)
			}
			if test.media == problem && got.body["request_id"] == nil || got.header.Get("Date") != "Sun, 22 Nov 2026 12:00:00 GMT" {
				t.Errorf("%s: no request ID in %s", fault, got.raw)
			}
			rig.server.SetFaults(fake.Faults{})
			rig.want(200, "GET", "/v2/spaces", "")
		}
	}
}

func TestLatencyAddsUp(t *testing.T) {
	var slept time.Duration
	rig := newRig(t, func(options *fake.Options) {
		options.Faults = parse(t, "latency=300ms", "GET latency=200ms", "POST latency=1s", "latency=1s:40%")
		options.Sleep = func(_ context.Context, wait time.Duration) { slept += wait }
	})
	rig.want(200, "GET", "/v2/spaces", "")
	if slept != 500*time.Millisecond {
		t.Errorf("waited %s, want 500ms", slept)
	}
}

func TestRepeatedCursorAndEmptyPages(t *testing.T) {
	rig := newRig(t, nil)
	cursor, _ := rig.want(200, "GET", "/v2/tasks?limit=2", "").next()
	rig.server.SetFaults(parse(t, "repeat-cursor"))
	if repeated, more := rig.want(200, "GET", "/v2/tasks?limit=2&cursor="+cursor, "").next(); !more || repeated != cursor {
		t.Errorf("the next cursor is %q, want %q", repeated, cursor)
	}
	rig.server.SetFaults(parse(t, "empty-page"))
	got := rig.want(200, "GET", "/v2/tasks?limit=2&cursor="+cursor, "")
	next, more := got.next()
	if !more || len(got.items("tasks")) != 0 {
		t.Fatalf("not an empty page with more to come: %s", got.raw)
	}
	rig.server.SetFaults(fake.Faults{})
	want := rig.want(200, "GET", "/v2/tasks?limit=2&cursor="+cursor, "").raw
	if after := rig.want(200, "GET", "/v2/tasks?limit=2&cursor="+next, "").raw; after != want {
		t.Error("the page after the empty one is not the expected one")
	}
}

// listen serves the rig on a real port, to test connections.
func (r *rig) listen() *fake.Listener {
	r.t.Helper()
	listener, err := fake.Listen(r.t.Context(), "", r.server)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = listener.Close() })
	return listener
}

func fetch(ctx context.Context, listener *fake.Listener, method, path, body string) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, method, listener.URL()+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Authorization", "Bearer ak-demo")
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	result, err := transport.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	defer result.Body.Close()
	data, err := io.ReadAll(result.Body)
	return result.StatusCode, string(data), err
}

func TestBrokenConnections(t *testing.T) {
	rig := newRig(t, nil)
	listener := rig.listen()
	whole := ""
	for _, test := range []struct {
		fault string
		fails bool
		half  bool
	}{{"error=0%", false, false}, {"truncate", false, true}, {"truncate=1:abort", true, true}, {"drop", true, false}, {"drop-after", true, false}} {
		rig.server.SetFaults(parse(t, test.fault))
		_, body, err := fetch(t.Context(), listener, "GET", "/v2/spaces", "")
		if (err != nil) != test.fails {
			t.Errorf("%s: error %v", test.fault, err)
		}
		if whole == "" {
			whole = body
		}
		if test.half && (body == "" || len(body) >= len(whole) || !strings.HasPrefix(whole, body)) {
			t.Errorf("%s: %d bytes of %d", test.fault, len(body), len(whole))
		}
	}
}

// drop loses the request, drop-after only the response: the task exists.
func TestDropBeforeAndAfterTheWrite(t *testing.T) {
	rig := newRig(t, nil)
	listener := rig.listen()
	project, _, _, _, _ := rig.bases()
	for fault, there := range map[string]bool{"POST drop": false, "POST /v2/tasks drop-after": true} {
		rig.server.SetFaults(parse(t, fault))
		if _, _, err := fetch(t.Context(), listener, "POST", "/v2/tasks", with(project, "name", fault)); err == nil {
			t.Errorf("%s: there was a response", fault)
		}
		if got := rig.world.NameTaken(rig.world.Spaces()[0].ID, fault, ""); got != there {
			t.Errorf("%s: task written %v, want %v", fault, got, there)
		}
	}
}

// The timeout fault ends when the client disconnects.
func TestTimeoutEndsWithTheClient(t *testing.T) {
	left := make(chan struct{})
	var once sync.Once
	entered := make(chan struct{})
	rig := newRig(t, func(options *fake.Options) {
		options.Faults = parse(t, "timeout")
		options.Sleep = func(ctx context.Context, _ time.Duration) {
			close(entered)
			<-ctx.Done()
			once.Do(func() { close(left) })
		}
	})
	listener := rig.listen()
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-entered; cancel() }()
	if _, _, err := fetch(ctx, listener, "POST", "/v2/spans", "{}"); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	select {
	case <-left:
	case <-time.After(3 * time.Second):
		t.Error("the server did not end the request after the client disconnected")
	}
}

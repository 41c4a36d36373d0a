package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

const testKey = "ak-0123-very-secret"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// seen is one request as the server got it.
type seen struct{ Method, Path, Query, Body, Auth, ContentType string }

// stage is a server under a path prefix that answers from a script and keeps
// what it was asked.
type stage struct {
	*httptest.Server
	mu   sync.Mutex
	got  []seen
	slep []time.Duration
}

// newStage serves answer under /some/prefix and gives a client for it.
func newStage(t *testing.T, answer http.HandlerFunc, change ...func(*Options)) (*stage, *Client) {
	t.Helper()
	s := &stage{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.got = append(s.got, seen{
			Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query().Encode(), Body: string(body),
			Auth: r.Header.Get("Authorization"), ContentType: r.Header.Get("Content-Type"),
		})
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s, newClient(t, s, s.URL+"/some/prefix/", change...)
}

// newClient makes a client whose waits are noted and not waited.
func newClient(t *testing.T, s *stage, base string, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{
		BaseURL: base, Key: testKey, Rand: func() float64 { return 0.5 },
		Sleep: func(ctx context.Context, d time.Duration) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.slep = append(s.slep, d)
			return ctx.Err()
		},
	}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func (s *stage) asked() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]seen(nil), s.got...)
}

func (s *stage) slept() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]time.Duration(nil), s.slep...)
}

// say answers with a JSON body.
func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		kind := "application/json"
		if status >= 400 {
			kind = "application/problem+json"
		}
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// drop closes the connection after the request was read.
func drop(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// inTurn answers the first request with the first handler, and so on; the last
// one stays.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	n := 0
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := handlers[min(n, len(handlers)-1)]
		n++
		mu.Unlock()
		h(w, r)
	}
}

// mustFail gives the *Error inside err.
func mustFail(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("want an *Error, got %v", err)
	}
	return e
}

func to[T any](v T) *T { return &v }

func only[T any](_ T, err error) error { return err }

// everyRead names all operations that change nothing.
func everyRead() map[string]func(context.Context, *Client) error {
	type ctx = context.Context
	return map[string]func(context.Context, *Client) error{
		"ListTasks":       func(x ctx, c *Client) error { return only(c.ListTasks(x, TaskQuery{Type: CodeEvaluation})) },
		"GetTask":         func(x ctx, c *Client) error { return only(c.GetTask(x, "t")) },
		"ListRuns":        func(x ctx, c *Client) error { return only(c.ListRuns(x, RunQuery{TaskID: "t", Status: Failed})) },
		"GetRun":          func(x ctx, c *Client) error { return only(c.GetRun(x, "r")) },
		"ListSpaces":      func(x ctx, c *Client) error { return only(c.ListSpaces(x, SpaceQuery{})) },
		"ListProjects":    func(x ctx, c *Client) error { return only(c.ListProjects(x, ProjectQuery{})) },
		"GetProject":      func(x ctx, c *Client) error { return only(c.GetProject(x, "p")) },
		"ListDatasets":    func(x ctx, c *Client) error { return only(c.ListDatasets(x, DatasetQuery{})) },
		"GetDataset":      func(x ctx, c *Client) error { return only(c.GetDataset(x, "d")) },
		"ListExamples":    func(x ctx, c *Client) error { return only(c.ListExamples(x, ExampleQuery{DatasetID: "d"})) },
		"ListExperiments": func(x ctx, c *Client) error { return only(c.ListExperiments(x, ExperimentQuery{})) },
		"GetExperiment":   func(x ctx, c *Client) error { return only(c.GetExperiment(x, "e")) },
		"ListExperimentRuns": func(x ctx, c *Client) error {
			return only(c.ListExperimentRuns(x, "e", 0))
		},
		"ListIntegrations":      func(x ctx, c *Client) error { return only(c.ListIntegrations(x, IntegrationQuery{})) },
		"GetIntegration":        func(x ctx, c *Client) error { return only(c.GetIntegration(x, "i")) },
		"ListEvaluators":        func(x ctx, c *Client) error { return only(c.ListEvaluators(x, EvaluatorQuery{})) },
		"GetEvaluator":          func(x ctx, c *Client) error { return only(c.GetEvaluator(x, "e", "")) },
		"ListEvaluatorVersions": func(x ctx, c *Client) error { return only(c.ListEvaluatorVersions(x, VersionQuery{EvaluatorID: "e"})) },
		"GetEvaluatorVersion":   func(x ctx, c *Client) error { return only(c.GetEvaluatorVersion(x, "v")) },
		"ListSpans":             func(x ctx, c *Client) error { return only(c.ListSpans(x, SpanQuery{ProjectID: "p"})) },
	}
}

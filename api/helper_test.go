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
	s.Server = httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		s.mu.Lock()
		s.got = append(s.got, seen{
			Method: request.Method, Path: request.URL.EscapedPath(), Query: request.URL.Query().Encode(), Body: string(body),
			Auth: request.Header.Get("Authorization"), ContentType: request.Header.Get("Content-Type"),
		})
		s.mu.Unlock()
		answer(writer, request)
	}))
	t.Cleanup(s.Close)
	return s, newClient(t, s, s.URL+"/some/prefix/", change...)
}

// newClient makes a client whose waits are noted and not waited.
func newClient(t *testing.T, s *stage, base string, change ...func(*Options)) *Client {
	t.Helper()
	options := Options{
		BaseURL: base, Key: testKey, Rand: func() float64 { return 0.5 },
		Sleep: func(ctx context.Context, d time.Duration) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.slep = append(s.slep, d)
			return ctx.Err()
		},
	}
	for _, f := range change {
		f(&options)
	}
	client, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
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
	return func(writer http.ResponseWriter, _ *http.Request) {
		kind := "application/json"
		if status >= 400 {
			kind = "application/problem+json"
		}
		writer.Header().Set("Content-Type", kind)
		writer.WriteHeader(status)
		_, _ = io.WriteString(writer, body)
	}
}

// drop closes the connection after the request was read.
func drop(writer http.ResponseWriter, _ *http.Request) {
	conn, _, err := writer.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// inTurn answers the first request with the first handler, and so on; the last
// one stays.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	n := 0
	return func(writer http.ResponseWriter, request *http.Request) {
		mu.Lock()
		handlerFunc := handlers[min(n, len(handlers)-1)]
		n++
		mu.Unlock()
		handlerFunc(writer, request)
	}
}

// mustFail gives the *Error inside err.
func mustFail(t *testing.T, err error) *Error {
	t.Helper()
	var apiErr *Error
	if !errors.As(err, &apiErr) {
		t.Fatalf("want an *Error, got %v", err)
	}
	return apiErr
}

func to[T any](v T) *T { return &v }

func only[T any](_ T, err error) error { return err }

// everyRead names all operations that change nothing.
func everyRead() map[string]func(context.Context, *Client) error {
	type ctx = context.Context
	return map[string]func(context.Context, *Client) error{
		"ListTasks": func(x ctx, client *Client) error { return only(client.ListTasks(x, TaskQuery{Type: CodeEvaluation})) },
		"GetTask":   func(x ctx, client *Client) error { return only(client.GetTask(x, "t")) },
		"ListRuns": func(x ctx, client *Client) error {
			return only(client.ListRuns(x, RunQuery{TaskID: "t", Status: Failed}))
		},
		"GetRun":          func(x ctx, client *Client) error { return only(client.GetRun(x, "r")) },
		"ListSpaces":      func(x ctx, client *Client) error { return only(client.ListSpaces(x, SpaceQuery{})) },
		"ListProjects":    func(x ctx, client *Client) error { return only(client.ListProjects(x, ProjectQuery{})) },
		"GetProject":      func(x ctx, client *Client) error { return only(client.GetProject(x, "p")) },
		"ListDatasets":    func(x ctx, client *Client) error { return only(client.ListDatasets(x, DatasetQuery{})) },
		"GetDataset":      func(x ctx, client *Client) error { return only(client.GetDataset(x, "d")) },
		"ListExamples":    func(x ctx, client *Client) error { return only(client.ListExamples(x, ExampleQuery{DatasetID: "d"})) },
		"ListExperiments": func(x ctx, client *Client) error { return only(client.ListExperiments(x, ExperimentQuery{})) },
		"GetExperiment":   func(x ctx, client *Client) error { return only(client.GetExperiment(x, "e")) },
		"ListExperimentRuns": func(x ctx, client *Client) error {
			return only(client.ListExperimentRuns(x, "e", 0))
		},
		"ListIntegrations": func(x ctx, client *Client) error { return only(client.ListIntegrations(x, IntegrationQuery{})) },
		"GetIntegration":   func(x ctx, client *Client) error { return only(client.GetIntegration(x, "i")) },
		"ListEvaluators":   func(x ctx, client *Client) error { return only(client.ListEvaluators(x, EvaluatorQuery{})) },
		"GetEvaluator":     func(x ctx, client *Client) error { return only(client.GetEvaluator(x, "e", "")) },
		"ListEvaluatorVersions": func(x ctx, client *Client) error {
			return only(client.ListEvaluatorVersions(x, VersionQuery{EvaluatorID: "e"}))
		},
		"GetEvaluatorVersion": func(x ctx, client *Client) error { return only(client.GetEvaluatorVersion(x, "v")) },
		"ListSpans":           func(x ctx, client *Client) error { return only(client.ListSpans(x, SpanQuery{ProjectID: "p"})) },
	}
}

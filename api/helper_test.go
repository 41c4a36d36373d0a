package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

const testKey = "ak-0123-very-secret"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// call is a request as received by the server.
type call struct{ Method, Path, Query, Body, Auth, ContentType string }

// stage is a server under a path prefix that gives scripted responses and
// records requests and waits.
type stage struct {
	*httptest.Server
	mu       sync.Mutex
	received []call
	waited   []time.Duration
}

// newStage serves answer under /some/prefix and returns a client for it.
func newStage(t *testing.T, answer http.HandlerFunc, change ...func(*Options)) (*stage, *Client) {
	t.Helper()
	server := &stage{}
	server.Server = httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		server.mu.Lock()
		server.received = append(server.received, call{
			Method: request.Method, Path: request.URL.EscapedPath(), Query: request.URL.Query().Encode(), Body: string(body),
			Auth: request.Header.Get("Authorization"), ContentType: request.Header.Get("Content-Type"),
		})
		server.mu.Unlock()
		answer(writer, request)
	}))
	t.Cleanup(server.Close)
	return server, newClient(t, server, server.URL+"/some/prefix/", change...)
}

// newClient makes a client whose waits are recorded and take no time.
func newClient(t *testing.T, server *stage, base string, change ...func(*Options)) *Client {
	t.Helper()
	options := Options{
		BaseURL: base, Key: testKey, Rand: func() float64 { return 0.5 },
		Sleep: func(ctx context.Context, wait time.Duration) error {
			server.mu.Lock()
			defer server.mu.Unlock()
			server.waited = append(server.waited, wait)
			return ctx.Err()
		},
	}
	for _, apply := range change {
		apply(&options)
	}
	client, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func (s *stage) calls() []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.received)
}

func (s *stage) waits() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.waited)
}

// respond sends a JSON body.
func respond(status int, body string) http.HandlerFunc {
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

// drop closes the connection after reading the request.
func drop(writer http.ResponseWriter, _ *http.Request) {
	conn, _, err := writer.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// inSequence serves the first request with the first handler, and so on; the last
// one serves all further requests.
func inSequence(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	count := 0
	return func(writer http.ResponseWriter, request *http.Request) {
		mu.Lock()
		handler := handlers[min(count, len(handlers)-1)]
		count++
		mu.Unlock()
		handler(writer, request)
	}
}

// mustFail returns the *Error in err.
func mustFail(t *testing.T, err error) *Error {
	t.Helper()
	var apiErr *Error
	if !errors.As(err, &apiErr) {
		t.Fatalf("want an *Error, got %v", err)
	}
	return apiErr
}

func ptr[T any](value T) *T { return &value }

func errOnly[T any](_ T, err error) error { return err }

// everyRead lists all operations that change nothing.
func everyRead() map[string]func(context.Context, *Client) error {
	return map[string]func(context.Context, *Client) error{
		"ListTasks": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListTasks(ctx, TaskQuery{Type: CodeEvaluation}))
		},
		"GetTask": func(ctx context.Context, client *Client) error { return errOnly(client.GetTask(ctx, "t")) },
		"ListRuns": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListRuns(ctx, RunQuery{TaskID: "t", Status: Failed}))
		},
		"GetRun":     func(ctx context.Context, client *Client) error { return errOnly(client.GetRun(ctx, "r")) },
		"ListSpaces": func(ctx context.Context, client *Client) error { return errOnly(client.ListSpaces(ctx, SpaceQuery{})) },
		"ListProjects": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListProjects(ctx, ProjectQuery{}))
		},
		"GetProject": func(ctx context.Context, client *Client) error { return errOnly(client.GetProject(ctx, "p")) },
		"GetSpace":   func(ctx context.Context, client *Client) error { return errOnly(client.GetSpace(ctx, "p")) },
		"ListDatasets": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListDatasets(ctx, DatasetQuery{}))
		},
		"GetDataset": func(ctx context.Context, client *Client) error { return errOnly(client.GetDataset(ctx, "d")) },
		"ListExamples": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListExamples(ctx, ExampleQuery{DatasetID: "d"}))
		},
		"ListExperiments": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListExperiments(ctx, ExperimentQuery{}))
		},
		"GetExperiment": func(ctx context.Context, client *Client) error { return errOnly(client.GetExperiment(ctx, "e")) },
		"ListExperimentRuns": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListExperimentRuns(ctx, "e", 0))
		},
		"SearchExperimentRuns": func(ctx context.Context, client *Client) error {
			return errOnly(client.SearchExperimentRuns(ctx, ExperimentRunQuery{ExperimentID: "e"}))
		},
		"ListIntegrations": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListIntegrations(ctx, IntegrationQuery{}))
		},
		"GetIntegration": func(ctx context.Context, client *Client) error { return errOnly(client.GetIntegration(ctx, "i")) },
		"ListEvaluators": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListEvaluators(ctx, EvaluatorQuery{}))
		},
		"GetEvaluator": func(ctx context.Context, client *Client) error { return errOnly(client.GetEvaluator(ctx, "e", "")) },
		"ListEvaluatorVersions": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListEvaluatorVersions(ctx, VersionQuery{EvaluatorID: "e"}))
		},
		"GetEvaluatorVersion": func(ctx context.Context, client *Client) error { return errOnly(client.GetEvaluatorVersion(ctx, "v")) },
		"ListSpans": func(ctx context.Context, client *Client) error {
			return errOnly(client.ListSpans(ctx, SpanQuery{ProjectID: "p"}))
		},
	}
}

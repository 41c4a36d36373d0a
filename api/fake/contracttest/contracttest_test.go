package contracttest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/api/fake/contracttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recordingTB records failures instead of failing the test.
type recordingTB struct {
	testing.TB
	faults []string
	ends   []func()
}

func (w *recordingTB) Helper()            {}
func (w *recordingTB) Cleanup(end func()) { w.ends = append(w.ends, end) }
func (w *recordingTB) Errorf(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}
func (w *recordingTB) end() { w.ends[0]() }

// respondWith is a handler with a fixed response.
func respondWith(status int, media, body string) http.Handler {
	return http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Type", media)
		writer.WriteHeader(status)
		_, _ = io.WriteString(writer, body)
	})
}

const (
	js      = "application/json"
	pj      = "application/problem+json"
	noTasks = `{"tasks":[],"pagination":{"has_more":false}}`
	refusal = `{"title":"No","status":400}`
	task    = `{"id":"a","name":"n","type":"CODE_EVALUATION","is_continuous":false,"query_filter":null,"query_filters":null,"run_configuration":null,
		"evaluators":[],"experiment_ids":[],"last_run_at":null,"created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z","created_by_user_id":null}`
)

func TestChecker(t *testing.T) {
	for _, test := range []struct {
		name         string
		next         http.Handler
		method, path string
		body         string
		expect       int
		fault        string // "" none
	}{
		{"a valid response", respondWith(200, js, noTasks), "GET", "/v2/tasks", "", 0, ""},
		{"a complete task with nulls", respondWith(200, js, task), "GET", "/v2/tasks/a%2Fb", "", 0, ""},
		{"a missing key", respondWith(200, js, strings.Replace(task, `"last_run_at":null,`, "", 1)), "GET", "/v2/tasks/a", "", 0, "last_run_at"},
		{"a null that is not allowed", respondWith(200, js, strings.Replace(task, `"name":"n"`, `"name":null`, 1)), "GET", "/v2/tasks/a", "", 0, "name"},
		{"an unknown enum value", respondWith(200, js, strings.Replace(task, "CODE_", "code_", 1)), "GET", "/v2/tasks/a", "", 0, "type"},
		{"an invalid body", respondWith(200, js, `{"tasks":{}}`), "GET", "/v2/tasks", "", 0, "against the contract"},
		{"another content type", respondWith(200, "text/plain", noTasks), "GET", "/v2/tasks", "", 0, "against the contract"},
		{"an undeclared status", respondWith(418, pj, refusal), "GET", "/v2/tasks", "", 0, "status is not supported"},
		{"a 204 with a body", respondWith(204, js, ""), "DELETE", "/v2/tasks/a", "", 0, ""},
		{"a problem", respondWith(400, pj, refusal), "GET", "/v2/tasks", "", 0, ""},
		{"a problem as plain JSON", respondWith(400, js, refusal), "GET", "/v2/tasks", "", 0, "against the contract"},
		{"a failure of the server", respondWith(502, "text/html", "<p>"), "GET", "/v2/tasks", "", 0, ""},
		{"a bad request", respondWith(400, pj, refusal), "POST", "/v2/spans", `{}`, 0, "violates the contract"},
		{"a bad request, announced", respondWith(400, pj, refusal), "POST", "/v2/spans", `{}`, 1, ""},
		{"a bad request, announced but accepted", respondWith(200, js, `{"spans":[],"pagination":{"has_more":false}}`), "POST", "/v2/spans", `{}`, 1, "but it was answered"},
		{"a missing announced refusal", respondWith(200, js, noTasks), "GET", "/v2/tasks", "", 1, "are missing"},
		{"an unknown parameter", respondWith(400, pj, refusal), "GET", "/v2/tasks?x=1", "", 0, "not a query parameter"},
		{"an unknown address", respondWith(404, pj, refusal), "GET", "/v3/x", "", 0, ""},
		{"an unknown address with a success", respondWith(200, js, "{}"), "GET", "/v3/x", "", 0, "not in the contract"},
	} {
		recorded := &recordingTB{TB: t}
		checker := contracttest.Wrap(recorded, test.next)
		checker.ExpectRefusals(test.expect)
		request := httptest.NewRequest(test.method, test.path, strings.NewReader(test.body))
		request.Header.Set("Content-Type", js)
		checker.ServeHTTP(httptest.NewRecorder(), request)
		recorded.end()
		reported := strings.Join(recorded.faults, "\n")
		if (test.fault == "") != (reported == "") || !strings.Contains(reported, test.fault) {
			t.Errorf("%s: the checker reported %q, want %q", test.name, reported, test.fault)
		}
	}
}

// Requests and responses are unchanged, and Pause stops validation.
func TestCheckerChangesNothing(t *testing.T) {
	const sent = `{"project_id":"p"}`
	recorded := &recordingTB{TB: t}
	checker := contracttest.Wrap(recorded, http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		if string(body) != sent {
			t.Errorf("the handler received %q", body)
		}
		writer.Header().Set("X-Mark", "kept")
		writer.WriteHeader(299)
		_, _ = io.WriteString(writer, "{half")
	}))
	checker.Pause()
	request := httptest.NewRequest("POST", "/v2/spans", strings.NewReader(sent))
	rec := httptest.NewRecorder()
	checker.ServeHTTP(rec, request)
	if rec.Code != 299 || rec.Body.String() != "{half" || rec.Header().Get("X-Mark") != "kept" || len(recorded.faults) > 0 {
		t.Errorf("response %d %q %v, faults %v", rec.Code, rec.Body, rec.Header(), recorded.faults)
	}
	checker.Resume()
	request = httptest.NewRequest("POST", "/v2/spans", strings.NewReader(sent))
	request.Header.Set("Content-Type", js)
	checker.ServeHTTP(httptest.NewRecorder(), request)
	if len(recorded.faults) != 1 || checker.Seen()["list_spans 299"] != 1 {
		t.Errorf("after Resume: faults %v, seen %v", recorded.faults, checker.Seen())
	}
}

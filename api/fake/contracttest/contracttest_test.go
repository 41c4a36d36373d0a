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

// witness is a test that may fail without failing ours.
type witness struct {
	testing.TB
	faults []string
	ends   []func()
}

func (w *witness) Helper()                   {}
func (w *witness) Cleanup(f func())          { w.ends = append(w.ends, f) }
func (w *witness) Errorf(f string, a ...any) { w.faults = append(w.faults, fmt.Sprintf(f, a...)) }
func (w *witness) end()                      { w.ends[0]() }

// says is a handler with one answer.
func says(status int, media, body string) http.Handler {
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

func TestTheJudge(t *testing.T) {
	for _, x := range []struct {
		name         string
		next         http.Handler
		method, path string
		body         string
		expect       int
		fault        string // "" none
	}{
		{"a good answer", says(200, js, noTasks), "GET", "/v2/tasks", "", 0, ""},
		{"a whole task with nulls", says(200, js, task), "GET", "/v2/tasks/a%2Fb", "", 0, ""},
		{"a missing key", says(200, js, strings.Replace(task, `"last_run_at":null,`, "", 1)), "GET", "/v2/tasks/a", "", 0, "last_run_at"},
		{"a null that may not be", says(200, js, strings.Replace(task, `"name":"n"`, `"name":null`, 1)), "GET", "/v2/tasks/a", "", 0, "name"},
		{"an unknown word", says(200, js, strings.Replace(task, "CODE_", "code_", 1)), "GET", "/v2/tasks/a", "", 0, "type"},
		{"a body that does not fit", says(200, js, `{"tasks":{}}`), "GET", "/v2/tasks", "", 0, "against the contract"},
		{"another content type", says(200, "text/plain", noTasks), "GET", "/v2/tasks", "", 0, "against the contract"},
		{"an undeclared status", says(418, pj, refusal), "GET", "/v2/tasks", "", 0, "status is not supported"},
		{"a 204 with a body", says(204, js, ""), "DELETE", "/v2/tasks/a", "", 0, ""},
		{"a problem", says(400, pj, refusal), "GET", "/v2/tasks", "", 0, ""},
		{"a problem as plain JSON", says(400, js, refusal), "GET", "/v2/tasks", "", 0, "against the contract"},
		{"a failure of the server", says(502, "text/html", "<p>"), "GET", "/v2/tasks", "", 0, ""},
		{"a bad request", says(400, pj, refusal), "POST", "/v2/spans", `{}`, 0, "breaks the contract"},
		{"a bad request, announced", says(400, pj, refusal), "POST", "/v2/spans", `{}`, 1, ""},
		{"a bad request, announced but taken", says(200, js, `{"spans":[],"pagination":{"has_more":false}}`), "POST", "/v2/spans", `{}`, 1, "yet it was answered"},
		{"an announced refusal that never came", says(200, js, noTasks), "GET", "/v2/tasks", "", 1, "did not come"},
		{"an unknown parameter", says(400, pj, refusal), "GET", "/v2/tasks?x=1", "", 0, "not a query parameter"},
		{"an unknown address", says(404, pj, refusal), "GET", "/v3/x", "", 0, ""},
		{"an unknown address that answers", says(200, js, "{}"), "GET", "/v3/x", "", 0, "not in the contract"},
	} {
		w := &witness{TB: t}
		checker := contracttest.Wrap(w, x.next)
		checker.ExpectRefusals(x.expect)
		request := httptest.NewRequest(x.method, x.path, strings.NewReader(x.body))
		request.Header.Set("Content-Type", js)
		checker.ServeHTTP(httptest.NewRecorder(), request)
		w.end()
		said := strings.Join(w.faults, "\n")
		if (x.fault == "") != (said == "") || !strings.Contains(said, x.fault) {
			t.Errorf("%s: the judge said %q, want %q", x.name, said, x.fault)
		}
	}
}

// What goes through comes out as it went in, and pausing stops the judge.
func TestTheJudgeChangesNothing(t *testing.T) {
	const sent = `{"project_id":"p"}`
	w := &witness{TB: t}
	checker := contracttest.Wrap(w, http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		b, _ := io.ReadAll(request.Body)
		if string(b) != sent {
			t.Errorf("the handler got %q", b)
		}
		writer.Header().Set("X-Mark", "kept")
		writer.WriteHeader(299)
		_, _ = io.WriteString(writer, "{half")
	}))
	checker.Pause()
	request := httptest.NewRequest("POST", "/v2/spans", strings.NewReader(sent))
	rec := httptest.NewRecorder()
	checker.ServeHTTP(rec, request)
	if rec.Code != 299 || rec.Body.String() != "{half" || rec.Header().Get("X-Mark") != "kept" || len(w.faults) > 0 {
		t.Errorf("answer %d %q %v, faults %v", rec.Code, rec.Body, rec.Header(), w.faults)
	}
	checker.Resume()
	request = httptest.NewRequest("POST", "/v2/spans", strings.NewReader(sent))
	request.Header.Set("Content-Type", js)
	checker.ServeHTTP(httptest.NewRecorder(), request)
	if len(w.faults) != 1 || checker.Seen()["list_spans 299"] != 1 {
		t.Errorf("after Resume: faults %v, seen %v", w.faults, checker.Seen())
	}
}

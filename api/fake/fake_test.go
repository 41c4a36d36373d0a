package fake_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
)

// noID is a well-formed ID that does not exist.
const noID = "Tm90aGluZzo5OTk5OTpuT25l"

// rig is a server behind the contract checker, with its world.
type rig struct {
	t       *testing.T
	world   *world.World
	server  *fake.Server
	checker *contracttest.Checker
	now     time.Time
	log     []fake.RequestInfo
}

// newRig makes a server over a world with a fixed clock.
func newRig(t *testing.T, change func(*fake.Options)) *rig {
	t.Helper()
	made := &rig{t: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	made.world = world.New(world.Options{Seed: 7, Now: func() time.Time { return made.now }})
	options := fake.Options{
		World: made.world, Key: "ak-demo", Rand: func() float64 { return 0.5 },
		Sleep:     func(context.Context, time.Duration) {},
		OnRequest: func(requestInfo fake.RequestInfo) { made.log = append(made.log, requestInfo) },
	}
	if change != nil {
		change(&options)
	}
	made.server = fake.New(options)
	made.checker = contracttest.Wrap(t, made.server)
	return made
}

// reply is a parsed response.
type reply struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

// send sends a request through the checker.
func (r *rig) send(method, path, body string) reply {
	r.t.Helper()
	return r.sendTo(r.checker, method, path, body)
}

// sendTo sends a request with the right key to a handler.
func (r *rig) sendTo(handler http.Handler, method, path, body string) reply {
	r.t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer ak-demo")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return serve(handler, req)
}

func serve(handler http.Handler, req *http.Request) reply {
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, req)
	result := recorder.Result()
	body, _ := io.ReadAll(result.Body)
	out := reply{status: result.StatusCode, header: result.Header, raw: string(body)}
	_ = json.Unmarshal(body, &out.body)
	return out
}

// want sends a request and checks the status.
func (r *rig) want(status int, method, path, body string) reply {
	r.t.Helper()
	got := r.send(method, path, body)
	if got.status != status {
		r.t.Fatalf("%s %s %s\nstatus %d, want %d: %s", method, path, body, got.status, status, got.raw)
	}
	return got
}

// refused sends a request and checks the status and a part of the detail. broken
// means that the request violates the contract.
func (r *rig) refused(status int, word string, broken bool, method, path, body string) {
	r.t.Helper()
	if broken {
		r.checker.ExpectRefusals(1)
	}
	got := r.want(status, method, path, body)
	detail, _ := got.body["detail"].(string)
	if !strings.Contains(detail, word) {
		r.t.Errorf("%s %s %s\ndetail %q does not contain %q", method, path, body, detail, word)
	}
}

// items returns a list of the response.
func (p reply) items(key string) []map[string]any {
	list, _ := p.body[key].([]any)
	out := make([]map[string]any, 0, len(list))
	for _, item := range list {
		object, _ := item.(map[string]any)
		out = append(out, object)
	}
	return out
}

func (p reply) text(key string) string { text, _ := p.body[key].(string); return text }

// next returns the cursor of the next page, "" on the last one.
func (p reply) next() (cursor string, more bool) {
	pagination, _ := p.body["pagination"].(map[string]any)
	cursor, _ = pagination["next_cursor"].(string)
	more, _ = pagination["has_more"].(bool)
	return cursor, more
}

// task returns the first task that matches.
func (r *rig) task(fits func(world.Task) bool) world.Task {
	r.t.Helper()
	all, _, _ := r.world.Tasks(world.TaskQuery{}, world.Position{}, 1000)
	for _, task := range all {
		if fits(task) {
			return task
		}
	}
	r.t.Fatal("no such task")
	return world.Task{}
}

// findNamed returns the entry of the catalog with a name.
func findNamed[T interface{ Entry() world.Entry }](server *rig, rows []T, name string) T {
	server.t.Helper()
	i := slices.IndexFunc(rows, func(row T) bool { return row.Entry().Name == name })
	if i < 0 {
		server.t.Fatalf("the world has no %T named %q", rows, name)
	}
	return rows[i]
}

func (r *rig) evaluator(name string) *world.Evaluator {
	return findNamed(r, r.world.Evaluators(), name)
}

func (r *rig) projectID(name string) string { return findNamed(r, r.world.Projects(), name).ID }

func path(parts ...string) string {
	out := "/v2"
	for _, part := range parts {
		out += "/" + url.PathEscape(part)
	}
	return out
}

func onProject(task world.Task) bool      { return task.ProjectID != "" }
func onDataset(task world.Task) bool      { return task.DatasetID != "" && task.Type != world.RunExperiment }
func runsExperiment(task world.Task) bool { return task.Type == world.RunExperiment }

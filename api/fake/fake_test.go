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

// noID is shaped like an ID and leads nowhere.
const noID = "Tm90aGluZzo5OTk5OTpuT25l"

// rig is a server behind the judge, with the world beneath in reach.
type rig struct {
	t     *testing.T
	w     *world.World
	s     *fake.Server
	judge *contracttest.Checker
	now   time.Time
	log   []fake.RequestInfo
}

// newRig opens a server over a world whose clock stands still.
func newRig(t *testing.T, change func(*fake.Options)) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	r.w = world.New(world.Options{Seed: 7, Now: func() time.Time { return r.now }})
	options := fake.Options{
		World: r.w, Key: "ak-demo", Rand: func() float64 { return 0.5 },
		Sleep:     func(context.Context, time.Duration) {},
		OnRequest: func(requestInfo fake.RequestInfo) { r.log = append(r.log, requestInfo) },
	}
	if change != nil {
		change(&options)
	}
	r.s = fake.New(options)
	r.judge = contracttest.Wrap(t, r.s)
	return r
}

// reply is an answer, read.
type reply struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

// send asks through the judge.
func (r *rig) send(method, path, body string) reply {
	r.t.Helper()
	return r.sendTo(r.judge, method, path, body)
}

// sendTo asks a handler with the right key.
func (r *rig) sendTo(handler http.Handler, method, path, body string) reply {
	r.t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer ak-demo")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return answer(handler, req)
}

func answer(handler http.Handler, req *http.Request) reply {
	rec := httptest.NewRecorder()
	handler.ServeHTTP(rec, req)
	res := rec.Result()
	b, _ := io.ReadAll(res.Body)
	out := reply{status: res.StatusCode, header: res.Header, raw: string(b)}
	_ = json.Unmarshal(b, &out.body)
	return out
}

// want asks and checks the status.
func (r *rig) want(status int, method, path, body string) reply {
	r.t.Helper()
	got := r.send(method, path, body)
	if got.status != status {
		r.t.Fatalf("%s %s %s\ngave %d, want %d: %s", method, path, body, got.status, status, got.raw)
	}
	return got
}

// refused asks and checks status and a word of the detail. broken says that
// the request breaks the contract by its shape.
func (r *rig) refused(status int, word string, broken bool, method, path, body string) {
	r.t.Helper()
	if broken {
		r.judge.ExpectRefusals(1)
	}
	got := r.want(status, method, path, body)
	detail, _ := got.body["detail"].(string)
	if !strings.Contains(detail, word) {
		r.t.Errorf("%s %s %s\ndetail %q does not speak of %q", method, path, body, detail, word)
	}
}

// items is a list in an answer.
func (p reply) items(key string) []map[string]any {
	l, _ := p.body[key].([]any)
	out := make([]map[string]any, 0, len(l))
	for _, x := range l {
		m, _ := x.(map[string]any)
		out = append(out, m)
	}
	return out
}

func (p reply) text(key string) string { s, _ := p.body[key].(string); return s }

// next is the cursor of the next page, "" on the last one.
func (p reply) next() (cursor string, more bool) {
	m, _ := p.body["pagination"].(map[string]any)
	cursor, _ = m["next_cursor"].(string)
	more, _ = m["has_more"].(bool)
	return cursor, more
}

// task finds a task of the world.
func (r *rig) task(fits func(world.Task) bool) world.Task {
	r.t.Helper()
	all, _, _ := r.w.Tasks(world.TaskQuery{}, world.Position{}, 1000)
	for _, task := range all {
		if fits(task) {
			return task
		}
	}
	r.t.Fatal("the world has no such task")
	return world.Task{}
}

// called finds a thing of the catalog by its name.
func called[T interface{ Entry() world.Entry }](r *rig, rows []T, name string) T {
	r.t.Helper()
	i := slices.IndexFunc(rows, func(row T) bool { return row.Entry().Name == name })
	if i < 0 {
		r.t.Fatalf("the world has no %T called %q", rows, name)
	}
	return rows[i]
}

func (r *rig) evaluator(name string) world.Evaluator { return called(r, r.w.Evaluators(), name) }

func (r *rig) projectID(name string) string { return called(r, r.w.Projects(), name).ID }

func path(parts ...string) string {
	out := "/v2"
	for _, p := range parts {
		out += "/" + url.PathEscape(p)
	}
	return out
}

func onProject(task world.Task) bool      { return task.ProjectID != "" }
func onDataset(task world.Task) bool      { return task.DatasetID != "" && task.Type != world.RunExperiment }
func runsExperiment(task world.Task) bool { return task.Type == world.RunExperiment }

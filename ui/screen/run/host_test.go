package run_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muesli/termenv"
	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/run"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server is the API as the tests want it: each asking for the run takes the
// next answer, the last one stays.
type server struct {
	mu        sync.Mutex
	clock     *driver.Clock
	answers   []answer
	task      api.Task
	taskErr   error
	basis     []api.Run
	asked     int
	tasks     int
	details   []string // evaluators asked for
	evaluator api.Evaluator
	lists     []api.RunQuery
	gate      chan struct{} // when set, askings for the run wait for it or for their context
}

type answer struct {
	run api.Run
	err error
}

func (s *server) GetRun(ctx context.Context, id string) (api.Run, error) {
	s.mu.Lock()
	gate := s.gate
	s.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return api.Run{}, &api.Error{Kind: api.Canceled, Err: ctx.Err()}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	answer := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	if answer.err == nil {
		answer.run.ID = id
	}
	return answer.run, answer.err
}

func (s *server) GetTask(context.Context, string) (api.Task, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tasks++
	return s.task, s.taskErr
}

func (s *server) ListRuns(_ context.Context, runQuery api.RunQuery) (api.Page[api.Run], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists = append(s.lists, runQuery)
	return api.Page[api.Run]{Items: s.basis}, nil
}

func (s *server) GetEvaluator(_ context.Context, id, _ string) (api.Evaluator, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.details = append(s.details, id)
	return s.evaluator, s.taskErr
}

func (s *server) CancelRun(context.Context, string) (api.Run, error) {
	return api.Run{}, errors.New("the panel itself never cancels")
}

func (s *server) then(as ...answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = as
}

type stage struct {
	*harness.Harness
	srv *server
}

var noColour = theme.Options{Dark: true, Profile: termenv.Ascii}

// open opens the panel as a move would and lets the first answers in.
func open(t testing.TB, srv *server, move host.Move, w, h int) *stage {
	t.Helper()
	stage := begin(t, srv, move, w, h, noColour)
	stage.Settle()
	return stage
}

// begin opens the panel; the first answers are under way.
func begin(t testing.TB, srv *server, move host.Move, w, h int, options theme.Options) *stage {
	t.Helper()
	return &stage{Harness: beginOn(t, srv, srv.clock, move, w, h, options), srv: srv}
}

func beginOn(t testing.TB, client run.Client, clock *driver.Clock, move host.Move, width, height int, options theme.Options) *harness.Harness {
	t.Helper()
	h := harness.New(t, clock)
	h.Env.Styles = theme.New(options)
	return h.Show(run.New(h.Env, client, move), width, height)
}

const runID = "VGFza1J1bjo3Nzg6OTpxUndY"

func newServer(as ...answer) *server {
	clock := driver.NewClock()
	return &server{clock: clock, answers: as, task: relevance()}
}

func relevance() api.Task {
	return api.Task{
		ID: "T25saW5lVGFzazoxMTp0YXNr", Name: "Relevance Monitor", Type: api.TemplateEvaluation, ProjectID: "TW9kZWw6MTpw",
		Evaluators: []api.TaskEvaluator{{EvaluatorID: "RXZhbHVhdG9yOjE6YQ==", Name: "Relevance"}, {EvaluatorID: "RXZhbHVhdG9yOjI6Yg==", Name: "Toxicity"}},
	}
}

func ptr[T any](v T) *T { return &v }

// at is a time of the day on which every test clock begins (10:30:00 UTC).
func at(h, m, s int) time.Time { return time.Date(2026, 3, 1, h, m, s, 0, time.UTC) }

func pending() api.Run {
	return api.Run{
		ID: runID, TaskID: relevance().ID, Status: api.Pending, CreatedAt: at(10, 29, 45),
		DataStart: ptr(time.Date(2026, 2, 20, 0, 0, 0, 0, time.UTC)), DataEnd: ptr(time.Date(2026, 2, 26, 0, 0, 0, 0, time.UTC)),
	}
}

func running(ok, bad, skip int) api.Run {
	r := pending()
	r.Status, r.StartedAt = api.Running, ptr(at(10, 29, 46))
	r.Successes, r.Errors, r.Skipped = api.Count(ok), api.Count(bad), api.Count(skip)
	return r
}

func ended(st api.Status, ok, bad, skip int) api.Run {
	r := running(ok, bad, skip)
	r.Status, r.FinishedAt = st, ptr(at(10, 31, 6))
	return r
}

func is(r api.Run) answer { return answer{run: r} }

func fails(k api.Kind, status int) answer {
	return answer{err: &api.Error{Kind: k, Status: status, Title: strings.ToLower(http.StatusText(status)), Method: "GET", Path: "/v2/task-runs/" + runID}}
}

func lastRun() api.Run {
	r := ended(api.Completed, 9800, 20, 180)
	r.ID = "VGFza1J1bjoxOmJhc2lz"
	return r
}

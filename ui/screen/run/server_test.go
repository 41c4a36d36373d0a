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

// server is a fake client: each load of the run gets the next answer, and the
// last answer repeats.
type server struct {
	mu             sync.Mutex
	clock          *driver.Clock
	answers        []answer
	task           api.Task
	taskErr        error
	basis          []api.Run
	runLoads       int
	taskLoads      int
	evaluatorLoads []string // IDs of the evaluators loaded
	evaluator      api.Evaluator
	runQueries     []api.RunQuery
	gate           chan struct{} // if set, loads of the run wait for it or for their context
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
	s.runLoads++
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
	s.taskLoads++
	return s.task, s.taskErr
}

func (s *server) ListRuns(_ context.Context, runQuery api.RunQuery) (api.Page[api.Run], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runQueries = append(s.runQueries, runQuery)
	return api.Page[api.Run]{Items: s.basis}, nil
}

func (s *server) GetEvaluator(_ context.Context, id, _ string) (api.Evaluator, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.evaluatorLoads = append(s.evaluatorLoads, id)
	return s.evaluator, s.taskErr
}

func (s *server) CancelRun(context.Context, string) (api.Run, error) {
	return api.Run{}, errors.New("the panel never cancels by itself")
}

func (s *server) respond(answers ...answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = answers
}

type stage struct {
	*harness.Harness
	srv *server
}

var noColour = theme.Options{Dark: true, Profile: termenv.Ascii}

// open opens the panel like a move does and waits for the first answers.
func open(t testing.TB, srv *server, move host.Move, width, height int) *stage {
	t.Helper()
	stage := start(t, srv, move, width, height, noColour)
	stage.Settle()
	return stage
}

// start opens the panel; the first requests are still in flight.
func start(t testing.TB, srv *server, move host.Move, width, height int, options theme.Options) *stage {
	t.Helper()
	return &stage{Harness: startOn(t, srv, srv.clock, move, width, height, options), srv: srv}
}

func startOn(t testing.TB, client run.Client, clock *driver.Clock, move host.Move, width, height int, options theme.Options) *harness.Harness {
	t.Helper()
	fixture := harness.New(t, clock)
	fixture.Env.Styles = theme.New(options)
	return fixture.Show(run.New(fixture.Env, client, &move), width, height)
}

const runID = "VGFza1J1bjo3Nzg6OTpxUndY"

func newServer(answers ...answer) *server {
	clock := driver.NewClock()
	return &server{clock: clock, answers: answers, task: relevance()}
}

func relevance() api.Task {
	return api.Task{
		ID: "T25saW5lVGFzazoxMTp0YXNr", Name: "Relevance Monitor", Type: api.TemplateEvaluation, ProjectID: "TW9kZWw6MTpw",
		Evaluators: []api.TaskEvaluator{{EvaluatorID: "RXZhbHVhdG9yOjE6YQ==", Name: "Relevance"}, {EvaluatorID: "RXZhbHVhdG9yOjI6Yg==", Name: "Toxicity"}},
	}
}

func ptr[T any](value T) *T { return &value }

// at is a time on the day of the test clock, which starts at 10:30:00 UTC.
func at(hour, minute, second int) time.Time {
	return time.Date(2026, 3, 1, hour, minute, second, 0, time.UTC)
}

func pending() api.Run {
	return api.Run{
		ID: runID, TaskID: relevance().ID, Status: api.Pending, CreatedAt: at(10, 29, 45),
		DataStart: ptr(time.Date(2026, 2, 20, 0, 0, 0, 0, time.UTC)), DataEnd: ptr(time.Date(2026, 2, 26, 0, 0, 0, 0, time.UTC)),
	}
}

func running(ok, bad, skip int) api.Run {
	result := pending()
	result.Status, result.StartedAt = api.Running, ptr(at(10, 29, 46))
	result.Successes, result.Errors, result.Skipped = api.Count(ok), api.Count(bad), api.Count(skip)
	return result
}

func ended(status api.Status, ok, bad, skip int) api.Run {
	result := running(ok, bad, skip)
	result.Status, result.FinishedAt = status, ptr(at(10, 31, 6))
	return result
}

func is(result api.Run) answer { return answer{run: result} }

func fails(kind api.Kind, status int) answer {
	return answer{err: &api.Error{Kind: kind, Status: status, Title: strings.ToLower(http.StatusText(status)), Method: "GET", Path: "/v2/task-runs/" + runID}}
}

func lastRun() api.Run {
	result := ended(api.Completed, 9800, 20, 180)
	result.ID = "VGFza1J1bjoxOmJhc2lz"
	return result
}

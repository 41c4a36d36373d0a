package trigger_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/trigger"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server answers as told and writes down what was sent.
type server struct {
	mu      sync.Mutex
	task    api.Task
	taskErr error
	runs    []api.Run
	runsErr error
	after   []api.Run // the runs from the first trigger on, if not nil
	exps    [][]api.Experiment
	tasks   []api.Task
	data    api.Dataset
	rows    map[string][]api.Example // by version
	asked   []string                 // lists that pickers have read
	sent    []api.Trigger
	answer  api.Run
	err     error
	lists   int
	names   int           // pages of experiments that were read from the start
	gate    chan struct{} // Trigger waits for it, if not nil
}

func (s *server) GetTask(context.Context, string) (api.Task, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.task, s.taskErr
}

func (s *server) ListRuns(context.Context, api.RunQuery) (api.Page[api.Run], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists++
	if len(s.sent) > 0 && s.after != nil {
		return api.Page[api.Run]{Items: s.after}, s.runsErr
	}
	return api.Page[api.Run]{Items: s.runs}, s.runsErr
}

func (s *server) ListExperiments(_ context.Context, experimentQuery api.ExperimentQuery) (api.Page[api.Experiment], error) {
	n := len(experimentQuery.Cursor)
	if n == 0 {
		s.mu.Lock()
		s.names++
		s.mu.Unlock()
	}
	if n >= len(s.exps) {
		return api.Page[api.Experiment]{}, nil
	}
	page := api.Page[api.Experiment]{Items: s.exps[n]}
	if n+1 < len(s.exps) {
		page.Next = strings.Repeat("c", n+1)
	}
	return page, nil
}

func (s *server) ask(what ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, strings.Join(what, " "))
}

func (s *server) ListTasks(_ context.Context, query api.TaskQuery) (api.Page[api.Task], error) {
	s.ask("tasks", query.DatasetID, query.Name)
	return api.Page[api.Task]{Items: slices.Clone(s.tasks)}, nil
}

func (s *server) GetDataset(_ context.Context, id string) (api.Dataset, error) {
	s.ask("dataset", id)
	return s.data, nil
}

func (s *server) ListExamples(_ context.Context, exampleQuery api.ExampleQuery) (api.Page[api.Example], error) {
	s.ask("examples", exampleQuery.DatasetID, exampleQuery.VersionID)
	return api.Page[api.Example]{Items: s.rows[exampleQuery.VersionID]}, nil
}

func (s *server) Trigger(ctx context.Context, _ string, t api.Trigger) (api.Run, error) {
	if s.gate != nil {
		<-s.gate
		if ctx.Err() != nil {
			return api.Run{}, &api.Error{Kind: api.Canceled, Lost: true}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, t)
	return s.answer, s.err
}

func ago(d time.Duration) *time.Time {
	at := driver.NewClock().Now().Add(-d)
	return &at
}

func projectTask() api.Task {
	return api.Task{ID: "VGFzazox", Name: "Relevance Monitor", Type: api.TemplateEvaluation, ProjectID: "P", LastRunAt: ago(3 * time.Hour)}
}

func datasetTask() api.Task {
	return api.Task{ID: "VGFzazoy", Name: "JSON Shape", Type: api.CodeEvaluation, DatasetID: "D", ExperimentIDs: []string{"e1", "e2", "e3"}}
}

func experimentTask() api.Task {
	return api.Task{ID: "VGFzazoz", Name: `Ask the "bot"`, Type: api.RunExperiment, DatasetID: "D"}
}

func run(id string, st api.Status, created time.Duration) api.Run {
	return api.Run{ID: id, TaskID: "VGFzazox", Status: st, CreatedAt: *ago(created)}
}

func open(t testing.TB, s *server, move host.Move, w, h int) *harness.Harness {
	return openWith(harness.New(t, driver.NewClock()), s, move, w, h)
}

func openWith(h *harness.Harness, s *server, move host.Move, width, height int) *harness.Harness {
	h.Show(trigger.New(h.Env, s, nil, move), width, height)
	h.Settle()
	driver.CheckFrame(h.T, h.View(), width, height)
	return h
}

// clear empties the field that has the focus.
func clear(h *harness.Harness) {
	h.Keys("end")
	for range 40 {
		h.Press("backspace")
	}
	h.Settle()
}

func tabs(h *harness.Harness, n int) {
	for range n {
		h.Keys("tab")
	}
}

func said(h *harness.Harness) string {
	var out []string
	for _, notice := range h.Notices {
		out = append(out, string(notice.Text))
	}
	return strings.Join(out, "|")
}

// words folds a screen into one line, for texts that were wrapped.
func words(screen string) string { return strings.Join(strings.Fields(screen), " ") }

// turn moves the clock without a second passing on screen.
func turn(h *harness.Harness, d time.Duration) { h.Advance(d) }

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

// server returns the configured responses and records the requests.
type server struct {
	mu          sync.Mutex
	task        api.Task
	taskErr     error
	runs        []api.Run
	runsErr     error
	after       []api.Run // the runs after the first trigger, if not nil
	experiments [][]api.Experiment
	tasks       []api.Task
	data        api.Dataset
	rows        map[string][]api.Example // by version
	asked       []string                 // lists that pickers have loaded
	sent        []api.Trigger
	answer      api.Run
	err         error
	lists       int
	names       int           // how often the first page of experiments was loaded
	gate        chan struct{} // Trigger waits for it, if not nil
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
	number := len(experimentQuery.Cursor)
	if number == 0 {
		s.mu.Lock()
		s.names++
		s.mu.Unlock()
	}
	if number >= len(s.experiments) {
		return api.Page[api.Experiment]{}, nil
	}
	page := api.Page[api.Experiment]{Items: s.experiments[number]}
	if number+1 < len(s.experiments) {
		page.Next = strings.Repeat("c", number+1)
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

func (s *server) Trigger(ctx context.Context, _ string, req api.Trigger) (api.Run, error) {
	if s.gate != nil {
		<-s.gate
		if ctx.Err() != nil {
			return api.Run{}, &api.Error{Kind: api.Canceled, Lost: true}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, req)
	return s.answer, s.err
}

func ago(past time.Duration) *time.Time {
	at := driver.NewClock().Now().Add(-past)
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

func open(t testing.TB, srv *server, move host.Move, width, height int) *harness.Harness {
	return openWith(harness.New(t, driver.NewClock()), srv, move, width, height)
}

func openWith(bench *harness.Harness, srv *server, move host.Move, width, height int) *harness.Harness {
	bench.Show(trigger.New(bench.Env, srv, nil, &move), width, height)
	bench.Settle()
	driver.CheckFrame(bench.T, bench.View(), width, height)
	return bench
}

// clearField empties the focused field.
func clearField(bench *harness.Harness) {
	bench.Keys("end")
	for range 40 {
		bench.Press("backspace")
	}
	bench.Settle()
}

func pressTab(bench *harness.Harness, count int) {
	for range count {
		bench.Keys("tab")
	}
}

func noticeTexts(bench *harness.Harness) string {
	var out []string
	for _, notice := range bench.Notices {
		out = append(out, string(notice.Text))
	}
	return strings.Join(out, "|")
}

// oneLine joins a screen into one line, to find wrapped texts.
func oneLine(screen string) string { return strings.Join(strings.Fields(screen), " ") }

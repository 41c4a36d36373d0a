package task_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/muesli/termenv"
	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/screen/task"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server is a task and its runs in memory, newest first, in keyset pages.
type server struct {
	mu      sync.Mutex
	task    api.Task
	runs    []api.Run
	err     error // of every call, if set
	pageErr error // of every further page, if set
	cursor  string
	gate    chan struct{} // lists wait for it, if set
	calls   []string

	experiments []api.Experiment
	versions    []api.EvaluatorVersion // of every evaluator
}

func (s *server) call(format string, args ...any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, fmt.Sprintf(format, args...))
	return s.err
}

func (s *server) count() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.calls) }

func (s *server) change(edit func()) { s.mu.Lock(); defer s.mu.Unlock(); edit() }

func (s *server) GetTask(context.Context, string) (api.Task, error) {
	return s.task, s.call("task")
}

func (s *server) ListRuns(ctx context.Context, runQuery api.RunQuery) (api.Page[api.Run], error) {
	err := s.call("runs status=%s limit=%d cursor=%s", runQuery.Status, runQuery.Limit, runQuery.Cursor)
	s.mu.Lock()
	gate := s.gate
	s.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return api.Page[api.Run]{}, ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && runQuery.Cursor != "" {
		err = s.pageErr
	}
	if err != nil {
		return api.Page[api.Run]{}, err
	}
	return s.page(runQuery), nil
}

func (s *server) page(runQuery api.RunQuery) (page api.Page[api.Run]) {
	past := runQuery.Cursor == ""
	for _, run := range s.runs {
		switch {
		case !past:
			past = run.ID == runQuery.Cursor
		case runQuery.Status != "" && run.Status != runQuery.Status:
		case len(page.Items) == runQuery.Limit:
			page.Next = page.Items[runQuery.Limit-1].ID
			if s.cursor != "" {
				page.Next = s.cursor
			}
			return page
		default:
			page.Items = append(page.Items, run)
		}
	}
	return page
}

func (s *server) GetEvaluator(_ context.Context, id, _ string) (api.Evaluator, error) {
	return api.Evaluator{ID: id}, s.call("evaluator %s", id)
}

func (s *server) ListEvaluatorVersions(_ context.Context, query api.VersionQuery) (api.Page[api.EvaluatorVersion], error) {
	err := s.call("versions %s", query.EvaluatorID)
	s.mu.Lock()
	defer s.mu.Unlock()
	return api.Page[api.EvaluatorVersion]{Items: s.versions}, err
}

func (s *server) GetRun(_ context.Context, id string) (api.Run, error) {
	err := s.call("run %s", id)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, run := range s.runs {
		if run.ID == id {
			return run, err
		}
	}
	return api.Run{}, &api.Error{Kind: api.NotFound, Status: 404}
}

func (s *server) CancelRun(_ context.Context, id string) (api.Run, error) {
	return api.Run{}, s.call("cancel %s", id)
}

func (s *server) GetProject(_ context.Context, id string) (api.Project, error) {
	return api.Project{ID: id, Name: "support-bot"}, s.call("project")
}

func (s *server) GetDataset(_ context.Context, id string) (api.Dataset, error) {
	return api.Dataset{ID: id, Name: "golden-qa"}, s.call("dataset")
}

func (s *server) GetExperiment(context.Context, string) (api.Experiment, error) {
	return api.Experiment{}, nil
}

func (s *server) ListExperiments(context.Context, api.ExperimentQuery) (api.Page[api.Experiment], error) {
	err := s.call("experiments")
	s.mu.Lock()
	defer s.mu.Unlock()
	return api.Page[api.Experiment]{Items: s.experiments}, err
}

var dark = theme.Options{Dark: true, Profile: termenv.TrueColor}

// open shows the task of a server at a size and waits until it is idle.
func open(t *testing.T, fake *server, width, height int, options theme.Options) (*driver.Driver, *harness.Harness, *task.Model) {
	bench, rig, model := start(t, fake, width, height, options)
	bench.Settle()
	return bench, rig, model
}

func start(t *testing.T, fake *server, width, height int, options theme.Options) (*driver.Driver, *harness.Harness, *task.Model) {
	return startWith(t, fake, driver.NewClock(), fake.task, width, height, options)
}

func startWith(t testing.TB, fake client, clock *driver.Clock, of api.Task, width, height int, options theme.Options) (*driver.Driver, *harness.Harness, *task.Model) {
	t.Helper()
	rig := harness.New(t, clock)
	rig.Env.Styles = theme.New(options)
	model := task.New(rig.Env, fake, host.Move{To: host.PlaceTask, Task: of}, names.New(fake)).(*task.Model)
	t.Cleanup(model.Close)
	rig.Show(model, width, height)
	return rig.Driver, rig, model
}

var base = time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC)

func at(offset time.Duration) *time.Time { when := base.Add(offset); return &when }

// support is a project task with a number of runs, of which the newest is running.
func support(runs int) *server {
	rate, filter := 0.25, "span_kind = 'LLM'"
	fake := &server{task: api.Task{
		ID: "T25saW5lVGFzazox", Name: "Relevance Monitor", Type: api.TemplateEvaluation, ProjectID: "TW9kZWw6MQ==",
		SamplingRate: &rate, Continuous: true, QueryFilter: &filter, LastRunAt: at(-time.Minute),
		CreatedAt: base.Add(-240 * time.Hour), UpdatedAt: base.Add(-48 * time.Hour), CreatedBy: "VXNlcjoy",
		Evaluators: []api.TaskEvaluator{
			{EvaluatorID: "RXZhbDox", Name: "Relevance", Mappings: map[string]string{"input": "attributes.input.value", "output": "attributes.output.value"}},
			{EvaluatorID: "RXZhbDoy", Name: "Toxicity", VersionID: "RXZhbHVhdG9yVmVyc2lvbjo5", QueryFilter: &filter},
		},
	}}
	random := rand.New(rand.NewPCG(7, 7))
	for i := range runs {
		fake.runs = append(fake.runs, sample(i, random))
	}
	return fake
}

// sample is a run created i times 47 minutes before the newest.
func sample(i int, random *rand.Rand) api.Run {
	created := -time.Minute - time.Duration(i)*47*time.Minute
	run := api.Run{
		ID: "VGFza1J1bjo" + strconv.Itoa(1000-i), TaskID: "T25saW5lVGFzazox", CreatedAt: base.Add(created),
		StartedAt: at(created + time.Second), DataStart: at(-144 * time.Hour), DataEnd: at(0), Status: api.Running,
		Successes: api.Count(random.IntN(12000)),
	}
	if i == 0 {
		return run
	}
	run.Status, run.Skipped, run.FinishedAt = api.Completed, api.Count(random.IntN(300)), at(created+time.Duration(random.IntN(900))*time.Second+time.Second)
	switch i % 6 {
	case 2:
		run.Status, run.Errors, run.Successes, run.FailureReason = api.Failed, 12, 0, "Missing rails: set classification_choices.\nSecond line \x1b[31mred"
	case 5:
		run.Status, run.Successes, run.Skipped = api.Cancelled, 0, 0
	}
	return run
}

func (s *server) DeleteTask(_ context.Context, id string) error { return s.call("delete %s", id) }

func (s *server) UpdateTask(_ context.Context, id string, _ api.UpdateTask) (api.Task, error) {
	return s.task, s.call("update %s", id)
}

func (s *server) ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error) {
	return api.Page[api.Project]{}, s.call("projects")
}

func (s *server) ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error) {
	return api.Page[api.Dataset]{}, s.call("datasets")
}

// client is the API that the screen and the names need.
type client interface {
	task.Client
	names.Client
}

package newtask_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/newtask"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

// emptyServer is a server with empty lists.
type emptyServer struct{ newtask.Client }

func (emptyServer) ListEvaluators(context.Context, api.EvaluatorQuery) (api.Page[api.Evaluator], error) {
	return api.Page[api.Evaluator]{}, nil
}

func (emptyServer) ListEvaluatorVersions(context.Context, api.VersionQuery) (api.Page[api.EvaluatorVersion], error) {
	return api.Page[api.EvaluatorVersion]{}, nil
}

func (emptyServer) ListIntegrations(context.Context, api.IntegrationQuery) (api.Page[api.Integration], error) {
	return api.Page[api.Integration]{}, nil
}

func (emptyServer) ListSpans(context.Context, api.SpanQuery) (api.Page[api.Span], error) {
	return api.Page[api.Span]{}, nil
}

func (emptyServer) ListExamples(context.Context, api.ExampleQuery) (api.Page[api.Example], error) {
	return api.Page[api.Example]{}, nil
}

func (emptyServer) GetProject(_ context.Context, id string) (api.Project, error) {
	return api.Project{ID: id, Name: "support-bot", SpaceID: "S"}, nil
}

func (emptyServer) GetDataset(_ context.Context, id string) (api.Dataset, error) {
	return api.Dataset{ID: id, Name: "golden-qa", SpaceID: "S"}, nil
}

// Evaluators cannot be loaded, so that the tests see only what the form does.
func (emptyServer) GetEvaluator(context.Context, string, string) (api.Evaluator, error) {
	return api.Evaluator{}, &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such evaluator"}
}

func (emptyServer) GetEvaluatorVersion(context.Context, string) (api.EvaluatorVersion, error) {
	return api.EvaluatorVersion{}, &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such version"}
}

// server returns the configured responses and records the requests.
type server struct {
	emptyServer
	mu     sync.Mutex
	task   api.Task
	getErr error
	gets   int
	sent   []string
	err    error
	keep   bool // accepts an update without applying it
	gate   chan struct{}
}

func (s *server) GetTask(context.Context, string) (api.Task, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gets++
	return s.task, s.getErr
}

func (s *server) UpdateTask(ctx context.Context, _ string, change api.UpdateTask) (api.Task, error) {
	if s.gate != nil {
		<-s.gate
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := json.Marshal(change)
	if err != nil || ctx.Err() != nil {
		return api.Task{}, &api.Error{Kind: api.Canceled, Lost: true}
	}
	s.sent = append(s.sent, string(body))
	if !s.keep && change.Name != nil {
		s.task.Name = *change.Name
	}
	return s.task, s.err
}

func ptr[T any](value T) *T { return &value }

func projectTask() api.Task {
	return api.Task{
		ID: "VGFzazox", Name: "Relevance Monitor", Type: api.TemplateEvaluation, ProjectID: "P",
		SamplingRate: ptr(0.5), QueryFilter: ptr("span_kind = 'LLM'"), UpdatedAt: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC),
		Evaluators: []api.TaskEvaluator{
			{EvaluatorID: "ev1", Name: "Relevance", VersionID: "v3", Mappings: map[string]string{"input": "attributes.input.value", "output": "attributes.output.value"}},
			{EvaluatorID: "ev2", Name: "Toxicity", QueryFilter: ptr("latency_ms > 10")},
		},
	}
}

func experimentTask() api.Task {
	return api.Task{
		ID: "VGFzazoz", Name: "Ask the bot", Type: api.RunExperiment, DatasetID: "D",
		RunConfig: json.RawMessage(`{"experiment_type":"AGENT_CALL","integration_id":"int1","input_template":{"q":"{{question}}"}}`),
	}
}

func openEdit(t testing.TB, client newtask.Client, id string, width, height int) (*harness.Harness, *[]api.Task) {
	return openEditWith(t, client, newtask.Deps{}, id, width, height)
}

func openEditWith(t testing.TB, client newtask.Client, deps newtask.Deps, id string, width, height int) (*harness.Harness, *[]api.Task) {
	t.Helper()
	clock := driver.NewClock()
	bench := harness.New(t, clock)
	bench.Show(newtask.NewEdit(bench.Env, client, &deps, &host.Move{Task: api.Task{ID: id}}), width, height)
	bench.Settle()
	if len(bench.Boxes) == 0 {
		driver.CheckFrame(t, bench.View(), width, height)
	}
	return bench, &bench.Tasks
}

// clearField empties the focused field.
func clearField(bench *harness.Harness) {
	bench.Keys("end")
	for range 40 {
		bench.Press("backspace")
	}
	bench.Settle()
}

func noticeTexts(bench *harness.Harness) string {
	var out []string
	for _, notice := range bench.Notices {
		out = append(out, string(notice.Text))
	}
	return strings.Join(out, "|")
}

// withoutBorders joins a screen into one line without its vertical borders, to find
// wrapped texts.
func withoutBorders(screen string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(screen, "│", " ")), " ")
}

func wantTexts(t *testing.T, bench *harness.Harness, texts ...string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(withoutBorders(bench.Plain()), want) {
			t.Fatalf("the screen lacks %q:\n%s", want, bench.Plain())
		}
	}
}

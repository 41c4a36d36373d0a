package edittask_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/edittask"
	"ax-tui/ui/test/boxhost"
	"ax-tui/ui/test/driver"
)

// server answers as told and writes down what was sent.
type server struct {
	mu     sync.Mutex
	task   api.Task
	getErr error
	gets   int
	sent   []string
	err    error
	keep   bool // takes a change without making it
	gate   chan struct{}
}

func (s *server) GetTask(context.Context, string) (api.Task, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gets++
	return s.task, s.getErr
}

func (s *server) UpdateTask(ctx context.Context, _ string, u api.UpdateTask) (api.Task, error) {
	if s.gate != nil {
		<-s.gate
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := json.Marshal(u)
	if err != nil || ctx.Err() != nil {
		return api.Task{}, &api.Error{Kind: api.Canceled, Lost: true}
	}
	s.sent = append(s.sent, string(body))
	if !s.keep && u.Name != nil {
		s.task.Name = *u.Name
	}
	return s.task, s.err
}

func ptr[T any](v T) *T { return &v }

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

// spy writes down the broadcasts that the host does not.
type spy struct {
	*boxhost.Host
	seen *[]api.Task
}

func (s spy) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	var more tea.Cmd
	switch m := m.(type) {
	case host.TaskSeen:
		*s.seen = append(*s.seen, m.Task)
		more = s.Screen.Update(m)
	case host.TaskGone:
		more = s.Screen.Update(m)
	}
	_, cmd := s.Host.Update(m)
	return s, tea.Batch(cmd, more)
}

func open(t testing.TB, s edittask.Client, id string, w, h int) (*boxhost.Host, *[]api.Task) {
	c := driver.NewClock()
	env := boxhost.Env(c)
	host := boxhost.New(t, c, env, edittask.New(env, s, host.Move{Task: api.Task{ID: id}}), nil, w, h)
	seen := &[]api.Task{}
	host.M = spy{host, seen}
	host.Settle()
	driver.CheckFrame(t, host.View(), w, h)
	return host, seen
}

// clear empties the field that has the focus.
func clear(h *boxhost.Host) {
	h.Keys("end")
	for range 40 {
		h.Press("backspace")
	}
	h.Settle()
}

func said(h *boxhost.Host) string {
	var out []string
	for _, n := range h.Notices {
		out = append(out, string(n.Text))
	}
	return strings.Join(out, "|")
}

// words folds a screen into one line, for texts that were wrapped.
func words(screen string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(screen, "│", " ")), " ")
}

func must(t *testing.T, h *boxhost.Host, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(words(h.Plain()), s) {
			t.Fatalf("the screen lacks %q:\n%s", s, h.Plain())
		}
	}
}

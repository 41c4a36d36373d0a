package taskinfo

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

var (
	base  = time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC)
	plain = theme.New(theme.Options{Profile: termenv.Ascii})
	dark  = theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor})
)

func ptr[T any](v T) *T { return &v }

func at(d time.Duration) *time.Time { return ptr(base.Add(d)) }

func names(id string) (text.Safe, bool) {
	n, ok := map[string]text.Safe{"P1": "support-bot", "D1": "golden-qa", "E1": "prompt v2 日本"}[id]
	return n, ok
}

func facts(task api.Task) Facts { return Facts{Task: task, Name: names, Now: base, Zone: time.UTC} }

func spanTask() api.Task {
	return api.Task{
		ID: "T25saW5lVGFzazoxMjM0NTY3ODkwOmFiY2RlZg==", Name: "Relevance Monitor", Type: api.TemplateEvaluation, ProjectID: "P1",
		SamplingRate: ptr(0.29), Continuous: true, QueryFilter: ptr("span_kind = 'LLM' and attributes.llm.model_name = 'a-rather-long-model-name'"),
		LastRunAt: at(-3 * time.Minute), CreatedAt: base.Add(-240 * time.Hour), UpdatedAt: base.Add(-time.Hour), CreatedBy: "VXNlcjoy",
		Evaluators: []api.TaskEvaluator{
			{
				EvaluatorID: "EV1", Name: "Relevance", VersionID: "RXZhbHVhdG9yVmVyc2lvbjo5", QueryFilter: ptr("latency_ms > 2000"),
				Mappings: map[string]string{"question": "attributes.input.value", "answer": "attributes.llm.output_messages.0.message.content"},
			},
			{EvaluatorID: "EV2"},
		},
	}
}

func traceTask() api.Task {
	task := spanTask()
	task.QueryFilter, task.SamplingRate, task.Continuous = nil, nil, false
	task.QueryFilters = &api.QueryFilters{Expression: "A AND B", Filters: []api.NamedFilter{{ID: "A", Filter: "span_kind = 'LLM'"}, {ID: "B", Filter: "span_kind = 'TOOL'"}}}
	task.Evaluators = []api.TaskEvaluator{{EvaluatorID: "EV1", Name: "Session mood", QueryMappings: []api.QueryMapping{
		{VariableName: "conversation", AttributePath: "attributes.input.value"},
		{VariableName: "tool", AttributePath: "attributes.output.value", QueryIDs: []string{"A", "B"}},
	}}}
	return task
}

func experimentTask(config string) api.Task {
	return api.Task{ID: "T1", Name: "Nightly", Type: api.RunExperiment, DatasetID: "D1", RunConfig: json.RawMessage(config), CreatedAt: base}
}

const (
	generation = `{"experiment_type":"LLM_GENERATION","ai_integration_id":"INT1","model_name":"gpt-5","input_variable_format":"MUSTACHE",
		"messages":[{"role":"SYSTEM","content":"Be kind.\nBe short."},{"role":"user","content":[{"type":"text","text":"{{q}}"}]},7],"invocation_parameters":{"temperature":0.2}}`
	judging = `{"experiment_type":"template_evaluation","ai_integration_id":"INT1","template":"Is {{output}} right?","provide_explanation":true,
		"classification_choices":{"yes":1,"no":0},"column_mapping":{"output":"output","q":"question"}}`
	agent = `{"experiment_type":"AGENT_CALL","integration_id":"AG1","input_template":{"q":"{{question}}"}}`
	alien = `{"experiment_type":"TELEPATHY","waves":[1,2]}`
)

func TestFull(t *testing.T) {
	dataset := api.Task{ID: "T2", Name: "JSON Shape", Type: api.CodeEvaluation, DatasetID: "D1", ExperimentIDs: []string{"E1", "RXhwZXJpbWVudDo0Mg=="}, LastRunAt: at(-26 * time.Hour)}
	cases := map[string]struct {
		task api.Task
		w    int
	}{
		"span": {spanTask(), 76}, "span-narrow": {spanTask(), 40}, "trace": {traceTask(), 76}, "dataset": {dataset, 76},
		"generation": {experimentTask(generation), 76}, "judging": {experimentTask(judging), 76}, "agent": {experimentTask(agent), 76},
		"alien": {experimentTask(alien), 76}, "broken": {experimentTask(`[1`), 76}, "id-only": {api.Task{ID: "T1"}, 76},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := facts(c.task)
			golden.RequireEqual(t, strings.Join(Head(plain, f, c.w), "\n")+"\n\n"+strings.Join(Full(plain, f, c.w), "\n"))
		})
	}
}

func TestCompact(t *testing.T) {
	f := facts(spanTask())
	f.Runs = []api.Run{{Status: api.Completed, Successes: 4862, Errors: 3, CreatedAt: base.Add(-3 * time.Minute)}, {Status: api.Failed}}
	golden.RequireEqual(t, strings.Join(Compact(dark, f, 50, 14), "\n"))
}

func TestRun(t *testing.T) {
	run := api.Run{
		ID: "VGFza1J1bjox", Status: api.Cancelled, CreatedAt: base.Add(-time.Hour), StartedAt: at(-59 * time.Minute), FinishedAt: at(-59*time.Minute + time.Second),
		DataStart: at(-24 * time.Hour), DataEnd: at(0), FailureReason: "First\x1b]0;gone\x07 line\nsecond line",
	}
	golden.RequireEqual(t, strings.Join(Run(plain, &run, facts(spanTask()), 56, 30), "\n"))
}

func TestMode(t *testing.T) {
	cases := []struct {
		task api.Task
		want text.Safe
	}{
		{spanTask(), "continuous, sampling 29 %"},
		{api.Task{Type: api.CodeEvaluation, ProjectID: "P1", SamplingRate: ptr(0.001)}, "on demand, sampling 0.1 %"},
		{api.Task{Type: api.CodeEvaluation, ProjectID: "P1", Continuous: true}, "continuous"},
		{api.Task{Type: api.CodeEvaluation, DatasetID: "D1", ExperimentIDs: []string{"a"}}, "1 experiment"},
		{api.Task{Type: api.CodeEvaluation, DatasetID: "D1", ExperimentIDs: []string{"a", "b"}}, "2 experiments"},
		{api.Task{ID: "T1"}, "–"},
		{experimentTask(agent), "on demand, each run an experiment"},
	}
	for _, c := range cases {
		if got := Mode(c.task); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestTimesOfARun(t *testing.T) {
	cases := []struct {
		name        string
		run         api.Run
		waited, ran text.Safe
	}{
		{"pending", api.Run{Status: api.Pending, CreatedAt: base.Add(-40 * time.Second)}, "40 s", "–"},
		{"running", api.Run{Status: api.Running, CreatedAt: base.Add(-40 * time.Second), StartedAt: at(-30 * time.Second)}, "10 s", "30 s"},
		{"ended", api.Run{Status: api.Failed, CreatedAt: base.Add(-time.Hour), StartedAt: at(-time.Hour + time.Second), FinishedAt: at(-50 * time.Minute)}, "1 s", "9 min 59 s"},
		{"never started", api.Run{Status: api.Cancelled, CreatedAt: base.Add(-time.Hour), FinishedAt: at(-time.Hour + 2*time.Second)}, "2 s", "–"},
		{"end unknown", api.Run{Status: api.Completed, CreatedAt: base.Add(-time.Hour), StartedAt: at(-time.Hour)}, "0 s", "–"},
		{"clocks differ", api.Run{Status: api.Running, CreatedAt: base.Add(time.Hour), StartedAt: at(time.Hour)}, "0 s", "0 s"},
		{"nothing known", api.Run{Status: "NAPPING"}, "–", "–"},
	}
	for _, c := range cases {
		got := facts(spanTask()).Cells(plain, &c.run)
		if got.QueueTime != c.waited || got.RunTime != c.ran {
			t.Errorf("%s: waited %q, ran %q; want %q, %q", c.name, got.QueueTime, got.RunTime, c.waited, c.ran)
		}
	}
}

func TestWhy(t *testing.T) {
	f := facts(spanTask())
	if got := f.Why(&api.Run{Status: api.Failed, FailureReason: "\n  \nreal reason\nmore"}); got != "real reason" {
		t.Errorf("the first line that says something is %q", got)
	}
	if got := f.Why(&api.Run{Status: api.Completed, Successes: 3, Skipped: 9}); got != "" {
		t.Errorf("a good end is explained with %q", got)
	}
	if got := f.Why(&api.Run{Status: api.Completed}); !strings.HasPrefix(string(got), "likely: ") {
		t.Errorf("an end without anything counted is explained with %q", got)
	}
}

func TestTrend(t *testing.T) {
	run := func(status api.Status, good, bad int) api.Run {
		return api.Run{Status: status, Successes: good, Errors: bad}
	}
	runs := []api.Run{run(api.Running, 5, 0), run(api.Failed, 0, 9), run(api.Completed, 9, 0), run("NAPPING", 0, 0), run(api.Completed, 1, 1)}
	cases := []struct {
		runs []api.Run
		w    int
		want string
	}{
		{runs, 80, "last 5 runs ▅█▁ 2 completed, 1 failed, 1 running, 1 other"},
		{runs, 30, "last 5 runs 2 completed, 1 fa…"},
		{runs[:1], 80, "last run 1 running"},
		{nil, 80, ""},
	}
	for _, c := range cases {
		if got := Trend(plain, c.runs, c.w); got != c.want {
			t.Errorf("at %d: %q, want %q", c.w, got, c.want)
		}
	}
	var many []api.Run
	for range 40 {
		many = append(many, run(api.Completed, 1, 0))
	}
	if got := Trend(plain, many, 40); got != "last 14 runs ██████████████ 14 completed" {
		t.Errorf("a narrow trend is %q", got)
	}
}

// Whatever the server says, no line is too wide and none holds a control character.
func TestAnyTextAtAnyWidth(t *testing.T) {
	word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"日本語テキスト", "👩‍👩‍👧 family", "\x1b[31mred\x1b]0;title\x07", "a\nb\tc", "\u202eevil", "{\"experiment_type\":\"AGENT_CALL\"}", strings.Repeat("x", 300)}))
	rapid.Check(t, func(rt *rapid.T) {
		s := func() string { return word.Draw(rt, "word") }
		task := api.Task{
			ID: s(), Name: s(), Type: api.TaskType(s()), ProjectID: s(), DatasetID: s(), QueryFilter: ptr(s()), ExperimentIDs: []string{s()},
			Evaluators: []api.TaskEvaluator{{
				EvaluatorID: s(), Name: s(), VersionID: s(), QueryFilter: ptr(s()), Mappings: map[string]string{s(): s()},
				QueryMappings: []api.QueryMapping{{VariableName: s(), QueryIDs: []string{s()}, AttributePath: s()}},
			}},
			RunConfig: json.RawMessage(s()),
		}
		if rapid.Bool().Draw(rt, "trace") {
			task.QueryFilters = &api.QueryFilters{Filters: []api.NamedFilter{{ID: s(), Filter: s()}}, Expression: s()}
		}
		run := api.Run{ID: s(), Status: api.Status(s()), FailureReason: s(), ExperimentID: s()}
		facts := Facts{Task: task, Runs: []api.Run{run}, Now: base}
		w := rapid.IntRange(1, 100).Draw(rt, "w")
		lines := append(Full(plain, facts, w), Compact(plain, facts, w, 9)...)
		lines = append(append(lines, Head(plain, facts, w)...), Run(plain, &run, facts, w, 9)...)
		for _, l := range lines {
			l = ansi.Strip(strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(l))
			if text.Width(l) > w && w >= 20 {
				rt.Fatalf("%d cells in %d: %q", text.Width(l), w, l)
			}
			if strings.ContainsFunc(l, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e }) {
				rt.Fatalf("a control character in %q", l)
			}
		}
	})
}

// Clocks differ between machines; a time is never negative, and its units never
// reach the next one.
func TestTimesNeverNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		when := func(label string) *time.Time {
			if !rapid.Bool().Draw(t, label) {
				return nil
			}
			return at(time.Duration(rapid.IntRange(-9999, 9999).Draw(t, label+" at")) * time.Second)
		}
		run := api.Run{CreatedAt: base, StartedAt: when("started"), FinishedAt: when("finished"), Status: rapid.SampledFrom(api.Statuses()).Draw(t, "status")}
		w, _ := run.QueueTime(base)
		d, _ := run.RunTime(base)
		if w < 0 || d < 0 {
			t.Fatalf("waited %v, ran %v", w, d)
		}
		if s := text.Dur(d) + text.Dur(w); strings.Contains(s, "60") {
			t.Fatalf("a unit reaches the next one: %s", s)
		}
	})
}

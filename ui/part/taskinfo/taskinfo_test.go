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
	"ax-tui/api/outcome"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

var (
	base     = time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC)
	noColour = theme.New(theme.Options{Profile: termenv.Ascii})
	dark     = theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor})
)

func ptr[T any](value T) *T { return &value }

func at(offset time.Duration) *time.Time { return ptr(base.Add(offset)) }

func names(id string) (text.Safe, bool) {
	name, ok := map[string]text.Safe{"P1": "support-bot", "D1": "golden-qa", "E1": "prompt v2 日本"}[id]
	return name, ok
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
	llmGeneration = `{"experiment_type":"LLM_GENERATION","ai_integration_id":"INT1","model_name":"gpt-5","input_variable_format":"MUSTACHE",
		"messages":[{"role":"SYSTEM","content":"Be kind.\nBe short."},{"role":"user","content":[{"type":"text","text":"{{q}}"}]},7],"invocation_parameters":{"temperature":0.2}}`
	templateEvaluation = `{"experiment_type":"template_evaluation","ai_integration_id":"INT1","template":"Is {{output}} right?","provide_explanation":true,
		"classification_choices":{"yes":1,"no":0},"column_mapping":{"output":"output","q":"question"}}`
	agentCall     = `{"experiment_type":"AGENT_CALL","integration_id":"AG1","input_template":{"q":"{{question}}"}}`
	unknownConfig = `{"experiment_type":"TELEPATHY","waves":[1,2]}`
)

func TestFull(t *testing.T) {
	dataset := api.Task{ID: "T2", Name: "JSON Shape", Type: api.CodeEvaluation, DatasetID: "D1", ExperimentIDs: []string{"E1", "RXhwZXJpbWVudDo0Mg=="}, LastRunAt: at(-26 * time.Hour)}
	cases := map[string]struct {
		task  api.Task
		width int
	}{
		"span": {spanTask(), 76}, "span-narrow": {spanTask(), 40}, "trace": {traceTask(), 76}, "dataset": {dataset, 76},
		"generation": {experimentTask(llmGeneration), 76}, "template-evaluation": {experimentTask(templateEvaluation), 76}, "agent": {experimentTask(agentCall), 76},
		"unknown-type": {experimentTask(unknownConfig), 76}, "broken": {experimentTask(`[1`), 76}, "id-only": {api.Task{ID: "T1"}, 76},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			known := facts(tt.task)
			golden.RequireEqual(t, strings.Join(Head(noColour, known, tt.width), "\n")+"\n\n"+strings.Join(Full(noColour, known, tt.width), "\n"))
		})
	}
}

func TestCompact(t *testing.T) {
	known := facts(spanTask())
	known.Runs = ended(api.Run{Status: api.Completed, Successes: 4862, Errors: 3}, api.Run{Status: api.Failed})
	golden.RequireEqual(t, strings.Join(Compact(dark, &known, 50, 14), "\n"))
}

func TestRun(t *testing.T) {
	run := api.Run{
		ID: "VGFza1J1bjox", Status: api.Cancelled, CreatedAt: base.Add(-time.Hour), StartedAt: at(-59 * time.Minute), FinishedAt: at(-59*time.Minute + time.Second),
		DataStart: at(-24 * time.Hour), DataEnd: at(0), FailureReason: "First\x1b]0;gone\x07 line\nsecond line",
	}
	golden.RequireEqual(t, strings.Join(Run(noColour, &run, facts(spanTask()), 56, 30), "\n"))
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
		{experimentTask(agentCall), "on demand, each run an experiment"},
		{api.Task{Type: api.TemplateEvaluation, ProjectID: "p", SamplingRate: ptr(7.0)}, "on demand, sampling –"},
	}
	for _, tt := range cases {
		if got := Mode(&tt.task); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
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
		{"clocks differ", api.Run{Status: api.Running, CreatedAt: base.Add(2 * time.Second), StartedAt: at(2 * time.Second)}, "0 s", "0 s"},
		{"starts in an hour", api.Run{Status: api.Running, CreatedAt: base.Add(time.Hour), StartedAt: at(time.Hour)}, "0 s", "–"},
		{"ends before it starts", api.Run{Status: api.Failed, CreatedAt: base, StartedAt: at(time.Hour), FinishedAt: at(time.Minute)}, "1 h", "–"},
		{"nothing known", api.Run{Status: "NAPPING"}, "–", "–"},
	}
	for _, tt := range cases {
		got := facts(spanTask()).Cells(noColour, &tt.run)
		if got.QueueTime != tt.waited || got.RunTime != tt.ran {
			t.Errorf("%s: waited %q, ran %q; want %q, %q", tt.name, got.QueueTime, got.RunTime, tt.waited, tt.ran)
		}
	}
}

func TestWhy(t *testing.T) {
	known := facts(spanTask())
	if got := known.Why(&api.Run{Status: api.Failed, FailureReason: "\n  \nreal reason\nmore"}); got != "real reason" {
		t.Errorf("the first line that is not blank is %q", got)
	}
	if got := known.Why(&api.Run{Status: api.Completed, Successes: 3, Skipped: 9}); got != "" {
		t.Errorf("a good end has the cause %q", got)
	}
	if got := known.Why(&api.Run{Status: api.Completed}); !strings.HasPrefix(string(got), "likely: ") {
		t.Errorf("an end with nothing counted has the cause %q", got)
	}
}

func ended(runs ...api.Run) []Ending {
	var out []Ending
	for i := range runs {
		out = append(out, EndingOf(&runs[i], outcome.Of(runs[i], outcome.History{}, base)))
	}
	return out
}

func TestTrend(t *testing.T) {
	run := func(status api.Status, good, bad api.Count) api.Run {
		return api.Run{Status: status, Successes: good, Errors: bad}
	}
	runs := ended(run(api.Running, 5, 0), run(api.Failed, 9, 0), run(api.Completed, 9, 0), run("NAPPING", 0, 0), run(api.Completed, 1, 1), run(api.Completed, 0, 0))
	const words = "1 done, 1 failed, 1 partial, 1 nothing evaluated, 1 running, 1 unknown"
	cases := []struct {
		runs  []Ending
		width int
		want  string
	}{
		{runs, 130, "last 6 runs ▁▅·█▁  " + words + "   success share, oldest → newest"},
		{runs, 110, "last 6 runs ▁▅·█▁  " + words + "   success share"},
		{runs, 90, "last 6 runs ▁▅·█▁  " + words},
		{runs, 72, "last 5 runs ▅·█▁  1 done, 1 failed, 1 partial, 1 running, 1 unknown"},
		{runs, 30, "last 6 runs 1 done, 1 failed,…"},
		{runs[:1], 80, "last run   1 running   success share, oldest → newest"},
		{nil, 80, ""},
	}
	for _, tt := range cases {
		if got := ansi.Strip(Trend(noColour, tt.runs, tt.width)); got != tt.want {
			t.Errorf("at %d: %q, want %q", tt.width, got, tt.want)
		}
	}
	// A narrow preview counts every run that it draws.
	known := facts(spanTask())
	known.Runs = runs
	preview := ansi.Strip(strings.Join(Compact(noColour, &known, 44, 40), "\n"))
	if at := strings.Index(preview, "last 6 runs ▁▅·█▁"); at < 0 || !strings.Contains(strings.Join(strings.Fields(preview[at:]), " "), words) {
		t.Errorf("not all of %s:\n%s", words, preview)
	}
	var many []api.Run
	for range 40 {
		many = append(many, run(api.Completed, 1, 0))
	}
	if got := Trend(noColour, ended(many...), 40); got != "last 19 runs ███████████████████ 19 done" {
		t.Errorf("a narrow trend is %q", got)
	}
	_, looks := Strip(dark, runs)
	for i, want := range []*theme.Style{&dark.Warn, &dark.Warn, &dark.Dim, &dark.Success, &dark.Error, &dark.Text} {
		if looks[i] != want {
			t.Errorf("bar %d has the style %q, want %q", i, looks[i].Open, want.Open)
		}
	}
}

// Whatever text the server sends, no line is too wide or has a control character.
func TestAnyTextAtAnyWidth(t *testing.T) {
	word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"日本語テキスト", "👩‍👩‍👧 family", "\x1b[31mred\x1b]0;title\x07", "a\nb\tc", "\u202eevil", "{\"experiment_type\":\"AGENT_CALL\"}", strings.Repeat("x", 300)}))
	rapid.Check(t, func(rt *rapid.T) {
		draw := func() string { return word.Draw(rt, "word") }
		task := api.Task{
			ID: draw(), Name: draw(), Type: api.TaskType(draw()), ProjectID: draw(), DatasetID: draw(), QueryFilter: ptr(draw()), ExperimentIDs: []string{draw()},
			Evaluators: []api.TaskEvaluator{{
				EvaluatorID: draw(), Name: draw(), VersionID: draw(), QueryFilter: ptr(draw()), Mappings: map[string]string{draw(): draw()},
				QueryMappings: []api.QueryMapping{{VariableName: draw(), QueryIDs: []string{draw()}, AttributePath: draw()}},
			}},
			RunConfig: json.RawMessage(draw()),
		}
		if rapid.Bool().Draw(rt, "trace") {
			task.QueryFilters = &api.QueryFilters{Filters: []api.NamedFilter{{ID: draw(), Filter: draw()}}, Expression: draw()}
		}
		run := api.Run{ID: draw(), Status: api.Status(draw()), FailureReason: draw(), ExperimentID: draw()}
		facts := Facts{Task: task, Runs: ended(run), Now: base}
		width := rapid.IntRange(1, 100).Draw(rt, "w")
		lines := append(Full(noColour, facts, width), Compact(noColour, &facts, width, 9)...)
		lines = append(append(lines, Head(noColour, facts, width)...), Run(noColour, &run, facts, width, 9)...)
		for _, line := range lines {
			line = ansi.Strip(strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(line))
			if text.Width(line) > width && width >= 20 {
				rt.Fatalf("%d cells in %d: %q", text.Width(line), width, line)
			}
			if strings.ContainsFunc(line, func(char rune) bool {
				return char < ' ' || char >= 0x7f && char < 0xa0 || char >= 0x202a && char <= 0x202e
			}) {
				rt.Fatalf("a control character in %q", line)
			}
		}
	})
}

// Clocks differ between machines: durations are never negative, and never show 60
// of a unit.
func TestTimesNeverNegative(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		when := func(label string) *time.Time {
			if !rapid.Bool().Draw(rt, label) {
				return nil
			}
			return at(time.Duration(rapid.IntRange(-9999, 9999).Draw(rt, label+" at")) * time.Second)
		}
		run := api.Run{CreatedAt: base, StartedAt: when("started"), FinishedAt: when("finished"), Status: rapid.SampledFrom(api.Statuses()).Draw(rt, "status")}
		waited, _ := run.QueueTime(base)
		ran, _ := run.RunTime(base)
		if waited < 0 || ran < 0 {
			rt.Fatalf("waited %v, ran %v", waited, ran)
		}
		if durations := text.Dur(ran) + text.Dur(waited); strings.Contains(durations, "60") {
			rt.Fatalf("60 of a unit: %s", durations)
		}
	})
}

package diagnose

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api"
)

func at(offset time.Duration) *time.Time {
	moment := time.Date(2026, 3, 8, 10, 0, 0, 0, time.UTC).Add(offset)
	return &moment
}

// run returns a run over a valid window with a duration.
func run(status api.Status, duration time.Duration, ok, bad, skip int) api.Run {
	return api.Run{
		Status: status, CreatedAt: *at(0), StartedAt: at(0), FinishedAt: at(duration), Successes: api.Count(ok), Errors: api.Count(bad), Skipped: api.Count(skip),
		DataStart: at(-7 * 24 * time.Hour), DataEnd: at(-3 * time.Hour),
	}
}

func withReason(run api.Run, reason string) api.Run { run.FailureReason = reason; return run }

func withWindow(run api.Run, from, to *time.Time) api.Run {
	run.DataStart, run.DataEnd = from, to
	return run
}

func filteredTask(filter string, mappings map[string]string) api.Task {
	task := template()
	task.QueryFilter = &filter
	task.Evaluators[0].Mappings = mappings
	return task
}

func template() api.Task {
	return api.Task{Type: api.TemplateEvaluation, ProjectID: "p", Evaluators: []api.TaskEvaluator{{EvaluatorID: "e"}}}
}

func code() api.Task { task := template(); task.Type = api.CodeEvaluation; return task }

func dataset() api.Task { task := template(); task.ProjectID, task.DatasetID = "", "d"; return task }

func codeEvaluators(codeType api.CodeType) []api.Evaluator {
	return []api.Evaluator{{ID: "e", Version: &api.EvaluatorVersion{Code: &api.CodeConfig{Type: codeType}}}}
}

func templateEvaluators(granularity api.Granularity, choices map[string]float64) []api.Evaluator {
	return []api.Evaluator{{ID: "e", Version: &api.EvaluatorVersion{Template: &api.TemplateConfig{Granularity: granularity, Choices: choices}}}}
}

// TestDiagnose has every row of contract section 8 about runs, and similar cases
// that must not match. want lists a part of the cause of each finding in order, "!"
// before a certain one.
func TestDiagnose(t *testing.T) {
	chainMap := map[string]string{"output": "attributes.output.value"}
	llmMap := map[string]string{"output": "attributes.llm.output_messages.0.message.content"}
	yes := map[string]float64{"yes": 1}
	zero := time.Unix(0, 0)
	tests := []struct {
		name string
		in   Input
		want string
	}{
		{"integration", Input{Task: template(), Run: run(api.Cancelled, time.Second, 0, 0, 0)}, "integration's key|by a user"},
		{"model", Input{Task: template(), Run: run(api.Cancelled, 3*time.Minute, 0, 0, 0)}, "calls to the model|integration's key|by a user"},
		{"sandbox", Input{Task: code(), Run: run(api.Cancelled, 3*time.Second, 0, 0, 0), Evaluators: codeEvaluators(api.CustomCode)}, "does not load|by a user"},
		{"sandbox, evaluators unknown", Input{Task: code(), Run: run(api.Cancelled, 3*time.Second, 0, 0, 0)}, "does not load|by a user"},
		{"managed code loads", Input{Task: code(), Run: run(api.Cancelled, 3*time.Second, 0, 0, 0), Evaluators: codeEvaluators("MANAGED")}, "by a user"},
		{"code that was reached", Input{Task: code(), Run: run(api.Cancelled, 3*time.Second, 0, 0, 9), Evaluators: codeEvaluators(api.CustomCode)}, "by a user"},
		{"labels", Input{Task: template(), Run: withReason(run(api.Cancelled, time.Second, 0, 0, 0), "All spans already have labels; set override")}, "!already has labels"},
		{"labels of evaluations", Input{Task: template(), Run: withReason(run(api.Cancelled, time.Second, 0, 0, 0), "All data in the selected window already has evaluation labels. Trigger again.")}, "!already has labels"},
		{"window from 1970", Input{Task: template(), Run: withWindow(run(api.Cancelled, time.Second, 0, 0, 0), &zero, at(0))}, "!never set"},
		{"window missing", Input{Task: template(), Run: withWindow(run(api.Cancelled, time.Second, 0, 0, 0), nil, nil)}, "!never set"},
		{"window empty", Input{Task: template(), Run: withWindow(run(api.Cancelled, time.Second, 0, 0, 0), at(0), at(0))}, "!never set"},
		{"dataset needs no window", Input{Task: dataset(), Run: withWindow(run(api.Cancelled, time.Second, 0, 0, 0), nil, nil)}, "integration|by a user"},
		{"kind LLM, mapped as CHAIN", Input{Task: filteredTask("span_kind = 'LLM'", chainMap), Run: run(api.Cancelled, time.Second, 0, 0, 0)}, "asks for LLM|integration|by a user"},
		{"kind CHAIN, mapped as LLM", Input{Task: filteredTask("attributes.openinference.span.kind = 'X' and span_kind == \"chain\"", llmMap), Run: run(api.Completed, time.Minute, 0, 0, 7)}, "do not resolve|asks for CHAIN"},
		{"kind and mapping agree", Input{Task: filteredTask("span_kind = 'LLM'", llmMap), Run: run(api.Completed, time.Minute, 0, 0, 7)}, "do not resolve"},
		{"both kinds asked for", Input{Task: filteredTask("span_kind = 'LLM' or span_kind = 'CHAIN'", chainMap), Run: run(api.Completed, time.Minute, 0, 0, 7)}, "do not resolve"},
		{"trace with a span filter", Input{Task: filteredTask("status_code = 'ERROR'", nil), Run: run(api.Cancelled, time.Second, 0, 0, 0), Evaluators: templateEvaluators(api.TraceGranularity, yes)}, "trace or session|integration|by a user"},
		{"span with a span filter", Input{Task: filteredTask("status_code = 'ERROR'", nil), Run: run(api.Cancelled, time.Second, 0, 0, 0), Evaluators: templateEvaluators(api.SpanGranularity, yes)}, "integration|by a user"},
		{"cancelled at work", Input{Task: template(), Run: run(api.Cancelled, 3*time.Minute, 80, 0, 0)}, "by a user"},
		{"cancelled before it started", Input{Task: template(), Run: api.Run{Status: api.Cancelled, DataStart: at(-9 * time.Hour), DataEnd: at(-8 * time.Hour)}}, "by a user"},

		{"nothing found", Input{Task: template(), Run: run(api.Completed, time.Minute, 0, 0, 0)}, "no data"},
		{"nothing found yet", Input{Task: template(), Run: withWindow(run(api.Completed, time.Minute, 0, 0, 0), at(-24*time.Hour), at(-time.Hour))}, "not indexed yet|no data"},
		{"odd filter", Input{Task: filteredTask("attributes.metadata.team = 'a'", nil), Run: run(api.Completed, time.Minute, 0, 0, 0)}, "not indexed|no data|matches nothing"},
		{"custom attribute", Input{Task: filteredTask("attributes.tenant = 'a'", nil), Run: run(api.Completed, time.Minute, 0, 0, 0)}, "not indexed|no data|matches nothing"},
		{"usual filter", Input{Task: filteredTask("attributes.llm.model_name = 'm' and latency_ms > 2000", nil), Run: run(api.Completed, time.Minute, 0, 0, 0)}, "no data|matches nothing"},
		{"empty dataset", Input{Task: dataset(), Run: run(api.Completed, time.Minute, 0, 0, 0)}, "experiments have no runs"},
		{"all skipped", Input{Task: template(), Run: run(api.Completed, time.Minute, 0, 0, 500)}, "do not resolve"},
		{"some skipped", Input{Task: template(), Run: run(api.Completed, time.Minute, 400, 0, 100)}, "some rows already have"},
		{"errors", Input{Task: template(), Run: run(api.Completed, time.Minute, 400, 12, 0)}, "some calls failed"},
		{"errors and skipped", Input{Task: template(), Run: run(api.Completed, time.Minute, 400, 12, 100)}, "some calls failed|some rows already have"},
		{"well", Input{Task: template(), Run: run(api.Completed, time.Minute, 400, 0, 0)}, ""},

		{"rails", Input{Task: template(), Run: withReason(run(api.Failed, time.Second, 0, 0, 0), "Rails missing: no classification choices")}, "!no classification choices"},
		{"no choices, other words", Input{Task: template(), Run: withReason(run(api.Failed, time.Second, 0, 0, 0), "internal error"), Evaluators: templateEvaluators("", nil)}, "no rule knows|no classification choices"},
		{"failed, other", Input{Task: template(), Run: withReason(run(api.Failed, time.Second, 0, 0, 0), "internal error"), Evaluators: templateEvaluators("", yes)}, "no rule knows"},
		{"failed, no reason", Input{Task: template(), Run: run(api.Failed, time.Second, 0, 0, 0)}, "nothing tells"},
		{"the reason wins over the clock", Input{Task: template(), Run: withReason(run(api.Cancelled, 3*time.Minute, 0, 0, 0), "Invalid API key")}, "!integration's key"},
		{"reason: model", Input{Task: template(), Run: withReason(run(api.Failed, time.Second, 0, 0, 0), "Model gpt-9 does not exist")}, "!calls to the model"},
		{"reason: limit", Input{Task: template(), Run: withReason(run(api.Completed, time.Minute, 5, 3, 0), "429 Too Many Requests")}, "!provider limits"},
		{"reason: import", Input{Task: code(), Run: withReason(run(api.Cancelled, time.Second, 0, 0, 0), "ModuleNotFoundError: No module named 'x'")}, "!does not load"},
		{"reason: time", Input{Task: template(), Run: withReason(run(api.Failed, time.Minute, 0, 0, 0), "request timed out")}, "!took too long"},
		{"reason: by hand", Input{Task: template(), Run: withReason(run(api.Cancelled, time.Minute, 0, 0, 0), "Cancelled by user")}, "!by a user"},
		{"reason: unknown words, not the clock", Input{Task: template(), Run: withReason(run(api.Cancelled, time.Second, 0, 0, 0), "gone wrong")}, "no rule knows"},
		{"reason: unknown words, and the window shows it", Input{Task: template(), Run: withReason(withWindow(run(api.Cancelled, time.Second, 0, 0, 0), nil, nil), "gone wrong")}, "no rule knows|!never set"},
		{"reason: a label outside the choices", Input{Task: template(), Run: withReason(run(api.Cancelled, time.Second, 0, 0, 0), "Output label 'maybe' does not exist in classification choices.")}, "!not among the classification choices"},
		{"reason: labels not allowed", Input{Task: template(), Run: withReason(run(api.Completed, time.Minute, 5, 3, 0), "Some rows failed: model output was not one of the allowed labels.")}, "!not among the classification choices"},
		{"reason: a column of labels", Input{Task: template(), Run: withReason(run(api.Cancelled, time.Second, 0, 0, 0), "No spans matched: attribute eval label column does not exist")}, "no rule knows"},
		{"reason: models and labels, in other words", Input{Task: template(), Run: withReason(run(api.Failed, time.Second, 0, 0, 0), "The model was asked for a label that does not exist, and no integration of labels exists to override it")}, "no rule knows"},
		{"reason: a traceback", Input{Task: code(), Run: withReason(run(api.Failed, time.Second, 0, 0, 0), "Traceback (most recent call last):\n  File\nKeyError: 'score'")}, "!raised an error"},
		{"reason: unknown words, errors of rows", Input{Task: code(), Run: withReason(run(api.Completed, time.Minute, 400, 12, 0), "Some rows failed: evaluate() raised TypeError: expected string, got NoneType.")}, "the code evaluator failed on some rows"},
		{"reason: unknown words, nothing counted", Input{Task: template(), Run: withReason(run(api.Completed, time.Minute, 0, 0, 0), "No rows.")}, "no data"},
		{"reason: unknown words, failed with errors", Input{Task: code(), Run: withReason(run(api.Failed, time.Minute, 4, 12, 0), "It broke.")}, "no rule knows|the code evaluator failed on some rows"},
		{"code: errors of rows", Input{Task: code(), Run: run(api.Completed, time.Minute, 400, 12, 0)}, "the code evaluator failed on some rows"},

		{"pending", Input{Run: api.Run{Status: api.Pending, CreatedAt: *at(0)}, Now: *at(3 * time.Minute)}, "waits in a queue"},
		{"pending, just now", Input{Run: api.Run{Status: api.Pending, CreatedAt: *at(0)}, Now: *at(time.Minute)}, ""},
		{"pending, no clock", Input{Run: api.Run{Status: api.Pending, CreatedAt: *at(0)}}, ""},
		{"running long", Input{Run: api.Run{Status: api.Running, StartedAt: at(0)}, Now: *at(11 * time.Minute)}, "many rows to evaluate"},
		{"running", Input{Run: api.Run{Status: api.Running, StartedAt: at(0)}, Now: *at(9 * time.Minute)}, ""},
		{"unknown status", Input{Run: api.Run{Status: "PAUSED"}, Now: *at(time.Hour)}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Diagnose(tt.in)
			compare(t, got.Causes, tt.want)
		})
	}
}

func compare(t *testing.T, got []Finding, want string) {
	t.Helper()
	var pieces []string
	if want != "" {
		pieces = strings.Split(want, "|")
	}
	if len(got) != len(pieces) {
		t.Fatalf("%d findings, want %d: %+v", len(got), len(pieces), got)
	}
	for i, finding := range got {
		piece, certain := strings.CutPrefix(pieces[i], "!")
		if !strings.Contains(finding.Likely, piece) || finding.Certain != certain {
			t.Errorf("finding %d is %q, certain %v; want %q, %v", i, finding.Likely, finding.Certain, piece, certain)
		}
		if finding.Do == "" || finding.Basis == "" {
			t.Errorf("finding %d says nothing to do or no basis: %+v", i, finding)
		}
	}
}

// TestDo: whose code raised an error decides what to do, as does whether a window is
// indexed by now and whether there is a filter.
func TestDo(t *testing.T) {
	raised := withReason(run(api.Failed, time.Second, 0, 9, 0), "Traceback (most recent call last):\nKeyError: 'score'")
	empty := run(api.Completed, time.Minute, 0, 0, 0)
	early := withWindow(empty, at(-2*time.Hour), at(-time.Hour))
	for name, tt := range map[string]struct {
		in   Input
		want string
	}{
		"custom code":       {Input{Task: code(), Run: raised, Evaluators: codeEvaluators(api.CustomCode)}, "read the last line of the traceback, fix the code"},
		"managed code":      {Input{Task: code(), Run: raised, Evaluators: codeEvaluators("MANAGED")}, "the code is managed by Arize, not yours"},
		"whose is unknown":  {Input{Task: code(), Run: raised}, "if the code is yours, fix it, else"},
		"not indexed yet":   {Input{Task: template(), Run: early, Now: *at(10 * time.Minute)}, "again after 2026-03-08 11:00 UTC, or an earlier window now"},
		"indexed by now":    {Input{Task: template(), Run: early, Now: *at(3 * time.Hour)}, "run the same window again; it ended more than 2 h ago by now"},
		"no filter to drop": {Input{Task: template(), Run: empty}, "widen the window"},
		"no spans to limit": {Input{Task: dataset(), Run: withReason(empty, "429 Too Many Requests")}, "try again later, over fewer rows"},
		"a filter":          {Input{Task: filteredTask("span_kind = 'LLM'", nil), Run: empty}, "widen the window, or remove the filter once to test"},
	} {
		first, _ := Diagnose(tt.in).First()
		if !strings.Contains(first.Do, tt.want) || name == "no filter to drop" && first.Do != tt.want {
			t.Errorf("%s: do %q, want %q", name, first.Do, tt.want)
		}
	}
	if !NeedsEvaluators(code(), &raised) {
		t.Error("whose code it is needs the evaluators")
	}
}

// TestUnmapped: a variable without a path is named, of any run that counted something, and
// what the server fills in is not.
func TestUnmapped(t *testing.T) {
	evaluators := []api.Evaluator{{ID: "e", Version: &api.EvaluatorVersion{Template: &api.TemplateConfig{Template: "{input} {output} {conversation}", Choices: map[string]float64{"yes": 1}, Granularity: api.SessionGranularity}}}}
	task := template()
	task.Evaluators[0].Name, task.Evaluators[0].Mappings = "Tone", map[string]string{"input": "attributes.input.value"}
	for name, ended := range map[string]api.Run{"done": run(api.Completed, time.Minute, 5, 0, 0), "skipped": run(api.Completed, time.Minute, 0, 0, 5), "failed": run(api.Failed, time.Minute, 0, 0, 0)} {
		first, ok := Diagnose(Input{Task: task, Run: ended, Evaluators: evaluators}).First()
		if !ok || first.Rule != unmapped || first.Mark != Checked || len(first.Checks) != 1 || first.Checks[0].Words() != "the variable output of Tone has no mapping (GET /v2/evaluators/e)" {
			t.Errorf("%s: %+v", name, first)
		}
	}
	task.Evaluators[0].QueryMappings = []api.QueryMapping{{VariableName: "output", AttributePath: "p"}}
	if got := Diagnose(Input{Task: task, Run: run(api.Completed, time.Minute, 5, 0, 0), Evaluators: evaluators}); len(got.Causes) != 0 {
		t.Errorf("a mapped variable: %+v", got.Causes)
	}
	cured := Paths([]MappingDiff{{EvaluatorID: "e", Variable: "input", To: "attributes.input.value"}}).Task(template())
	if cured.Evaluators[0].Mappings["input"] != "attributes.input.value" {
		t.Errorf("the cure maps %v", cured.Evaluators[0].Mappings)
	}
}

// TestGuessesAreWordedAsGuesses: what is passed on without its label says whether it was
// checked.
func TestGuessesAreWordedAsGuesses(t *testing.T) {
	first, _ := Diagnose(Input{Task: template(), Run: run(api.Completed, time.Minute, 0, 0, 0)}).First()
	if got := first.Since(); got != "because likely: there is no data in the window" {
		t.Errorf("not checked: %q", got)
	}
	first.Mark = Checked
	if got := first.Since(); got != "since there is no data in the window" || first.Label(true) != "cause" {
		t.Errorf("checked: %q, %q", first.Label(true), got)
	}
}

// TestUnindexedParts: the cure of attributes that are not indexed keeps what is indexed.
func TestUnindexedParts(t *testing.T) {
	for filter, want := range map[string]string{
		"attributes.metadata.team = 'a'":                              "",
		"status_code = 'OK' AND attributes.metadata.team = 'b and c'": "status_code = 'OK'",
		"metadata.a = 1 and latency_ms > 5 AND name = 'x'":            "latency_ms > 5 AND name = 'x'",
		"latency_ms > 5 AND (metadata.a = 1 OR name = 'x')":           "latency_ms > 5",
		"status_code = 'OK' OR metadata.a = 1":                        "",
		"latency_ms BETWEEN 1 AND 5 AND metadata.a = 1":               "",
	} {
		task, own := filteredTask(filter, nil), "status_code = 'OK'"
		task.Evaluators[0].QueryFilter = &own
		first, _ := Diagnose(Input{Task: task, Run: run(api.Completed, time.Minute, 0, 0, 0)}).First()
		cured := first.Cure.Task(task)
		if got := value(cured.QueryFilter); first.Rule != oddFilter || got != want || value(cured.Evaluators[0].QueryFilter) != own || len(first.Cure.Diffs) != 1 {
			t.Errorf("%s: %s, left %q and %q: %+v", filter, first.Rule, got, value(cured.Evaluators[0].QueryFilter), first.Cure.Diffs)
		}
	}
}

func TestShare(t *testing.T) {
	for _, tt := range []struct {
		part, whole int
		want        string
	}{{1, 1000, "under 1 %"}, {100, 500, "20 %"}, {5, 6, "83 %"}} {
		if got := share(tt.part, tt.whole); got != tt.want {
			t.Errorf("share(%d, %d) = %q, want %q", tt.part, tt.whole, got, tt.want)
		}
	}
}

// No input causes a panic, a finding with text of the server, or a finding about a
// run with successes only.
func TestFindingsAreSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		generator := rapid.IntRange(0, 2)
		maybe := func(label string) *time.Time {
			if rapid.Bool().Draw(t, label) {
				return nil
			}
			return at(time.Duration(rapid.Int64Range(-1e14, 1e14).Draw(t, label)))
		}
		secret := "zq" + rapid.StringMatching(`[\x00-\x1f]{0,3}`).Draw(t, "reason") + "\x1b[31m"
		run := api.Run{
			Status:    rapid.SampledFrom([]api.Status{api.Pending, api.Running, api.Completed, api.Failed, api.Cancelled, "X", ""}).Draw(t, "status"),
			StartedAt: maybe("start"), FinishedAt: maybe("end"), DataStart: maybe("from"), DataEnd: maybe("to"), CreatedAt: *at(0),
			Successes: api.Count(generator.Draw(t, "ok")), Errors: api.Count(generator.Draw(t, "bad")), Skipped: api.Count(generator.Draw(t, "skip")),
		}
		if rapid.Bool().Draw(t, "says why") {
			run.FailureReason = secret
		}
		task := rapid.SampledFrom([]api.Task{{}, template(), code(), dataset(), filteredTask(secret, map[string]string{"a": secret})}).Draw(t, "task")
		got := Diagnose(Input{Task: task, Run: run, Now: *at(0)})
		for _, finding := range append(got.Causes, got.Excluded...) {
			if strings.ContainsAny(finding.Likely+finding.Do+finding.Basis, "\x1b\x00") || strings.Contains(finding.Likely+finding.Do+finding.Basis, "zq") {
				t.Fatalf("server text in %+v", finding)
			}
		}
		fine := run.Status == api.Completed && run.Successes > 0 && run.Errors+run.Skipped == 0 && run.FailureReason == ""
		if fine && len(got.Causes) > 0 {
			t.Fatalf("a good run has %+v", got)
		}
	})
}

// Where there is one line, a traceback shows its error, and any other reason its beginning.
func TestHeadline(t *testing.T) {
	for reason, want := range map[string]string{
		"Traceback (most recent call last):\n  File \"a.py\", line 2, in run\n    x()\nKeyError: 'score'\n\nIt was raised for 50 rows.": "KeyError: 'score'",
		"Traceback (most recent call last):\r\n\tx()\r\nValueError\r\n":                                                                 "ValueError",
		"Traceback (most recent call last):\n  x()\n":                                                                                   "Traceback (most recent call last):\n  x()\n",
		"It failed. Traceback (most recent call last):\nKeyError":                                                                       "It failed. Traceback (most recent call last):\nKeyError",
		"two\nlines": "two\nlines",
		"":           "",
	} {
		if got := Headline(reason); got != want {
			t.Errorf("%q: %q, want %q", reason, got, want)
		}
	}
}

package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const fullTask = `{"id":"T1","name":"Relevance","type":"%s","project_id":"P1","sampling_rate":0.25,
 "is_continuous":true,"query_filter":null,"query_filters":{"filters":[{"id":"A","filter":"x = 1"}],"expression":"A"},
 "evaluators":[{"evaluator_id":"E1","evaluator_name":"Hallucination","evaluator_version_id":null,"query_filter":"a > 1",
  "column_mappings":{"input":"attributes.input.value"},"query_mappings":[{"variable_name":"v","query_ids":["A"],"attribute_path":"p"}]}],
 "experiment_ids":[],"run_configuration":null,"last_run_at":"2026-03-01T10:00:00.123456+02:00","created_at":"2026-02-01T00:00:00.000Z",
 "updated_at":"2026-02-02T00:00:00Z","created_by_user_id":"U1","brand_new_field":{"a":[1]}}`

func TestTaskReadsFully(t *testing.T) {
	const unknown = `brand_new_field={"a":[1]} `
	for word, wantSent := range map[string]string{"TEMPLATE_EVALUATION": unknown, "template_evaluation": `type="template_evaluation" ` + unknown} {
		_, client := newStage(t, respond(200, fmt.Sprintf(fullTask, word)))
		got, err := client.GetTask(t.Context(), "T1")
		if err != nil {
			t.Fatal(err)
		}
		want := Task{
			ID: "T1", Name: "Relevance", Type: TemplateEvaluation, ProjectID: "P1", SamplingRate: ptr(0.25), Continuous: true,
			QueryFilters: &QueryFilters{Filters: []NamedFilter{{ID: "A", Filter: "x = 1"}}, Expression: "A"},
			Evaluators: []TaskEvaluator{{
				EvaluatorID: "E1", Name: "Hallucination", QueryFilter: ptr("a > 1"),
				Mappings:      map[string]string{"input": "attributes.input.value"},
				QueryMappings: []QueryMapping{{VariableName: "v", QueryIDs: []string{"A"}, AttributePath: "p"}},
			}},
			ExperimentIDs: []string{}, LastRunAt: ptr(time.Date(2026, 3, 1, 8, 0, 0, 123456000, time.UTC)),
			CreatedAt: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), UpdatedAt: time.Date(2026, 2, 2, 0, 0, 0, 0, time.UTC), CreatedBy: "U1",
		}
		if sent := asSent(got.Sent); sent != wantSent {
			t.Errorf("%s: as sent %s, want %s", word, sent, wantSent)
		}
		got.Sent = Sent{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if client.Legacy() != (word == "template_evaluation") {
			t.Errorf("after %q the client believes legacy = %t", word, client.Legacy())
		}
	}
}

func TestRunReadsFully(t *testing.T) {
	_, client := newStage(t, respond(200, `{"id":"R","task_id":"T","experiment_id":"X","status":"running","run_started_at":"2026-03-01T00:00:01Z",
	 "run_finished_at":null,"data_start_time":"2026-02-01T00:00:00Z","data_end_time":"2026-02-02T00:00:00+0000","num_successes":4850,
	 "num_errors":12,"num_skipped":"138","failure_reason":"why","created_at":"2026-03-01T00:00:00Z","created_by_user_id":"U","extra":1}`))
	got, err := client.GetRun(t.Context(), "R")
	if err != nil {
		t.Fatal(err)
	}
	day := func(month time.Month, date, sec int) time.Time {
		return time.Date(2026, month, date, 0, 0, sec, 0, time.UTC)
	}
	want := Run{
		ID: "R", TaskID: "T", ExperimentID: "X", Status: Running, StartedAt: ptr(day(3, 1, 1)), DataStart: ptr(day(2, 1, 0)),
		DataEnd: ptr(day(2, 2, 0)), Successes: 4850, Errors: 12, Skipped: 138, FailureReason: "why", CreatedAt: day(3, 1, 0), CreatedBy: "U",
	}
	if sent := asSent(got.Sent); sent != `status="running" num_skipped="138" extra=1 ` {
		t.Errorf("as sent: %s", sent)
	}
	got.Sent = Sent{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// One invalid value must not fail the rest of the list.
func TestOddValuesKeepTheList(t *testing.T) {
	odd := map[string]string{
		"bad time":        `"last_run_at":"yesterday"`,
		"time as number":  `"created_at":1700000000`,
		"empty time":      `"last_run_at":""`,
		"unknown type":    `"type":"DREAM_EVALUATION"`,
		"type as number":  `"type":7`,
		"null everywhere": `"name":null,"type":null,"is_continuous":null,"evaluators":null,"experiment_ids":null,"created_at":null`,
		"name as number":  `"name":12`,
		"rate as text":    `"sampling_rate":"half"`,
		"odd evaluators":  `"evaluators":[{"evaluator_id":5,"query_mappings":[{"query_ids":null}]}]`,
		"odd mappings":    `"evaluators":[{"query_mappings":[{"query_ids":[1]}]}]`,
		"nothing":         `"x":1`,
	}
	for name, member := range odd {
		t.Run(name, func(t *testing.T) {
			_, client := newStage(t, respond(200, `{"tasks":[{"id":"a",`+member+`},{"id":"b","name":"second"}],"pagination":{"has_more":true,"next_cursor":"n"}}`))
			page, err := client.ListTasks(t.Context(), TaskQuery{})
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Items) != 2 || page.Items[0].ID != "a" || page.Items[1].Name != "second" || page.Next != "n" {
				t.Errorf("got %+v", page)
			}
			if name == "unknown type" && page.Items[0].Type != "DREAM_EVALUATION" {
				t.Errorf("unknown word became %q", page.Items[0].Type)
			}
		})
	}
}

func TestResponsesThatAreNotLists(t *testing.T) {
	for _, body := range []string{`[]`, `"x"`, `{"tasks":"none"}`, `{"tasks":[1,2]}`, `{"tasks":[{"id":`, `{}`, `null`, `{"tasks":null}`, `{"tasks":{}}`, `{"message":"log in"}`, `{"task_runs":[]}`, ``, `nope`} {
		_, client := newStage(t, respond(200, body))
		_, err := client.ListTasks(t.Context(), TaskQuery{})
		if apiErr := mustFail(t, err); apiErr.Kind != NotJSON || apiErr.Status != 200 || strings.HasPrefix(body, `{"m`) && !strings.Contains(apiErr.Message(), `no list called "tasks"`) {
			t.Errorf("%s: %+v", body, apiErr)
		}
	}
}

func TestPages(t *testing.T) {
	type end struct {
		next string
		cut  bool
	}
	cases := map[string]end{
		`{"has_more":true,"next_cursor":"c"}`:   {next: "c"},
		`{"has_more":false,"next_cursor":"c"}`:  {},
		`{"has_more":false}`:                    {},
		`{"has_more":true}`:                     {cut: true},
		`{"has_more":true,"next_cursor":""}`:    {cut: true},
		`{"has_more":true,"next_cursor":null}`:  {cut: true},
		`{"has_more":true,"next_cursor":7}`:     {cut: true},
		`{"has_more":false,"next_cursor":null}`: {},
		`{"has_more":null,"next_cursor":null}`:  {},
		`{"next_cursor":"c"}`:                   {next: "c"},
		`null`:                                  {},
		`{}`:                                    {},
	}
	for paging, want := range cases {
		_, client := newStage(t, respond(200, `{"task_runs":[{"id":"r"}],"pagination":`+paging+`}`))
		page, err := client.ListRuns(t.Context(), RunQuery{TaskID: "t"})
		if err != nil || (end{next: page.Next, cut: page.Cut}) != want || len(page.Items) != 1 {
			t.Errorf("%s: %+v, %v", paging, page, err)
		}
	}
}

// One response with the members of all other lists: each list reads its own.
func TestOtherListsRead(t *testing.T) {
	_, client := newStage(t, respond(200, `{"spaces":[{"id":"s","name":"Search"}],
	 "evaluators":[{"id":"e","type":"template","description":null}],
	 "evaluator_versions":[
	  {"id":"v1","type":"TEMPLATE","template_config":{"template":"{x}","data_granularity":"trace",
	   "classification_choices":{"good":1},"llm_config":{"ai_integration_id":"i","model_name":"m"}}},
	  {"id":"v2","type":"code","code_config":{"type":"managed","variables":["output"],"data_granularity":null}}],
	 "spans":[{"name":"llm","context":{"trace_id":"t","span_id":"p"},"kind":"DECISION","start_time":"2026-03-01T00:00:00Z",
	  "end_time":"2026-03-01T00:00:02.5Z","attributes":{"n":12345678901234567890},"evaluations":[{"name":"q","score":0.5}],"events":[{"name":"x","timestamp":"?"}]}],
	 "examples":[{"id":"x","question":"why"}],"experiment_runs":[{"id":"r","output":"o","eval.q":1}],
	 "integrations":[{"id":"i","type":"LLM","config":{"provider":"AZURE_OPEN_AI","model_names":null}}],
	 "datasets":[{"id":"d","versions":[{"id":"dv"}]}],"experiments":[{"id":"x"}],"projects":[{"id":"p","project_type":null}]}`))
	ctx := t.Context()
	spaces, err := client.ListSpaces(ctx, SpaceQuery{})
	if err != nil || spaces.Items[0].Name != "Search" {
		t.Errorf("spaces %+v %v", spaces, err)
	}
	versions, err := client.ListEvaluatorVersions(ctx, VersionQuery{EvaluatorID: "e"})
	if err != nil || versions.Items[0].Granularity() != TraceGranularity || versions.Items[0].Template.LLM.ModelName != "m" {
		t.Errorf("template version %+v %v", versions, err)
	}
	if version := versions.Items[1]; version.Type != CodeEvaluator || version.Code.Type != "MANAGED" || len(version.Code.Variables) != 1 || version.Granularity() != "" {
		t.Errorf("code version %+v", version)
	}
	spans, err := client.ListSpans(ctx, SpanQuery{ProjectID: "p"})
	if err != nil || spans.Items[0].Kind != "DECISION" || spans.Items[0].EndTime.Sub(spans.Items[0].StartTime) != 2500*time.Millisecond ||
		string(spans.Items[0].Attributes) != `{"n":12345678901234567890}` || spans.Items[0].SpanID != "p" {
		t.Errorf("spans %+v %v", spans, err)
	}
	examples, err := client.ListExamples(ctx, ExampleQuery{DatasetID: "d"})
	if err != nil || !strings.Contains(string(examples.Items[0].Fields), "why") {
		t.Errorf("examples %+v %v", examples, err)
	}
	outputs, err := client.ListExperimentRuns(ctx, "x", 0)
	if err != nil || outputs.Items[0].ID != "r" || !strings.Contains(string(outputs.Items[0].Fields), "eval.q") {
		t.Errorf("outputs %+v %v", outputs, err)
	}
	models, err := client.ListIntegrations(ctx, IntegrationQuery{})
	if err != nil || models.Items[0].Provider != "AZURE_OPEN_AI" {
		t.Errorf("integrations %+v %v", models, err)
	}
	evaluators, err := client.ListEvaluators(ctx, EvaluatorQuery{})
	if err != nil || evaluators.Items[0].Type != TemplateEvaluator || evaluators.Items[0].Version != nil {
		t.Errorf("evaluators %+v %v", evaluators, err)
	}
	datasets, err := client.ListDatasets(ctx, DatasetQuery{})
	if err != nil || datasets.Items[0].Versions[0].ID != "dv" {
		t.Errorf("datasets %+v %v", datasets, err)
	}
	experiments, err := client.ListExperiments(ctx, ExperimentQuery{})
	if err != nil || experiments.Items[0].ID != "x" {
		t.Errorf("experiments %+v %v", experiments, err)
	}
	if projects, err := client.ListProjects(ctx, ProjectQuery{}); err != nil || projects.Items[0].ID != "p" {
		t.Errorf("projects %+v %v", projects, err)
	}
}

// The words of one response decide how the next requests spell theirs.
func TestDialectIsLearnt(t *testing.T) {
	stage, client := newStage(t, inSequence(
		respond(200, `{"tasks":[{"id":"a","type":"code_evaluation"}]}`), respond(200, `{"tasks":[]}`), respond(200, `{"id":"new","type":"run_experiment"}`),
		respond(200, `{"id":"r","status":"PENDING"}`), respond(200, `{"task_runs":[]}`)))
	ctx := t.Context()
	config := json.RawMessage(`{"experiment_type":"LLM_GENERATION","ai_integration_id":"i","input_variable_format":"MUSTACHE",` +
		`"messages":[{"role":"USER","content":"USER 1.50"}],"n":12345678901234567890}`)
	_, e1 := client.ListTasks(ctx, TaskQuery{Type: CodeEvaluation})
	_, e2 := client.ListTasks(ctx, TaskQuery{Type: CodeEvaluation})
	_, e3 := client.CreateTask(ctx, CreateTask{Name: "n", Type: RunExperiment, DatasetID: "d", RunConfig: config})
	_, e4 := client.GetRun(ctx, "r")
	_, e5 := client.ListRuns(ctx, RunQuery{TaskID: "t", Status: "cancelled"})
	for i, err := range []error{e1, e2, e3, e4, e5} {
		if err != nil {
			t.Fatal(i+1, err)
		}
	}
	got := stage.calls()
	var queries []string
	for _, call := range got {
		queries = append(queries, call.Query)
	}
	if diff := cmp.Diff([]string{"type=CODE_EVALUATION", "type=code_evaluation", "", "", "status=CANCELLED"}, queries); diff != "" {
		t.Fatal(diff)
	}
	for _, part := range []string{
		`"type":"run_experiment"`, `"experiment_type":"llm_generation"`, `"input_variable_format":"mustache"`,
		`"role":"user"`, `"USER 1.50"`, `12345678901234567890`,
	} {
		if !strings.Contains(got[2].Body, part) {
			t.Errorf("the create request lacks %s: %s", part, got[2].Body)
		}
	}
}

func TestTypedEnumWords(t *testing.T) {
	for _, text := range []string{"template_evaluation", "Template Evaluation", "TEMPLATE-EVALUATION", " template evaluation "} {
		if got, ok := ParseTaskType(text); !ok || got != TemplateEvaluation || got.Words() != "template_evaluation" {
			t.Errorf("%q: %q %t", text, got, ok)
		}
	}
	for text, want := range map[string]Status{"Running": Running, "canceled": Cancelled, "CANCELLED": Cancelled} {
		if got, ok := ParseStatus(text); !ok || got != want {
			t.Errorf("%q: %q %t", text, got, ok)
		}
	}
	if _, ok := ParseStatus("paused"); ok {
		t.Error("paused is not a state")
	}
	for _, status := range Statuses() {
		if status.Terminal() == status.Active() {
			t.Errorf("%s is neither or both", status)
		}
	}
	if status := foldKnown("resting", ParseStatus); status != "resting" || status.Terminal() || status.Active() {
		t.Errorf("unknown word became %q", status)
	}
}

// A page is read exactly when its body is valid JSON with the list, wherever a byte of
// it is lost or another one.
func TestPagesOfDamagedBodies(t *testing.T) {
	const body = ` {"a":[{"b":"\\\""}],"tasks":[ {"id":"x\\"} , {"id":"y","c":[{}]},{}, null],"pagination":{"has_more":true,"next_cursor":"n"},"z":1} `
	client := &Client{}
	check := func(damaged string) {
		var tasks []Task
		_, err := client.readList([]byte(damaged), "tasks", reflect.ValueOf(&tasks).Elem())
		var want struct {
			Tasks []struct{ ID string }
		}
		valid := json.Unmarshal([]byte(damaged), &want) == nil && strings.Contains(damaged, `"tasks"`)
		if valid != (err == nil) || valid && len(tasks) != len(want.Tasks) {
			t.Errorf("%d of %d items, %v: %s", len(tasks), len(want.Tasks), err, damaged)
		}
	}
	check(body)
	for at := range body {
		check(body[:at])
		check(body[:at] + body[at+1:])
		for _, other := range `{}[]",:\ 0` {
			check(body[:at] + string(other) + body[at:])
			check(body[:at] + string(other) + body[at+1:])
		}
	}
}

func BenchmarkTaskPage(b *testing.B) {
	one := strings.ReplaceAll(fmt.Sprintf(fullTask, "TEMPLATE_EVALUATION"), "\n", "")
	body := []byte(`{"tasks":[` + strings.Repeat(one+",", 99) + one + `],"pagination":{"has_more":true,"next_cursor":"n"}}`)
	client := &Client{}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var tasks []Task
		if _, err := client.readList(body, "tasks", reflect.ValueOf(&tasks).Elem()); err != nil || len(tasks) != 100 {
			b.Fatal(len(tasks), err)
		}
	}
}

// A body within its limit cannot fill the memory either.
func TestResponsesWithTooManyObjects(t *testing.T) {
	many := func(element string, count int) string { return strings.Repeat(element+",", count-1) + element }
	for name, body := range map[string]string{
		"rows":       `{"tasks":[` + many(`{}`, maxRows+1) + `],"spans":[` + many(`{}`, maxRows+1) + `]}`,
		"evaluators": `{"id":"t","spans":null,"tasks":[{"id":"t","evaluators":[` + many(`{}`, maxObjects) + `]}]}`,
	} {
		_, client := newStage(t, respond(200, body))
		_, err := client.ListTasks(t.Context(), TaskQuery{})
		_, spansErr := client.ListSpans(t.Context(), SpanQuery{ProjectID: "p"})
		if mustFail(t, err).Kind != NotJSON || mustFail(t, spansErr).Kind != NotJSON {
			t.Errorf("%s: %v, %v", name, err, spansErr)
		}
	}
	_, client := newStage(t, respond(200, `{"id":"t","evaluators":[`+many(`{}`, maxObjects)+`]}`))
	_, err := client.GetTask(t.Context(), "t")
	if mustFail(t, err).Kind != NotJSON {
		t.Error(err)
	}
	_, client = newStage(t, respond(500, `{"detail":"`+strings.Repeat("ä", 1<<20)+`"}`), func(options *Options) { options.Retries = -1 })
	_, err = client.GetTask(t.Context(), "t")
	if detail := mustFail(t, err).Detail; len(detail) > maxReason || !strings.HasPrefix(detail, "ää") {
		t.Errorf("%d bytes", len(detail))
	}
}

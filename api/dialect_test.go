package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// older is a server that accepts only the lower-case words.
func older(body string) http.HandlerFunc {
	return func(writer http.ResponseWriter, request *http.Request) {
		values := request.URL.Query()
		for _, key := range []string{"type", "status", "project_type"} {
			if word := values.Get(key); word != strings.ToLower(word) {
				respond(400, `{"title":"Invalid request","detail":"unknown word `+word+`","status":400}`)(writer, request)
				return
			}
		}
		respond(200, body)(writer, request)
	}
}

func queries(server *stage) string {
	var all []string
	for _, seen := range server.calls() {
		all = append(all, seen.Query)
	}
	return strings.Join(all, " ")
}

// A filter in the first request must work with an older server.
func TestFirstFilterAtAnOlderServer(t *testing.T) {
	stage, client := newStage(t, older(`{"tasks":[],"task_runs":[]}`))
	for range 2 {
		if _, err := client.ListTasks(NoRetry(t.Context()), TaskQuery{Type: CodeEvaluation, Limit: 5}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.ListRuns(t.Context(), RunQuery{TaskID: "t", Status: Failed}); err != nil {
		t.Fatal(err)
	}
	const want = "limit=5&type=CODE_EVALUATION limit=5&type=code_evaluation limit=5&type=code_evaluation status=failed"
	if got := queries(stage); got != want || !client.Legacy() || len(stage.waits()) != 0 {
		t.Errorf("asked %s\nwant  %s", got, want)
	}
}

func TestWordsAreTriedTwiceOnlyForGoodReason(t *testing.T) {
	refused := respond(400, `{"detail":"first"}`)
	busy := func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Retry-After", "9")
		respond(429, `{}`)(writer, request)
	}
	shown := respond(200, `{"id":"x","type":"RUN_EXPERIMENT"}`)
	filter := TaskQuery{Type: CodeEvaluation}
	cases := []struct {
		name   string
		answer []http.HandlerFunc // the first is for a GetTask
		q      TaskQuery
		asked  int
		kind   Kind
		text   string
	}{
		{"not the words", []http.HandlerFunc{respond(404, ``), refused, respond(400, `{"detail":"second"}`)}, filter, 2, Invalid, "first"},
		{"no words", []http.HandlerFunc{respond(404, ``), refused}, TaskQuery{Name: "x"}, 1, Invalid, "first"},
		{"known server", []http.HandlerFunc{shown, refused}, filter, 1, Invalid, "first"},
		{"another refusal", []http.HandlerFunc{respond(404, ``), respond(422, `{"detail":"no"}`)}, filter, 1, Unprocessable, "no"},
		{"nothing learnt from the second", []http.HandlerFunc{respond(404, ``), refused, busy}, filter, 2, RateLimited, "too many requests"},
	}
	for _, tc := range cases {
		stage, client := newStage(t, inSequence(tc.answer...))
		_, _ = client.GetTask(t.Context(), "x")
		_, err := client.ListTasks(NoRetry(t.Context()), tc.q)
		apiErr := mustFail(t, err)
		if apiErr.Kind != tc.kind || apiErr.Message() != tc.text || len(stage.calls()) != 1+tc.asked || client.Legacy() {
			t.Errorf("%s: %v, asked %s", tc.name, apiErr, queries(stage))
		}
		if tc.kind == RateLimited && apiErr.RetryAfter != 9*time.Second {
			t.Errorf("%s: asked to wait %s", tc.name, apiErr.RetryAfter)
		}
	}
}

func TestWritesAreNeverTriedInOtherWords(t *testing.T) {
	stage, client := newStage(t, respond(400, `{}`))
	_, err := client.CreateTask(t.Context(), CreateTask{
		Name: "n", Type: CodeEvaluation, ProjectID: "p", Evaluators: []EvaluatorInput{{EvaluatorID: "e"}},
	})
	got := stage.calls()
	if mustFail(t, err).Kind != Invalid || len(got) != 1 || !strings.Contains(got[0].Body, `"CODE_EVALUATION"`) {
		t.Errorf("%v: %+v", err, got)
	}
}

// Words of other enums show the dialect before any task was loaded.
func TestOtherWordsHint(t *testing.T) {
	bodies := map[string][2]string{ // upper, lower
		"ListEvaluators": {`{"evaluators":[{"id":"e","type":"CODE"}]}`, `{"evaluators":[{"id":"e","type":"code"}]}`},
		"GetEvaluatorVersion": {
			`{"id":"v","code_config":{"type":"MANAGED"}}`,
			`{"id":"v","code_config":{"type":"managed"}}`,
		},
		"GetEvaluator": {
			`{"id":"e","version":{"id":"v","template_config":{"data_granularity":"TRACE"}}}`,
			`{"id":"e","version":{"id":"v","template_config":{"data_granularity":"trace"}}}`,
		},
		"GetIntegration": {`{"id":"i","provider":"OPEN_AI"}`, `{"id":"i","provider":"openAI"}`},
	}
	for name, pair := range bodies {
		for i, body := range pair {
			_, client := newStage(t, respond(200, body))
			client.dialect.hint(i == 0) // the opposite, so that the response must change it
			if err := everyRead()[name](t.Context(), client); err != nil {
				t.Fatal(err)
			}
			if client.Legacy() != (i == 1) || client.dialect.sure() {
				t.Errorf("%s: after %s legacy is %t, sure %t", name, body, client.Legacy(), client.dialect.sure())
			}
		}
	}
	stage, client := newStage(t, inSequence(respond(200, bodies["ListEvaluators"][1]), respond(400, ``), respond(200, `{"tasks":[]}`)))
	_, _ = client.ListEvaluators(t.Context(), EvaluatorQuery{})
	if _, err := client.ListTasks(t.Context(), TaskQuery{Type: RunExperiment}); err != nil || client.Legacy() {
		t.Errorf("a wrong hint must not block a request: %v, asked %s", err, queries(stage))
	}
}

func TestHintsNeverOverruleWhatIsSure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spoken := &dialect{}
		sure, want := false, false
		for range rapid.IntRange(0, 9).Draw(t, "words") {
			lower := rapid.Bool().Draw(t, "lower")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				spoken.learn(map[bool]string{true: "failed", false: "FAILED"}[lower])
				sure, want = true, lower
			case 1:
				canonicalWord(spoken, map[bool]string{true: "code", false: "CODE"}[lower], "TEMPLATE", "CODE")
				if !sure {
					want = lower
				}
			case 2:
				spoken.learn("Failed") // mixed case and unknown words are ignored
				canonicalWord(spoken, "DREAM", "TEMPLATE", "CODE")
			}
			if spoken.legacy() != want || spoken.sure() != sure {
				t.Fatalf("legacy %t, sure %t; want %t, %t", spoken.legacy(), spoken.sure(), want, sure)
			}
		}
	})
}

package fake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api/fake/world"
)

// withExpression returns a trace task over filters A to C with an expression.
func withExpression(trace obj, name, expression string) string {
	var rows []any
	for _, id := range []string{"A", "B", "C"} {
		rows = append(rows, obj{"id": id, "filter": "x = 1"})
	}
	return with(trace, "name", name, "query_filters", obj{"filters": rows, "expression": expression})
}

func TestExpressions(t *testing.T) {
	rig := newRig(t, nil)
	_, trace, _, _, _ := rig.bases()
	for i, expression := range []string{"A", "A AND B", "A or (B and not C)", "((A))", "NOT A", "!A&&(B||C)", "A & B | C", "NOT NOT C", strings.Repeat("(", 50) + "A" + strings.Repeat(")", 50)} {
		got := rig.want(201, "POST", "/v2/tasks", withExpression(trace, fmt.Sprint("good ", i), expression))
		if filters := got.body["query_filters"].(obj); filters["expression"] != expression {
			t.Errorf("%s became %v", expression, filters["expression"])
		}
	}
	for _, expression := range []string{"A OR (", "AND", "A AND", "A B", "A OR OR B", "()", "(A", "A)", "NOT", "A NOT B", "a", "D", "A AND D", "A XOR B", "A &&& B", strings.Repeat("(", 52) + "A" + strings.Repeat(")", 52), strings.Repeat("!", 500)} {
		rig.refused(422, "expression", false, "POST", "/v2/tasks", withExpression(trace, "bad", expression))
	}
}

// Every expression of the grammar is accepted, and refused with an extra word.
func TestGeneratedExpressions(t *testing.T) {
	rig := newRig(t, nil)
	_, trace, _, _, _ := rig.bases()
	count := 0
	var draw func(t *rapid.T, depth int) string
	draw = func(t *rapid.T, depth int) string {
		switch kind := rapid.IntRange(0, 4).Draw(t, "kind"); {
		case depth > 4 || kind == 0:
			return rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "letter")
		case kind == 1:
			return "(" + draw(t, depth+1) + ")"
		case kind == 2:
			return "NOT " + draw(t, depth+1)
		}
		return draw(t, depth+1) + rapid.SampledFrom([]string{" AND ", " or ", "&&", "|"}).Draw(t, "join") + draw(t, depth+1)
	}
	rapid.Check(t, func(t *rapid.T) {
		expression := draw(t, 0)
		count++
		if got := rig.sendTo(rig.server, "POST", "/v2/tasks", withExpression(trace, fmt.Sprint("made ", count), expression)); got.status != 201 {
			t.Fatalf("%q gave %d: %s", expression, got.status, got.raw)
		}
		expression += rapid.SampledFrom([]string{" A", " AND", " (", " )", "!"}).Draw(t, "extra")
		if got := rig.sendTo(rig.server, "POST", "/v2/tasks", withExpression(trace, "bad", expression)); got.status != 422 {
			t.Fatalf("%q gave %d: %s", expression, got.status, got.raw)
		}
	})
}

// The schema requires at most a length; white space counts.
func TestBlankTextsFollowTheSchema(t *testing.T) {
	rig := newRig(t, nil)
	project, trace, _, _, experiment := rig.bases()
	rig.want(201, "POST", "/v2/tasks", with(project, "name", "  "))
	rig.want(201, "POST", "/v2/tasks", with(trace, "query_filters", obj{"filters": []any{obj{"id": "A", "filter": " "}}},
		"evaluators", []any{obj{
			"evaluator_id":   rig.evaluator("Trace Goal Reached").ID,
			"query_mappings": []any{obj{"variable_name": " ", "query_ids": []any{}, "attribute_path": ""}},
		}}))
	rig.want(201, "POST", "/v2/tasks", with(experiment, "name", "t", "run_configuration", obj{
		"experiment_type":   "TEMPLATE_EVALUATION",
		"ai_integration_id": rig.world.Integrations()[0].ID, "template": " ", "provide_explanation": true,
	}))
	at := path("tasks", rig.task(runsExperiment).ID, "trigger")
	rig.want(201, "POST", at, `{"experiment_name":" ","query_filter":" "}`)
	rig.refused(400, "experiment_name", true, "POST", at, `{"experiment_name":""}`)
}

// The longest texts and lists are accepted, one more is not.
func TestSizesOfTheTraceShape(t *testing.T) {
	rig := newRig(t, nil)
	_, trace, _, _, _ := rig.bases()
	evaluator := trace["evaluators"].([]any)[0].(obj)["evaluator_id"]
	body := func(filter, expression, variable, path, letters, mappings int) string {
		mapping := obj{"variable_name": strings.Repeat("é", variable), "attribute_path": strings.Repeat("é", path), "query_ids": slices.Repeat([]any{"A"}, letters)}
		return with(trace, "name", fmt.Sprint("sizes ", filter, expression, variable, path, letters, mappings),
			"query_filters", obj{"filters": []any{obj{"id": "A", "filter": strings.Repeat("é", filter)}}, "expression": "A" + strings.Repeat(" ", expression-1)},
			"evaluators", []any{obj{"evaluator_id": evaluator, "query_mappings": slices.Repeat([]any{mapping}, mappings)}})
	}
	rig.want(201, "POST", "/v2/tasks", body(2000, 512, 256, 1024, 5, 50))
	for word, text := range map[string]string{
		"filters[0].filter": body(2001, 1, 1, 1, 1, 1), "expression": body(1, 513, 1, 1, 1, 1), "variable_name": body(1, 1, 257, 1, 1, 1),
		"attribute_path": body(1, 1, 1, 1025, 1, 1), "query_ids": body(1, 1, 1, 1, 6, 1), "query_mappings": body(1, 1, 1, 1, 1, 51),
	} {
		rig.refused(400, word, true, "POST", "/v2/tasks", text)
	}
}

func TestNullClearsQueryFilters(t *testing.T) {
	rig := newRig(t, nil)
	_, trace, _, _, _ := rig.bases()
	at := path("tasks", rig.want(201, "POST", "/v2/tasks", with(trace)).text("id"))
	evals := with(obj{"evaluators": trace["evaluators"], "query_filters": "Q"})
	rig.refused(400, "query_filters is required", false, "PATCH", at, strings.Replace(evals, `"Q"`, "null", 1))
	rig.refused(400, "shapes", false, "PATCH", at, `{"query_filter":""}`)
	got := rig.want(200, "PATCH", at, `{"query_filters":null}`)
	if got.body["query_filters"] != nil || got.items("evaluators")[0]["query_mappings"] == nil {
		t.Errorf("after the update: %s", got.raw)
	}
	rig.want(200, "PATCH", at, `{"query_filter":null}`)
	rig.refused(400, "shapes", false, "PATCH", at, `{"query_filter":"x = 1"}`)
	rig.refused(400, "query_filters is required", false, "PATCH", at, with(obj{"evaluators": trace["evaluators"]}))
	rig.want(200, "PATCH", at, with(obj{"query_filters": trace["query_filters"]}))
}

// The evaluation tasks of a trigger run after the experiment.
func TestEvaluationTasksFollowAnExperiment(t *testing.T) {
	rig := newRig(t, nil)
	task := rig.task(func(task world.Task) bool { return task.Name == "Prompt v4 Candidates" })
	evaluation := rig.task(func(candidate world.Task) bool { return onDataset(candidate) && candidate.DatasetID == task.DatasetID })
	runs := func() []map[string]any {
		return rig.want(200, "GET", path("tasks", evaluation.ID, "runs")+"?limit=100", "").items("task_runs")
	}
	before := len(runs())
	trigger := func(name string) string {
		return fmt.Sprintf(`{"experiment_name":%q,"query_filter":"difficulty = 'hard'","evaluation_task_ids":[%q]}`, name, evaluation.ID)
	}
	run := rig.want(201, "POST", path("tasks", task.ID, "trigger"), trigger("followed")).text("id")
	rig.now = rig.now.Add(time.Hour)
	got := rig.want(200, "GET", path("task-runs", run), "")
	rows, _ := rig.world.Examples(task.DatasetID)
	if successes, _ := got.body["num_successes"].(float64); got.text("status") != "COMPLETED" || successes == 0 || int(successes) >= len(rows) {
		t.Errorf("the filter selected %v of %d examples: %s", got.body["num_successes"], len(rows), got.raw)
	}
	if after := runs(); len(after) != before+1 || after[0]["created_at"].(string) > got.text("run_finished_at") {
		t.Errorf("%d runs followed: %v", len(after)-before, after[0])
	}
}

package fake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api/fake/world"
)

// lettered is a trace task over filters A to C with this expression.
func lettered(trace obj, name, expression string) string {
	var rows []any
	for _, id := range []string{"A", "B", "C"} {
		rows = append(rows, obj{"id": id, "filter": "x = 1"})
	}
	return with(trace, "name", name, "query_filters", obj{"filters": rows, "expression": expression})
}

func TestExpressions(t *testing.T) {
	rig := newRig(t, nil)
	_, trace, _, _, _ := rig.bases()
	for i, x := range []string{"A", "A AND B", "A or (B and not C)", "((A))", "NOT A", "!A&&(B||C)", "A & B | C", "NOT NOT C", strings.Repeat("(", 50) + "A" + strings.Repeat(")", 50)} {
		got := rig.want(201, "POST", "/v2/tasks", lettered(trace, fmt.Sprint("good ", i), x))
		if q := got.body["query_filters"].(obj); q["expression"] != x {
			t.Errorf("%s came back as %v", x, q["expression"])
		}
	}
	for _, x := range []string{"A OR (", "AND", "A AND", "A B", "A OR OR B", "()", "(A", "A)", "NOT", "A NOT B", "a", "D", "A AND D", "A XOR B", "A &&& B", strings.Repeat("(", 52) + "A" + strings.Repeat(")", 52), strings.Repeat("!", 9999)} {
		rig.refused(422, "expression", false, "POST", "/v2/tasks", lettered(trace, "bad", x))
	}
}

// Whatever is built by the rules is taken, and no longer with one word too many.
func TestExpressionsByTheRules(t *testing.T) {
	rig := newRig(t, nil)
	_, trace, _, _, _ := rig.bases()
	n := 0
	var grow func(t *rapid.T, deep int) string
	grow = func(t *rapid.T, deep int) string {
		switch kind := rapid.IntRange(0, 4).Draw(t, "kind"); {
		case deep > 4 || kind == 0:
			return rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "letter")
		case kind == 1:
			return "(" + grow(t, deep+1) + ")"
		case kind == 2:
			return "NOT " + grow(t, deep+1)
		}
		return grow(t, deep+1) + rapid.SampledFrom([]string{" AND ", " or ", "&&", "|"}).Draw(t, "join") + grow(t, deep+1)
	}
	rapid.Check(t, func(t *rapid.T) {
		x := grow(t, 0)
		n++
		if got := rig.sendTo(rig.s, "POST", "/v2/tasks", lettered(trace, fmt.Sprint("made ", n), x)); got.status != 201 {
			t.Fatalf("%q gave %d: %s", x, got.status, got.raw)
		}
		x += rapid.SampledFrom([]string{" A", " AND", " (", " )", "!"}).Draw(t, "extra")
		if got := rig.sendTo(rig.s, "POST", "/v2/tasks", lettered(trace, "bad", x)); got.status != 422 {
			t.Fatalf("%q gave %d: %s", x, got.status, got.raw)
		}
	})
}

// The schema asks for a length at most; white space is text.
func TestBlankTextsFollowTheSchema(t *testing.T) {
	rig := newRig(t, nil)
	project, trace, _, _, exp := rig.bases()
	rig.want(201, "POST", "/v2/tasks", with(project, "name", "  "))
	rig.want(201, "POST", "/v2/tasks", with(trace, "query_filters", obj{"filters": []any{obj{"id": "A", "filter": " "}}},
		"evaluators", []any{obj{
			"evaluator_id":   rig.evaluator("Trace Goal Reached").ID,
			"query_mappings": []any{obj{"variable_name": " ", "query_ids": []any{}, "attribute_path": ""}},
		}}))
	rig.want(201, "POST", "/v2/tasks", with(exp, "name", "t", "run_configuration", obj{
		"experiment_type":   "TEMPLATE_EVALUATION",
		"ai_integration_id": rig.w.Integrations()[0].ID, "template": " ", "provide_explanation": true,
	}))
	at := path("tasks", rig.task(runsExperiment).ID, "trigger")
	rig.want(201, "POST", at, `{"experiment_name":" ","query_filter":" "}`)
	rig.refused(400, "experiment_name", true, "POST", at, `{"experiment_name":""}`)
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

// What a trigger promises comes true on the wire.
func TestEvaluationTasksFollowAnExperiment(t *testing.T) {
	rig := newRig(t, nil)
	task := rig.task(func(task world.Task) bool { return task.Name == "Prompt v4 Candidates" })
	judge := rig.task(func(t world.Task) bool { return onDataset(t) && t.DatasetID == task.DatasetID })
	runs := func() []map[string]any {
		return rig.want(200, "GET", path("tasks", judge.ID, "runs")+"?limit=100", "").items("task_runs")
	}
	before := len(runs())
	trigger := func(name string) string {
		return fmt.Sprintf(`{"experiment_name":%q,"query_filter":"difficulty = 'hard'","evaluation_task_ids":[%q]}`, name, judge.ID)
	}
	run := rig.want(201, "POST", path("tasks", task.ID, "trigger"), trigger("followed")).text("id")
	rig.now = rig.now.Add(time.Hour)
	got := rig.want(200, "GET", path("task-runs", run), "")
	rows, _ := rig.w.Examples(task.DatasetID)
	if n, _ := got.body["num_successes"].(float64); got.text("status") != "COMPLETED" || n == 0 || int(n) >= len(rows) {
		t.Errorf("the filter left %v of %d examples: %s", got.body["num_successes"], len(rows), got.raw)
	}
	if after := runs(); len(after) != before+1 || after[0]["created_at"].(string) > got.text("run_finished_at") {
		t.Errorf("%d runs followed: %v", len(after)-before, after[0])
	}
}

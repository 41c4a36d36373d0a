package tasks

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/api/outcome"
	"ax-tui/api/report"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

// ruleIDs returns the IDs of the rules that package diagnose declares, from its source: the
// program itself needs no list of them.
func ruleIDs(t *testing.T) (out []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../../api/diagnose/causes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == "Rule" {
			id, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, id)
		}
		return true
	})
	return out
}

// found is a run whose likeliest cause is a rule, at its place in the list of its task.
type found struct {
	task api.Task
	run  api.Run
	at   int
}

// nearest looks for a run of each rule: the one that is first in the list of its task.
func nearest(t *testing.T, stage *stage, known map[string]found) {
	t.Helper()
	conn, err := stage.app.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page, err := conn.Client.ListTasks(t.Context(), api.TaskQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range page.Items {
		if task.Name == lateArrivals { // checks exclude its cause
			continue
		}
		runs, err := conn.Client.ListRuns(t.Context(), api.RunQuery{TaskID: task.ID, Limit: 25})
		if err != nil {
			t.Fatal(err)
		}
		for at, run := range runs.Items {
			// What needs no request decides which runs are worth asking about.
			if len(diagnose.Diagnose(diagnose.Input{Task: task, Run: run, Now: stage.now}).Causes) == 0 {
				continue
			}
			first, ok := diagnose.Diagnose(stage.app.known(t.Context(), conn, run, task)).First()
			if before, seen := known[string(first.Rule)]; ok && (!seen || at < before.at) {
				known[string(first.Rule)] = found{task, run, at}
			}
		}
	}
}

// lateArrivals is the task of the rule to which only checks lead.
const lateArrivals = "Late Arrivals"

// TestEveryRule: every rule has a run in the demo world, and outcome, cause and next step
// of that run are the same words in the run panel, in the preview of the task, in Why, in
// the report and in JSON. One rule is for runs that fit no other: only checks lead to it.
func TestEveryRule(t *testing.T) {
	rules := ruleIDs(t)
	if len(rules) < 25 {
		t.Fatalf("%d rules were found in the source: %v", len(rules), rules)
	}
	for _, wait := range []time.Duration{0, 8 * time.Minute} { // after some minutes a run lasts long
		known := map[string]found{}
		stage := worldStage(t, wait)
		nearest(t, stage, known)
		if wait > 0 {
			known = map[string]found{"large-window": known["large-window"]}
		}
		for _, rule := range slices.Sorted(maps.Keys(known)) {
			t.Run(rule, func(t *testing.T) { sameWords(t, stage, rule, known[rule], wait) })
			if at := slices.Index(rules, rule); at >= 0 && known[rule].run.ID != "" {
				rules = slices.Delete(rules, at, at+1)
			}
		}
	}
	if !slices.Equal(rules, []string{"no-rule-fits"}) {
		t.Errorf("no run of the demo world is explained by %v", rules)
	}
	stage := worldStage(t, 0)
	stage.wants(OK, "", explainRunCommand, lateArrivals+"@latest", "--check", "-o", "json")
	var why report.Explanation
	if err := json.Unmarshal(stage.out.Bytes(), &why); err != nil || len(why.Causes) != 1 || why.Causes[0].Rule != "no-rule-fits" {
		t.Errorf("%v in %s", err, stage.out.String())
	}
}

// worldStage is a stage over the world of demo.Ready some time after its opening.
func worldStage(t *testing.T, wait time.Duration) *stage {
	t.Helper()
	stage := newStage(t)
	clock := driver.NewClock()
	opened := world.New(world.Options{Seed: 7, Tasks: world.OwnTasks, Now: clock.Now})
	clock.Turn(wait)
	stage.now = clock.Now()
	listener := httptest.NewServer(fake.New(fake.Options{World: opened, Key: "ak-test"}))
	t.Cleanup(listener.Close)
	client, err := api.New(api.Options{BaseURL: listener.URL, Key: "ak-test", Retries: -1, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	stage.app.Open = func(context.Context) (*Conn, error) { return &Conn{Client: client, BaseURL: listener.URL}, nil }
	return stage
}

// unwrapped is a frame, a report or a text without blanks and frames: lines are broken at
// different places.
func unwrapped(frame string) string {
	return strings.Join(strings.FieldsFunc(frame, func(r rune) bool { return strings.ContainsRune(" \n│─╭╮╰╯", r) }), "")
}

func sameWords(t *testing.T, stage *stage, rule string, of found, wait time.Duration) {
	stage.wants(OK, "", explainRunCommand, of.run.ID, "-o", "json")
	var why report.Explanation
	if err := json.Unmarshal(stage.out.Bytes(), &why); err != nil || len(why.Causes) == 0 || string(why.Causes[0].Rule) != rule {
		t.Fatalf("%v, another cause than %s in %s", err, rule, stage.out.String())
	}
	first, achieved := why.Causes[0], outcome.Of(of.run, outcome.History{}, stage.now)
	if why.Words != achieved.Words() {
		t.Errorf("JSON says %q, the outcome is %q", why.Words, achieved.Words())
	}
	wants := func(place, frame string, texts ...string) {
		t.Helper()
		words := unwrapped(frame)
		for _, text := range texts {
			if !strings.Contains(words, unwrapped(text)) {
				t.Errorf("%s does not say %q:\n%s", place, text, frame)
			}
		}
	}
	stage.wants(OK, "", reportRunCommand, of.run.ID)
	wants("the report", stage.out.String(), achieved.Words(), first.Cause, strings.TrimRight(first.Do, "."))

	options := demo.Options{W: 500, H: 60, Tasks: world.OwnTasks, Limit: 30, Open: of.run.ID}
	opened := func() *demo.Bench {
		bench := demo.Ready(t, options)
		if wait > 0 {
			bench.Clock.Turn(wait)
			bench.Keys("r")
			bench.Settle()
		}
		return bench
	}
	bench := opened()
	wants("the panel", bench.Plain(), achieved.Words(), first.Label+" "+first.Cause, "do "+first.Do)
	bench.Keys("W")
	bench.Settle()
	wants("Why", bench.Plain(), achieved.Words(), first.Label+": "+first.Cause, first.Do)
	options.Open = of.task.ID
	bench = opened()
	for range of.at {
		bench.Keys("j")
	}
	bench.Settle()
	preview := ""
	for line := range strings.Lines(bench.Plain()) {
		_, right, _ := strings.Cut(line[max(strings.LastIndex(line, "│"), 0):], "│")
		preview += right + "\n"
	}
	wants("the preview", preview, achieved.Words(), first.Label+" "+first.Cause, "do "+first.Do)
}

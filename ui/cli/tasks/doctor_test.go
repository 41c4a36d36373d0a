package tasks

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
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
	"ax-tui/ui/test/race"
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

// ending is a run that ended in a way in which no run before it in the list of its task did.
type ending struct {
	task     api.Task
	run      api.Run
	at       int // its place in the list
	achieved outcome.Outcome
	found    diagnose.Diagnosis
}

// endings returns the runs of the demo world that want an explanation: of each task the
// newest of each outcome, causes and reason.
func endings(t *testing.T, stage *stage) (out []ending) {
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
		runs, err := conn.Client.ListRuns(t.Context(), api.RunQuery{TaskID: task.ID, Limit: 25})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for at, run := range runs.Items {
			in := stage.app.explained(t.Context(), conn, diagnose.Input{Task: task, Run: run, Now: stage.now}, true)
			one := ending{task, run, at, outcome.Of(run, outcome.History{}, stage.now), diagnose.Diagnose(in)}
			key := string(one.achieved.ID) + run.FailureReason
			for _, cause := range one.found.Causes {
				key += " " + string(cause.Rule)
			}
			if (one.achieved.NeedsLook() || len(one.found.Causes) > 0) && !seen[key] {
				seen[key] = true
				out = append(out, one)
			}
		}
	}
	return out
}

// TestEveryEnding: outcome, cause, evidence and cure of every kind of ending of the demo
// world are the same words on the run panel, in the preview of the task, in Why, in the
// report that is copied and in those of line mode, as text, Markdown and JSON; before the
// server was asked and after it. Every rule explains one of them.
func TestEveryEnding(t *testing.T) {
	rules := ruleIDs(t)
	if len(rules) < 25 {
		t.Fatalf("%d rules were found in the source: %v", len(rules), rules)
	}
	tried := map[string]bool{}
	for _, wait := range []time.Duration{0, 8 * time.Minute} { // after some minutes a run lasts long
		stage := worldStage(t, wait)
		all := endings(t, stage)
		if len(all) < 100 {
			t.Errorf("%d endings", len(all))
		}
		for i, one := range all {
			first, ok := one.found.First()
			if wait > 0 && first.Rule != "large-window" {
				continue
			}
			name := strconv.Itoa(i) + " " + string(first.Rule)
			if !ok {
				t.Errorf("%s: no cause", name)
			}
			says := explained(t, stage, one.run.ID, "--check")
			noContradiction(t, name, says)
			for _, rule := range []diagnose.Rule{first.Rule, says.Causes[0].Rule} {
				rules = slices.DeleteFunc(rules, func(id string) bool { return id == string(rule) })
			}
			same := string(one.task.Type) + string(one.achieved.ID) + one.run.FailureReason + ruleNames(says.Causes) + "|" + ruleNames(says.Excluded)
			if tried[same] || race.Few(i+1) == race.Few(i) { // every fifth with the race detector
				continue
			}
			tried[same] = true
			t.Run(name, func(t *testing.T) { sameWords(t, stage, one, wait) })
		}
	}
	if len(rules) > 0 {
		t.Errorf("no run of the demo world is explained by %v", rules)
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

// noContradiction expects of every cause that was checked evidence, or why there is none,
// and none that excludes it.
func noContradiction(t *testing.T, name string, says report.Explanation) {
	t.Helper()
	for _, cause := range says.Causes {
		if len(cause.Checks) == 0 && cause.Rule != "no-rule-fits" {
			t.Errorf("%s: %s has no evidence, and no reason why", name, cause.Rule)
		}
		for _, check := range cause.Checks {
			if check.Mark == "excluded" || cause.Rule == "no-data-in-window" && !strings.HasPrefix(check.Shows, "0 spans") {
				t.Errorf("%s: %s is kept, although %s", name, cause.Rule, check.Shows)
			}
		}
	}
	for _, cause := range says.Excluded {
		against := slices.ContainsFunc(cause.Checks, func(check report.Checked) bool { return check.Mark == "excluded" })
		if cause.Cure != nil || !against {
			t.Errorf("%s: %s is excluded and has a cure, or nothing speaks against it: %+v", name, cause.Rule, cause)
		}
	}
	for _, cause := range append(says.Causes, says.Excluded...) {
		if (cause.Mark == "checked") != (cause.Label == "cause") {
			t.Errorf("%s: %s is %s and called %s", name, cause.Rule, cause.Mark, cause.Label)
		}
		for _, check := range cause.Checks {
			if check.Mark == "inferred" || check.Request == "" && check.Mark != "not checked" {
				t.Errorf("%s: %s: %q is %s", name, cause.Rule, check.Shows, check.Mark)
			}
		}
		if cure := cause.Cure; cure != nil && cure.Command == nil && len(cure.Changes) > 0 {
			t.Errorf("%s: %s has changes and no command: %+v", name, cause.Rule, cure)
		}
	}
}

func ruleNames(causes []report.Cause) (out string) {
	for _, cause := range causes {
		out += " " + string(cause.Rule)
	}
	return out
}

// explained returns what explain-run prints as JSON.
func explained(t *testing.T, stage *stage, args ...string) (out report.Explanation) {
	t.Helper()
	stage.wants(OK, "", explainRunCommand, append(args, "-o", "json")...)
	if err := json.Unmarshal(stage.out.Bytes(), &out); err != nil || len(out.Causes) == 0 {
		t.Fatalf("%v, no cause in %s", err, stage.out.String())
	}
	return out
}

// wants expects texts in a frame or a report, whatever its lines are.
func wants(t *testing.T, place, frame string, texts ...string) {
	t.Helper()
	words := unwrapped(frame)
	for _, text := range texts {
		if !strings.Contains(words, unwrapped(text)) {
			t.Errorf("%s does not say %q:\n%s", place, text, frame)
		}
	}
}

// evidence returns the words of a cause with what was checked and its cure.
func evidence(cause report.Cause) []string {
	out := []string{cause.Cause, cause.Because}
	for _, check := range cause.Checks {
		out = append(out, check.Shows, check.Request)
	}
	return out
}

func sameWords(t *testing.T, stage *stage, of ending, wait time.Duration) {
	before, after := explained(t, stage, of.run.ID), explained(t, stage, of.run.ID, "--check")
	unmapped := before.Causes[0].Rule == "variable-not-mapped" // of a good run: only who asks for the evaluators sees it
	reports := map[string]string{}
	for _, args := range [][]string{{of.run.ID}, {of.run.ID, "--check"}} {
		says := before
		if len(args) > 1 {
			says = after
		}
		if says.Words != of.achieved.Words() {
			t.Errorf("JSON says %q, the outcome is %q", says.Words, of.achieved.Words())
		}
		stage.wants(OK, "", explainRunCommand, args...)
		table := stage.out.String()
		stage.wants(OK, "", reportRunCommand, args...)
		markdown := strings.TrimSpace(stage.out.String())
		reports[strings.Join(args[1:], "")] = markdown
		if diagnose.LacksReason(&of.run) {
			wants(t, "explain-run", table, "why "+diagnose.NoReason)
			wants(t, "the report", markdown, "Reason: "+diagnose.NoReason)
		}
		for i, cause := range says.Causes {
			lead := cause.Label + " "
			if i > 0 && cause.Label != "cause" {
				lead = "or " + lead
			}
			wants(t, "explain-run", table, of.achieved.Words(), lead+cause.Cause, "do "+cause.Do, "because "+cause.Because)
			wants(t, "explain-run", table, evidence(cause)...)
			wants(t, "the report", markdown, append(evidence(cause), of.achieved.Words(), strings.TrimRight(cause.Do, "."))...)
		}
		for _, cause := range says.Excluded {
			wants(t, "explain-run", table, evidence(cause)...)
			wants(t, "the report", markdown, evidence(cause)...)
		}
		stage.wants(OK, "", explainRunCommand, append(args, "-o", "md")...)
		if got := strings.TrimSpace(stage.out.String()); got != markdown {
			t.Errorf("explain-run -o md is not the report:\n%s\n%s", got, markdown)
		}
	}
	if unmapped {
		before.Causes, reports[""] = nil, ""
		onScreen(t, of, wait, before, after, reports)
		return
	}
	stage.wants(OK, "", getRunCommand, of.run.ID)
	wants(t, "get-run", stage.out.String(), of.achieved.Words(), before.Causes[0].Label+" "+before.Causes[0].Cause, "do "+before.Causes[0].Do)
	onScreen(t, of, wait, before, after, reports)
}

// onScreen compares the screens with line mode.
func onScreen(t *testing.T, of ending, wait time.Duration, before, after report.Explanation, reports map[string]string) {
	bench := demo.Ready(t, demo.Options{W: 500, H: 70, Tasks: world.OwnTasks, Limit: 30, Open: of.task.ID})
	if wait > 0 {
		bench.Clock.Turn(wait)
		bench.Keys("r")
	}
	for range of.at {
		bench.Keys("j")
	}
	bench.Settle()
	panel := func(when string, says report.Explanation) {
		t.Helper()
		for i, cause := range says.Causes {
			lead := cause.Label + " "
			if i > 0 && cause.Label != "cause" {
				lead = "or " + lead
			}
			wants(t, "the panel "+when, bench.Plain(), of.achieved.Words(), lead+cause.Cause, "do "+cause.Do, "because "+cause.Because)
		}
		for _, cause := range says.Excluded {
			wants(t, "the panel "+when, bench.Plain(), "not "+cause.Cause)
		}
		if diagnose.LacksReason(&of.run) {
			wants(t, "the panel "+when, bench.Plain(), "why "+diagnose.NoReason)
		}
	}
	copied := func(when, item, want string) {
		t.Helper()
		for range 2 { // the second time the text is shown
			bench.Keys("y")
			bench.Type(item)
			bench.Keys("enter")
		}
		wants(t, "the copied report "+when, bench.Plain(), strings.Split(want, "\n")...)
		bench.Keys("esc")
	}
	preview := func(when string, says report.Explanation) {
		t.Helper()
		shown := ""
		for line := range strings.Lines(bench.Plain()) {
			_, right, _ := strings.Cut(line[max(strings.LastIndex(line, "│"), 0):], "│")
			shown += right + "\n"
		}
		if len(says.Causes) == 0 {
			return
		}
		wants(t, "the preview "+when, shown, of.achieved.Words(), says.Causes[0].Label+" "+says.Causes[0].Cause, "do "+says.Causes[0].Do)
		if diagnose.LacksReason(&of.run) {
			wants(t, "the preview "+when, shown, "why "+diagnose.NoReason)
		}
	}
	preview("before", before)
	bench.Keys("enter")
	bench.Settle()
	panel("before", before)
	copied("before", "run: report", reports[""])
	bench.Keys("W")
	bench.Settle()
	for i, cause := range append(after.Causes, after.Excluded...) {
		label := cause.Label
		if i >= len(after.Causes) {
			label = "not"
		}
		wants(t, "Why", bench.Plain(), append(evidence(cause), of.achieved.Words(), label+": "+cause.Cause)...)
	}
	wants(t, "Why", bench.Plain(), after.Causes[0].Do)
	if cure := after.Causes[0].Cure; cure != nil {
		for _, change := range cure.Changes {
			wants(t, "Why", bench.Plain(), change.What+" "+change.From+" → "+change.To)
		}
	}
	copied("in Why", "why: report", reports["--check"])
	bench.Keys("esc")
	bench.Settle()
	panel("after Why", after)
	copied("after Why", "run: report", reports["--check"])

	bench.Keys("esc")
	bench.Settle()
	preview("after Why", after)
}

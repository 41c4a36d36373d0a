package api

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// asSent writes members as NAME=VALUE, those without a usable value as NAME?=VALUE.
func asSent(sent Sent) string {
	var out strings.Builder
	for _, member := range sent.AsSent() {
		out.WriteString(member.Name)
		if member.unknown {
			out.WriteByte('?')
		}
		out.WriteString("=" + string(member.Value) + " ")
	}
	return out.String()
}

// What the fields of a run do not repeat is kept as it was sent.
func TestWhatFieldsDoNotRepeatIsKept(t *testing.T) {
	const whole = `"id":"R","task_id":"T","status":"RUNNING","num_successes":1,"num_errors":2,"num_skipped":3`
	for body, want := range map[string]string{
		`{` + whole + `}`: "",
		`{` + whole + `,"failure_reason":null,"run_started_at":null,"experiment_id":""}`: "",
		` { "num_total" : {"a": [ "}" , 1 ]} ,` + whole + `, "cost\u005fusd":0.12}`:      `num_total={"a": [ "}" , 1 ]} cost_usd=0.12 `,
		`{` + whole + `,"failure_reason":"a \"quote\""}`:                                 "",
		`{` + whole + `,"run_started_at":"soon","created_at":17}`:                        `run_started_at?="soon" created_at?=17 `,
		`{"id":"R"}`: "task_id?=null status?=null num_successes?=null num_errors?=null num_skipped?=null ",
		`{"id":"R","task_id":7,"status":"paused","num_successes":-1,"num_errors":1e3,"num_skipped":null}`: `task_id?=7 num_successes?=-1 num_errors=1e3 num_skipped?=null `,
	} {
		_, client := newStage(t, respond(200, body))
		run, err := client.GetRun(t.Context(), "R")
		if got := asSent(run.Sent); err != nil || got != want {
			t.Errorf("%s\n got %s\nwant %s, %v", body, got, want, err)
		}
	}
	_, client := newStage(t, respond(200, `{`+strings.Repeat(`"x":1,`, 2*maxMembers)+whole+`}`))
	if run, err := client.GetRun(t.Context(), "R"); err != nil || len(run.AsSent()) != maxMembers || run.Unknown("status") {
		t.Errorf("%d members, %v", len(run.AsSent()), err)
	}
	_, client = newStage(t, respond(200, `{"tasks":[{"id":"a","name":"n","type":"RUN_EXPERIMENT","is_continuous":"yes","evaluators":[null,{"evaluator_id":"e","evaluator_name":"n","weight":2}]}]}`))
	page, err := client.ListTasks(t.Context(), TaskQuery{})
	if err != nil {
		t.Fatal(err)
	}
	task := page.Items[0]
	if got := asSent(task.Sent); got != `is_continuous?="yes" last_run_at?=null ` || !task.Unknown("is_continuous") || task.Unknown("type") {
		t.Error(got)
	}
	_, client = newStage(t, respond(200, `{"id":"a","last_run_at":null}`))
	if null, err := client.GetTask(t.Context(), "a"); err != nil || !null.NeverRan() || task.NeverRan() {
		t.Errorf("never ran: null %t, absent %t, %v", null.NeverRan(), task.NeverRan(), err)
	}
	if got := asSent(task.Evaluators[0].Sent) + asSent(task.Evaluators[1].Sent); got != "weight=2 " {
		t.Error(got)
	}
}

// A counter is the number that was sent, or unknown; it is never a 0 that was not sent.
func TestCounters(t *testing.T) {
	for raw, want := range map[string]Count{
		"0": 0, "12": 12, "12.0": 12, "1e3": 1000, `"12"`: 12, "1000000000000000.0": 1e15, "1000000000000000": 1e15, "9007199254740992": 1 << 53,
		"-1": UnknownCount, "12.5": UnknownCount, "null": UnknownCount, "true": UnknownCount, `""`: UnknownCount, `"many"`: UnknownCount, "{}": UnknownCount,
		"1e400": UnknownCount, "9223372036854775807": UnknownCount, "-0.0": 0, `"NaN"`: UnknownCount, `"Inf"`: UnknownCount,
	} {
		_, client := newStage(t, respond(200, `{"id":"R","num_successes":`+raw+`,"num_errors":3,"num_skipped":4}`))
		run, err := client.GetRun(t.Context(), "R")
		if err != nil || run.Successes != want || run.Errors != 3 {
			t.Errorf("%s is %d, want %d (%v)", raw, run.Successes, want, err)
		}
		all := want + 7
		if want == UnknownCount {
			all = UnknownCount
		}
		if run.Counted() != all {
			t.Errorf("%s: counted %d", raw, run.Counted())
		}
		if body, err := json.Marshal(run.Successes); err != nil || (string(body) == "null") != (want == UnknownCount) {
			t.Errorf("%s is written as %s, %v", raw, body, err)
		}
	}
}

// The members of any object are those that encoding/json finds.
func TestMembersOfAnyObject(t *testing.T) {
	text := rapid.StringOf(rapid.RuneFrom([]rune("a\"\\{}[],: \n語")))
	value := rapid.OneOf(rapid.Just(any(nil)), rapid.Map(text, func(s string) any { return s }), rapid.Map(rapid.Float64Range(-9, 9), func(f float64) any { return f }),
		rapid.Just(any(true)), rapid.Map(rapid.SliceOfN(text, 0, 3), func(list []string) any { return list }), rapid.Map(rapid.MapOfN(text, text, 0, 3), func(object map[string]string) any { return object }))
	rapid.Check(t, func(t *rapid.T) {
		object := rapid.MapOfN(text, value, 0, 5).Draw(t, "object")
		body, err := json.MarshalIndent(object, "", rapid.SampledFrom([]string{"", " "}).Draw(t, "indent"))
		if err != nil {
			t.Fatal(err)
		}
		want, got := map[string]json.RawMessage{}, map[string]json.RawMessage{}
		if err := json.Unmarshal(body, &want); err != nil {
			t.Fatal(err)
		}
		for name, raw := range members(body) {
			got[string(name)] = raw
			var list []json.RawMessage
			if json.Unmarshal(raw, &list) == nil {
				for _, element := range elements(raw) {
					if len(list) == 0 || string(element) != string(list[0]) {
						t.Fatalf("%s: element %s", raw, element)
					}
					list = list[1:]
				}
			}
			if len(list) > 0 {
				t.Fatalf("%s: %d elements are missing", raw, len(list))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A type whose Sent is not its last field would lose its unknown members without an error.
func TestSentIsTheLastField(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			fields, ok := node.(*ast.StructType)
			if !ok {
				return true
			}
			for i, field := range fields.Fields.List {
				if name, ok := field.Type.(*ast.Ident); ok && len(field.Names) == 0 && name.Name == "Sent" {
					if found++; i != len(fields.Fields.List)-1 {
						t.Errorf("%s: Sent is not the last field of its struct", path)
					}
				}
			}
			return true
		})
	}
	if found < 10 {
		t.Errorf("only %d types with Sent were found", found)
	}
}

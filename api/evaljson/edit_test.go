package evaljson_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

func TestSet(t *testing.T) {
	for _, c := range []struct {
		name, text string
		value      any
		path       []any
		want       string
	}{
		{"a value in its place", `{"a": 1, "b" : 2.50}`, "x", []any{"b"}, `{"a": 1, "b" : "x"}`},
		{"a key on one line", `{"a": 1}`, true, []any{"b"}, `{"a": 1, "b": true}`},
		{"a key on lines", "{\n\t\"a\": 1\n}", nil, []any{"b"}, "{\n\t\"a\": 1,\n\t\"b\": null\n}"},
		{"into an empty object", "[\n  {}\n]", "v", []any{0, "k"}, "[\n  {\n    \"k\": \"v\"\n  }\n]"},
		{"objects on the way", `[{"a": 1}]`, "v", []any{0, "m", "n"}, `[{"a": 1, "m": {"n": "v"}}]`},
		{"an entry behind the last", `{"l": [1]}`, 2, []any{"l", 1}, `{"l": [1, 2]}`},
		{"a list on the way", `{"a": 0}`, 2, []any{"l", 0}, `{"a": 0, "l": [2]}`},
		{"no text, a key", " \n", 1, []any{"a"}, "{\n  \"a\": 1\n}"},
		{"no text, an entry", "", 1, []any{0}, "[\n  1\n]"},
		{"everything", `{"a": 1}`, []int{}, nil, `[]`},
		{"signs that HTML would escape", `{}`, "a < b & c", []any{"f"}, "{\n  \"f\": \"a < b & c\"\n}"},
		{"of two keys the first", `{"a": 1, "a": 2}`, 3, []any{"a"}, `{"a": 3, "a": 2}`},
	} {
		got, err := evaljson.Set([]byte(c.text), c.value, c.path...)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s %v, want %s", c.name, got, err, c.want)
		}
	}
	for text, says := range map[string]string{`{"a": [1]}`: "a list in [ ]", `{"a": {}}`: "", `{"a": 1`: "not closed", `{"a": 7}`: "a number"} {
		got, err := evaljson.Set([]byte(text), 1, "a", "b")
		if (err == nil) != (says == "") || err != nil && (!strings.Contains(err.Error(), says) || string(got) != text) {
			t.Errorf("%s: %s %v, want %q", text, got, err, says)
		}
	}
	if _, err := evaljson.Set([]byte(`[1]`), 1, 2); err == nil {
		t.Error("an entry with a gap before it")
	}
	if _, err := evaljson.Set([]byte(`{}`), func() {}, "a"); err == nil {
		t.Error("a value that is no JSON")
	}
}

func TestDelete(t *testing.T) {
	for _, c := range []struct {
		text, want string
		path       []any
	}{
		{`{"a": 1, "b": 2}`, `{"b": 2}`, []any{"a"}},
		{`{"a": 1, "b": 2}`, `{"a": 1}`, []any{"b"}},
		{"{\n \"a\": 1\n}", "{}", []any{"a"}},
		{`[1, {"x": [2, 3]}]`, `[1, {"x": [3]}]`, []any{1, "x", 0}},
		{`{"a": 1}`, `{"a": 1}`, []any{"b"}},
		{`{"a": 1}`, `{"a": 1}`, []any{"a", "b"}},
		{`{"a": 1}`, `{"a": 1}`, []any{0}},
		{`{"a": 1`, `{"a": 1`, []any{"a"}},
		{`{"a": 1}`, `{"a": 1}`, nil},
	} {
		if got := evaljson.Delete([]byte(c.text), c.path...); string(got) != c.want {
			t.Errorf("%s without %v: %s, want %s", c.text, c.path, got, c.want)
		}
	}
}

func pick(id, version string, variables ...string) evaljson.Pick {
	return evaljson.Pick{ID: id, VersionID: version, Variables: variables, Guesses: map[string]string{"input": "attributes.input.value"}}
}

func TestMerge(t *testing.T) {
	for _, c := range []struct {
		name, text string
		picks      []evaljson.Pick
		want       string
		changes    string
	}{
		{"nothing yet", " ", []evaljson.Pick{pick("a", "")}, string(evaljson.Prefill([]evaljson.Pick{pick("a", "")})), "[{0 a  }]"},
		{"nothing to do", `[ {"evaluator_id":"a" , "x":1} ]`, []evaljson.Pick{pick("a", "")}, `[ {"evaluator_id":"a" , "x":1} ]`, "[]"},
		{"add to an empty list", "[\n]\n", []evaljson.Pick{pick("a", "")}, "[\n  {\n    \"evaluator_id\": \"a\",\n    \"column_mappings\": {}\n  }\n]\n", "[{0 a  }]"},
		{"add behind", "[\n    {\"evaluator_id\": \"a\"}\n]", []evaljson.Pick{pick("a", ""), pick("b", "")},
			"[\n    {\"evaluator_id\": \"a\"},\n    {\n      \"evaluator_id\": \"b\",\n      \"column_mappings\": {}\n    }\n]", "[{0 b  }]"},
		{"remove the first", "[\n  {\"evaluator_id\": \"a\"},\n  {\"evaluator_id\": \"b\"}\n]", []evaljson.Pick{pick("b", "")},
			"[\n  {\"evaluator_id\": \"b\"}\n]", `[{1 a  {"evaluator_id": "a"}}]`},
		{"remove the last two", `[{"evaluator_id":"a"} , {"evaluator_id":"b"}, {"evaluator_id":"c"}]`, []evaljson.Pick{pick("a", "")},
			`[{"evaluator_id":"a"}]`, `[{1 b  {"evaluator_id":"b"}} {1 c  {"evaluator_id":"c"}}]`},
		{"remove all", `[{"evaluator_id":"a"}]`, nil, `[]`, `[{1 a  {"evaluator_id":"a"}}]`},
		{"no ID stays", `[{"note":"a"}, 7]`, nil, `[{"note":"a"}, 7]`, "[]"},
		{"variable on its line", "[{\"evaluator_id\":\"a\",\"column_mappings\":{\n    \"output\" : \"mine\"\n}}]", []evaljson.Pick{pick("a", "", "input", "output")},
			"[{\"evaluator_id\":\"a\",\"column_mappings\":{\n    \"output\" : \"mine\",\n    \"input\": \"attributes.input.value\"\n}}]", "[{2 a input }]"},
		{"variable on one line", `[{"evaluator_id":"a","column_mappings":{"o":"m"}}]`, []evaljson.Pick{pick("a", "", "o", "input")},
			`[{"evaluator_id":"a","column_mappings":{"o":"m", "input": "attributes.input.value"}}]`, "[{2 a input }]"},
		{"pin set and mapping added", `[{"evaluator_id":"a"}]`, []evaljson.Pick{pick("a", "v", "o")},
			"[{\"evaluator_id\":\"a\", \"evaluator_version_id\": \"v\", \"column_mappings\": {\n      \"o\": \"\"\n    }}]", "[{3 a  } {2 a o }]"},
		{"pin changed", `[{"evaluator_id":"a","evaluator_version_id":"v1"}]`, []evaljson.Pick{pick("a", "v2")}, `[{"evaluator_id":"a","evaluator_version_id":"v2"}]`, "[{3 a  v1}]"},
		{"pin taken away at the end", `[{"evaluator_id":"a","evaluator_version_id":"v1"}]`, []evaljson.Pick{pick("a", "")}, `[{"evaluator_id":"a"}]`, "[{3 a  v1}]"},
		{"pin taken away at the front", `[{"evaluator_version_id":"v1","evaluator_id":"a"}]`, []evaljson.Pick{pick("a", "")}, `[{"evaluator_id":"a"}]`, "[{3 a  v1}]"},
		{"null pin is no pin", `[{"evaluator_id":"a","evaluator_version_id":null}]`, []evaljson.Pick{pick("a", "")}, `[{"evaluator_id":"a","evaluator_version_id":null}]`, "[]"},
		{"filter kept", `[{"evaluator_id":"a","query_filter":"mine"}]`, []evaljson.Pick{{ID: "a"}}, `[{"evaluator_id":"a","query_filter":"mine"}]`, "[]"},
		{"wide", `[{"evaluator_id":"a","query_mappings":[{"variable_name":"x","query_ids":[],"attribute_path":"p"}]}]`, []evaljson.Pick{pick("a", "", "x", "y")},
			"[{\"evaluator_id\":\"a\",\"query_mappings\":[{\"variable_name\":\"x\",\"query_ids\":[],\"attribute_path\":\"p\"}, {\n  \"variable_name\": \"y\",\n  \"query_ids\": [],\n  \"attribute_path\": \"\"\n}]}]", "[{2 a y }]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, changes, broken := evaljson.Merge([]byte(c.text), c.picks)
			if broken != nil || string(got) != c.want || fmt.Sprint(changes) != c.changes {
				t.Fatalf("%v\n%s\nwant\n%s\nchanges %v\nwant    %s", broken, got, c.want, changes, c.changes)
			}
		})
	}
	if got, _, broken := evaljson.Merge([]byte("[,"), nil); broken == nil || string(got) != "[," {
		t.Fatal("a text with a syntax fault must come back as it was, with the fault")
	}
}

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		` { "b" : [ 1 , null ] , "a" : "\u0041" } `: `{"a":"A","b":[1,null]}`,
		`{"n": [0.50, 5e-1, 1.0, 1e3, -0.0]}`:       `{"n":[0.5,0.5,1,1000,-0]}`,
		`12345678901234567890`:                      `12345678901234567890`,
		`{"a":1,"a":2}`:                             `{"a":2}`,
	} {
		if got, err := evaljson.Canonical([]byte(in)); err != nil || string(got) != want {
			t.Errorf("%s: %s %v, want %s", in, got, err, want)
		}
	}
	if _, err := evaljson.Canonical([]byte(`{`)); err == nil {
		t.Error("half an object has a form")
	}
}

func TestEqual(t *testing.T) {
	one := []api.EvaluatorInput{{EvaluatorID: "e", Mappings: map[string]string{"x": "y"}}}
	for _, c := range []struct {
		what string
		a, b any
		want bool
	}{
		{"order and white space", json.RawMessage(`{"b": 1, "a": [2]}`), json.RawMessage(`{"a":[2],"b":1.0}`), true},
		{"another value", json.RawMessage(`{"a":1}`), json.RawMessage(`{"a":2}`), false},
		{"order of a list", json.RawMessage(`[1,2]`), json.RawMessage(`[2,1]`), false},
		{"what they put on the wire", one, json.RawMessage(`[{"column_mappings":{"x":"y"},"evaluator_id":"e"}]`), true},
		{"no JSON", json.RawMessage(`{`), json.RawMessage(`{`), false},
	} {
		if got := evaljson.Equal(c.a, c.b); got != c.want {
			t.Errorf("%s: %t", c.what, got)
		}
	}
}

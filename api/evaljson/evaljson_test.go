package evaljson_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// one returns a list with one evaluator that has the given members.
func one(members string) string { return `[{"evaluator_id": "a", ` + members + `}]` }

func summary(list []evaljson.Fault) string {
	var out []string
	for _, fault := range list {
		mark := ""
		if fault.Severity == evaljson.Warning {
			mark = "?"
		}
		out = append(out, fmt.Sprintf("%d:%d+%d%s%s", fault.Line, fault.Column, fault.Length, mark, fault.Rule))
	}
	return strings.Join(out, " ")
}

func TestFaults(t *testing.T) {
	long := `[{"evaluator_id": "a"}, {"evaluator_id": "a"}]`
	for _, test := range []struct{ name, text, want, message string }{
		{"fine", one(`"column_mappings": {"input": "attributes.input.value"}`), "", ""},
		{"null version means the latest", one(`"evaluator_version_id": null`), "", ""},
		{"wide shape", `[{"evaluator_id": "a", "query_mappings": [{"variable_name": "x", "query_ids": ["A"], "attribute_path": "p"}]}]`, "", ""},

		{"no text", "", "1:1+0unfinished", "start with ["},
		{"ends in a list", "[{}", "1:4+0unfinished", "starts on line 1 is not closed with ]"},
		{"ends in an object", "[\n  {\"evaluator_id\": \"a\"\n", "3:1+0unfinished", "object that starts on line 2 is not closed with }"},
		{"ends in a string", `["abc`, "1:6+0unfinished", "complete it"},
		{"comma before ]", "[{},\n]", "1:4+1extra-comma", "remove it"},
		{"comma before }", `[{"a":1, }]`, "1:8+1extra-comma", "remove it"},
		{"two commas", `[1,,2]`, "1:4+1extra-comma", "or a value is missing"},
		{"no comma", `[{"a":1 "bc":2}]`, "1:9+4missing-comma", "comma is missing"},
		{"no colon", `[{"a" 1}]`, "1:7+1missing-comma", "colon is missing"},
		{"comment", "[ // all\n]", "1:3+6comment", "no comments"},
		{"hash", "# x\n[]", "1:1+3comment", "no comments"},
		{"comment after the end", "[]\n// x", "2:1+4comment", "no comments"},
		{"smart quotes", `[“a”]`, "1:2+3smart-quotes", `write " instead`},
		{"single quotes", `['ab']`, "1:2+4single-quotes", `instead of '`},
		{"capital word", `[True]`, "1:2+4syntax", "lower case"},
		{"half a word", `[tru]`, "1:2+3syntax", "write true, false or null"},
		{"leading zero", `[01]`, "1:3+1syntax", "cannot start with 0"},
		{"plus", `[+1]`, "1:2+1syntax", "no leading +"},
		{"escape", `["\x"]`, "1:3+1syntax", "write \\\\ for a backslash"},
		{"byte order mark", "\xef\xbb\xbf[]", "1:1+3syntax", "byte order mark"},
		{"bare key", `[{input: 1}]`, "1:3+5syntax", "double quotes"},
		{"line break in string", "[\"ab\n\"]", "1:5+1syntax", `close it with "`},
		{"wrong bracket", `[1}`, "1:3+1syntax", "does not match"},
		{"text after the end", `[] []`, "1:4+2trailing-data", "after the end"},
		{"extra closing bracket", `[]]`, "1:3+1trailing-data", "extra closing bracket"},
		{"not UTF-8", "[\"é\xff\"]", "1:4+1invalid-utf8", "UTF-8"},
		{"only the first of syntax", `[{"x":1},,,]`, "1:10+1extra-comma", ""},

		{"object at the top", `{"evaluator_id": "a"}`, "1:1+1wrong-type", "in [ ]"},
		{"whole body", `{"evaluators": []}`, "1:1+1wrong-type", "only the list"},
		{"empty list", `[]`, "1:1+1empty-list", "at least one entry"},
		{"duplicate key", one(`"query_filter": "x", "query_filter": "y"`), "1:45+14duplicate-key", "duplicate key"},
		{"misspelt", one(`"colum_mappings": {}`), "1:24+16unknown-key", "did you mean column_mappings?"},
		{"camel case", `[{"evaluatorId": "a"}]`, "1:2+1missing-key 1:3+13unknown-key", "evaluator_id"},
		{"name", one(`"name": "x"`), "1:24+6unknown-key", "did you mean evaluator_id?"},
		{"name only", `[{"evaluator_name": "x"}]`, "1:2+1missing-key", `"evaluator_id" is missing`},
		{"unknown", one(`"zebra": 1`), "1:24+7unknown-key", "the known keys are"},
		{"number as ID", `[{"evaluator_id": 7}]`, "1:19+1wrong-type", "a string in quotes, not a number"},
		{"an answer of the server", one(`"evaluator_name": "x", "query_filter": null, "column_mappings": null, "query_mappings": null`), "", ""},
		{"nulls of the other shape", one(`"query_filter": null, "column_mappings": null, "query_mappings": [{"variable_name": "x", "query_ids": ["A"], "attribute_path": "p"}]`), "", ""},
		{"null ID", `[{"evaluator_id": null}]`, "1:19+4null", "write a string"},
		{"null path", one(`"column_mappings": {"x": null}`), "1:49+4null", "path"},
		{"null entry", `[null]`, "1:2+4null", "remove it"},
		{"missing ID", `[{}]`, "1:2+1missing-key", `"evaluator_id" is missing`},
		{"blank ID", `[{"evaluator_id": " "}]`, "1:19+3empty-value", "empty"},
		{"same evaluator twice", long, "1:42+3duplicate-evaluator", "first as entry 1 on line 1"},
		{"mixed in one", one(`"column_mappings": {}, "query_mappings": [{"variable_name": "x", "query_ids": [], "attribute_path": "p"}]`), "1:24+17mixed-shapes", "use query_mappings"},
		{"mixed in two", `[{"evaluator_id": "a", "query_mappings": [{"variable_name": "x", "query_ids": [], "attribute_path": "p"}]}, {"evaluator_id": "b"}]`, "1:109+1missing-key", "query_mappings"},
		{"empty query_mappings", `[{"evaluator_id": "a", "query_mappings": []}]`, "1:42+1empty-list", "at least one entry"},
		{"letter", `[{"evaluator_id": "a", "query_mappings": [{"variable_name": "x", "query_ids": ["F", 1], "attribute_path": ""}]}]`, "1:80+3unknown-letter 1:85+1wrong-type 1:107+2empty-value", ""},
		{"empty path", one(`"column_mappings": {"x": ""}`), "1:49+2?empty-value", "not mapped yet"},
		{"all are listed", "[{\"x\": 1}, 7,\n {\"evaluator_id\": \"a\", \"query_filter\": 1}]", "1:2+1missing-key 1:3+3unknown-key 1:12+1wrong-type 2:40+1wrong-type", ""},
		{"columns count runes", "[{\"evaluator_id\": \"評価é\", \"q\": 1}]", "1:26+3unknown-key", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, got := parse([]byte(test.text))
			if summary(got) != test.want {
				t.Fatalf("faults are %q, want %q\n%v", summary(got), test.want, got)
			}
			if !strings.Contains(fmt.Sprint(got), test.message) {
				t.Fatalf("%v does not contain %q", got, test.message)
			}
		})
	}
}

func TestParseOptions(t *testing.T) {
	wide := `[{"evaluator_id": "a", "query_mappings": [{"variable_name": "x", "query_ids": ["B"], "attribute_path": "p"}]}]`
	vars := func(string) ([]string, bool) { return []string{"input", "output"}, true }
	for _, test := range []struct {
		name, text, want string
		o                evaljson.Options
	}{
		{"letter not declared", wide, "1:80+3unknown-letter", evaljson.Options{Filters: &api.QueryFilters{Filters: []api.NamedFilter{{ID: "A"}}}}},
		{"letter declared", wide, "", evaljson.Options{Filters: &api.QueryFilters{Filters: []api.NamedFilter{{ID: "B"}}}}},
		{"span shape with query_filters", one(`"column_mappings": {}`), "1:2+1missing-key 1:24+17mixed-shapes", evaljson.Options{Filters: &api.QueryFilters{}}},
		{"wide shape with query_filter", wide, "1:24+16mixed-shapes", evaljson.Options{TaskFilter: true}},
		{"another name", one(`"evaluator_name": "x"`), "1:42+3?other-name", evaljson.Options{Name: func(string) string { return "y" }}},
		{"its name", one(`"evaluator_name": "x"`), "", evaljson.Options{Name: func(string) string { return "x" }}},
		{"by name", `[{"evaluator_name": "x"}, {"evaluator_id": null, "evaluator_name": "y"}]`, "", evaljson.Options{Named: byName}},
		{"by no name", `[{"evaluator_name": " "}, {}]`, "1:2+1missing-key 1:27+1missing-key", evaljson.Options{Named: byName}},
		{"variables", one(`"column_mappings": {"inptu": "p", "output": "q"}`), "1:2+1?missing-variable 1:44+7?unknown-variable", evaljson.Options{Variables: vars}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, got := test.o.Parse([]byte(test.text)); summary(got) != test.want {
				t.Fatalf("faults are %q, want %q\n%v", summary(got), test.want, got)
			}
		})
	}
}

func TestDuplicateNamesBothPositions(t *testing.T) {
	options := evaljson.Options{Name: func(string) string { return "Correctness" }}
	_, got := options.Parse([]byte("[{\"evaluator_id\": \"a\"},\n {\"evaluator_id\": \"a\"}]"))
	if len(got) != 1 || got[0].Line != 2 || !strings.Contains(got[0].Message, `"Correctness"`) || !strings.Contains(got[0].Message, "on line 1") {
		t.Fatalf("%+v", got)
	}
}

func TestDoc(t *testing.T) {
	text := "[\n  {\n    \"evaluator_id\": \"a\",\n    \"evaluator_version_id\": \"v\",\n    \"query_filter\": \"f\",\n" +
		"    \"column_mappings\": {\n      \"input\": \"p\",\n      \"output\": \"\"\n    }\n  },\n  {\"evaluator_id\": \"b\"}\n]"
	doc, _ := parse([]byte(text))
	if got := fmt.Sprint(doc.Inputs()); got != "[{a v f map[input:p output:] []} {b   map[] []}]" {
		t.Fatal(got)
	}
	if got := fmt.Sprint(doc.Picks()); got != "[{a v} {b }]" {
		t.Fatal(got)
	}
	evaluator := doc.Evaluators[0]
	if evaluator.IDPos.Line != 3 || !strings.HasPrefix(text[evaluator.IDPos.Offset:], `"a"`) {
		t.Fatalf("%+v", evaluator)
	}
	mapping := evaluator.Mappings[0]
	if mapping.Variable != "input" || text[mapping.Value.Offset:mapping.Value.Offset+mapping.ValueLength] != `"p"` || mapping.Line != 7 {
		t.Fatalf("%+v", mapping)
	}
	if half, _ := parse([]byte(text[:len(text)-30])); half.Complete || len(half.Evaluators) != 1 || half.Evaluators[0].Input.EvaluatorID != "a" {
		t.Fatalf("of a text cut short: %+v", half)
	}
}

func TestFaultsAreBounded(t *testing.T) {
	_, got := parse([]byte("[" + strings.Repeat("1,", 5000) + "1]"))
	if len(got) != 1000 || got[999].Rule != evaljson.TooMany {
		t.Fatalf("%d faults, the last %v", len(got), got[len(got)-1])
	}
}

func TestRunConfig(t *testing.T) {
	for _, test := range []struct{ name, text, want, message string }{
		{"llm", `{"experiment_type": "LLM_GENERATION", "ai_integration_id": "i", "messages": [{"role": "USER", "content": "{{q}}"}], "input_variable_format": "MUSTACHE"}`, "", ""},
		{"legacy words", `{"experiment_type": "llm_generation", "ai_integration_id": "i", "messages": [{"role": "user", "content": null}], "input_variable_format": "f_string"}`, "", ""},
		{"template", `{"experiment_type": "TEMPLATE_EVALUATION", "ai_integration_id": "i", "template": "{{a}}", "provide_explanation": false, "classification_choices": {"good": 1}}`, "", ""},
		{"agent", `{"experiment_type": "AGENT_CALL", "integration_id": "i", "input_template": {"q": {"r": "{{a}}"}}}`, "", ""},
		{"no type", `{}`, "1:1+1missing-key", "experiment_type"},
		{"unknown type", `{"experiment_type": "LLM_GENERATIO"}`, "1:21+15unknown-value", "did you mean llm_generation?"},
		{"agent lacks", `{"experiment_type": "AGENT_CALL"}`, "1:1+1missing-key 1:1+1missing-key", "integration_id"},
		{"model", `{"experiment_type": "TEMPLATE_EVALUATION", "ai_integration_id": "i", "template": "t", "provide_explanation": true, "model": "m"}`, "1:116+7unknown-key", "model_name"},
		{
			"wrong types", `{"experiment_type": "LLM_GENERATION", "ai_integration_id": null, "messages": [], "input_variable_format": "MUSTASHE", "invocation_parameters": {"max_tokens": 1.5, "top_k": 3}}`,
			"1:60+4null 1:78+1empty-list 1:107+10unknown-value 1:159+3wrong-type", "mustache",
		},
		{"list", `[]`, "1:1+1wrong-type", "an object in { }"},
		{"syntax", `{"experiment_type": }`, "1:21+1syntax", "value is missing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg, got := evaljson.ParseRunConfig([]byte(test.text))
			if summary(got) != test.want {
				t.Fatalf("faults are %q, want %q\n%v", summary(got), test.want, got)
			}
			if !strings.Contains(fmt.Sprint(got), test.message) {
				t.Fatalf("%v does not contain %q", got, test.message)
			}
			if (test.want == "") != (cfg.Raw != nil) {
				t.Fatal("Raw must be set only without faults")
			}
			if task := (api.CreateTask{Name: "n", Type: api.RunExperiment, DatasetID: "d", RunConfig: cfg.Raw}); test.want == "" && len(task.Check()) > 0 {
				t.Fatalf("the check of the request disagrees: %v", task.Check())
			}
		})
	}
	cfg, _ := evaljson.ParseRunConfig([]byte(`{"experiment_type": "AGENT_CALL", "integration_id": "i", "input_template": {"q": ["{{dataset.a}}", "{{b}} {{b}}"]}}`))
	if cfg.Type != api.AgentCall || fmt.Sprint(cfg.Variables) != "[dataset.a b]" {
		t.Fatalf("%+v", cfg)
	}
}

func TestVariables(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "[]",
		"{a} and {b} and {a}":      "[a b]",
		"{{not}} {yes}":            "[yes]",
		"{{{deep}}}":               "[deep]",
		`{"json": 1} {x.y_2}`:      "[x.y_2]",
		"{r!r} {f:.2f} { } {} {1}": "[r f]",
		"{open":                    "[]",
		"{a{b}":                    "[b]",
	} {
		if got := fmt.Sprint(evaljson.Variables(text)); got != want {
			t.Errorf("variables of %q are %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"{{a}} {b} {{ c }}":   "[a c]",
		"{{#l}}{{x}}{{/l}}":   "[l x]",
		"{{{raw}}} {{open":    "[raw]",
		"{{! remark }} {{a}}": "[a]",
	} {
		if got := fmt.Sprint(evaljson.DoubleVariables(text)); got != want {
			t.Errorf("variables of %q are %s, want %s", text, got, want)
		}
	}
}

// parse parses evaluators without any Options.
func parse(text []byte) (evaljson.Doc, []evaljson.Fault) { return evaljson.Options{}.Parse(text) }

func TestSet(t *testing.T) {
	for _, test := range []struct {
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
		{"an entry after the last", `{"l": [1]}`, 2, []any{"l", 1}, `{"l": [1, 2]}`},
		{"a list on the way", `{"a": 0}`, 2, []any{"l", 0}, `{"a": 0, "l": [2]}`},
		{"no text, a key", " \n", 1, []any{"a"}, "{\n  \"a\": 1\n}"},
		{"no text, an entry", "", 1, []any{0}, "[\n  1\n]"},
		{"everything", `{"a": 1}`, []int{}, nil, `[]`},
		{"signs that HTML would escape", `{}`, "a < b & c", []any{"f"}, "{\n  \"f\": \"a < b & c\"\n}"},
		{"of two keys the first", `{"a": 1, "a": 2}`, 3, []any{"a"}, `{"a": 3, "a": 2}`},
	} {
		got, err := evaljson.Set([]byte(test.text), test.value, test.path...)
		if err != nil || string(got) != test.want {
			t.Errorf("%s: %s %v, want %s", test.name, got, err, test.want)
		}
	}
	for text, message := range map[string]string{`{"a": [1]}`: "a list in [ ]", `{"a": {}}`: "", `{"a": 1`: "not closed", `{"a": 7}`: "a number"} {
		got, err := evaljson.Set([]byte(text), 1, "a", "b")
		if (err == nil) != (message == "") || err != nil && (!strings.Contains(err.Error(), message) || string(got) != text) {
			t.Errorf("%s: %s %v, want %q", text, got, err, message)
		}
	}
	for text, want := range map[string]string{
		`{"a": 1, "d": 4, "x": 0}`:      `{"a": 1, "b": 2, "d": 4, "x": 0}`, // as the order says
		"{\n  \"d\": 4,\n  \"c\": 3\n}": "{\n  \"b\": 2,\n  \"d\": 4,\n  \"c\": 3\n}",
		`{"d": 4, "b": 0}`:              `{"d": 4, "b": 2}`, // in its place
		`{"a": 1}`:                      `{"a": 1, "b": 2}`, // none comes later
		``:                              "{\n  \"b\": 2\n}",
		`{"d": `:                        `{"d": `,
	} {
		if got, err := evaljson.SetBefore([]byte(text), 2, "b", []string{"c", "d"}); string(got) != want || (err != nil) != (text == `{"d": `) {
			t.Errorf("%s: %s %v, want %s", text, got, err, want)
		}
	}
	if _, err := evaljson.Set([]byte(`[1]`), 1, 2); err == nil {
		t.Error("an entry past the end of the list is accepted")
	}
	if _, err := evaljson.Set([]byte(`{}`), func() {}, "a"); err == nil {
		t.Error("a value that cannot be encoded is accepted")
	}
}

func TestDelete(t *testing.T) {
	for _, test := range []struct {
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
		if got := evaljson.Delete([]byte(test.text), test.path...); string(got) != test.want {
			t.Errorf("%s without %v: %s, want %s", test.text, test.path, got, test.want)
		}
	}
}

func pick(id, version string, variables ...string) evaljson.Pick {
	return evaljson.Pick{ID: id, VersionID: version, Variables: variables, Guesses: map[string]string{"input": "attributes.input.value"}}
}

func TestMerge(t *testing.T) {
	for _, test := range []struct {
		name, text string
		picks      []evaljson.Pick
		want       string
		changes    string
	}{
		{"nothing yet", " ", []evaljson.Pick{pick("a", "")}, string(evaljson.Prefill([]evaljson.Pick{pick("a", "")})), "[{0 a  }]"},
		{"nothing to do", `[ {"evaluator_id":"a" , "x":1} ]`, []evaljson.Pick{pick("a", "")}, `[ {"evaluator_id":"a" , "x":1} ]`, "[]"},
		{"add to an empty list", "[\n]\n", []evaljson.Pick{pick("a", "")}, "[\n  {\n    \"evaluator_id\": \"a\",\n    \"column_mappings\": {}\n  }\n]\n", "[{0 a  }]"},
		{
			"add at the end", "[\n    {\"evaluator_id\": \"a\"}\n]",
			[]evaljson.Pick{pick("a", ""), pick("b", "")},
			"[\n    {\"evaluator_id\": \"a\"},\n    {\n      \"evaluator_id\": \"b\",\n      \"column_mappings\": {}\n    }\n]", "[{0 b  }]",
		},
		{
			"remove the first", "[\n  {\"evaluator_id\": \"a\"},\n  {\"evaluator_id\": \"b\"}\n]",
			[]evaljson.Pick{pick("b", "")},
			"[\n  {\"evaluator_id\": \"b\"}\n]", `[{1 a  {"evaluator_id": "a"}}]`,
		},
		{
			"remove the last two", `[{"evaluator_id":"a"} , {"evaluator_id":"b"}, {"evaluator_id":"c"}]`,
			[]evaljson.Pick{pick("a", "")},
			`[{"evaluator_id":"a"}]`, `[{1 b  {"evaluator_id":"b"}} {1 c  {"evaluator_id":"c"}}]`,
		},
		{"remove all", `[{"evaluator_id":"a"}]`, nil, `[]`, `[{1 a  {"evaluator_id":"a"}}]`},
		{"an entry without an ID is kept", `[{"note":"a"}, 7]`, nil, `[{"note":"a"}, 7]`, "[]"},
		{
			"variable on its line", "[{\"evaluator_id\":\"a\",\"column_mappings\":{\n    \"output\" : \"mine\"\n}}]",
			[]evaljson.Pick{pick("a", "", "input", "output")},
			"[{\"evaluator_id\":\"a\",\"column_mappings\":{\n    \"output\" : \"mine\",\n    \"input\": \"attributes.input.value\"\n}}]", "[{2 a input }]",
		},
		{
			"variable on one line", `[{"evaluator_id":"a","column_mappings":{"o":"m"}}]`,
			[]evaljson.Pick{pick("a", "", "o", "input")},
			`[{"evaluator_id":"a","column_mappings":{"o":"m", "input": "attributes.input.value"}}]`, "[{2 a input }]",
		},
		{
			"pin set and mapping added", `[{"evaluator_id":"a"}]`,
			[]evaljson.Pick{pick("a", "v", "o")},
			"[{\"evaluator_id\":\"a\", \"evaluator_version_id\": \"v\", \"column_mappings\": {\n      \"o\": \"\"\n    }}]", "[{3 a  } {2 a o }]",
		},
		{"pin changed", `[{"evaluator_id":"a","evaluator_version_id":"v1"}]`, []evaljson.Pick{pick("a", "v2")}, `[{"evaluator_id":"a","evaluator_version_id":"v2"}]`, "[{3 a  v1}]"},
		{"pin removed at the end", `[{"evaluator_id":"a","evaluator_version_id":"v1"}]`, []evaljson.Pick{pick("a", "")}, `[{"evaluator_id":"a"}]`, "[{3 a  v1}]"},
		{"pin removed at the front", `[{"evaluator_version_id":"v1","evaluator_id":"a"}]`, []evaljson.Pick{pick("a", "")}, `[{"evaluator_id":"a"}]`, "[{3 a  v1}]"},
		{"null pin is not a pin", `[{"evaluator_id":"a","evaluator_version_id":null}]`, []evaljson.Pick{pick("a", "")}, `[{"evaluator_id":"a","evaluator_version_id":null}]`, "[]"},
		{"filter kept", `[{"evaluator_id":"a","query_filter":"mine"}]`, []evaljson.Pick{{ID: "a"}}, `[{"evaluator_id":"a","query_filter":"mine"}]`, "[]"},
		{
			"wide", `[{"evaluator_id":"a","query_mappings":[{"variable_name":"x","query_ids":[],"attribute_path":"p"}]}]`,
			[]evaljson.Pick{pick("a", "", "x", "y")},
			"[{\"evaluator_id\":\"a\",\"query_mappings\":[{\"variable_name\":\"x\",\"query_ids\":[],\"attribute_path\":\"p\"}, {\n  \"variable_name\": \"y\",\n  \"query_ids\": [],\n  \"attribute_path\": \"\"\n}]}]", "[{2 a y }]",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, changes, broken := evaljson.Merge([]byte(test.text), test.picks)
			if broken != nil || string(got) != test.want || fmt.Sprint(changes) != test.changes {
				t.Fatalf("%v\n%s\nwant\n%s\nchanges %v\nwant    %s", broken, got, test.want, changes, test.changes)
			}
		})
	}
	if got, _, broken := evaljson.Merge([]byte("[,"), nil); broken == nil || string(got) != "[," {
		t.Fatal("a text with a syntax fault must be returned unchanged, with the fault")
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
		t.Error("half an object has a canonical form")
	}
}

func TestEqual(t *testing.T) {
	one := []api.EvaluatorInput{{EvaluatorID: "e", Mappings: map[string]string{"x": "y"}}}
	for _, test := range []struct {
		what string
		a, b any
		want bool
	}{
		{"order and white space", json.RawMessage(`{"b": 1, "a": [2]}`), json.RawMessage(`{"a":[2],"b":1.0}`), true},
		{"another value", json.RawMessage(`{"a":1}`), json.RawMessage(`{"a":2}`), false},
		{"order of a list", json.RawMessage(`[1,2]`), json.RawMessage(`[2,1]`), false},
		{"an encoded value and raw JSON", one, json.RawMessage(`[{"column_mappings":{"x":"y"},"evaluator_id":"e"}]`), true},
		{"invalid JSON", json.RawMessage(`{`), json.RawMessage(`{`), false},
	} {
		if got := evaljson.Equal(test.a, test.b); got != test.want {
			t.Errorf("%s: %t", test.what, got)
		}
	}
}

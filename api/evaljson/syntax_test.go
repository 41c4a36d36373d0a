package evaljson

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// TestDecoderMessages pins the parts of the library's messages that classify
// faults: its errors have no codes, and a new version may word them differently.
func TestDecoderMessages(t *testing.T) {
	for _, test := range []struct{ text, part, message string }{
		{`[1 2]`, afterValue, "a comma is missing before this"},
		{`{"a" 1}`, afterName, "a colon is missing between the key and its value"},
		{`{1: 2}`, noName, "a key needs double quotes"},
		{"[\"a\x01\"]", inString, "a control character"},
		{"[\"a\nb\"]", inString, "must end on the same line"},
		{`["\x"]`, inEscape, "a backslash in a string"},
		{`["\ud800\u0041"]`, inPair, "a backslash in a string"},
		{`[nulx]`, inLiteral, "write true, false or null"},
		{`[1.]`, inNumber, badNumber},
		{strings.Repeat("[", 10_001), tooDeep, "too many nested brackets"},
	} {
		root := &node{}
		decoding := &reader{dec: jsontext.NewDecoder(strings.NewReader(test.text), jsontext.AllowDuplicateNames(true))}
		err := decoding.value(root)
		var fault *jsontext.SyntacticError
		if !errors.As(err, &fault) || !strings.Contains(fault.Err.Error(), test.part) {
			t.Errorf("%.20s: the decoder's error is %v, want %q in it", test.text, err, test.part)
		}
		if _, broken := parseTree([]byte(test.text), newIndex([]byte(test.text))); broken == nil || !strings.Contains(broken.Message, test.message) {
			t.Errorf("%.20s: %v, want %q", test.text, broken, test.message)
		}
	}
}

func TestTextIsReadable(t *testing.T) {
	raw := []byte(`{"b":"a \u003c b \u0026\u0026 \\u003c \u202e","a":1.50}`)
	if got := string(Indent(raw)); got != "{\n  \"b\": \"a < b && \\\\u003c \\u202e\",\n  \"a\": 1.50\n}" {
		t.Error(got)
	}
	if got := string(Indent([]byte(`{"a`))); got != `{"a` {
		t.Error(got)
	}
	if got, err := Canonical(raw); err != nil || string(got) != "{\"a\":1.5,\"b\":\"a < b && \\\\u003c \u202e\"}" {
		t.Error(string(got), err)
	}
}

func TestSizes(t *testing.T) {
	mapping := func(variable, letters, path int) string {
		return `{"variable_name": "` + strings.Repeat("é", variable) + `", "query_ids": [` + strings.Repeat(`"A",`, letters-1) + `"A"], "attribute_path": "` + strings.Repeat("p", path) + `"}`
	}
	for text, want := range map[string]int{
		mapping(256, 5, 1024) + strings.Repeat(","+mapping(1, 1, 1), 49): 0,
		mapping(257, 6, 1025): 3,
		mapping(1, 1, 1) + strings.Repeat(","+mapping(1, 1, 1), 50): 1,
	} {
		_, found := Options{}.Parse([]byte(`[{"evaluator_id": "a", "query_mappings": [` + text + `]}]`))
		if len(found) != want {
			t.Errorf("%d faults, want %d: %.200v", len(found), want, found)
		}
		for _, fault := range found {
			if fault.Rule != TooLong || !strings.Contains(fault.Message, "at most") {
				t.Error(fault)
			}
		}
	}
}

func TestNullsOfAConfigurationAreNotSent(t *testing.T) {
	for text, want := range map[string]string{
		`{"experiment_type": "AGENT_CALL", "integration_id": "i", "input_template": {"x": null}}`: `{"experiment_type": "AGENT_CALL", "integration_id": "i", "input_template": {"x": null}}`,
		"{\"model_name\": null,\n \"tool_config\": null, \"experiment_type\": \"LLM_GENERATION\", \"ai_integration_id\": \"i\", \"input_variable_format\": \"NONE\", \"provider_parameters\": null," +
			` "messages": [{"tool_calls": null, "role": "USER", "content": null, "tool_call_id": null}], "invocation_parameters": {"top_p": null}, "prompt_version_id": null }`: `{"experiment_type": "LLM_GENERATION", "ai_integration_id": "i", "input_variable_format": "NONE", "messages": [{"role": "USER", "content": null}], "invocation_parameters": {}, "prompt_version_id": null }`,
	} {
		got, found := ParseRunConfig([]byte(text))
		if string(got.Raw) != want || len(found) > 0 {
			t.Errorf("%s\nwant\n%s\n%v", got.Raw, want, found)
		}
	}
	if got, found := ParseRunConfig([]byte(`{"experiment_type": "AGENT_CALL", "integration_id": null, "input_template": {}}`)); got.Raw != nil || len(found) != 1 || found[0].Rule != Null {
		t.Errorf("%s %v", got.Raw, found)
	}
}

func TestPicksAndPathsReplaceNulls(t *testing.T) {
	text := `[{"evaluator_id": "a", "evaluator_version_id": null, "column_mappings": null}]`
	got, _, fault := Merge([]byte(text), []Pick{{ID: "a", VersionID: "v", Variables: []string{"x"}}})
	if fault != nil || strings.Count(string(got), "column_mappings") != 1 || !strings.Contains(string(got), `"x": ""`) || !strings.Contains(string(got), `"v"`) {
		t.Error(string(got), fault)
	}
	got, err := Set([]byte(text), "p", 0, "column_mappings", "x")
	if want := `[{"evaluator_id": "a", "evaluator_version_id": null, "column_mappings": {"x": "p"}}]`; err != nil || string(got) != want {
		t.Error(string(got), err)
	}
	if got, err = Set([]byte(`{"a": [null]}`), 1, "a", 0, "b"); err != nil || string(got) != `{"a": [{"b": 1}]}` {
		t.Error(string(got), err)
	}
}

func TestOnlyKeepsPositions(t *testing.T) {
	whole := "{\n  \"name\": \"é\", \"evaluators\": [{\"x\": 1}], \"query_filter\": null\n}"
	_, found := Options{}.Parse(Only([]byte(whole), "evaluators"))
	if len(found) != 2 || found[1].Line != 2 || found[1].Column != 32 {
		t.Error(found)
	}
	for _, text := range []string{`[]`, `{"evaluators": null}`, `{"evaluators": [`, `{}`} {
		if got := string(Only([]byte(text), "evaluators")); got != text {
			t.Errorf("%s becomes %s", text, got)
		}
	}
}

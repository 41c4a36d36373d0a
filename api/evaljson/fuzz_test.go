package evaljson_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"ax-tui/api/evaljson"
)

// sampleTexts are valid and broken texts as users write them.
var sampleTexts = []string{
	"", " ", "null", "[]", "{}", "[{}]", `{"a":1,"b":[1,2],"a":2}`, "{\n  \"a\": 1.50,\n  \"é\": {}\n}", "[1, 2,\n 3]", "[\n\t[ ]\n]", `{"a" : "x" }`, `{"":""}`,
	`[{"evaluator_id":"e","column_mappings":{"input":"attributes.input.value"}}]`, `[{"evaluator_id":"e","evaluator_version_id":"v","query_mappings":[{"variable_name":"x","query_ids":["A"],"attribute_path":"p"}]}]`,
	`{"experiment_type":"LLM_GENERATION","messages":[{"role":"user","content":"{x}"}]}`, "[{\"evaluator_id\": “e”}]", "[1,]", "{\"a\":1,}", "{'a':1}", "[1 2]", "{\"a\"", "\"\\ud800\"", "\"\xff\"",
	"\ufeff[]", "[] // all", "1e400", "-0", "[[[[[[", `{"a":}`, "tru", `{"a\u0062":1}`,
}

// FuzzAnyBytes checks any bytes as TestAnyBytes does.
func FuzzAnyBytes(f *testing.F) {
	for _, text := range sampleTexts {
		f.Add([]byte(text), "e")
	}
	f.Fuzz(func(t *testing.T, text []byte, id string) {
		anyBytes(t, text, []evaljson.Pick{{ID: id, Variables: []string{"input", id}}, {ID: "other", Wide: true, Variables: []string{"x"}}})
	})
}

// part is a member of an object or an entry of a list, parsed by encoding/json.
type part struct{ name, value string }

// partsOf parses the parts of an object or list; ok is false for anything else.
func partsOf(text []byte) (parts []part, open json.Delim, ok bool) {
	if !json.Valid(text) {
		return nil, 0, false
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	token, err := decoder.Token()
	if err != nil {
		return nil, 0, false
	}
	open, ok = token.(json.Delim)
	for ok && decoder.More() {
		var read part
		if open == '{' {
			token, err = decoder.Token()
			if err != nil {
				return nil, 0, false
			}
			read.name, _ = token.(string)
		}
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			return nil, 0, false
		}
		read.value = string(raw)
		parts = append(parts, read)
	}
	return parts, open, ok
}

// FuzzSet: a value that is set can be read, a deleted one is gone, and all other
// parts keep their bytes. A text that cannot be changed is returned unchanged.
func FuzzSet(f *testing.F) {
	for i, text := range sampleTexts {
		f.Add([]byte(text), []string{"a", "new", "é", ""}[i%4], uint8(i%3), "x\"y")
	}
	f.Fuzz(func(t *testing.T, text []byte, key string, entry uint8, value string) {
		before, open, ok := partsOf(text)
		key, value = string([]rune(key)), string([]rune(value)) // as JSON has them: valid UTF-8
		var step any = key
		at := int(entry)
		if open == '[' {
			step = at
		} else {
			for at = 0; at < len(before) && before[at].name != key; at++ {
			}
		}
		set, err := evaljson.Set(text, value, step)
		if err != nil {
			if !bytes.Equal(set, text) {
				t.Fatalf("%q: Set at %v fails (%v) and returns %q", text, step, err, set)
			}
			return
		}
		after, _, _ := partsOf(set)
		if !ok || at > len(before) {
			if len(after) != 1 || len(bytes.TrimSpace(text)) > 0 {
				t.Fatalf("%q, which has no %v, becomes %q", text, step, set)
			}
			return
		}
		if len(after) != max(len(before), at+1) {
			t.Fatalf("%q has %d parts, with %v it is %q", text, len(before), step, set)
		}
		for i, got := range after {
			if i != at && got != before[i] || i == at && (got.name != key && open == '{' || !evaljson.Equal(json.RawMessage(got.value), value)) {
				t.Fatalf("%q with %q at %v is %q", text, value, step, set)
			}
		}
		gone, _, _ := partsOf(evaljson.Delete(set, step))
		want := append(after[:at:at], after[at+1:]...)
		if len(gone) != len(want) {
			t.Fatalf("%q without %v has %d parts, want %d", set, step, len(gone), len(want))
		}
		for i := range want {
			if gone[i] != want[i] {
				t.Fatalf("%q without %v has %q, want %q", set, step, gone[i], want[i])
			}
		}
	})
}

// What is sent of a run configuration has no fault and nothing more to remove.
func FuzzRunConfig(f *testing.F) {
	f.Add([]byte(`{"model_name": null, "experiment_type": "AGENT_CALL", "integration_id": "i", "input_template": {"x": null}}`))
	f.Add([]byte(`{"experiment_type": "LLM_GENERATION", "ai_integration_id": "i", "input_variable_format": "NONE", "messages": [{"tool_calls": null, "role": "USER", "content": null}], "invocation_parameters": {"top_p": null}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		config, _ := evaljson.ParseRunConfig(text)
		if config.Raw == nil {
			return
		}
		again, faults := evaljson.ParseRunConfig(config.Raw)
		if evaljson.Errors(faults) > 0 || string(again.Raw) != string(config.Raw) || again.Type != config.Type {
			t.Errorf("%s becomes %s: %v", config.Raw, again.Raw, faults)
		}
	})
}

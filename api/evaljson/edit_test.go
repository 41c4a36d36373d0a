package evaljson_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

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

// TestEditsHold: what is set is there, what is deleted is not, and all else
// says what it said, however the text is laid out.
func TestEditsHold(t *testing.T) {
	key := rapid.SampledFrom([]string{"a", "b", "c\"d", "é"})
	leaf := rapid.SampledFrom([]any{1.0, "x", nil, true, []any{}, map[string]any{}})
	rapid.Check(t, func(t *rapid.T) {
		doc := map[string]any{}
		for k, inner := range rapid.MapOfN(key, rapid.MapOf(key, leaf), 0, 3).Draw(t, "doc") {
			object := map[string]any{}
			for name, v := range inner {
				object[name] = v
			}
			doc[k] = object
		}
		text, err := json.Marshal(doc)
		if rapid.Bool().Draw(t, "lines") {
			text, err = json.MarshalIndent(doc, "", "   ")
		}
		if err != nil {
			t.Fatal(err)
		}
		outer, inner, value := key.Draw(t, "outer"), key.Draw(t, "inner"), leaf.Draw(t, "value")
		set, err := evaljson.Set(text, value, outer, inner)
		if err != nil {
			t.Fatal(err)
		}
		object, _ := doc[outer].(map[string]any)
		if object == nil {
			object = map[string]any{}
			doc[outer] = object
		}
		object[inner] = value
		if !evaljson.Equal(json.RawMessage(set), doc) {
			t.Fatalf("%s\nwith %v at %s.%s is\n%s", text, value, outer, inner, set)
		}
		delete(object, inner)
		if gone := evaljson.Delete(set, outer, inner); !evaljson.Equal(json.RawMessage(gone), doc) {
			t.Fatalf("%s\nwithout %s.%s is\n%s", set, outer, inner, gone)
		}
	})
}

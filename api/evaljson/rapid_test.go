package evaljson_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

func drawPick(t *rapid.T, i int) evaljson.Pick {
	pick := evaljson.Pick{
		ID:        fmt.Sprintf("%s%d", rapid.String().Draw(t, "id"), i),
		VersionID: rapid.SampledFrom([]string{"", "v1", "v\"2"}).Draw(t, "version"),
		Variables: rapid.SliceOfN(rapid.SampledFrom([]string{"input", "output", "context", "é\n", ""}), 0, 4).Draw(t, "variables"),
		Guesses:   map[string]string{"input": "attributes.input.value"},
		Wide:      false,
	}
	return pick
}

func drawPicks(t *rapid.T, name string) []evaljson.Pick {
	count := rapid.IntRange(1, 4).Draw(t, name)
	out := make([]evaljson.Pick, count)
	for i := range out {
		out[i] = drawPick(t, i)
	}
	return out
}

func TestPrefillHasNoErrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		picks := drawPicks(t, "n")
		doc, faults := parse(evaljson.Prefill(picks))
		if evaljson.Errors(faults) > 0 {
			t.Fatal(faults)
		}
		for i, evaluatorRef := range doc.Picks() {
			pick := picks[i]
			if evaluatorRef.ID != strings.ToValidUTF8(pick.ID, "\ufffd") || evaluatorRef.VersionID != pick.VersionID {
				t.Fatalf("%+v became %+v", pick, evaluatorRef)
			}
			for _, variable := range pick.Variables {
				if parsed := fmt.Sprintf("%q", []any{doc.Evaluators[i].Input.Mappings, doc.Evaluators[i].Mappings}); !strings.Contains(parsed, fmt.Sprintf("%q", variable)) {
					t.Fatalf("variable %q of %v is lost: %s", variable, pick.Variables, parsed)
				}
			}
		}
	})
}

func TestPrefillWide(t *testing.T) {
	text := evaljson.Prefill([]evaljson.Pick{{ID: "a", Wide: true, Variables: []string{"x"}, Guesses: map[string]string{"x": "p"}}})
	if doc, faults := parse(text); len(faults) > 0 || fmt.Sprint(doc.Inputs()) != "[{a   map[] [{x [] p {<nil>}}]}]" {
		t.Fatalf("%v %v\n%s", doc.Inputs(), faults, text)
	}
}

func TestWriteIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 3).Draw(t, "n")
		wide := rapid.Bool().Draw(t, "wide")
		var list []api.EvaluatorInput
		for i := range count {
			input := api.EvaluatorInput{EvaluatorID: fmt.Sprint("e", i), VersionID: rapid.StringMatching("v?").Draw(t, "v")}
			if wide {
				input.QueryMappings = []api.QueryMapping{{VariableName: "x", QueryIDs: rapid.SampledFrom([][]string{{}, {"A"}, {"A", "B"}}).Draw(t, "q"), AttributePath: "p"}}
			} else {
				input.QueryFilter = rapid.StringMatching("f?").Draw(t, "f")
				input.Mappings = map[string]string{"a": rapid.StringMatching("[a-z\"]+").Draw(t, "p"), "b": "p"}
			}
			list = append(list, input)
		}
		doc, faults := parse(evaljson.Write(list))
		if len(faults) > 0 || !reflect.DeepEqual(doc.Inputs(), list) {
			t.Fatalf("%+v became %+v, %v", list, doc.Inputs(), faults)
		}
	})
}

// drawText draws text that is close to valid input, so that rare branches are reached.
func drawText(t *rapid.T) []byte {
	if rapid.Bool().Draw(t, "raw") {
		return rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
	}
	words := []string{
		"[", "]", "{", "}", ",", ":", " ", "\n", `"evaluator_id"`, `"column_mappings"`, `"query_mappings"`, `"query_filter"`,
		`"evaluator_version_id"`, `"a"`, `"b"`, `""`, "null", "1", "true", "/", "“", "'", "\xff", `"experiment_type"`, `"LLM_GENERATION"`, `"messages"`,
	}
	return []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 40).Draw(t, "words"), ""))
}

func TestAnyBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { anyBytes(t, drawText(t), drawPicks(t, "n")) })
}

// anyBytes checks that a text is parsed without a panic and not changed in place,
// that the parsers agree about it, and that faults and mappings point into it.
func anyBytes(t interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}, text []byte, picks []evaljson.Pick,
) {
	t.Helper()
	before := bytes.Clone(text)
	doc, faults := parse(text)
	_, more := evaljson.ParseRunConfig(text)
	formatted, broken := evaljson.Format(text)
	_, _, _ = evaljson.Merge(text, picks)
	if !bytes.Equal(text, before) {
		t.Fatal("the text was changed in place")
	}
	if doc.Complete != (broken == nil) || broken != nil && !bytes.Equal(formatted, text) {
		t.Fatal("Parse and Format disagree")
	}
	if doc.Complete != json.Valid(text) && !strings.Contains(string(text), `\u`) && bytes.Equal(text, bytes.ToValidUTF8(text, nil)) {
		t.Fatalf("another reader disagrees about %q", text)
	}
	for _, fault := range append(faults, more...) {
		if fault.Line < 1 || fault.Column < 1 || fault.Offset < 0 || fault.Offset+fault.Length > len(text) || fault.Message == "" {
			t.Fatalf("%+v does not point into the text", fault)
		}
		if upTo := text[:fault.Offset]; fault.Line != bytes.Count(upTo, []byte("\n"))+1 {
			t.Fatalf("%+v has the wrong line", fault)
		}
	}
	for _, evaluator := range doc.Evaluators {
		for _, mapping := range evaluator.Mappings {
			if text[mapping.Offset] != '"' || mapping.ValueLength > 0 && text[mapping.Value.Offset] != '"' {
				t.Fatalf("%+v does not point at a string", mapping)
			}
		}
	}
}

// drawValue writes JSON with odd spacing and odd spelling of numbers.
func drawValue(t *rapid.T, depth int) string {
	space := rapid.SampledFrom([]string{"", " ", "\n\t"}).Draw(t, "space")
	kind := rapid.IntRange(0, 5).Draw(t, "kind")
	if depth == 0 {
		kind %= 4
	}
	switch kind {
	case 0:
		return space + rapid.SampledFrom([]string{"1.50", "12345678901234567890", "-0", "1E2"}).Draw(t, "number")
	case 1:
		out, _ := json.Marshal(rapid.String().Draw(t, "string"))
		return space + string(out)
	case 2:
		return space + "null"
	case 3:
		return space + "true"
	case 4:
		var parts []string
		for range rapid.IntRange(0, 3).Draw(t, "len") {
			parts = append(parts, drawValue(t, depth-1))
		}
		return space + "[" + strings.Join(parts, ",") + space + "]"
	}
	var parts []string
	for i := range rapid.IntRange(0, 3).Draw(t, "len") {
		parts = append(parts, fmt.Sprintf("%s\"k%d\"%s:%s", space, 9-i, space, drawValue(t, depth-1)))
	}
	return space + "{" + strings.Join(parts, ",") + space + "}"
}

func TestFormatKeepsTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(drawValue(t, 3))
		once, broken := evaljson.Format(text)
		if broken != nil {
			t.Fatal(broken)
		}
		twice, _ := evaljson.Format(once)
		if !bytes.Equal(once, twice) {
			t.Fatalf("formatting %q again gives %q", once, twice)
		}
		var buffer, compacted bytes.Buffer
		if json.Compact(&buffer, text) != nil || json.Compact(&compacted, once) != nil || buffer.String() != compacted.String() {
			t.Fatalf("%q became %q", text, once)
		}
	})
}

// TestSetThenDelete: Set and Delete change only their path, however the text is
// laid out.
func TestSetThenDelete(t *testing.T) {
	key := rapid.SampledFrom([]string{"a", "b", "c\"d", "é"})
	leaf := rapid.SampledFrom([]any{1.0, "x", nil, true, []any{}, map[string]any{}})
	rapid.Check(t, func(t *rapid.T) {
		doc := map[string]any{}
		for name, inner := range rapid.MapOfN(key, rapid.MapOf(key, leaf), 0, 3).Draw(t, "doc") {
			object := map[string]any{}
			for name, value := range inner {
				object[name] = value
			}
			doc[name] = object
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

// drawHandWritten draws a list as a user might write it, with odd spacing and order.
func drawHandWritten(t *rapid.T) (string, map[string]map[string]string) {
	space := rapid.SampledFrom([]string{"", " ", "\n  ", "\n"})
	var entries []string
	want := map[string]map[string]string{}
	for i := range rapid.IntRange(0, 4).Draw(t, "entries") {
		id := fmt.Sprint("e", i)
		blank := space.Draw(t, "space")
		members := []string{fmt.Sprintf("%s%q:%s%q", blank, "evaluator_id", blank, id)}
		if rapid.Bool().Draw(t, "pinned") {
			members = append(members, fmt.Sprintf("%s\"evaluator_version_id\" : \"v%d\"", blank, i))
		}
		if rapid.Bool().Draw(t, "mapped") {
			paths := map[string]string{}
			var inner []string
			for j := range rapid.IntRange(0, 3).Draw(t, "mappings") {
				variable := fmt.Sprint("var", j)
				paths[variable] = rapid.StringMatching("[a-z.]{0,5}").Draw(t, "path")
				inner = append(inner, fmt.Sprintf("%s%q: %q", blank, variable, paths[variable]))
			}
			want[id] = paths
			members = append(members, blank+`"column_mappings":{`+strings.Join(inner, ",")+blank+"}")
		}
		members = rapid.Permutation(members).Draw(t, "order")
		entries = append(entries, blank+"{"+strings.Join(members, ",")+blank+"}")
	}
	return "[" + strings.Join(entries, ",") + space.Draw(t, "end") + "]", want
}

func TestMergeKeepsHandWrittenText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, mappings := drawHandWritten(t)
		var picks []evaljson.Pick
		for i := range 6 {
			if rapid.Bool().Draw(t, "picked") {
				picks = append(picks, evaljson.Pick{
					ID: fmt.Sprint("e", i), VersionID: rapid.SampledFrom([]string{"", "v1", "w"}).Draw(t, "version"),
					Variables: []string{"var0", "var9"}[:rapid.IntRange(0, 2).Draw(t, "vars")],
				})
			}
		}
		merged, changes, broken := evaljson.Merge([]byte(text), picks)
		if broken != nil {
			t.Fatal(broken)
		}
		doc, faults := parse(merged)
		if !doc.Complete || len(picks) > 0 && evaljson.Errors(faults) > 0 {
			t.Fatalf("%s\nbecame\n%s\n%v", text, merged, faults)
		}
		byID := map[string]evaljson.Evaluator{}
		for _, evaluator := range doc.Evaluators {
			byID[evaluator.Input.EvaluatorID] = evaluator
		}
		if len(byID) != len(picks) || len(doc.Evaluators) != len(picks) {
			t.Fatalf("%d picks, but the text has %v", len(picks), byID)
		}
		for _, pick := range picks {
			evaluator := byID[pick.ID]
			if evaluator.Input.EvaluatorID != pick.ID || evaluator.Input.VersionID != pick.VersionID {
				t.Fatalf("pick %+v is %+v in the text", pick, evaluator.Input)
			}
			for variable, path := range mappings[pick.ID] {
				if got, ok := evaluator.Input.Mappings[variable]; !ok || got != path {
					t.Fatalf("mapping %s of %s was %q and is %q", variable, pick.ID, path, got)
				}
			}
			for _, variable := range pick.Variables {
				if _, ok := evaluator.Input.Mappings[variable]; !ok {
					t.Fatalf("variable %s of %s is missing in\n%s", variable, pick.ID, merged)
				}
			}
		}
		second, more, _ := evaljson.Merge(merged, picks)
		if string(second) != string(merged) || len(more) > 0 {
			t.Fatalf("merging again changes %v (first %v)", more, changes)
		}
	})
}

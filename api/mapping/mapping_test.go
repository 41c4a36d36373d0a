package mapping

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ax-tui/api"
)

func spanOf(attributes string) Sample {
	return FromSpan(api.Span{Name: "chat", Kind: "LLM", SpanID: "s1", Attributes: json.RawMessage(attributes)})
}

const nestedLLM = `{"llm":{"output_messages":[{"message":{"role":"assistant","content":"hi"}}],"temperature":0.70},"input":{"value":""}}`

func TestResolve(t *testing.T) {
	const out = "attributes.llm.output_messages.0.message.content"
	for _, tt := range []struct {
		name, attributes, path string
		state                  State
		typ                    Type
		value, reached         string
	}{
		{"nested with an index", nestedLLM, out, Found, Text, "hi", out},
		{"one dotted key", `{"llm.output_messages.0.message.content":"hi"}`, out, Found, Text, "hi", out},
		{"dotted, then nested", `{"llm.output_messages":[{"message.content":"hi"}]}`, out, Found, Text, "hi", out},
		{"nested, then dotted", `{"llm":{"output_messages":[{"message.content":"hi"}]}}`, out, Found, Text, "hi", out},
		{"indexes as keys", `{"llm":{"output_messages":{"0":{"message":{"content":"hi"}}}}}`, out, Found, Text, "hi", out},
		{"numbers as written", nestedLLM, "attributes.llm.temperature", Found, Number, "0.70", "attributes.llm.temperature"},
		{"an object", nestedLLM, "attributes.llm.output_messages.0.message", Found, Object, `{"content":"hi","role":"assistant"}`, "attributes.llm.output_messages.0.message"},
		{"empty text", nestedLLM, "attributes.input.value", Empty, Text, "", "attributes.input.value"},
		{"null", `{"a":null}`, "attributes.a", Empty, Null, "null", "attributes.a"},
		{"empty list", `{"a":[]}`, "attributes.a", Empty, List, "[]", "attributes.a"},
		{"empty object", `{"a":{}}`, "attributes.a", Empty, Object, "{}", "attributes.a"},
		{"zero is a value", `{"a":0}`, "attributes.a", Found, Number, "0", "attributes.a"},
		{"false is a value", `{"a":false}`, "attributes.a", Found, Flag, "false", "attributes.a"},
		{"no markup in JSON", `{"a":["<b>"]}`, "attributes.a", Found, List, `["<b>"]`, "attributes.a"},
		{"found goes before empty", `{"a.b":"","a":{"b":"x"}}`, "attributes.a.b", Found, Text, "x", "attributes.a.b"},
		{"the whole key goes first", `{"a.b":"whole","a":{"b":"x"}}`, "attributes.a.b", Found, Text, "whole", "attributes.a.b"},
		{"index past the end", nestedLLM, "attributes.llm.output_messages.1.message", Missing, List, "", "attributes.llm.output_messages"},
		{"index with a leading zero", nestedLLM, "attributes.llm.output_messages.00", Missing, List, "", "attributes.llm.output_messages"},
		{"negative index", nestedLLM, "attributes.llm.output_messages.-1", Missing, List, "", "attributes.llm.output_messages"},
		{"below a text", nestedLLM, out + ".more", Missing, Text, "", out},
		{"case counts", nestedLLM, "attributes.LLM.temperature", Missing, Object, "", "attributes"},
		{"without the first word", nestedLLM, "llm.temperature", Missing, Object, "", ""},
		{"fixed field", nestedLLM, "kind", Found, Text, "LLM", "kind"},
		{"fixed field inside", nestedLLM, "context.span_id", Found, Text, "s1", "context.span_id"},
		{"no path", nestedLLM, "", Missing, "", "", ""},
		{"only dots", nestedLLM, "...", Missing, Object, "", ""},
		{"much too long", nestedLLM, strings.Repeat("a.", maxPath), Missing, "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			result := spanOf(tt.attributes).Resolve(tt.path)
			got := fmt.Sprint(result.State, result.Type, result.Value(100), result.Path)
			if want := fmt.Sprint(tt.state, tt.typ, tt.value, tt.reached); got != want {
				t.Errorf("Resolve(%q) = %s, want %s", tt.path, got, want)
			}
		})
	}
}

func TestSampleKinds(t *testing.T) {
	score := 0.5
	span := FromSpan(api.Span{Evaluations: []api.Evaluation{{Name: "v1.2 judge", Label: "ok", Score: &score}}})
	example := api.Example{ID: "e", Fields: json.RawMessage(`{"id":"e","expected":"yes","output":"of the example"}`)}
	run := FromRun(&api.ExperimentRun{ID: "r", Fields: json.RawMessage(`{"id":"r","output":"mine"}`)}, &example)
	for _, tt := range []struct {
		s          Sample
		path, want string
	}{
		{span, "eval.v1.2 judge.label", "ok"},
		{span, "eval.v1.2 judge.score", "0.5"},
		{run, "output", "mine"},
		{run, "expected", "yes"},
		{run, "id", "r"},
		{FromRun(&api.ExperimentRun{Fields: json.RawMessage(`{"output":"x"}`)}, nil), "output", "x"},
		{FromExample(example), "output", "of the example"},
	} {
		if got := tt.s.Resolve(tt.path).Value(50); got != tt.want {
			t.Errorf("%s = %q, want %q", tt.path, got, tt.want)
		}
	}
	for _, raw := range []string{"", "null", "[1]", `{"a":1`, `{"a":1} x`, `"text"`, `{"a":"` + strings.Repeat("x", maxSize) + `"}`} {
		if FromExample(api.Example{Fields: json.RawMessage(raw)}).Readable() {
			t.Errorf("%.20q was read", raw)
		}
	}
	if !spanOf("").Readable() || spanOf("[]").Readable() {
		t.Error("a span without attributes must be readable, one with a list as attributes must not")
	}
}

func TestCheck(t *testing.T) {
	llm, chain := spanOf(nestedLLM), spanOf(`{"output.value":"done","input.value":"ask","metadata":{"tier":"gold"}}`)
	bad := spanOf(`[]`)
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	report := Check(map[string]string{
		"output": "attributes.output.valeu", "input": "attributes.input.value",
		"tier": "attributes.metadata.tier", "context": "", "reply": "attributes.llm.output_messages.message.content",
	}, &Set{Samples: []Sample{llm, chain, bad, chain}, Start: start, End: start.Add(time.Hour), Filter: "f"})
	type brief struct {
		Variable              string
		Found, Empty, Missing int
		State                 State
		Value, Prefix, Near   string
	}
	var got []brief
	for _, row := range report.Rows {
		line := brief{row.Variable, row.Found, row.Empty, row.Missing, row.State(), row.Value, row.Prefix, ""}
		if len(row.Near) > 0 {
			line.Near = fmt.Sprintf("%s (%d) %s", row.Near[0].Path, row.Near[0].Samples, row.Near[0].Value)
		}
		got = append(got, line)
	}
	want := []brief{
		{"context", 0, 0, 3, Missing, "", "", ""},
		{"input", 2, 1, 0, Found, "ask", "", ""},
		{"output", 0, 0, 3, Missing, "", "attributes", "attributes.output.value (2) done"},
		{"reply", 0, 0, 3, Missing, "", "attributes.llm.output_messages", "attributes.llm.output_messages.0.message.content (1) hi"},
		{"tier", 2, 0, 1, Found, "gold", "", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if report.Samples != 3 || report.Unread != 1 || report.Filter != "f" || !report.End.After(report.Start) || report.Note != noteSpans {
		t.Errorf("the report says %+v", report)
	}
	shown := Check(map[string]string{"input": "attributes.input.value"}, &Set{Samples: []Sample{chain, llm}}).Rows[0]
	if shown.Value != "ask" {
		t.Errorf("the example is %q, the found value goes before a later empty one", shown.Value)
	}
	if Check(nil, &Set{Kind: Examples}).Note != noteRows {
		t.Error("the note for dataset rows must not mention the eval index")
	}
}

func TestNearKeepsOneOfEachList(t *testing.T) {
	sample := spanOf(`{"retrieval":{"documents":[{"document":{"content":"a"}},{"document":{"content":"b"}}]}}`)
	report := Check(map[string]string{"context": "attributes.retrieval.documents.contents"}, &Set{Samples: []Sample{sample}})
	if nears := report.Rows[0].Near; len(nears) == 0 || nears[0].Path != "attributes.retrieval.documents.0.document.content" {
		t.Fatalf("near = %v", nears)
	}
	for i, near := range report.Rows[0].Near {
		if i > 0 && strings.Contains(near.Path, "documents.1.") {
			t.Errorf("suggests the second document next to the first: %v", report.Rows[0].Near)
		}
	}
}

func TestPaths(t *testing.T) {
	got := Paths([]Sample{
		FromExample(api.Example{Fields: json.RawMessage(`{"b":{"c":1},"a":"x","tags":["p","q"],"none":null,"":1}`)}),
		FromExample(api.Example{Fields: json.RawMessage(`{"b.c":2,"list":[{"d":true}],"a":""}`)}),
		{},
	})
	want := []Known{{"b.c", 2}, {"a", 1}, {"list.0.d", 1}, {"tags", 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGuess(t *testing.T) {
	known := []Known{{"attributes.output.value", 40}, {"attributes.metadata.customer_tier", 9}, {"attributes.llm.output_messages.0.message.content", 3}}
	for _, tt := range []struct {
		variable string
		kind     Kind
		known    []Known
		want     string
	}{
		{"input", Spans, nil, "attributes.input.value"},
		{"User_Query", Spans, nil, "attributes.input.value"},
		{"output", Spans, nil, "attributes.llm.output_messages.0.message.content"},
		{"output", Spans, known, "attributes.output.value"},
		{"output", Spans, []Known{{"attributes.output.value", 3}, {"attributes.llm.output_messages.0.message.content", 3}}, "attributes.llm.output_messages.0.message.content"},
		{"context", Spans, known, "attributes.retrieval.documents.contents"},
		{"customer tier", Spans, known, "attributes.metadata.customer_tier"},
		{"output", ExperimentRuns, nil, "output"},
		{"reference", Examples, []Known{{"ground_truth", 2}}, "ground_truth"},
		{"reference", Spans, nil, ""},
		{"anything", ExperimentRuns, nil, ""},
		{"", Spans, known, ""},
	} {
		if got := Guess(tt.variable, tt.kind, tt.known); got != tt.want {
			t.Errorf("Guess(%q, %v) = %q, want %q", tt.variable, tt.kind, got, tt.want)
		}
	}
}

// tree draws any JSON value; keys may contain dots, be empty or look like indexes.
func tree(depth int) *rapid.Generator[any] {
	leaf := rapid.SampledFrom([]any{"x", "", nil, true, json.Number("1.50"), []any{}, map[string]any{}})
	if depth == 0 {
		return leaf
	}
	key := rapid.SampledFrom([]string{"a", "b", "a.b", "0", "1", ".", "a.", "", "é.0"})
	return rapid.OneOf(leaf,
		rapid.Map(rapid.MapOfN(key, tree(depth-1), 0, 4), func(object map[string]any) any { return object }),
		rapid.Map(rapid.SliceOfN(tree(depth-1), 0, 3), func(list []any) any { return list }))
}

// TestPathsResolve: every path in Paths resolves to a value in at least as many
// samples as it claims, however the keys are written.
func TestPathsResolve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var samples []Sample
		for range rapid.IntRange(1, 3).Draw(t, "samples") {
			root, _ := tree(4).Draw(t, "root").(map[string]any)
			samples = append(samples, Sample{root: root})
		}
		for _, known := range Paths(samples) {
			found := 0
			for _, sample := range samples {
				if sample.Resolve(known.Path).State == Found {
					found++
				}
			}
			if found < known.Samples || known.Samples == 0 {
				t.Fatalf("%q: %d of %d samples have it", known.Path, found, known.Samples)
			}
		}
	})
}

// TestCheckCounts: for any rows and paths the counts add up and suggestions
// resolve.
func TestCheckCounts(t *testing.T) {
	segment := rapid.SampledFrom([]string{"a", "b", "0", "", "-1", "99999999999999999999", "é"})
	path := rapid.Map(rapid.SliceOfN(segment, 0, 6), func(segments []string) string { return strings.Join(segments, ".") })
	rapid.Check(t, func(t *rapid.T) {
		var in Set
		for range rapid.IntRange(0, 4).Draw(t, "samples") {
			root, _ := tree(3).Draw(t, "root").(map[string]any)
			in.Samples = append(in.Samples, Sample{root: root})
		}
		report := Check(rapid.MapOfN(rapid.StringMatching(`[a-c]`), path, 0, 3).Draw(t, "paths"), &in)
		if report.Samples+report.Unread != len(in.Samples) {
			t.Fatalf("%d + %d rows of %d", report.Samples, report.Unread, len(in.Samples))
		}
		for _, row := range report.Rows {
			if row.Found+row.Empty+row.Missing != report.Samples || len(row.Near) > maxNear {
				t.Fatalf("%+v does not add up to %d", row, report.Samples)
			}
			for _, near := range row.Near {
				if near.Samples <= row.Found || near.Value == "" || near.Path == row.Path {
					t.Fatalf("%+v suggests %+v", row, near)
				}
			}
		}
	})
}

func FuzzSample(f *testing.F) {
	f.Add(nestedLLM, "attributes.llm.output_messages.0.message.content")
	f.Add(`{"a":[{"b":[[]]}]}`, "a.0.b.0")
	f.Fuzz(func(t *testing.T, raw, path string) {
		sample := FromExample(api.Example{Fields: json.RawMessage(raw)})
		if result := sample.Resolve(path); result.State != Missing && result.Path != path {
			t.Errorf("found %q for %q", result.Path, path)
		}
		Check(map[string]string{path: path}, &Set{Samples: []Sample{sample, spanOf(raw)}})
	})
}

func TestDeepAndWideAreBounded(t *testing.T) {
	deep := FromExample(api.Example{Fields: json.RawMessage(strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000))})
	if got := Paths([]Sample{deep}); len(got) != 1 || strings.Count(got[0].Path, "a") != maxDepth || deep.Resolve("b").State != Missing {
		t.Errorf("a deep row gives %d paths", len(got))
	}
	var wide strings.Builder
	wide.WriteString(`{"z":1`)
	for i := range 20_000 {
		fmt.Fprintf(&wide, `,"k%05d":1`, i)
	}
	wide.WriteString("}")
	row := FromExample(api.Example{Fields: json.RawMessage(wide.String())})
	if count := len(Paths([]Sample{row})); count != maxLeaves {
		t.Errorf("%d paths of a wide row, want %d", count, maxLeaves)
	}
	bomb := map[string]any{}
	for level, i := bomb, 0; i < 60; i++ { // each level in two ways
		next := map[string]any{}
		level["a"], level["a.a"] = next, next
		level = next
	}
	(Sample{root: bomb}).Resolve(strings.Repeat("a.", 200) + "b") // must return
}

func TestValueIsCutBetweenRunes(t *testing.T) {
	result := spanOf(`{"a":"日本語"}`).Resolve("attributes.a")
	if got := result.Value(4); got != "日…" {
		t.Errorf("cut to %q", got)
	}
}

// rows returns spans of about 20 KB with many attributes each.
func rows(count int) []api.Span {
	out := make([]api.Span, count)
	for i := range out {
		attributes := map[string]any{"input": map[string]any{"value": strings.Repeat("How do I reset it? ", 200)}}
		for k := range 150 {
			attributes[fmt.Sprintf("metadata.field_%03d", k)] = strings.Repeat("value ", 15)
		}
		attributes["llm"] = map[string]any{"output_messages": []any{map[string]any{"message": map[string]any{"content": strings.Repeat("So ", 300)}}}}
		raw, _ := json.Marshal(attributes)
		out[i].Attributes = raw
	}
	return out
}

func BenchmarkDecode50(b *testing.B) {
	spans := rows(50)
	b.SetBytes(int64(50 * len(spans[0].Attributes)))
	for b.Loop() {
		for _, span := range spans {
			FromSpan(span)
		}
	}
}

func BenchmarkCheck50(b *testing.B) {
	var in Set
	for _, span := range rows(50) {
		in.Samples = append(in.Samples, FromSpan(span))
	}
	paths := map[string]string{"input": "attributes.input.value", "output": "attributes.llm.output_messages.content", "context": "attributes.retrieval.documents", "x": "attributes.metadata.field_7", "y": ""}
	for b.Loop() {
		Check(paths, &in)
	}
}

// The usual path of a variable is suggested however far the mapped one is from it, as on
// CHAIN spans for a path of LLM spans.
func TestUsualPathIsSuggested(t *testing.T) {
	var set Set
	for range 3 {
		set.Samples = append(set.Samples, spanOf(`{"input":{"value":"why"},"output":{"value":"so"},"chain":{"output":"other"}}`))
	}
	row := Check(map[string]string{"answer": "attributes.llm.output_messages.0.message.content"}, &set).Rows[0]
	if len(row.Near) == 0 || row.Near[0].Path != "attributes.output.value" || row.Near[0].Samples != 3 {
		t.Errorf("%+v", row.Near)
	}
}

// A path is not suggested because it is as short as the mapped one: it must have a segment
// like one of it.
func TestUnrelatedPathsAreNotSuggested(t *testing.T) {
	var set Set
	for range 3 {
		set.Samples = append(set.Samples, spanOf(`{"input":{"value":"why"},"kind":"LLM","end_time":"now"}`))
	}
	for path, want := range map[string]string{"input": "attributes.input.value", "attributes.inptu.value": "attributes.input.value", "attributes.knd": "attributes.kind"} {
		near := Check(map[string]string{"question": path}, &set).Rows[0].Near
		if len(near) == 0 || !slices.ContainsFunc(near, func(one Near) bool { return one.Path == want }) {
			t.Errorf("%s: %+v", path, near)
		}
		for _, one := range near {
			if path == "input" && (strings.HasSuffix(one.Path, "time") || strings.HasSuffix(one.Path, "kind")) {
				t.Errorf("%s: %+v", path, one)
			}
		}
	}
}

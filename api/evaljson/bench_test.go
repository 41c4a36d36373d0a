package evaljson_test

import (
	"strings"
	"testing"
)

// big returns a valid list of 1 MB, with empty mappings.
func big() []byte {
	entry := "  {\n    \"evaluator_id\": \"RXZhbHVhdG9yOjE6%d\",\n    \"column_mappings\": {\n" +
		strings.Repeat("      \"input\": \"attributes.llm.input_messages.0.message.content\",\n", 1) +
		"      \"output\": \"\"\n    }\n  }"
	var out strings.Builder
	out.WriteString("[\n")
	for i := 0; out.Len() < 1<<20; i++ {
		if i > 0 {
			out.WriteString(",\n")
		}
		out.WriteString(strings.Replace(entry, "%d", strings.Repeat("x", i%7)+string(rune('a'+i%26))+strings.Repeat("y", i/26%9)+strings.Repeat("z", i/234), 1))
	}
	out.WriteString("\n]")
	return []byte(out.String())
}

func BenchmarkParse1MB(b *testing.B) {
	text := big()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		parse(text)
	}
}

func BenchmarkParse1MBOneLine(b *testing.B) {
	text := []byte(strings.ReplaceAll(string(big()), "\n", ""))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		parse(text)
	}
}

package newtask

import (
	"encoding/json"
	"strings"
	"testing"

	"ax-tui/api/change"
	"ax-tui/ui/text"
)

// A broken line keeps the JSON, and no line but one with a long token is too wide.
func TestBreakJSON(t *testing.T) {
	const value = `[{"evaluator_id":"RXZhbHVhdG9yOjE=","query_filter":"a = 'b, c'","column_mappings":{"input":"attributes.input.value","output":"a \"quoted\", {word}"}}]`
	var want, got any
	if err := json.Unmarshal([]byte(value), &want); err != nil {
		t.Fatal(err)
	}
	for width := 20; width < 200; width += 7 {
		lines := breakJSON(text.Safe("  --evaluators '"+strings.ReplaceAll(value, "'", `'\''`)+"'"), width)
		joined := ""
		for i, line := range lines {
			joined += string(line)
			if i > 0 && width > 40 && text.Width(line) > width {
				t.Errorf("width %d: %q", width, line)
			}
			if i < len(lines)-1 {
				joined += "\n"
			}
		}
		quoted, _ := strings.CutPrefix(joined, "  --evaluators '")
		quoted = strings.ReplaceAll(strings.TrimSuffix(quoted, "'"), `'\''`, "'")
		if err := json.Unmarshal([]byte(quoted), &got); err != nil || change.Compact(got) != change.Compact(want) {
			t.Fatalf("width %d: %v\n%s", width, err, joined)
		}
	}
}

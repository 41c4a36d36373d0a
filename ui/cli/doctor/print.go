package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"ax-tui/ui/text"
)

// JSON writes the report for programs: every check has the same four members.
func (r Report) JSON(out io.Writer) error {
	return encode(out, struct {
		Checks []Check `json:"checks"`
		OK     bool    `json:"ok"`
	}{Checks: append([]Check{}, r...), OK: r.Code() == 0})
}

func encode(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

// narrowest is the room for words below which lines are left to the terminal.
const narrowest = 20

// Text writes the report for people: a line a check, and what to do below it.
// Width is the terminal's in cells: what is longer goes on below, indented; 0:
// not known, every check is one line.
func (r Report) Text(out io.Writer, width int, ascii bool) error {
	glyph := map[State]string{OK: "✓", Warn: "!", Fail: "✗", Skipped: "–"}
	arrow := "→ "
	if ascii {
		glyph = map[State]string{OK: "ok  ", Warn: "warn", Fail: "FAIL", Skipped: "-   "}
		arrow = "-> "
	}
	name := 0
	for _, check := range r {
		name = max(name, text.Width(check.Name))
	}
	left := text.Width(glyph[OK]) + 1 + name + 2
	var b strings.Builder
	put := func(first, s string) {
		room := width - left - text.Width(arrow)
		lines := []string{s}
		if width > 0 && room >= narrowest {
			lines = text.Wrap(s, room)
		}
		for i, l := range lines {
			if i > 0 {
				first = text.Spaces(text.Width(first))
			}
			b.WriteString(strings.TrimRight(first+l, " ") + "\n")
		}
	}
	for _, check := range r {
		found := string(text.Clean(check.Found))
		if check.State == Skipped {
			found = "not tried: " + found
		}
		put(fmt.Sprintf("%s %s  ", glyph[check.State], text.Pad(check.Name, name)), found)
		if check.Next != "" && check.State != OK {
			put(text.Spaces(left)+arrow, string(text.Clean(check.Next)))
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

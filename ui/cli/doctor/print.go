package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"ax-tui/ui/text"
)

// JSON writes the report for programs: each check has the same four members.
func (r Report) JSON(out io.Writer) error {
	return encode(out, struct {
		Checks []Check `json:"checks"`
		OK     bool    `json:"ok"`
	}{Checks: append([]Check{}, r...), OK: r.Code() == 0})
}

func encode(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// minTextWidth is the width in cells below which the terminal wraps the lines.
const minTextWidth = 20

// Text writes the report for people: one line per check, and below it what to do.
// Lines longer than width, in cells, continue indented; if width is 0, lines are
// not wrapped.
func (r Report) Text(out io.Writer, width int, ascii bool) error {
	glyph := map[State]string{OK: "✓", Warn: "!", Fail: "✗", Skipped: "–"}
	arrow := "→ "
	if ascii {
		glyph = map[State]string{OK: "ok  ", Warn: "warn", Fail: "FAIL", Skipped: "-   "}
		arrow = "-> "
	}
	nameWidth := 0
	for _, check := range r {
		nameWidth = max(nameWidth, text.Width(check.Name))
	}
	indent := text.Width(glyph[OK]) + 1 + nameWidth + 2
	var buf strings.Builder
	write := func(prefix, body string) {
		textWidth := width - indent - text.Width(arrow)
		lines := []string{body}
		if width > 0 && textWidth >= minTextWidth {
			lines = text.Wrap(body, textWidth)
		}
		for i, line := range lines {
			if i > 0 {
				prefix = text.Spaces(text.Width(prefix))
			}
			buf.WriteString(strings.TrimRight(prefix+line, " ") + "\n")
		}
	}
	for _, check := range r {
		found := string(text.Clean(check.Found))
		if check.State == Skipped {
			found = "not tried: " + found
		}
		write(fmt.Sprintf("%s %s  ", glyph[check.State], text.Pad(check.Name, nameWidth)), found)
		if check.Next != "" && check.State != OK {
			write(text.Spaces(indent)+arrow, string(text.Clean(check.Next)))
		}
	}
	_, err := io.WriteString(out, buf.String())
	return err
}

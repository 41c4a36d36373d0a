package part

import (
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Field is a labelled value of one or more lines. A nil Style means unstyled; a
// field without lines shows "–", or "-" in ASCII.
type Field struct {
	Label text.Safe
	Lines []text.Safe
	Style *theme.Style
}

// minValueWidth is the width in cells below which values are drawn under their
// labels instead of next to them.
const minValueWidth = 16

// Fields draws labelled values in width cells: labels in one column, values in a
// second one, where long values wrap.
func Fields(styles *theme.Styles, fields []Field, width int) []string {
	labels := 0
	for _, field := range fields {
		labels = max(labels, text.Width(field.Label))
	}
	var out []string
	for _, field := range fields {
		if width-labels-2 < minValueWidth {
			out = append(out, styles.Dim.Render(text.CutWith(string(field.Label), width, styles.Glyphs.Ellipsis)))
			out = appendValue(out, styles, field, "", min(2, max(width-1, 0)), width)
			continue
		}
		out = appendValue(out, styles, field, string(field.Label), labels+2, width)
	}
	return out
}

// appendValue appends the value at the given indent, with the label before its first line.
func appendValue(out []string, styles *theme.Styles, field Field, label string, indent, width int) []string {
	lines, style := field.Lines, field.Style
	if len(lines) == 0 {
		lines, style = []text.Safe{text.Safe(styles.Glyphs.Minus)}, &styles.Faint
	}
	for i, line := range text.WrapLines(lines, max(width-indent, 1)) {
		head := text.Spaces(indent)
		if i == 0 && label != "" {
			head = styles.Dim.Render(label) + text.Spaces(indent-text.Width(label))
		}
		value := text.CutWith(string(line), width-indent, "")
		if style != nil && value != "" {
			value = style.Render(value)
		}
		out = append(out, head+value)
	}
	return out
}

package part

import (
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Field is a labelled value of one or more lines. A nil Style is plain text;
// a field without lines shows "–", or "-" in ASCII.
type Field struct {
	Label text.Safe
	Lines []text.Safe
	Style *theme.Style
}

// narrowest is the room that a value must have beside its label; with less it
// goes beneath.
const narrowest = 16

// Fields draws labelled values in w cells: labels in one column, values beside
// them, long values wrapped under themselves.
func Fields(st *theme.Styles, fields []Field, w int) []string {
	labels := 0
	for _, field := range fields {
		labels = max(labels, text.Width(field.Label))
	}
	var out []string
	for _, field := range fields {
		if w-labels-2 < narrowest {
			out = append(out, st.Dim.Render(text.CutWith(string(field.Label), w, st.Glyphs.Ellipsis)))
			out = appendValue(out, st, field, "", min(2, max(w-1, 0)), w)
			continue
		}
		out = appendValue(out, st, field, string(field.Label), labels+2, w)
	}
	return out
}

// appendValue adds the value at the given indent, the label before its first line.
func appendValue(out []string, st *theme.Styles, field Field, label string, indent, w int) []string {
	lines, style := field.Lines, field.Style
	if len(lines) == 0 {
		lines, style = []text.Safe{text.Safe(st.Glyphs.Minus)}, &st.Faint
	}
	for i, l := range text.WrapLines(lines, max(w-indent, 1)) {
		head := text.Spaces(indent)
		if i == 0 && label != "" {
			head = st.Dim.Render(label) + text.Spaces(indent-text.Width(label))
		}
		s := text.CutWith(string(l), w-indent, "")
		if style != nil && s != "" {
			s = style.Render(s)
		}
		out = append(out, head+s)
	}
	return out
}

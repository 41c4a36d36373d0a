package part

import (
	"cmp"
	"strings"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

// header renders the titles. The mark of the sorted column may take a cell of a gap.
func (t *Table) header() string {
	var out strings.Builder
	left := " "
	if t.layout.left {
		left = t.styles.Glyphs.ScrollLeft
	}
	out.WriteString(" " + left)
	at := 2 // the cells written
	for i, index := range t.layout.shown {
		column, width, start := &t.columns[index], t.layout.width[i], t.layout.start(i)
		title := text.CutWith(column.Title, width, t.styles.Glyphs.Ellipsis)
		mark := ""
		if index == t.sorted-1 {
			mark = t.SortMark(index, t.reversed)
		}
		used, words := text.Width(title)+text.Width(mark), string(title)+mark
		if column.Right {
			start, words = start+width-used, mark+string(title)
		}
		out.WriteString(text.Spaces(start-at) + words)
		at = max(start, at) + used
	}
	line := out.String()
	if t.layout.right && t.width > 1 {
		line = text.Pad(text.CutWith(line, t.width-1, ""), t.width-1) + t.styles.Glyphs.ScrollRight
	}
	return t.styles.Header.Render(text.CutWith(line, t.width, ""))
}

// At returns what the view has at a cell: the index of a row, or the column whose title
// is there; -1 for neither.
func (t *Table) At(x, y int) (row, column int) {
	row, column = -1, -1
	if from, to := t.Window(); y > 0 && y < t.height && from+y-1 < to {
		return from + y - 1, column
	}
	for i, index := range t.layout.shown {
		if start := t.layout.start(i); y == 0 && x >= start && x < start+t.layout.width[i] {
			column = index
		}
	}
	return row, column
}

// Pick selects a row of the view by its index. Nothing is scrolled, so that a second click
// meets the same row.
func (t *Table) Pick(row int) {
	t.chosen = true
	t.pending = 0
	t.selectIndex(row)
}

// SortMark returns the mark of a column that sorts the rows; of -1, which stands for
// the server's order, the newest first.
func (t *Table) SortMark(column int, reversed bool) string {
	if (column < 0 || t.columns[column].Falling) != reversed {
		return t.styles.Glyphs.SortDown
	}
	return t.styles.Glyphs.SortUp
}

// value returns the text of a cell in at most width cells.
func (t *Table) value(cell *Cell, column *Column, width int) text.Safe {
	value := cell.Text
	if cell.Short != "" && width < column.Width {
		value = cell.Short
	}
	if column.KeepEnd {
		return text.CutMiddle(value, width, t.styles.Glyphs.Ellipsis)
	}
	return text.CutWith(value, width, t.styles.Glyphs.Ellipsis)
}

func (t *Table) row(i int) string {
	if i == t.selected {
		return t.selectedRow(i)
	}
	if line, ok := t.lines[i]; ok {
		return line
	}
	line := t.unselectedRow(i)
	t.lines[i] = line
	return line
}

func (t *Table) unselectedRow(i int) string {
	t.source.Row(i, t.cells)
	var out strings.Builder
	out.Grow(2 * t.width) // the text and a few escape sequences
	pending := gutter     // blanks not yet written: none are at the end of the line
	current := &t.styles.Text
	if t.source.Marked(i) {
		out.WriteString(t.styles.Accent.Render(t.styles.Glyphs.Mark))
		pending--
	}
	for place, column := range t.layout.shown {
		if place > 0 {
			pending += gap
		}
		cell, width := &t.cells[column], t.layout.width[place]
		value := t.value(cell, &t.columns[column], width)
		used := text.Width(value)
		if t.columns[column].Right {
			pending += width - used
		}
		if used > 0 && cell.Looks != nil {
			out.WriteString(current.Close + text.Spaces(pending))
			current, pending = &t.styles.Text, 0
			writeLooks(&out, string(value), cell.Looks)
		} else if used > 0 {
			// Neighbouring cells of one style share the escape sequences:
			// fewer bytes to the terminal.
			if style := cmp.Or(cell.Style, &t.styles.Text); style != current {
				out.WriteString(current.Close + text.Spaces(pending) + style.Open)
				current, pending = style, 0
			}
			out.WriteString(text.Spaces(pending))
			t.writeFound(&out, string(value), current)
			pending = 0
		}
		if !t.columns[column].Right {
			pending += width - used
		}
	}
	out.WriteString(current.Close)
	return t.clip(out.String())
}

// writeLooks writes a text whose characters have a style each; equal neighbours share
// the escape sequences.
func writeLooks(out *strings.Builder, value string, looks []*theme.Style) {
	i, from := 0, 0
	for at := range value {
		if i > 0 && i < len(looks) && looks[i] != looks[i-1] {
			out.WriteString(looks[i-1].Render(value[from:at]))
			from = at
		}
		i++
	}
	out.WriteString(looks[min(i, len(looks))-1].Render(value[from:]))
}

// clip cuts a row in windows too narrow for the first column; in all others the
// layout fits.
func (t *Table) clip(row string) string {
	if t.width > gutter {
		return row
	}
	return text.CutWith(row, t.width, "")
}

func (t *Table) selectedRow(i int) string {
	t.source.Row(i, t.cells)
	var out strings.Builder
	out.Grow(2 * t.width)
	out.WriteString(t.styles.Selected.Open + t.gutter(i))
	used := gutter
	blanks := 0
	for place, index := range t.layout.shown {
		if place > 0 {
			blanks += gap
		}
		column, width := &t.columns[index], t.layout.width[place]
		value := t.value(&t.cells[index], column, width)
		missing := width - text.Width(value)
		if column.Right {
			blanks += missing
		}
		out.WriteString(text.Spaces(blanks))
		t.writeFound(&out, string(value), &t.styles.Selected)
		used += blanks + width - missing
		if blanks = 0; !column.Right {
			blanks = missing
		}
	}
	out.WriteString(text.Spaces(t.width-used) + t.styles.Selected.Close)
	return t.clip(out.String())
}

// gutter renders the mark and the cursor of the selected row.
func (t *Table) gutter(i int) string {
	mark := " "
	if t.source.Marked(i) {
		mark = t.styles.Glyphs.Mark
	}
	return mark + t.styles.Glyphs.Cursor + " "
}

// writeFound writes a text with the found part of it highlighted; style is open.
func (t *Table) writeFound(out *strings.Builder, value string, style *theme.Style) {
	at, end := -1, 0
	for i := 0; at < 0 && i < len(t.found); i++ {
		at, end = text.FindFold(value, t.found[i])
	}
	if at < 0 {
		out.WriteString(value)
		return
	}
	match := &t.styles.Match
	if style == &t.styles.Selected {
		match = &t.matchSelected
	}
	out.WriteString(value[:at] + style.Close + match.Open + value[at:end] + match.Close + style.Open + value[end:])
}

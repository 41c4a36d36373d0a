package part

import (
	"cmp"
	"strings"

	"ax-tui/ui/text"
)

// gutter is the width left of the first column, for the cursor.
const gutter = 3

// gap is the width between two columns.
const gap = 2

// layout is which columns are shown and how wide. It depends only on the width of
// the table, never on the rows, so that nothing jumps while scrolling.
type layout struct {
	shown       []int // column indices
	width       []int // cells, parallel to shown
	offset      int
	left, right bool // columns are hidden on that side
}

func arrange(columns []Column, room, offset int) layout {
	if len(columns) == 0 {
		return layout{}
	}
	if layout, ok := arrangeAll(columns, room); ok {
		return layout
	}
	return arrangeSome(columns, room, offset)
}

// arrangeAll shows every column, if all fit, and shares out the remaining cells.
func arrangeAll(columns []Column, room int) (layout, bool) {
	out := layout{}
	need, flex := gap*(len(columns)-1), 0
	for i, column := range columns {
		out.shown = append(out.shown, i)
		out.width = append(out.width, minWidth(column))
		need += minWidth(column)
		flex += column.Flex
	}
	if need > room {
		return out, false
	}
	spare := room - need
	for i, column := range columns { // first up to the preferred width
		grow := min(column.Width-out.width[i], spare)
		out.width[i] += grow
		spare -= grow
	}
	for i, column := range columns {
		if column.Flex > 0 && flex > 0 {
			grow := spare * column.Flex / flex
			out.width[i] += grow
			spare -= grow
			flex -= column.Flex
		}
	}
	return out, true
}

func minWidth(column Column) int {
	if column.Min > 0 {
		return column.Min
	}
	return column.Width
}

// arrangeSome shows the first column and as many others as fit, starting at offset.
func arrangeSome(columns []Column, room, offset int) layout {
	first := min(minWidth(columns[0]), max(room, 1))
	out := layout{shown: []int{0}, width: []int{first}}
	room -= first
	last := len(columns) - 1
	out.offset = max(min(offset, last-1), 0)
	for out.offset > 0 && fits(columns[out.offset:], room) { // no unused cells at the right
		out.offset--
	}
	out.left = out.offset > 0
	for i := out.offset + 1; i <= last; i++ {
		width := min(columns[i].Width, room-gap)
		if width < minWidth(columns[i]) && width < 8 {
			out.right = true
			break
		}
		out.shown, out.width = append(out.shown, i), append(out.width, width)
		room -= width + gap
		if width < minWidth(columns[i]) {
			out.right = true
			break
		}
	}
	if out.right {
		room -= gap // for the arrow in the header
	}
	if grow := min(room, columns[0].Width-first); grow > 0 {
		out.width[0] += grow // cells that no other column can use
	}
	return out
}

func fits(columns []Column, room int) bool {
	for _, column := range columns {
		room -= gap + minWidth(column)
	}
	return room >= 0
}

func (t *Table) header() string {
	var out strings.Builder
	left := " "
	if t.layout.left {
		left = t.styles.Glyphs.ScrollLeft
	}
	out.WriteString(" " + left + " ")
	for i, column := range t.layout.shown {
		if i > 0 {
			out.WriteString(text.Spaces(gap))
		}
		out.WriteString(t.fit(t.columns[column].Title, t.layout.width[i], t.columns[column].Right))
	}
	line := strings.TrimRight(out.String(), " ")
	if t.layout.right && t.width > 1 {
		line = text.Pad(text.CutWith(line, t.width-1, ""), t.width-1) + t.styles.Glyphs.ScrollRight
	}
	return t.styles.Header.Render(text.CutWith(line, t.width, ""))
}

// fit returns value in exactly width cells, cut with the theme's ellipsis.
func (t *Table) fit(value text.Safe, width int, right bool) string {
	cut := string(text.CutWith(value, width, t.styles.Glyphs.Ellipsis))
	if right {
		return text.Spaces(width-text.Width(cut)) + cut
	}
	return text.Pad(cut, width)
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
	pending := gutter // blanks not yet written: none are at the end of the line
	current := &t.styles.Text
	for place, column := range t.layout.shown {
		if place > 0 {
			pending += gap
		}
		cell, width := t.cells[column], t.layout.width[place]
		value := text.CutWith(cell.Text, width, t.styles.Glyphs.Ellipsis)
		used := text.Width(value)
		if t.columns[column].Right {
			pending += width - used
		}
		if used > 0 {
			// Neighbouring cells of one style share the escape sequences:
			// fewer bytes to the terminal.
			if style := cmp.Or(cell.Style, &t.styles.Text); style != current {
				out.WriteString(current.Close + text.Spaces(pending) + style.Open)
				current, pending = style, 0
			}
			out.WriteString(text.Spaces(pending) + string(value))
			pending = 0
		}
		if !t.columns[column].Right {
			pending += width - used
		}
	}
	out.WriteString(current.Close)
	return t.clip(out.String())
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
	out.WriteString(" " + t.styles.Glyphs.Cursor + " ")
	for place, column := range t.layout.shown {
		if place > 0 {
			out.WriteString(text.Spaces(gap))
		}
		out.WriteString(t.fit(t.cells[column].Text, t.layout.width[place], t.columns[column].Right))
	}
	return t.styles.Selected.Render(text.Pad(text.CutWith(out.String(), t.width, ""), t.width))
}

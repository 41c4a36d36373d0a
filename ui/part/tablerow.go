package part

import (
	"cmp"
	"strings"

	"ax-tui/ui/text"
)

// gutter is the room left of the first column, for the cursor.
const gutter = 3

// gap is the room between two columns.
const gap = 2

// layout is which columns are shown and how wide. It depends on the room only,
// never on the rows, so that nothing jumps while scrolling.
type layout struct {
	shown       []int // column numbers
	width       []int // cells, by place in shown
	offset      int
	left, right bool // more columns hidden on that side
}

func arrange(cols []Column, room, offset int) layout {
	if len(cols) == 0 {
		return layout{}
	}
	if layout, ok := arrangeAll(cols, room); ok {
		return layout
	}
	return arrangeSome(cols, room, offset)
}

// arrangeAll gives every column its place if all fit, shrinking and growing the flexible ones.
func arrangeAll(cols []Column, room int) (layout, bool) {
	l := layout{}
	need, flex := gap*(len(cols)-1), 0
	for i, column := range cols {
		l.shown = append(l.shown, i)
		l.width = append(l.width, smallest(column))
		need += smallest(column)
		flex += column.Flex
	}
	if need > room {
		return l, false
	}
	spare := room - need
	for i, column := range cols { // first back to the width they would like
		grow := min(column.Width-l.width[i], spare)
		l.width[i] += grow
		spare -= grow
	}
	for i, column := range cols {
		if column.Flex > 0 && flex > 0 {
			grow := spare * column.Flex / flex
			l.width[i] += grow
			spare -= grow
			flex -= column.Flex
		}
	}
	return l, true
}

func smallest(column Column) int {
	if column.Min > 0 {
		return column.Min
	}
	return column.Width
}

// arrangeSome keeps the first column and shows what fits of the others from offset on.
func arrangeSome(cols []Column, room, offset int) layout {
	first := min(smallest(cols[0]), max(room, 1))
	l := layout{shown: []int{0}, width: []int{first}}
	room -= first
	last := len(cols) - 1
	l.offset = max(min(offset, last-1), 0)
	for l.offset > 0 && fits(cols[l.offset:], room) { // no empty place on the right
		l.offset--
	}
	l.left = l.offset > 0
	for i := l.offset + 1; i <= last; i++ {
		w := min(cols[i].Width, room-gap)
		if w < smallest(cols[i]) && w < 8 {
			l.right = true
			break
		}
		l.shown, l.width = append(l.shown, i), append(l.width, w)
		room -= w + gap
		if w < smallest(cols[i]) {
			l.right = true
			break
		}
	}
	if l.right {
		room -= gap // for the mark in the header
	}
	if grow := min(room, cols[0].Width-first); grow > 0 {
		l.width[0] += grow // the name gets what no other column can use
	}
	return l
}

func fits(cols []Column, room int) bool {
	for _, column := range cols {
		room -= gap + smallest(column)
	}
	return room >= 0
}

func (t *Table) header() string {
	var out strings.Builder
	left := " "
	if t.lay.left {
		left = t.st.Glyphs.ScrollLeft
	}
	out.WriteString(" " + left + " ")
	for i, c := range t.lay.shown {
		if i > 0 {
			out.WriteString(text.Spaces(gap))
		}
		out.WriteString(t.fit(t.cols[c].Title, t.lay.width[i], t.cols[c].Right))
	}
	line := strings.TrimRight(out.String(), " ")
	if t.lay.right && t.w > 1 {
		line = text.Pad(text.CutWith(line, t.w-1, ""), t.w-1) + t.st.Glyphs.ScrollRight
	}
	return t.st.Header.Render(text.CutWith(line, t.w, ""))
}

// fit is s in exactly w cells, with the theme's own mark for what was cut.
func (t *Table) fit(s text.Safe, w int, right bool) string {
	cut := string(text.CutWith(s, w, t.st.Glyphs.Ellipsis))
	if right {
		return text.Spaces(w-text.Width(cut)) + cut
	}
	return text.Pad(cut, w)
}

func (t *Table) row(i int) string {
	if i == t.sel {
		return t.selectedRow(i)
	}
	if l, ok := t.lines[i]; ok {
		return l
	}
	l := t.plainRow(i)
	t.lines[i] = l
	return l
}

func (t *Table) plainRow(i int) string {
	t.src.Row(i, t.cells)
	var out strings.Builder
	pending := gutter // blanks are written only when something follows
	on := &t.st.Text
	for n, c := range t.lay.shown {
		if n > 0 {
			pending += gap
		}
		cell, w := t.cells[c], t.lay.width[n]
		s := text.CutWith(cell.Text, w, t.st.Glyphs.Ellipsis)
		used := text.Width(s)
		if t.cols[c].Right {
			pending += w - used
		}
		if used > 0 {
			// Neighbours in the same style share it, blanks between them
			// included: fewer bytes on the wire.
			if style := cmp.Or(cell.Style, &t.st.Text); style != on {
				out.WriteString(on.Close + text.Spaces(pending) + style.Open)
				on, pending = style, 0
			}
			out.WriteString(text.Spaces(pending) + string(s))
			pending = 0
		}
		if !t.cols[c].Right {
			pending += w - used
		}
	}
	out.WriteString(on.Close)
	return t.clip(out.String())
}

// clip cuts a row for windows too narrow for even the first column; all others
// are laid out to fit.
func (t *Table) clip(row string) string {
	if t.w > gutter {
		return row
	}
	return text.CutWith(row, t.w, "")
}

func (t *Table) selectedRow(i int) string {
	t.src.Row(i, t.cells)
	var out strings.Builder
	out.WriteString(" " + t.st.Glyphs.Cursor + " ")
	for n, c := range t.lay.shown {
		if n > 0 {
			out.WriteString(text.Spaces(gap))
		}
		out.WriteString(t.fit(t.cells[c].Text, t.lay.width[n], t.cols[c].Right))
	}
	return t.st.Selected.Render(text.Pad(text.CutWith(out.String(), t.w, ""), t.w))
}

package part

// gutter is the width left of the first column, for the mark and the cursor.
const gutter = 3

// gap is the width between two columns.
const gap = 2

// layout is which columns are shown and how wide. It depends only on the width of
// the table, never on the rows, so that nothing jumps while scrolling.
type layout struct {
	shown       []int // column indices
	width       []int // cells, parallel to shown
	offset      int   // columns scrolled past, not counting the pinned ones
	left, right bool  // columns are hidden on that side
}

// arrange lays the columns of order out in room cells. The first pinned ones stay,
// as far as they leave room for another one; of the others as many are shown as
// fit as a whole, after the first offset ones.
func arrange(columns []Column, order []int, pinned, room, offset int) layout {
	if len(order) == 0 {
		return layout{}
	}
	var out layout
	if need(columns, order) <= room {
		out.show(columns, order)
		out.grow(columns, room-need(columns, order))
		return out
	}
	pinned = max(min(pinned, len(order)-1), 1) // without its first column a row says nothing
	for pinned > 1 && need(columns, order[:pinned+1]) > room {
		pinned--
	}
	out.show(columns, order[:pinned])
	out.width[0] = min(out.width[0], max(room, 1))
	room -= out.total()
	others := order[pinned:]
	for out.offset < min(offset, len(others)-1) && gap+need(columns, others[out.offset:]) > room {
		out.offset++
	}
	out.left = out.offset > 0
	others = others[out.offset:]
	fits := len(others)
	for fits > 0 && gap+need(columns, others[:fits]) > room {
		fits--
	}
	if fits < len(others) && fits > 0 && gap+need(columns, others[:fits]) > room-gap {
		fits-- // the arrow in the header needs cells too
	}
	out.show(columns, others[:fits])
	if fits > 0 {
		room -= gap + need(columns, others[:fits])
	}
	if out.right = fits < len(others); out.right {
		room -= gap
	}
	out.grow(columns, room)
	return out
}

// need returns the fewest cells that the columns take, with the gaps between them.
func need(columns []Column, order []int) int {
	cells := gap * (len(order) - 1)
	for _, column := range order {
		cells += minWidth(&columns[column])
	}
	return cells
}

func minWidth(column *Column) int {
	if column.Min > 0 {
		return column.Min
	}
	return column.Width
}

// show appends columns with their fewest cells.
func (l *layout) show(columns []Column, order []int) {
	for _, column := range order {
		l.shown, l.width = append(l.shown, column), append(l.width, minWidth(&columns[column]))
	}
}

// total returns the width of what is shown.
func (l *layout) total() int {
	cells := gap * (len(l.width) - 1)
	for _, width := range l.width {
		cells += width
	}
	return cells
}

// start returns the first cell of a shown column.
func (l *layout) start(place int) int {
	cells := gutter
	for _, width := range l.width[:place] {
		cells += width + gap
	}
	return cells
}

// grow shares spare cells out: up to the preferred widths from the left, so that
// the pinned columns, which identify a row, come first; then by Flex.
func (l *layout) grow(columns []Column, spare int) {
	flex := 0
	for i, column := range l.shown {
		cells := max(min(columns[column].Width-l.width[i], spare), 0)
		l.width[i] += cells
		spare -= cells
		flex += columns[column].Flex
	}
	for i, column := range l.shown {
		share := columns[column].Flex
		if share == 0 || spare <= 0 {
			continue
		}
		cells := spare * share / flex
		l.width[i] += cells
		spare -= cells
		flex -= share
	}
}

package term

import (
	"slices"
	"strconv"
	"strings"
)

// frame is the content of the screen: lines joined by newlines, for a screen of width by height cells.
type frame struct {
	view          string
	width, height int
	full          bool // the screen's content is unknown: clear and draw everything
}

// screen holds what the terminal shows and computes the bytes that change it
// to the next frame. It does no I/O. The zero screen has no size.
type screen struct {
	width, height int
	lines         []string
	rows          [][]cell
	next          []string // the lines of the frame being painted
	costs         []int    // of changing each line where it is, see scroll
	spans         []span   // to be written
	styles        []style  // of the spans, the default style first
	scratch       []cell
	buf           []byte
	pen           style
	x, y          int // where the terminal's cursor is; -1 is unknown
}

// span is a part of a line that is written in one style, or erased up to the end
// of the line.
type span struct {
	y, from, to int
	style       style
	erase       bool
	group       int // index of the style among all styles of the frame
}

// paint returns the bytes that show next, nil when nothing changed. Lines beyond
// the bottom and columns beyond the right edge are cut. The bytes are valid until
// the next call and leave the terminal in the default style.
func (s *screen) paint(next frame) []byte {
	s.buf = s.buf[:0]
	if next.width <= 0 || next.height <= 0 {
		s.width, s.height = 0, 0
		return nil
	}
	s.next = s.next[:0]
	rest := next.view
	for range next.height {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		s.next = append(s.next, line)
	}
	s.x, s.y = -1, -1
	if next.full || next.width != s.width || next.height != s.height {
		s.clear(next.width, next.height)
	} else {
		s.scroll()
	}
	s.spans, s.styles = s.spans[:0], append(s.styles[:0], style{})
	for row, line := range s.next {
		if line == s.lines[row] {
			continue
		}
		s.scratch = parseLine(s.scratch, line, s.width)
		s.compare(row, s.rows[row], s.scratch)
		s.rows[row], s.scratch = s.scratch, s.rows[row]
		s.lines[row] = line
	}
	s.write()
	return s.buf
}

// clear resets the screen to an empty one of width by height cells.
func (s *screen) clear(width, height int) {
	if width != s.width || height != s.height {
		s.width, s.height = width, height
		s.rows = make([][]cell, height)
		s.lines = make([]string, height)
	}
	for row := range s.rows {
		s.rows[row] = parseLine(s.rows[row], "", width)
		s.lines[row] = ""
	}
	s.pen = style{}
	s.buf = append(s.buf, "\x1b[m\x1b[2J"...)
}

const (
	moveCost  = 5 // bytes of a typical cursor move
	eraseGain = 3 // blank cells worth an erase sequence
)

// compare collects the spans of a row that change.
func (s *screen) compare(row int, old, now []cell) {
	begin := len(s.spans)
	first := 0
	for first < s.width && old[first] == now[first] {
		first++
	}
	if from := eraseFrom(old, now, first); from < s.width {
		s.spans = append(s.spans, span{y: row, from: from, erase: true})
		for col := from; col < s.width; col++ {
			old[col] = blank()
		}
	}
	odd := false
	for col := first; col < s.width; {
		if now[col] == old[col] {
			col++
			continue
		}
		span := spanAt(old, now, col)
		span.y, span.group = row, s.group(span.style)
		odd = odd || slices.ContainsFunc(now[span.from:span.to], func(unit cell) bool { return unit.odd })
		s.spans = append(s.spans, span)
		col = span.to
	}
	for i := begin; odd && i < len(s.spans); i++ {
		s.spans[i].group = 0 // from left to right: a glyph wider than its cell must not hide the next one
	}
}

// eraseFrom is the column from which to erase a line before it is written: where
// it changes, or where its content ends; the width of the line if neither saves bytes.
func eraseFrom(old, now []cell, first int) int {
	gain := 0
	for col := first; col < len(now); col++ {
		switch {
		case now[col] == old[col] && !now[col].isBlank():
			gain -= len(now[col].text)
		case now[col] != old[col] && now[col].isBlank():
			gain++
		}
	}
	end, oldEnd := contentWidth(now), contentWidth(old)
	switch {
	case gain > max(oldEnd-end, eraseGain):
		return first
	case oldEnd-end > eraseGain:
		return end
	}
	return len(now)
}

// contentWidth is the number of cells up to the last one that is not blank.
func contentWidth(row []cell) int {
	count := len(row)
	for count > 0 && row[count-1].isBlank() {
		count--
	}
	return count
}

// spanAt is the longest span of one style that begins at the changed cell in
// column col. Unchanged cells in between are rewritten when that is cheaper than
// moving the cursor, and blanks in any style that is not visible on them.
func spanAt(old, now []cell, col int) span {
	run := span{from: col, to: col + 1, style: now[col].style}
	empty := now[col].isBlank()
	for i := col + 1; i < len(now) && i-run.to < moveCost; i++ {
		switch cell := now[i]; {
		case cell.isBlank() && !run.style.marksBlanks():
		case cell.style == run.style:
			empty = false
		case empty && !cell.style.marksBlanks():
			run.style, empty = cell.style, false
		default:
			return run
		}
		if now[i] != old[i] {
			run.to = i + 1
		}
	}
	return run
}

// group is the index of a style among those of this frame.
func (s *screen) group(style style) int {
	i := slices.Index(s.styles, style)
	if i < 0 {
		i = len(s.styles)
		s.styles = append(s.styles, style)
	}
	return i
}

// write writes the spans style by style, because a style costs more bytes than a
// cursor move: from top to bottom in one style, from bottom to top in the next.
func (s *screen) write() {
	slices.SortStableFunc(s.spans, func(left, right span) int {
		if left.group == right.group && left.group%2 == 1 {
			return right.y - left.y
		}
		return left.group - right.group
	})
	for _, span := range s.spans {
		if span.erase {
			s.moveTo(span.from, span.y)
			s.setPen(style{})
			s.buf = append(s.buf, "\x1b[K"...)
		}
		for col := span.from; col < span.to; col++ {
			s.cell(col, span.y, span.style)
		}
	}
	s.setPen(style{})
}

// cell writes one cell in a style.
func (s *screen) cell(col, row int, style style) {
	cell := &s.rows[row][col]
	if cell.width == 0 {
		return
	}
	s.moveTo(col, row)
	s.setPen(style)
	if cell.odd && cell.width > 1 { // clear both cells: a terminal may draw it only one cell wide
		s.buf = append(s.buf, "  "...)
		s.x = -1
		s.moveTo(col, row)
	}
	s.buf = append(s.buf, cell.text...)
	s.x += int(cell.width)
	if cell.odd {
		s.x = -1
	}
}

func (s *screen) setPen(to style) {
	s.buf = appendSGR(s.buf, s.pen, to)
	s.pen = to
}

// moveTo moves the cursor with the shortest sequence.
func (s *screen) moveTo(col, row int) {
	if s.y == row && s.x == col {
		return
	}
	s.buf = append(s.buf, "\x1b["...)
	switch {
	case s.x == col && row == s.y+1 && s.y >= 0:
		s.buf = append(s.buf, 'B')
	case s.x == col && row == s.y-1:
		s.buf = append(s.buf, 'A')
	case s.y == row && s.x >= 0 && col > s.x:
		if col-s.x > 1 {
			s.num(col - s.x)
		}
		s.buf = append(s.buf, 'C')
	case s.y == row:
		s.num(col + 1)
		s.buf = append(s.buf, 'G')
	default:
		if row > 0 || col > 0 {
			s.num(row + 1)
		}
		if col > 0 {
			s.buf = append(s.buf, ';')
			s.num(col + 1)
		}
		s.buf = append(s.buf, 'H')
	}
	s.x, s.y = col, row
}

func (s *screen) num(number int) { s.buf = strconv.AppendInt(s.buf, int64(number), 10) }

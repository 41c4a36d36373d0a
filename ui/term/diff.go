package term

import (
	"slices"
	"strconv"
	"strings"
)

// frame is one picture: lines joined by newlines, for a screen of w×h cells.
type frame struct {
	view string
	w, h int
	full bool // the screen's content is unknown: clear and draw everything
}

// screen remembers what the terminal shows and finds the bytes that turn it
// into the next frame. It does no I/O. The zero screen has no size.
type screen struct {
	w, h    int
	lines   []string
	rows    [][]cell
	next    []string // the lines of the frame being painted
	costs   []int    // of changing each line where it is, see scroll
	spans   []span   // what is to be written
	styles  []style  // of the spans, the default style first
	scratch []cell
	buf     []byte
	pen     style
	x, y    int // where the terminal's cursor is; -1 is unknown
}

// span is a part of a line to be written in one style, or to be erased up to
// the end of the line.
type span struct {
	y, from, to int
	st          style
	erase       bool
	group       int // place of the style among all styles of the frame
}

// paint returns the bytes that show f, nil when nothing changed. Lines beyond
// the bottom and columns beyond the right edge are cut. The bytes are valid until
// the next call and leave the terminal in the default style.
func (s *screen) paint(picture frame) []byte {
	s.buf = s.buf[:0]
	if picture.w <= 0 || picture.h <= 0 {
		s.w, s.h = 0, 0
		return nil
	}
	s.next = s.next[:0]
	rest := picture.view
	for range picture.h {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		s.next = append(s.next, line)
	}
	s.x, s.y = -1, -1
	if picture.full || picture.w != s.w || picture.h != s.h {
		s.clear(picture.w, picture.h)
	} else {
		s.scroll()
	}
	s.spans, s.styles = s.spans[:0], append(s.styles[:0], style{})
	for row, line := range s.next {
		if line == s.lines[row] {
			continue
		}
		s.scratch = parseLine(s.scratch, line, s.w)
		s.compare(row, s.rows[row], s.scratch)
		s.rows[row], s.scratch = s.scratch, s.rows[row]
		s.lines[row] = line
	}
	s.write()
	return s.buf
}

// clear forgets the screen and starts from an empty one of w×h.
func (s *screen) clear(width, height int) {
	if width != s.w || height != s.h {
		s.w, s.h = width, height
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

// compare notes the spans of line y that change.
func (s *screen) compare(row int, old, now []cell) {
	begin := len(s.spans)
	first := 0
	for first < s.w && old[first] == now[first] {
		first++
	}
	if from := eraseFrom(old, now, first); from < s.w {
		s.spans = append(s.spans, span{y: row, from: from, erase: true})
		for col := from; col < s.w; col++ {
			old[col] = blank()
		}
	}
	odd := false
	for col := first; col < s.w; {
		if now[col] == old[col] {
			col++
			continue
		}
		span := spanAt(old, now, col)
		span.y, span.group = row, s.group(span.st)
		odd = odd || slices.ContainsFunc(now[span.from:span.to], func(unit cell) bool { return unit.odd })
		s.spans = append(s.spans, span)
		col = span.to
	}
	for i := begin; odd && i < len(s.spans); i++ {
		s.spans[i].group = 0 // from left to right: what sticks out of a cell must not hide its neighbour
	}
}

// eraseFrom is the column from which a line is best erased before it is written:
// where it changes, or where it ends; the width of the line if neither pays.
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
	end, was := inked(now), inked(old)
	switch {
	case gain > max(was-end, eraseGain):
		return first
	case was-end > eraseGain:
		return end
	}
	return len(now)
}

// inked is the number of cells up to the last one that is not blank.
func inked(row []cell) int {
	count := len(row)
	for count > 0 && row[count-1].isBlank() {
		count--
	}
	return count
}

// spanAt is the longest span of one style that begins at the changed cell x.
// Unchanged cells in between are written again when that is cheaper than moving
// the cursor, and blanks in whatever style shows nothing on them.
func spanAt(old, now []cell, col int) span {
	run := span{from: col, to: col + 1, st: now[col].st}
	empty := now[col].isBlank()
	for i := col + 1; i < len(now) && i-run.to < moveCost; i++ {
		switch cell := now[i]; {
		case cell.isBlank() && !run.st.marksBlanks():
		case cell.st == run.st:
			empty = false
		case empty && !cell.st.marksBlanks():
			run.st, empty = cell.st, false
		default:
			return run
		}
		if now[i] != old[i] {
			run.to = i + 1
		}
	}
	return run
}

// group is the place of a style among those of this frame.
func (s *screen) group(st style) int {
	i := slices.Index(s.styles, st)
	if i < 0 {
		i = len(s.styles)
		s.styles = append(s.styles, st)
	}
	return i
}

// write writes the spans style by style, because a style costs more than a move:
// the lines down in one style, up in the next.
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
			s.cell(col, span.y, span.st)
		}
	}
	s.setPen(style{})
}

// cell writes one cell in a style.
func (s *screen) cell(col, row int, st style) {
	cell := &s.rows[row][col]
	if cell.w == 0 {
		return
	}
	s.moveTo(col, row)
	s.setPen(st)
	if cell.odd && cell.w > 1 { // nothing must remain where a terminal draws only half as much
		s.buf = append(s.buf, "  "...)
		s.x = -1
		s.moveTo(col, row)
	}
	s.buf = append(s.buf, cell.text...)
	s.x += int(cell.w)
	if cell.odd {
		s.x = -1
	}
}

func (s *screen) setPen(to style) {
	s.buf = appendSGR(s.buf, s.pen, to)
	s.pen = to
}

// moveTo puts the cursor on column x of line y by the shortest way.
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

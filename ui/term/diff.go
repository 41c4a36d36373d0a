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
func (s *screen) paint(f frame) []byte {
	s.buf = s.buf[:0]
	if f.w <= 0 || f.h <= 0 {
		s.w, s.h = 0, 0
		return nil
	}
	s.next = s.next[:0]
	rest := f.view
	for range f.h {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		s.next = append(s.next, line)
	}
	s.x, s.y = -1, -1
	if f.full || f.w != s.w || f.h != s.h {
		s.clear(f.w, f.h)
	} else {
		s.scroll()
	}
	s.spans, s.styles = s.spans[:0], append(s.styles[:0], style{})
	for y, line := range s.next {
		if line == s.lines[y] {
			continue
		}
		s.scratch = parseLine(s.scratch, line, s.w)
		s.compare(y, s.rows[y], s.scratch)
		s.rows[y], s.scratch = s.scratch, s.rows[y]
		s.lines[y] = line
	}
	s.write()
	return s.buf
}

// clear forgets the screen and starts from an empty one of w×h.
func (s *screen) clear(w, h int) {
	if w != s.w || h != s.h {
		s.w, s.h = w, h
		s.rows = make([][]cell, h)
		s.lines = make([]string, h)
	}
	for y := range s.rows {
		s.rows[y] = parseLine(s.rows[y], "", w)
		s.lines[y] = ""
	}
	s.pen = style{}
	s.buf = append(s.buf, "\x1b[m\x1b[2J"...)
}

const (
	moveCost  = 5 // bytes of a typical cursor move
	eraseGain = 3 // blank cells worth an erase sequence
)

// compare notes the spans of line y that change.
func (s *screen) compare(y int, old, now []cell) {
	begin := len(s.spans)
	first := 0
	for first < s.w && old[first] == now[first] {
		first++
	}
	if from := eraseFrom(old, now, first); from < s.w {
		s.spans = append(s.spans, span{y: y, from: from, erase: true})
		for x := from; x < s.w; x++ {
			old[x] = blank()
		}
	}
	odd := false
	for x := first; x < s.w; {
		if now[x] == old[x] {
			x++
			continue
		}
		span := spanAt(old, now, x)
		span.y, span.group = y, s.group(span.st)
		odd = odd || slices.ContainsFunc(now[span.from:span.to], func(c cell) bool { return c.odd })
		s.spans = append(s.spans, span)
		x = span.to
	}
	for i := begin; odd && i < len(s.spans); i++ {
		s.spans[i].group = 0 // from left to right: what sticks out of a cell must not hide its neighbour
	}
}

// eraseFrom is the column from which a line is best erased before it is written:
// where it changes, or where it ends; the width of the line if neither pays.
func eraseFrom(old, now []cell, first int) int {
	gain := 0
	for x := first; x < len(now); x++ {
		switch {
		case now[x] == old[x] && !now[x].isBlank():
			gain -= len(now[x].text)
		case now[x] != old[x] && now[x].isBlank():
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
	n := len(row)
	for n > 0 && row[n-1].isBlank() {
		n--
	}
	return n
}

// spanAt is the longest span of one style that begins at the changed cell x.
// Unchanged cells in between are written again when that is cheaper than moving
// the cursor, and blanks in whatever style shows nothing on them.
func spanAt(old, now []cell, x int) span {
	p := span{from: x, to: x + 1, st: now[x].st}
	empty := now[x].isBlank()
	for i := x + 1; i < len(now) && i-p.to < moveCost; i++ {
		switch cell := now[i]; {
		case cell.isBlank() && !p.st.marksBlanks():
		case cell.st == p.st:
			empty = false
		case empty && !cell.st.marksBlanks():
			p.st, empty = cell.st, false
		default:
			return p
		}
		if now[i] != old[i] {
			p.to = i + 1
		}
	}
	return p
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
		for x := span.from; x < span.to; x++ {
			s.cell(x, span.y, span.st)
		}
	}
	s.setPen(style{})
}

// cell writes one cell in a style.
func (s *screen) cell(x, y int, st style) {
	cell := &s.rows[y][x]
	if cell.w == 0 {
		return
	}
	s.moveTo(x, y)
	s.setPen(st)
	if cell.odd && cell.w > 1 { // nothing must remain where a terminal draws only half as much
		s.buf = append(s.buf, "  "...)
		s.x = -1
		s.moveTo(x, y)
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
func (s *screen) moveTo(x, y int) {
	if s.y == y && s.x == x {
		return
	}
	s.buf = append(s.buf, "\x1b["...)
	switch {
	case s.x == x && y == s.y+1 && s.y >= 0:
		s.buf = append(s.buf, 'B')
	case s.x == x && y == s.y-1:
		s.buf = append(s.buf, 'A')
	case s.y == y && s.x >= 0 && x > s.x:
		if x-s.x > 1 {
			s.num(x - s.x)
		}
		s.buf = append(s.buf, 'C')
	case s.y == y:
		s.num(x + 1)
		s.buf = append(s.buf, 'G')
	default:
		if y > 0 || x > 0 {
			s.num(y + 1)
		}
		if x > 0 {
			s.buf = append(s.buf, ';')
			s.num(x + 1)
		}
		s.buf = append(s.buf, 'H')
	}
	s.x, s.y = x, y
}

func (s *screen) num(n int) { s.buf = strconv.AppendInt(s.buf, int64(n), 10) }

package term

import (
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
	scratch []cell
	buf     []byte
	pen     style
	x, y    int // where the terminal's cursor is; -1 is unknown
}

// paint returns the bytes that show f, nil when nothing changed. Lines beyond
// the bottom and columns beyond the right edge are cut; nothing ever scrolls.
// The bytes are valid until the next call and leave the terminal in the default
// style.
func (s *screen) paint(f frame) []byte {
	s.buf = s.buf[:0]
	if f.w <= 0 || f.h <= 0 {
		s.w, s.h = 0, 0
		return nil
	}
	if f.full || f.w != s.w || f.h != s.h {
		s.clear(f.w, f.h)
	}
	s.x, s.y = -1, -1
	rest, more := f.view, true
	for y := range s.h {
		line := ""
		if more {
			line, rest, more = strings.Cut(rest, "\n")
		}
		if line == s.lines[y] {
			continue
		}
		s.scratch = parseLine(s.scratch, line, s.w)
		s.row(y, s.rows[y], s.scratch)
		s.rows[y], s.scratch = s.scratch, s.rows[y]
		s.lines[y] = line
	}
	s.setPen(style{})
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
	styleCost = 8 // bytes of a typical change of style
	eraseGain = 3 // blank cells at the end worth an erase sequence
)

// row rewrites the cells of line y that changed.
func (s *screen) row(y int, old, now []cell) {
	end, was := inked(now), inked(old)
	erase := was-end > eraseGain
	stop := end
	if !erase {
		stop = max(end, was)
	}
	for x := 0; x < stop; {
		if now[x] == old[x] {
			x++
			continue
		}
		to := s.runEnd(old, now, x, stop)
		s.run(y, now, x, to)
		x = to
	}
	if erase {
		s.moveTo(end, y)
		s.setPen(style{})
		s.buf = append(s.buf, "\x1b[K"...)
	}
}

// inked is the number of cells up to the last one that is not blank.
func inked(row []cell) int {
	n := len(row)
	for n > 0 && row[n-1].isBlank() {
		n--
	}
	return n
}

// runEnd finds where the run that starts at the changed cell x ends: unchanged
// cells in between are rewritten when that is cheaper than moving the cursor.
func (s *screen) runEnd(old, now []cell, x, stop int) int {
	end := x + 1
	cost := 0
	for i := end; i < stop && cost <= moveCost; i++ {
		if now[i] != old[i] {
			end, cost = i+1, 0
			continue
		}
		cost += len(now[i].text)
		if now[i].st != now[i-1].st {
			cost += styleCost
		}
	}
	return end
}

// run writes the cells from..to of line y.
func (s *screen) run(y int, now []cell, from, to int) {
	for x := from; x < to; x++ {
		c := &now[x]
		if c.w == 0 {
			continue
		}
		s.moveTo(x, y)
		s.setPen(c.st)
		s.buf = append(s.buf, c.text...)
		s.x += int(c.w)
		if c.odd {
			s.x = -1
		}
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

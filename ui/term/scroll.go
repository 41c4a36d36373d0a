package term

import "strings"

const (
	maxShift  = 3  // lines by which a part of the picture may scroll in one frame
	worthLook = 5  // changed lines from which on it is worth looking for a scroll
	worthMove = 16 // bytes that must be saved: about what a scroll costs itself
)

// shift is a part of the screen that scrolls: the lines top to bottom move up
// by so many lines, down when by is negative, and those that come in are blank.
type shift struct{ by, top, bottom int }

// scroll lets the terminal itself move the lines that stand elsewhere in the
// next frame, if that saves bytes. The rest of the frame is then painted as ever.
func (s *screen) scroll() {
	s.costs = s.costs[:0]
	changed, total := 0, 0
	for row, line := range s.next {
		cost := changeCost(s.lines[row], line)
		s.costs = append(s.costs, cost)
		total += cost
		changed += min(cost, 1)
	}
	if changed < worthLook {
		return
	}
	most, best := worthMove, []shift(nil)
	for _, by := range [...]int{1, -1, 2, -2, maxShift, -maxShift} {
		if gain, found := s.shifts(by); gain > most {
			most, best = gain, found
		}
		if most > total/2 {
			break // nothing else will be much better
		}
	}
	for _, sh := range best {
		s.shift(sh)
	}
}

// shifts finds the parts that are best scrolled by so many lines, and the bytes
// they save. Below, above and beside a list there may be other things, and its
// selected line stays where it is: so lines need not be the same to scroll, only
// cheaper to change from the line that would come to their place.
func (s *screen) shifts(by int) (gain int, found []shift) {
	lines, at := by, func(i int) int { return i }
	if by < 0 { // the same in a mirror
		lines, at = -by, func(i int) int { return s.h - 1 - i }
	}
	saved := make([]int, s.h+1) // at best, by the lines before this one
	began := make([]int, s.h+1) // where the part begins that ends before this line; -1: none does
	open, top := 0, 0           // what the part saves that is not ended yet, and where it begins
	for i := range s.h {
		if saved[i+1] <= saved[i] {
			saved[i+1], began[i+1] = saved[i], -1
		}
		if i+lines >= s.h {
			continue
		}
		if saved[i] >= open {
			open, top = saved[i], i
		}
		open += s.costs[at(i)] - changeCost(s.lines[at(i+lines)], s.next[at(i)])
		ended := open
		for k := i + 1; k <= i+lines; k++ {
			ended += s.costs[at(k)] - changeCost("", s.next[at(k)]) // blank lines come in
		}
		if ended > saved[i+lines+1] {
			saved[i+lines+1], began[i+lines+1] = ended, top
		}
	}
	for i := s.h; i > 0; i-- {
		if from := began[i]; from >= 0 {
			found = append(found, shift{by: by, top: min(at(from), at(i-1)), bottom: max(at(from), at(i-1))})
			i = from + 1
		}
	}
	return saved[s.h], found
}

// changeCost estimates how many bytes it takes to make one line of another. A
// line in another style, as of a selected row, is written as a whole.
func changeCost(old, line string) int {
	switch {
	case old == line:
		return 0
	case leading(old) != leading(line):
		return len(line)
	}
	least, tail := min(len(old), len(line)), 0
	for tail < least && old[len(old)-1-tail] == line[len(line)-1-tail] {
		tail++
	}
	return mismatch(old[:len(old)-tail], line[:len(line)-tail])
}

// leading is the escape sequence that a line begins with.
func leading(line string) string {
	if !strings.HasPrefix(line, "\x1b") {
		return ""
	}
	return line[:strings.IndexByte(line, 'm')+1]
}

// mismatch is the cost of the bytes that differ and of the moves between them.
// Blanks follow the end of old.
func mismatch(old, line string) (cost int) {
	last := -moveCost
	for i := range len(line) {
		was := byte(' ')
		if i < len(old) {
			was = old[i]
		}
		if line[i] != was {
			cost += min(i-last, moveCost+1)
			last = i
		}
	}
	return cost
}

// shift scrolls by deleting lines at one end and inserting as many at the other.
// Every terminal knows that, and no scroll region is left behind when a program
// is killed half way.
func (s *screen) shift(sh shift) {
	count, in := max(sh.by, -sh.by), sh.top
	if sh.by > 0 {
		in = sh.bottom + 1 - count
	}
	s.lineOp(sh.top+sh.bottom+1-count-in, count, 'M')
	s.lineOp(in, count, 'L')
	lines, rows := s.lines[sh.top:sh.bottom+1], s.rows[sh.top:sh.bottom+1]
	rotate(lines, sh.by)
	rotate(rows, sh.by)
	for row := in; row < in+count; row++ {
		s.lines[row], s.rows[row] = "", parseLine(s.rows[row], "", s.w)
	}
}

// lineOp deletes or inserts n lines at line y.
func (s *screen) lineOp(row, count int, op byte) {
	s.moveTo(0, row)
	s.buf = append(s.buf, "\x1b["...)
	if count > 1 {
		s.num(count)
	}
	s.buf = append(s.buf, op)
}

// rotate moves the elements up by so many places, down when by is negative;
// those that fall out come in on the other side.
func rotate[T any](all []T, by int) {
	by = (by + len(all)) % len(all)
	copy(all, append(append([]T{}, all[by:]...), all[:by]...))
}

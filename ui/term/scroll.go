package term

import (
	"slices"
	"strings"
)

const (
	maxShift   = 3  // lines by which a part of the screen may scroll in one frame
	minChanged = 5  // changed lines below which a scroll is not considered
	minSaving  = 16 // bytes that a scroll must save: about its own cost
)

// shift is a part of the screen that scrolls: the lines from top to bottom move
// up by that many lines, down when by is negative; the lines moved in are blank.
type shift struct{ by, top, bottom int }

// scroll lets the terminal move the lines that are in another place in the next
// frame, if that saves bytes. The rest of the frame is then painted as usual.
func (s *screen) scroll() {
	s.costs = s.costs[:0]
	changed, total := 0, 0
	for row, line := range s.next {
		cost := changeCost(s.lines[row], line)
		s.costs = append(s.costs, cost)
		total += cost
		changed += min(cost, 1)
	}
	if changed < minChanged {
		return
	}
	bestGain, best := minSaving, []shift(nil)
	for _, by := range [...]int{1, -1, 2, -2, maxShift, -maxShift} {
		if gain, found := s.shifts(by); gain > bestGain {
			bestGain, best = gain, found
		}
		if bestGain > total/2 {
			break // no other shift can be much better
		}
	}
	for _, sh := range best {
		s.shift(sh)
	}
}

// shifts finds the parts to scroll by that many lines, and the bytes that saves.
// A list may have other content above, below and next to it, and its selected
// line stays in place: so lines need not be equal to scroll, only cheaper to
// change from the line that would move to their place.
func (s *screen) shifts(by int) (gain int, found []shift) {
	lines, at := by, func(i int) int { return i }
	if by < 0 { // the same, upside down
		lines, at = -by, func(i int) int { return s.height - 1 - i }
	}
	saved := make([]int, s.height+1) // maximum, by the lines before this one
	began := make([]int, s.height+1) // where the part that ends before this line begins; -1: there is none
	open, top := 0, 0                // what the unfinished part saves, and where it begins
	for i := range s.height {
		if saved[i+1] <= saved[i] {
			saved[i+1], began[i+1] = saved[i], -1
		}
		if i+lines >= s.height {
			continue
		}
		if saved[i] >= open {
			open, top = saved[i], i
		}
		open += s.costs[at(i)] - changeCost(s.lines[at(i+lines)], s.next[at(i)])
		ended := open
		for k := i + 1; k <= i+lines; k++ {
			ended += s.costs[at(k)] - changeCost("", s.next[at(k)]) // blank lines move in
		}
		if ended > saved[i+lines+1] {
			saved[i+lines+1], began[i+lines+1] = ended, top
		}
	}
	for i := s.height; i > 0; i-- {
		if from := began[i]; from >= 0 {
			found = append(found, shift{by: by, top: min(at(from), at(i-1)), bottom: max(at(from), at(i-1))})
			i = from + 1
		}
	}
	return saved[s.height], found
}

// changeCost estimates how many bytes it takes to change one line into another.
// A line that starts in another style, such as a selected row, is rewritten completely.
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

// leading is the escape sequence at the start of a line.
func leading(line string) string {
	if !strings.HasPrefix(line, "\x1b") {
		return ""
	}
	return line[:strings.IndexByte(line, 'm')+1]
}

// mismatch is the cost of the bytes that differ and of the moves between them.
// Missing bytes of old count as blanks.
func mismatch(old, line string) (cost int) {
	last := -moveCost
	for i := range len(line) {
		previous := byte(' ')
		if i < len(old) {
			previous = old[i]
		}
		if line[i] != previous {
			cost += min(i-last, moveCost+1)
			last = i
		}
	}
	return cost
}

// shift scrolls by deleting lines at one end and inserting as many at the other.
// Every terminal supports that, and no scroll region remains set when the program
// is killed in between.
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
		s.lines[row], s.rows[row] = "", parseLine(s.rows[row], "", s.width)
	}
}

// lineOp deletes or inserts count lines at row.
func (s *screen) lineOp(row, count int, op byte) {
	s.moveTo(0, row)
	s.buf = append(s.buf, "\x1b["...)
	if count > 1 {
		s.num(count)
	}
	s.buf = append(s.buf, op)
}

// rotate moves the elements up by that many places, down when by is negative;
// those that leave at one end enter at the other.
func rotate[T any](all []T, by int) {
	by = (by + len(all)) % len(all)
	copy(all, slices.Concat(all[by:], all[:by]))
}

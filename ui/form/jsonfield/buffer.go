package jsonfield

import (
	"slices"
	"strings"
)

// place is a line from 0 and a byte within it, always between two characters.
type place struct{ row, col int }

func (p place) before(q place) bool { return p.row < q.row || p.row == q.row && p.col < q.col }

// buffer is the text with its cursor and its past. There is always one line.
type buffer struct {
	lines []string
	cur   place
	goal  int // cell the cursor wants to keep while moving up and down; -1: where it is

	undo, redo []change
	held       int // bytes in undo
	moved      []shift
}

// change is one step of undo.
type change struct {
	from              place
	removed, inserted string
	before, after     place
	kind              kind
}

// kind tells changes that melt into one step from those that stand alone.
type kind uint8

const (
	alone kind = iota
	typed
	erased
)

// shift says that what stood at to or behind it now stands at end or behind it.
type shift struct{ from, to, end place }

// The past is kept as long as it fits; the newest step always is.
const (
	mostSteps = 1000
	mostBytes = 16 << 20
)

func newBuffer(text string) *buffer {
	return &buffer{lines: strings.Split(normal(text), "\n"), goal: -1}
}

// normal makes every line break a line feed and every tab two spaces.
func normal(s string) string {
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if strings.Contains(s, "\t") {
		s = strings.ReplaceAll(s, "\t", "  ")
	}
	return s
}

// snapshot is a copy for a command beside the loop.
func (b *buffer) snapshot() *buffer { return &buffer{lines: slices.Clone(b.lines)} }

func (b *buffer) String() string { return strings.Join(b.lines, "\n") }

func (b *buffer) line() string { return b.lines[b.cur.row] }

func (b *buffer) end() place {
	last := len(b.lines) - 1
	return place{last, len(b.lines[last])}
}

// between gives the text from one place to another.
func (b *buffer) between(from, to place) string {
	if from.row == to.row {
		return b.lines[from.row][from.col:to.col]
	}
	var out strings.Builder
	out.WriteString(b.lines[from.row][from.col:])
	for _, l := range b.lines[from.row+1 : to.row] {
		out.WriteByte('\n')
		out.WriteString(l)
	}
	out.WriteByte('\n')
	out.WriteString(b.lines[to.row][:to.col])
	return out.String()
}

// advance is where a text ends that begins at from.
func advance(from place, s string) place {
	n := strings.Count(s, "\n")
	if n == 0 {
		return place{from.row, from.col + len(s)}
	}
	return place{from.row + n, len(s) - strings.LastIndexByte(s, '\n') - 1}
}

// splice puts text in the place of a range, without a step of undo.
func (b *buffer) splice(from, to place, with string) place {
	parts := strings.Split(with, "\n")
	tail := b.lines[to.row][to.col:]
	parts[0] = b.lines[from.row][:from.col] + parts[0]
	end := advance(from, with)
	parts[len(parts)-1] += tail
	if len(parts) == 1 && from.row == to.row {
		b.lines[from.row] = parts[0]
	} else {
		b.lines = slices.Replace(b.lines, from.row, to.row+1, parts...)
	}
	b.moved = append(b.moved, shift{from: from, to: to, end: end})
	return end
}

// replace is splice with a step of undo; the cursor goes behind the new text.
func (b *buffer) replace(from, to place, with string, k kind) {
	c := change{from: from, removed: b.between(from, to), inserted: with, before: b.cur, kind: k}
	if c.removed == c.inserted {
		return
	}
	b.cur = b.splice(from, to, with)
	b.goal, b.redo = -1, nil
	c.after = b.cur
	b.remember(c)
}

func (b *buffer) remember(c change) {
	b.held += len(c.removed) + len(c.inserted)
	if n := len(b.undo); n > 0 && b.undo[n-1].melt(c) {
		return
	}
	b.undo = append(b.undo, c)
	for len(b.undo) > 1 && (len(b.undo) > mostSteps || b.held > mostBytes) {
		b.held -= len(b.undo[0].removed) + len(b.undo[0].inserted)
		b.undo = b.undo[1:]
	}
}

// melt takes a change into the one before it, if both are of one run of typing
// a word or of one run of erasing.
func (c *change) melt(next change) bool {
	if c.kind != next.kind || c.kind == alone || c.after != next.before {
		return false
	}
	switch {
	case c.kind == typed && next.removed == "" && c.removed == "":
		if strings.HasSuffix(c.inserted, " ") && next.inserted != " " {
			return false
		}
		c.inserted += next.inserted
	case c.kind == erased && next.inserted == "" && c.inserted == "" && advance(next.from, next.removed) == c.from:
		c.removed, c.from = next.removed+c.removed, next.from
	default:
		return false
	}
	c.after = next.after
	return true
}

// back takes the last step back; false when there is none.
func (b *buffer) back() bool {
	n := len(b.undo)
	if n == 0 {
		return false
	}
	change := b.undo[n-1]
	b.undo = b.undo[:n-1]
	b.held -= len(change.removed) + len(change.inserted)
	b.splice(change.from, advance(change.from, change.inserted), change.removed)
	b.cur, b.goal = change.before, -1
	b.redo = append(b.redo, change)
	return true
}

// again makes the step that was taken back.
func (b *buffer) again() bool {
	n := len(b.redo)
	if n == 0 {
		return false
	}
	change := b.redo[n-1]
	b.redo = b.redo[:n-1]
	b.splice(change.from, advance(change.from, change.removed), change.inserted)
	b.cur, b.goal = change.after, -1
	change.kind = alone // what is typed next is a step of its own
	b.held += len(change.removed) + len(change.inserted)
	b.undo = append(b.undo, change)
	return true
}

// insert puts typed or pasted text at the cursor.
func (b *buffer) insert(s string, k kind) {
	if s = normal(s); s != "" {
		b.replace(b.cur, b.cur, s, k)
	}
}

// set makes the text another one, as one step, and keeps the cursor as near as
// it can.
func (b *buffer) set(text string, cur place) {
	b.replace(place{}, b.end(), normal(text), alone)
	b.moveTo(cur)
}

// moveTo puts the cursor at the nearest place that there is.
func (b *buffer) moveTo(p place) {
	p.row = min(max(p.row, 0), len(b.lines)-1)
	p.col = min(max(p.col, 0), len(b.lines[p.row]))
	b.cur, b.goal = place{p.row, snap(b.lines[p.row], p.col)}, -1
}

// newLine breaks the line and indents the new one like it, deeper behind an
// opening bracket.
func (b *buffer) newLine() {
	head := b.line()[:b.cur.col]
	indent := head[:len(head)-len(strings.TrimLeft(head, " "))]
	if s := strings.TrimRight(head, " "); strings.HasSuffix(s, "{") || strings.HasSuffix(s, "[") {
		indent += "  "
	}
	b.insert("\n"+indent, alone)
}

// eraseTo takes away what stands between the cursor and a place.
func (b *buffer) eraseTo(p place) {
	if p.before(b.cur) {
		b.replace(p, b.cur, "", erased)
		return
	}
	before := b.cur
	b.replace(before, p, "", alone)
}

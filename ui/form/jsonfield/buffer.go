package jsonfield

import (
	"slices"
	"strings"
)

// place is a line from 0 and a byte within it, always between two characters.
type place struct{ row, col int }

func (p place) before(other place) bool {
	return p.row < other.row || p.row == other.row && p.col < other.col
}

// buffer is the text with its cursor and its past. There is always one line.
type buffer struct {
	lines    []string
	cursor   place
	goalCell int // cell the cursor wants to keep while moving up and down; -1: where it is

	undoSteps, redoSteps []change
	undoBytes            int // bytes in undo
	shifts               []shift
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
	standalone kind = iota
	typed
	erased
)

// shift says that what stood at to or behind it now stands at end or behind it.
type shift struct{ from, to, end place }

// The past is kept as long as it fits; the newest step always is.
const (
	maxUndoSteps = 1000
	maxUndoBytes = 16 << 20
)

func newBuffer(text string) *buffer {
	return &buffer{lines: strings.Split(normalize(text), "\n"), goalCell: -1}
}

// normalize makes every line break a line feed and every tab two spaces.
func normalize(raw string) string {
	if strings.Contains(raw, "\r") {
		raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\r", "\n")
	}
	if strings.Contains(raw, "\t") {
		raw = strings.ReplaceAll(raw, "\t", "  ")
	}
	return raw
}

// snapshot is a copy for a command beside the loop.
func (b *buffer) snapshot() *buffer { return &buffer{lines: slices.Clone(b.lines)} }

func (b *buffer) String() string { return strings.Join(b.lines, "\n") }

func (b *buffer) line() string { return b.lines[b.cursor.row] }

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
	for _, line := range b.lines[from.row+1 : to.row] {
		out.WriteByte('\n')
		out.WriteString(line)
	}
	out.WriteByte('\n')
	out.WriteString(b.lines[to.row][:to.col])
	return out.String()
}

// advance is where a text ends that begins at from.
func advance(from place, inserted string) place {
	breaks := strings.Count(inserted, "\n")
	if breaks == 0 {
		return place{from.row, from.col + len(inserted)}
	}
	return place{from.row + breaks, len(inserted) - strings.LastIndexByte(inserted, '\n') - 1}
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
	b.shifts = append(b.shifts, shift{from, to, end})
	return end
}

// replace is splice with a step of undo; the cursor goes behind the new text.
func (b *buffer) replace(from, to place, with string, k kind) {
	step := change{from: from, removed: b.between(from, to), inserted: with, before: b.cursor, kind: k}
	if step.removed == step.inserted {
		return
	}
	b.cursor = b.splice(from, to, with)
	b.goalCell, b.redoSteps = -1, nil
	step.after = b.cursor
	b.record(step)
}

func (b *buffer) record(step change) {
	b.undoBytes += len(step.removed) + len(step.inserted)
	if count := len(b.undoSteps); count > 0 && b.undoSteps[count-1].merge(step) {
		return
	}
	b.undoSteps = append(b.undoSteps, step)
	for len(b.undoSteps) > 1 && (len(b.undoSteps) > maxUndoSteps || b.undoBytes > maxUndoBytes) {
		b.undoBytes -= len(b.undoSteps[0].removed) + len(b.undoSteps[0].inserted)
		b.undoSteps = b.undoSteps[1:]
	}
}

// merge takes a change into the one before it, if both are of one run of typing
// a word or of one run of erasing.
func (c *change) merge(next change) bool {
	if c.kind != next.kind || c.kind == standalone || c.after != next.before {
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

// undo takes the last step back; false when there is none.
func (b *buffer) undo() bool {
	count := len(b.undoSteps)
	if count == 0 {
		return false
	}
	change := b.undoSteps[count-1]
	b.undoSteps = b.undoSteps[:count-1]
	b.undoBytes -= len(change.removed) + len(change.inserted)
	b.splice(change.from, advance(change.from, change.inserted), change.removed)
	b.cursor, b.goalCell = change.before, -1
	b.redoSteps = append(b.redoSteps, change)
	return true
}

// redo makes the step that was taken back.
func (b *buffer) redo() bool {
	count := len(b.redoSteps)
	if count == 0 {
		return false
	}
	change := b.redoSteps[count-1]
	b.redoSteps = b.redoSteps[:count-1]
	b.splice(change.from, advance(change.from, change.removed), change.inserted)
	b.cursor, b.goalCell = change.after, -1
	change.kind = standalone // what is typed next is a step of its own
	b.undoBytes += len(change.removed) + len(change.inserted)
	b.undoSteps = append(b.undoSteps, change)
	return true
}

// insert puts typed or pasted text at the cursor.
func (b *buffer) insert(raw string, k kind) {
	if raw = normalize(raw); raw != "" {
		b.replace(b.cursor, b.cursor, raw, k)
	}
}

// setText makes the text another one, as one step, and keeps the cursor as near as
// it can.
func (b *buffer) setText(text string, cur place) {
	b.replace(place{}, b.end(), normalize(text), standalone)
	b.moveTo(cur)
}

// moveTo puts the cursor at the nearest place that there is.
func (b *buffer) moveTo(to place) {
	to.row = min(max(to.row, 0), len(b.lines)-1)
	to.col = min(max(to.col, 0), len(b.lines[to.row]))
	b.cursor, b.goalCell = place{to.row, charStart(b.lines[to.row], to.col)}, -1
}

// newLine breaks the line and indents the new one like it, deeper behind an
// opening bracket.
func (b *buffer) newLine() {
	head := b.line()[:b.cursor.col]
	indent := head[:len(head)-len(strings.TrimLeft(head, " "))]
	if left := strings.TrimRight(head, " "); strings.HasSuffix(left, "{") || strings.HasSuffix(left, "[") {
		indent += "  "
	}
	b.insert("\n"+indent, standalone)
}

// eraseTo takes away what stands between the cursor and a place.
func (b *buffer) eraseTo(to place) {
	if to.before(b.cursor) {
		b.replace(to, b.cursor, "", erased)
		return
	}
	before := b.cursor
	b.replace(before, to, "", standalone)
}

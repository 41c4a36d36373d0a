package jsonfield

import (
	"slices"
	"strings"
)

// place is a line (from 0) and a byte offset in it, always between two characters.
type place struct{ row, col int }

func (p place) before(other place) bool {
	return p.row < other.row || p.row == other.row && p.col < other.col
}

// buffer is the text with its cursor and its undo history. It has at least one line.
type buffer struct {
	lines    []string
	cursor   place
	goalCell int // cell to keep while moving up and down; -1: the current one

	undoSteps, redoSteps []change
	undoBytes            int // bytes in undoSteps
	shifts               []shift
}

// change is one undo step.
type change struct {
	from              place
	removed, inserted string
	before, after     place
	kind              kind
}

// kind decides which changes are merged into one step.
type kind uint8

const (
	standalone kind = iota
	typed
	erased
)

// shift is an edit: the text from from to to was replaced and now ends at end.
type shift struct{ from, to, end place }

// Limits of the undo history; the newest step is always kept.
const (
	maxUndoSteps = 1000
	maxUndoBytes = 16 << 20
)

func newBuffer(text string) *buffer {
	return &buffer{lines: strings.Split(normalize(text), "\n"), goalCell: -1}
}

// normalize converts line breaks to line feeds and tabs to two spaces.
func normalize(raw string) string {
	if strings.Contains(raw, "\r") {
		raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\r", "\n")
	}
	if strings.Contains(raw, "\t") {
		raw = strings.ReplaceAll(raw, "\t", "  ")
	}
	return raw
}

// snapshot returns a copy of the text for a command.
func (b *buffer) snapshot() *buffer { return &buffer{lines: slices.Clone(b.lines)} }

func (b *buffer) String() string { return strings.Join(b.lines, "\n") }

func (b *buffer) line() string { return b.lines[b.cursor.row] }

func (b *buffer) end() place {
	last := len(b.lines) - 1
	return place{last, len(b.lines[last])}
}

// between returns the text from one place to another.
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

// advance returns the end of a text that starts at from.
func advance(from place, inserted string) place {
	breaks := strings.Count(inserted, "\n")
	if breaks == 0 {
		return place{from.row, from.col + len(inserted)}
	}
	return place{from.row + breaks, len(inserted) - strings.LastIndexByte(inserted, '\n') - 1}
}

// splice replaces a range by text, without an undo step.
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
	b.shifts = append(b.shifts, shift{from: from, to: to, end: end})
	return end
}

// replace is splice with an undo step; the cursor moves to the end of the new text.
func (b *buffer) replace(from, to place, with string, k kind) {
	step := change{from: from, removed: b.between(from, to), inserted: with, before: b.cursor, kind: k}
	if step.removed == step.inserted {
		return
	}
	b.cursor = b.splice(from, to, with)
	b.goalCell, b.redoSteps = -1, nil
	step.after = b.cursor
	b.record(&step)
}

func (b *buffer) record(step *change) {
	b.undoBytes += len(step.removed) + len(step.inserted)
	if count := len(b.undoSteps); count > 0 && b.undoSteps[count-1].merge(step) {
		return
	}
	b.undoSteps = append(b.undoSteps, *step)
	for len(b.undoSteps) > 1 && (len(b.undoSteps) > maxUndoSteps || b.undoBytes > maxUndoBytes) {
		b.undoBytes -= len(b.undoSteps[0].removed) + len(b.undoSteps[0].inserted)
		b.undoSteps = b.undoSteps[1:]
	}
}

// merge adds the next change to this one if both belong to typing one word or to
// one run of erasing.
func (c *change) merge(next *change) bool {
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

// undo reverts the last step; false when there is none.
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

// redo repeats the step that was undone last; false when there is none.
func (b *buffer) redo() bool {
	count := len(b.redoSteps)
	if count == 0 {
		return false
	}
	change := b.redoSteps[count-1]
	b.redoSteps = b.redoSteps[:count-1]
	b.splice(change.from, advance(change.from, change.removed), change.inserted)
	b.cursor, b.goalCell = change.after, -1
	change.kind = standalone // the next typing starts a new step
	b.undoBytes += len(change.removed) + len(change.inserted)
	b.undoSteps = append(b.undoSteps, change)
	return true
}

// insert inserts typed or pasted text at the cursor.
func (b *buffer) insert(raw string, k kind) {
	if raw = normalize(raw); raw != "" {
		b.replace(b.cursor, b.cursor, raw, k)
	}
}

// setText replaces the text as one step and moves the cursor to the nearest valid
// place.
func (b *buffer) setText(text string, cur place) {
	b.replace(place{}, b.end(), normalize(text), standalone)
	b.moveTo(cur)
}

// moveTo moves the cursor to the nearest valid place.
func (b *buffer) moveTo(to place) {
	to.row = min(max(to.row, 0), len(b.lines)-1)
	to.col = min(max(to.col, 0), len(b.lines[to.row]))
	b.cursor, b.goalCell = place{to.row, charStart(b.lines[to.row], to.col)}, -1
}

// newLine breaks the line and keeps its indent, plus two spaces after an opening
// bracket.
func (b *buffer) newLine() {
	head := b.line()[:b.cursor.col]
	indent := head[:len(head)-len(strings.TrimLeft(head, " "))]
	if left := strings.TrimRight(head, " "); strings.HasSuffix(left, "{") || strings.HasSuffix(left, "[") {
		indent += "  "
	}
	b.insert("\n"+indent, standalone)
}

// eraseTo erases the text between the cursor and a place.
func (b *buffer) eraseTo(to place) {
	if to.before(b.cursor) {
		b.replace(to, b.cursor, "", erased)
		return
	}
	before := b.cursor
	b.replace(before, to, "", standalone)
}

package jsonfield

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"ax-tui/api/evaljson"
	"ax-tui/ui/text"
)

// focusMarkWidth is the width of the bar that shows the focus, as in other fields.
const focusMarkWidth = 2

// View renders the field: the title if there is one, the visible lines, and the
// status. It has the width and height that were set, and is cached until the next
// change.
func (f *Field) View() string {
	if !f.dirty {
		return f.cache
	}
	f.scrollToCursor()
	out := make([]string, 0, f.height)
	if f.titled() {
		role := dimRole
		if f.focused {
			role = accentRole
		}
		out = append(out, f.framed(f.paint(role, string(text.Cut(f.config.Title, f.innerWidth())))))
	}
	rows := f.visibleLines()
	for i := range rows {
		out = append(out, f.framed(f.renderLine(f.firstRow+i)))
	}
	for _, line := range f.statusRows() {
		out = append(out, f.framed(line))
	}
	f.cache, f.dirty = strings.Join(out[:min(len(out), f.height)], "\n"), false
	return f.cache
}

func (f *Field) titled() bool { return f.config.Title != "" && f.height >= 4 }

func (f *Field) innerWidth() int { return max(f.width-focusMarkWidth, 1) }

// statusLines is the height of the status: two rows if there is room, so that a
// long fault can be read.
func (f *Field) statusLines() int {
	switch {
	case f.height >= 8:
		return 2
	case f.height >= 2:
		return 1
	}
	return 0
}

// visibleLines is the number of visible lines of text.
func (f *Field) visibleLines() int {
	count := f.height - f.statusLines()
	if f.titled() {
		count--
	}
	return max(count, 1)
}

// gutterWidth is the width of the line numbers and the fault column.
func (f *Field) gutterWidth() int { return max(len(strconv.Itoa(len(f.buffer.lines))), 2) + 2 }

// textWidth is the width of the text area.
func (f *Field) textWidth() int { return max(f.innerWidth()-f.gutterWidth(), 1) }

// scrollToCursor scrolls so that the cursor is visible.
func (f *Field) scrollToCursor() {
	rows := f.visibleLines()
	f.firstRow = min(f.firstRow, max(len(f.buffer.lines)-rows, 0))
	if f.buffer.cursor.row < f.firstRow {
		f.firstRow = f.buffer.cursor.row
	}
	if f.buffer.cursor.row >= f.firstRow+rows {
		f.firstRow = f.buffer.cursor.row - rows + 1
	}
	cell, area := cellOf(f.buffer.line(), f.buffer.cursor.col), f.textWidth()
	switch {
	case cell < area-1 && f.firstCell > 0 && cell < f.firstCell+1:
		f.firstCell = 0
	case cell < f.firstCell+1 && f.firstCell > 0:
		f.firstCell = max(cell-area/2, 0)
	case cell >= f.firstCell+area-1:
		f.firstCell = cell - area/2
	}
}

func (f *Field) paint(as role, drawn string) string { return f.inks[as].Render(drawn) }

// framed adds the focus bar in front of a line.
func (f *Field) framed(line string) string {
	if f.focused {
		return f.paint(accentRole, f.config.Styles.Glyphs.BorderV) + " " + line
	}
	return "  " + line
}

// renderLine renders one line of the text with its number; "" after the last line.
func (f *Field) renderLine(i int) string {
	if i >= len(f.buffer.lines) {
		return ""
	}
	gutter := f.gutterWidth()
	number := strconv.Itoa(i + 1)
	number = text.Spaces(gutter-2-len(number)) + number
	look := dimRole
	if f.focused && i == f.buffer.cursor.row {
		look = accentRole
	}
	marks := f.marksOn(i)
	sign := " "
	if len(marks) > 0 {
		role := warningRole
		for _, mark := range marks {
			if !mark.warn {
				role = errorRole
			}
		}
		sign = f.paint(role, f.config.Styles.Glyphs.Warn)
	}
	return f.paint(look, number) + sign + " " + f.renderContent(i, marks)
}

// marksOn returns the marks on a line.
func (f *Field) marksOn(row int) []mark {
	var out []mark
	for _, mark := range f.marks {
		if mark.at.row == row {
			out = append(out, mark)
		}
	}
	return out
}

// renderContent renders the visible part of a line and, after it, the name of the
// evaluator whose ID is on the line.
func (f *Field) renderContent(i int, marks []mark) string {
	renderer := lineRenderer{field: f, line: f.buffer.lines[i], marks: marks, cursor: -1, left: f.firstCell, right: f.firstCell + f.textWidth()}
	if f.focused && i == f.buffer.cursor.row {
		renderer.cursor = f.buffer.cursor.col
	}
	renderer.render()
	if room := renderer.right - renderer.cell - 2; room >= 4 && !renderer.clipped {
		if name, ok := f.nameOn(i); ok {
			renderer.out.WriteString("  " + f.paint(dimRole, string(text.Cut(name, room))))
		}
	}
	return renderer.out.String()
}

// nameOn returns the name of the evaluator whose ID is on a line.
func (f *Field) nameOn(row int) (text.Safe, bool) {
	i := sort.Search(len(f.idLines), func(i int) bool { return f.idLines[i].row >= row })
	if f.config.Name == nil || i == len(f.idLines) || f.idLines[i].row != row {
		return "", false
	}
	return f.config.Name(f.idLines[i].id)
}

// statusRows renders the status below the text: the last message, else a fault,
// else that there are none.
func (f *Field) statusRows() []string {
	count := f.statusLines()
	if count == 0 {
		return nil
	}
	look, words := f.statusText()
	lines := text.Wrap(words, f.innerWidth())
	if len(lines) > count {
		rest := lines[count-1]
		for _, line := range lines[count:] {
			rest = text.Concat(rest, " ", line)
		}
		lines = append(lines[:count-1:count-1], text.Cut(rest, f.innerWidth()))
	}
	out := make([]string, count)
	for i, line := range lines {
		out[i] = f.paint(look, string(line))
	}
	return out
}

func (f *Field) statusText() (role, text.Safe) {
	dot := text.Clean(" " + f.config.Styles.Glyphs.Dot + " ")
	line, column := f.Cursor()
	switch at := f.nearestFault(); {
	case f.message != "" && at < 0:
		return accentRole, f.message
	case at >= 0:
		fault := f.faults[at]
		// The text may have moved since the check: use the line of the mark.
		for _, mark := range f.marks {
			if mark.fault == at {
				fault.Line = mark.at.row + 1
			}
		}
		look := errorRole
		if fault.Severity == evaljson.Warning {
			look = warningRole
		}
		if f.message != "" { // it does not hide the fault
			return look, text.Concat(f.message, dot, f.faultCounts(), dot, text.Clean(fault.String()))
		}
		if f.statusLines() < 2 { // the message matters more than the counts
			return look, text.Clean(fmt.Sprintf("line %d: %s", fault.Line, fault.Message))
		}
		return look, text.Concat(f.faultCounts(), dot, text.Clean(fault.String()))
	case f.checkedGen != f.gen:
		return dimRole, text.Clean("checking" + f.config.Styles.Glyphs.Ellipsis)
	default:
		return dimRole, text.Concat(text.Clean(f.config.Styles.Glyphs.Check+" no faults"), dot,
			text.Clean(fmt.Sprintf("line %d of %s, column %d", line, text.Count(len(f.buffer.lines)), column)))
	}
}

// nearestFault returns the index of the fault to show: the one under the cursor before
// those on its line before the others, and of these errors before warnings; -1 for none.
func (f *Field) nearestFault() int {
	best, rank := -1, 0
	for _, mark := range f.marks {
		weight := 1
		switch {
		case mark.at.row == f.buffer.cursor.row && mark.at.col <= f.buffer.cursor.col && f.buffer.cursor.col <= mark.at.col+mark.size:
			weight = 5
		case mark.at.row == f.buffer.cursor.row:
			weight = 3
		}
		if !mark.warn {
			weight++
		}
		if weight > rank {
			best, rank = mark.fault, weight
		}
	}
	return best
}

func (f *Field) faultCounts() text.Safe {
	errors, warnings := 0, 0
	for _, mark := range f.marks {
		if mark.warn {
			warnings++
		} else {
			errors++
		}
	}
	var parts []string
	for _, count := range []struct {
		number int
		word   string
	}{{errors, "error"}, {warnings, "warning"}} {
		switch {
		case count.number == 1:
			parts = append(parts, "1 "+count.word)
		case count.number > 1:
			parts = append(parts, text.Count(count.number)+" "+count.word+"s")
		}
	}
	counted := strings.Join(parts, ", ")
	if len(f.faults) >= evaljson.MaxFaults {
		counted += " or more"
	}
	return text.Clean(counted)
}

package jsonfield

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"ax-tui/api/evaljson"
	"ax-tui/ui/text"
)

// focusMarkWidth is the width of the mark that shows the focus, as other fields have it.
const focusMarkWidth = 2

// View draws the field: a title if there is one, the visible lines, and the
// status. It is as wide and as high as it was told, and made anew only after a
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

// statusLines is how much the status takes: two where there is room, so that a
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

// visibleLines is the number of lines of text that can be seen.
func (f *Field) visibleLines() int {
	count := f.height - f.statusLines()
	if f.titled() {
		count--
	}
	return max(count, 1)
}

// gutterWidth is the width of the line numbers with the mark behind them.
func (f *Field) gutterWidth() int { return max(len(strconv.Itoa(len(f.buffer.lines))), 2) + 2 }

// textWidth is the width of the text.
func (f *Field) textWidth() int { return max(f.innerWidth()-f.gutterWidth(), 1) }

// scrollToCursor scrolls so that the cursor is seen.
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

func (f *Field) paint(as role, drawn string) string {
	return f.inks.byRole[as].on + drawn + f.inks.byRole[as].off
}

// framed puts the mark of the focus before a line.
func (f *Field) framed(line string) string {
	if f.focused {
		return f.paint(accentRole, f.config.Styles.Glyphs.BorderV) + " " + line
	}
	return "  " + line
}

// renderLine draws one line of the text with its number; behind the last there is nothing.
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

// marksOn gives the faults of a line.
func (f *Field) marksOn(row int) []mark {
	var out []mark
	for _, mark := range f.marks {
		if mark.at.row == row {
			out = append(out, mark)
		}
	}
	return out
}

// renderContent draws the visible part of a line and, behind it, the name of the
// evaluator whose ID stands there.
func (f *Field) renderContent(i int, marks []mark) string {
	pen := lineRenderer{field: f, line: f.buffer.lines[i], marks: marks, cursor: -1, left: f.firstCell, right: f.firstCell + f.textWidth()}
	if f.focused && i == f.buffer.cursor.row {
		pen.cursor = f.buffer.cursor.col
	}
	pen.render()
	if room := pen.right - pen.cell - 2; room >= 4 && !pen.clipped {
		if name, ok := f.nameOn(i); ok {
			pen.out.WriteString("  " + f.paint(dimRole, string(text.Cut(name, room))))
		}
	}
	return pen.out.String()
}

// nameOn gives the name of the evaluator whose ID stands on a line.
func (f *Field) nameOn(row int) (text.Safe, bool) {
	i := sort.Search(len(f.idLines), func(i int) bool { return f.idLines[i].row >= row })
	if f.config.Name == nil || i == len(f.idLines) || f.idLines[i].row != row {
		return "", false
	}
	return f.config.Name(f.idLines[i].id)
}

// statusRows is what stands under the text: what happened, or the faults, or that
// there are none.
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
	case f.message != "":
		return accentRole, f.message
	case at >= 0:
		fault := f.faults[at]
		// Since the check the text may have moved: the mark knows where to.
		for _, mark := range f.marks {
			if mark.fault == at {
				fault.Line = mark.at.row + 1
			}
		}
		look := errorRole
		if fault.Severity == evaljson.Warning {
			look = warningRole
		}
		if f.statusLines() < 2 { // what to do matters more than how many there are
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

// nearestFault is the fault to speak of: errors before warnings, and of each the one
// under the cursor, else one on its line, else the first; -1 for none.
func (f *Field) nearestFault() int {
	best, rank := -1, 0
	for _, mark := range f.marks {
		weight := 1
		switch {
		case mark.at.row == f.buffer.cursor.row && mark.at.col <= f.buffer.cursor.col && f.buffer.cursor.col <= mark.at.col+mark.size:
			weight = 3
		case mark.at.row == f.buffer.cursor.row:
			weight = 2
		}
		if !mark.warn {
			weight += 3
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
		n    int
		word string
	}{{errors, "error"}, {warnings, "warning"}} {
		switch {
		case count.n == 1:
			parts = append(parts, "1 "+count.word)
		case count.n > 1:
			parts = append(parts, text.Count(count.n)+" "+count.word+"s")
		}
	}
	return text.Clean(strings.Join(parts, ", "))
}

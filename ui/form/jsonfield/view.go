package jsonfield

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"ax-tui/api/evaljson"
	"ax-tui/ui/text"
)

// edge is the width of the mark that shows the focus, as other fields have it.
const edge = 2

// View draws the field: a title if there is one, the visible lines, and the
// status. It is as wide and as high as it was told, and made anew only after a
// change.
func (f *Field) View() string {
	if !f.dirty {
		return f.cache
	}
	f.follow()
	out := make([]string, 0, f.h)
	if f.titled() {
		role := dim
		if f.focused {
			role = accent
		}
		out = append(out, f.framed(f.ink(role, string(text.Cut(f.c.Title, f.inner())))))
	}
	rows := f.rows()
	for i := range rows {
		out = append(out, f.framed(f.row(f.top+i)))
	}
	for _, line := range f.status() {
		out = append(out, f.framed(line))
	}
	f.cache, f.dirty = strings.Join(out[:min(len(out), f.h)], "\n"), false
	return f.cache
}

func (f *Field) titled() bool { return f.c.Title != "" && f.h >= 4 }

func (f *Field) inner() int { return max(f.w-edge, 1) }

// statusLines is how much the status takes: two where there is room, so that a
// long fault can be read.
func (f *Field) statusLines() int {
	switch {
	case f.h >= 8:
		return 2
	case f.h >= 2:
		return 1
	}
	return 0
}

// rows is the number of lines of text that can be seen.
func (f *Field) rows() int {
	count := f.h - f.statusLines()
	if f.titled() {
		count--
	}
	return max(count, 1)
}

// gutter is the width of the line numbers with the mark behind them.
func (f *Field) gutter() int { return max(len(strconv.Itoa(len(f.b.lines))), 2) + 2 }

// area is the width of the text.
func (f *Field) area() int { return max(f.inner()-f.gutter(), 1) }

// follow scrolls so that the cursor is seen.
func (f *Field) follow() {
	rows := f.rows()
	f.top = min(f.top, max(len(f.b.lines)-rows, 0))
	if f.b.cur.row < f.top {
		f.top = f.b.cur.row
	}
	if f.b.cur.row >= f.top+rows {
		f.top = f.b.cur.row - rows + 1
	}
	cell, area := cellOf(f.b.line(), f.b.cur.col), f.area()
	switch {
	case cell < area-1 && f.scroll > 0 && cell < f.scroll+1:
		f.scroll = 0
	case cell < f.scroll+1 && f.scroll > 0:
		f.scroll = max(cell-area/2, 0)
	case cell >= f.scroll+area-1:
		f.scroll = cell - area/2
	}
}

func (f *Field) ink(as role, drawn string) string { return f.inks.of[as].on + drawn + f.inks.of[as].off }

// framed puts the mark of the focus before a line.
func (f *Field) framed(line string) string {
	if f.focused {
		return f.ink(accent, f.c.Styles.Glyphs.BorderV) + " " + line
	}
	return "  " + line
}

// row draws one line of the text with its number; behind the last there is nothing.
func (f *Field) row(i int) string {
	if i >= len(f.b.lines) {
		return ""
	}
	gutter := f.gutter()
	number := strconv.Itoa(i + 1)
	number = text.Spaces(gutter-2-len(number)) + number
	look := dim
	if f.focused && i == f.b.cur.row {
		look = accent
	}
	marks := f.marksOn(i)
	sign := " "
	if len(marks) > 0 {
		role := warnInk
		for _, mark := range marks {
			if !mark.warn {
				role = errorInk
			}
		}
		sign = f.ink(role, f.c.Styles.Glyphs.Warn)
	}
	return f.ink(look, number) + sign + " " + f.content(i, marks)
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

// content draws the visible part of a line and, behind it, the name of the
// evaluator whose ID stands there.
func (f *Field) content(i int, marks []mark) string {
	pen := drawer{f: f, line: f.b.lines[i], marks: marks, cursor: -1, left: f.scroll, right: f.scroll + f.area()}
	if f.focused && i == f.b.cur.row {
		pen.cursor = f.b.cur.col
	}
	pen.draw()
	if room := pen.right - pen.x - 2; room >= 4 && !pen.cut {
		if name, ok := f.nameOn(i); ok {
			pen.out.WriteString("  " + f.ink(dim, string(text.Cut(name, room))))
		}
	}
	return pen.out.String()
}

// nameOn gives the name of the evaluator whose ID stands on a line.
func (f *Field) nameOn(row int) (text.Safe, bool) {
	i := sort.Search(len(f.notes), func(i int) bool { return f.notes[i].row >= row })
	if f.c.Name == nil || i == len(f.notes) || f.notes[i].row != row {
		return "", false
	}
	return f.c.Name(f.notes[i].id)
}

// status is what stands under the text: what happened, or the faults, or that
// there are none.
func (f *Field) status() []string {
	count := f.statusLines()
	if count == 0 {
		return nil
	}
	look, words := f.words()
	lines := text.Wrap(words, f.inner())
	if len(lines) > count {
		rest := lines[count-1]
		for _, line := range lines[count:] {
			rest = text.Concat(rest, " ", line)
		}
		lines = append(lines[:count-1:count-1], text.Cut(rest, f.inner()))
	}
	out := make([]string, count)
	for i, line := range lines {
		out[i] = f.ink(look, string(line))
	}
	return out
}

func (f *Field) words() (role, text.Safe) {
	dot := text.Clean(" " + f.c.Styles.Glyphs.Dot + " ")
	line, column := f.Cursor()
	switch at := f.nearest(); {
	case f.say != "":
		return accent, f.say
	case at >= 0:
		fault := f.faults[at]
		// Since the check the text may have moved: the mark knows where to.
		for _, mark := range f.marks {
			if mark.fault == at {
				fault.Line = mark.at.row + 1
			}
		}
		look := errorInk
		if fault.Severity == evaljson.Warning {
			look = warnInk
		}
		if f.statusLines() < 2 { // what to do matters more than how many there are
			return look, text.Clean(fmt.Sprintf("line %d: %s", fault.Line, fault.Message))
		}
		return look, text.Concat(f.tally(), dot, text.Clean(fault.String()))
	case f.seen != f.gen:
		return dim, text.Clean("checking" + f.c.Styles.Glyphs.Ellipsis)
	default:
		return dim, text.Concat(text.Clean(f.c.Styles.Glyphs.Check+" no faults"), dot,
			text.Clean(fmt.Sprintf("line %d of %s, column %d", line, text.Count(len(f.b.lines)), column)))
	}
}

// nearest is the fault to speak of: errors before warnings, and of each the one
// under the cursor, else one on its line, else the first; -1 for none.
func (f *Field) nearest() int {
	best, rank := -1, 0
	for _, mark := range f.marks {
		weight := 1
		switch {
		case mark.at.row == f.b.cur.row && mark.at.col <= f.b.cur.col && f.b.cur.col <= mark.at.col+mark.size:
			weight = 3
		case mark.at.row == f.b.cur.row:
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

func (f *Field) tally() text.Safe {
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

package tasks

import (
	"cmp"
	"slices"
	"strings"

	"ax-tui/ui/text"
)

// Column is a column of a table for people. Cells are cut only on a terminal,
// and only those of columns with a Min; whole columns are left out only on a
// terminal that is too narrow, those with the highest Drop first.
type Column struct {
	Title text.Safe
	Right bool // numbers
	Min   int  // may be cut down to this many cells; 0: never cut
	Drop  int  // 0: never left out
	// Paint colours the padded cell of a row; nil: no colour.
	Paint func(row int, cell string) string
}

const gap = 2 // cells between columns

// Grid gives the table, a line a row, with its line of titles. Width is the
// terminal's in cells, 0 for none: then every row is whole.
func Grid(cols []Column, rows [][]text.Safe, width int) string {
	widths := make([]int, len(cols))
	for i, column := range cols {
		widths[i] = text.Width(column.Title)
		for _, r := range rows {
			widths[i] = max(widths[i], text.Width(r[i]))
		}
	}
	shown := fit(cols, widths, width)
	var out strings.Builder
	line := func(row int, cell func(int) text.Safe) {
		var l strings.Builder
		for n, i := range shown {
			if n > 0 {
				l.WriteString(text.Spaces(gap))
			}
			side := text.Left
			if cols[i].Right {
				side = text.Right
			}
			fitted := string(text.Fit(cell(i), widths[i], side))
			if paint := cols[i].Paint; paint != nil && row >= 0 {
				fitted = paint(row, fitted)
			}
			l.WriteString(fitted)
		}
		out.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	line(-1, func(i int) text.Safe { return cols[i].Title })
	for row, r := range rows {
		line(row, func(i int) text.Safe { return r[i] })
	}
	return out.String()
}

// fit says which columns are shown and narrows those that may be cut, the widest
// first. A terminal too narrow for anything gets whole rows, which wrap there
// and can still be read.
func fit(cols []Column, widths []int, width int) []int {
	shown := make([]int, len(cols))
	for i := range cols {
		shown[i] = i
	}
	for width > 0 {
		over, room := -gap-width, 0
		for _, i := range shown {
			over += widths[i] + gap
			if m := cols[i].Min; m > 0 {
				room += max(0, widths[i]-m)
			}
		}
		if room >= over {
			narrow(cols, widths, shown, over)
			return shown
		}
		last := slices.MaxFunc(shown, func(left, right int) int { return cmp.Compare(cols[left].Drop, cols[right].Drop) })
		if cols[last].Drop == 0 {
			return shown
		}
		shown = slices.DeleteFunc(shown, func(i int) bool { return i == last })
	}
	return shown
}

// narrow takes n cells off the columns that may be cut, which have them to give.
func narrow(cols []Column, widths, shown []int, n int) {
	for ; n > 0; n-- {
		most := -1
		for _, i := range shown {
			if m := cols[i].Min; m > 0 && widths[i] > m && (most < 0 || widths[i] > widths[most]) {
				most = i
			}
		}
		widths[most]--
	}
}

// leastRoom is the room in cells below which sentences are left to the terminal.
const leastRoom = 20

// Sheet gives one thing as lines of name and value, the names in one column.
// A value of several lines goes on under itself. Width is the terminal's in
// cells, 0 for none: then no sentence is broken.
func Sheet(fields []Field, width int) string {
	names := 0
	for _, field := range fields {
		if len(field.Value) > 0 {
			names = max(names, text.Width(field.Name))
		}
	}
	var out strings.Builder
	for _, field := range fields {
		if room := width - names - gap; field.Sentence && room >= leastRoom {
			field.Value = text.WrapLines(field.Value, room)
		}
		for i, v := range field.Value {
			name := field.Name
			if i > 0 {
				name = ""
			}
			out.WriteString(strings.TrimRight(string(text.Pad(name, names))+text.Spaces(gap)+string(v), " ") + "\n")
		}
	}
	return out.String()
}

// Field is a line of a Sheet, or several; without a value it is left out.
type Field struct {
	Name     text.Safe
	Value    []text.Safe
	Sentence bool // broken at words; what may be copied, such as filters and JSON, stays whole
}

// oneLine is a field with one line.
func oneLine(name, value text.Safe) Field {
	if value == "" {
		return Field{Name: name}
	}
	return Field{Name: name, Value: []text.Safe{value}}
}

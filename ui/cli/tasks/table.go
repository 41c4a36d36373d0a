package tasks

import (
	"cmp"
	"slices"
	"strings"

	"ax-tui/ui/text"
)

// Column is a column of a table for people. Only on a terminal that is too narrow are
// cells of columns with a MinWidth shortened, and columns with a DropOrder omitted,
// the highest first.
type Column struct {
	Title      text.Safe
	AlignRight bool // for numbers
	MinWidth   int  // cells may be shortened to this width; 0 for never
	DropOrder  int  // 0 for never omitted
	// Paint colours the padded cell of a row; nil for no colour.
	Paint func(row int, cell string) string
}

const gap = 2 // cells between columns

// maxCell is the most characters of a name or reason in a table: every cell of a column is
// padded to the widest. Names have 255 at most (contract section 3); JSON has it all.
const maxCell = 500

// cellText returns text of the server for a cell of a table.
func cellText(raw string) text.Safe { return text.CleanN(raw, maxCell) }

// Grid formats a table with one line per row below a line of titles. width is the
// width of the terminal in cells; 0 means no limit.
func Grid(cols []Column, rows [][]text.Safe, width int) string {
	widths := make([]int, len(cols))
	for i, column := range cols {
		widths[i] = text.Width(column.Title)
		for _, row := range rows {
			widths[i] = max(widths[i], text.Width(row[i]))
		}
	}
	shown := fitColumns(cols, widths, width)
	var out strings.Builder
	writeLine := func(row int, cell func(int) text.Safe) {
		var buf strings.Builder
		for position, i := range shown {
			if position > 0 {
				buf.WriteString(text.Spaces(gap))
			}
			side := text.Left
			if cols[i].AlignRight {
				side = text.Right
			}
			fitted := string(text.Fit(cell(i), widths[i], side))
			if paint := cols[i].Paint; paint != nil && row >= 0 {
				fitted = paint(row, fitted)
			}
			buf.WriteString(fitted)
		}
		out.WriteString(strings.TrimRight(buf.String(), " ") + "\n")
	}
	writeLine(-1, func(i int) text.Safe { return cols[i].Title })
	for number, row := range rows {
		writeLine(number, func(i int) text.Safe { return row[i] })
	}
	return out.String()
}

// fitColumns returns the columns to show and reduces the widths of those that may be
// shortened. If nothing fits, the remaining columns keep their full width and wrap on
// the terminal.
func fitColumns(cols []Column, widths []int, width int) []int {
	shown := make([]int, len(cols))
	for i := range cols {
		shown[i] = i
	}
	for width > 0 {
		excess, available := -gap-width, 0
		for _, i := range shown {
			excess += widths[i] + gap
			if least := cols[i].MinWidth; least > 0 {
				available += max(0, widths[i]-least)
			}
		}
		if available >= excess {
			shrinkColumns(cols, widths, shown, excess)
			return shown
		}
		last := slices.MaxFunc(shown, func(left, right int) int { return cmp.Compare(cols[left].DropOrder, cols[right].DropOrder) })
		if cols[last].DropOrder == 0 {
			return shown
		}
		shown = slices.DeleteFunc(shown, func(i int) bool { return i == last })
	}
	return shown
}

// shrinkColumns removes count cells from the columns that may be shortened, always
// from the widest. The columns must have that many cells to spare.
func shrinkColumns(cols []Column, widths, shown []int, count int) {
	for ; count > 0; count-- {
		widest := -1
		for _, i := range shown {
			if least := cols[i].MinWidth; least > 0 && widths[i] > least && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		widths[widest]--
	}
}

// minSentenceWidth is the width in cells below which the terminal wraps sentences.
const minSentenceWidth = 20

// Sheet formats fields as lines of name and value, with the names in one column.
// width is the width of the terminal in cells, to which sentences are wrapped; 0
// means no limit.
func Sheet(fields Fields, width int) string {
	nameWidth := 0
	for _, field := range fields {
		if len(field.Value) > 0 {
			nameWidth = max(nameWidth, text.Width(field.Name))
		}
	}
	var out strings.Builder
	for _, field := range fields {
		if valueWidth := width - nameWidth - gap; field.Sentence && valueWidth >= minSentenceWidth {
			field.Value = text.WrapLines(field.Value, valueWidth)
		}
		for i, line := range field.Value {
			name := field.Name
			if i > 0 {
				name = ""
			}
			out.WriteString(strings.TrimRight(string(text.Pad(name, nameWidth))+text.Spaces(gap)+field.paint(string(line)), " ") + "\n")
		}
	}
	return out.String()
}

// Field is a field of a Sheet with one line or more; without a value it is omitted.
type Field struct {
	Name     text.Safe
	Value    []text.Safe
	Sentence bool                     // wrapped at words; values to copy, such as filters and JSON, are not
	Paint    func(line string) string // colours the value; nil for no colour
}

func (f *Field) paint(line string) string {
	if f.Paint == nil {
		return line
	}
	return f.Paint(line)
}

// Fields are the fields of a Sheet.
type Fields []Field

// line adds a field with one line, none if it is "".
func (f *Fields) line(name, value text.Safe) {
	if value != "" {
		f.lines(name, []text.Safe{value})
	}
}

// lines adds a field with several lines.
func (f *Fields) lines(name text.Safe, value []text.Safe) {
	*f = append(*f, Field{Name: name, Value: value})
}

// sentence adds a field whose lines are wrapped at words, none if it has only "".
func (f *Fields) sentence(name text.Safe, value ...text.Safe) {
	if len(value) != 1 || value[0] != "" {
		*f = append(*f, Field{Name: name, Value: value, Sentence: true})
	}
}

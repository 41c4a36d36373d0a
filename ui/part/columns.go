package part

import (
	"slices"
	"strings"
)

// Arrangement is which columns a table shows and in which order, as the settings
// keep it: their names, which are the titles in lower case. Those before pinEnd stay
// in view; without it, those stay that are made for it. nil is every column in the
// order of the table.
type Arrangement []string

// pinEnd separates the pinned columns of an Arrangement from the others.
const pinEnd = "|"

// ColumnChoice is a column as the picker of columns offers it.
type ColumnChoice struct {
	Name          string // see Column.Name
	Column        int
	Shown, Pinned bool
}

// Name is the title in lower case, as the settings name a column.
func (c *Column) Name() string { return strings.ToLower(string(c.Title)) }

// SetColumns replaces the columns; what was chosen stays, as far as they have it.
func (t *Table) SetColumns(columns []Column) {
	t.columns, t.cells = columns, make([]Cell, len(columns))
	t.relayout()
}

// ColumnName returns the name of a column.
func (t *Table) ColumnName(column int) string { return t.columns[column].Name() }

// Arrange chooses the columns.
func (t *Table) Arrange(chosen Arrangement) {
	t.arranged = chosen
	t.relayout()
}

// Arranged returns what Arrange has chosen.
func (t *Table) Arranged() Arrangement { return t.arranged }

// HideColumn leaves out a column that would have the same text in every row; -1: none.
func (t *Table) HideColumn(column int) {
	if t.hidden != column {
		t.hidden = column
		t.relayout()
	}
}

// Choices returns every column: first those that are shown, in their order.
func (t *Table) Choices() []ColumnChoice { return t.choices(t.arranged) }

// DefaultChoices is Choices as if nothing had been chosen.
func (t *Table) DefaultChoices() []ColumnChoice { return t.choices(nil) }

func (t *Table) choices(chosen Arrangement) []ColumnChoice {
	order, pinned := t.ordered(chosen)
	out := make([]ColumnChoice, 0, len(t.columns))
	for i, column := range order {
		out = append(out, ColumnChoice{Name: t.columns[column].Name(), Column: column, Shown: true, Pinned: i < pinned})
	}
	for i := range t.columns {
		if !slices.Contains(order, i) {
			out = append(out, ColumnChoice{Name: t.columns[i].Name(), Column: i})
		}
	}
	return out
}

// ArrangementOf returns the arrangement of chosen columns.
func ArrangementOf(choices []ColumnChoice) Arrangement {
	var pinned, others Arrangement
	for _, choice := range choices {
		switch {
		case choice.Shown && choice.Pinned:
			pinned = append(pinned, choice.Name)
		case choice.Shown:
			others = append(others, choice.Name)
		}
	}
	return slices.Concat(pinned, Arrangement{pinEnd}, others)
}

// ordered returns the chosen columns, the pinned ones first, and how many are pinned.
func (t *Table) ordered(chosen Arrangement) (order []int, pinned int) {
	end := slices.Index(chosen, pinEnd)
	var others []int
	add := func(column int, pin bool) {
		if pin {
			order = append(order, column)
			return
		}
		others = append(others, column)
	}
	for i, name := range chosen {
		at := slices.IndexFunc(t.columns, func(column Column) bool { return column.Name() == name })
		if at >= 0 && !slices.Contains(order, at) && !slices.Contains(others, at) {
			add(at, i < end || end < 0 && t.columns[at].Pinned)
		}
	}
	if len(order)+len(others) == 0 { // nothing is chosen, or nothing that exists
		for i := range t.columns {
			add(i, t.columns[i].Pinned)
		}
	}
	return append(order, others...), len(order)
}

// relayout places the columns again.
func (t *Table) relayout() {
	t.order, t.pinned = t.ordered(t.arranged)
	if i := slices.Index(t.order, t.hidden); i >= 0 && len(t.order) > 1 {
		t.order = slices.Delete(t.order, i, i+1)
		if i < t.pinned {
			t.pinned--
		}
	}
	t.layout = arrange(t.columns, t.order, t.pinned, t.width-gutter, t.offset)
	t.offset = t.layout.offset
	t.Dirty()
}

// SetSorted marks the column that sorts the rows, counted from 1; 0 is none.
func (t *Table) SetSorted(column int, reversed bool) {
	t.sorted, t.reversed = column, reversed
	t.drawn = nil
}

// SeesSorted reports whether the column that sorts the rows is in view.
func (t *Table) SeesSorted() bool { return t.sorted > 0 && slices.Contains(t.layout.shown, t.sorted-1) }

// SetFound sets the text to highlight, in lower case; "" is none.
func (t *Table) SetFound(found string) {
	t.found, t.matchSelected = nil, t.styles.Selected.Underline()
	if found != "" {
		t.found = append([]string{found}, strings.Fields(found)...)
	}
	t.Dirty()
}

package part

import (
	"strings"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Column is one column of a Table. The first one stays in view when the
// others are scrolled sideways.
type Column struct {
	Title text.Safe
	Width int  // cells it would like
	Min   int  // cells it can do with; 0: Width
	Flex  int  // share of the spare room; 0: none
	Right bool // numbers stand at the right edge
}

// Cell is what a row shows in a column. A nil Style is plain text.
type Cell struct {
	Text  text.Safe
	Style *theme.Style
}

// Source is where a Table takes its rows from. Only rows in view are asked
// for, so that no cost depends on Len. Row fills in one cell a column.
type Source interface {
	Len() int
	ID(i int) string
	IndexOf(id string) (int, bool)
	Row(i int, cells []Cell)
}

// Table is a windowed table: a header and the rows in view. The selection is
// an ID and survives whatever happens to the rows around it.
type Table struct {
	st   *theme.Styles
	cols []Column
	src  Source
	w, h int

	sel    int
	selID  string
	top    int
	offset int  // first column shown after the sticky one, less one
	expect bool // further rows are to come behind the last one
	owed   int  // rows moved down past the last one, to be made good when they come

	lay    layout
	lines  map[int]string // unselected rows in view, by index
	cells  []Cell
	view   string
	cached bool
}

// NewTable makes a table over a source.
func NewTable(st *theme.Styles, cols []Column, src Source) *Table {
	table := &Table{st: st, cols: cols, src: src, lines: map[int]string{}, cells: make([]Cell, len(cols)), w: 1, h: 1}
	return table
}

// SetSize gives the table its room, header included. Any size is fine.
func (t *Table) SetSize(w, h int) {
	if w == t.w && h == t.h {
		return
	}
	t.w, t.h = max(w, 1), max(h, 1)
	t.relayout()
	t.Reveal()
}

// SetColumns changes the columns.
func (t *Table) SetColumns(cols []Column) {
	t.cols, t.cells = cols, make([]Cell, len(cols))
	t.relayout()
}

func (t *Table) relayout() {
	t.lay = arrange(t.cols, t.w-gutter, t.offset)
	t.offset = t.lay.offset
	t.Dirty()
}

// Dirty makes every row in view be drawn anew: their content has changed.
func (t *Table) Dirty() {
	clear(t.lines)
	t.cached = false
}

// Rows is how many rows are in view at most.
func (t *Table) Rows() int { return max(t.h-1, 1) }

// Len is the number of rows.
func (t *Table) Len() int { return t.src.Len() }

// Index is the place of the selection, 0 when there are no rows.
func (t *Table) Index() int { return t.sel }

// Selected is the ID of the selected row, or false when there are no rows.
func (t *Table) Selected() (string, bool) { return t.selID, t.src.Len() > 0 }

// Window is the range of rows in view.
func (t *Table) Window() (from, to int) {
	return t.top, min(t.top+t.Rows(), t.src.Len())
}

// Sync finds the selection again after the rows have changed. When its row is
// gone the one that has taken its place is selected.
func (t *Table) Sync() {
	n := t.src.Len()
	if i, ok := t.src.IndexOf(t.selID); ok && t.selID != "" {
		if t.top > 0 {
			t.top += i - t.sel // keep the rows where they are on the screen
		}
		t.sel = i
	} else {
		t.take(min(t.sel, n-1))
	}
	t.clampTop()
	t.Dirty()
	if t.sel < t.top || t.sel >= t.top+t.Rows() {
		t.Reveal()
	}
	t.pay()
}

// owedMost bounds how far keys may run ahead of the rows.
const owedMost = 1000

// Expect says whether further rows are to come behind the last one. Then a
// motion down past the end is not lost: it is made good when they are there.
func (t *Table) Expect(more bool) {
	t.expect = more
	if !more {
		t.owed = 0
	}
}

// pay makes good what is owed, as far as there are rows now.
func (t *Table) pay() {
	if by := min(t.owed, t.src.Len()-1-t.sel); by > 0 {
		t.owed -= by
		t.Move(by)
	}
}

// down moves down and notes what goes past the end.
func (t *Table) down(by int, move func(int)) {
	if over := t.sel + by - (t.src.Len() - 1); t.expect && over > 0 {
		t.owed = min(t.owed+over, owedMost)
	}
	move(by)
}

// take selects a place; out of range it is clamped.
func (t *Table) take(i int) {
	n := t.src.Len()
	t.sel = max(min(i, n-1), 0)
	t.selID = ""
	if n > 0 {
		t.selID = t.src.ID(t.sel)
	}
	t.cached = false
}

// Select selects the row with an ID and reports whether it is there.
func (t *Table) Select(id string) bool {
	i, ok := t.src.IndexOf(id)
	if ok {
		t.take(i)
		t.Reveal()
	}
	return ok
}

// Move moves the selection by so many rows.
func (t *Table) Move(by int) {
	t.take(t.sel + by)
	t.Reveal()
}

// Reveal scrolls so that the selection is in view, no further than it must.
func (t *Table) Reveal() {
	top := Reveal(t.top, t.sel, t.Rows(), t.src.Len())
	if top != t.top {
		t.top = top
		t.forgetHidden()
		t.cached = false
	}
}

// revealMargin is how many rows stay in view above and below a selection,
// except at the ends of the rows and in lists too low for it.
const revealMargin = 2

// Reveal is the first of n rows to show in a list of so many rows, so that the
// selection is in view. It goes on line by line; after a jump of more than half
// a page the selection is in the middle.
func Reveal(top, sel, rows, n int) int {
	if half := rows / 2; sel < top-half || sel >= top+rows+half {
		top = sel - half
	}
	margin := min(revealMargin, (rows-1)/2)
	top = max(min(top, sel-margin), sel+margin-rows+1)
	return max(min(top, n-rows), 0)
}

func (t *Table) clampTop() {
	t.top = max(min(t.top, t.src.Len()-t.Rows()), 0)
}

func (t *Table) forgetHidden() {
	from, to := t.Window()
	for i := range t.lines {
		if i < from || i >= to {
			delete(t.lines, i)
		}
	}
}

// Do carries out a motion and reports whether it was one.
func (t *Table) Do(action keymap.Action) bool {
	page := max(t.Rows()-1, 1)
	by, ok := Motion(action, page, page/2, t.src.Len())
	move := t.Move
	switch action {
	case keymap.PageDown, keymap.HalfDown, keymap.PageUp, keymap.HalfUp:
		move = t.page
	}
	switch action {
	case keymap.Down, keymap.PageDown, keymap.HalfDown:
		t.down(by, move)
		return true
	}
	t.owed = 0 // another motion: what was meant before no longer counts
	switch action {
	case keymap.Left:
		t.scroll(-1)
	case keymap.Right:
		t.scroll(1)
	default:
		if ok {
			move(by)
		}
		return ok
	}
	return true
}

// page moves the selection and the window together.
func (t *Table) page(by int) {
	t.top += by
	t.clampTop()
	t.forgetHidden()
	t.Move(by)
}

func (t *Table) scroll(by int) {
	if by > 0 && !t.lay.right || by < 0 && !t.lay.left {
		return
	}
	t.offset += by
	t.relayout()
}

// View is the header and the rows in view, as many lines as the table has rows
// to show; unselected rows carry no trailing blanks.
func (t *Table) View() string {
	if t.cached {
		return t.view
	}
	var out strings.Builder
	out.Grow(len(t.view) + 512)
	out.WriteString(t.header())
	from, to := t.Window()
	for i := from; i < to && i-from < t.h-1; i++ {
		out.WriteByte('\n')
		out.WriteString(t.row(i))
	}
	t.view, t.cached = out.String(), true
	return t.view
}

package part

import (
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Column is one column of a Table.
type Column struct {
	Title   text.Safe
	Width   int  // preferred cells
	Min     int  // fewest cells; 0: Width
	Flex    int  // share of the remaining cells; 0: none
	Right   bool // right-aligned, for numbers
	Pinned  bool // stays in view when the others are scrolled sideways
	KeepEnd bool // a text that is cut keeps its last words, by which names differ
	Falling bool // sorted by it, the largest or newest comes first
}

// Cell is the text of a row in a column. A nil Style means unstyled.
type Cell struct {
	Text  text.Safe
	Short text.Safe // in place of Text when the column is narrower than it likes; "": Text is cut
	Style *theme.Style
	Looks []*theme.Style // one for each character of Text, in place of Style; nil: none
}

// Source provides the rows of a Table. Row is called for visible rows only, so
// that no cost depends on Len; it fills in one cell per column.
type Source interface {
	Len() int
	ID(i int) string
	IndexOf(id string) (int, bool)
	Row(i int, cells []Cell)
	Marked(i int) bool
}

// Table draws a header and the visible rows. The first row is selected until a motion or
// Select chooses a row. That one stays selected, by its ID, when other rows are added,
// removed or reordered.
type Table struct {
	styles        *theme.Styles
	columns       []Column
	arranged      Arrangement
	order         []int // columns to show, the pinned ones first
	pinned        int   // how many of order stay in view
	hidden        int   // column left out although it is chosen, -1: none
	source        Source
	width, height int

	selected   int
	selectedID string
	chosen     bool // by a motion or Select: not just the first row
	top        int
	offset     int  // columns scrolled past, not counting the pinned ones
	moreComing bool // further rows will be appended
	pending    int  // rows still to move down when further rows arrive

	sorted        int // the column that sorts the rows, counted from 1; 0: none
	reversed      bool
	found         []string // texts to highlight, in lower case, the first that a cell has
	matchSelected theme.Style

	layout layout
	lines  map[int]string // rendered unselected rows, by index
	cells  []Cell
	drawn  []string // nil if something has changed
}

// NewTable returns a table of the rows of a source.
func NewTable(styles *theme.Styles, columns []Column, source Source) *Table {
	table := &Table{styles: styles, source: source, lines: map[int]string{}, width: 1, height: 1, hidden: -1}
	table.SetColumns(columns)
	return table
}

// SetSize sets the size in cells, header included. Any size is valid.
func (t *Table) SetSize(width, height int) {
	if width == t.width && height == t.height {
		return
	}
	t.width, t.height = max(width, 1), max(height, 1)
	t.relayout()
	t.Reveal()
}

// Dirty must be called when the content of rows has changed: it drops the cached lines.
func (t *Table) Dirty() {
	clear(t.lines)
	t.drawn = nil
}

// Rows returns how many rows fit, at least one.
func (t *Table) Rows() int { return max(t.height-1, 1) }

// Len returns the number of rows.
func (t *Table) Len() int { return t.source.Len() }

// Index returns the index of the selected row, 0 when there are no rows.
func (t *Table) Index() int { return t.selected }

// Selected returns the ID of the selected row, or false when there are no rows.
func (t *Table) Selected() (string, bool) { return t.selectedID, t.source.Len() > 0 }

// Window returns the range of visible rows.
func (t *Table) Window() (from, to int) {
	return t.top, min(t.top+t.Rows(), t.source.Len())
}

// Chosen reports whether the selected row was chosen: others do not move the selection.
func (t *Table) Chosen() bool { return t.chosen }

// Choose keeps the selection on its row, or on the first row whichever that is.
func (t *Table) Choose(chosen bool) { t.chosen = chosen }

// Sync must be called after the rows have changed. A chosen row stays selected; if it
// is gone, the row now at its index is.
func (t *Table) Sync() {
	total := t.source.Len()
	if t.chosen = t.chosen && total > 0 && t.selectedID != ""; !t.chosen {
		t.selectIndex(0)
		t.top = 0
	} else if i, ok := t.source.IndexOf(t.selectedID); ok && t.selectedID != "" {
		if t.top > 0 {
			t.top += i - t.selected // keep the rows where they are on the screen
		}
		t.selected = i
	} else {
		t.selectIndex(min(t.selected, total-1))
	}
	t.clampTop()
	t.Dirty()
	if t.selected < t.top || t.selected >= t.top+t.Rows() {
		t.Reveal()
	}
	t.applyPending()
}

// maxPending limits how many rows keys may run ahead of the loaded ones.
const maxPending = 1000

// SetMore sets whether further rows will be appended. If so, a motion down past
// the last row is continued when they arrive.
func (t *Table) SetMore(more bool) {
	t.moreComing = more
	if !more {
		t.pending = 0
	}
}

// applyPending continues the pending motion down as far as there are rows.
func (t *Table) applyPending() {
	if by := min(t.pending, t.source.Len()-1-t.selected); by > 0 {
		t.pending -= by
		t.Move(by)
	}
}

// moveDown moves down and records how far the motion goes past the last row.
func (t *Table) moveDown(by int, move func(int)) {
	if over := t.selected + by - (t.source.Len() - 1); t.moreComing && over > 0 {
		t.pending = min(t.pending+over, maxPending)
	}
	move(by)
}

// selectIndex selects a row by its index, clamped to the rows there are.
func (t *Table) selectIndex(i int) {
	total := t.source.Len()
	t.selected = max(min(i, total-1), 0)
	t.selectedID = ""
	if total > 0 {
		t.selectedID = t.source.ID(t.selected)
	}
	t.drawn = nil
}

// Select selects the row with an ID and reports whether there is one.
func (t *Table) Select(id string) bool {
	i, ok := t.source.IndexOf(id)
	if ok {
		t.chosen = true
		t.selectIndex(i)
		t.Reveal()
	}
	return ok
}

// Move moves the selection down by a number of rows, up if negative.
func (t *Table) Move(by int) {
	t.chosen = true
	t.selectIndex(t.selected + by)
	t.Reveal()
}

// Reveal scrolls as little as needed to make the selection visible.
func (t *Table) Reveal() {
	top := Reveal(t.top, t.selected, t.Rows(), t.source.Len())
	if top != t.top {
		t.top = top
		t.dropHidden()
		t.drawn = nil
	}
}

// revealMargin is how many rows stay visible above and below the selection,
// except at both ends and in very low lists.
const revealMargin = 2

// Reveal returns the first visible row of a list that shows rows of total rows,
// so that the selected one is visible. It scrolls as little as needed; after a
// jump of more than half a page it centres the selection.
func Reveal(top, selected, rows, total int) int {
	if half := rows / 2; selected < top-half || selected >= top+rows+half {
		top = selected - half
	}
	margin := min(revealMargin, (rows-1)/2)
	top = max(min(top, selected-margin), selected+margin-rows+1)
	return max(min(top, total-rows), 0)
}

func (t *Table) clampTop() {
	t.top = max(min(t.top, t.source.Len()-t.Rows()), 0)
}

func (t *Table) dropHidden() {
	from, to := t.Window()
	for i := range t.lines {
		if i < from || i >= to {
			delete(t.lines, i)
		}
	}
}

// Do performs a motion and reports whether action is one.
func (t *Table) Do(action keymap.Action) bool {
	page := max(t.Rows()-1, 1)
	by, ok := Motion(action, page, page/2, t.source.Len())
	move := t.Move
	switch action {
	case keymap.PageDown, keymap.HalfDown, keymap.PageUp, keymap.HalfUp:
		move = t.page
	}
	switch action {
	case keymap.Down, keymap.PageDown, keymap.HalfDown:
		t.moveDown(by, move)
		return true
	}
	t.pending = 0 // any other motion cancels the pending one
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
	t.dropHidden()
	t.Move(by)
}

func (t *Table) scroll(by int) {
	if by > 0 && !t.layout.right || by < 0 && !t.layout.left {
		return
	}
	t.offset += by
	t.relayout()
}

// Lines returns the header and the visible rows, which the caller must not change;
// unselected rows have no trailing blanks.
func (t *Table) Lines() []string {
	if t.drawn == nil {
		from, to := t.Window()
		to = min(to, from+t.height-1)
		t.drawn = make([]string, 0, 1+max(to-from, 0))
		t.drawn = append(t.drawn, t.header())
		for i := from; i < to; i++ {
			t.drawn = append(t.drawn, t.row(i))
		}
	}
	return t.drawn
}

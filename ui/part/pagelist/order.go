package pagelist

import (
	"cmp"
	"math"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// order maps shown rows to loaded rows: filtered by the search text, then sorted.
// Without search text and sorting it is off and empty, so that it costs nothing.
type order struct {
	by      int // column, counted from 1; 0: the server's order
	reverse bool
	find    string   // lower case
	words   []string // of find, if there are several
	on      bool
	shown   []int32 // loaded indices, in the order shown
	place   []int32 // shown index by loaded index, -1: not shown
	ranked  []ranked
}

// ranked is a row that is sorted by a number.
type ranked struct {
	rank int64
	row  int32 // loaded index
}

// source is the source of the table.
type source struct{ list *Base }

func (s source) Len() int {
	if s.list.order.on {
		return len(s.list.order.shown)
	}
	return s.list.loaded.Len()
}

func (s source) ID(i int) string { return s.list.shownID(i) }

func (s source) IndexOf(id string) (int, bool) {
	i, ok := s.list.loaded.IndexOf(id)
	if !ok || !s.list.order.on {
		return i, ok
	}
	at := s.list.order.place[i]
	return int(at), at >= 0
}

func (s source) Marked(i int) bool {
	return len(s.list.marks.rows) > 0 && s.list.IsMarked(s.ID(i))
}

func (s source) Row(i int, cells []part.Cell) { s.list.spec.Content.Cells(s.list.Shown(i), cells) }

// Shown returns the row at an index of the table, by its index for At.
func (l *Base) Shown(i int) int {
	if l.order.on {
		return int(l.order.shown[i])
	}
	return i
}

func (l *Base) shownID(i int) string { return l.loaded.rows.idAt(l.Shown(i)) }

// Resort must be called when the content of rows has changed: it applies search
// text and sorting again.
func (l *Base) Resort() {
	l.apply()
	l.spec.Content.Changed()
}

// apply rebuilds the order and keeps the selection.
func (l *Base) apply() {
	order := &l.order
	order.on = order.by > 0 || order.reverse || order.find != "" || l.narrow.Keep != nil
	if order.on {
		l.arrange()
	} else {
		order.shown, order.place = nil, nil
	}
	l.Table.SetSorted(order.by, order.reverse)
	l.Table.SetMore(l.loaded.More() && !l.partial())
	l.Table.Sync()
}

// Narrowing shows some of the loaded rows only, which are given by their indices for At.
// The zero value shows all.
type Narrowing struct {
	Chip text.Safe           // what is shown: "attention"
	Keep func(row int) bool  // reports whether a row is shown; nil: every row is
	Rank func(row int) int64 // their order unless they are sorted by a column; nil: the server's
}

// Narrow shows some of the loaded rows only. The find applies to them. The first of them
// is selected, and afterwards again the row that was. Meanwhile the rows up to a bound are
// loaded.
func (l *Base) Narrow(narrow Narrowing) tea.Cmd {
	l.saveSelection()
	l.narrow = narrow
	l.Table.SetMore(false) // a pending motion was meant for other rows
	if narrow.Keep != nil {
		l.Table.Choose(false) // the first row may be the worst
	}
	l.apply()
	if narrow.Keep == nil {
		l.restoreSelection()
	}
	l.Table.Reveal()
	l.spec.Content.Changed()
	if l.until > 0 || narrow.Keep == nil {
		l.loadingAll, l.until = l.loadingAll && l.until == 0, 0
	}
	if narrow.Keep == nil || l.loadingAll || l.loaded.HasPage() && (!l.loaded.More() || l.loaded.Len() >= readNarrowed) {
		return nil
	}
	l.loadingAll, l.until = true, readNarrowed
	return l.prefetch()
}

// Narrowed reports whether Narrow shows only some rows.
func (l *Base) Narrowed() bool { return l.narrow.Keep != nil }

// partial reports whether only some of the loaded rows are shown.
func (l *Base) partial() bool { return l.order.find != "" || l.narrow.Keep != nil }

func (l *Base) arrange() {
	order, count := &l.order, l.loaded.Len()
	order.shown = order.shown[:0]
	for i := range count {
		if (l.narrow.Keep == nil || l.narrow.Keep(i)) && l.finds(i) {
			order.shown = append(order.shown, int32(i))
		}
	}
	l.sort()
	order.place = slices.Grow(order.place[:0], count)[:count]
	for i := range order.place {
		order.place[i] = -1
	}
	for at, i := range order.shown {
		order.place[i] = int32(at)
	}
}

// finds reports whether a row contains the search text, or each of its words.
func (l *Base) finds(row int) bool {
	order := &l.order
	if order.find == "" || l.spec.Content.Matches(row, order.find) {
		return true
	}
	return len(order.words) > 0 && !slices.ContainsFunc(order.words, func(word string) bool { return !l.spec.Content.Matches(row, word) })
}

func (l *Base) sort() {
	order, rank := &l.order, l.narrow.Rank
	if order.by > 0 {
		rank = l.spec.Content.Rank(order.by - 1)
	}
	switch {
	case rank != nil:
		l.sortByRank(rank)
		return
	case order.by == 0:
		if order.reverse {
			slices.Reverse(order.shown)
		}
		return
	}
	compare := l.spec.Content.Compare(order.by - 1)
	known := order.ranked[:0]
	for _, i := range order.shown {
		known = append(known, ranked{row: i})
	}
	sortRanked(known, func(left, right ranked) int {
		result := compare(int(left.row), int(right.row))
		if order.reverse {
			result = -result
		}
		return result
	})
	for at := range known {
		order.shown[at] = known[at].row
	}
	order.ranked = known
}

// sortRanked sorts rows; those that compare equal keep the server's order. Comparing
// their indices is many times as fast as a stable sort, which matters with 100 000 rows.
func sortRanked(rows []ranked, compare func(left, right ranked) int) {
	slices.SortFunc(rows, func(left, right ranked) int {
		if result := compare(left, right); result != 0 {
			return result
		}
		return cmp.Compare(left.row, right.row)
	})
}

// Unranked is the rank of rows about which nothing is known: the last ones, which cost no
// sorting.
const Unranked = math.MaxInt64

// sortByRank sorts the shown rows by a number; rows of one rank keep the server's order.
func (l *Base) sortByRank(rank func(row int) int64) {
	order := &l.order
	known, rest := order.ranked[:0], order.shown[:0] // rest is written behind what is read
	for _, i := range order.shown {
		switch number := rank(int(i)); {
		case number == Unranked:
			rest = append(rest, i)
		case order.reverse:
			known = append(known, ranked{rank: -number, row: i})
		default:
			known = append(known, ranked{rank: number, row: i})
		}
	}
	sortRanked(known, func(left, right ranked) int { return cmp.Compare(left.rank, right.rank) })
	sorted := order.shown[len(rest):]
	if !order.reverse {
		copy(order.shown[len(known):], rest)
		sorted = order.shown
	}
	for at := range known {
		sorted[at] = known[at].row
	}
	order.ranked = known
}

// SortPicked is the order that was picked for a list, see SortState.
type SortPicked struct {
	host.Tag
	SortState
}

// SortState is the order of a list.
type SortState struct {
	By       int // column, counted from 1; 0: the server's order
	Reversed bool
}

// Sorted returns the order after a column was picked to sort by; -1: the server's. The
// same one again reverses it.
func (s SortState) Sorted(column int) SortState {
	by := column + 1
	return SortState{By: by, Reversed: by > 0 && by == s.By && !s.Reversed}
}

// ColumnsPicked are the columns that were chosen for a list; nil: those it is made with.
type ColumnsPicked struct {
	host.Tag
	Chosen part.Arrangement
}

// arrangeColumns shows the chosen columns and keeps the choice.
func (l *Base) arrangeColumns(chosen part.Arrangement) tea.Cmd {
	l.Table.Arrange(chosen)
	return l.spec.Env.KeepColumns(l.spec.Name, chosen)
}

// SortState returns the order of the rows.
func (l *Base) SortState() SortState {
	return SortState{By: l.order.by, Reversed: l.order.reverse}
}

// SetColumns replaces the columns. The order stays if its column does.
func (l *Base) SetColumns(columns []part.Column) {
	name := l.sortName()
	l.Table.SetColumns(columns)
	at := slices.IndexFunc(columns, func(column part.Column) bool { return column.Name() == name })
	if l.order.by = at + 1; at < 0 {
		l.order.reverse = false
	}
	l.apply()
}

// sortName names the column that sorts the rows.
func (l *Base) sortName() string {
	if l.order.by == 0 {
		return "server order"
	}
	return l.Table.ColumnName(l.order.by - 1)
}

// sortBy sorts the loaded rows and returns a notice that says so.
func (l *Base) sortBy(by int, reverse bool) tea.Cmd {
	if l.loaded.Len() == 0 {
		return nil
	}
	l.order.by, l.order.reverse = by, reverse
	l.Table.SetMore(false) // a pending motion was meant for the old order
	l.apply()
	l.Table.Reveal()
	l.spec.Content.Changed()
	notice := text.Lit("Sorted in server order")
	if by > 0 {
		notice = text.Concat("Sorted by ", text.Clean(l.sortName()))
	}
	if reverse {
		notice = text.Concat(notice, ", reversed")
	}
	if l.order.on && l.loaded.More() {
		notice = text.Concat(notice, ", loaded rows only")
	}
	return host.Say(host.Info, text.Concat(notice, "."))
}

// saveSelection saves a chosen row before rows are hidden, so that
// restoreSelection can select it again unless the user moves meanwhile.
func (l *Base) saveSelection() {
	if id, ok := l.Table.Selected(); ok && l.Table.Chosen() && l.savedID == "" {
		l.savedID = id
	}
}

// restoreSelection selects the saved row if it is shown.
func (l *Base) restoreSelection() {
	if l.savedID != "" && l.Table.Select(l.savedID) {
		l.savedID = ""
	}
}

// CompareFold compares the lower-case forms of two strings, without allocating if
// they are ASCII.
func CompareFold(left, right string) int {
	common := min(len(left), len(right))
	for i := range common {
		leftByte, rightByte := lower(left[i]), lower(right[i])
		if leftByte >= 0x80 || rightByte >= 0x80 {
			return strings.Compare(strings.ToLower(left[i:]), strings.ToLower(right[i:]))
		}
		if leftByte != rightByte {
			return cmp.Compare(leftByte, rightByte)
		}
	}
	return cmp.Compare(len(left), len(right))
}

// maxSearched is how many bytes of a value a find looks at.
const maxSearched = 1 << 16

// ContainsFold reports whether the lower-case form of value contains find, which is
// in lower case, without allocating if value is ASCII. Of a very long value it
// searches the beginning.
func ContainsFold(value, find string) bool {
	value = value[:min(len(value), maxSearched)]
	for i := range len(value) {
		if value[i] >= 0x80 {
			return strings.Contains(strings.ToLower(value), find)
		}
	}
	for i := 0; i+len(find) <= len(value); i++ {
		j := 0
		for j < len(find) && lower(value[i+j]) == find[j] {
			j++
		}
		if j == len(find) {
			return true
		}
	}
	return false
}

func lower(char byte) byte {
	if 'A' <= char && char <= 'Z' {
		return char + 'a' - 'A'
	}
	return char
}

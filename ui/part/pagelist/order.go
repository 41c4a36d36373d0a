package pagelist

import (
	"cmp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// order maps what is shown to what is loaded: found, then sorted. While nothing
// is sought and nothing sorted it is off and holds nothing, so that it costs nothing.
type order struct {
	by      int // index of Spec.Sorts
	reverse bool
	find    string // lower case
	on      bool
	shown   []int32 // loaded indexes, in the order shown
	place   []int32 // shown index by loaded index, -1: not shown
}

// source hands the table its rows.
type source[Q comparable, W, R any] struct{ l *List[Q, W, R] }

func (s source[Q, W, R]) Len() int {
	if s.l.order.on {
		return len(s.l.order.shown)
	}
	return s.l.Rows.Len()
}

func (s source[Q, W, R]) ID(i int) string { return s.l.spec.ID(s.l.Shown(i)) }

func (s source[Q, W, R]) IndexOf(id string) (int, bool) {
	i, ok := s.l.Rows.IndexOf(id)
	if !ok || !s.l.order.on {
		return i, ok
	}
	at := s.l.order.place[i]
	return int(at), at >= 0
}

func (s source[Q, W, R]) Row(i int, cells []part.Cell) { s.l.content.Cells(s.l.Shown(i), cells) }

// Shown is the row at a place in the table.
func (l *List[Q, W, R]) Shown(i int) *R {
	if l.order.on {
		return l.At(int(l.order.shown[i]))
	}
	return l.At(i)
}

// Resort is to be called when rows read differently: it works out again which
// are shown, and where.
func (l *List[Q, W, R]) Resort() {
	l.apply()
	l.content.Changed()
}

// apply works the order out again and keeps the selection.
func (l *List[Q, W, R]) apply() {
	order := &l.order
	order.on = order.by > 0 || order.reverse || order.find != ""
	if order.on {
		l.arrange()
	} else {
		order.shown, order.place = nil, nil
	}
	l.Table.Expect(l.More() && order.find == "")
	l.Table.Sync()
}

func (l *List[Q, W, R]) arrange() {
	order, n := &l.order, l.Len()
	order.shown = order.shown[:0]
	for i := range n {
		if order.find == "" || l.content.Matches(l.At(i), order.find) {
			order.shown = append(order.shown, int32(i))
		}
	}
	l.sort()
	order.place = slices.Grow(order.place[:0], n)[:n]
	for i := range order.place {
		order.place[i] = -1
	}
	for at, i := range order.shown {
		order.place[i] = int32(at)
	}
}

func (l *List[Q, W, R]) sort() {
	order := &l.order
	if order.by == 0 {
		if order.reverse {
			slices.Reverse(order.shown)
		}
		return
	}
	compare := l.content.Compare(order.by)
	// Equal rows keep the server's order by their place: many times as fast as
	// a stable sort, which matters where 100 000 rows are loaded.
	slices.SortFunc(order.shown, func(left, right int32) int {
		c := compare(l.At(int(left)), l.At(int(right)))
		if order.reverse {
			c = -c
		}
		if c == 0 {
			c = cmp.Compare(left, right)
		}
		return c
	})
}

// sortBy sorts the loaded rows and says so.
func (l *List[Q, W, R]) sortBy(by int, reverse bool) tea.Cmd {
	if l.Len() == 0 {
		return nil
	}
	l.order.by, l.order.reverse = by, reverse
	l.Table.Expect(false) // what keys asked for beyond the end was meant for the old order
	l.apply()
	l.Table.Reveal()
	l.content.Changed()
	words := text.Lit("In the order of the server")
	if by > 0 {
		words = text.Concat("Sorted by ", l.spec.Sorts[by])
	}
	if reverse {
		words = text.Concat(words, ", reversed")
	}
	if l.order.on && l.More() {
		words = text.Concat(words, ", over the loaded rows only")
	}
	return host.Say(host.Info, text.Concat(words, "."))
}

// want remembers the selection when rows are about to be hidden, so that it
// comes back with them unless the person has moved on meanwhile.
func (l *List[Q, W, R]) want() {
	if id, ok := l.Table.Selected(); ok && l.wanted == "" {
		l.wanted = id
	}
}

// selectWanted selects the row again that was selected before, if it is shown.
func (l *List[Q, W, R]) selectWanted() {
	if l.wanted != "" && l.Table.Select(l.wanted) {
		l.wanted = ""
	}
}

// CompareFold compares as if both were in lower case, without making copies
// as long as they are ASCII.
func CompareFold(left, right string) int {
	n := min(len(left), len(right))
	for i := range n {
		x, y := lower(left[i]), lower(right[i])
		if x >= 0x80 || y >= 0x80 {
			return strings.Compare(strings.ToLower(left[i:]), strings.ToLower(right[i:]))
		}
		if x != y {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(len(left), len(right))
}

// ContainsFold is strings.Contains on the lower-case form of s without making
// one, as long as s is ASCII. find is in lower case.
func ContainsFold(s, find string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return strings.Contains(strings.ToLower(s), find)
		}
	}
	for i := 0; i+len(find) <= len(s); i++ {
		j := 0
		for j < len(find) && lower(s[i+j]) == find[j] {
			j++
		}
		if j == len(find) {
			return true
		}
	}
	return false
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

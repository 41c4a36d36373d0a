package tasks

import (
	"cmp"
	"slices"
	"strings"

	"ax-tui/ui/text"
)

// sortKey is the column that orders the loaded rows.
type sortKey int

const (
	byServer sortKey = iota // the order of the API
	byName
	byType
	byTarget
	byLastRun
	sortKeys
)

var sortWords = [...]text.Safe{"", "name", "type", "target", "last run"}

// order maps what is shown to what is loaded: found, then sorted. While nothing
// is sought and nothing sorted it holds nothing, so that its cost is none.
type order struct {
	key     sortKey
	reverse bool
	find    string // lower case
	shown   []int32
	place   []int32 // by loaded index, -1: not shown
	on      bool
}

// active reports whether rows are shown otherwise than loaded.
func (o *order) active() bool { return o.key != byServer || o.reverse || o.find != "" }

// apply works the order out anew over n loaded rows.
func (o *order) apply(n int, at func(int) *row, words func(*row) string) {
	o.on = o.active()
	if !o.on {
		o.shown, o.place = nil, nil
		return
	}
	o.shown = o.shown[:0]
	for i := range n {
		if o.find == "" || holds(at(i), o.find, words) {
			o.shown = append(o.shown, int32(i))
		}
	}
	o.sort(at, words)
	o.place = slices.Grow(o.place[:0], n)[:n]
	for i := range o.place {
		o.place[i] = -1
	}
	for at, i := range o.shown {
		o.place[i] = int32(at)
	}
}

func (o *order) sort(at func(int) *row, words func(*row) string) {
	if o.key == byServer {
		if o.reverse {
			slices.Reverse(o.shown)
		}
		return
	}
	less := comparers[o.key](words)
	// Equal rows keep the server's order by their place: many times as fast as
	// a stable sort, which matters where 100 000 rows are loaded.
	slices.SortFunc(o.shown, func(a, b int32) int {
		c := less(at(int(a)), at(int(b)))
		if o.reverse {
			c = -c
		}
		if c == 0 {
			c = cmp.Compare(a, b)
		}
		return c
	})
}

var comparers = [sortKeys]func(words func(*row) string) func(a, b *row) int{
	byName: func(func(*row) string) func(a, b *row) int {
		return func(a, b *row) int { return compareFold(a.name, b.name) }
	},
	byType: func(func(*row) string) func(a, b *row) int {
		return func(a, b *row) int { return cmp.Compare(a.typ, b.typ) }
	},
	byTarget: func(words func(*row) string) func(a, b *row) int {
		return func(a, b *row) int { return compareFold(words(a), words(b)) }
	},
	byLastRun: func(func(*row) string) func(a, b *row) int {
		return func(a, b *row) int { return cmp.Compare(b.lastRun, a.lastRun) } // newest first
	},
}

func compareFold(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		x, y := lower(a[i]), lower(b[i])
		if x >= 0x80 || y >= 0x80 {
			return strings.Compare(strings.ToLower(a[i:]), strings.ToLower(b[i:]))
		}
		if x != y {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(len(a), len(b))
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// holds reports whether a row has the (lower-case) text in its name, its type, its target or its ID.
func holds(r *row, find string, words func(*row) string) bool {
	return containsFold(r.name, find) || containsFold(string(r.typ), find) || containsFold(words(r), find) || containsFold(r.id, find)
}

// containsFold is strings.Contains on the lower-case form of s without making
// one, as long as s is ASCII.
func containsFold(s, find string) bool {
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

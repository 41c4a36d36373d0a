package resolve

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
)

// mostNear is how many names a person is shown for one that is not there.
const mostNear = 5

// near gives the names that may have been meant: the likest ones that the name
// filter found, else, since a slip of the finger finds nothing at all, the
// likest of the first page without a filter. That one more request is for the
// words of an error only, so its own failure is not told.
func (l look) near(ctx context.Context, found []named) []string {
	if len(found) > 0 {
		return quoted(byLikeness(l.name, found))
	}
	all, next, cut, err := l.page(api.NoRetry(ctx), "", "")
	switch {
	case err != nil:
		return nil
	case len(all) <= mostNear && next == "" && !cut:
		return quoted(byLikeness(l.name, all))
	}
	return quoted(slices.DeleteFunc(byLikeness(l.name, all), func(n string) bool { return !like(l.name, n) }))
}

// byLikeness gives the names once each, the likest first.
func byLikeness(name string, all []named) []string {
	far := map[string]int{}
	var out []string
	for _, n := range all {
		if _, twice := far[n.name]; !twice {
			far[n.name] = distance(fold(name), fold(n.name))
			out = append(out, n.name)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(far[a], far[b]) })
	return out
}

// like reports whether a name may be another one mistyped: one letter in four
// differs at most, in short names one.
func like(a, b string) bool {
	x, y := fold(a), fold(b)
	return distance(x, y) <= max(1, min(len(x), len(y))/4)
}

func fold(s string) []rune { return []rune(strings.ToLower(strings.TrimSpace(s))) }

// distance counts the letters to insert, remove or replace to make a into b.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			step := diagonal
			if x != y {
				step = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], step
		}
	}
	return row[len(b)]
}

func quoted(names []string) []string {
	names = names[:min(mostNear, len(names))]
	for i, n := range names {
		names[i] = fmt.Sprintf("%q", n)
	}
	return names
}

package resolve

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"ax-tui/api"
	"ax-tui/api/near"
)

// mostNear is how many names a person is shown for one that is not there.
const mostNear = 5

// near gives the names that may have been meant: the likest ones that the name
// filter found, else, since a slip of the finger finds nothing at all, the
// likest of the first page without a filter. That one more request is for the
// words of an error only, so its own failure is not told.
func (l look[T]) near(ctx context.Context, found []api.Ref) []string {
	if len(found) > 0 {
		return quoted(byLikeness(l.name, found))
	}
	page, err := l.page(api.NoRetry(ctx), "", "")
	all := api.Refs(page.Items)
	switch {
	case err != nil:
		return nil
	case len(all) <= mostNear && page.Next == "" && !page.Cut:
		return quoted(byLikeness(l.name, all))
	}
	return quoted(slices.DeleteFunc(byLikeness(l.name, all), func(name string) bool { return !like(l.name, name) }))
}

// byLikeness gives the names once each, the likest first.
func byLikeness(name string, all []api.Ref) []string {
	far := map[string]int{}
	var out []string
	for _, ref := range all {
		if _, twice := far[ref.Name]; !twice {
			far[ref.Name] = near.Distance(fold(name), fold(ref.Name))
			out = append(out, ref.Name)
		}
	}
	slices.SortStableFunc(out, func(left, right string) int { return cmp.Compare(far[left], far[right]) })
	return out
}

// like reports whether a name may be another one mistyped: one letter in four
// differs at most, in short names one.
func like(left, right string) bool {
	first, second := fold(left), fold(right)
	return near.Distance(first, second) <= max(1, min(utf8.RuneCountInString(first), utf8.RuneCountInString(second))/4)
}

func fold(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

func quoted(names []string) []string {
	names = names[:min(mostNear, len(names))]
	for i, name := range names {
		names[i] = fmt.Sprintf("%q", name)
	}
	return names
}

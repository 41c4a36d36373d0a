package resolve

import (
	"context"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"ax-tui/api"
	"ax-tui/api/near"
)

// maxNear is the number of similar names in an error.
const maxNear = 5

// near returns similar names: those that the name filter found, else, since a
// mistyped name matches none, those of the first page without a filter; if none of
// these is similar and there are only a few, all of them. That extra request only
// improves the error message, so its own failure is ignored.
func (l lookup) near(ctx context.Context, found []api.Ref) (names []string, all bool) {
	if len(found) > 0 {
		return quoted(bySimilarity(l.name, found)), false
	}
	page, err := l.page(api.NoRetry(ctx), "", "")
	if err != nil {
		return nil, false
	}
	listed := bySimilarity(l.name, api.Refs(page.Items))
	near := slices.DeleteFunc(slices.Clone(listed), func(name string) bool { return !similar(l.name, name) })
	if len(near) == 0 && len(listed) <= maxNear && page.Next == "" && !page.Cut {
		return quoted(listed), true
	}
	return quoted(near), false
}

// maxName is the longest name in bytes that is compared: the name filter takes 255 characters.
const maxName = 1000

// bySimilarity returns the distinct names that can be typed, the most similar first.
func bySimilarity(name string, all []api.Ref) []string {
	distance := map[string]int{}
	var out []string
	for _, ref := range all {
		if _, seen := distance[ref.Name]; !seen && fold(ref.Name) != "" && len(ref.Name) <= maxName {
			distance[ref.Name] = near.Distance(fold(name), fold(ref.Name))
			out = append(out, ref.Name)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return distance[out[i]] < distance[out[j]] })
	return out
}

// similar reports whether one name may be the other mistyped: at most one character
// in four differs, one in short names.
func similar(left, right string) bool {
	first, second := fold(left), fold(right)
	return near.Distance(first, second) <= max(1, min(utf8.RuneCountInString(first), utf8.RuneCountInString(second))/4)
}

func fold(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

func quoted(names []string) []string {
	names = names[:min(maxNear, len(names))]
	for i, name := range names {
		names[i] = `"` + strings.ReplaceAll(name, `"`, `\"`) + `"` // not %q, which escapes the joiners of emoji
	}
	return names
}

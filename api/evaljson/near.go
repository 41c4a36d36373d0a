package evaljson

import "strings"

// nearest gives the known key that a misspelt one most likely means, "" when
// none is near.
func nearest(key string, known []string) string {
	folded := foldKey(key)
	if folded == "" {
		return ""
	}
	best, least := "", 1<<30
	for _, k := range known {
		f := foldKey(k)
		d := distance(folded, f, max(len(f)/3, 1))
		if d < least {
			best, least = k, d
		}
	}
	if best != "" && least <= max(len(foldKey(best))/3, 1) {
		return best
	}
	for _, k := range known { // "filter" for "query_filter"
		if len(folded) >= 4 && strings.Contains(foldKey(k), folded) {
			return k
		}
	}
	return ""
}

// foldKey makes evaluatorId, evaluator-id and evaluator_id the same.
func foldKey(s string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(s))
}

// distance counts the letters to change, with two swapped ones counting once;
// above limit it answers limit+1, so that long keys cost nothing.
func distance(a, b string, limit int) int {
	if diff := len(a) - len(b); diff > limit || -diff > limit {
		return limit + 1
	}
	two := make([]int, len(b)+1)
	one := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(one[j]+1, row[j-1]+1, one[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], two[j-2]+1)
			}
		}
		two, one, row = one, row, two
	}
	return min(one[len(b)], limit+1)
}

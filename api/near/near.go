// Package near tells how far words are from one another, for "did you mean".
// It is a package of its own because names of the API, keys of JSON and settings
// of the program all ask it. It is pure and imports the standard library only.
package near

import "strings"

// Distance is the number of letters to insert, remove or replace to make one
// word of the other; two neighbours that changed places count once.
func Distance(left, right string) int {
	x, y := []rune(left), []rune(right)
	// Rows of the table of all beginnings: of x but two letters, one, and all so far.
	two, one, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range one {
		one[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			replaced := one[j]
			if x[i] != y[j] {
				replaced++
			}
			row[j+1] = min(replaced, one[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], two[j-1]+1)
			}
		}
		two, one, row = one, row, two
	}
	return one[len(y)]
}

// Key gives the known key that a misspelt one most likely means, "" when none is
// near: one letter in three differs at most, or one of them is a part of the
// other. Case and the marks between words do not count.
func Key(key string, known []string) string {
	key = Plain(key)
	best, least := "", len(key)
	for _, k := range known {
		p := Plain(k)
		limit := max(len(p)/3, 1)
		if abs(len(p)-len(key)) > limit { // long keys cost nothing
			continue
		}
		if d := Distance(key, p); d <= limit && d < least {
			best, least = k, d
		}
	}
	if best != "" {
		return best
	}
	for _, k := range known { // "filter" for "query_filter"
		p := Plain(k)
		if len(key) >= 3 && strings.Contains(p, key) || len(p) >= 3 && strings.HasPrefix(key, p) {
			return k
		}
	}
	return ""
}

// Plain leaves small letters and digits, so that evaluatorId, evaluator-id and
// evaluator_id are the same.
func Plain(s string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(s))
}

func abs(n int) int { return max(n, -n) }

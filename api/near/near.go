// Package near tells how far words are from one another, for "did you mean".
// It is a package of its own because names of the API, keys of JSON and settings
// of the program all ask it. It is pure and imports the standard library only.
package near

import "strings"

// Distance is the number of letters to insert, remove or replace to make one
// word of the other; two neighbours that changed places count once.
func Distance(left, right string) int {
	from, to := []rune(left), []rune(right)
	// Rows of the table of all beginnings: of x but two letters, one, and all so far.
	two, one, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range one {
		one[j] = j
	}
	for i := range from {
		row[0] = i + 1
		for j := range to {
			replaced := one[j]
			if from[i] != to[j] {
				replaced++
			}
			row[j+1] = min(replaced, one[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				row[j+1] = min(row[j+1], two[j-1]+1)
			}
		}
		two, one, row = one, row, two
	}
	return one[len(to)]
}

// Key gives the known key that a misspelt one most likely means, "" when none is
// near: one letter in three differs at most, or one of them is a part of the
// other. Case and the marks between words do not count.
func Key(key string, known []string) string {
	key = Plain(key)
	best, least := "", len(key)
	for _, candidate := range known {
		folded := Plain(candidate)
		limit := max(len(folded)/3, 1)
		if abs(len(folded)-len(key)) > limit { // long keys cost nothing
			continue
		}
		if distance := Distance(key, folded); distance <= limit && distance < least {
			best, least = candidate, distance
		}
	}
	if best != "" {
		return best
	}
	for _, candidate := range known { // "filter" for "query_filter"
		folded := Plain(candidate)
		if len(key) >= 3 && strings.Contains(folded, key) || len(folded) >= 3 && strings.HasPrefix(key, folded) {
			return candidate
		}
	}
	return ""
}

// Plain leaves small letters and digits, so that evaluatorId, evaluator-id and
// evaluator_id are the same.
func Plain(text string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(text))
}

func abs(value int) int { return max(value, -value) }

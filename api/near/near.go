// Package near measures how similar two words are, for "did you mean". Names of
// the API, keys of JSON and settings of the program use it. It is pure and imports
// the standard library only.
package near

import "strings"

// Distance returns the number of characters to insert, remove or replace to turn
// one word into the other; two swapped neighbours count once.
func Distance(left, right string) int {
	from, to := []rune(left), []rune(right)
	// Three rows of the table of prefixes: before the last, last and current character of from.
	beforeLast, last, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range last {
		last[j] = j
	}
	for i := range from {
		row[0] = i + 1
		for j := range to {
			replaced := last[j]
			if from[i] != to[j] {
				replaced++
			}
			row[j+1] = min(replaced, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				row[j+1] = min(row[j+1], beforeLast[j-1]+1)
			}
		}
		beforeLast, last, row = last, row, beforeLast
	}
	return last[len(to)]
}

// Key returns the known key that a misspelt key most likely means, "" when none is
// similar: at most one character in three differs, or one of the two is part of
// the other. Case and the separators of words do not count.
func Key(key string, known []string) string {
	key = Fold(key)
	best, bestDistance := "", len(key)
	for _, candidate := range known {
		folded := Fold(candidate)
		limit := max(len(folded)/3, 1)
		if abs(len(folded)-len(key)) > limit { // skip the cost of comparing
			continue
		}
		if distance := Distance(key, folded); distance <= limit && distance < bestDistance {
			best, bestDistance = candidate, distance
		}
	}
	if best != "" {
		return best
	}
	for _, candidate := range known { // "filter" for "query_filter"
		folded := Fold(candidate)
		if len(key) >= 3 && strings.Contains(folded, key) || len(folded) >= 3 && strings.HasPrefix(key, folded) {
			return candidate
		}
	}
	return ""
}

// Fold returns a key in lower case without separators, so that evaluatorId,
// evaluator-id and evaluator_id are equal.
func Fold(text string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(text))
}

func abs(value int) int { return max(value, -value) }

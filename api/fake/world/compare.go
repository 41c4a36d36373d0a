package world

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// compareValues compares two values of one kind; ok is false for different kinds.
func compareValues(got, want any) (order int, ok bool) {
	switch typed := want.(type) {
	case string:
		text, isText := got.(string)
		return strings.Compare(text, typed), isText
	case float64:
		number, isNumber := got.(float64)
		return cmp.Compare(number, typed), isNumber
	case time.Time:
		moment, isTime := got.(time.Time)
		return moment.Compare(typed), isTime
	}
	return 0, false
}

// satisfies reports whether an operator accepts the result of a comparison.
func satisfies(op string, order int) bool {
	switch op {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case ">":
		return order > 0
	case "<":
		return order < 0
	case ">=":
		return order >= 0
	}
	return order <= 0
}

// matchesLike matches a pattern with % for any text and _ for one character.
func matchesLike(pattern string) func(string) bool {
	signs := slices.CompactFunc([]rune(pattern), func(left, right rune) bool { return left == '%' && right == '%' })
	return func(text string) bool { return like(signs, []rune(text)) }
}

// like goes back to the last % when the rest does not match.
func like(pattern, text []rune) bool {
	at, percent, tried := 0, -1, 0
	for i := 0; i < len(text); {
		switch {
		case at < len(pattern) && pattern[at] == '%':
			percent, tried = at, i
			at++
		case at < len(pattern) && (pattern[at] == '_' || pattern[at] == text[i]):
			at++
			i++
		case percent >= 0:
			tried++
			at, i = percent+1, tried
		default:
			return false
		}
	}
	return at == len(pattern) || at == len(pattern)-1 && pattern[at] == '%'
}

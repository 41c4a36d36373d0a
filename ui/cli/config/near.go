package config

import "strings"

// near suggests the name that was likely meant, as the end of a sentence; ""
// when none is close.
func near(name string, known []string) string {
	n, best, least := plain(name), "", 3
	for _, k := range known {
		p := plain(k)
		d := distance(n, p)
		if len(n) >= 3 && (strings.HasPrefix(p, n) || strings.HasPrefix(n, p)) {
			d = min(d, 2)
		}
		if d < least && d < len(n) {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// plain leaves letters and digits, in lower case.
func plain(s string) string {
	for _, mark := range []string{"-", "_", " "} {
		s = strings.ReplaceAll(s, mark, "")
	}
	return strings.ToLower(s)
}

// distance is the number of letters to change, add or take away.
func distance(a, b string) int {
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range a {
		cur := make([]int, len(b)+1)
		cur[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			cur[j+1] = min(prev[j]+cost, prev[j+1]+1, cur[j]+1)
		}
		prev = cur
	}
	return prev[len(b)]
}

package config

import "ax-tui/api/near"

// suggestion proposes the closest known name as the end of a sentence; "" if none
// is close.
func suggestion(name string, known []string) string {
	if best := near.Key(name, known); best != "" {
		return "; did you mean " + best + "?"
	}
	return ""
}

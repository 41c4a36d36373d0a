package config

import "ax-tui/api/near"

// didYouMean suggests the name that was likely meant, as the end of a sentence;
// "" when none is close.
func suggestion(name string, known []string) string {
	if best := near.Key(name, known); best != "" {
		return "; did you mean " + best + "?"
	}
	return ""
}

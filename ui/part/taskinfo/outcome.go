package taskinfo

import (
	"ax-tui/api/outcome"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Outcome formats what a run achieved as glyph and words, "△ partial: 20 % errors", and
// returns the style for them.
func Outcome(styles *theme.Styles, achieved outcome.Outcome) (text.Safe, *theme.Style) {
	return withGlyph(styles, achieved, achieved.Words())
}

// OutcomeShort is Outcome in at most 13 cells, for a column: "△ 20 % errors".
func OutcomeShort(styles *theme.Styles, achieved outcome.Outcome) (text.Safe, *theme.Style) {
	return withGlyph(styles, achieved, achieved.Short())
}

func withGlyph(styles *theme.Styles, achieved outcome.Outcome, words string) (text.Safe, *theme.Style) {
	glyph, style := styles.Outcome(string(achieved.ID), achieved.Severity.String())
	return text.Concat(text.Safe(glyph), " ", text.CleanN(words, 30)), style
}

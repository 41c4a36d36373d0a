package taskinfo

import (
	"ax-tui/api"
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

// Ended renders the outcome of a run in its colour within width cells, followed by the
// status of the API where that is another word: "△ nothing evaluated · completed".
func Ended(styles *theme.Styles, status api.Status, achieved outcome.Outcome, width int) string {
	words, style := Outcome(styles, achieved)
	line := style.Render(string(text.Cut(words, width)))
	word := text.CleanN(status.Words(), 30)
	known := achieved.ID == outcome.Unknown || achieved.ID.Words() == string(word)
	if rest := text.Concat(" ", text.Safe(styles.Glyphs.Dot), " ", word); !known && text.Width(words)+text.Width(rest) <= width {
		line += styles.Dim.Render(string(rest))
	}
	return line
}

// achieved returns what a run achieved.
func (f *Facts) achieved(run *api.Run) outcome.Outcome {
	if f.Outcome == nil {
		return outcome.Of(*run, outcome.History{}, f.Now)
	}
	return f.Outcome(run)
}

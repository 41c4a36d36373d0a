package part

import (
	"math"
	"strings"

	"ax-tui/theme"
)

// Bar draws a fraction between 0 and 1 as a bar of width cells, in the theme's
// colours. From two cells on it is full only at 1 and empty only at 0; fractions
// out of range are clamped, NaN is empty.
func Bar(styles *theme.Styles, fraction float64, width int) string {
	if width <= 0 {
		return ""
	}
	full := Filled(fraction, width)
	return styles.BarFull.Render(strings.Repeat(styles.Glyphs.BarFull, full)) +
		styles.BarRest.Render(strings.Repeat(styles.Glyphs.BarRest, width-full))
}

// Filled returns how many of width cells a bar of a fraction fills, as Bar draws it.
func Filled(fraction float64, width int) int {
	switch {
	case math.IsNaN(fraction) || fraction <= 0:
		return 0
	case fraction >= 1:
		return width
	}
	full := int(math.Round(fraction * float64(width)))
	if width < 2 {
		return full
	}
	return min(max(full, 1), width-1)
}

// Share is one part of a whole.
type Share struct {
	Count int
	Glyph string
	Style theme.Style
}

// Shares draws parts of a whole as one bar of width cells. A part above zero has at
// least one cell where there is room for all.
func Shares(shares []Share, width int) string {
	all, parts := 0, 0
	for _, share := range shares {
		all += max(share.Count, 0)
		if share.Count > 0 {
			parts++
		}
	}
	if all == 0 || width < parts {
		return ""
	}
	var out strings.Builder
	for _, share := range shares {
		if share.Count <= 0 {
			continue
		}
		parts--
		cells := int(math.Round(float64(share.Count) / float64(all) * float64(width)))
		cells = min(max(cells, 1), width-parts)
		if all -= share.Count; parts == 0 {
			cells = width
		}
		width -= cells
		out.WriteString(share.Style.Render(strings.Repeat(share.Glyph, cells)))
	}
	return out.String()
}

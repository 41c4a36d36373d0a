package part

import (
	"math"
	"strings"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Spark draws the last width values as a line of blocks, on a scale from zero to
// the largest of them. Negative, NaN and infinite values count as zero. Each
// value takes one cell, so fewer values give a shorter line; it has no colour.
func Spark(styles *theme.Styles, values []float64, width int) text.Safe {
	values = values[max(len(values)-max(width, 0), 0):]
	top := 0.0
	for _, value := range values {
		top = max(top, level(value))
	}
	steps := styles.Glyphs.Spark
	var out strings.Builder
	for _, value := range values {
		i := 0
		if top > 0 {
			i = int(math.Round(level(value) / top * float64(len(steps)-1)))
		}
		out.WriteString(steps[i])
	}
	return text.Safe(out.String())
}

// level returns value, or zero if it cannot be drawn.
func level(value float64) float64 {
	if math.IsNaN(value) || math.IsInf(value, 0) || value < 0 {
		return 0
	}
	return value
}

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

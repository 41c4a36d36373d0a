package part

import (
	"math"
	"strings"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Spark draws the last w values as a line of blocks, from zero to the largest
// value shown. Values below zero and undefined ones count as zero. There is
// one cell a value, so fewer values give a shorter line; it has no colour.
func Spark(st *theme.Styles, values []float64, w int) text.Safe {
	values = values[max(len(values)-max(w, 0), 0):]
	top := 0.0
	for _, v := range values {
		top = max(top, level(v))
	}
	steps := st.Glyphs.Spark
	var out strings.Builder
	for _, v := range values {
		i := 0
		if top > 0 {
			i = int(math.Round(level(v) / top * float64(len(steps)-1)))
		}
		out.WriteString(steps[i])
	}
	return text.Safe(out.String())
}

// level is v, or zero for what cannot be drawn.
func level(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
		return 0
	}
	return v
}

// Bar draws a fraction between 0 and 1 as a bar of w cells, in the theme's
// colours. It is full only at 1 and empty only at 0, as far as w allows;
// fractions outside are clamped, an undefined one is empty.
func Bar(st *theme.Styles, fraction float64, w int) string {
	if w <= 0 {
		return ""
	}
	full := filled(fraction, w)
	return st.BarFull.Render(strings.Repeat(st.Glyphs.BarFull, full)) +
		st.BarRest.Render(strings.Repeat(st.Glyphs.BarRest, w-full))
}

func filled(fraction float64, w int) int {
	switch {
	case math.IsNaN(fraction) || fraction <= 0:
		return 0
	case fraction >= 1:
		return w
	}
	n := int(math.Round(fraction * float64(w)))
	if w < 2 {
		return n
	}
	return min(max(n, 1), w-1)
}

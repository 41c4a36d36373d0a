package part

import (
	"math"
	"strings"
	"time"

	"ax-tui/theme"
)

// Columns draws values as filled columns of one cell each on a scale from zero to
// top, in as many lines as rows; the first line is the highest. NaN is a value that
// is not known: its column stays empty, while a zero has a faint base line. The column
// at cursor is reversed; -1: none.
func Columns(styles *theme.Styles, values []float64, top float64, rows int, style theme.Style, cursor int) []string {
	steps := styles.Glyphs.Spark
	out := make([]string, rows)
	for row := range out {
		under := float64((rows - 1 - row) * len(steps)) // the height under this line
		var line, same strings.Builder
		var last theme.Style
		for i, value := range values {
			cell, look := " ", theme.Style{}
			switch height := height(value, top, rows*len(steps)) - under; {
			case value <= 0 && under == 0:
				cell, look = steps[0], styles.Faint
			case height >= float64(len(steps)):
				cell, look = styles.Glyphs.BarFull, style
			case height > 0:
				cell, look = steps[int(height)-1], style
			}
			if i == cursor {
				look = styles.Cursor
			}
			if look.Open != last.Open {
				line.WriteString(last.Render(same.String()))
				same.Reset()
			}
			last = look
			same.WriteString(cell)
		}
		out[row] = line.String() + last.Render(same.String())
	}
	return out
}

// height returns the height of a value in steps of a cell, from 0 for zero to all at
// top. What is above zero has at least two, so that it differs from a zero.
func height(value, top float64, all int) float64 {
	switch {
	case math.IsNaN(value):
		return value
	case value <= 0 || top <= 0:
		return 0
	}
	return min(max(math.Round(value/top*float64(all)), 2), float64(all))
}

// Scale returns the end of a scale from zero that holds a value: a number that is easy
// to read. It is 1 for zero.
func Scale(value float64) float64 {
	if !(value > 0) || math.IsInf(value, 0) {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(value)))
	for _, factor := range [...]float64{1, 1.5, 2, 3, 4, 5, 6, 8, 10} {
		if value <= factor*unit*(1+1e-9) {
			return factor * unit
		}
	}
	return 10 * unit
}

// TimeAxis draws the axis under columns that begin at start and are step long each:
// a rule with the time of day and, at its end, the zone; a nil zone is UTC. There is a
// mark at cursor; -1: none.
func TimeAxis(styles *theme.Styles, start time.Time, step time.Duration, width, cursor int, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	layout := "15:04"
	if step < time.Minute {
		layout = "15:04:05"
	}
	cells := make([]string, max(width, 0))
	for i := range cells {
		cells[i] = styles.Glyphs.BorderH
	}
	write := func(at int, label string) {
		for i := range len(label) {
			cells[at+i] = label[i : i+1]
		}
	}
	end := start.In(zone).Format("MST")
	if len(end) < width {
		write(width-len(end), end)
	}
	for at := 0; !start.IsZero() && at+len(layout)+len(end) < width; at += len(layout) + 8 {
		write(at, start.Add(time.Duration(at)*step).In(zone).Format(layout))
	}
	if cursor < 0 || cursor >= len(cells) {
		return styles.Faint.Render(strings.Join(cells, ""))
	}
	return styles.Faint.Render(strings.Join(cells[:cursor], "")) + styles.Accent.Render(styles.Glyphs.ScrollUp) +
		styles.Faint.Render(strings.Join(cells[cursor+1:], ""))
}

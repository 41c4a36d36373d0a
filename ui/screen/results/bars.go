package results

import (
	"strings"

	"ax-tui/api/results"
	"ax-tui/keymap"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// numbers are the labels with their shares, and the scores: next to each other when there
// is room.
func (m *model) numbers(evaluator *results.Evaluator, at int) []string {
	styles := m.env.Styles
	head := styles.Strong.Render(string(text.CleanN(evaluator.Name, 60)))
	if count := len(m.summary.Evaluators); count > 1 {
		head += styles.Dim.Render(" " + text.Count(at+1) + " of " + text.Count(count))
	}
	head += styles.Dim.Render("   " + text.Count(evaluator.Evaluated) + " of " + text.Count(m.summary.Rows) + " judged")
	if left := evaluator.NotThis + evaluator.Unknown; left > 0 {
		head += styles.Dim.Render(", " + text.Plural(left, "label") + " of others left out")
	}
	width, left := m.width-2, max(m.leftWidth(), m.width-histogramWidth-3)
	if m.width >= wide {
		width = left - 2
	}
	lines, changes := m.labels(evaluator, width, m.mostLabels())
	switch {
	case m.compared && changes:
		head += styles.Dim.Render("   against " + m.before.Plan.Before() + ", in points")
	case m.compared:
		head += styles.Dim.Render("   " + string(m.key(keymap.FullText)) + ": change")
	}
	switch {
	case m.width >= wide:
		scores := m.histogram(evaluator.Scores, m.width-left-3)
		for i, line := range scores {
			if i == len(lines) {
				lines = append(lines, "")
			}
			lines[i] = text.Pad(lines[i], left) + line
		}
	case evaluator.Scores != nil && !m.low():
		lines = append(lines, m.scoreLine(evaluator.Scores))
	}
	return append([]string{" " + head}, lines...)
}

// histogramWidth is the width of the scores next to the labels.
const histogramWidth = 38

// mostLabels is how many lines the labels may take.
func (m *model) mostLabels() int { return min(max(m.height/5, 2), 8) }

// labels draws a line for each label in width cells, and one for what has none, and
// reports whether there was room for the changes.
func (m *model) labels(evaluator *results.Evaluator, width, most int) (lines []string, withChange bool) {
	styles := m.env.Styles
	changes := map[string]results.Change{}
	for _, change := range evaluator.Changes {
		changes[change.Label] = change
	}
	shown := evaluator.Labels
	if len(shown) > most {
		shown = shown[:most-1]
	}
	nameWidth := text.Width(results.NoLabel)
	for _, label := range shown {
		nameWidth = max(nameWidth, text.Width(text.CleanN(label.Label, 60)))
	}
	nameWidth = min(nameWidth, width/4)
	const numbers, changeWidth = 7 + 7 + 13, 29 // count, share, interval
	barWidth := width - nameWidth - 1 - numbers
	withChange = len(changes) > 0 && barWidth-changeWidth >= 6
	if withChange {
		barWidth -= changeWidth
	}
	barWidth = min(barWidth, 40)
	for _, label := range shown {
		bar := styles.BarFull
		if label.Bad {
			bar = styles.Warn
		}
		filled := part.Filled(label.Share.Share, barWidth)
		line := " " + text.Pad(string(text.CutWith(text.CleanN(label.Label, 60), nameWidth, styles.Glyphs.Ellipsis)), nameWidth) + " " +
			bar.Render(strings.Repeat(styles.Glyphs.BarFull, filled)) + styles.BarRest.Render(strings.Repeat(styles.Glyphs.BarRest, barWidth-filled)) +
			right(text.Count(label.Count), 7) + right(results.Percent(label.Share.Share), 7) + styles.Dim.Render("  "+label.Interval())
		if change, ok := changes[label.Label]; ok && withChange {
			style := styles.Dim
			if change.Clear {
				style = styles.Warn
			}
			line = text.Pad(line, 1+nameWidth+1+barWidth+numbers+1) + style.Render(change.Short())
		}
		lines = append(lines, line)
	}
	if rest := len(evaluator.Labels) - len(shown); rest > 0 || evaluator.OtherLabels > 0 {
		count := evaluator.OtherLabels
		for _, label := range evaluator.Labels[len(shown):] {
			count += label.Count
		}
		lines = append(lines, " "+styles.Dim.Render(text.Pad("other labels", nameWidth+1+barWidth)+right(text.Count(count), 7)))
	}
	return append(lines, " "+styles.Dim.Render(text.Pad(results.NoLabel, nameWidth+1+barWidth)+right(text.Count(evaluator.None), 7))), withChange
}

// right pads a text on the left to width cells.
func right(value string, width int) string { return text.Fit(value, width, text.Right) }

// scoreLine is the scores on one line: a histogram of block characters and quantiles.
func (m *model) scoreLine(scores *results.Scores) string {
	styles := m.env.Styles
	spark, most := "", 0
	for _, bin := range scores.Histogram {
		most = max(most, bin.Count)
	}
	for _, bin := range scores.Histogram {
		levels := len(styles.Glyphs.Spark)
		level := min(bin.Count*levels/max(most, 1), levels-1)
		if bin.Count == 0 {
			spark += " "
			continue
		}
		spark += styles.Glyphs.Spark[level]
	}
	low, high := results.Score(scores.Low), results.Score(scores.High)
	return " " + styles.Dim.Render("scores  "+low+" ") + styles.Info.Render(spark) + styles.Dim.Render(" "+high+"   ") + m.quantiles(scores)
}

func (m *model) quantiles(scores *results.Scores) string {
	styles := m.env.Styles
	out := ""
	for i, value := range [...]struct {
		name  string
		score float64
	}{{"mean", scores.Mean}, {"p10", scores.P10}, {"median", scores.P50}, {"p90", scores.P90}} {
		if i > 0 {
			out += "  "
		}
		out += styles.Dim.Render(value.name) + " " + results.Score(value.score)
	}
	if scores.Error > 0 {
		out += styles.Dim.Render("  quantiles within " + results.Score(scores.Error))
	}
	return out
}

// histogram draws the scores in width cells: a line for each range, then the quantiles.
func (m *model) histogram(scores *results.Scores, width int) []string {
	if scores == nil {
		return nil
	}
	styles, nameWidth, most := m.env.Styles, 0, 0
	for _, bin := range scores.Histogram {
		nameWidth, most = max(nameWidth, text.Width(bin.Words())), max(most, bin.Count)
	}
	barWidth := min(max(width-nameWidth-10, 4), 30)
	var lines []string
	for _, bin := range scores.Histogram {
		filled := part.Filled(float64(bin.Count)/float64(max(most, 1)), barWidth)
		lines = append(lines, styles.Dim.Render(right(bin.Words(), nameWidth)+" ")+styles.Info.Render(strings.Repeat(styles.Glyphs.BarFull, filled))+" "+text.Count(bin.Count))
	}
	return append(lines, m.quantiles(scores))
}

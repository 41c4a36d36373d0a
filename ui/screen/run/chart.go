package run

import (
	"math"
	"strconv"
	"time"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

const (
	laneLabel   = 10 // cells of the name of a counter
	laneScale   = 6  // of the end of its scale
	statCells   = 7  // of each of min, mean and max
	minChart    = 5  // lines: a heading, a line for each counter, the axis
	maxChart    = 18
	usualChart  = 8
	chartGutter = indent + laneLabel + laneScale + 2
)

// chartCache is the last chart. It is valid for as many samples and the same size.
type chartCache struct {
	samples       int
	width, height int
	inspected     time.Time
	lines         []string
}

// chart renders what was counted over time: for each counter columns on a scale of its
// own, with the least, the mean and the largest rate, above one axis of time.
func (p *model) chart(width, height int) []string {
	cache := &p.charted
	count := len(p.history.Samples)
	if cache.lines != nil && cache.samples == count && cache.width == width && cache.height == height && cache.inspected.Equal(p.inspected) {
		return cache.lines
	}
	*cache = chartCache{samples: count, width: width, height: height, inspected: p.inspected}
	room, shown := chartRoom(width), p.history.columns(chartRoom(width))
	unit, cursor := newUnit(&shown), p.cursor(&shown)
	lines := []string{p.chartHead(&shown, unit, cursor, room)}
	rows := laneRows(&shown, height-2)
	for kind, style := range [kinds]theme.Style{p.env.Styles.Success, p.env.Styles.Error, p.env.Styles.Warn} {
		lines = append(lines, p.lane(&shown, unit, kind, rows[kind], room, cursor, style)...)
	}
	axis := part.TimeAxis(p.env.Styles, shown.start, max(shown.step, time.Second), room, cursor, p.env.Zone)
	cache.lines = append(lines, text.Spaces(chartGutter-1)+p.env.Styles.Faint.Render(p.env.Styles.Glyphs.BottomL)+axis)
	return cache.lines
}

// chartRoom returns how many columns a chart has.
func chartRoom(width int) int { return max(width-chartGutter-3*statCells-1, 4) }

// laneRows divides lines among the counters: most of them to successes, and one to a
// counter that never moved.
func laneRows(shown *series, lines int) [kinds]int {
	rows := [kinds]int{succeeded: lines}
	for _, kind := range [...]int{errored, skipped} {
		rows[kind] = 1
		if found, ok := shown.stats(kind); ok && found.most > 0 {
			rows[kind] = max(lines/5, 1)
		}
		rows[succeeded] -= rows[kind]
	}
	rows[succeeded] = max(rows[succeeded], 1)
	return rows
}

// unit is that of the rates of a chart: per second, or per minute for slow runs.
type unit struct {
	name   text.Safe
	factor float64
}

func newUnit(shown *series) unit {
	for kind := range shown.rates {
		if found, ok := shown.stats(kind); ok && found.most >= 1 {
			return unit{"per second", 1}
		}
	}
	return unit{"per minute", 60}
}

// format writes a rate in at most six cells, with one decimal below ten.
func (u unit) format(perSecond float64) string {
	switch value := perSecond * u.factor; {
	case math.IsNaN(value) || math.IsInf(value, 0):
		return "–"
	case value >= 1e6:
		return strconv.FormatFloat(value, 'g', 2, 64)
	case value == 0 || value >= 9.95:
		return text.Count(int(math.Round(value)))
	case value < 0.05:
		return "< 0.1"
	default:
		return strconv.FormatFloat(value, 'f', 1, 64)
	}
}

// chartHead renders the unit and, under the cursor, time and values, else the titles
// of the numbers at the right.
func (p *model) chartHead(shown *series, unit unit, cursor, room int) string {
	st := p.env.Styles
	titles := ""
	for _, title := range [...]string{"min", "mean", "max"} {
		titles += text.Fit(title, statCells, text.Right)
	}
	left := st.Dim.Render(string(unit.name))
	if cursor >= 0 {
		at := shown.start.Add(time.Duration(cursor) * shown.step)
		left = st.Accent.Render(text.Clock(at, p.env.Zone)+"  ") + unit.format(shown.rates[succeeded][cursor]) + " succeeded  " +
			unit.format(shown.rates[errored][cursor]) + " errors  " + unit.format(shown.rates[skipped][cursor]) + " skipped"
		if p.width >= tight {
			left += st.Dim.Render(" " + string(unit.name))
		}
		if text.Width(left)+indent > chartGutter+room {
			return text.Spaces(indent) + left
		}
	}
	return text.Spaces(indent) + text.Pad(left, chartGutter+room-indent) + st.Dim.Render(titles)
}

// lane renders the columns of one counter.
func (p *model) lane(shown *series, unit unit, kind, rows, room, cursor int, style theme.Style) []string {
	st := p.env.Styles
	found, known := shown.stats(kind)
	top := part.Scale(found.most * unit.factor)
	columns := part.Columns(st, shown.rates[kind], top/unit.factor, rows, style, cursor)
	lines := make([]string, rows)
	for row := range lines {
		label, scale, numbers := "", "", ""
		if row == 0 {
			label, scale = [kinds]string{"succeeded", "errors", "skipped"}[kind], "–"
			if known {
				if scale = unit.format(top / unit.factor); found.most == 0 {
					scale = "0"
				}
				for _, value := range [...]float64{found.least, found.mean, found.most} {
					numbers += text.Fit(unit.format(value), statCells, text.Right)
				}
			}
		} else if row == rows-1 && found.most > 0 {
			scale = "0"
		}
		line := text.Spaces(indent) + st.Dim.Render(text.Fit(label, laneLabel, text.Left)+text.Fit(scale, laneScale, text.Right)) + " " +
			st.Faint.Render(st.Glyphs.BorderV) + columns[row]
		if numbers != "" {
			line += text.Spaces(room-len(shown.covered)) + numbers
		}
		lines[row] = line
	}
	return lines
}

// cursor returns the inspected column of the chart, -1 for none.
func (p *model) cursor(shown *series) int {
	if p.inspected.IsZero() || len(shown.covered) == 0 {
		return -1
	}
	return min(max(int(p.inspected.Sub(shown.start)/shown.step), 0), len(shown.covered)-1)
}

// inspect moves the cursor of the chart by columns. It comes in at the right end, and
// leaves the chart there.
func (p *model) inspect(by int) {
	shown := p.history.columns(chartRoom(p.width))
	size := len(shown.covered)
	at := size
	if !p.inspected.IsZero() {
		at = p.cursor(&shown)
	}
	if at = max(at+by, 0); at >= size {
		p.inspected = time.Time{}
		return
	}
	p.inspected = shown.start.Add(time.Duration(at) * shown.step)
}

// sharesOf returns the parts of what a run counted, in the order of the chart.
func (p *model) sharesOf(run *api.Run) []part.Share {
	st := p.env.Styles
	return []part.Share{
		{Count: run.Successes.N(), Glyph: st.Glyphs.BarFull, Style: st.Success},
		{Count: run.Errors.N(), Glyph: st.Glyphs.BarMid, Style: st.Error},
		{Count: run.Skipped.N(), Glyph: st.Glyphs.BarRest, Style: st.Warn},
	}
}

// share renders the parts of what was counted, as a bar and in words. Of a run that
// counts on, every part is named and keeps its place; narrow panels leave the line out.
func (p *model) share(width int) string {
	st, all, counts := p.env.Styles, total(&p.run), !p.ended()
	if all <= 0 && !counts || !p.run.Counted().Known() || p.run.Status == api.Pending || counts && width < tight {
		return ""
	}
	shares, words := p.sharesOf(&p.run), ""
	for i, name := range [kinds]string{"succeeded", "errors", "skipped"} {
		portion := formatShare(shares[i].Count, all)
		if counts {
			portion = text.Fit(portion, 7, text.Left)
		}
		if shares[i].Count > 0 || i == succeeded || counts {
			words += "  " + shares[i].Style.Render(shares[i].Glyph) + " " + name + " " + portion
		}
	}
	cells := min(width-indent-text.Width(words)-6, 100)
	if cells < 8 {
		return text.Spaces(indent) + st.Dim.Render("share") + words[1:]
	}
	return text.Spaces(indent) + st.Dim.Render("share ") + text.Pad(part.Shares(shares, cells), cells) + words
}

package results

import (
	"cmp"
	"slices"
	"strings"

	"ax-tui/api/results"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// worstColumns are the columns of the worst results: of spans, or of experiment runs.
func (m *model) worstColumns() []part.Column {
	label, score := part.Column{Title: "LABEL", Width: 14, Min: 8, Flex: 1}, part.Column{Title: "SCORE", Width: 6, Right: true}
	if m.reading != nil && len(m.reading.Plan.Experiments) > 0 {
		return []part.Column{label, score, {Title: "EXAMPLE", Width: 18, Min: 8, Flex: 2}, {Title: "EXPERIMENT RUN", Width: 18, Min: 8, Flex: 2}}
	}
	return []part.Column{label, score, {Title: "SPAN", Width: 16, Min: 8, Flex: 2}, {Title: "TRACE", Width: 10}, {Title: "TIME", Width: 12}}
}

// worstSource provides the worst results to the table.
type worstSource struct{ screen *model }

func (s worstSource) Len() int        { return len(s.screen.items) }
func (s worstSource) ID(i int) string { return s.screen.items[i].ID }
func (s worstSource) Marked(int) bool { return false }
func (s worstSource) IndexOf(id string) (int, bool) {
	i := slices.IndexFunc(s.screen.items, func(item results.Item) bool { return item.ID == id })
	return i, i >= 0
}

func (s worstSource) Row(i int, cells []part.Cell) {
	item, styles := &s.screen.items[i], s.screen.env.Styles
	cells[0] = part.Cell{Text: text.CleanN(cmp.Or(item.Label, s.screen.env.Styles.Glyphs.Minus), 100)}
	if item.Bad {
		cells[0].Style = &styles.Warn
	}
	if item.Score != nil {
		cells[1].Text = text.Safe(results.Score(*item.Score))
	}
	cells[2].Text = text.CleanN(item.Name, 100)
	if len(cells) == 4 {
		cells[3] = part.Cell{Text: text.CleanN(item.ID, 100), Style: &styles.Dim}
		return
	}
	cells[3] = part.Cell{Text: text.CleanN(item.TraceID, 10), Style: &styles.Dim}
	cells[4] = part.Cell{Text: text.Safe(text.Clock(item.At, s.screen.env.Zone)), Style: &styles.Dim}
}

// sliceColumns are the columns of slices; those of one attribute do not repeat it.
func (m *model) sliceColumns() []part.Column {
	columns := []part.Column{
		{Title: "ATTRIBUTE", Width: 20, Min: 8, Flex: 1},
		{Title: "VALUE", Width: 16, Min: 8, Flex: 2},
		{Title: "RATE", Width: 6, Right: true},
		{Title: "95 %", Width: 12},
		{Title: "OF", Width: 6, Right: true},
		{Title: "LIFT", Width: 6, Right: true},
	}
	if m.listed != allSlices {
		return columns[1:]
	}
	return columns
}

// sliceSource provides the slices to the table.
type sliceSource struct{ screen *model }

func (s sliceSource) Len() int { return len(s.screen.slices) }
func (s sliceSource) ID(i int) string {
	slice := &s.screen.slices[i]
	if slice.Rest {
		return slice.Path
	}
	return slice.Path + "\n" + slice.Value
}
func (s sliceSource) Marked(int) bool { return false }
func (s sliceSource) IndexOf(id string) (int, bool) {
	i := slices.IndexFunc(s.screen.slices, func(slice results.Slice) bool {
		return slice.Path+"\n"+slice.Value == id || slice.Rest && slice.Path == id
	})
	return i, i >= 0
}

func (s sliceSource) Row(i int, cells []part.Cell) {
	slice, styles := &s.screen.slices[i], s.screen.env.Styles
	if s.screen.listed == allSlices {
		cells[0] = part.Cell{Text: attribute(slice.Path), Style: &styles.Dim}
		cells = cells[1:]
	}
	cells[0].Text = text.CleanN(slice.Name(), 100)
	switch {
	case slice.Share.Of > 0:
		cells[1].Text, cells[2] = text.Safe(results.Percent(slice.Share.Share)), part.Cell{Text: text.Safe(slice.Share.Interval()), Style: &styles.Dim}
	case slice.Mean != nil:
		cells[1].Text = text.Safe(results.Score(*slice.Mean))
	}
	cells[3].Text = text.Safe(text.Count(slice.N))
	cells[4] = part.Cell{Text: text.Safe(slice.Times())}
	if slice.Small {
		cells[4] = part.Cell{Text: "few", Style: &styles.Dim}
	} else if slice.Lift >= 1.2 {
		cells[4].Style = &styles.Warn
	}
}

// attribute shortens the path of an attribute: metadata.tier, llm.model_name.
func attribute(path string) text.Safe {
	return text.CleanN(strings.TrimPrefix(path, "attributes."), 100)
}

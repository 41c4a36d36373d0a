package mappingview

import (
	"strconv"

	"ax-tui/api/mapping"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// columns are column widths in cells; example is 0 if examples do not fit.
type columns struct{ name, path, count, example int }

const (
	cursorWidth = 2  // width of the cursor before a row
	gap         = 2  // between columns
	stateWidth  = 7  // width of "missing", the longest state
	wideWidth   = 88 // width from which rows show an example value
	maxPath     = 56
	maxText     = 400 // runes shown of one text
)

// measure fits the columns to the rows and the width.
func (p *pane) measure() columns {
	var cols columns
	longest := 4
	for _, row := range p.content.Report.Rows {
		cols.name = max(cols.name, text.Width(text.CleanN(row.Variable, 60)))
		longest = max(longest, text.Width(text.CleanN(row.Path, maxText)))
	}
	cols.name = min(cols.name, max(p.width/3, 6), 24)
	digits := len(text.Count(p.content.Report.Samples))
	cols.count = digits + len(" of ") + digits
	left := p.width - cursorWidth - cols.name - gap - gap - p.state(cols)
	cols.path = max(min(left, longest), 4)
	if p.width >= wideWidth {
		cols.path = min(cols.path, maxPath, left*2/3)
		if cols.example = left - cols.path - gap; cols.example < 12 || p.content.Hidden {
			cols.example = 0
		}
	}
	return cols
}

// state returns the width of glyph, word and count.
func (p *pane) state(cols columns) int { return 2 + stateWidth + 1 + cols.count }

// body renders the rows; lines [from, to) belong to the selected one.
func (p *pane) body() (lines []string, from, to int) {
	columns, group := p.measure(), -1
	for i, row := range p.content.Report.Rows {
		selected := i == p.content.Selected
		groups := p.content.Report.Groups
		if len(groups) > 1 && row.Group != group {
			group = row.Group
			lines = append(lines, p.styles.Strong.Render(string(p.cut(text.CleanN(groups[group], 200), p.width))))
		}
		if selected {
			from = len(lines)
		}
		lines = append(lines, p.row(columns, &row, selected))
		if path := text.CleanN(row.Path, maxText); !selected && (p.content.Selected < 0 || len(groups) > 1) && text.Width(path) > columns.path { // the selected row has it in its details
			lines = append(lines, text.Spaces(4)+p.styles.Dim.Render(string(p.cutLeft(path, p.width-4))))
		}
		if selected {
			lines = append(lines, p.details(columns, &row)...)
			to = len(lines)
		}
	}
	return lines, from, to
}

func (p *pane) row(cols columns, row *mapping.Row, selected bool) string {
	styles := p.styles
	cursor, name := "  ", styles.Text
	if selected {
		cursor, name = styles.Accent.Render(styles.Glyphs.Cursor)+" ", styles.Strong
	}
	path := p.cutLeft(text.CleanN(row.Path, maxText), cols.path)
	pathStyle := styles.Text
	if row.Path == "" {
		path, pathStyle = text.Safe(styles.Glyphs.Minus), styles.Faint
	}
	line := cursor + name.Render(string(p.fit(text.CleanN(row.Variable, 60), cols.name))) + text.Spaces(gap) +
		pathStyle.Render(string(p.fit(path, cols.path))) + text.Spaces(gap) + p.stateText(row)
	if cols.example > 0 {
		if value := p.cut(text.CleanN(row.Value, maxText), cols.example); value != "" {
			line += text.Spaces(gap) + styles.Dim.Render(string(value))
		}
	}
	return line
}

func (p *pane) fit(value text.Safe, width int) text.Safe { return text.Pad(p.cut(value, width), width) }

// stateText renders glyph, word and count in fixed columns.
func (p *pane) stateText(row *mapping.Row) string {
	styles, total := p.styles, p.content.Report.Samples
	glyph, word, count, style := styles.Glyphs.Failed, "missing", row.Missing, styles.Error
	switch {
	case total == 0:
		return styles.Faint.Render(styles.Glyphs.Minus + " not checked")
	case row.Path == "":
		glyph, word, count, style = styles.Glyphs.Warn, "no path", 0, styles.Warn
	case row.Found == total:
		glyph, word, count, style = styles.Glyphs.Check, "found", row.Found, styles.Success
	case row.Found > 0:
		glyph, word, count, style = styles.Glyphs.Warn, "found", row.Found, styles.Warn
	case row.Empty > 0:
		glyph, word, count, style = styles.Glyphs.Warn, "empty", row.Empty, styles.Warn
	}
	out := style.Render(glyph + " " + word)
	if row.Path == "" {
		return out
	}
	of := text.Count(total)
	return out + text.Spaces(stateWidth-len(word)+1) + style.Render(text.Fit(text.Count(count), len(of), text.Right)+" of "+of)
}

// details renders more about the selected row, and similar paths.
func (p *pane) details(cols columns, row *mapping.Row) []string {
	styles := p.styles
	var out []string
	add := func(style theme.Style, line text.Safe) {
		out = append(out, text.Spaces(4)+style.Render(string(p.cut(line, p.width-4))))
	}
	if whole := text.CleanN(row.Path, maxText); text.Width(whole) > cols.path {
		out = append(out, text.Spaces(4)+styles.Dim.Render(string(p.cutLeft(whole, p.width-4))))
	}
	if p.content.Report.Samples == 0 {
		return out
	}
	if (row.Empty > 0 || row.Missing > 0) && row.State() != mapping.Missing {
		add(styles.Dim, text.Safe("found "+text.Count(row.Found)+", empty "+text.Count(row.Empty)+", missing "+text.Count(row.Missing)))
	}
	if row.State() == mapping.Missing && row.Path != "" && row.Prefix != "" {
		add(styles.Dim, text.Safe("exists up to "+string(text.CleanN(row.Prefix, maxText))+" ("+string(row.PrefixType)+")"))
	}
	if cols.example == 0 && row.Value != "" && !p.content.Hidden {
		add(styles.Dim, text.Safe("for instance "+string(text.CleanN(row.Value, maxText))))
	}
	return append(out, p.near(row)...)
}

// near renders the similar paths in their own columns, each after the key that takes it.
func (p *pane) near(row *mapping.Row) []string {
	if len(row.Near) == 0 {
		return nil
	}
	styles, of := p.styles, text.Count(p.content.Report.Samples)
	count := len(of)*2 + len(" of ")
	wide := 0
	for _, near := range row.Near {
		wide = max(wide, text.Width(text.CleanN(near.Path, maxText)))
	}
	wide = max(min(wide, p.width-4-2-gap-count), 4)
	var out []string
	for i, near := range row.Near {
		key := strconv.Itoa(i + 1)
		if p.content.Choice != "" {
			key = text.Spaces(text.Width(p.content.Choice))
			if i == 0 {
				key = string(p.content.Choice)
			}
		}
		line := text.Spaces(4) + styles.Key.Render(key) + " " +
			string(text.Pad(p.cutLeft(text.CleanN(near.Path, maxText), wide), wide)) + text.Spaces(gap) +
			styles.Dim.Render(text.Fit(text.Count(near.Samples), len(of), text.Right)+" of "+of)
		if left := p.width - 4 - 2 - wide - gap - count - gap; left >= 8 && !p.content.Hidden {
			line += text.Spaces(gap) + styles.Dim.Render(string(p.cut(text.CleanN(near.Value, maxText), left)))
		}
		out = append(out, line)
	}
	return out
}

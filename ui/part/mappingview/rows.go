package mappingview

import (
	"strconv"

	"ax-tui/api/mapping"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// columns are the widths of one drawing, in cells; example 0: no room for one.
type columns struct{ name, path, count, example int }

const (
	mark     = 2  // the cursor before a row
	space    = 2  // between columns
	word     = 7  // "missing", the longest word of a state
	roomy    = 88 // from here a row shows an example value
	pathMost = 56
	textMost = 400 // characters of one text that are looked at
)

// measure fits the columns to the rows and the room.
func (p *pane) measure() columns {
	var c columns
	longest := 4
	for _, row := range p.f.Report.Rows {
		c.name = max(c.name, text.Width(text.CleanN(row.Variable, 60)))
		longest = max(longest, text.Width(text.CleanN(row.Path, textMost)))
	}
	c.name = min(c.name, max(p.w/5, 6), 24)
	digits := len(text.Count(p.f.Report.Samples))
	c.count = digits + len(" of ") + digits
	left := p.w - mark - c.name - space - space - p.state(c)
	c.path = max(min(left, longest), 4)
	if p.w >= roomy {
		c.path = min(c.path, pathMost, left*2/3)
		if c.example = left - c.path - space; c.example < 12 {
			c.example = 0
		}
	}
	return c
}

// state is the width of glyph, word and count.
func (p *pane) state(c columns) int { return 2 + word + 1 + c.count }

// body draws the rows; the lines of the selected one are those in [from, to).
func (p *pane) body() (lines []string, from, to int) {
	columns := p.measure()
	for i, row := range p.f.Report.Rows {
		selected := i == p.f.Selected
		if selected {
			from = len(lines)
		}
		lines = append(lines, p.row(columns, row, selected))
		if selected {
			lines = append(lines, p.details(columns, row)...)
			to = len(lines)
		}
	}
	return lines, from, to
}

func (p *pane) row(c columns, row mapping.Row, selected bool) string {
	st := p.st
	cursor, name := "  ", st.Text
	if selected {
		cursor, name = st.Accent.Render(st.Glyphs.Cursor)+" ", st.Strong
	}
	path := p.cutLeft(text.CleanN(row.Path, textMost), c.path)
	pathStyle := st.Text
	if row.Path == "" {
		path, pathStyle = text.Safe(st.Glyphs.Minus), st.Faint
	}
	line := cursor + name.Render(string(p.fit(text.CleanN(row.Variable, 60), c.name))) + text.Spaces(space) +
		pathStyle.Render(string(p.fit(path, c.path))) + text.Spaces(space) + p.verdict(row)
	if c.example > 0 {
		if v := p.cut(text.CleanN(row.Value, textMost), c.example); v != "" {
			line += text.Spaces(space) + st.Dim.Render(string(v))
		}
	}
	return line
}

func (p *pane) fit(s text.Safe, w int) text.Safe { return text.Pad(p.cut(s, w), w) }

// verdict is glyph, word and count in fixed columns.
func (p *pane) verdict(row mapping.Row) string {
	st, total := p.st, p.f.Report.Samples
	glyph, say, n, style := st.Glyphs.Failed, "missing", row.Missing, st.Error
	switch {
	case total == 0:
		return st.Faint.Render(st.Glyphs.Minus + " not checked")
	case row.Path == "":
		glyph, say, n, style = st.Glyphs.Warn, "no path", 0, st.Warn
	case row.Found == total:
		glyph, say, n, style = st.Glyphs.Check, "found", row.Found, st.Success
	case row.Found > 0:
		glyph, say, n, style = st.Glyphs.Warn, "found", row.Found, st.Warn
	case row.Empty > 0:
		glyph, say, n, style = st.Glyphs.Warn, "empty", row.Empty, st.Warn
	}
	s := style.Render(glyph + " " + say)
	if row.Path == "" {
		return s
	}
	of := text.Count(total)
	return s + text.Spaces(word-len(say)+1) + style.Render(text.Fit(text.Count(n), len(of), text.Right)+" of "+of)
}

// details say more about the selected row, and offer what may have been meant.
func (p *pane) details(c columns, row mapping.Row) []string {
	st := p.st
	var out []string
	say := func(style theme.Style, s text.Safe) {
		out = append(out, text.Spaces(4)+style.Render(string(p.cut(s, p.w-4))))
	}
	if whole := text.CleanN(row.Path, textMost); text.Width(whole) > c.path {
		out = append(out, text.Spaces(4)+st.Dim.Render(string(p.cutLeft(whole, p.w-4))))
	}
	if p.f.Report.Samples == 0 {
		return out
	}
	if (row.Empty > 0 || row.Missing > 0) && row.State() != mapping.Missing {
		say(st.Dim, text.Safe("found "+text.Count(row.Found)+", empty "+text.Count(row.Empty)+", missing "+text.Count(row.Missing)))
	}
	if row.State() == mapping.Missing && row.Path != "" && row.Prefix != "" {
		say(st.Dim, text.Safe("exists up to "+string(text.CleanN(row.Prefix, textMost))+" ("+string(row.PrefixType)+")"))
	}
	if c.example == 0 && row.Value != "" {
		say(st.Dim, text.Safe("for instance "+string(text.CleanN(row.Value, textMost))))
	}
	return append(out, p.near(row)...)
}

// near numbers the near paths in columns of their own.
func (p *pane) near(row mapping.Row) []string {
	if len(row.Near) == 0 {
		return nil
	}
	st, of := p.st, text.Count(p.f.Report.Samples)
	count := len(of)*2 + len(" of ")
	wide := 0
	for _, near := range row.Near {
		wide = max(wide, text.Width(text.CleanN(near.Path, textMost)))
	}
	wide = max(min(wide, p.w-4-2-space-count), 4)
	var out []string
	for i, near := range row.Near {
		line := text.Spaces(4) + st.Key.Render(strconv.Itoa(i+1)) + " " +
			string(text.Pad(p.cutLeft(text.CleanN(near.Path, textMost), wide), wide)) + text.Spaces(space) +
			st.Dim.Render(text.Fit(text.Count(near.Samples), len(of), text.Right)+" of "+of)
		if left := p.w - 4 - 2 - wide - space - count - space; left >= 8 {
			line += text.Spaces(space) + st.Dim.Render(string(p.cut(text.CleanN(near.Value, textMost), left)))
		}
		out = append(out, line)
	}
	return out
}

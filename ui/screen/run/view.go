package run

import (
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

const (
	wide       = 110 // width from which the reasons are to the right of the facts
	tight      = 78  // below this width texts are shorter and lines are split
	roomy      = 18  // height from which a blank line separates head and body
	indent     = 1
	labelWidth = 12
)

// cache is the last rendered view. It is valid until the model or the state of
// its poll jobs changes.
type cache struct {
	view      string // "": render again
	run, once poll.State
}

// View renders the panel in exactly the height it was given.
func (p *model) View() string {
	run, once := p.state(), p.env.Polls.State(p.ID, keyOnce)
	if p.view == "" || p.cache.run != run || p.cache.once != once {
		p.cache = cache{view: p.render(&run), run: run, once: once}
	}
	return p.view
}

func (p *model) render(state *poll.State) string {
	lines := p.head(state)
	if p.height >= roomy {
		lines = append(lines, "")
	}
	if p.known() {
		lines = append(lines, p.body(max(p.height-len(lines), 1))...)
	}
	lines = lines[:min(len(lines), p.height)]
	for len(lines) < p.height {
		lines = append(lines, "")
	}
	for i, line := range lines {
		lines[i] = text.CutWith(p.replaceGlyphs(line), p.width, p.env.Styles.Glyphs.Ellipsis)
	}
	return strings.Join(lines, "\n")
}

// replaceGlyphs replaces the marks in texts of the panel by those of the theme.
func (p *model) replaceGlyphs(line string) string {
	if !p.env.Styles.Options.ASCII {
		return line
	}
	glyphs := p.env.Styles.Glyphs
	return strings.NewReplacer("→", glyphs.Arrow, "·", glyphs.Dot, "…", glyphs.Ellipsis, "–", glyphs.Minus, "≈", glyphs.Approx).Replace(line)
}

// body renders what scrolls, the most useful first: why the run ended badly, else the
// chart, then the facts and the other runs of the task.
func (p *model) body(height int) []string {
	blank := []string(nil)
	if p.height >= roomy {
		blank = []string{""}
	}
	if p.width >= wide {
		return p.window(p.wideBody(height), height)
	}
	width := p.width - indent - 1
	facts, reasons := p.indented(p.facts(), width), p.indented(p.reasons(), width)
	if !p.explained() {
		facts, reasons = append(facts, reasons...), nil
	}
	least := minChart
	if p.height >= roomy {
		least = usualChart
	}
	chart := p.chartBlock(p.width, max(min(height-len(facts)-len(reasons)-2, maxChart), least))
	sections := [][]string{reasons, chart, facts, indentAll(p.comparison(p.width-indent-1, maxSiblings+2))}
	if !p.endedBadly() {
		sections[0], sections[1] = chart, reasons
	}
	var lines []string
	for _, section := range sections {
		if len(section) > 0 && len(lines) > 0 {
			lines = append(lines, blank...)
		}
		lines = append(lines, section...)
	}
	return p.window(lines, height)
}

// wideBody renders the chart over the whole width, and below it the facts on the left
// and the reasons and other runs on the right.
func (p *model) wideBody(height int) []string {
	leftWidth := min(max(p.width*9/20, 60), 80)
	left := p.indented(p.facts(), leftWidth)
	for i := range left {
		left[i] = text.Cut(left[i], indent+leftWidth)
	}
	right, rightWidth := []string(nil), p.width-indent-leftWidth-4
	if p.explained() {
		right = append(p.fields(p.reasons(), rightWidth), "")
	} else {
		left = append(left, p.indented(p.reasons(), leftWidth)...)
	}
	needed := max(len(left), len(right)+min(len(p.siblings.runs)+1, 6))
	chart := p.chartBlock(p.width, min(max(height-needed-1, 8), maxChart))
	if len(chart) > 0 {
		chart = append(chart, "")
	}
	if p.charts() {
		if rows := height - len(chart); p.explained() {
			left = append(append(left, ""), indentAll(p.comparison(leftWidth, max(rows-len(left)-1, 6)))...)
		} else {
			right = append(right, p.comparison(rightWidth, max(rows, 6))...)
		}
		return append(chart, p.layout.Join(p.env.Styles, left, right, indent+leftWidth+1)...)
	}
	lines := append(chart, p.layout.Join(p.env.Styles, left, right, indent+leftWidth+1)...)
	return append(append(lines, ""), indentAll(p.comparison(p.width-indent-1, maxSiblings+2))...)
}

// chartBlock renders the shares and the chart, or that there is no history, in at most
// height lines; nothing before the run counts.
func (p *model) chartBlock(width, height int) []string {
	var lines []string
	if line := p.share(width); line != "" && height > minChart {
		lines = append(lines, line)
	}
	switch {
	case p.charts():
		return append(lines, p.chart(width, max(height-len(lines), minChart))...)
	case p.ended() && p.run.StartedAt != nil:
		return append(lines, text.Spaces(indent)+p.env.Styles.Dim.Render("no history: counts are noted only while this panel is open"))
	}
	return lines
}

// charts reports whether there is a chart: of a running run from its start.
func (p *model) charts() bool {
	return p.history.known() || p.run.Status == api.Running && p.run.Counted().Known()
}

// indented renders fields with the indent of the panel.
func (p *model) indented(fields []field, width int) []string {
	return indentAll(p.fields(fields, width))
}

func indentAll(lines []string) []string {
	for i := range lines {
		lines[i] = text.Spaces(indent) + lines[i]
	}
	return lines
}

// window returns the visible lines of block; the last one tells how many are below.
func (p *model) window(block []string, height int) []string {
	p.sheet.SetSize(p.width, height)
	p.sheet.SetLines(block)
	from, to := p.sheet.Window()
	visible := slices.Clone(block[from:to])
	if below := len(block) - to; below > 0 && height > 0 {
		visible[height-1] = text.Spaces(indent) + p.env.Styles.Dim.Render(p.env.Styles.Glyphs.More+" "+text.Count(below+1)+" more lines, "+string(p.keyName(keymap.Down))+" scrolls")
	}
	return visible
}

// field is a label with lines of text; style applies to the text.
type field struct {
	label text.Safe
	value []text.Safe
	style theme.Style
	pack  bool // join as many lines as fit on one
}

// fields renders fields in two columns, with long values wrapped in the second.
func (p *model) fields(fields []field, width int) []string {
	var lines []string
	for _, field := range fields {
		if field.pack {
			field.value = packPieces(field.value, width-labelWidth)
		}
		for i, line := range text.WrapLines(field.value, width-labelWidth) {
			label := text.Safe("")
			if i == 0 {
				label = field.label
			}
			lines = append(lines, p.env.Styles.Dim.Render(string(text.Fit(label, labelWidth, text.Left)))+field.style.Render(string(line)))
		}
	}
	return lines
}

// packPieces joins as many pieces per line as fit.
func packPieces(pieces []text.Safe, width int) []text.Safe {
	var lines []text.Safe
	for _, piece := range pieces {
		if count := len(lines); count > 0 && text.Width(lines[count-1])+3+text.Width(piece) <= width {
			lines[count-1] = text.Concat(lines[count-1], text.Lit(" · "), piece)
			continue
		}
		lines = append(lines, piece)
	}
	return lines
}

// segment is a part of a line that is not wrapped; min is its minimum width, so
// that what follows does not move.
type segment struct {
	styled string // styled
	min    int
}

// flow puts segments side by side on as many lines as needed.
func flow(parts []segment, width int) []string {
	const gap = 3
	var lines []string
	line, used := "", 0
	for _, segment := range parts {
		if segment.styled == "" {
			continue
		}
		size := max(text.Width(segment.styled), segment.min)
		if used > 0 && used+gap+size > width-indent {
			lines, line, used = append(lines, line), "", 0
		}
		if used > 0 {
			line, used = line+text.Spaces(gap), used+gap
		}
		line, used = line+text.Pad(segment.styled, size), used+size
	}
	if used > 0 {
		lines = append(lines, line)
	}
	for i := range lines {
		lines[i] = text.Spaces(indent) + strings.TrimRight(lines[i], " ")
	}
	return lines
}

// keyName returns the first key of an action, as the help line shows it.
func (p *model) keyName(action keymap.Action) text.Safe {
	return p.env.KeyOf(append(p.Scopes(), keymap.Global), action)
}

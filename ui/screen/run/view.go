package run

import (
	"slices"
	"strings"

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
	if p.cache.view == "" || p.cache.run != run || p.cache.once != once {
		p.cache = cache{view: p.render(run), run: run, once: once}
	}
	return p.cache.view
}

func (p *model) render(state poll.State) string {
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
		lines[i] = text.Cut(p.replaceGlyphs(line), p.width)
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

// body renders facts and reasons, which scroll. In one column the reasons come
// first if the run ended badly.
func (p *model) body(height int) []string {
	if p.width >= wide {
		return p.columns(height)
	}
	width := p.width - indent - 1
	facts, reasons := p.fields(p.facts(), width), p.fields(p.reasons(), width)
	all := append(facts, reasons...)
	if p.endedBadly() {
		all = append(reasons, facts...)
	}
	lines := p.window(all, height)
	for i := range lines {
		lines[i] = text.Spaces(indent) + lines[i]
	}
	return lines
}

// columns renders the reasons to the right of the facts.
func (p *model) columns(height int) []string {
	leftWidth := min(max(p.width*9/20, 60), 80)
	facts := p.fields(p.facts(), leftWidth)
	for i := range facts {
		facts[i] = text.Spaces(indent) + text.Cut(facts[i], leftWidth)
	}
	reasons := p.window(p.fields(p.reasons(), p.width-indent-leftWidth-4), height)
	return p.layout.Join(p.env.Styles, facts[:min(len(facts), height)], reasons, indent+leftWidth+1)
}

// window returns the visible lines of block; the last one tells how many are below.
func (p *model) window(block []string, height int) []string {
	p.sheet.SetSize(p.width, height)
	p.sheet.SetLines(block)
	from, to := p.sheet.Window()
	visible := slices.Clone(block[from:to])
	if below := len(block) - to; below > 0 && height > 0 {
		visible[height-1] = p.env.Styles.Dim.Render(p.env.Styles.Glyphs.More + " " + text.Count(below+1) + " more lines, " + string(p.keyName(keymap.Down)) + " scrolls")
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

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
	wide   = 110 // from here on the reasons stand beside the facts
	tight  = 78  // below, wordings are shorter and lines hold less
	roomy  = 18  // lines from which on a blank line is worth its place
	indent = 1
	labelW = 12
)

// drawn is the panel as it was drawn last, kept until something it shows has
// changed: the screen itself, or what the scheduler knows of its polling.
type drawn struct {
	view      string // "": to be drawn again
	run, once poll.State
}

// View draws the panel: exactly as many lines as it was given.
func (p *model) View() string {
	run, once := p.state(), p.env.Polls.State(p.ID, keyOnce)
	if p.drawn.view == "" || p.drawn.run != run || p.drawn.once != once {
		p.drawn = drawn{view: p.draw(run), run: run, once: once}
	}
	return p.drawn.view
}

func (p *model) draw(state poll.State) string {
	lines := p.head(state)
	if p.h >= roomy {
		lines = append(lines, "")
	}
	if p.known() {
		lines = append(lines, p.body(max(p.h-len(lines), 1))...)
	}
	lines = lines[:min(len(lines), p.h)]
	for len(lines) < p.h {
		lines = append(lines, "")
	}
	for i, line := range lines {
		lines[i] = text.Cut(p.spell(line), p.w)
	}
	return strings.Join(lines, "\n")
}

// spell writes the marks of our own wording as the theme has them.
func (p *model) spell(line string) string {
	if !p.env.Styles.Options.ASCII {
		return line
	}
	glyphs := p.env.Styles.Glyphs
	return strings.NewReplacer("→", glyphs.Arrow, "·", glyphs.Dot, "…", glyphs.Ellipsis, "–", glyphs.Minus, "≈", glyphs.Approx).Replace(line)
}

// body is what stands under the head: facts, and reasons that may be long and
// scroll. When a run ended badly and there is only one column, reasons first.
func (p *model) body(height int) []string {
	if p.w >= wide {
		return p.columns(height)
	}
	width := p.w - indent - 1
	facts, reasons := p.fields(p.facts(), width), p.fields(p.reasons(), width)
	all := append(facts, reasons...)
	if p.endedBadly() {
		all = append(reasons, facts...)
	}
	out := p.window(all, height)
	for i := range out {
		out[i] = text.Spaces(indent) + out[i]
	}
	return out
}

// columns puts the reasons to the right of the facts.
func (p *model) columns(height int) []string {
	lw := min(max(p.w*9/20, 60), 80)
	facts := p.fields(p.facts(), lw)
	for i := range facts {
		facts[i] = text.Spaces(indent) + text.Cut(facts[i], lw)
	}
	reasons := p.window(p.fields(p.reasons(), p.w-indent-lw-4), height)
	return p.beside.Join(p.env.Styles, facts[:min(len(facts), height)], reasons, indent+lw+1)
}

// window cuts the visible lines out of a block and says how many are below.
func (p *model) window(block []string, height int) []string {
	p.sheet.SetSize(p.w, height)
	p.sheet.SetLines(block)
	from, to := p.sheet.Window()
	out := slices.Clone(block[from:to])
	if below := len(block) - to; below > 0 && height > 0 {
		out[height-1] = p.env.Styles.Dim.Render(p.env.Styles.Glyphs.More + " " + text.Count(below+1) + " more lines, " + string(p.key(keymap.Down)) + " scrolls")
	}
	return out
}

// field is a label with lines of text; style is that of the text.
type field struct {
	label text.Safe
	value []text.Safe
	style theme.Style
	pack  bool // the lines are short pieces: as many on one line as fit
}

// fields lays fields out in two columns with long values wrapped under themselves.
func (p *model) fields(fs []field, width int) []string {
	var out []string
	for _, field := range fs {
		if field.pack {
			field.value = packed(field.value, width-labelW)
		}
		for i, line := range text.WrapLines(field.value, width-labelW) {
			label := text.Safe("")
			if i == 0 {
				label = field.label
			}
			out = append(out, p.env.Styles.Dim.Render(string(text.Fit(label, labelW, text.Left)))+field.style.Render(string(line)))
		}
	}
	return out
}

func packed(pieces []text.Safe, width int) []text.Safe {
	var out []text.Safe
	for _, piece := range pieces {
		if count := len(out); count > 0 && text.Width(out[count-1])+3+text.Width(piece) <= width {
			out[count-1] = text.Concat(out[count-1], text.Lit(" · "), piece)
			continue
		}
		out = append(out, piece)
	}
	return out
}

// segment is a piece of a line that is not broken; min keeps its place when its
// text gets shorter.
type segment struct {
	s   string // styled
	min int
}

// flow sets parts side by side on as many lines as it takes.
func flow(parts []segment, width int) []string {
	const gap = 3
	var out []string
	line, used := "", 0
	for _, segment := range parts {
		if segment.s == "" {
			continue
		}
		size := max(text.Width(segment.s), segment.min)
		if used > 0 && used+gap+size > width-indent {
			out, line, used = append(out, line), "", 0
		}
		if used > 0 {
			line, used = line+text.Spaces(gap), used+gap
		}
		line, used = line+text.Pad(segment.s, size), used+size
	}
	if used > 0 {
		out = append(out, line)
	}
	for i := range out {
		out[i] = text.Spaces(indent) + strings.TrimRight(out[i], " ")
	}
	return out
}

// key names the first key of an action, as the help line does.
func (p *model) key(action keymap.Action) text.Safe {
	return p.env.KeyOf(append(p.Scopes(), keymap.Global), action)
}

package taskinfo

import (
	"strings"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

// page gathers lines of label and value, wrapped with a hanging indent.
type page struct {
	st    *theme.Styles
	w     int
	label int // cells of the label column
	dim   theme.Style
	text  theme.Style
	out   []string
}

const (
	labelCells  = 12
	narrowLabel = 9
	valueMax    = 4000 // runes of one value: no filter or template needs more to be understood
)

func newPage(st *theme.Styles, w int) *page {
	p := &page{st: st, w: max(w, 1), label: labelCells, dim: st.Dim, text: st.Text}
	if w < 46 {
		p.label = narrowLabel
	}
	if w < 20 {
		p.label = 0
	}
	return p
}

func (p *page) title(s text.Safe) { p.line(p.st.Strong.Render(string(text.Cut(s, p.w)))) }

// section begins a part with its heading; n of 0 is not shown.
func (p *page) section(title text.Safe, n int) {
	p.line("")
	if n > 0 {
		title = text.Concat(title, " (", text.Clean(text.Count(n)), ")")
	}
	p.title(title)
}

// list is a section of n entries; nothing when there are none.
func (p *page) list(title text.Safe, n int, entry func(i int)) {
	if n == 0 {
		return
	}
	p.section(title, n)
	for i := range n {
		entry(i)
	}
}

func (p *page) line(s string) { p.out = append(p.out, s) }

// fact is one label with its value.
func (p *page) fact(label string, v text.Safe) { p.lines(label, []text.Safe{v}) }

// block is one label with text of the server that may have several lines.
func (p *page) block(label, v string) {
	if len(v) > valueMax*4 {
		v = strings.ToValidUTF8(v[:valueMax*4], "") + "…"
	}
	lines := text.CleanLines(v)
	if len(lines) == 0 {
		lines = []text.Safe{none}
	}
	p.lines(label, lines)
}

// id is a label with an ID in full; nothing when there is none.
func (p *page) id(label, v string) {
	if v != "" {
		p.fact(label, text.CleanN(v, valueMax))
	}
}

// styled is one label with a value that is styled and cut already.
func (p *page) styled(label, v string) { p.line(p.labelled(label) + v) }

func (p *page) lines(label string, vs []text.Safe) {
	head, room := p.labelled(label), p.w-p.label
	if long := text.Width(label) + 1; p.label > 0 && long > p.label {
		room -= long - p.label
	}
	if room < 8 {
		head, room = "", p.w
	}
	indent := text.Spaces(p.w - room)
	if head == "" {
		indent = ""
	}
	for _, v := range text.WrapLines(vs, room) {
		p.line(head + p.text.Render(string(text.Cut(v, room))))
		head = indent
	}
}

// labelled is a label in its column; a longer one pushes its value to the right.
func (p *page) labelled(label string) string {
	if p.label == 0 {
		return ""
	}
	s := text.Cut(label, p.w-1)
	return p.dim.Render(s) + text.Spaces(max(p.label-text.Width(s), 1))
}

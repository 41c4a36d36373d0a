package taskinfo

import (
	"strings"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

// page collects lines of labels and values, wrapped with a hanging indent.
type page struct {
	styles *theme.Styles
	width  int
	label  int // cells of the label column
	dim    theme.Style
	text   theme.Style
	out    []string
}

const (
	labelCells  = 12
	narrowLabel = 9
	valueMax    = 4000 // runes shown of one value
)

func newPage(styles *theme.Styles, width int) *page {
	out := &page{styles: styles, width: max(width, 1), label: labelCells, dim: styles.Dim, text: styles.Text}
	if width < 46 {
		out.label = narrowLabel
	}
	if width < 20 {
		out.label = 0
	}
	return out
}

func (p *page) title(title text.Safe) {
	p.line(p.styles.Strong.Render(string(text.Cut(title, p.width))))
}

// section starts a section with a heading and, unless zero, the number of entries.
func (p *page) section(title text.Safe, entries int) {
	p.line("")
	if entries > 0 {
		title = text.Concat(title, " (", text.Clean(text.Count(entries)), ")")
	}
	p.title(title)
}

// list adds a section of entries, nothing if there are none.
func (p *page) list(title text.Safe, entries int, entry func(i int)) {
	if entries == 0 {
		return
	}
	p.section(title, entries)
	for i := range entries {
		entry(i)
	}
}

func (p *page) line(line string) { p.out = append(p.out, line) }

// fact adds a label with its value.
func (p *page) fact(label string, value text.Safe) { p.lines(label, []text.Safe{value}) }

// block adds a label with server text of any number of lines.
func (p *page) block(label, value string) {
	if len(value) > valueMax*4 {
		value = strings.ToValidUTF8(value[:valueMax*4], "") + "…"
	}
	lines := text.CleanLines(value)
	if len(lines) == 0 {
		lines = []text.Safe{none}
	}
	p.lines(label, lines)
}

// id adds a label with a full ID, nothing if there is none.
func (p *page) id(label, value string) {
	if value != "" {
		p.fact(label, text.CleanN(value, valueMax))
	}
}

// styled adds a label with a value that is already styled and cut.
func (p *page) styled(label, value string) { p.line(p.labelled(label) + value) }

func (p *page) lines(label string, vs []text.Safe) {
	head, room := p.labelled(label), p.width-p.label
	if long := text.Width(label) + 1; p.label > 0 && long > p.label {
		room -= long - p.label
	}
	if room < 8 {
		head, room = "", p.width
	}
	indent := text.Spaces(p.width - room)
	if head == "" {
		indent = ""
	}
	for _, line := range text.WrapLines(vs, room) {
		p.line(head + p.text.Render(string(text.Cut(line, room))))
		head = indent
	}
}

// labelled renders a label in its column; a longer label moves its value to the right.
func (p *page) labelled(label string) string {
	if p.label == 0 {
		return ""
	}
	cut := text.Cut(label, p.width-1)
	return p.dim.Render(cut) + text.Spaces(max(p.label-text.Width(cut), 1))
}

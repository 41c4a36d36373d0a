package taskinfo

import (
	"strings"
	"time"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

// page collects lines of labels and values. Values are wrapped with a hanging indent,
// in a column next to the longest label.
type page struct {
	styles *theme.Styles
	width  int
	dim    theme.Style
	text   theme.Style
	rows   []row
}

// row is a label with its value, or a line without a label.
type row struct {
	label  string
	values []text.Safe
	joined bool                  // the values share a line where there is room
	styled func(room int) string // instead of values: a line that is already styled
}

const (
	maxLabel = 14   // cells of the label column; longer labels move their values to the right
	noLabels = 20   // width below which there are no labels
	valueMax = 4000 // runes shown of one value
)

func newPage(styles *theme.Styles, width int) *page {
	return &page{styles: styles, width: max(width, 1), dim: styles.Dim, text: styles.Text}
}

// lines renders the page.
func (p *page) lines() []string {
	column := 0
	for _, row := range p.rows {
		column = max(column, text.Width(row.label)+1)
	}
	column = min(column, maxLabel)
	if p.width < noLabels {
		column = 0
	}
	var out []string
	for _, row := range p.rows {
		switch {
		case row.label == "":
			out = append(out, row.styled(p.width))
		case row.styled != nil:
			out = append(out, p.labelled(row.label, column)+row.styled(max(p.width-column, 1)))
		default:
			out = append(out, p.wrapped(&row, column)...)
		}
	}
	return out
}

// wrapped renders a label with its value.
func (p *page) wrapped(row *row, column int) []string {
	head, room := p.labelled(row.label, column), p.width-column
	if long := text.Width(row.label) + 1; column > 0 && long > column {
		room -= long - column
	}
	if room < 8 {
		head, room = "", p.width
	}
	indent := text.Spaces(p.width - room)
	if head == "" {
		indent = ""
	}
	values := row.values
	if all := text.Concat(values[0], " ", values[len(values)-1]); row.joined && text.Width(all) <= room {
		values = []text.Safe{all}
	}
	var out []string
	for _, line := range text.WrapLines(values, room) {
		out = append(out, head+p.text.Render(string(text.Cut(line, room))))
		head = indent
	}
	return out
}

// when adds a time to the minute with its zone and its age, which has a line of its own
// where there is no room for both.
func (p *page) when(label string, moment, now time.Time, zone *time.Location) {
	stamp, age := text.Clean(text.Stamp(moment, zone)), text.Clean("("+text.Age(now.Sub(moment))+")")
	p.rows = append(p.rows, row{label: label, values: []text.Safe{stamp, age}, joined: true})
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

func (p *page) line(line string) {
	p.rows = append(p.rows, row{styled: func(int) string { return line }})
}

// fact adds a label with its value.
func (p *page) fact(label string, value text.Safe) { p.add(label, []text.Safe{value}) }

func (p *page) add(label string, values []text.Safe) {
	p.rows = append(p.rows, row{label: label, values: values})
}

// block adds a label with server text of any number of lines.
func (p *page) block(label, value string) {
	if len(value) > valueMax*4 {
		value = strings.ToValidUTF8(value[:valueMax*4], "") + "…"
	}
	lines := text.CleanLines(value)
	if len(lines) == 0 {
		lines = []text.Safe{none}
	}
	p.add(label, lines)
}

// id adds a label with a full ID, nothing if there is none.
func (p *page) id(label, value string) {
	if value != "" {
		p.fact(label, text.CleanN(value, valueMax))
	}
}

// styled adds a label with a line that is already styled and fits into room cells.
func (p *page) styled(label string, render func(room int) string) {
	p.rows = append(p.rows, row{label: label, styled: render})
}

// labelled renders a label in its column; a longer label moves its value to the right.
func (p *page) labelled(label string, column int) string {
	if column == 0 {
		return ""
	}
	cut := text.Cut(label, p.width-1)
	return p.dim.Render(cut) + text.Spaces(max(column-text.Width(cut), 1))
}

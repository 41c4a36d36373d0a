package form

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

const (
	tallHeight = 18  // height from which the foot has a rule and a third row of notes
	wideWidth  = 110 // width from which a panel may stand beside the form
)

// Frame is the room that a form has in its screen, and the way rows are fitted
// into it.
type Frame struct {
	Styles        *theme.Styles
	Width, Height int
	Margin        int // cells left free at either side
}

// Resize takes a size and reports whether it is another one.
func (f *Frame) Resize(width, height int) bool {
	other := width != f.Width || height != f.Height
	f.Width, f.Height = width, height
	return other
}

// Inner is the width between the margins.
func (f Frame) Inner() int { return max(f.Width-2*f.Margin, 1) }

// Shape is what a form wants of its layout.
type Shape struct {
	FooterRows   int  // rows of the foot besides the notes
	Panel        bool // something stands beside the form where there is room
	MaxFormWidth int  // of the form beside a panel, in cells
	ListHeight   int  // height from which choices are listed in full
}

// Layout divides a screen: a heading of one row, the form, and a foot that
// depends on the size alone, so that nothing jumps while typing.
type Layout struct {
	FormWidth, FormHeight int
	Notes                 int  // rows of notes
	Rule                  bool // a line stands above the foot
	Compact               bool // choices on one line
	Panel                 int  // width of the panel beside the form, 0 for none
}

// Layout divides the frame.
func (f Frame) Layout(shape Shape) Layout {
	layout := Layout{FormWidth: f.Inner(), Notes: 2, Compact: f.Height < shape.ListHeight}
	if shape.Panel && f.Width >= wideWidth {
		layout.FormWidth = min(f.Width*6/10, shape.MaxFormWidth)
		layout.Panel = f.Inner() - layout.FormWidth - 3
	}
	layout.FormHeight = f.Height - 1 - shape.FooterRows - layout.Notes
	if f.Height >= tallHeight {
		layout.Notes, layout.Rule = 3, true
		layout.FormHeight -= 2
	}
	layout.FormHeight = max(layout.FormHeight, 1)
	return layout
}

// Render puts the parts together, exactly H rows of at most W cells. A nil panel
// is none.
func (f Frame) Render(layout Layout, heading string, body, panel, foot []string) string {
	body = FitRows(body, layout.FormHeight)
	if layout.Panel > 0 && panel != nil {
		panel = FitRows(panel, len(body))
		bar := f.Styles.Faint.Render(f.Styles.Glyphs.Divider)
		for i := range body {
			body[i] = text.Fit(body[i], layout.FormWidth, text.Left) + " " + bar + " " + panel[i]
		}
	}
	rows := append([]string{heading}, body...)
	if layout.Rule {
		rows = append(rows, f.Styles.Faint.Render(strings.Repeat(f.Styles.Glyphs.BorderH, f.Inner())))
	}
	return f.Fit(append(rows, foot...))
}

// Fit makes H rows of at most W cells.
func (f Frame) Fit(rows []string) string {
	rows = FitRows(rows, f.Height)
	for i := range rows {
		if rows[i] = strings.TrimRight(rows[i], " "); rows[i] != "" {
			rows[i] = text.Cut(text.Spaces(f.Margin)+rows[i], f.Width)
		}
	}
	return strings.Join(rows, "\n")
}

// FitRows cuts or fills rows to n.
func FitRows(rows []string, height int) []string {
	for len(rows) < height {
		rows = append(rows, "")
	}
	return rows[:max(height, 0)]
}

// Wrap gives at most n styled rows.
func (f Frame) Wrap(st lipgloss.Style, most int, parts ...text.Safe) []string {
	var out []string
	for _, part := range parts {
		if part == "" {
			continue
		}
		for _, row := range text.Wrap(part, f.Inner()) {
			out = append(out, st.Render(string(row)))
		}
	}
	if len(out) > most && most > 0 {
		out = append(out[:most-1], text.CutWith(out[most-1], max(f.Inner()-2, 1), "")+st.Render(" "+f.Styles.Glyphs.Ellipsis))
	}
	return out
}

// Note is one message of the foot. A greedy one takes the rows it needs, others
// leave a row to each of those behind them.
type Note struct {
	Style  lipgloss.Style
	Parts  []text.Safe
	Greedy bool
}

// Notes gives the notes n rows.
func (f Frame) Notes(height int, notes []Note) []string {
	var out []string
	for i, note := range notes {
		room := height - len(out)
		if !note.Greedy {
			room = min(room, max(room-(len(notes)-i-1), 1))
		}
		if room > 0 {
			out = append(out, f.Wrap(note.Style, room, note.Parts...)...)
		}
	}
	return FitRows(out, height)
}

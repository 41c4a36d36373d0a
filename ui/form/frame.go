package form

import (
	"strings"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

const (
	tallHeight = 18  // minimum height for a rule above the footer and a third row of notes
	wideWidth  = 110 // minimum width for a panel next to the form
)

// Frame is the area of a form screen. It lays out rows in it.
type Frame struct {
	Styles        *theme.Styles
	Width, Height int
	Margin        int // free cells on each side
}

// Resize sets the size and reports whether it has changed.
func (f *Frame) Resize(width, height int) bool {
	other := width != f.Width || height != f.Height
	f.Width, f.Height = width, height
	return other
}

// Inner returns the width between the margins.
func (f Frame) Inner() int { return max(f.Width-2*f.Margin, 1) }

// Shape is the layout that a form asks for.
type Shape struct {
	FooterRows   int  // rows of the footer without the notes
	Panel        bool // show a panel next to the form if it fits
	MaxFormWidth int  // of the form next to a panel, in cells
	ListHeight   int  // minimum height for choices listed in full
}

// Layout divides a screen into a heading of one row, the form, and a footer whose
// height depends only on the size, so that nothing moves while typing.
type Layout struct {
	FormWidth, FormHeight int
	Notes                 int  // rows of notes
	Rule                  bool // a line above the footer
	Compact               bool // choices on one line
	Panel                 int  // width of the panel next to the form, 0 for none
}

// Layout computes the layout for the frame's size.
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

// Render joins the parts into exactly Height rows of at most Width cells. The
// panel may be nil.
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

// Fit returns exactly Height rows of at most Width cells.
func (f Frame) Fit(rows []string) string {
	rows = FitRows(rows, f.Height)
	for i := range rows {
		if rows[i] = strings.TrimRight(rows[i], " "); rows[i] != "" {
			rows[i] = text.Cut(text.Spaces(f.Margin)+rows[i], f.Width)
		}
	}
	return strings.Join(rows, "\n")
}

// FitRows cuts or pads rows to the height.
func FitRows(rows []string, height int) []string {
	for len(rows) < height {
		rows = append(rows, "")
	}
	return rows[:max(height, 0)]
}

// Wrap wraps the parts into at most the given number of styled rows.
func (f Frame) Wrap(st theme.Style, most int, parts ...text.Safe) []string {
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

// Note is a message in the footer. A greedy note uses all the rows it needs,
// others leave one row for each note after them.
type Note struct {
	Style  theme.Style
	Parts  []text.Safe
	Greedy bool
}

// Notes renders the notes in exactly the given number of rows.
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

package confirm

import (
	"strings"

	"ax-tui/theme"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Line is one paragraph of a box with its style.
type Line struct {
	Text  text.Safe
	Style theme.Style
}

// Content is the content of a box.
type Content struct {
	Title   text.Safe
	Body    []Line
	Buttons []text.Safe // the last one carries out the action; empty: no row of buttons
	Mark    int         // index of the selected button
	Danger  bool        // the last button cannot be undone
}

// maxWidth keeps the lines of a box readable, in cells.
const maxWidth = 64

// Minimum size for a border; in a smaller area the content needs its cells.
const minBorderWidth, minBorderHeight = 12, 5

// Render renders a box in at most width by height cells. When there are too few
// rows it drops, in this order, the empty line and the end of the body; the buttons
// are kept.
func Render(styles *theme.Styles, content *Content, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	if width < minBorderWidth || height < minBorderHeight {
		return strings.Join(content.rows(styles, width, height, true), "\n")
	}
	outer := min(width, max(content.width()+4, 30))
	title, wide := content.Title, text.Width(content.Title)+6 > outer
	if wide { // show it in the body
		title = ""
	}
	return part.Box(styles, title, strings.Join(content.rows(styles, outer-4, height-2, wide), "\n"), outer)
}

// width returns the preferred width of the content, at most maxWidth.
func (f *Content) width() int {
	cells := text.Width(f.Title) + 2
	for _, line := range f.Body {
		cells = max(cells, text.Width(line.Text))
	}
	cells = max(cells, text.Width(text.Concat(f.Buttons...))+6*len(f.Buttons))
	return min(cells, maxWidth)
}

// rows lays the content out in at most width by height cells.
func (f *Content) rows(styles *theme.Styles, width, height int, titled bool) []string {
	var top, body, foot []string
	if titled && f.Title != "" {
		top = styled(&Line{f.Title, styles.Strong}, width)
	}
	for _, line := range f.Body {
		body = append(body, styled(&line, width)...)
	}
	if len(f.Buttons) > 0 {
		foot = append(foot, f.buttons(styles, width))
	}
	if len(body) > 0 && len(foot) > 0 && height > len(top)+len(body)+len(foot) {
		body = append(body, "")
	}
	return fitRows(append(top, body...), foot, height, styles.Glyphs.Ellipsis)
}

// fitRows keeps the foot and cuts the head to the remaining rows.
func fitRows(head, foot []string, height int, more string) []string {
	if len(foot) >= height {
		return foot[:height]
	}
	if room := height - len(foot); len(head) > room {
		head = head[:room]
		head[room-1] = more
	}
	return append(head, foot...)
}

func styled(line *Line, width int) []string {
	var out []string
	for _, part := range text.Wrap(line.Text, width) {
		out = append(out, line.Style.Render(string(text.Cut(part, width))))
	}
	return out
}

// buttons renders the buttons. The selected one has a glyph and a style.
func (f *Content) buttons(styles *theme.Styles, width int) string {
	var out strings.Builder
	for i, label := range f.Buttons {
		st, glyph := styles.Text, " "
		if f.Danger && i == len(f.Buttons)-1 {
			st = styles.Error
		}
		if i == f.Mark {
			st, glyph = styles.Selected, styles.Glyphs.Cursor
		}
		if i > 0 {
			out.WriteString(" ")
		}
		out.WriteString(st.Render(glyph + " " + string(label) + "  "))
	}
	return text.Cut(out.String(), width)
}

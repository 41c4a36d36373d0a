package part

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Overlay draws a box over the centre of a frame of width by height cells. The
// result has exactly height lines: a shorter base is padded, a box that is too
// large is cut at the right and at the bottom. A wide character that is half
// covered by the box becomes a space.
func Overlay(base, box string, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	lines := strings.Split(base, "\n")
	for len(lines) < height {
		lines = append(lines, "")
	}
	lines = lines[:height]
	front := strings.Split(box, "\n")
	left, top, boxWidth, rows := OverlayPlace(box, width, height)
	for i, line := range front[:rows] {
		line = text.Pad(text.CutWith(line, boxWidth, ""), boxWidth)
		lines[top+i] = patch(lines[top+i], line, left, boxWidth)
	}
	return strings.Join(lines, "\n")
}

// OverlayPlace returns where Overlay draws a box: its top left cell and its size.
func OverlayPlace(box string, width, height int) (left, top, boxWidth, rows int) {
	front := strings.Split(box, "\n")
	rows = min(len(front), height)
	for _, line := range front[:rows] {
		boxWidth = max(boxWidth, ansi.StringWidth(line))
	}
	boxWidth = min(boxWidth, width)
	return (width - boxWidth) / 2, (height - rows) / 2, boxWidth, rows
}

// patch writes part, boxWidth cells wide, over line at cell at.
func patch(line, part string, at, boxWidth int) string {
	left := text.Pad(text.CutWith(line, at, ""), at)
	return left + part + cellsFrom(line, at+boxWidth)
}

// cellsFrom returns line without its first skip cells; half a wide character becomes a space.
func cellsFrom(line string, skip int) string {
	want := ansi.StringWidth(line) - skip
	if want <= 0 {
		return ""
	}
	right := ansi.TruncateLeft(line, skip, "")
	if ansi.StringWidth(right) <= want {
		return right
	}
	right = ansi.TruncateLeft(line, skip+1, "")
	return text.Spaces(want-ansi.StringWidth(right)) + right
}

// Box draws a frame of width cells, borders included, around a body, with the
// title in the top border. Lines are cut or padded to the inner width, which is
// four cells less. Below six cells there is no frame and the body is cut.
func Box(styles *theme.Styles, title text.Safe, body string, width int) string {
	lines := strings.Split(body, "\n")
	if width < 6 {
		for i, line := range lines {
			lines[i] = text.Cut(line, width)
		}
		return strings.Join(lines, "\n")
	}
	glyphs, inner := styles.Glyphs, width-4
	side := styles.Border.Render(glyphs.BorderV)
	var out strings.Builder
	out.WriteString(topBorder(styles, title, width))
	for _, line := range lines {
		out.WriteString("\n" + side + " " + fitLine(styles, line, inner) + " " + side)
	}
	out.WriteString("\n" + styles.Border.Render(glyphs.BottomL+strings.Repeat(glyphs.BorderH, width-2)+glyphs.BottomR))
	return out.String()
}

// InBox returns the cell of the body that is at a cell of a Box.
func InBox(x, y int) (int, int) { return x - 2, y - 1 }

// fitLine is text.Fit with the theme's ellipsis.
func fitLine(styles *theme.Styles, line string, width int) string {
	return text.Pad(text.CutWith(line, width, styles.Glyphs.Ellipsis), width)
}

func topBorder(styles *theme.Styles, title text.Safe, width int) string {
	glyphs := styles.Glyphs
	rule := func(cells int) string { return strings.Repeat(glyphs.BorderH, max(cells, 0)) }
	title = text.CutWith(title, width-6, glyphs.Ellipsis)
	if title == "" {
		return styles.Border.Render(glyphs.TopL + rule(width-2) + glyphs.TopR)
	}
	rest := width - 5 - text.Width(title)
	return styles.Border.Render(glyphs.TopL+rule(1)) + styles.Strong.Render(" "+string(title)+" ") + styles.Border.Render(rule(rest)+glyphs.TopR)
}

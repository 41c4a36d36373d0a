package part

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Overlay lays a box over the middle of a frame of w by h cells. The result
// has exactly h lines: a shorter base is filled up, a box that is too large is
// cut at the right and at the bottom. A wide character that an edge of the box
// would halve gives way to a space.
func Overlay(base, box string, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	lines := strings.Split(base, "\n")
	for len(lines) < h {
		lines = append(lines, "")
	}
	lines = lines[:h]
	front := strings.Split(box, "\n")
	front = front[:min(len(front), h)]
	bw := 0
	for _, l := range front {
		bw = max(bw, ansi.StringWidth(l))
	}
	bw = min(bw, w)
	x, y := (w-bw)/2, (h-len(front))/2
	for i, l := range front {
		l = text.Pad(text.CutWith(l, bw, ""), bw)
		lines[y+i] = patch(lines[y+i], l, x, bw)
	}
	return strings.Join(lines, "\n")
}

// patch writes part, bw cells wide, over line at cell x.
func patch(line, part string, x, bw int) string {
	left := text.Pad(text.CutWith(line, x, ""), x)
	return left + part + cellsFrom(line, x+bw)
}

// cellsFrom is line without its first n cells, a halved character made a space.
func cellsFrom(line string, n int) string {
	want := ansi.StringWidth(line) - n
	if want <= 0 {
		return ""
	}
	right := ansi.TruncateLeft(line, n, "")
	if ansi.StringWidth(right) <= want {
		return right
	}
	right = ansi.TruncateLeft(line, n+1, "")
	return text.Spaces(want-ansi.StringWidth(right)) + right
}

// Box draws a frame of width cells, borders included, around a body, with the
// title set into the upper border. Lines are cut or padded to the room inside,
// which is four cells narrower. Below six cells the body is only cut.
func Box(st *theme.Styles, title text.Safe, body string, width int) string {
	lines := strings.Split(body, "\n")
	if width < 6 {
		for i, l := range lines {
			lines[i] = text.Cut(l, width)
		}
		return strings.Join(lines, "\n")
	}
	glyphs, inner := st.Glyphs, width-4
	side := st.Border.Render(glyphs.BorderV)
	var out strings.Builder
	out.WriteString(topBorder(st, title, width))
	for _, l := range lines {
		out.WriteString("\n" + side + " " + fitLine(st, l, inner) + " " + side)
	}
	out.WriteString("\n" + st.Border.Render(glyphs.BottomL+strings.Repeat(glyphs.BorderH, width-2)+glyphs.BottomR))
	return out.String()
}

// fitLine is text.Fit with the theme's own mark for what was cut.
func fitLine(st *theme.Styles, line string, w int) string {
	return text.Pad(text.CutWith(line, w, st.Glyphs.Ellipsis), w)
}

func topBorder(st *theme.Styles, title text.Safe, width int) string {
	glyphs := st.Glyphs
	rule := func(n int) string { return strings.Repeat(glyphs.BorderH, max(n, 0)) }
	title = text.CutWith(title, width-6, glyphs.Ellipsis)
	if title == "" {
		return st.Border.Render(glyphs.TopL + rule(width-2) + glyphs.TopR)
	}
	rest := width - 5 - text.Width(title)
	return st.Border.Render(glyphs.TopL+rule(1)) + st.Strong.Render(" "+string(title)+" ") + st.Border.Render(rule(rest)+glyphs.TopR)
}

package confirm

import (
	"strings"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Line is one paragraph of a box in its style.
type Line struct {
	Text  text.Safe
	Style theme.Style
}

// Content is everything a box shows.
type Content struct {
	Title   text.Safe
	Body    []Line
	Buttons []text.Safe // the last one acts; none: no row of buttons
	Mark    int         // index of the marked button
	Danger  bool        // the last button cannot be taken back
	Hints   []text.Safe // keys and what they do; those that do not fit are left out
}

// widest keeps lines of a box readable.
const widest = 64

// least is the room below which a border would take more than it gives.
const leastW, leastH = 12, 5

// Hints words the given actions of a scope with their first key: "y yes".
// Actions without a word for the help line are left out.
func Hints(keys keymap.Map, scope keymap.Scope, actions ...keymap.Action) []text.Safe {
	var out []text.Safe
	for _, action := range actions {
		if entry, ok := keys.Entry([]keymap.Scope{scope}, action); ok && entry.Short != "" {
			out = append(out, text.Clean(entry.First()+" "+entry.Short))
		}
	}
	return out
}

// Draw draws a box into at most w by h cells. When rows are short it gives up,
// in this order, the free lines, the hints, and the end of the body; the
// buttons stay.
func Draw(styles *theme.Styles, content Content, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	if w < leastW || h < leastH {
		return strings.Join(content.rows(styles, w, h, true), "\n")
	}
	outer := min(w, max(content.width()+4, 30))
	title, wide := content.Title, text.Width(content.Title)+6 > outer
	if wide { // it stands in the body
		title = ""
	}
	return part.Box(styles, title, strings.Join(content.rows(styles, outer-4, h-2, wide), "\n"), outer)
}

// width is what the content would like to have, within widest.
func (f Content) width() int {
	n := text.Width(f.Title) + 2
	for _, line := range f.Body {
		n = max(n, text.Width(line.Text))
	}
	n = max(n, text.Width(text.Concat(f.Buttons...))+6*len(f.Buttons), text.Width(joinHints(f.Hints, " ", widest)))
	return min(n, widest)
}

// rows lays the content out in at most w by h cells.
func (f Content) rows(styles *theme.Styles, w, h int, titled bool) []string {
	var top, body, foot []string
	if titled && f.Title != "" {
		top = styled(Line{f.Title, styles.Strong}, w)
	}
	for _, line := range f.Body {
		body = append(body, styled(line, w)...)
	}
	if len(f.Buttons) > 0 {
		foot = append(foot, f.buttons(styles, w))
	}
	hint := joinHints(f.Hints, styles.Glyphs.Dot, w)
	room := h - len(top) - len(body) - len(foot)
	gap := room >= 1 && len(body) > 0
	if hint != "" && room >= 1 {
		foot = append(foot, styles.Dim.Render(string(hint)))
		gap = gap && room >= 2
	}
	if gap {
		body = append(body, "")
	}
	return fitRows(append(top, body...), foot, h, styles.Glyphs.Ellipsis)
}

// fitRows keeps the foot and cuts the head to what is left of h rows.
func fitRows(head, foot []string, h int, more string) []string {
	if len(foot) >= h {
		return foot[:h]
	}
	if n := h - len(foot); len(head) > n {
		head = head[:n]
		head[n-1] = more
	}
	return append(head, foot...)
}

func styled(line Line, w int) []string {
	var out []string
	for _, part := range text.Wrap(line.Text, w) {
		out = append(out, line.Style.Render(string(text.Cut(part, w))))
	}
	return out
}

// buttons marks the marked one by a glyph as well as by its style.
func (f Content) buttons(styles *theme.Styles, w int) string {
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
	return text.Cut(out.String(), w)
}

// joinHints joins what fits into w cells, a dot of one cell between.
func joinHints(hints []text.Safe, dot string, w int) text.Safe {
	var out text.Safe
	for _, h := range hints {
		next := h
		if out != "" {
			next = text.Concat(out, text.Clean(" "+dot+" "), h)
		}
		if text.Width(next) > w {
			break
		}
		out = next
	}
	return out
}

package part

import (
	"strings"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Sheet shows a block of lines through a window: help, details, long reasons.
// Lines may be styled, as long as each closes what it opens.
type Sheet struct {
	st    *theme.Styles
	lines []string
	top   int
	w, h  int
}

// NewSheet makes an empty sheet of one cell.
func NewSheet(st *theme.Styles) *Sheet { return &Sheet{st: st, w: 1, h: 1} }

// SetLines changes what is shown. The place is kept as far as there are lines.
func (s *Sheet) SetLines(lines []string) { s.lines = lines; s.clamp() }

// SetText is SetLines for server text, wrapped to w cells.
func (s *Sheet) SetText(lines []text.Safe, w int) {
	out := make([]string, 0, len(lines))
	for _, l := range text.WrapLines(lines, w) {
		out = append(out, string(l))
	}
	s.SetLines(out)
}

// SetSize gives the sheet its room. Any size is fine.
func (s *Sheet) SetSize(w, h int) { s.w, s.h = max(w, 1), max(h, 1); s.clamp() }

// Len is the number of lines.
func (s *Sheet) Len() int { return len(s.lines) }

// Window is the range of lines in view.
func (s *Sheet) Window() (from, to int) { return s.top, min(s.top+s.h, len(s.lines)) }

// Home goes back to the first line.
func (s *Sheet) Home() { s.top = 0 }

func (s *Sheet) clamp() { s.top = max(min(s.top, len(s.lines)-s.h), 0) }

// Do carries out a motion and reports whether it was one.
func (s *Sheet) Do(action keymap.Action) bool {
	by, ok := Motion(action, s.h-1, s.h/2, len(s.lines))
	s.top += by
	s.clamp()
	return ok
}

// Motion is by how many lines an action moves among n, where a page and half a
// one are so many, a line at the least; false when it is no motion up or down.
func Motion(action keymap.Action, page, half, n int) (by int, ok bool) {
	switch action {
	case keymap.Down:
		return 1, true
	case keymap.Up:
		return -1, true
	case keymap.PageDown:
		return max(page, 1), true
	case keymap.PageUp:
		return -max(page, 1), true
	case keymap.HalfDown:
		return max(half, 1), true
	case keymap.HalfUp:
		return -max(half, 1), true
	case keymap.Top:
		return -n, true
	case keymap.Bottom:
		return n, true
	}
	return 0, false
}

// View is the lines in view, at most as many as the sheet has room for. An
// arrow at the right edge says that there is more above or below.
func (s *Sheet) View() string {
	from, to := s.Window()
	out := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		mark := ""
		if i == from && from > 0 {
			mark = s.st.Glyphs.SortUp
		}
		if i == to-1 && to < len(s.lines) {
			mark = s.st.Glyphs.More
		}
		out = append(out, s.line(s.lines[i], mark))
	}
	return strings.Join(out, "\n")
}

func (s *Sheet) line(l, mark string) string {
	if mark == "" || s.w < 4 {
		return text.CutWith(l, s.w, s.st.Glyphs.Ellipsis)
	}
	return fitLine(s.st, l, s.w-2) + " " + s.st.Dim.Render(mark)
}

package part

import (
	"strings"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Sheet is a scrollable block of lines, for help, details and long reasons. Lines
// may be styled if each resets its own style.
type Sheet struct {
	styles        *theme.Styles
	lines         []string
	top           int
	width, height int
}

// NewSheet returns an empty sheet of one cell.
func NewSheet(styles *theme.Styles) *Sheet { return &Sheet{styles: styles, width: 1, height: 1} }

// SetLines replaces the lines and keeps the scroll position where possible.
func (s *Sheet) SetLines(lines []string) { s.lines = lines; s.clamp() }

// SetText is SetLines for server text, wrapped to width cells.
func (s *Sheet) SetText(lines []text.Safe, width int) {
	out := make([]string, 0, len(lines))
	for _, line := range text.WrapLines(lines, width) {
		out = append(out, string(line))
	}
	s.SetLines(out)
}

// SetSize sets the size in cells. Any size is valid.
func (s *Sheet) SetSize(width, height int) {
	s.width, s.height = max(width, 1), max(height, 1)
	s.clamp()
}

// Len returns the number of lines.
func (s *Sheet) Len() int { return len(s.lines) }

// Window returns the range of visible lines.
func (s *Sheet) Window() (from, to int) { return s.top, min(s.top+s.height, len(s.lines)) }

// Home scrolls to the first line.
func (s *Sheet) Home() { s.top = 0 }

func (s *Sheet) clamp() { s.top = max(min(s.top, len(s.lines)-s.height), 0) }

// Do performs a motion and reports whether action is one.
func (s *Sheet) Do(action keymap.Action) bool {
	by, ok := Motion(action, s.height-1, s.height/2, len(s.lines))
	s.top += by
	s.clamp()
	return ok
}

// Motion returns by how many of total lines an action moves, given the lines of a
// page and of half a page (at least one each); false when the action is not a
// motion up or down.
func Motion(action keymap.Action, page, half, total int) (by int, ok bool) {
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
		return -total, true
	case keymap.Bottom:
		return total, true
	}
	return 0, false
}

// View returns the visible lines. An arrow at the right edge means that there are
// more above or below.
func (s *Sheet) View() string {
	from, to := s.Window()
	out := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		mark := ""
		if i == from && from > 0 {
			mark = s.styles.Glyphs.ScrollUp
		}
		if i == to-1 && to < len(s.lines) {
			mark = s.styles.Glyphs.More
		}
		out = append(out, s.line(s.lines[i], mark))
	}
	return strings.Join(out, "\n")
}

func (s *Sheet) line(content, mark string) string {
	if mark == "" || s.width < 4 {
		return text.CutWith(content, s.width, s.styles.Glyphs.Ellipsis)
	}
	return fitLine(s.styles, content, s.width-2) + " " + s.styles.Dim.Render(mark)
}

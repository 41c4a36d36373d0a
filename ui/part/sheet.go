package part

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Content is what a Sheet shows: lines of text, of which some may be folded, so that a
// row on the screen is not always the line of that number. Row is called for visible
// rows only, Text once, by the first find.
type Content interface {
	Len() int // rows
	// Row renders a row in at most width cells. Marks are the found parts of its line;
	// selected is true for the row with the cursor.
	Row(row int, marks []Mark, selected bool, width int) string
	// Text returns all lines, the folded ones too, as Lower makes them, and where each begins.
	Text() (all string, starts []int)
	LineOf(row int) int
	// Reveal returns the row of a line, and unfolds what hides it.
	Reveal(line int) int
}

// Mark is a found part of a line, in bytes.
type Mark struct {
	From, To int
	Current  bool
}

// Sheet is a scrollable block of lines in which a text can be found, for help, details,
// long texts and JSON.
type Sheet struct {
	styles        *theme.Styles
	content       Content
	top           int
	width, height int
	cursor        bool // a row is selected
	bare          bool // the rows have no arrows
	selected      int
	find          finder
}

// NewSheet returns an empty sheet of one cell.
func NewSheet(styles *theme.Styles) *Sheet {
	return &Sheet{styles: styles, content: &styledLines{}, width: 1, height: 1}
}

// SetLines replaces the lines and keeps the scroll position where possible. They may be
// styled if each resets its own style.
func (s *Sheet) SetLines(lines []string) {
	if old, ok := s.content.(*styledLines); ok && slices.Equal(old.lines, lines) {
		return
	}
	s.content = &styledLines{styles: s.styles, lines: lines}
	s.find.refresh(s.content)
	s.clamp()
}

// SetBare leaves the arrows out of the rows, of a text that is taken by the mouse.
func (s *Sheet) SetBare() { s.bare = true }

// Arrows says whether there are more rows above and below.
func (s *Sheet) Arrows() (out string) {
	from, to := s.Window()
	if from > 0 {
		out = s.styles.Glyphs.ScrollUp
	}
	if to < s.Len() {
		out += s.styles.Glyphs.More
	}
	return out
}

// SetText is SetLines for server text, wrapped to width cells.
func (s *Sheet) SetText(lines []text.Safe, width int) {
	out := make([]string, 0, len(lines))
	for _, line := range text.WrapLines(lines, width) {
		out = append(out, string(line))
	}
	s.SetLines(out)
}

// SetContent shows a content with a selected row.
func (s *Sheet) SetContent(content Content) {
	s.content, s.cursor = content, true
	s.find.refresh(content)
	s.clamp()
}

// SetSize sets the size in cells. Any size is valid.
func (s *Sheet) SetSize(width, height int) {
	s.width, s.height = max(width, 1), max(height, 1)
	s.clamp()
}

// Len returns the number of rows.
func (s *Sheet) Len() int { return s.content.Len() }

// FootHeight returns how many lines of the height are not rows: the find has one.
func (s *Sheet) FootHeight() int {
	if s.Finding() && s.height > 1 {
		return 1
	}
	return 0
}

func (s *Sheet) rows() int { return s.height - s.FootHeight() }

// Window returns the range of visible rows.
func (s *Sheet) Window() (from, to int) { return s.top, min(s.top+s.rows(), s.Len()) }

// Home scrolls to the first row.
func (s *Sheet) Home() { s.top = 0 }

// Selected returns the selected row; -1 if there is none.
func (s *Sheet) Selected() int {
	if !s.cursor || s.Len() == 0 {
		return -1
	}
	return s.selected
}

// Select moves the cursor to a row and scrolls to it.
func (s *Sheet) Select(row int) {
	s.selected = row
	s.show(row)
}

// show scrolls so that a row is visible, with some of what is before it if it was not.
func (s *Sheet) show(row int) {
	if from, to := s.Window(); row < from || row >= to {
		s.top = row - s.rows()/3
	}
	s.clamp()
}

func (s *Sheet) clamp() {
	if s.cursor {
		s.selected = max(min(s.selected, s.Len()-1), 0)
		s.top = min(max(s.top, s.selected-s.rows()+1), s.selected)
	}
	s.top = max(min(s.top, s.Len()-s.rows()), 0)
}

// Do performs a motion or an action of the find and reports whether action is one.
func (s *Sheet) Do(action keymap.Action) bool {
	if s.doFind(action) {
		return true
	}
	by, ok := Motion(action, s.rows()-1, s.rows()/2, s.Len())
	if s.cursor {
		s.selected += by
	} else {
		s.top += by
	}
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

// View returns the visible rows and the line of the find. An arrow at the right edge
// means that there are more rows above or below, unless the sheet is bare.
func (s *Sheet) View() string {
	from, to := s.Window()
	out := make([]string, 0, to-from+1)
	for row := from; row < to; row++ {
		mark := ""
		if row == from && from > 0 {
			mark = s.styles.Glyphs.ScrollUp
		}
		if row == to-1 && to < s.Len() {
			mark = s.styles.Glyphs.More
		}
		out = append(out, s.row(row, mark))
	}
	if s.FootHeight() > 0 {
		for len(out) < s.rows() && s.find.padded {
			out = append(out, "")
		}
		out = append(out, s.findLine())
	}
	return strings.Join(out, "\n")
}

func (s *Sheet) row(row int, arrow string) string {
	width := s.width
	if arrow != "" && width >= 4 && !s.bare {
		width -= 2
	}
	line := text.CutWith(s.content.Row(row, s.find.marks(s.content.LineOf(row)), row == s.Selected(), width), width, s.styles.Glyphs.Ellipsis)
	if width == s.width {
		return line
	}
	return text.Pad(line, width) + " " + s.styles.Dim.Render(arrow)
}

// styledLines is the content of a sheet of few lines, each a row.
type styledLines struct {
	styles *theme.Styles
	lines  []string
}

// Len returns the number of lines.
func (l *styledLines) Len() int { return len(l.lines) }

// LineOf returns row.
func (l *styledLines) LineOf(row int) int { return row }

// Reveal returns line.
func (l *styledLines) Reveal(line int) int { return line }

// Text returns the lines without their styles, in lower case.
func (l *styledLines) Text() (all string, starts []int) {
	var out strings.Builder
	for _, line := range l.lines {
		starts = append(starts, out.Len())
		out.WriteString(ansi.Strip(line) + "\n")
	}
	return Lower(out.String(), starts), starts
}

// Row returns a line with the found parts marked.
func (l *styledLines) Row(row int, marks []Mark, _ bool, _ int) string {
	line := l.lines[row]
	plain := ansi.Strip(line)
	for _, mark := range marks {
		style := l.styles.Match
		if mark.Current {
			style = l.styles.Cursor
		}
		at, found := text.Width(plain[:mark.From]), plain[mark.From:mark.To]
		line = patch(line, style.Render(found), at, text.Width(found))
	}
	return line
}

package text

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Align says on which side Fit puts the spaces.
type Align uint8

// Left puts the spaces after the text, Right before it.
const (
	Left Align = iota
	Right
)

// Width returns the width of text in cells, by grapheme. Escape sequences have no
// width.
func Width[S ~string](text S) int {
	if printableASCII(text) {
		return len(text)
	}
	return ansi.StringWidth(string(text))
}

// Cut shortens text to at most width cells, ending with "…" if anything was cut.
// It never splits a grapheme, so the result may be a cell narrower. With a width
// of zero or less the result is empty. Styles stay balanced.
func Cut[S ~string](text S, width int) S { return CutWith(text, width, ellipsis) }

// CutWith is Cut with another mark, which may be empty; a mark wider than width
// is left out.
func CutWith[S ~string](text S, width int, mark string) S {
	if width <= 0 {
		return ""
	}
	if printableASCII(text) && ansi.StringWidth(mark) <= width {
		if len(text) <= width {
			return text
		}
		return text[:width-ansi.StringWidth(mark)] + S(mark)
	}
	if ansi.StringWidth(mark) > width {
		mark = ""
	}
	return S(ansi.Truncate(string(text), width, mark))
}

// CutLeft keeps the end of unstyled text within width cells, after "…" if
// anything was cut. It suits IDs, which differ at the end.
func CutLeft[S ~string](text S, width int) S {
	if width <= 0 {
		return ""
	}
	have := Width(text)
	if have <= width {
		return text
	}
	mark := ansi.StringWidth(ellipsis)
	if mark > width {
		return ""
	}
	return S(ellipsis) + S(dropCells(string(text), have-width+mark))
}

// shortID is how many characters of an ID are shown, without its padding.
const shortID = 8

// ShortID returns the short form of an ID, the same everywhere: "…" and its last
// characters, which is where IDs differ. The padding at the end, which tells
// nothing, is not counted.
func ShortID(id string) Safe {
	padding := len(id) - len(strings.TrimRight(id, "="))
	return CutLeft(Clean(id), 1+shortID+min(padding, 2))
}

// CutMiddle is CutWith for names, which often differ at the end only: it keeps the
// part after the last " · ", or else the last words, if they take at most half of
// width. Otherwise it keeps the beginning.
func CutMiddle[S ~string](text S, width int, mark string) S {
	have := Width(text)
	if have <= width {
		return text
	}
	end := lastPart(string(text), width/2)
	if end == "" {
		return CutWith(text, width, mark)
	}
	head := strings.TrimRight(string(CutWith(text, width-Width(end)-ansi.StringWidth(mark), "")), " ")
	return S(head + mark + end)
}

// lastPart returns the end of text from the last " · ", or else from the earliest
// border of a word, that is at most width cells wide; "" if there is none.
func lastPart(text string, width int) string {
	if i := strings.LastIndex(text, " · "); i > 0 && Width(text[i:]) <= width {
		return text[i:]
	}
	for i := max(len(text)-4*max(width, 0), 1); i < len(text); i++ { // a cell takes four bytes at most, or nearly so
		if strings.IndexByte(" -_./:", text[i]) >= 0 && i < len(text)-1 && Width(text[i:]) <= width {
			return text[i:]
		}
	}
	return ""
}

// FindFold returns where find, which is in lower case, begins and ends in value
// whatever the case of value; -1 if it does not.
func FindFold(value, find string) (start, end int) {
	lower := strings.ToLower(value)
	start = strings.Index(lower, find)
	if start < 0 || len(lower) != len(value) { // a letter whose lower case has another length: positions differ
		return -1, 0
	}
	return start, start + len(find)
}

// dropCells removes at least the given number of cells from the start of text:
// whole graphemes, and combining marks whose base was removed.
func dropCells(text string, cells int) string {
	for text != "" {
		size, width := firstCluster(text)
		if cells <= 0 && width > 0 {
			return text
		}
		text, cells = text[size:], cells-width
	}
	return ""
}

// firstCluster returns the size in bytes and the width in cells of the first
// unit that Width counts: an ASCII byte or a grapheme.
func firstCluster(text string) (size, width int) {
	if text[0] < 0x80 {
		return 1, ansi.StringWidth(text[:1])
	}
	cluster, width := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	return max(1, len(cluster)), width
}

// longestGrapheme bounds what LastGrapheme looks at, in bytes: the longest emoji are below 60.
const longestGrapheme = 128

// LastGrapheme returns the size in bytes of what a backspace at the end of text erases: an
// emoji or a letter with its marks whole, 0 for "".
func LastGrapheme(text string) (size int) {
	text = text[max(len(text)-longestGrapheme, 0):]
	for text != "" {
		cluster, _ := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		size = max(1, len(cluster))
		text = text[size:]
	}
	return size
}

// Torn returns how many more code points a backspace has to erase that made after out of
// before, so that it erases a whole grapheme. It is 0 where the cursor was within one.
func Torn(before, after string) int {
	if len(before) <= len(after) {
		return 0
	}
	at := 0 // where the erased code point was
	for at < len(after) && before[at] == after[at] {
		at++
	}
	for at > 0 && !utf8.RuneStart(before[at]) {
		at--
	}
	end := at + len(before) - len(after)
	if end > len(before) || before[end:] != after[at:] {
		return 0
	}
	start := end - LastGrapheme(before[:end])
	if start >= at {
		return 0
	}
	return utf8.RuneCountInString(before[start:at])
}

// Pad appends spaces until text is width cells wide; it never cuts.
func Pad[S ~string](text S, width int) S {
	if missing := width - Width(text); missing > 0 {
		return text + S(Spaces(missing))
	}
	return text
}

// Fit cuts or pads text to exactly width cells. With a width of zero or less the
// result is empty.
func Fit[S ~string](text S, width int, align Align) S {
	text = Cut(text, width)
	missing := width - Width(text)
	if missing <= 0 {
		return text
	}
	if align == Right {
		return S(Spaces(missing)) + text
	}
	return text + S(Spaces(missing))
}

const blank = "                                                                                "

// Spaces returns count spaces, "" for a count of zero or less.
func Spaces(count int) string {
	switch {
	case count <= 0:
		return ""
	case count <= len(blank):
		return blank[:count]
	}
	return strings.Repeat(" ", count)
}

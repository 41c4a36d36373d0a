package text

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Align says on which side Fit puts the spaces.
type Align uint8

// Left puts the spaces behind the text, Right before it.
const (
	Left Align = iota
	Right
)

// Width is the number of cells s takes, by grapheme; escape sequences of our
// own styles count nothing.
func Width[S ~string](s S) int {
	if plain(s) {
		return len(s)
	}
	return ansi.StringWidth(string(s))
}

// Cut shortens s to at most w cells, with "…" as the last one if anything was
// cut. It never splits a grapheme, so the result may be a cell narrower than
// w. With w of zero or less the result is empty. Styles stay balanced.
func Cut[S ~string](s S, w int) S { return CutWith(s, w, ellipsis) }

// CutWith is Cut with another mark, which may be empty; a mark wider than w is
// left out.
func CutWith[S ~string](s S, w int, mark string) S {
	if w <= 0 {
		return ""
	}
	if plain(s) && ansi.StringWidth(mark) <= w {
		if len(s) <= w {
			return s
		}
		return s[:w-ansi.StringWidth(mark)] + S(mark)
	}
	if ansi.StringWidth(mark) > w {
		mark = ""
	}
	return S(ansi.Truncate(string(s), w, mark))
}

// CutLeft keeps the end of s within w cells, with "…" before it if anything
// was cut: how IDs are shortened, whose ends differ while their beginnings do
// not. For unstyled text.
func CutLeft[S ~string](s S, w int) S {
	if w <= 0 {
		return ""
	}
	have := Width(s)
	if have <= w {
		return s
	}
	mark := ansi.StringWidth(ellipsis)
	if mark > w {
		return ""
	}
	return S(ellipsis) + S(dropCells(string(s), have-w+mark))
}

// dropCells removes at least n cells from the front of s; a grapheme that
// would be split goes as a whole, and so do marks that lost their letter.
func dropCells(s string, n int) string {
	for s != "" {
		size, width := piece(s)
		if n <= 0 && width > 0 {
			return s
		}
		s, n = s[size:], n-width
	}
	return ""
}

// piece measures the first unit of s the way Width counts it, in bytes and in
// cells: an ASCII byte by itself, or a grapheme.
func piece(s string) (size, width int) {
	if s[0] < 0x80 {
		return 1, ansi.StringWidth(s[:1])
	}
	cluster, width := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return max(1, len(cluster)), width
}

// Pad adds spaces behind s until it is w cells wide; it never cuts.
func Pad[S ~string](s S, w int) S {
	if n := w - Width(s); n > 0 {
		return s + S(Spaces(n))
	}
	return s
}

// Fit cuts or pads s to exactly w cells. With w of zero or less the result is
// empty.
func Fit[S ~string](s S, w int, align Align) S {
	s = Cut(s, w)
	n := w - Width(s)
	if n <= 0 {
		return s
	}
	if align == Right {
		return S(Spaces(n)) + s
	}
	return s + S(Spaces(n))
}

const blank = "                                                                                "

// Spaces returns n ordinary spaces, none for n of zero or less.
func Spaces(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blank):
		return blank[:n]
	}
	return strings.Repeat(" ", n)
}

package term

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cell is one column of the screen. A wide character fills two: the first holds
// the text, the second has width 0 and no text.
type cell struct {
	text string // one grapheme cluster
	st   style
	w    uint8
	odd  bool // terminals may disagree about its width: say again where we are after it
}

// maxCluster bounds one cell's text in bytes, so that a pile of combining marks
// cannot flood the terminal. The longest emoji in use needs 35.
const maxCluster = 48

func blank() cell { return cell{text: " ", w: 1} }

func (c cell) isBlank() bool { return c.text == " " && c.st == style{} }

// parseLine turns one line of a frame into exactly width cells. Each line starts
// in the default style. Only SGR sequences have an effect: every other escape
// sequence, control byte and bidi control is dropped, so text that slipped
// through uncleaned cannot steer the terminal.
func parseLine(dst []cell, line string, width int) []cell {
	dst = dst[:0]
	var pen style
	for i := 0; i < len(line) && len(dst) < width; {
		c := line[i]
		switch {
		case c >= 0x20 && c < 0x7f && (i+1 == len(line) || line[i+1] < utf8.RuneSelf):
			dst = place(dst, cell{text: line[i : i+1], w: 1}, pen, width)
			i++
		case c == 0x1b:
			i += escape(line[i:], &pen)
		case c < 0x20 || c == 0x7f:
			i++
		default:
			var got cell
			var n int
			got, n = cluster(line[i:])
			i += n
			dst = place(dst, got, pen, width)
		}
	}
	for len(dst) < width {
		dst = append(dst, blank())
	}
	return dst
}

// place appends a cell and, for a wide one, its second half. One that would
// stick out on the right becomes a space; one without width is dropped. A space
// on which the style does not show has none.
func place(dst []cell, c cell, pen style, width int) []cell {
	if c.text != " " || pen.marksBlanks() {
		c.st = pen
	}
	switch {
	case c.w == 0:
		return dst
	case c.w == 1:
		return append(dst, c)
	case len(dst)+2 > width:
		return place(dst, blank(), pen, width)
	}
	return append(dst, c, cell{st: pen})
}

// cluster reads the grapheme cluster at the start of s and says how many bytes
// to skip. A cell of width 0 stands for nothing to draw.
func cluster(s string) (cell, int) {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && n <= 1:
		return cell{text: "\ufffd", w: 1}, 1
	case dropped(r):
		return cell{}, n
	case boxRune(r) && plainNext(s[n:]):
		return cell{text: s[:n], w: 1}, n
	}
	text, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if text == "" || w <= 0 {
		return cell{}, max(n, len(text))
	}
	used := len(text)
	broken := used > n && (!utf8.ValidString(text) || strings.ContainsFunc(text, dropped))
	if broken {
		used = n // what follows is looked at by itself
	}
	if broken || used > maxCluster {
		text = s[:n]
		_, w = ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	}
	return cell{text: text, w: uint8(min(max(w, 0), 2)), odd: len(text) > n || r >= 0x1f000}, used
}

// boxRune reports the line-drawing and block characters, which frames are full of.
func boxRune(r rune) bool { return r >= 0x2500 && r <= 0x259f }

// plainNext reports whether s starts with something that cannot join the
// cluster before it: nothing, ASCII, or another box character.
func plainNext(s string) bool {
	if s == "" || s[0] < utf8.RuneSelf {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s)
	return boxRune(r)
}

// dropped reports runes that must never reach the terminal: C0 and C1 controls
// and the marks that change the direction of text.
func dropped(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r <= 0x9f, r == 0xad:
		return true
	case r == 0x061c, r == 0x200b, r == 0x200e, r == 0x200f, r == 0x2028, r == 0x2029:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
		return true
	}
	return false
}

// escape consumes the escape sequence at the start of s, applies it to pen if it
// is SGR, and returns its length. A string sequence without an end loses only
// its introducer, so it cannot hide the rest of the line.
func escape(s string, pen *style) int {
	if len(s) < 2 {
		return 1
	}
	switch s[1] {
	case '[':
		return csi(s, pen)
	case ']', 'P', '_', '^', 'X':
		for i := 2; i < len(s); i++ {
			if s[i] == 0x07 {
				return i + 1
			}
			if s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
		}
		return 2
	}
	i := 1
	for i < len(s) && s[i] >= 0x20 && s[i] <= 0x2f {
		i++
	}
	if i < len(s) && s[i] >= 0x30 && s[i] <= 0x7e {
		i++
	}
	return i
}

// csi consumes "ESC [ parameters intermediates final".
func csi(s string, pen *style) int {
	i := 2
	for i < len(s) && s[i] >= 0x30 && s[i] <= 0x3f {
		i++
	}
	params := s[2:i]
	plain := i
	for i < len(s) && s[i] >= 0x20 && s[i] <= 0x2f {
		i++
	}
	if i >= len(s) || s[i] < 0x40 || s[i] > 0x7e {
		return i // cut short: what there is of it is dropped
	}
	if s[i] == 'm' && i == plain && (params == "" || params[0] < '<') {
		pen.apply(params)
	}
	return i + 1
}

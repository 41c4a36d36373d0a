package term

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cell is one column of the screen. A wide character fills two: the first holds
// the text, the second has width 0 and no text.
type cell struct {
	text  string // one grapheme cluster
	style style
	width uint8
	odd   bool // terminals may disagree about its width: send the cursor position again after it
}

// maxCluster bounds one cell's text in bytes, so that a pile of combining marks
// cannot flood the terminal. The longest emoji in use needs 35.
const maxCluster = 48

func blank() cell { return cell{text: " ", width: 1} }

func (c cell) isBlank() bool { return c.text == " " && c.style == style{} }

// parseLine turns one line of a frame into exactly width cells. Each line starts
// in the default style. Only SGR sequences have an effect: every other escape
// sequence, control byte and bidi control is dropped, so text that slipped
// through uncleaned cannot steer the terminal.
func parseLine(dst []cell, line string, width int) []cell {
	dst = dst[:0]
	var pen style
	for i := 0; i < len(line) && len(dst) < width; {
		char := line[i]
		switch {
		case char >= 0x20 && char < 0x7f && (i+1 == len(line) || line[i+1] < utf8.RuneSelf):
			dst = place(dst, cell{text: line[i : i+1], width: 1}, pen, width)
			i++
		case char == 0x1b:
			i += escape(line[i:], &pen)
		case char < 0x20 || char == 0x7f:
			i++
		default:
			var got cell
			var length int
			got, length = cluster(line[i:])
			i += length
			dst = place(dst, got, pen, width)
		}
	}
	for len(dst) < width {
		dst = append(dst, blank())
	}
	return dst
}

// place appends a cell and, for a wide one, its second half. One that would
// not fit on the right becomes a space; one without width is dropped. A space
// on which the style is not visible gets the default style.
func place(dst []cell, unit cell, pen style, width int) []cell {
	if unit.text != " " || pen.marksBlanks() {
		unit.style = pen
	}
	switch {
	case unit.width == 0:
		return dst
	case unit.width == 1:
		return append(dst, unit)
	case len(dst)+2 > width:
		return place(dst, blank(), pen, width)
	}
	return append(dst, unit, cell{style: pen})
}

// cluster returns the grapheme cluster at the start of line and how many bytes to
// skip. A cell of width 0 is not drawn.
func cluster(line string) (cell, int) {
	char, length := utf8.DecodeRuneInString(line)
	switch {
	case char == utf8.RuneError && length <= 1:
		return cell{text: "\ufffd", width: 1}, 1
	case dropped(char):
		return cell{}, length
	case boxRune(char) && startsCluster(line[length:]):
		return cell{text: line[:length], width: 1}, length
	}
	text, width := ansi.FirstGraphemeCluster(line, ansi.GraphemeWidth)
	if text == "" || width <= 0 {
		return cell{}, max(length, len(text))
	}
	used := len(text)
	broken := used > length && (!utf8.ValidString(text) || strings.ContainsFunc(text, dropped))
	if broken {
		used = length // what follows is parsed on its own
	}
	if broken || used > maxCluster {
		text = line[:length]
		_, width = ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	}
	if shown := visible(text, char); len(shown) < len(text) { // the frame was laid out with the width of the whole
		text = shown + strings.Repeat(" ", max(min(width, 2)-ansi.StringWidth(shown), 0))
	}
	return cell{text: text, width: uint8(min(max(width, 0), 2)), odd: len(text) > length || char >= 0x1f000}, used
}

// visible returns a cluster without the characters in it that show nothing, such as
// tags, joiners and variation selectors, unless they form an emoji: text fields hold
// texts of the server as they are.
func visible(text string, first rune) string {
	if len(text) == utf8.RuneLen(first) {
		return text
	}
	emoji := first >= 0x1f000 || first >= 0x203c && first <= 0x2bff || strings.ContainsRune("©®〰〽㊗㊙", first) || strings.HasSuffix(text, keycap)
	flag := first == 0x1f3f4
	return strings.TrimRight(strings.Map(func(char rune) rune {
		switch {
		case emoji && (char == joiner || char == 0xfe0f), flag && char >= 0xe0020 && char <= 0xe007f:
			return char
		case unicode.Is(unicode.Cf, char), unicode.Is(unicode.Variation_Selector, char), char == 0x034f, char >= 0xe0000 && char <= 0xe0fff:
			return -1
		}
		return char
	}, text), string(joiner))
}

const (
	joiner = '\u200d'
	keycap = "\ufe0f\u20e3"
)

// boxRune reports whether char is a line-drawing or block character, the most
// frequent characters in a frame besides ASCII.
func boxRune(char rune) bool { return char >= 0x2500 && char <= 0x259f }

// startsCluster reports whether rest starts with something that cannot join the
// previous cluster: nothing, ASCII, or another box character.
func startsCluster(rest string) bool {
	if rest == "" || rest[0] < utf8.RuneSelf {
		return true
	}
	char, _ := utf8.DecodeRuneInString(rest)
	return boxRune(char)
}

// dropped reports whether char is one of the runes that must never reach the terminal: C0 and C1 controls
// and the marks that change the direction of text.
func dropped(char rune) bool {
	switch {
	case char < 0x20, char >= 0x7f && char <= 0x9f, char == 0xad:
		return true
	case char == 0x061c, char == 0x200b, char == 0x200e, char == 0x200f, char == 0x2028, char == 0x2029:
		return true
	case char >= 0x202a && char <= 0x202e, char >= 0x2066 && char <= 0x2069, char == 0xfeff:
		return true
	}
	return false
}

// escape parses the escape sequence at the start of seq, applies it to pen if it
// is SGR, and returns its length. Of a string sequence without an end only the
// introducer is dropped, so it cannot hide the rest of the line.
func escape(seq string, pen *style) int {
	if len(seq) < 2 {
		return 1
	}
	switch seq[1] {
	case '[':
		return csi(seq, pen)
	case ']', 'P', '_', '^', 'X':
		for i := 2; i < len(seq); i++ {
			if seq[i] == 0x07 {
				return i + 1
			}
			if seq[i] == 0x1b && i+1 < len(seq) && seq[i+1] == '\\' {
				return i + 2
			}
		}
		return 2
	}
	i := 1
	for i < len(seq) && seq[i] >= 0x20 && seq[i] <= 0x2f {
		i++
	}
	if i < len(seq) && seq[i] >= 0x30 && seq[i] <= 0x7e {
		i++
	}
	return i
}

// csi parses "ESC [ parameters intermediates final".
func csi(seq string, pen *style) int {
	i := 2
	for i < len(seq) && seq[i] >= 0x30 && seq[i] <= 0x3f {
		i++
	}
	params := seq[2:i]
	paramsEnd := i
	for i < len(seq) && seq[i] >= 0x20 && seq[i] <= 0x2f {
		i++
	}
	if i >= len(seq) || seq[i] < 0x40 || seq[i] > 0x7e {
		return i // incomplete: all of it is dropped
	}
	if seq[i] == 'm' && i == paramsEnd && (params == "" || params[0] < '<') {
		pen.apply(params)
	}
	return i + 1
}

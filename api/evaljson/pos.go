package evaljson

import (
	"sort"
)

const stride = 256

// index turns byte offsets into lines and columns. A mark of the runes before
// every stride keeps a text that is one long line from costing its square.
type index struct {
	text  []byte
	lines []int // offset at which each line begins
	runes []int // runes before every stride bytes
}

func newIndex(text []byte) *index {
	x := &index{text: text, lines: []int{0}, runes: make([]int, 0, len(text)/stride+1)}
	n := 0
	for i, b := range text {
		if i%stride == 0 {
			x.runes = append(x.runes, n)
		}
		if b&0xC0 != 0x80 {
			n++
		}
		if b == '\n' {
			x.lines = append(x.lines, i+1)
		}
	}
	return x
}

func (x *index) before(offset int) int {
	at := offset / stride
	if at >= len(x.runes) {
		at = len(x.runes) - 1
	}
	if at < 0 {
		return 0
	}
	return x.runes[at] + runesIn(x.text[at*stride:offset])
}

// runesIn counts the bytes that begin a rune.
func runesIn(b []byte) int {
	n := 0
	for _, c := range b {
		if c&0xC0 != 0x80 {
			n++
		}
	}
	return n
}

// at gives the place of an offset; one outside the text is moved to its edge.
func (x *index) at(offset int) Pos {
	offset = min(max(offset, 0), len(x.text))
	line := sort.SearchInts(x.lines, offset+1)
	begin := x.lines[line-1]
	if offset-begin <= stride {
		return Pos{Offset: offset, Line: line, Column: runesIn(x.text[begin:offset]) + 1}
	}
	return Pos{Offset: offset, Line: line, Column: x.before(offset) - x.before(begin) + 1}
}

package evaljson

import (
	"sort"
)

const stride = 256

// index turns byte offsets into lines and columns. The rune count is stored
// every stride bytes, so that a text on one long line does not take quadratic
// time.
type index struct {
	text  []byte
	lines []int // offset of the start of each line
	runes []int // number of runes before each multiple of stride
}

func newIndex(text []byte) *index {
	lineIndex := &index{text: text, lines: []int{0}, runes: make([]int, 0, len(text)/stride+1)}
	count := 0
	for i, char := range text {
		if i%stride == 0 {
			lineIndex.runes = append(lineIndex.runes, count)
		}
		if char&0xC0 != 0x80 {
			count++
		}
		if char == '\n' {
			lineIndex.lines = append(lineIndex.lines, i+1)
		}
	}
	return lineIndex
}

func (x *index) runesBefore(offset int) int {
	at := offset / stride
	if at >= len(x.runes) {
		at = len(x.runes) - 1
	}
	if at < 0 {
		return 0
	}
	return x.runes[at] + runesIn(x.text[at*stride:offset])
}

// runesIn counts the runes of a text.
func runesIn(text []byte) int {
	count := 0
	for _, char := range text {
		if char&0xC0 != 0x80 {
			count++
		}
	}
	return count
}

// at returns the position of an offset, which is clamped to the text.
func (x *index) at(offset int) Pos {
	offset = min(max(offset, 0), len(x.text))
	line := sort.SearchInts(x.lines, offset+1)
	begin := x.lines[line-1]
	if offset-begin <= stride {
		return Pos{Offset: offset, Line: line, Column: runesIn(x.text[begin:offset]) + 1}
	}
	return Pos{Offset: offset, Line: line, Column: x.runesBefore(offset) - x.runesBefore(begin) + 1}
}

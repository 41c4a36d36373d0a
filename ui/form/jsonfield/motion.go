package jsonfield

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"ax-tui/ui/text"
)

// unit is the character at the start of s, as a person counts: its bytes, its
// cells, and how it is drawn. What could steer or mislead the terminal, or has
// no width, is drawn as one replacement cell.
func unit(line string) (size, width int, drawn string) {
	if first := line[0]; first < utf8.RuneSelf && (len(line) == 1 || line[1] < utf8.RuneSelf) {
		if first < 0x20 || first == 0x7f {
			return 1, 1, "\ufffd"
		}
		return 1, 1, line[:1]
	}
	cluster, width := ansi.FirstGraphemeCluster(line, ansi.GraphemeWidth)
	if cluster == "" {
		return 1, 1, "\ufffd"
	}
	if width < 1 || string(text.Clean(cluster)) != cluster {
		return len(cluster), 1, "\ufffd"
	}
	return len(cluster), width, cluster
}

// cellOf is the cell at which byte col of a line is drawn.
func cellOf(line string, col int) int {
	i := easy(line, col)
	cell := i
	for i < col && i < len(line) {
		size, width, _ := unit(line[i:])
		i, cell = i+size, cell+width
	}
	return cell
}

// easy is how many of the first characters of a line, up to a limit, are one
// byte and one cell each: what a line of a megabyte is walked by.
func easy(line string, limit int) int {
	i := 0
	for limit = min(limit, len(line)); i < limit && line[i] >= 0x20 && line[i] < 0x7f; {
		i++
	}
	if i > 0 && i < len(line) && line[i] >= utf8.RuneSelf {
		i-- // a mark may follow that belongs to it
	}
	return i
}

// colAt is the byte of the character that covers a cell, or the end of the line.
func colAt(line string, cell int) int {
	i := easy(line, cell)
	at := i
	for i < len(line) {
		size, width, _ := unit(line[i:])
		if at+width > cell {
			return i
		}
		i, at = i+size, at+width
	}
	return len(line)
}

// boundary is a byte at or before col from which characters may be counted.
func boundary(line string, col int) int {
	for col > 0 && (line[col-1] >= utf8.RuneSelf || col < len(line) && line[col] >= utf8.RuneSelf) {
		col--
	}
	return col
}

// snap moves a byte offset back to the start of its character.
func snap(line string, col int) int {
	for i := boundary(line, col); i < len(line); {
		size, _, _ := unit(line[i:])
		if i+size > col {
			return i
		}
		i += size
	}
	return len(line)
}

// left and right are the places one character away, over the ends of lines.
func (b *buffer) left() place {
	if b.cur.col > 0 {
		return place{b.cur.row, snap(b.line(), b.cur.col-1)}
	}
	if b.cur.row > 0 {
		return place{b.cur.row - 1, len(b.lines[b.cur.row-1])}
	}
	return b.cur
}

func (b *buffer) right() place {
	if b.cur.col < len(b.line()) {
		size, _, _ := unit(b.line()[b.cur.col:])
		return place{b.cur.row, b.cur.col + size}
	}
	if b.cur.row+1 < len(b.lines) {
		return place{b.cur.row + 1, 0}
	}
	return b.cur
}

// wordLeft and wordRight are the places one word away: over what is no word,
// then over the word.
func (b *buffer) wordLeft() place {
	if b.cur.col == 0 {
		return b.left()
	}
	line, i := b.line(), b.cur.col
	inWord := false
	for i > 0 {
		char, size := utf8.DecodeLastRuneInString(line[:i])
		if isWord(char) {
			inWord = true
		} else if inWord {
			break
		}
		i -= size
	}
	return place{b.cur.row, snap(line, i)}
}

func (b *buffer) wordRight() place {
	line, i := b.line(), b.cur.col
	if i == len(line) {
		return b.right()
	}
	inWord := false
	for i < len(line) {
		char, size := utf8.DecodeRuneInString(line[i:])
		if isWord(char) {
			inWord = true
		} else if inWord {
			break
		}
		i += size
	}
	return place{b.cur.row, snap(line, i)}
}

func isWord(char rune) bool { return char == '_' || unicode.IsLetter(char) || unicode.IsDigit(char) }

// vertical moves the cursor by lines and keeps the cell it wants.
func (b *buffer) vertical(by int) {
	if b.goal < 0 {
		b.goal = cellOf(b.line(), b.cur.col)
	}
	goal := b.goal
	b.cur.row = min(max(b.cur.row+by, 0), len(b.lines)-1)
	b.cur.col = colAt(b.line(), goal)
	b.goal = goal
}

package jsonfield

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"ax-tui/ui/text"
)

// firstChar returns the user-perceived character at the start of a line: its size
// in bytes, its width in cells, and how it is rendered. Characters that could
// control the terminal, and those without width, are rendered as one replacement
// character.
func firstChar(line string) (size, width int, drawn string) {
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

// cellOf returns the cell in which byte col of a line is rendered.
func cellOf(line string, col int) int {
	i := asciiPrefix(line, col)
	cell := i
	for i < col && i < len(line) {
		size, width, _ := firstChar(line[i:])
		i, cell = i+size, cell+width
	}
	return cell
}

// asciiPrefix counts the characters at the start of a line, up to a limit, that
// have one byte and one cell each. It is the fast path for very long lines.
func asciiPrefix(line string, limit int) int {
	i := 0
	for limit = min(limit, len(line)); i < limit && line[i] >= 0x20 && line[i] < 0x7f; {
		i++
	}
	if i > 0 && i < len(line) && line[i] >= utf8.RuneSelf {
		i-- // a combining mark may follow
	}
	return i
}

// colAt returns the byte offset of the character that covers a cell, or the end of
// the line.
func colAt(line string, cell int) int {
	i := asciiPrefix(line, cell)
	at := i
	for i < len(line) {
		size, width, _ := firstChar(line[i:])
		if at+width > cell {
			return i
		}
		i, at = i+size, at+width
	}
	return len(line)
}

// safeStart returns a byte offset at or before col that starts a character.
func safeStart(line string, col int) int {
	for col > 0 && (line[col-1] >= utf8.RuneSelf || col < len(line) && line[col] >= utf8.RuneSelf) {
		col--
	}
	return col
}

// charStart returns the start of the character that contains a byte offset.
func charStart(line string, col int) int {
	for i := safeStart(line, col); i < len(line); {
		size, _, _ := firstChar(line[i:])
		if i+size > col {
			return i
		}
		i += size
	}
	return len(line)
}

// left and right return the place one character away, across line breaks.
func (b *buffer) left() place {
	if b.cursor.col > 0 {
		return place{b.cursor.row, charStart(b.line(), b.cursor.col-1)}
	}
	if b.cursor.row > 0 {
		return place{b.cursor.row - 1, len(b.lines[b.cursor.row-1])}
	}
	return b.cursor
}

func (b *buffer) right() place {
	if b.cursor.col < len(b.line()) {
		size, _, _ := firstChar(b.line()[b.cursor.col:])
		return place{b.cursor.row, b.cursor.col + size}
	}
	if b.cursor.row+1 < len(b.lines) {
		return place{b.cursor.row + 1, 0}
	}
	return b.cursor
}

// wordLeft and wordRight return the place one word away, after skipping
// non-word characters.
func (b *buffer) wordLeft() place {
	if b.cursor.col == 0 {
		return b.left()
	}
	line, i := b.line(), b.cursor.col
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
	return place{b.cursor.row, charStart(line, i)}
}

func (b *buffer) wordRight() place {
	line, i := b.line(), b.cursor.col
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
	return place{b.cursor.row, charStart(line, i)}
}

func isWord(char rune) bool { return char == '_' || unicode.IsLetter(char) || unicode.IsDigit(char) }

// moveLines moves the cursor by lines and keeps its goal cell.
func (b *buffer) moveLines(by int) {
	if b.goalCell < 0 {
		b.goalCell = cellOf(b.line(), b.cursor.col)
	}
	goal := b.goalCell
	b.cursor.row = min(max(b.cursor.row+by, 0), len(b.lines)-1)
	b.cursor.col = colAt(b.line(), goal)
	b.goalCell = goal
}

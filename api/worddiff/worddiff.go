// Package worddiff compares two texts word by word.
//
// Guarantees: the pieces that are not Added give the old text and those that are not
// Removed the new one, byte for byte; time and memory are bounded; no input panics.
//
// It is pure and imports the standard library only.
package worddiff

import (
	"strings"
	"unicode"
)

// Kind says in which of the two texts a piece is.
type Kind int

// The kinds.
const (
	Same Kind = iota
	Removed
	Added
)

// Piece is a part of one or both texts.
type Piece struct {
	Kind Kind
	Text string
}

// maxCells bounds the comparison: words of one text times words of the other, what they
// have in common at both ends left out. Beyond it that part counts as replaced.
const maxCells = 1 << 20

// Of returns the pieces in the order of reading; what is removed comes before what is
// added in its place. Texts that are equal have one piece, empty ones none.
func Of(before, after string) []Piece {
	left, right := words(before), words(after)
	head := 0
	for head < len(left) && head < len(right) && left[head] == right[head] {
		head++
	}
	tail := 0
	for tail < len(left)-head && tail < len(right)-head && left[len(left)-1-tail] == right[len(right)-1-tail] {
		tail++
	}
	var out pieces
	out.add(Same, left[:head]...)
	out.middle(left[head:len(left)-tail], right[head:len(right)-tail])
	out.add(Same, left[len(left)-tail:]...)
	return out.flush()
}

// Lines splits pieces at the ends of lines, which are left out; a line may have no pieces.
func Lines(list []Piece) [][]Piece {
	out := [][]Piece{nil}
	for _, piece := range list {
		for i, part := range strings.Split(piece.Text, "\n") {
			if i > 0 {
				out = append(out, nil)
			}
			if part = strings.TrimSuffix(part, "\r"); part != "" {
				out[len(out)-1] = append(out[len(out)-1], Piece{piece.Kind, part})
			}
		}
	}
	return out
}

// words splits a text into words, runs of blanks, and single other characters. Scripts
// without blanks between words have a word for each character.
func words(content string) (out []string) {
	start, last := 0, 0 // class of the characters since start
	for at, char := range content {
		class := classOf(char)
		if at > 0 && (class != last || class == 0) {
			out, start = append(out, content[start:at]), at
		}
		last = class
	}
	if start < len(content) {
		out = append(out, content[start:])
	}
	return out
}

// classOf returns 1 for the characters of a word, 2 for blanks and 0 for all others.
func classOf(char rune) int {
	switch {
	case char == '\n' || unicode.In(char, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
		return 0
	case unicode.IsLetter(char) || unicode.IsDigit(char) || unicode.IsMark(char) || char == '_':
		return 1
	case unicode.IsSpace(char):
		return 2
	}
	return 0
}

// pieces collects words of one kind after another.
type pieces struct {
	list           []Piece
	removed, added strings.Builder
}

func (p *pieces) add(kind Kind, parts ...string) {
	if len(parts) == 0 {
		return
	}
	joined := strings.Join(parts, "")
	switch kind {
	case Removed:
		p.removed.WriteString(joined)
	case Added:
		p.added.WriteString(joined)
	case Same:
		p.flush()
		if last := len(p.list) - 1; last >= 0 && p.list[last].Kind == Same {
			p.list[last].Text += joined
			return
		}
		p.list = append(p.list, Piece{Same, joined})
	}
}

// flush ends the change that is being collected.
func (p *pieces) flush() []Piece {
	if p.removed.Len() > 0 {
		p.list = append(p.list, Piece{Removed, p.removed.String()})
	}
	if p.added.Len() > 0 {
		p.list = append(p.list, Piece{Added, p.added.String()})
	}
	p.removed.Reset()
	p.added.Reset()
	return p.list
}

// middle adds what is between the common ends, by the longest common sequence of words.
// Blanks alone between two changes belong to both, so that a new phrase is one piece.
func (p *pieces) middle(left, right []string) {
	if len(left)*len(right) > maxCells {
		p.add(Removed, left...)
		p.add(Added, right...)
		return
	}
	lengths, width := table(left, right), len(right)+1
	i, j := 0, 0
	for i < len(left) && j < len(right) {
		switch {
		case left[i] == right[j]:
			changed := i+1 < len(left) && j+1 < len(right) && left[i+1] != right[j+1]
			if blank := strings.TrimSpace(left[i]) == "" && left[i] != "\n"; blank && changed && p.removed.Len() > 0 && p.added.Len() > 0 {
				p.add(Removed, left[i])
				p.add(Added, right[j])
			} else {
				p.add(Same, left[i])
			}
			i, j = i+1, j+1
		case lengths[(i+1)*width+j] >= lengths[i*width+j+1]:
			p.add(Removed, left[i])
			i++
		default:
			p.add(Added, right[j])
			j++
		}
	}
	p.add(Removed, left[i:]...)
	p.add(Added, right[j:]...)
}

// table returns the length of the longest common sequence of left[i:] and right[j:] at
// i*(len(right)+1)+j.
func table(left, right []string) []int32 {
	width := len(right) + 1
	lengths := make([]int32, (len(left)+1)*width)
	for i := len(left) - 1; i >= 0; i-- {
		for j := len(right) - 1; j >= 0; j-- {
			if left[i] == right[j] {
				lengths[i*width+j] = lengths[(i+1)*width+j+1] + 1
			} else {
				lengths[i*width+j] = max(lengths[(i+1)*width+j], lengths[i*width+j+1])
			}
		}
	}
	return lengths
}

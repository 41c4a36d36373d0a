package text

import "strings"

// Wrap breaks one unstyled line into lines of at most width cells. It breaks at
// spaces, and within a word only when the word is wider than a line. Spaces at a
// break are dropped, leading spaces are kept. A character wider than width gets
// its own line. Empty text returns one empty line; a width below one counts as
// one.
func Wrap[S ~string](line S, width int) []S {
	width = max(width, 1)
	if Width(line) <= width {
		return []S{line}
	}
	wrap := wrapper{limit: width}
	rest := string(line)
	for rest != "" {
		gap := len(rest) - len(strings.TrimLeft(rest, " "))
		word := rest[gap:]
		if i := strings.IndexByte(word, ' '); i >= 0 {
			word = word[:i]
		}
		if word == "" {
			break
		}
		wrap.add(gap, word)
		rest = rest[gap+len(word):]
	}
	wrap.flush()
	out := make([]S, len(wrap.lines))
	for i, line := range wrap.lines {
		out[i] = S(line)
	}
	return out
}

// wrapper fills lines word by word.
type wrapper struct {
	limit int
	line  strings.Builder
	used  int
	lines []string
}

// add appends a word with gap spaces before it.
func (w *wrapper) add(gap int, word string) {
	width := Width(word)
	first := len(w.lines) == 0 && w.used == 0
	if first {
		gap = min(gap, w.limit-1)
	}
	if w.used > 0 && w.used+gap+width > w.limit {
		w.flush()
		gap = 0
	}
	if w.used > 0 || first {
		w.line.WriteString(Spaces(gap))
		w.used += gap
	}
	if w.used+width <= w.limit {
		w.line.WriteString(word)
		w.used += width
		return
	}
	w.split(word)
}

// split writes a word that is wider than a line grapheme by grapheme.
func (w *wrapper) split(word string) {
	for word != "" {
		size, width := firstCluster(word)
		if w.used > 0 && w.used+width > w.limit {
			w.flush()
		}
		w.line.WriteString(word[:size])
		w.used += width
		word = word[size:]
	}
}

// flush ends the current line.
func (w *wrapper) flush() {
	if w.line.Len() == 0 && len(w.lines) > 0 {
		return
	}
	w.lines = append(w.lines, w.line.String())
	w.line.Reset()
	w.used = 0
}

// WrapLines wraps every line of a block; see Wrap.
func WrapLines[S ~string](lines []S, width int) []S {
	out := make([]S, 0, len(lines))
	for _, line := range lines {
		out = append(out, Wrap(line, width)...)
	}
	return out
}

package text

import "strings"

// Wrap breaks one unstyled line into lines of at most w cells. It breaks at
// spaces, and within a word only when the word alone is too wide; the spaces
// at a break are dropped, those at the beginning of s are kept. A character
// wider than w stands alone. Empty text gives one empty line; w below one
// counts as one.
func Wrap[S ~string](s S, w int) []S {
	w = max(w, 1)
	if Width(s) <= w {
		return []S{s}
	}
	f := folder{limit: w}
	rest := string(s)
	for rest != "" {
		gap := len(rest) - len(strings.TrimLeft(rest, " "))
		word := rest[gap:]
		if i := strings.IndexByte(word, ' '); i >= 0 {
			word = word[:i]
		}
		if word == "" {
			break
		}
		f.add(gap, word)
		rest = rest[gap+len(word):]
	}
	f.flush()
	out := make([]S, len(f.lines))
	for i, line := range f.lines {
		out[i] = S(line)
	}
	return out
}

// folder fills lines word by word.
type folder struct {
	limit int
	line  strings.Builder
	used  int
	lines []string
}

// add appends a word that has gap spaces before it.
func (f *folder) add(gap int, word string) {
	width := Width(word)
	first := len(f.lines) == 0 && f.used == 0
	if first {
		gap = min(gap, f.limit-1)
	}
	if f.used > 0 && f.used+gap+width > f.limit {
		f.flush()
		gap = 0
	}
	if f.used > 0 || first {
		f.line.WriteString(Spaces(gap))
		f.used += gap
	}
	if f.used+width <= f.limit {
		f.line.WriteString(word)
		f.used += width
		return
	}
	f.split(word)
}

// split writes a word that is wider than a line, grapheme by grapheme.
func (f *folder) split(word string) {
	for word != "" {
		size, width := piece(word)
		if f.used > 0 && f.used+width > f.limit {
			f.flush()
		}
		f.line.WriteString(word[:size])
		f.used += width
		word = word[size:]
	}
}

// flush ends the line.
func (f *folder) flush() {
	if f.line.Len() == 0 && len(f.lines) > 0 {
		return
	}
	f.lines = append(f.lines, f.line.String())
	f.line.Reset()
	f.used = 0
}

// WrapLines wraps every line of a block; see Wrap.
func WrapLines[S ~string](lines []S, w int) []S {
	out := make([]S, 0, len(lines))
	for _, line := range lines {
		out = append(out, Wrap(line, w)...)
	}
	return out
}

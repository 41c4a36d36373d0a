package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes server text safe to draw on one line: escape sequences go with
// their payload, other controls, bidi marks, zero-width and tag characters
// go, line breaks and tabs become one space, bytes that are not UTF-8 become
// U+FFFD. Plain ASCII comes back as it is,
// without an allocation. Clean(Clean(s)) equals Clean(s).
func Clean(s string) Safe {
	if plain(s) {
		return Safe(s)
	}
	return Safe(sweep(s, -1))
}

// CleanN is Clean that keeps at most limit runes, the last of them "…" when
// something was left out; the work stops there too, so a name of two thousand
// characters costs no more than the part that can be seen. A limit of zero or
// less gives the empty text.
func CleanN(s string, limit int) Safe {
	if limit <= 0 {
		return ""
	}
	if len(s) <= limit {
		return Clean(s)
	}
	if plain(s[:limit+1]) {
		return Safe(s[:limit-1] + ellipsis)
	}
	return Safe(sweep(s, limit))
}

// CleanLines makes server text safe and keeps its line breaks: one Safe per
// line, a tab as four spaces. A trailing line break adds no empty line; empty
// text gives no lines.
func CleanLines(s string) []Safe {
	if s == "" {
		return nil
	}
	raw := breakLines(s)
	out := make([]Safe, 0, len(raw))
	for _, line := range raw {
		out = append(out, Clean(strings.ReplaceAll(line, "\t", "    ")))
	}
	return out
}

// breakLines removes escape sequences first, because a line break may stand
// inside of one, and splits at every kind of line break.
func breakLines(s string) []string {
	s = strings.ReplaceAll(dropSequences(s), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if isBreak(r) {
			return '\n'
		}
		return r
	}, s)
	return strings.Split(strings.TrimRight(s, "\n"), "\n")
}

// dropSequences removes escape sequences and keeps everything else; bytes that
// are not UTF-8 become U+FFFD here already, lest two of them meet.
func dropSequences(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if n := sequence(s[i:], r, size); n > 0 {
			i += n
			continue
		}
		out.WriteRune(r)
		i += size
	}
	return out.String()
}

// marksAtMost bounds the combining marks on one character. Living scripts stay
// well below it; stacks above it only serve to paint over neighbouring lines.
const marksAtMost = 8

// sweeper gathers the runes that stay.
type sweeper struct {
	out     []byte
	prev    rune // last rune kept, 0 at the start
	marks   int  // combining marks in a row
	pending bool // a line break or tab waits to become a space
	runes   int  // kept so far
}

// sweep is Clean without the fast path. A limit below zero means no limit.
func sweep(s string, limit int) string {
	w := sweeper{out: make([]byte, 0, min(len(s), 256)+4)}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if n := sequence(s[i:], r, size); n > 0 {
			i += n
			continue
		}
		i += size
		w.take(r, s[i:])
		if limit >= 0 && w.runes > limit {
			return w.shorten(limit)
		}
	}
	return string(w.out)
}

// take decides on one rune; rest is what follows it.
func (w *sweeper) take(r rune, rest string) {
	switch {
	case isBreak(r) || r == '\t':
		w.pending = true
	case r == ' ' || r >= 0x80 && unicode.Is(unicode.Zs, r):
		if !w.pending {
			w.put(' ')
		}
	case attaches(r):
		if w.joins(r, rest) {
			w.put(r)
		}
	case dropped(r):
	case isNonCharacter(r) || unicode.Is(prepended, r):
		w.put(utf8.RuneError)
	default:
		w.put(r)
	}
}

// attaches reports that r is no rune of its own: it changes the one before it.
func attaches(r rune) bool {
	return r == vs16 || r == zwj || !dropped(r) && (isSkin(r) || unicode.In(r, unicode.Mn, unicode.Me))
}

// joins reports whether a rune that attaches has something to attach to.
// Behind anything else its width would depend on the terminal.
func (w *sweeper) joins(r rune, rest string) bool {
	switch {
	case r == vs16:
		return unicode.Is(pictographs, w.prev) && !w.pending
	case r == zwj:
		next, _ := utf8.DecodeRuneInString(rest)
		return w.onEmoji() && unicode.Is(pictographs, next) && !isSkin(next)
	case isSkin(r):
		return w.onEmoji()
	}
	w.marks++
	return w.prev != 0 && !w.pending && w.marks <= marksAtMost
}

// onEmoji reports that the next rune would directly follow an emoji.
func (w *sweeper) onEmoji() bool {
	return !w.pending && (w.prev == vs16 || unicode.Is(pictographs, w.prev))
}

// put keeps r, after the space that was waiting for it.
func (w *sweeper) put(r rune) {
	if w.pending {
		w.pending = false
		if w.prev != 0 && w.prev != ' ' {
			w.put(' ')
		}
	}
	if !unicode.In(r, unicode.Mn, unicode.Me) {
		w.marks = 0
	}
	w.out = utf8.AppendRune(w.out, r)
	w.prev = r
	w.runes++
}

// back takes the last kept rune away again.
func (w *sweeper) back() {
	_, n := utf8.DecodeLastRune(w.out)
	w.out = w.out[:len(w.out)-n]
	w.prev, _ = utf8.DecodeLastRune(w.out)
	w.runes--
}

// shorten gives the last place within limit to "…" and leaves no joiner
// hanging before it.
func (w *sweeper) shorten(limit int) string {
	for len(w.out) > 0 && (w.runes >= limit || w.prev == zwj) {
		w.back()
	}
	return string(w.out) + ellipsis
}

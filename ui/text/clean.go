package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes server text safe to draw on one line. It removes escape sequences
// with their payload, other control characters, bidi marks, zero-width and tag
// characters; line breaks and tabs become one space, invalid UTF-8 becomes
// U+FFFD. Printable ASCII is returned unchanged, without an allocation.
// Clean(Clean(s)) equals Clean(s).
func Clean(raw string) Safe {
	if printableASCII(raw) {
		return Safe(raw)
	}
	return Safe(cleanRunes(raw, -1))
}

// CleanN is Clean limited to limit runes, the last of them "…" when the text was
// cut. It stops reading there, so a very long name costs no more than its
// visible part. A limit of zero or less returns "".
func CleanN(raw string, limit int) Safe {
	if limit <= 0 {
		return ""
	}
	if len(raw) <= limit {
		return Clean(raw)
	}
	if printableASCII(raw[:limit+1]) {
		return Safe(raw[:limit-1] + ellipsis)
	}
	return Safe(cleanRunes(raw, limit))
}

// CleanLines is Clean for text of several lines: it returns one Safe per line,
// with tabs as four spaces. A trailing line break adds no empty line; empty text
// returns nil.
func CleanLines(raw string) []Safe {
	if raw == "" {
		return nil
	}
	lines := breakLines(raw)
	out := make([]Safe, 0, len(lines))
	for _, line := range lines {
		out = append(out, Clean(strings.ReplaceAll(line, "\t", "    ")))
	}
	return out
}

// breakLines splits at every kind of line break. It removes escape sequences
// first, because one may contain a line break.
func breakLines(raw string) []string {
	raw = strings.ReplaceAll(dropSequences(raw), "\r\n", "\n")
	raw = strings.Map(func(char rune) rune {
		if isBreak(char) {
			return '\n'
		}
		return char
	}, raw)
	return strings.Split(strings.TrimRight(raw, "\n"), "\n")
}

// dropSequences removes escape sequences and keeps everything else. Invalid
// bytes become U+FFFD here already, so that two of them cannot join into a
// valid rune.
func dropSequences(raw string) string {
	var out strings.Builder
	for i := 0; i < len(raw); {
		char, size := utf8.DecodeRuneInString(raw[i:])
		if length := sequenceLen(raw[i:], char, size); length > 0 {
			i += length
			continue
		}
		out.WriteRune(char)
		i += size
	}
	return out.String()
}

// maxMarks is the number of combining marks kept on one character. Real scripts
// use far fewer; taller stacks only draw over neighbouring lines.
const maxMarks = 8

// cleaner collects the runes that are kept.
type cleaner struct {
	out     []byte
	prev    rune // last rune written, 0 at the start
	marks   int  // combining marks in sequence
	pending bool // a line break or tab is still to be written as a space
	runes   int  // written so far
}

// cleanRunes is Clean without the fast path. A limit below zero means no limit.
func cleanRunes(raw string, limit int) string {
	clean := cleaner{out: make([]byte, 0, min(len(raw), 256)+4)}
	for i := 0; i < len(raw); {
		char, size := utf8.DecodeRuneInString(raw[i:])
		if length := sequenceLen(raw[i:], char, size); length > 0 {
			i += length
			continue
		}
		i += size
		clean.add(char, raw[i:])
		if limit >= 0 && clean.runes > limit {
			return clean.shorten(limit)
		}
	}
	return string(clean.out)
}

// add writes or drops one rune; rest is the text after it.
func (c *cleaner) add(char rune, rest string) {
	switch {
	case isBreak(char) || char == '\t':
		c.pending = true
	case char == ' ' || char >= 0x80 && unicode.Is(unicode.Zs, char):
		if !c.pending {
			c.write(' ')
		}
	case isModifier(char):
		if c.mayAttach(char, rest) {
			c.write(char)
		}
	case isDropped(char):
	case isNonCharacter(char) || unicode.Is(prepended, char):
		c.write(utf8.RuneError)
	default:
		c.write(char)
	}
}

// isModifier reports whether char changes the rune before it.
func isModifier(char rune) bool {
	return char == vs16 || char == zwj || !isDropped(char) && (isSkin(char) || unicode.In(char, unicode.Mn, unicode.Me))
}

// mayAttach reports whether the modifier char has a rune to modify. After any other
// rune its width would depend on the terminal.
func (c *cleaner) mayAttach(char rune, rest string) bool {
	switch {
	case char == vs16:
		return unicode.Is(pictographs, c.prev) && !c.pending
	case char == zwj:
		next, _ := utf8.DecodeRuneInString(rest)
		return c.afterEmoji() && unicode.Is(pictographs, next) && !isSkin(next)
	case isSkin(char):
		return c.afterEmoji()
	}
	c.marks++
	return c.prev != 0 && !c.pending && c.marks <= maxMarks
}

// afterEmoji reports whether the last rune written is an emoji.
func (c *cleaner) afterEmoji() bool {
	return !c.pending && (c.prev == vs16 || unicode.Is(pictographs, c.prev))
}

// write writes the pending space, if any, and char.
func (c *cleaner) write(char rune) {
	if c.pending {
		c.pending = false
		if c.prev != 0 && c.prev != ' ' {
			c.write(' ')
		}
	}
	if !unicode.In(char, unicode.Mn, unicode.Me) {
		c.marks = 0
	}
	c.out = utf8.AppendRune(c.out, char)
	c.prev = char
	c.runes++
}

// dropLast removes the last rune written.
func (c *cleaner) dropLast() {
	_, size := utf8.DecodeLastRune(c.out)
	c.out = c.out[:len(c.out)-size]
	c.prev, _ = utf8.DecodeLastRune(c.out)
	c.runes--
}

// shorten ends the output with "…" within limit runes, without a dangling
// joiner before it.
func (c *cleaner) shorten(limit int) string {
	for len(c.out) > 0 && (c.runes >= limit || c.prev == zwj) {
		c.dropLast()
	}
	return string(c.out) + ellipsis
}

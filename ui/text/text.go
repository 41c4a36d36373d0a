// Package text makes text from the server safe for a terminal, and measures,
// cuts, pads and wraps text. Nothing else in the program does.
//
// It guarantees: a Safe is one line without control, escape or bidi characters,
// so drawing it can neither move the cursor nor change other text on the screen;
// Width is the number of cells that a frame uses; the result of Fit has exactly
// the requested width; ages, durations, counts and times are formatted the same
// way on every screen.
//
// It is pure: no clock, no terminal, no state. It imports nothing else of this
// program, and of the terminal libraries only x/ansi, whose widths agree with
// those by which frames are cut.
package text

import "strings"

// Safe is one line of text that may be drawn unchanged. Clean, CleanN, CleanLines
// and Lit make it; converting a string to Safe by hand bypasses the cleaning.
type Safe string

// String returns the text.
func (s Safe) String() string { return string(s) }

// literal is unexported, so that outside this package only a constant can be
// passed to Lit, and no server text.
type literal string

// Lit marks a constant as safe without checking it. For text that is known only
// at run time use Clean, which costs nothing for ASCII.
func Lit(constant literal) Safe { return Safe(constant) }

// Capital makes the first letter of a text, an ASCII character, upper-case.
func Capital(sentence Safe) Safe { return Safe(strings.ToUpper(string(sentence[:1]))) + sentence[1:] }

// Concat joins parts without a separator.
func Concat(parts ...Safe) Safe {
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	var out strings.Builder
	out.Grow(size)
	for _, part := range parts {
		out.WriteString(string(part))
	}
	return Safe(out.String())
}

// printableASCII reports whether every byte of text is one printable character of one cell.
func printableASCII[S ~string](text S) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < 0x20 || text[i] > 0x7e {
			return false
		}
	}
	return true
}

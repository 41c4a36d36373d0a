// Package text is the one place where text from the server is made fit for a
// terminal, and where text is measured, cut, padded and wrapped.
//
// It promises: a Safe holds one line without a control, escape or bidi
// character, so that drawing it can neither move the cursor nor change what a
// reader sees elsewhere; Width is the number of cells the frame will use, and
// what Fit returns has exactly the width that was asked for; ages, durations,
// counts and times are worded the same way on every screen.
//
// It is pure: no clock, no terminal, no state. It must not import anything of
// this program, nor any terminal library besides x/ansi, whose widths agree
// with what the frames are cut by.
package text

import "strings"

// Safe is one line of text that may be drawn as it is. It is made by Clean,
// CleanN, CleanLines and Lit; converting a string to Safe by hand breaks the
// promise of this package.
type Safe string

// String returns the text.
func (s Safe) String() string { return string(s) }

// literal can only be written as a constant outside this package, which is
// what keeps server text out of Lit.
type literal string

// Lit marks a constant of our own as safe, without looking at it. Text that is
// only known while the program runs goes through Clean instead, which costs
// nothing for plain ASCII.
func Lit(s literal) Safe { return Safe(s) }

// Concat joins safe parts; the result is safe again.
func Concat(parts ...Safe) Safe {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	var out strings.Builder
	out.Grow(n)
	for _, p := range parts {
		out.WriteString(string(p))
	}
	return Safe(out.String())
}

// plain reports that s is printable ASCII only: one byte, one rune, one cell.
func plain[S ~string](s S) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

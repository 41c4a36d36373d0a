package axcmd

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quote writes one argument for a POSIX shell. Control characters, which a
// terminal would obey when the command is pasted, come out of printf instead;
// a NUL byte, which no argument can hold, is left out. Line ends stay as they
// are, inside the quotes.
func Quote(arg string) string {
	if arg != "" && !strings.ContainsFunc(arg, special) && !strings.ContainsAny(arg[:1], "~=") {
		return arg
	}
	var out strings.Builder
	out.WriteByte('\'')
	for len(arg) > 0 {
		r, size := utf8.DecodeRuneInString(arg)
		one := arg[:size]
		arg = arg[size:]
		switch {
		case r == 0:
		case r == '\'':
			out.WriteString(`'\''`)
		case hidden(r) || r == utf8.RuneError && size == 1:
			out.WriteString(`'"$(printf '`)
			for _, c := range []byte(one) {
				fmt.Fprintf(&out, `\%03o`, c)
			}
			out.WriteString(`')"'`)
		default:
			out.WriteString(one)
		}
	}
	out.WriteByte('\'')
	return out.String()
}

// special reports what needs quotes; "=" and "," do not, and IDs and numbers
// read better without.
func special(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_-./:,=+@", r)
}

// hidden reports characters that act on a terminal or change how the text
// around them looks.
func hidden(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c || r == 0x2028 || r == 0x2029
}

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
		char, size := utf8.DecodeRuneInString(arg)
		one := arg[:size]
		arg = arg[size:]
		switch {
		case char == 0:
		case char == '\'':
			out.WriteString(`'\''`)
		case hidden(char) || char == utf8.RuneError && size == 1:
			out.WriteString(`'"$(printf '`)
			for _, octet := range []byte(one) {
				fmt.Fprintf(&out, `\%03o`, octet)
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
func special(char rune) bool {
	return (char < 'a' || char > 'z') && (char < 'A' || char > 'Z') && (char < '0' || char > '9') && !strings.ContainsRune("_-./:,=+@", char)
}

// hidden reports characters that act on a terminal or change how the text
// around them looks.
func hidden(char rune) bool {
	return unicode.IsControl(char) && char != '\n' || char >= 0x202a && char <= 0x202e || char >= 0x2066 && char <= 0x2069 || char == 0x200e || char == 0x200f || char == 0x061c || char == 0x2028 || char == 0x2029
}

package axcmd

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quote returns one argument quoted for a POSIX shell. Control characters, which
// could act on the terminal when the command is pasted, are written by printf; a
// NUL byte, which no argument can contain, is omitted. Line ends are unchanged,
// inside the quotes.
func Quote(arg string) string {
	if arg != "" && !strings.ContainsFunc(arg, needsQuotes) && !strings.ContainsAny(arg[:1], "~=") {
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
		case actsOnTerminal(char) || char == utf8.RuneError && size == 1:
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

// needsQuotes reports whether a character needs quotes. IDs, numbers, "=" and ","
// do not and are easier to read without.
func needsQuotes(char rune) bool {
	return (char < 'a' || char > 'z') && (char < 'A' || char > 'Z') && (char < '0' || char > '9') && !strings.ContainsRune("_-./:,=+@", char)
}

// actsOnTerminal reports whether a character acts on a terminal or changes how the
// text around it looks.
func actsOnTerminal(char rune) bool {
	return unicode.IsControl(char) && char != '\n' || char >= 0x202a && char <= 0x202e || char >= 0x2066 && char <= 0x2069 || char == 0x200e || char == 0x200f || char == 0x061c || char == 0x2028 || char == 0x2029
}

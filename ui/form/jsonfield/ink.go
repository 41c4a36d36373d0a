package jsonfield

import (
	"strings"

	"ax-tui/theme"
)

// role is what a piece of a line is.
type role uint8

const (
	plain role = iota
	aKey
	aString
	aNumber
	aWord
	aMark
	wrong
	doubtful
	dim
	accent
	errorInk
	warnInk
	roles
)

// inks are the styles of the roles.
type inks [roles]theme.Style

func newInks(st *theme.Styles) inks {
	return inks{
		plain: st.Text, aKey: st.Info, aString: st.Success, aNumber: st.Warn, aWord: st.Warn, aMark: st.Dim,
		wrong: st.Error.Underline(), doubtful: st.Warn.Underline(),
		dim: st.Dim, accent: st.Accent, errorInk: st.Error, warnInk: st.Warn,
	}
}

// span is a piece of a line, in bytes.
type span struct {
	from, to int
	role     role
}

// longest is the longest line whose colours are looked for: a string that
// begins far to the left would have to be searched for at every key.
const longest = 8 << 10

// spans sorts the pieces of one line. A JSON string cannot cross a line, so
// every line stands for itself.
func spans(line string, out []span) []span {
	if len(line) > longest {
		return append(out, span{from: 0, to: len(line), role: plain})
	}
	for i := 0; i < len(line); {
		from := i
		kind := plain
		switch c := line[i]; {
		case c == '"':
			i = stringEnd(line, i)
			kind = aString
			if rest := strings.TrimLeft(line[i:], " "); strings.HasPrefix(rest, ":") {
				kind = aKey
			}
		case strings.IndexByte("{}[]:,", c) >= 0:
			i, kind = i+1, aMark
		case c == '-' || c >= '0' && c <= '9':
			i, kind = i+run(line[i:], "+-.0123456789eE"), aNumber
		case strings.HasPrefix(line[i:], "true"), strings.HasPrefix(line[i:], "null"):
			i, kind = i+4, aWord
		case strings.HasPrefix(line[i:], "false"):
			i, kind = i+5, aWord
		default:
			i++
			for i < len(line) && strings.IndexByte("\"{}[]:,- 0123456789tfn", line[i]) < 0 {
				i++
			}
		}
		out = append(out, span{from: from, to: i, role: kind})
	}
	return out
}

// run is the length of the prefix of s made of the given bytes.
func run(s, of string) int {
	n := 0
	for n < len(s) && strings.IndexByte(of, s[n]) >= 0 {
		n++
	}
	return n
}

func stringEnd(line string, i int) int {
	for i++; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(line)
}

package jsonfield

import (
	"strings"

	"ax-tui/theme"
)

// role is the style of a span.
type role uint8

const (
	plainRole role = iota
	keyRole
	stringRole
	numberRole
	literalRole
	punctuationRole
	errorTextRole
	warningTextRole
	dimRole
	accentRole
	errorRole
	warningRole
	roleCount
)

// inks are the styles of the roles.
type inks [roleCount]theme.Style

func newInks(st *theme.Styles) inks {
	return inks{
		plainRole: st.Text, keyRole: st.Info, stringRole: st.Success, numberRole: st.Warn, literalRole: st.Warn, punctuationRole: st.Dim,
		errorTextRole: st.Error.Underline(), warningTextRole: st.Warn.Underline(),
		dimRole: st.Dim, accentRole: st.Accent, errorRole: st.Error, warningRole: st.Warn,
	}
}

// span is a part of a line with one role, in bytes.
type span struct {
	from, to int
	role     role
}

// maxColouredLine is the length, in bytes, from which a line is not coloured: a
// string that starts far to the left would be searched for on every key.
const maxColouredLine = 8 << 10

// spans appends the spans of one line. A JSON string cannot contain a line break,
// so every line is independent.
func spans(line string, out []span) []span {
	if len(line) > maxColouredLine {
		return append(out, span{from: 0, to: len(line), role: plainRole})
	}
	for i := 0; i < len(line); {
		from := i
		kind := plainRole
		switch char := line[i]; {
		case char == '"':
			i = stringEnd(line, i)
			kind = stringRole
			if rest := strings.TrimLeft(line[i:], " "); strings.HasPrefix(rest, ":") {
				kind = keyRole
			}
		case strings.IndexByte("{}[]:,", char) >= 0:
			i, kind = i+1, punctuationRole
		case char == '-' || char >= '0' && char <= '9':
			i, kind = i+prefixLen(line[i:], "+-.0123456789eE"), numberRole
		case strings.HasPrefix(line[i:], "true"), strings.HasPrefix(line[i:], "null"):
			i, kind = i+4, literalRole
		case strings.HasPrefix(line[i:], "false"):
			i, kind = i+5, literalRole
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

// prefixLen is the length of the prefix of line that consists of the given bytes.
func prefixLen(line, of string) int {
	count := 0
	for count < len(line) && strings.IndexByte(of, line[count]) >= 0 {
		count++
	}
	return count
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

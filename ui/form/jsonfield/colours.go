package jsonfield

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

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

// ink is the start and end sequence of a style, cut out once, since rendering a
// style for every span is slow.
type ink struct{ on, off string }

func inkOf(style lipgloss.Style) ink {
	on, off, _ := strings.Cut(style.Render("x"), "x")
	return ink{on, off}
}

type inks struct {
	byRole [roleCount]ink
	cursor ink
}

func newInks(st *theme.Styles) inks {
	var set inks
	set.byRole[plainRole] = inkOf(st.Text)
	set.byRole[keyRole] = inkOf(st.Info)
	set.byRole[stringRole] = inkOf(st.Success)
	set.byRole[numberRole] = inkOf(st.Warn)
	set.byRole[literalRole] = inkOf(st.Warn)
	set.byRole[punctuationRole] = inkOf(st.Dim)
	set.byRole[errorTextRole] = inkOf(st.Error.Underline(true))
	set.byRole[warningTextRole] = inkOf(st.Warn.Underline(true))
	set.byRole[dimRole] = inkOf(st.Dim)
	set.byRole[accentRole] = inkOf(st.Accent)
	set.byRole[errorRole] = inkOf(st.Error)
	set.byRole[warningRole] = inkOf(st.Warn)
	set.cursor = inkOf(st.Style().Reverse(true))
	if st.Options.Profile == termenv.Ascii {
		// Without colours, reverse and underline still show the cursor and the faults.
		set.cursor = ink{"\x1b[7m", "\x1b[27m"}
		set.byRole[errorTextRole] = ink{"\x1b[4m", "\x1b[24m"}
		set.byRole[warningTextRole] = set.byRole[errorTextRole]
	}
	return set
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

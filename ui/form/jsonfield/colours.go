package jsonfield

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"ax-tui/theme"
)

// role is what a piece of a line is.
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

// ink is a style taken apart once, so that colouring a piece costs a copy.
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
		// No colour is no reason for no cursor; reverse and underline are none.
		set.cursor = ink{"\x1b[7m", "\x1b[27m"}
		set.byRole[errorTextRole] = ink{"\x1b[4m", "\x1b[24m"}
		set.byRole[warningTextRole] = set.byRole[errorTextRole]
	}
	return set
}

// span is a piece of a line, in bytes.
type span struct {
	from, to int
	role     role
}

// maxColouredLine is the longest line whose colours are looked for: a string that
// begins far to the left would have to be searched for at every key.
const maxColouredLine = 8 << 10

// spans sorts the pieces of one line. A JSON string cannot cross a line, so
// every line stands for itself.
func spans(line string, out []span) []span {
	if len(line) > maxColouredLine {
		return append(out, span{0, len(line), plainRole})
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
		out = append(out, span{from, i, kind})
	}
	return out
}

// prefixLen is the length of the prefix of s made of the given bytes.
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

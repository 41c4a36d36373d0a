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

// ink is a style taken apart once, so that colouring a piece costs a copy.
type ink struct{ on, off string }

func inkOf(style lipgloss.Style) ink {
	on, off, _ := strings.Cut(style.Render("x"), "x")
	return ink{on, off}
}

type inks struct {
	of     [roles]ink
	cursor ink
}

func newInks(st *theme.Styles) inks {
	var set inks
	set.of[plain] = inkOf(st.Text)
	set.of[aKey] = inkOf(st.Info)
	set.of[aString] = inkOf(st.Success)
	set.of[aNumber] = inkOf(st.Warn)
	set.of[aWord] = inkOf(st.Warn)
	set.of[aMark] = inkOf(st.Dim)
	set.of[wrong] = inkOf(st.Error.Underline(true))
	set.of[doubtful] = inkOf(st.Warn.Underline(true))
	set.of[dim] = inkOf(st.Dim)
	set.of[accent] = inkOf(st.Accent)
	set.of[errorInk] = inkOf(st.Error)
	set.of[warnInk] = inkOf(st.Warn)
	set.cursor = inkOf(st.Style().Reverse(true))
	if st.Options.Profile == termenv.Ascii {
		// No colour is no reason for no cursor; reverse and underline are none.
		set.cursor = ink{"\x1b[7m", "\x1b[27m"}
		set.of[wrong] = ink{"\x1b[4m", "\x1b[24m"}
		set.of[doubtful] = set.of[wrong]
	}
	return set
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
		return append(out, span{0, len(line), plain})
	}
	for i := 0; i < len(line); {
		from := i
		kind := plain
		switch char := line[i]; {
		case char == '"':
			i = stringEnd(line, i)
			kind = aString
			if rest := strings.TrimLeft(line[i:], " "); strings.HasPrefix(rest, ":") {
				kind = aKey
			}
		case strings.IndexByte("{}[]:,", char) >= 0:
			i, kind = i+1, aMark
		case char == '-' || char >= '0' && char <= '9':
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
		out = append(out, span{from, i, kind})
	}
	return out
}

// run is the length of the prefix of s made of the given bytes.
func run(line, of string) int {
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

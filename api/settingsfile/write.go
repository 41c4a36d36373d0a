package settingsfile

import (
	"fmt"
	"strings"
	"unicode"
)

// go-toml's encoder is not used: with the sorting that it compiles it would add 0.1 MB to
// the program, and it cannot write one table into a text that stays as it is.

// Key returns a dotted key as TOML takes it: parts in quotes where they need them.
func Key(path ...string) string {
	parts := make([]string, len(path))
	for i, part := range path {
		parts[i] = part
		if part == "" || strings.IndexFunc(part, func(char rune) bool { return !isBare(char) }) >= 0 {
			parts[i] = Quote(part)
		}
	}
	return strings.Join(parts, ".")
}

func isBare(char rune) bool {
	return char < unicode.MaxASCII && (unicode.IsLetter(char) || unicode.IsDigit(char)) || char == '_' || char == '-'
}

// Quote returns a text in quotes on one line.
func Quote(value string) string { return `"` + escape(value, false) + `"` }

// QuoteLines returns a text in quotes, one with line breaks over several lines.
func QuoteLines(value string) string {
	if !strings.Contains(value, "\n") {
		return Quote(value)
	}
	return "\"\"\"\n" + escape(value, true) + `"""`
}

// QuoteList returns a list of texts on one line.
func QuoteList(values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = Quote(value)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// escape writes what TOML does not take as it is, and what a terminal or an editor would
// obey instead of showing it: control and bidi characters. Over several lines, only
// quotes that would come to stand next to others are escaped.
func escape(value string, long bool) string {
	var out strings.Builder
	for i, char := range value {
		switch {
		case char == '\\':
			out.WriteString(`\\`)
		case char == '"' && (!long || i+1 == len(value) || value[i+1] == '"'):
			out.WriteString(`\"`)
		case char == '\n' && long:
			out.WriteRune(char)
		case char == '\n':
			out.WriteString(`\n`)
		case char == '\t':
			out.WriteString(`\t`)
		case char == '\r':
			out.WriteString(`\r`)
		case unicode.IsControl(char), steersText(char):
			fmt.Fprintf(&out, `\u%04X`, char)
		default:
			out.WriteRune(char)
		}
	}
	return out.String()
}

// steersText reports whether a character changes the direction of a text or ends its line.
func steersText(char rune) bool {
	return char == 0x061C || char == 0xFEFF || char >= 0x200E && char <= 0x200F || char >= 0x2028 && char <= 0x202E || char >= 0x2066 && char <= 0x2069
}

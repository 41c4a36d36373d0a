package newtask

import (
	"strings"

	"ax-tui/ui/text"
)

// breakJSON breaks a line of a shell command that is wider than width between the tokens
// of its quoted JSON, where a line break changes nothing: what is taken from the screen
// runs as it is. A token that is wider stays whole.
func breakJSON(row text.Safe, width int) (out []text.Safe) {
	line, start, cut, inJSON, inString := string(row), 0, 0, false, false
	flag, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	if flag != "--evaluators" && flag != "--run-configuration" && flag != "--data-raw" { // a name may begin like JSON
		return []text.Safe{row}
	}
	for i := 0; i < len(line); i++ {
		switch char := line[i]; {
		case !inJSON:
			inJSON = i > 0 && line[i-1] == '\'' && (char == '[' || char == '{')
			continue
		case inString && char == '\\':
			i++
			continue
		case char == '"':
			inString = !inString
		}
		if text.Width(line[start:i+1]) > width && cut > start {
			out = append(out, text.Safe(line[start:cut]))
			start = cut
		}
		if !inString && (line[i] == ',' || line[i] == ':' || line[i] == '[' || line[i] == '{') {
			cut = i + 1
		}
	}
	return append(out, text.Safe(line[start:]))
}

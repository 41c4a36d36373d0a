package evaljson

import (
	"slices"
	"strings"
	"unicode"
)

// Variables lists the {names} of an evaluator's template, each once, in the
// order of their first use. Doubled braces (an escaped brace) and anything that
// is not a name are skipped (contract section 6, Evaluators).
func Variables(template string) []string {
	var out []string
	for i := 0; i < len(template); i++ {
		if template[i] != '{' {
			continue
		}
		if strings.HasPrefix(template[i:], "{{") {
			i++
			continue
		}
		end := strings.IndexAny(template[i+1:], "{}\n")
		if end < 0 || template[i+1+end] != '}' {
			continue
		}
		name, _, _ := strings.Cut(template[i+1:i+1+end], "!")
		name, _, _ = strings.Cut(name, ":")
		if isName(name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
		i += end + 1
	}
	return out
}

// DoubleVariables lists the {{names}} of a template of a run configuration,
// each once, in the order of their first use (contract section 6, Evaluators).
func DoubleVariables(template string) []string {
	var out []string
	for {
		i := strings.Index(template, "{{")
		if i < 0 {
			return out
		}
		template = strings.TrimLeft(template[i:], "{")
		end := strings.Index(template, "}}")
		if end < 0 {
			return out
		}
		name := strings.TrimSpace(strings.TrimLeft(template[:end], "#^&"))
		if isName(name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
		if next := strings.Index(template[:end], "{{"); next >= 0 {
			template = template[next:]
			continue
		}
		template = template[end+2:]
	}
}

// isName accepts letters, digits, underscores, dots, hyphens, square brackets
// and inner blanks, starting with a letter or underscore, so that JSON in a
// template is not taken for a variable.
func isName(name string) bool {
	for i, char := range name {
		switch {
		case unicode.IsLetter(char) || char == '_':
		case i > 0 && (unicode.IsDigit(char) || char == '.' || char == '-' || char == '[' || char == ']'):
		case i > 0 && char == ' ' && i < len(name)-1:
		default:
			return false
		}
	}
	return name != ""
}

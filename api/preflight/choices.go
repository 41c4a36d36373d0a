package preflight

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ax-tui/api"
)

// Version returns what is wrong with an evaluator as a task uses it: its choices, and
// variables without a mapping.
func Version(used api.EvaluatorInput, facts EvaluatorFacts) []Finding {
	check := &checker{}
	check.mappings("", &used, &facts, len(used.QueryMappings) > 0)
	check.choices("evaluator_id", &facts)
	return check.findings
}

// choices checks that a template evaluator has choices, without which its runs fail
// (contract section 8), and that its template asks for no other label.
func (c *checker) choices(field string, facts *EvaluatorFacts) {
	switch {
	case facts.Template == "":
		return
	case len(facts.Choices) == 0:
		c.add(Warning, field, label(facts)+" has no classification choices; runs of such an evaluator fail", "add the choices that its template asks for")
		return
	}
	if strange := strangeLabels(facts.Template, facts.Choices); len(strange) > 0 {
		c.add(Warning, field, fmt.Sprintf("the template of %s asks for %s, which is none of its choices (%s)", label(facts), quoted(strange), strings.Join(facts.Choices, ", ")),
			"add it to the choices, or take it out of the template")
	}
}

func quoted(labels []string) string { return `"` + strings.Join(labels, `" and "`) + `"` }

// strangeLabels returns the labels in a template that are no choice. Labels are quoted
// texts in a line that also quotes a choice: what is quoted elsewhere may be anything.
// Upper and lower case count as the same.
func strangeLabels(template string, choices []string) (out []string) {
	isChoice := func(text string) bool {
		return slices.ContainsFunc(choices, func(choice string) bool { return strings.EqualFold(choice, text) })
	}
	for line := range strings.SplitSeq(template, "\n") {
		labels := quotedTexts(line)
		if !slices.ContainsFunc(labels, isChoice) {
			continue
		}
		for _, text := range labels {
			if !isChoice(text) && !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}

// maxLabel is the length of a label in bytes; longer quotes are sentences.
const maxLabel = 40

// quotedTexts returns the short texts in quotes of any kind. A single quote inside a
// word is an apostrophe.
func quotedTexts(line string) (out []string) {
	last := rune(0) // the character before
	for at := 0; at < len(line); {
		char, size := utf8.DecodeRuneInString(line[at:])
		from := at + size
		end := -1
		if closing := closingQuote(char); closing != 0 && (char != '\'' || !unicode.IsLetter(last)) {
			end = strings.IndexRune(line[from:], closing)
		}
		if end < 0 || end > maxLabel {
			at, last = from, char
			continue
		}
		if text := strings.TrimRight(strings.TrimSpace(line[from:from+end]), ".,"); text != "" && !strings.ContainsAny(text, "{}") {
			out = append(out, text)
		}
		_, size = utf8.DecodeRuneInString(line[from+end:])
		at, last = from+end+size, ' '
	}
	return out
}

func closingQuote(char rune) rune {
	switch char {
	case '"', '\'', '`':
		return char
	case '“':
		return '”'
	case '‘':
		return '’'
	case '«':
		return '»'
	case '「':
		return '」'
	}
	return 0
}

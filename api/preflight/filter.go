package preflight

import (
	"fmt"
	"slices"
	"strings"
)

// filters looks at every filter of the request. The API has no endpoint that
// checks one (contract section 6, Spans), so nothing here is a fault.
func (c *checker) filters() {
	input := c.in.Create
	onSpans := input.ProjectID != ""
	c.filter("query_filter", input.QueryFilter, onSpans)
	if input.QueryFilters != nil {
		for i, filter := range input.QueryFilters.Filters {
			c.filter(fmt.Sprintf("query_filters.filters[%d].filter", i), filter.Filter, onSpans)
		}
	}
	for i, used := range input.Evaluators {
		c.filter(fmt.Sprintf("evaluators[%d].query_filter", i), used.QueryFilter, onSpans)
	}
}

// filter looks at one filter. onSpans: it is matched against spans, where some
// attributes are commonly not in the index.
func (c *checker) filter(field, text string, onSpans bool) {
	for _, finding := range Filter(text, onSpans) {
		c.add(finding.Severity, field, finding.Message, finding.Do)
	}
}

// Filter tells what looks wrong in a filter, without its field. Indexed tells
// whether it is matched against the eval index of spans (contract section 6,
// Spans); an empty filter has no finding.
func Filter(text string, indexed bool) []Finding {
	var out []Finding
	warn := func(message, do string) { out = append(out, Finding{Severity: Warning, Message: message, Do: do}) }
	if text != "" && strings.TrimSpace(text) == "" {
		warn("is blank", "leave it out or write a condition")
		return out
	}
	marks := scan(text)
	if marks.open != 0 {
		warn(fmt.Sprintf("a closing %c is missing", marks.open), "close the quoted value")
	}
	switch {
	case marks.early:
		warn("a ) stands without its (", "take it out or open it before")
	case marks.depth > 0 && marks.open == 0:
		warn("a closing ) is missing", "close every (")
	}
	if marks.double {
		warn("compares with ==", "write a single =")
	}
	if marks.signs {
		warn("joins conditions with && or ||", "write AND or OR")
	}
	if marks.curly {
		warn("has curly quotes, as text programs make them", "write straight single quotes")
	}
	if marks.doubleQuoted {
		warn("has a value in double quotes", "write values in single quotes, for instance status_code = 'ERROR'")
	}
	if indexed {
		for _, path := range marks.unusual {
			warn(path+" is commonly not in the index that tasks search; a run may find nothing", "try the run without it, or filter on a usual attribute")
		}
	}
	return out
}

// Unindexed lists the attributes of a filter that are commonly not in the index
// that tasks search, each once (contract section 8).
func Unindexed(filter string) []string { return scan(filter).unusual }

// marks is what a scan of a filter saw.
type marks struct {
	open                               byte // the quote that is not closed
	depth                              int  // of parentheses at the end
	early                              bool // one closed that was never opened
	double, signs, curly, doubleQuoted bool
	unusual                            []string
}

// scan reads a filter once and passes quoted values over; a backslash in them
// escapes.
func scan(text string) marks {
	var seen marks
	for i := 0; i < len(text); i++ {
		switch char := text[i]; {
		case char == '\'' || char == '"':
			end := closing(text, i)
			seen.doubleQuoted = seen.doubleQuoted || char == '"'
			if end < 0 {
				seen.open = char
				return seen
			}
			i = end
		case char == '(':
			seen.depth++
		case char == ')':
			if seen.depth--; seen.depth < 0 {
				seen.early, seen.depth = true, 0
			}
		case isWord(char):
			start := i
			for i+1 < len(text) && isWord(text[i+1]) {
				i++
			}
			seen.word(text[start : i+1])
		default:
			seen.sign(text[i:])
		}
	}
	return seen
}

func (m *marks) sign(rest string) {
	switch {
	case strings.HasPrefix(rest, "=="):
		m.double = true
	case strings.HasPrefix(rest, "&&"), strings.HasPrefix(rest, "||"):
		m.signs = true
	case strings.HasPrefix(rest, "‘"), strings.HasPrefix(rest, "’"), strings.HasPrefix(rest, "“"), strings.HasPrefix(rest, "”"):
		m.curly = true
	}
}

// word notes attributes that are commonly not indexed: metadata and those of
// no usual family (contract section 8).
func (m *marks) word(text string) {
	path, ok := strings.CutPrefix(text, "attributes.")
	if !ok && text != "metadata" && !strings.HasPrefix(text, "metadata.") {
		return
	}
	first, _, _ := strings.Cut(path, ".")
	switch first {
	case "llm", "input", "output", "openinference", "session", "user", "tool", "retrieval", "embedding", "reranker", "tag":
	default:
		if !slices.Contains(m.unusual, text) {
			m.unusual = append(m.unusual, text)
		}
	}
}

// closing finds the quote that closes the one at i; -1 when none does.
func closing(text string, i int) int {
	quote := text[i]
	for j := i + 1; j < len(text); j++ {
		switch text[j] {
		case '\\':
			j++
		case quote:
			return j
		}
	}
	return -1
}

func isWord(char byte) bool {
	return char == '_' || char == '.' || char == '-' || char >= '0' && char <= '9' || char|0x20 >= 'a' && char|0x20 <= 'z'
}

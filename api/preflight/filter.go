package preflight

import (
	"fmt"
	"slices"
	"strings"
)

// filters checks every filter of the request. The API cannot check a filter
// (contract section 6, Spans), so no finding is a fault.
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

// filter checks one filter. onSpans: it is matched against spans, of which some
// attributes are commonly not indexed.
func (c *checker) filter(field, text string, onSpans bool) {
	for _, finding := range Filter(text, onSpans) {
		c.add(finding.Severity, field, finding.Message, finding.Do)
	}
}

// Filter returns the findings for a filter, without a field. indexed: it is matched
// against the eval index of spans (contract section 6, Spans). An empty filter has no
// finding.
func Filter(text string, indexed bool) []Finding {
	var out []Finding
	warn := func(message, do string) { out = append(out, Finding{Severity: Warning, Message: message, Do: do}) }
	if text != "" && strings.TrimSpace(text) == "" {
		warn("is blank", "remove it or enter a condition")
		return out
	}
	marks := scan(text)
	if marks.openQuote != 0 {
		warn(fmt.Sprintf("a closing %c is missing", marks.openQuote), "close the quoted value")
	}
	switch {
	case marks.unopened:
		warn("a ) has no matching (", "remove it or add the (")
	case marks.depth > 0 && marks.openQuote == 0:
		warn("a closing ) is missing", "close every (")
	}
	if marks.doubleEquals {
		warn("compares with ==", "use a single =")
	}
	if marks.symbols {
		warn("joins conditions with && or ||", "use AND or OR")
	}
	if marks.curlyQuotes {
		warn("has curly quotes", "use straight single quotes")
	}
	if marks.doubleQuoted {
		warn("has a value in double quotes", "put values in single quotes, for example status_code = 'ERROR'")
	}
	if indexed {
		for _, path := range marks.unusual {
			warn(path+" is commonly not in the index that tasks search; a run may find nothing", "try without it, or filter on an indexed attribute")
		}
	}
	return out
}

// Unindexed lists the attributes of a filter that are commonly not in the index
// that tasks search, each once (contract section 8).
func Unindexed(filter string) []string { return scan(filter).unusual }

// scanResult holds what a scan of a filter found.
type scanResult struct {
	openQuote                                        byte // the quote that is not closed, 0 for none
	depth                                            int  // of open parentheses at the end
	unopened                                         bool // a ) without a (
	doubleEquals, symbols, curlyQuotes, doubleQuoted bool
	unusual                                          []string
}

// scan scans a filter once and skips quoted values, in which a backslash escapes.
func scan(text string) scanResult {
	var seen scanResult
	for i := 0; i < len(text); i++ {
		switch char := text[i]; {
		case char == '\'' || char == '"':
			end := closing(text, i)
			seen.doubleQuoted = seen.doubleQuoted || char == '"'
			if end < 0 {
				seen.openQuote = char
				return seen
			}
			i = end
		case char == '(':
			seen.depth++
		case char == ')':
			if seen.depth--; seen.depth < 0 {
				seen.unopened, seen.depth = true, 0
			}
		case isWord(char):
			start := i
			for i+1 < len(text) && isWord(text[i+1]) {
				i++
			}
			seen.addWord(text[start : i+1])
		default:
			seen.addSymbol(text[i:])
		}
	}
	return seen
}

func (m *scanResult) addSymbol(rest string) {
	switch {
	case strings.HasPrefix(rest, "=="):
		m.doubleEquals = true
	case strings.HasPrefix(rest, "&&"), strings.HasPrefix(rest, "||"):
		m.symbols = true
	case strings.HasPrefix(rest, "‘"), strings.HasPrefix(rest, "’"), strings.HasPrefix(rest, "“"), strings.HasPrefix(rest, "”"):
		m.curlyQuotes = true
	}
}

// addWord records an attribute that is commonly not indexed: metadata and attributes
// outside the usual families (contract section 8).
func (m *scanResult) addWord(text string) {
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

// closing returns the index of the quote that closes the one at i, -1 for none.
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

// Indexed returns what is left of a filter without the conditions that use attributes that
// are commonly not indexed; "" for nothing. Only conditions that AND joins are apart: one of
// others, or of parentheses, is left out as a whole.
func Indexed(filter string) string {
	var kept []string
	depth, start := 0, 0
	end := func(at int) {
		if part := strings.TrimSpace(filter[start:at]); part != "" && len(Unindexed(part)) == 0 {
			kept = append(kept, part)
		}
	}
	for i := 0; i < len(filter); i++ {
		switch char := filter[i]; {
		case char == '\'' || char == '"':
			i = max(closing(filter, i), i)
		case char == '(':
			depth++
		case char == ')':
			depth--
		case isWord(char):
			from := i
			for i+1 < len(filter) && isWord(filter[i+1]) {
				i++
			}
			switch word := strings.ToLower(filter[from : i+1]); {
			case depth != 0:
			case word == "or" || word == "between": // an AND after it may not join conditions
				return ""
			case word == "and":
				end(from)
				start = i + 1
			}
		}
	}
	end(len(filter))
	return strings.Join(kept, " AND ")
}

package fake

import (
	"slices"
	"strings"
)

// dialect is the case of enum words on the wire (contract section 5). Inside
// the server words are upper case; they are turned at the edge.
type dialect struct{ legacy bool }

// irregular are the words whose old form is not just lower case.
var irregular = map[string]string{
	"OPEN_AI":               "openAI",
	"AZURE_OPEN_AI":         "azureOpenAI",
	"AWS_BEDROCK":           "awsBedrock",
	"VERTEX_AI":             "vertexAI",
	"NVIDIA_NIM":            "nvidiaNim",
	"TOGETHER_AI":           "togetherAI",
	"MATCHES_REGEX":         "MatchesRegex",
	"JSON_PARSEABLE":        "JSONParseable",
	"CONTAINS_ANY_KEYWORD":  "ContainsAnyKeyword",
	"CONTAINS_ALL_KEYWORDS": "ContainsAllKeywords",
	"EXACT_MATCH":           "ExactMatch",
}

// out writes a word in the dialect.
func (d dialect) out(upper string) string {
	if !d.legacy {
		return upper
	}
	if w, ok := irregular[upper]; ok {
		return w
	}
	return strings.ToLower(upper)
}

// all writes several words in the dialect.
func (d dialect) all(upper ...string) []string {
	out := make([]string, len(upper))
	for i, w := range upper {
		out[i] = d.out(w)
	}
	return out
}

// enum reads a field in the dialect and gives the upper-case word. Words of the
// other dialect are refused: no server is known to take both.
func (d dialect) enum(f *fields, key string, upper ...string) (string, bool) {
	words := d.all(upper...)
	s, ok := f.enum(key, words...)
	if i := slices.Index(words, s); ok && i >= 0 {
		return upper[i], true
	}
	return "", ok
}

// The words of the enums that requests use, oldest first.
func taskTypes() []string {
	return []string{"TEMPLATE_EVALUATION", "CODE_EVALUATION", "RUN_EXPERIMENT"}
}
func statuses() []string     { return []string{"PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"} }
func projectTypes() []string { return []string{"APPLICATION", "HARNESS", "EXPERIMENT"} }
func roles() []string        { return []string{"USER", "ASSISTANT", "SYSTEM", "TOOL"} }
func formats() []string      { return []string{"F_STRING", "MUSTACHE", "NONE"} }

// experimentTypes are the variants of a run configuration; agent calls are newer than the old dialect.
func (d dialect) experimentTypes() []string {
	if d.legacy {
		return []string{"LLM_GENERATION", "TEMPLATE_EVALUATION"}
	}
	return []string{"LLM_GENERATION", "TEMPLATE_EVALUATION", "AGENT_CALL"}
}

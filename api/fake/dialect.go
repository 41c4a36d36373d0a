package fake

import (
	"cmp"
	"maps"
	"strings"

	"ax-tui/api/fake/world"
)

// dialect is the case of enum words on the wire (contract section 5). Inside
// the server words are upper case; they are turned at the edge.
type dialect struct{ legacy bool }

// out writes a word in the dialect. A few have an old form that is not just lower case.
func (d dialect) out(upper string) string {
	if !d.legacy {
		return upper
	}
	irregular := map[string]string{
		"OPEN_AI":               "openAI",
		"AZURE_OPEN_AI":         "azureOpenAI",
		"AWS_BEDROCK":           "awsBedrock",
		"VERTEX_AI":             "vertexAI",
		"NVIDIA_NIM":            "nvidiaNim",
		"MATCHES_REGEX":         "MatchesRegex",
		"JSON_PARSEABLE":        "JSONParseable",
		"CONTAINS_ANY_KEYWORD":  "ContainsAnyKeyword",
		"CONTAINS_ALL_KEYWORDS": "ContainsAllKeywords",
		"EXACT_MATCH":           "ExactMatch",
	}
	return cmp.Or(irregular[upper], strings.ToLower(upper))
}

// all writes several words in the dialect.
func (d dialect) all(upper ...string) []string {
	out := make([]string, len(upper))
	for i, w := range upper {
		out[i] = d.out(w)
	}
	return out
}

// config writes the words of a run configuration, an object or list of it.
// What is free in it (templates, tools, schemas) stays as it came.
func (d dialect) config(v any) any {
	switch x := v.(type) {
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = d.config(x[i])
		}
		return out
	case map[string]any:
		out := maps.Clone(x)
		for key, value := range x {
			switch key {
			case "experiment_type", "input_variable_format", "role", "type":
				if word, ok := value.(string); ok {
					out[key] = d.out(word)
				}
			case "messages", "tool_calls", "invocation_parameters", "response_format":
				out[key] = d.config(value)
			}
		}
		return out
	}
	return v
}

// The words of the enums that requests use, oldest first.
func taskTypes() []string {
	return []string{"TEMPLATE_EVALUATION", "CODE_EVALUATION", "RUN_EXPERIMENT"}
}

// shows tells whether servers of the dialect have such a task: the old ones
// know neither the trace/session shape (September 2026) nor agent calls
// (contract sections 5 and 6).
func (d dialect) shows(task *world.Task) bool {
	if !d.legacy {
		return true
	}
	young := task.QueryFilters != nil || task.RunConfig["experiment_type"] == "AGENT_CALL"
	for _, taskEvaluator := range task.Evaluators {
		young = young || taskEvaluator.QueryMappings != nil
	}
	return !young
}

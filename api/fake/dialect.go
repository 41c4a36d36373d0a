package fake

import (
	"cmp"
	"maps"
	"strings"

	"ax-tui/api/fake/world"
)

// dialect is the case of enum words on the wire (contract section 5). Inside the
// server they are upper case; they are converted when they are read or written.
type dialect struct{ legacy bool }

// word returns an upper-case enum word in the dialect. A few old forms are not
// just lower case.
func (d dialect) word(upper string) string {
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

// words returns several words in the dialect.
func (d dialect) words(upper ...string) []string {
	out := make([]string, len(upper))
	for i, word := range upper {
		out[i] = d.word(word)
	}
	return out
}

// config converts the enum words of a run configuration or of a list or object
// in it. Free content (templates, tools, schemas) is kept.
func (d dialect) config(config any) any {
	switch typed := config.(type) {
	case []any:
		out := make([]any, len(typed))
		for i := range typed {
			out[i] = d.config(typed[i])
		}
		return out
	case map[string]any:
		out := maps.Clone(typed)
		for key, value := range typed {
			switch key {
			case "experiment_type", "input_variable_format", "role", "type":
				if word, ok := value.(string); ok {
					out[key] = d.word(word)
				}
			case "messages", "tool_calls", "invocation_parameters", "response_format":
				out[key] = d.config(value)
			}
		}
		return out
	}
	return config
}

// taskTypes lists the task types, oldest first.
func taskTypes() []string {
	return []string{"TEMPLATE_EVALUATION", "CODE_EVALUATION", "RUN_EXPERIMENT"}
}

// supports reports whether servers of the dialect have such a task: the old ones
// have neither the trace/session shape (September 2026) nor agent calls
// (contract sections 5 and 6).
func (d dialect) supports(task *world.Task) bool {
	if !d.legacy {
		return true
	}
	recent := task.QueryFilters != nil || task.RunConfig["experiment_type"] == "AGENT_CALL"
	for _, taskEvaluator := range task.Evaluators {
		recent = recent || taskEvaluator.QueryMappings != nil
	}
	return !recent
}

package api

import (
	"strings"
	"sync/atomic"
)

// dialect remembers which words the server speaks (contract section 5). There
// is no version to ask for, so any type or status in an answer teaches it.
type dialect struct {
	pinned bool // the setting says legacy, and stays
	lower  atomic.Bool
}

func (d *dialect) legacy() bool { return d.pinned || d.lower.Load() }

// learn takes a raw word from an answer. Unknown or mixed words teach nothing.
func (d *dialect) learn(raw string) {
	switch raw {
	case "TEMPLATE_EVALUATION", "CODE_EVALUATION", "RUN_EXPERIMENT",
		"PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED":
		if d.lower.Load() {
			d.lower.Store(false)
		}
	case "template_evaluation", "code_evaluation", "run_experiment",
		"pending", "running", "completed", "failed", "cancelled":
		if !d.lower.Load() {
			d.lower.Store(true)
		}
	}
}

// say spells a word for the server; any case goes in.
func (d *dialect) say(word string) string {
	if d.legacy() {
		return strings.ToLower(fold(word))
	}
	return fold(word)
}

// readTaskType folds a known type; an unknown word is kept as it came.
func readTaskType(raw string) TaskType {
	if t, ok := ParseTaskType(raw); ok {
		return t
	}
	return TaskType(raw)
}

// readStatus folds a known state; an unknown word is kept as it came.
func readStatus(raw string) Status {
	if s, ok := ParseStatus(raw); ok {
		return s
	}
	return Status(raw)
}

// pick returns the name of the list that raw spells in either dialect
// ("openAI" and "OPEN_AI" alike), or raw itself.
func pick(raw string, names ...string) string {
	squashed := squash(raw)
	for _, name := range names {
		if squash(name) == squashed {
			return name
		}
	}
	return raw
}

func squash(s string) string { return strings.ToUpper(strings.ReplaceAll(s, "_", "")) }

func readEvaluatorType(raw string) EvaluatorType {
	return EvaluatorType(pick(raw, "TEMPLATE", "CODE", "HARNESS", "REMOTE"))
}

func readGranularity(raw string) Granularity {
	return Granularity(pick(raw, "SPAN", "TRACE", "SESSION"))
}

func readManaged(raw string) string {
	return pick(raw, "MATCHES_REGEX", "JSON_PARSEABLE", "CONTAINS_ANY_KEYWORD", "CONTAINS_ALL_KEYWORDS", "EXACT_MATCH")
}

func readProvider(raw string) string {
	return pick(raw, "OPEN_AI", "AZURE_OPEN_AI", "AWS_BEDROCK", "VERTEX_AI", "ANTHROPIC", "CUSTOM",
		"NVIDIA_NIM", "GEMINI", "LITELLM", "FIREWORKS", "TOGETHER_AI")
}

func readAuthType(raw string) string {
	return pick(raw, "DEFAULT", "PROXY_WITH_HEADERS", "BEARER_TOKEN", "OAUTH2_CLIENT_CREDENTIALS")
}

package fake

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"sync"

	"ax-tui/api/fake/world"
)

// readConfig reads a run configuration strictly. Enum words are stored in upper
// case in both dialects, agent placeholders without their leading "dataset."
// (contract section 6); the rest is kept.
func readConfig(body *fields, task *world.Task) {
	fields, ok := body.object("run_configuration")
	if !ok {
		return
	}
	fields.require("experiment_type")
	kinds := []string{"LLM_GENERATION", "TEMPLATE_EVALUATION", "AGENT_CALL"}
	if body.dialect.legacy { // agent calls are newer
		kinds = kinds[:2]
	}
	switch fields.enumField("experiment_type", kinds...) {
	case "LLM_GENERATION":
		readGeneration(fields)
	case "TEMPLATE_EVALUATION":
		readTemplate(fields)
	case "AGENT_CALL":
		fields.require("integration_id", "input_template")
		fields.id("integration_id")
		if template, ok := fields.anyObject("input_template"); ok {
			fields.values["input_template"] = dropDataset(template)
		}
	}
	fields.refuseUnknown(nil)
	task.RunConfig = fields.values
}

func readGeneration(body *fields) {
	body.require("ai_integration_id", "messages", "input_variable_format")
	body.checkStrings("ai_integration_id", "model_name")
	body.enumField("input_variable_format", "F_STRING", "MUSTACHE", "NONE")
	rows := body.objects("messages", 1, 0)
	for _, fields := range rows {
		readMessage(fields)
	}
	body.nested("invocation_parameters", readInvocation)
	body.nested("tool_config", readTools)
	body.anyObject("provider_parameters")
	body.textOrNull("prompt_version_id")
}

func readTemplate(body *fields) {
	body.require("ai_integration_id", "template", "provide_explanation")
	body.checkStrings("ai_integration_id", "model_name", "template")
	body.boolean("provide_explanation")
	if fields, ok := body.object("classification_choices"); ok {
		for _, choice := range slices.Sorted(maps.Keys(fields.values)) {
			fields.number(choice)
		}
	}
	body.stringMap("column_mapping")
	body.textOrNull("evaluator_version_id")
	body.nested("invocation_parameters", readInvocation)
	body.anyObject("provider_parameters")
}

func readMessage(body *fields) {
	body.require("role")
	body.enumField("role", "USER", "ASSISTANT", "SYSTEM", "TOOL")
	body.textOrNull("content")
	body.str("tool_call_id")
	calls := body.objects("tool_calls", 0, 0)
	for _, toolCall := range calls {
		toolCall.require("type", "function")
		toolCall.str("id")
		toolCall.enumField("type", "FUNCTION")
		toolCall.nested("function", func(fn *fields) {
			fn.require("name", "arguments")
			fn.checkStrings("name", "arguments")
		})
		toolCall.refuseUnknown(nil)
	}
	body.refuseUnknown(nil)
}

func readInvocation(body *fields) {
	for _, key := range []string{"temperature", "top_p", "frequency_penalty", "presence_penalty"} {
		body.number(key)
	}
	for _, key := range []string{"max_tokens", "max_completion_tokens", "top_k", "thinking_budget"} {
		body.integer(key, math.MinInt32)
	}
	body.checkStrings("thinking_level", "reasoning_effort", "verbosity")
	body.strings("stop")
	body.nested("tool_config", readTools)
	body.nested("response_format", readResponseFormat)
}

func readResponseFormat(body *fields) {
	// Contract section 5 does not say what this word is in the old dialect, so the
	// old dialect accepts both.
	words := []string{"TEXT", "JSON_OBJECT", "JSON_SCHEMA"}
	accepted := words
	if body.dialect.legacy {
		accepted = append(body.dialect.words(words...), words...)
	}
	if i := body.oneOf("type", accepted); i >= 0 {
		body.values["type"] = words[i%len(words)]
	}
	body.nested("json_schema", func(schema *fields) {
		schema.checkStrings("name", "description")
		schema.anyObject("schema")
		schema.boolean("strict")
	})
}

func readTools(body *fields) {
	body.objects("tools", 0, 0)
	body.read("tool_choice") // any value, including null
}

// placeholder matches a leading "dataset." inside one or two braces.
var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(\{\{?\s*)dataset\.`) })

// dropDataset removes "dataset." from every placeholder of a value.
func dropDataset(value any) any {
	switch typed := value.(type) {
	case string:
		return placeholder().ReplaceAllString(typed, "$1")
	case []any:
		for i := range typed {
			typed[i] = dropDataset(typed[i])
		}
	case map[string]any:
		for key := range typed {
			typed[key] = dropDataset(typed[key])
		}
	}
	return value
}

// checkConfig looks up the IDs of a run configuration; the integration of an
// agent call must be an agent.
func (s *Server) checkConfig(body *fields, task *world.Task) {
	if body.failed() {
		return
	}
	const at = "run_configuration"
	if id, ok := task.RunConfig["ai_integration_id"].(string); ok {
		findOrRefuse(body.call, s.world.Integrations(), "AI integration", at+".ai_integration_id", id)
	}
	if id, ok := task.RunConfig["integration_id"].(string); ok {
		if found := findOrRefuse(body.call, s.world.Connections(), "integration", at+".integration_id", id); found != nil && found.Type != "AGENT" {
			body.unprocessable(at+".integration_id", "has the type %s; an agent call needs an integration of type AGENT.", found.Type)
		}
	}
	if id, ok := task.RunConfig["evaluator_version_id"].(string); ok && id != "" {
		if _, found := find(s.evaluatorVersions(body.call), id); !found {
			body.wrongID(at+".evaluator_version_id", id, "an evaluator version")
		}
	}
}

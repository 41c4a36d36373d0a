package evaljson

import (
	"encoding/json"
	"slices"
	"strings"

	"ax-tui/api"
)

// RunConfig is what a run configuration holds.
type RunConfig struct {
	Type      api.ExperimentType // "" when it is missing or not known
	Variables []string           // columns of the dataset that its texts name
	Raw       json.RawMessage    // the text, for a request; nil while it has errors
	Complete  bool               // the text is whole JSON
}

// ParseRunConfig reads the run configuration of a run_experiment task, in any of
// its three variants and both dialects of contract section 5, and tells every
// fault as Parse does.
func ParseRunConfig(text []byte) (RunConfig, []Fault) {
	index := newIndex(text)
	root, broken := read(text, index)
	var cfg RunConfig
	if word, ok := root.child("experiment_type").text(); ok {
		if experimentType := api.ExperimentType(foldWord(word)); variant(experimentType) != nil {
			cfg.Type = experimentType
		}
	}
	cfg.Variables = configVariables(root, nil, configBraces(root))
	if broken != nil {
		return cfg, []Fault{*broken}
	}
	cfg.Complete = true
	c := &checker{x: index}
	c.check(root, configForm(cfg.Type))
	sortFaults(c.faults)
	if Errors(c.faults) == 0 {
		cfg.Raw = json.RawMessage(strings.TrimSpace(string(text)))
	}
	return cfg, c.faults
}

// configForm is the form for a type. Without one it asks for the type and lets
// everything else be, since nothing can be said about it.
func configForm(experimentType api.ExperimentType) *form {
	f := variant(experimentType)
	if f == nil {
		f = object(nil)
		f.rest = anything()
		f.keys = map[string]*form{}
	}
	f.need = append([]string{"experiment_type"}, f.need...)
	f.keys["experiment_type"] = word(string(api.LLMGeneration), string(api.TemplateEvaluationExperiment), string(api.AgentCall))
	f.hints = map[string]string{
		"model":       "did you mean model_name?",
		"type":        "did you mean experiment_type?",
		"integration": "did you mean " + integrationKey(experimentType) + "?",
	}
	return f
}

func integrationKey(experimentType api.ExperimentType) string {
	if experimentType == api.AgentCall {
		return "integration_id"
	}
	return "ai_integration_id"
}

// variant is one of the three request schemas, nil for an unknown type.
func variant(experimentType api.ExperimentType) *form {
	switch experimentType {
	case api.LLMGeneration:
		return llmForm()
	case api.TemplateEvaluationExperiment:
		return object(map[string]*form{
			"ai_integration_id": filled(), "model_name": str(), "template": filled(), "provide_explanation": truth(),
			"classification_choices": mapOf(number()), "column_mapping": mapOf(str()), "evaluator_version_id": orNull(str()),
			"invocation_parameters": invocation(), "provider_parameters": mapOf(anything()),
		}, "ai_integration_id", "template", "provide_explanation")
	case api.AgentCall:
		return object(map[string]*form{
			"integration_id": filled(), "input_template": mapOf(anything()),
		}, "integration_id", "input_template")
	}
	return nil
}

func llmForm() *form {
	messages := listOf(object(map[string]*form{
		"role": word("USER", "ASSISTANT", "SYSTEM", "TOOL"), "content": orNull(str()),
		"tool_call_id": str(), "tool_calls": listOf(toolCall()),
	}, "role"))
	messages.filled = true
	return object(map[string]*form{
		"ai_integration_id": filled(), "model_name": str(), "messages": messages,
		"input_variable_format": word("F_STRING", "MUSTACHE", "NONE"),
		"invocation_parameters": invocation(), "provider_parameters": mapOf(anything()),
		"tool_config": toolConfig(), "prompt_version_id": orNull(str()),
	}, "ai_integration_id", "messages", "input_variable_format")
}

func toolCall() *form {
	return object(map[string]*form{
		"id": str(), "type": word("FUNCTION"),
		"function": object(map[string]*form{"name": str(), "arguments": str()}, "name", "arguments"),
	}, "type", "function")
}

func toolConfig() *form {
	return object(map[string]*form{"tools": listOf(mapOf(anything())), "tool_choice": anything()})
}

func invocation() *form {
	return object(map[string]*form{
		"temperature": number(), "max_tokens": integer(), "max_completion_tokens": integer(), "top_p": number(),
		"frequency_penalty": number(), "presence_penalty": number(), "stop": listOf(str()),
		"response_format": object(map[string]*form{
			"type":        word("TEXT", "JSON_OBJECT", "JSON_SCHEMA"),
			"json_schema": object(map[string]*form{"name": str(), "description": str(), "schema": mapOf(anything()), "strict": truth()}),
		}),
		"tool_config": toolConfig(), "top_k": integer(), "thinking_level": str(), "thinking_budget": integer(),
		"reasoning_effort": str(), "verbosity": str(),
	})
}

// configBraces picks the reading of variables: an F_STRING has single braces,
// NONE has no variables, everything else doubled ones.
func configBraces(root *node) func(string) []string {
	word, _ := root.child("input_variable_format").text()
	switch foldWord(word) {
	case "F_STRING":
		return Variables
	case "NONE":
		return func(string) []string { return nil }
	}
	return DoubleVariables
}

// configVariables gathers the variables of the texts that the server fills in.
func configVariables(n *node, out []string, braces func(string) []string) []string {
	for i := range n.kids {
		kid := &n.kids[i]
		switch kid.key {
		case "messages", "template", "input_template":
			out = textVariables(kid, out, braces)
		}
	}
	return out
}

func textVariables(n *node, out []string, braces func(string) []string) []string {
	if n.kind == '"' && n.key != "role" && n.key != "tool_call_id" {
		for _, v := range braces(n.str) {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	for i := range n.kids {
		out = textVariables(&n.kids[i], out, braces)
	}
	return out
}

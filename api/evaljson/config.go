package evaljson

import (
	"bytes"
	"encoding/json"
	"slices"

	"ax-tui/api"
)

// RunConfig is a parsed run configuration.
type RunConfig struct {
	Type      api.ExperimentType // "" when it is missing or not known
	Variables []string           // columns of the dataset that its templates use
	Raw       json.RawMessage    // the text without nulls that mean no value, for a request; nil while it has errors
	Complete  bool               // the text is valid JSON
}

// ParseRunConfig parses the run configuration of a run_experiment task, in any
// of its three variants and both dialects of contract section 5, and lists the
// faults as Parse does.
func ParseRunConfig(text []byte) (RunConfig, []Fault) { return Options{}.ParseRunConfig(text) }

// ParseRunConfig is the function of that name that also accepts and checks names as
// Named says.
func (o Options) ParseRunConfig(text []byte) (RunConfig, []Fault) {
	index := newIndex(text)
	root, broken := parseTree(text, index)
	var cfg RunConfig
	if word, ok := root.child("experiment_type").text(); ok {
		if experimentType := api.ExperimentType(foldCase(word)); variant(experimentType) != nil {
			cfg.Type = experimentType
		}
	}
	cfg.Variables = configVariables(root, nil, configBraces(root))
	if broken != nil {
		return cfg, []Fault{*broken}
	}
	cfg.Complete = true
	report := &checker{places: index, response: true} // nothing tells what get printed from what a user wrote
	report.check(root, configForm(cfg.Type))
	for _, key := range []string{ModelID, AgentID} {
		o.checkNamed(report, key, root.child(key))
	}
	sortFaults(report.faults)
	if Errors(report.faults) == 0 {
		sent := &editor{text: text}
		sent.removeAbsent(root)
		cfg.Raw = json.RawMessage(bytes.TrimSpace(sent.apply()))
	}
	return cfg, report.faults
}

// removeAbsent removes the nulls that stand for no value: the server answers them
// and refuses them in requests.
func (e *editor) removeAbsent(value *node) {
	if value.kind == '{' {
		e.keep(value, func(i int) bool { return !value.children[i].absent })
	}
	for i := range value.children {
		e.removeAbsent(&value.children[i])
	}
}

// configForm returns the form for a type. For an unknown type it requires only
// experiment_type and accepts all other keys, since they depend on the type.
func configForm(experimentType api.ExperimentType) *form {
	schema := variant(experimentType)
	if schema == nil {
		schema = object(nil)
		schema.rest = anything()
		schema.keys = map[string]*form{}
	}
	schema.required = append([]string{"experiment_type"}, schema.required...)
	schema.keys["experiment_type"] = enum(string(api.LLMGeneration), string(api.TemplateEvaluationExperiment), string(api.AgentCall))
	schema.hints = map[string]string{
		"model":       "did you mean model_name?",
		"type":        "did you mean experiment_type?",
		"integration": "did you mean " + integrationKey(experimentType) + "?",
	}
	return schema
}

func integrationKey(experimentType api.ExperimentType) string {
	if experimentType == api.AgentCall {
		return "integration_id"
	}
	return "ai_integration_id"
}

// variant returns one of the three request schemas, nil for an unknown type.
func variant(experimentType api.ExperimentType) *form {
	switch experimentType {
	case api.LLMGeneration:
		return llmForm()
	case api.TemplateEvaluationExperiment:
		return object(map[string]*form{
			"ai_integration_id": nonEmpty(), "model_name": str(), "template": nonEmpty(), "provide_explanation": boolean(),
			"classification_choices": mapOf(number()), "column_mapping": mapOf(str()), "evaluator_version_id": orNull(str()),
			"invocation_parameters": invocation(), "provider_parameters": mapOf(anything()),
		}, "ai_integration_id", "template", "provide_explanation")
	case api.AgentCall:
		return object(map[string]*form{
			"integration_id": nonEmpty(), "input_template": mapOf(anything()),
		}, "integration_id", "input_template")
	}
	return nil
}

func llmForm() *form {
	messages := listOf(object(map[string]*form{
		"role": enum("USER", "ASSISTANT", "SYSTEM", "TOOL"), "content": orNull(str()),
		"tool_call_id": str(), "tool_calls": listOf(toolCall()),
	}, "role"))
	messages.nonEmpty = true
	return object(map[string]*form{
		"ai_integration_id": nonEmpty(), "model_name": str(), "messages": messages,
		"input_variable_format": enum("F_STRING", "MUSTACHE", "NONE"),
		"invocation_parameters": invocation(), "provider_parameters": mapOf(anything()),
		"tool_config": toolConfig(), "prompt_version_id": orNull(str()),
	}, "ai_integration_id", "messages", "input_variable_format")
}

func toolCall() *form {
	return object(map[string]*form{
		"id": str(), "type": enum("FUNCTION"),
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
			"type":        enum("TEXT", "JSON_OBJECT", "JSON_SCHEMA"),
			"json_schema": object(map[string]*form{"name": str(), "description": str(), "schema": mapOf(anything()), "strict": boolean()}),
		}),
		"tool_config": toolConfig(), "top_k": integer(), "thinking_level": str(), "thinking_budget": integer(),
		"reasoning_effort": str(), "verbosity": str(),
	})
}

// configBraces returns the parser of variables: F_STRING uses single braces,
// NONE has no variables, everything else uses double braces.
func configBraces(root *node) func(string) []string {
	word, _ := root.child("input_variable_format").text()
	switch foldCase(word) {
	case "F_STRING":
		return Variables
	case "NONE":
		return func(string) []string { return nil }
	}
	return DoubleVariables
}

// configVariables collects the variables of the templates that the server fills in.
func configVariables(value *node, out []string, braces func(string) []string) []string {
	for i := range value.children {
		child := &value.children[i]
		switch child.key {
		case "messages", "template", "input_template":
			out = textVariables(child, out, braces)
		}
	}
	return out
}

func textVariables(value *node, out []string, braces func(string) []string) []string {
	if value.kind == '"' && value.key != "role" && value.key != "tool_call_id" {
		for _, name := range braces(value.str) {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	for i := range value.children {
		out = textVariables(&value.children[i], out, braces)
	}
	return out
}

package api

import (
	"bytes"
	"encoding/json"
)

// ExperimentType is the kind of a run configuration.
type ExperimentType string

// The experiment types (contract section 6, Create, RUN_EXPERIMENT).
const (
	LLMGeneration                ExperimentType = "LLM_GENERATION"
	TemplateEvaluationExperiment ExperimentType = "TEMPLATE_EVALUATION"
	AgentCall                    ExperimentType = "AGENT_CALL"
)

// spellConfig converts the enum words inside a run configuration to the server's
// dialect (contract section 5): its type, the variable format, roles and tool
// types. Without a word to convert the bytes are unchanged; numbers keep their
// digits.
func (d *dialect) spellConfig(raw json.RawMessage) json.RawMessage {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var config map[string]any
	if decoder.Decode(&config) != nil {
		return raw
	}
	changed := d.spellKeys(config, "experiment_type", "input_variable_format")
	for _, message := range objects(config["messages"]) {
		changed = d.spellKeys(message, "role") || changed
		for _, call := range objects(message["tool_calls"]) {
			changed = d.spellKeys(call, "type") || changed
		}
	}
	if out, err := encode(config); changed && err == nil {
		return out
	}
	return raw
}

// spellKeys converts the words under some keys and reports whether one changed.
func (d *dialect) spellKeys(object map[string]any, keys ...string) (changed bool) {
	for _, key := range keys {
		if word, ok := object[key].(string); ok && d.spell(word) != word {
			object[key], changed = d.spell(word), true
		}
	}
	return changed
}

// objects returns the objects of a list; none for any other value.
func objects(value any) (out []map[string]any) {
	list, _ := value.([]any)
	for _, item := range list {
		if object, ok := item.(map[string]any); ok {
			out = append(out, object)
		}
	}
	return out
}

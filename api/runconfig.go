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

// speakConfig spells the enum words inside a run configuration (contract
// section 5): its type, the variable format, roles and tool types. What has
// none to spell stays byte for byte, and numbers stay as they are written.
func (d *dialect) speakConfig(raw json.RawMessage) json.RawMessage {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var config map[string]any
	if decoder.Decode(&config) != nil {
		return raw
	}
	changed := d.spell(config, "experiment_type", "input_variable_format")
	for _, message := range objects(config["messages"]) {
		changed = d.spell(message, "role") || changed
		for _, call := range objects(message["tool_calls"]) {
			changed = d.spell(call, "type") || changed
		}
	}
	if out, err := encode(config); changed && err == nil {
		return out
	}
	return raw
}

// spell spells the words under some keys and reports whether one has changed.
func (d *dialect) spell(object map[string]any, keys ...string) (changed bool) {
	for _, key := range keys {
		if word, ok := object[key].(string); ok && d.say(word) != word {
			object[key], changed = d.say(word), true
		}
	}
	return changed
}

// objects gives the objects of a list; none for anything else.
func objects(value any) (out []map[string]any) {
	list, _ := value.([]any)
	for _, item := range list {
		if object, ok := item.(map[string]any); ok {
			out = append(out, object)
		}
	}
	return out
}

package api

import (
	"encoding/json"
	"strings"
)

// ExperimentType is the kind of a run configuration.
type ExperimentType string

// The experiment types (contract section 6, Create, RUN_EXPERIMENT).
const (
	LLMGeneration                ExperimentType = "LLM_GENERATION"
	TemplateEvaluationExperiment ExperimentType = "TEMPLATE_EVALUATION"
	AgentCall                    ExperimentType = "AGENT_CALL"
)

// checkConfig checks a run configuration: an object with experiment_type and
// the fields that this type requires (contract section 6).
func checkConfig(f *faults, raw json.RawMessage) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil || members == nil {
		f.add("run_configuration", "must be a JSON object")
		return
	}
	var word string
	_ = json.Unmarshal(members["experiment_type"], &word) // absent or no text: caught below
	var needs []string
	switch ExperimentType(fold(word)) {
	case LLMGeneration:
		needs = []string{"ai_integration_id", "messages", "input_variable_format"}
	case TemplateEvaluationExperiment:
		needs = []string{"ai_integration_id", "template", "provide_explanation"}
	case AgentCall:
		needs = []string{"integration_id", "input_template"}
	default:
		f.add("run_configuration.experiment_type", "must be llm_generation, template_evaluation or agent_call")
	}
	for _, name := range needs {
		switch value := strings.TrimSpace(string(members[name])); value {
		case "", "null", `""`, "[]":
			f.add("run_configuration."+name, "is required for %s", strings.ToLower(fold(word)))
		}
	}
}

// speakConfig spells the enum words inside a run configuration (contract
// section 5): its type, the variable format, roles and tool types. All else
// stays byte for byte; what is no object is left alone.
func (d *dialect) speakConfig(raw json.RawMessage) json.RawMessage {
	return d.spell(raw, map[string]speller{
		"experiment_type":       d.spellWord,
		"input_variable_format": d.spellWord,
		"messages": d.spellEach(map[string]speller{
			"role":       d.spellWord,
			"tool_calls": d.spellEach(map[string]speller{"type": d.spellWord}),
		}),
	})
}

type speller func(json.RawMessage) json.RawMessage

// spell applies spellers to the members of an object.
func (d *dialect) spell(raw json.RawMessage, how map[string]speller) json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return raw
	}
	changed := false
	for name, spell := range how {
		if old, ok := members[name]; ok {
			if now := spell(old); string(now) != string(old) {
				members[name], changed = now, true
			}
		}
	}
	return rewritten(raw, members, changed)
}

// spellEach makes a speller for a list of objects.
func (d *dialect) spellEach(how map[string]speller) speller {
	return func(raw json.RawMessage) json.RawMessage {
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) != nil {
			return raw
		}
		changed := false
		for i, old := range items {
			items[i] = d.spell(old, how)
			changed = changed || string(items[i]) != string(old)
		}
		return rewritten(raw, items, changed)
	}
}

func (d *dialect) spellWord(raw json.RawMessage) json.RawMessage {
	var word string
	if json.Unmarshal(raw, &word) != nil {
		return raw
	}
	return rewritten(raw, d.say(word), d.say(word) != word)
}

// rewritten gives the new value if something changed, else the old bytes.
func rewritten(raw json.RawMessage, value any, changed bool) json.RawMessage {
	if !changed {
		return raw
	}
	out, err := encode(value)
	if err != nil {
		return raw
	}
	return out
}

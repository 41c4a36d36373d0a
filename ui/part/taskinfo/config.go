package taskinfo

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// runConfig is the part of a run configuration that people want to see. Fields
// of the three variants do not clash (contract section 6, Create,
// RUN_EXPERIMENT). Lists and objects stay raw, so that one of an unexpected
// shape costs only itself.
type runConfig struct {
	Type        string          `json:"experiment_type"`
	Integration string          `json:"ai_integration_id"`
	Agent       string          `json:"integration_id"`
	Model       string          `json:"model_name"`
	Format      string          `json:"input_variable_format"`
	Prompt      string          `json:"prompt_version_id"`
	Template    string          `json:"template"`
	Explain     bool            `json:"provide_explanation"`
	Version     string          `json:"evaluator_version_id"`
	Messages    json.RawMessage `json:"messages"`
	Choices     json.RawMessage `json:"classification_choices"`
	Mapping     json.RawMessage `json:"column_mapping"`
	Input       json.RawMessage `json:"input_template"`
	Params      json.RawMessage `json:"invocation_parameters"`
	Provider    json.RawMessage `json:"provider_parameters"`
	Tools       json.RawMessage `json:"tool_config"`
}

// kind is the variant in the newest spelling: both dialects are read (contract section 5).
func (c runConfig) kind() api.ExperimentType { return api.ExperimentType(strings.ToUpper(c.Type)) }

// configSummary is a run configuration on one line.
func configSummary(raw json.RawMessage) text.Safe {
	var config runConfig
	if len(raw) == 0 {
		return none
	}
	if json.Unmarshal(raw, &config) != nil || config.Type == "" {
		return "a configuration of a new kind"
	}
	switch config.kind() {
	case api.LLMGeneration:
		messages := text.Plural(len(list(config.Messages)), "message")
		return text.Concat("llm_generation", model(config), ", ", text.Clean(messages))
	case "TEMPLATE_EVALUATION":
		return text.Concat("template_evaluation", model(config))
	case api.AgentCall:
		return text.Concat("agent_call to ", Tail(config.Agent))
	}
	return text.CleanN(strings.ToLower(config.Type), 60)
}

func model(config runConfig) text.Safe {
	if config.Model == "" {
		return ""
	}
	return text.Concat(" with ", text.CleanN(config.Model, 80))
}

// config shows the run configuration of a RUN_EXPERIMENT task. What is not
// understood is shown as it came.
func (f Facts) config(pg *page) {
	raw := f.Task.RunConfig
	if len(raw) == 0 {
		return
	}
	pg.section("Run configuration", 0)
	var parsed runConfig
	if json.Unmarshal(raw, &parsed) != nil || parsed.Type == "" {
		pg.block("as it came", string(raw))
		return
	}
	pg.fact("runs", text.CleanN(strings.ToLower(parsed.Type), 60))
	pg.optional("model", parsed.Model)
	pg.optional("integration", parsed.Integration)
	switch parsed.kind() {
	case api.LLMGeneration:
		pg.generation(parsed)
	case "TEMPLATE_EVALUATION":
		pg.judging(parsed)
	case api.AgentCall:
		pg.optional("agent", parsed.Agent)
		pg.raw("input", parsed.Input)
	default:
		pg.block("as it came", string(raw))
		return
	}
	pg.raw("parameters", parsed.Params)
	pg.raw("provider", parsed.Provider)
}

func (p *page) generation(config runConfig) {
	p.optional("variables", strings.ToLower(config.Format))
	p.optional("prompt", config.Prompt)
	for i, raw := range list(config.Messages) {
		var msg struct {
			Role    string          `json:"role"`
			Content json.RawMessage `json:"content"`
		}
		if json.Unmarshal(raw, &msg) != nil {
			p.raw("message "+strconv.Itoa(i+1), raw)
			continue
		}
		p.block(string(text.CleanN(cmp.Or(strings.ToLower(msg.Role), "message"), 11)), plainOrRaw(msg.Content))
	}
	p.raw("tools", config.Tools)
}

func (p *page) judging(config runConfig) {
	p.block("template", config.Template)
	explain := text.Safe("without explanations")
	if config.Explain {
		explain = "with explanations"
	}
	p.fact("answers", explain)
	p.optional("version", config.Version)
	p.raw("choices", config.Choices)
	var mapping map[string]string
	if json.Unmarshal(config.Mapping, &mapping) != nil {
		p.raw("mapping", config.Mapping)
		return
	}
	for _, variable := range slices.Sorted(maps.Keys(mapping)) {
		p.mapping(variable, mapping[variable], "")
	}
}

func (p *page) optional(label, value string) {
	if value != "" {
		p.fact(label, text.CleanN(value, 400))
	}
}

func (p *page) raw(label string, raw json.RawMessage) {
	if len(raw) > 0 && string(raw) != "null" && string(raw) != "{}" {
		p.block(label, string(raw))
	}
}

// list opens a JSON array; nil when it is none.
func list(raw json.RawMessage) []json.RawMessage {
	var out []json.RawMessage
	if json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out
}

// plainOrRaw is the string in a JSON string, else the JSON itself.
func plainOrRaw(raw json.RawMessage) string {
	var value string
	if json.Unmarshal(raw, &value) == nil {
		return value
	}
	return string(raw)
}

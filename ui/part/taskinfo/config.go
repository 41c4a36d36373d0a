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

// runConfig is the part of a run configuration that is shown. The fields of its
// three variants do not clash (contract section 6, Create, RUN_EXPERIMENT). Lists
// and objects stay raw, so that one of an unexpected shape does not affect the
// others.
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

// kind returns the variant in the current spelling; the server uses two (contract section 5).
func (c *runConfig) kind() api.ExperimentType { return api.ExperimentType(strings.ToUpper(c.Type)) }

// configSummary formats a run configuration on one line.
func configSummary(raw json.RawMessage) text.Safe {
	var config runConfig
	if len(raw) == 0 {
		return none
	}
	if json.Unmarshal(raw, &config) != nil || config.Type == "" {
		return "unknown configuration type"
	}
	switch config.kind() {
	case api.LLMGeneration:
		messages := text.Plural(len(list(config.Messages)), "message")
		return text.Concat("llm_generation", model(&config), ", ", text.Clean(messages))
	case "TEMPLATE_EVALUATION":
		return text.Concat("template_evaluation", model(&config))
	case api.AgentCall:
		return text.Concat("agent_call to ", text.ShortID(config.Agent))
	}
	return text.CleanN(strings.ToLower(config.Type), 60)
}

func model(config *runConfig) text.Safe {
	if config.Model == "" {
		return ""
	}
	return text.Concat(" with ", text.CleanN(config.Model, 80))
}

// config adds the run configuration of a RUN_EXPERIMENT task; an unknown variant as
// raw JSON.
func (f *Facts) config(out *page) {
	raw := f.Task.RunConfig
	if len(raw) == 0 {
		return
	}
	out.section("Run configuration", 0)
	var parsed runConfig
	if json.Unmarshal(raw, &parsed) != nil || parsed.Type == "" {
		out.block("raw JSON", string(raw))
		return
	}
	out.fact("runs", text.CleanN(strings.ToLower(parsed.Type), 60))
	out.optional("model", parsed.Model)
	out.optional("integration", parsed.Integration)
	switch parsed.kind() {
	case api.LLMGeneration:
		out.llmGeneration(&parsed)
	case "TEMPLATE_EVALUATION":
		out.templateEvaluation(&parsed)
	case api.AgentCall:
		out.optional("agent", parsed.Agent)
		out.raw("input", parsed.Input)
	default:
		out.block("raw JSON", string(raw))
		return
	}
	out.raw("parameters", parsed.Params)
	out.raw("provider", parsed.Provider)
}

func (p *page) llmGeneration(config *runConfig) {
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
		p.block(string(text.CleanN(cmp.Or(strings.ToLower(msg.Role), "message"), 11)), stringOrRaw(msg.Content))
	}
	p.raw("tools", config.Tools)
}

func (p *page) templateEvaluation(config *runConfig) {
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

// list parses a JSON array; nil if raw is not one.
func list(raw json.RawMessage) []json.RawMessage {
	var out []json.RawMessage
	if json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out
}

// stringOrRaw returns the value of a JSON string, or any other JSON unchanged.
func stringOrRaw(raw json.RawMessage) string {
	var value string
	if json.Unmarshal(raw, &value) == nil {
		return value
	}
	return string(raw)
}

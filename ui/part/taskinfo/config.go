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
	var c runConfig
	if len(raw) == 0 {
		return none
	}
	if json.Unmarshal(raw, &c) != nil || c.Type == "" {
		return "a configuration of a new kind"
	}
	switch c.kind() {
	case api.LLMGeneration:
		n := text.Plural(len(list(c.Messages)), "message")
		return text.Concat("llm_generation", model(c), ", ", text.Clean(n))
	case "TEMPLATE_EVALUATION":
		return text.Concat("template_evaluation", model(c))
	case api.AgentCall:
		return text.Concat("agent_call to ", Tail(c.Agent))
	}
	return text.CleanN(strings.ToLower(c.Type), 60)
}

func model(c runConfig) text.Safe {
	if c.Model == "" {
		return ""
	}
	return text.Concat(" with ", text.CleanN(c.Model, 80))
}

// config shows the run configuration of a RUN_EXPERIMENT task. What is not
// understood is shown as it came.
func (f Facts) config(p *page) {
	raw := f.Task.RunConfig
	if len(raw) == 0 {
		return
	}
	p.section("Run configuration", 0)
	var c runConfig
	if json.Unmarshal(raw, &c) != nil || c.Type == "" {
		p.block("as it came", string(raw))
		return
	}
	p.fact("runs", text.CleanN(strings.ToLower(c.Type), 60))
	p.optional("model", c.Model)
	p.optional("integration", c.Integration)
	switch c.kind() {
	case api.LLMGeneration:
		p.generation(c)
	case "TEMPLATE_EVALUATION":
		p.judging(c)
	case api.AgentCall:
		p.optional("agent", c.Agent)
		p.raw("input", c.Input)
	default:
		p.block("as it came", string(raw))
		return
	}
	p.raw("parameters", c.Params)
	p.raw("provider", c.Provider)
}

func (p *page) generation(c runConfig) {
	p.optional("variables", strings.ToLower(c.Format))
	p.optional("prompt", c.Prompt)
	for i, raw := range list(c.Messages) {
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
	p.raw("tools", c.Tools)
}

func (p *page) judging(c runConfig) {
	p.block("template", c.Template)
	explain := text.Safe("without explanations")
	if c.Explain {
		explain = "with explanations"
	}
	p.fact("answers", explain)
	p.optional("version", c.Version)
	p.raw("choices", c.Choices)
	var mapping map[string]string
	if json.Unmarshal(c.Mapping, &mapping) != nil {
		p.raw("mapping", c.Mapping)
		return
	}
	for _, v := range slices.Sorted(maps.Keys(mapping)) {
		p.mapping(v, mapping[v], "")
	}
}

func (p *page) optional(label, v string) {
	if v != "" {
		p.fact(label, text.CleanN(v, 400))
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
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

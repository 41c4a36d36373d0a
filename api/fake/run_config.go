package fake

import (
	"maps"
	"math"
	"regexp"
	"slices"

	"ax-tui/api/fake/world"
)

// readConfig reads a run configuration strictly. Enum words are kept in upper
// case whatever the dialect, agent placeholders without their leading
// "dataset." (contract section 6); the rest is kept as it came.
func readConfig(f *fields, task *world.Task) {
	fields, ok := f.object("run_configuration")
	if !ok {
		return
	}
	fields.need("experiment_type")
	kinds := []string{"LLM_GENERATION", "TEMPLATE_EVALUATION", "AGENT_CALL"}
	if f.d.legacy { // agent calls are newer than the old dialect
		kinds = kinds[:2]
	}
	switch fields.word("experiment_type", kinds...) {
	case "LLM_GENERATION":
		readGeneration(fields)
	case "TEMPLATE_EVALUATION":
		readTemplate(fields)
	case "AGENT_CALL":
		fields.need("integration_id", "input_template")
		fields.id("integration_id")
		if template, ok := fields.free("input_template"); ok {
			fields.vals["input_template"] = dropDataset(template)
		}
	}
	fields.close(nil)
	task.RunConfig = fields.vals
}

func readGeneration(c *fields) {
	c.need("ai_integration_id", "messages", "input_variable_format")
	c.texts("ai_integration_id", "model_name")
	c.word("input_variable_format", "F_STRING", "MUSTACHE", "NONE")
	rows := c.objects("messages", 1, 0)
	for _, fields := range rows {
		readMessage(fields)
	}
	c.inside("invocation_parameters", readInvocation)
	c.inside("tool_config", readTools)
	c.free("provider_parameters")
	c.textOrNull("prompt_version_id")
}

func readTemplate(c *fields) {
	c.need("ai_integration_id", "template", "provide_explanation")
	c.texts("ai_integration_id", "model_name", "template")
	c.boolean("provide_explanation")
	if fields, ok := c.object("classification_choices"); ok {
		for _, k := range slices.Sorted(maps.Keys(fields.vals)) {
			fields.number(k)
		}
	}
	c.words("column_mapping")
	c.textOrNull("evaluator_version_id")
	c.inside("invocation_parameters", readInvocation)
	c.free("provider_parameters")
}

func readMessage(m *fields) {
	m.need("role")
	m.word("role", "USER", "ASSISTANT", "SYSTEM", "TOOL")
	m.textOrNull("content")
	m.str("tool_call_id")
	calls := m.objects("tool_calls", 0, 0)
	for _, c := range calls {
		c.need("type", "function")
		c.str("id")
		c.word("type", "FUNCTION")
		c.inside("function", func(fn *fields) {
			fn.need("name", "arguments")
			fn.texts("name", "arguments")
		})
		c.close(nil)
	}
	m.close(nil)
}

func readInvocation(p *fields) {
	for _, k := range []string{"temperature", "top_p", "frequency_penalty", "presence_penalty"} {
		p.number(k)
	}
	for _, k := range []string{"max_tokens", "max_completion_tokens", "top_k", "thinking_budget"} {
		p.integer(k, math.MinInt32)
	}
	p.texts("thinking_level", "reasoning_effort", "verbosity")
	p.strings("stop")
	p.inside("tool_config", readTools)
	p.inside("response_format", readResponseFormat)
}

func readResponseFormat(r *fields) {
	// Contract section 5 does not tell what this word was in the old dialect, so
	// an old server takes both.
	words := []string{"TEXT", "JSON_OBJECT", "JSON_SCHEMA"}
	taken := words
	if r.d.legacy {
		taken = append(r.d.all(words...), words...)
	}
	if i := r.oneOf("type", taken); i >= 0 {
		r.vals["type"] = words[i%len(words)]
	}
	r.inside("json_schema", func(j *fields) {
		j.texts("name", "description")
		j.free("schema")
		j.boolean("strict")
	})
}

func readTools(t *fields) {
	t.objects("tools", 0, 0)
	t.take("tool_choice") // any value, null too
}

// placeholder finds a leading "dataset." inside one or two braces.
var placeholder = regexp.MustCompile(`(\{\{?\s*)dataset\.`)

// dropDataset takes "dataset." out of every placeholder of a free value.
func dropDataset(v any) any {
	switch x := v.(type) {
	case string:
		return placeholder.ReplaceAllString(x, "$1")
	case []any:
		for i := range x {
			x[i] = dropDataset(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = dropDataset(x[k])
		}
	}
	return v
}

// checkConfig looks up what a run configuration points to; a model provider in
// the place of an agent integration is refused.
func (s *Server) checkConfig(f *fields, task *world.Task) {
	if f.failed() {
		return
	}
	const at = "run_configuration"
	if id, ok := task.RunConfig["ai_integration_id"].(string); ok {
		need(f.call, s.w.Integrations(), "AI integration", at+".ai_integration_id", id)
	}
	if id, ok := task.RunConfig["integration_id"].(string); ok {
		if _, found := find(s.w.Integrations(), id); found {
			f.wrong(at+".integration_id", "is a model provider; an agent call needs an integration of type AGENT.")
		} else if !looksLikeID(id) {
			f.missing("integration", at+".integration_id", id)
		}
	}
	if id, ok := task.RunConfig["evaluator_version_id"].(string); ok && id != "" {
		if _, found := find(s.evaluatorVersions(), id); !found {
			f.foreign(at+".evaluator_version_id", id, "an evaluator version")
		}
	}
}

package fake

import (
	"math"
	"strings"

	"ax-tui/api/fake/world"
)

// readConfig reads a run configuration strictly. Enum words are kept in upper
// case whatever the dialect; the rest is kept as it came.
func (s *Server) readConfig(d dialect, f *fields, t *world.Task) {
	c, ok := f.object("run_configuration")
	if !ok {
		return
	}
	c.need("experiment_type")
	kind, ok := d.enum(c, "experiment_type", d.experimentTypes()...)
	if !ok || c.failed() {
		return
	}
	c.vals["experiment_type"] = kind
	switch kind {
	case "LLM_GENERATION":
		readGeneration(d, c)
	case "TEMPLATE_EVALUATION":
		readTemplateConfig(d, c)
	case "AGENT_CALL":
		c.need("integration_id", "input_template")
		s.idOf(c, "integration_id")
		c.free("input_template")
	}
	c.close(nil)
	t.RunConfig = c.vals
}

func readGeneration(d dialect, c *fields) {
	c.need("ai_integration_id", "messages", "input_variable_format")
	c.str("ai_integration_id")
	c.str("model_name")
	if w, ok := d.enum(c, "input_variable_format", formats()...); ok {
		c.vals["input_variable_format"] = w
	}
	rows, _ := c.objects("messages", 1, 0)
	for _, m := range rows {
		readMessage(d, m)
	}
	readInvocation(d, c)
	readTools(c)
	c.free("provider_parameters")
	nullableText(c, "prompt_version_id")
}

func readTemplateConfig(d dialect, c *fields) {
	c.need("ai_integration_id", "template", "provide_explanation")
	c.str("ai_integration_id")
	c.str("model_name")
	c.str("template")
	c.boolean("provide_explanation")
	if m, ok := c.object("classification_choices"); ok {
		for _, k := range sortedKeys(m.vals) {
			m.number(k)
		}
	}
	c.words("column_mapping")
	nullableText(c, "evaluator_version_id")
	readInvocation(d, c)
	c.free("provider_parameters")
}

// nullableText reads a string that may be null.
func nullableText(f *fields, key string) {
	if !f.null(key) {
		f.str(key)
	}
}

func readMessage(d dialect, m *fields) {
	m.need("role")
	if w, ok := d.enum(m, "role", roles()...); ok {
		m.vals["role"] = w
	}
	nullableText(m, "content")
	m.str("tool_call_id")
	calls, _ := m.objects("tool_calls", 0, 0)
	for _, c := range calls {
		c.need("type", "function")
		c.str("id")
		if w, ok := d.enum(c, "type", "FUNCTION"); ok {
			c.vals["type"] = w
		}
		if fn, ok := c.object("function"); ok {
			fn.need("name", "arguments")
			fn.str("name")
			fn.str("arguments")
			fn.close(nil)
		}
		c.close(nil)
	}
	m.close(nil)
}

func readInvocation(d dialect, c *fields) {
	p, ok := c.object("invocation_parameters")
	if !ok {
		return
	}
	for _, k := range []string{"temperature", "top_p", "frequency_penalty", "presence_penalty"} {
		p.number(k)
	}
	for _, k := range []string{"max_tokens", "max_completion_tokens", "top_k", "thinking_budget"} {
		p.integer(k, math.MinInt32)
	}
	for _, k := range []string{"thinking_level", "reasoning_effort", "verbosity"} {
		p.str(k)
	}
	p.strings("stop")
	readTools(p)
	if r, ok := p.object("response_format"); ok {
		readResponseFormat(d, r)
	}
	p.close(nil)
}

func readResponseFormat(d dialect, r *fields) {
	// Contract section 5 does not tell what this word was in the old dialect, so
	// an old server takes both.
	if words := []string{"TEXT", "JSON_OBJECT", "JSON_SCHEMA"}; d.legacy {
		if w, ok := r.enum("type", append(d.all(words...), words...)...); ok {
			r.vals["type"] = strings.ToUpper(w)
		}
	} else {
		r.enum("type", words...)
	}
	if j, ok := r.object("json_schema"); ok {
		j.str("name")
		j.str("description")
		j.free("schema")
		j.boolean("strict")
		j.close(nil)
	}
	r.close(nil)
}

func readTools(c *fields) {
	t, ok := c.object("tool_config")
	if !ok {
		return
	}
	t.objects("tools", 0, 0)
	t.take("tool_choice") // any value, null too
	t.close(nil)
}

// checkConfig looks up what a run configuration points to. Agent integrations
// are not in this server's lists, so any ID is taken for one; a model provider
// in their place is refused.
func (s *Server) checkConfig(f *fields, t *world.Task) {
	if f.failed() {
		return
	}
	const at = "run_configuration"
	if id, ok := t.RunConfig["ai_integration_id"].(string); ok {
		if _, found := s.integration(id); !found {
			*f.fault = s.missing("AI integration", at+".ai_integration_id", id)
		}
	}
	if id, ok := t.RunConfig["integration_id"].(string); ok {
		if !looksLikeID(id) {
			*f.fault = s.missing("integration", at+".integration_id", id)
		} else if _, found := s.integration(id); found {
			f.wrong(at+".integration_id", "is a model provider; an agent call needs an integration of type AGENT.")
		}
	}
	if id, ok := t.RunConfig["evaluator_version_id"].(string); ok && id != "" {
		if _, found := s.evaluatorVersion(id); !found {
			s.foreign(f, at+".evaluator_version_id", id, "an evaluator version")
		}
	}
}

package newtask

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// configValues are the values of the configuration fields. They are parsed from the
// JSON text, which defines the run configuration, and written into it. Other keys of
// the text stay.
type configValues struct {
	Variant     string // an api.ExperimentType
	Integration string // ai_integration_id, or integration_id of an agent
	Model       string
	System      string // first message of role system
	User        string // first message of role user
	Format      string // input_variable_format
	Template    string
	Explain     bool
	Choices     string // "good=1, bad=0"
	Input       string // input_template, a JSON object
}

// variants returns the variants in the order of the form.
func variants() []string {
	return []string{string(api.LLMGeneration), string(api.TemplateEvaluationExperiment), string(api.AgentCall)}
}

func newConfigValues() configValues {
	return configValues{Variant: string(api.LLMGeneration), Format: "MUSTACHE"}
}

// parseConfigValues parses the values from the text. ok is false if the text is not
// an object, so that nothing can be written into it.
func parseConfigValues(config string) (out configValues, ok bool) {
	out = newConfigValues()
	if strings.TrimSpace(config) == "" {
		return out, true
	}
	object := evaljson.ReadObject([]byte(config))
	if object == nil {
		return out, false
	}
	if word := object.Text("experiment_type"); word != "" {
		out.Variant = strings.ToUpper(word)
	}
	out.Model, out.Template = object.Text("model_name"), object.Text("template")
	if word := object.Text("input_variable_format"); word != "" {
		out.Format = strings.ToUpper(word)
	}
	_ = json.Unmarshal(object.Get("provide_explanation"), &out.Explain) // absent: no
	out.Integration = object.Text(out.integrationKey())
	out.Choices = choicesText(object.Get("classification_choices"))
	if raw := object.Get("input_template"); raw != nil {
		out.Input = string(raw)
		if compact, err := evaljson.Canonical(raw); err == nil {
			out.Input = string(compact)
		}
	}
	var messages []json.RawMessage
	_ = json.Unmarshal(object.Get("messages"), &messages) // absent: none
	for _, raw := range messages {
		object := evaljson.ReadObject(raw)
		role := strings.ToLower(object.Text("role"))
		switch {
		case role == "system" && out.System == "":
			out.System = object.Text("content")
		case role == "user" && out.User == "":
			out.User = object.Text("content")
		}
	}
	return out, true
}

func (c *configValues) integrationKey() string {
	if c.Variant == string(api.AgentCall) {
		return evaljson.AgentID
	}
	return evaljson.ModelID
}

// keys returns the keys that the fields of the variant write. The server refuses
// those of other variants (strict request schemas).
func (c *configValues) keys() []string {
	switch api.ExperimentType(c.Variant) {
	case api.TemplateEvaluationExperiment:
		return []string{"ai_integration_id", "model_name", "template", "provide_explanation", "classification_choices"}
	case api.AgentCall:
		return []string{"integration_id", "input_template"}
	case api.LLMGeneration: // as below
	}
	return []string{"ai_integration_id", "model_name", "messages", "input_variable_format"}
}

// foreignKeys returns the keys that belong only to other variants and would be
// refused in this one.
func (c *configValues) foreignKeys() []string {
	var out []string
	for _, variant := range variants() {
		for _, key := range (&configValues{Variant: variant}).keys() {
			if !slices.Contains(c.keys(), key) {
				out = append(out, key)
			}
		}
	}
	switch c.Variant {
	case string(api.AgentCall):
		return append(out, "invocation_parameters", "provider_parameters", "tool_config", "prompt_version_id", "column_mapping", "evaluator_version_id")
	case string(api.LLMGeneration):
		return append(out, "column_mapping", "evaluator_version_id")
	}
	return append(out, "tool_config", "prompt_version_id")
}

// write writes the values into the text. It keeps unknown keys and returns the keys
// that it removed because they belong to another variant. err names a value that
// cannot be written yet.
func (c configValues) write(config string) (text string, dropped []string, err error) {
	raw := []byte(config)
	object := evaljson.ReadObject(raw)
	if object == nil && strings.TrimSpace(config) != "" {
		return config, nil, errors.New("the configuration JSON has an error; correct it on the next step first")
	}
	foreign := c.foreignKeys()
	for _, member := range object {
		if slices.Contains(foreign, member.Key) {
			raw, dropped = evaljson.Delete(raw, member.Key), append(dropped, member.Key)
		}
	}
	values, err := c.values(object.Get("messages"))
	order := append([]string{"experiment_type"}, c.keys()...)
	for i, key := range order {
		switch value, known := values[key]; {
		case !known, value != nil && evaljson.Equal(value, object.Get(key)): // cannot be written yet, or is unchanged
		case value == nil:
			raw = evaljson.Delete(raw, key)
		default:
			var fault error
			raw, fault = evaljson.SetBefore(raw, value, key, order[i+1:])
			err = errors.Join(err, fault)
		}
	}
	return indentJSON(raw), dropped, err
}

// values returns the value of each key that the fields write. nil removes the key;
// a missing one cannot be written because of err.
func (c *configValues) values(messages json.RawMessage) (map[string]any, error) {
	out := map[string]any{
		"experiment_type": c.Variant, c.integrationKey(): c.Integration, "model_name": nil, "template": c.Template,
		"provide_explanation": c.Explain, "input_variable_format": c.Format, "messages": c.messages(messages), "classification_choices": nil,
	}
	if c.Model != "" {
		out["model_name"] = c.Model
	}
	var err error
	switch {
	case c.Variant == string(api.AgentCall):
		out["input_template"] = json.RawMessage("{}")
		if strings.TrimSpace(c.Input) != "" {
			if out["input_template"] = json.RawMessage(c.Input); evaljson.ReadObject([]byte(c.Input)) == nil {
				delete(out, "input_template")
				err = errors.New(`write the input as a JSON object, such as {"question": "{{input}}"}`)
			}
		}
	case c.Variant == string(api.TemplateEvaluationExperiment) && strings.TrimSpace(c.Choices) != "":
		if out["classification_choices"], err = choices(c.Choices); err != nil {
			delete(out, "classification_choices")
		}
	}
	return out, err
}

// messages replaces the first message of each role and keeps all others.
func (c *configValues) messages(raw json.RawMessage) json.RawMessage {
	var list []json.RawMessage
	_ = json.Unmarshal(raw, &list) // absent or no list: none
	list = withMessage(list, "system", c.System, 0)
	list = withMessage(list, "user", c.User, len(list))
	out, _ := api.Body(append([]json.RawMessage{}, list...)) // parsed JSON always encodes
	return out
}

// withMessage replaces the first message of a role, or inserts one at place; ""
// removes it.
func withMessage(list []json.RawMessage, role, content string, place int) []json.RawMessage {
	i := slices.IndexFunc(list, func(raw json.RawMessage) bool { return strings.EqualFold(evaljson.ReadObject(raw).Text("role"), role) })
	switch {
	case i < 0 && content != "":
		message, _ := api.Body(struct {
			Role    string `json:"role"`
			Content string `json:"content"`
		}{strings.ToUpper(role), content})
		return append(list[:place:place], append([]json.RawMessage{message}, list[place:]...)...)
	case i >= 0 && content != "":
		list[i], _ = evaljson.Set(list[i], content, "content")
	case i >= 0 && evaljson.ReadObject(list[i]).Text("content") != "":
		return slices.Delete(list, i, i+1)
	}
	return list
}

// choices parses "good=1, bad=0".
func choices(typed string) (json.RawMessage, error) {
	out := []byte("{}")
	for _, part := range strings.Split(typed, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		label, score, ok := strings.Cut(part, "=")
		label, score = strings.TrimSpace(label), strings.TrimSpace(score)
		if _, err := strconv.ParseFloat(score, 64); !ok || label == "" || err != nil || !json.Valid([]byte(score)) {
			return nil, errors.New("write choices as label=score, separated by commas: good=1, bad=0")
		}
		out, _ = evaljson.Set(out, json.RawMessage(score), label) // score is valid JSON
	}
	return out, nil
}

// choicesText formats choices in the order of the text.
func choicesText(raw json.RawMessage) string {
	var parts []string
	for _, member := range evaljson.ReadObject(raw) {
		parts = append(parts, member.Key+"="+string(member.Value))
	}
	return strings.Join(parts, ", ")
}

// writtenValue reports whether a member has something that a person may have written:
// what is empty or false is how a variant begins.
func writtenValue(raw json.RawMessage) bool {
	var value any
	return json.Unmarshal(raw, &value) != nil || !blankValue(value)
}

func blankValue(value any) bool {
	switch value := value.(type) {
	case []any:
		return !slices.ContainsFunc(value, func(item any) bool { return !blankValue(item) })
	case map[string]any:
		for _, item := range value {
			if !blankValue(item) {
				return false
			}
		}
		return true
	}
	return value == nil || value == "" || value == false
}

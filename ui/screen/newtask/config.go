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

// plain is the run configuration as the plain questions show it. The text of
// the editor is the truth: plain is read out of it and written into it, and
// members that plain does not know stay in it.
type plain struct {
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

// variants in the order in which they are offered.
func variants() []string {
	return []string{string(api.LLMGeneration), string(api.TemplateEvaluationExperiment), string(api.AgentCall)}
}

func emptyPlain() plain { return plain{Variant: string(api.LLMGeneration), Format: "MUSTACHE"} }

// readPlain reads the plain questions out of the text. ok is false when the
// text is no object, so that nothing may be written into it.
func readPlain(config string) (p plain, ok bool) {
	p = emptyPlain()
	if strings.TrimSpace(config) == "" {
		return p, true
	}
	object := evaljson.ReadObject([]byte(config))
	if object == nil {
		return p, false
	}
	if w := object.Text("experiment_type"); w != "" {
		p.Variant = strings.ToUpper(w)
	}
	p.Model, p.Template = object.Text("model_name"), object.Text("template")
	if w := object.Text("input_variable_format"); w != "" {
		p.Format = strings.ToUpper(w)
	}
	_ = json.Unmarshal(object.Get("provide_explanation"), &p.Explain) // absent: no
	p.Integration = object.Text(p.integrationKey())
	p.Choices = choicesText(object.Get("classification_choices"))
	if raw := object.Get("input_template"); raw != nil {
		p.Input = string(raw)
		if tight, err := evaljson.Canonical(raw); err == nil {
			p.Input = string(tight)
		}
	}
	var messages []json.RawMessage
	_ = json.Unmarshal(object.Get("messages"), &messages) // absent: none
	for _, raw := range messages {
		object := evaljson.ReadObject(raw)
		role := strings.ToLower(object.Text("role"))
		switch {
		case role == "system" && p.System == "":
			p.System = object.Text("content")
		case role == "user" && p.User == "":
			p.User = object.Text("content")
		}
	}
	return p, true
}

func (p plain) integrationKey() string {
	if p.Variant == string(api.AgentCall) {
		return "integration_id"
	}
	return "ai_integration_id"
}

// own are the members that the questions of a variant write; those of the
// other variants are refused beside them (strict request schemas).
func (p plain) own() []string {
	switch api.ExperimentType(p.Variant) {
	case api.TemplateEvaluationExperiment:
		return []string{"ai_integration_id", "model_name", "template", "provide_explanation", "classification_choices"}
	case api.AgentCall:
		return []string{"integration_id", "input_template"}
	case api.LLMGeneration: // as below
	}
	return []string{"ai_integration_id", "model_name", "messages", "input_variable_format"}
}

// foreign are the members that belong to other variants only and would be
// refused in this one.
func (p plain) foreign() []string {
	var out []string
	for _, v := range variants() {
		for _, k := range (plain{Variant: v}).own() {
			if !slices.Contains(p.own(), k) {
				out = append(out, k)
			}
		}
	}
	switch p.Variant {
	case string(api.AgentCall):
		return append(out, "invocation_parameters", "provider_parameters", "tool_config", "prompt_version_id", "column_mapping", "evaluator_version_id")
	case string(api.LLMGeneration):
		return append(out, "column_mapping", "evaluator_version_id")
	}
	return append(out, "tool_config", "prompt_version_id")
}

// write puts the plain questions into the text, keeps every member it does not
// know, and names the members it had to take out because they belong to
// another variant. err tells what cannot be written yet.
func (p plain) write(config string) (text string, dropped []string, err error) {
	raw := []byte(config)
	object := evaljson.ReadObject(raw)
	if object == nil && strings.TrimSpace(config) != "" {
		return config, nil, errors.New("the configuration JSON has a fault; mend it on the next step first")
	}
	foreign := p.foreign()
	for _, member := range object {
		if slices.Contains(foreign, member.Key) {
			raw, dropped = evaljson.Delete(raw, member.Key), append(dropped, member.Key)
		}
	}
	values, err := p.values(object.Get("messages"))
	order := append([]string{"experiment_type"}, p.own()...)
	for i, key := range order {
		switch value, known := values[key]; {
		case !known, value != nil && evaljson.Equal(value, object.Get(key)): // it cannot be written yet, or stands there
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

// values are those of the keys that the questions write; nil leaves a key
// out, and one that is missing cannot be written for the reason given.
func (p plain) values(messages json.RawMessage) (map[string]any, error) {
	out := map[string]any{
		"experiment_type": p.Variant, p.integrationKey(): p.Integration, "model_name": nil, "template": p.Template,
		"provide_explanation": p.Explain, "input_variable_format": p.Format, "messages": p.messages(messages), "classification_choices": nil,
	}
	if p.Model != "" {
		out["model_name"] = p.Model
	}
	var err error
	switch {
	case p.Variant == string(api.AgentCall):
		out["input_template"] = json.RawMessage("{}")
		if strings.TrimSpace(p.Input) != "" {
			if out["input_template"] = json.RawMessage(p.Input); evaljson.ReadObject([]byte(p.Input)) == nil {
				delete(out, "input_template")
				err = errors.New(`write the input as a JSON object, for instance {"question": "{{input}}"}`)
			}
		}
	case p.Variant == string(api.TemplateEvaluationExperiment) && strings.TrimSpace(p.Choices) != "":
		if out["classification_choices"], err = choices(p.Choices); err != nil {
			delete(out, "classification_choices")
		}
	}
	return out, err
}

// messages changes the first message of each role and keeps all others.
func (p plain) messages(raw json.RawMessage) json.RawMessage {
	var list []json.RawMessage
	_ = json.Unmarshal(raw, &list) // absent or no list: none
	list = withMessage(list, "system", p.System, 0)
	list = withMessage(list, "user", p.User, len(list))
	out, _ := api.Body(append([]json.RawMessage{}, list...)) // JSON that was read
	return out
}

// withMessage writes the first message of a role, a new one at a place of the
// list; "" takes it out.
func withMessage(list []json.RawMessage, role, content string, place int) []json.RawMessage {
	i := slices.IndexFunc(list, func(raw json.RawMessage) bool { return strings.EqualFold(evaljson.ReadObject(raw).Text("role"), role) })
	switch {
	case i < 0 && content != "":
		m, _ := api.Body(struct {
			Role    string `json:"role"`
			Content string `json:"content"`
		}{strings.ToUpper(role), content})
		return slices.Insert(list, place, json.RawMessage(m))
	case i >= 0 && content != "":
		list[i], _ = evaljson.Set(list[i], content, "content")
	case i >= 0 && evaljson.ReadObject(list[i]).Text("content") != "":
		return slices.Delete(list, i, i+1)
	}
	return list
}

// choices reads "good=1, bad=0".
func choices(s string) (json.RawMessage, error) {
	out := []byte("{}")
	for _, part := range strings.Split(s, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		label, score, ok := strings.Cut(part, "=")
		label, score = strings.TrimSpace(label), strings.TrimSpace(score)
		if _, err := strconv.ParseFloat(score, 64); !ok || label == "" || err != nil || !json.Valid([]byte(score)) {
			return nil, errors.New("write choices as label=score, several with commas: good=1, bad=0")
		}
		out, _ = evaljson.Set(out, json.RawMessage(score), label) // which was found to be JSON
	}
	return out, nil
}

// choicesText writes choices in the order of the text.
func choicesText(raw json.RawMessage) string {
	var parts []string
	for _, member := range evaljson.ReadObject(raw) {
		parts = append(parts, member.Key+"="+string(member.Value))
	}
	return strings.Join(parts, ", ")
}

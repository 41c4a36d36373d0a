package newtask

import (
	"encoding/json"
	"strings"

	"ax-tui/api"
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

// formats are the ways to write a variable (contract section 5).
func formats() []string { return []string{"MUSTACHE", "F_STRING", "NONE"} }

func emptyPlain() plain { return plain{Variant: string(api.LLMGeneration), Format: "MUSTACHE"} }

// member is one key of a JSON object with its value as written.
type member struct {
	key   string
	value json.RawMessage
}

// members reads an object in the order of its keys; ok is false for anything else.
func members(raw []byte) (list []member, ok bool) {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	for d.More() {
		k, err := d.Token()
		key, isKey := k.(string)
		if err != nil || !isKey {
			return nil, false
		}
		var v json.RawMessage
		if d.Decode(&v) != nil {
			return nil, false
		}
		list = append(list, member{key, v})
	}
	if _, err := d.Token(); err != nil {
		return nil, false
	}
	return list, true
}

func lookUp(list []member, key string) json.RawMessage {
	for _, m := range list {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

func textAt(list []member, key string) string {
	var s string
	_ = json.Unmarshal(lookUp(list, key), &s) // absent or no text: empty
	return s
}

// readPlain reads the plain questions out of the text. ok is false when the
// text is no object, so that nothing may be written into it.
func readPlain(config string) (p plain, ok bool) {
	p = emptyPlain()
	if strings.TrimSpace(config) == "" {
		return p, true
	}
	list, ok := members([]byte(config))
	if !ok {
		return p, false
	}
	if w := textAt(list, "experiment_type"); w != "" {
		p.Variant = strings.ToUpper(w)
	}
	p.Model, p.Template = textAt(list, "model_name"), textAt(list, "template")
	if w := textAt(list, "input_variable_format"); w != "" {
		p.Format = strings.ToUpper(w)
	}
	_ = json.Unmarshal(lookUp(list, "provide_explanation"), &p.Explain) // absent: no
	p.Integration = textAt(list, p.integrationKey())
	p.Choices = choicesText(lookUp(list, "classification_choices"))
	if raw := lookUp(list, "input_template"); raw != nil {
		p.Input = compact(raw)
	}
	for _, m := range messages(list) {
		role := strings.ToLower(textAt(m, "role"))
		switch {
		case role == "system" && p.System == "":
			p.System = textAt(m, "content")
		case role == "user" && p.User == "":
			p.User = textAt(m, "content")
		}
	}
	return p, true
}

func messages(list []member) [][]member {
	var raws []json.RawMessage
	_ = json.Unmarshal(lookUp(list, "messages"), &raws) // absent: none
	var out [][]member
	for _, r := range raws {
		if m, ok := members(r); ok {
			out = append(out, m)
		}
	}
	return out
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
	}
	return []string{"ai_integration_id", "model_name", "messages", "input_variable_format"}
}

func compact(raw json.RawMessage) string {
	var x any
	if json.Unmarshal(raw, &x) != nil {
		return string(raw)
	}
	out, err := json.Marshal(x)
	if err != nil {
		return string(raw)
	}
	return string(out)
}

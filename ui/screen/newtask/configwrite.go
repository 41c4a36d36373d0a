package newtask

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
)

// strangers are the members that belong to other variants only and would be
// refused in this one.
func (p plain) strangers() []string {
	var out []string
	for _, v := range variants() {
		if v == p.Variant {
			continue
		}
		for _, k := range (plain{Variant: v}).own() {
			if !slices.Contains(p.own(), k) {
				out = append(out, k)
			}
		}
	}
	if p.Variant == string(api.AgentCall) {
		return append(out, "invocation_parameters", "provider_parameters", "tool_config", "prompt_version_id", "column_mapping", "evaluator_version_id")
	}
	if p.Variant == string(api.LLMGeneration) {
		return append(out, "column_mapping", "evaluator_version_id")
	}
	return append(out, "tool_config", "prompt_version_id")
}

// write puts the plain questions into the text, keeps every member it does not
// know, and names the members it had to take out because they belong to
// another variant. err tells what cannot be written yet.
func (p plain) write(config string) (text string, dropped []string, err error) {
	list, ok := []member(nil), true
	if strings.TrimSpace(config) != "" {
		list, ok = members([]byte(config))
	}
	if !ok {
		return config, nil, fmt.Errorf("the configuration JSON has a fault; mend it on the next step first")
	}
	list = slices.DeleteFunc(list, func(m member) bool {
		if !slices.Contains(p.strangers(), m.key) {
			return false
		}
		dropped = append(dropped, m.key)
		return true
	})
	list = putInOrder(list, "experiment_type", quoted(p.Variant), p.order())
	for _, k := range p.own() {
		raw, e := p.member(k, list)
		if e != nil {
			err = e
			continue
		}
		if raw == nil {
			list = slices.DeleteFunc(list, func(m member) bool { return m.key == k })
			continue
		}
		list = putInOrder(list, k, raw, p.order())
	}
	return objectText(list), dropped, err
}

// member is the value of one key; nil leaves the key out.
func (p plain) member(key string, old []member) (json.RawMessage, error) {
	switch key {
	case "model_name":
		if p.Model == "" {
			return nil, nil
		}
		return quoted(p.Model), nil
	case "template":
		return quoted(p.Template), nil
	case "provide_explanation":
		return json.RawMessage(strconv.FormatBool(p.Explain)), nil
	case "input_variable_format":
		return quoted(p.Format), nil
	case "messages":
		return p.messages(old), nil
	case "classification_choices":
		return choices(p.Choices)
	case "input_template":
		return inputTemplate(p.Input)
	}
	return quoted(p.Integration), nil
}

// messages changes the first message of each role and keeps all others.
func (p plain) messages(old []member) json.RawMessage {
	list := messages(old)
	list = say(list, "system", p.System, true)
	list = say(list, "user", p.User, false)
	var b bytes.Buffer
	b.WriteByte('[')
	for i, m := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(object(m))
	}
	b.WriteByte(']')
	return b.Bytes()
}

func say(list [][]member, role, content string, first bool) [][]member {
	i := slices.IndexFunc(list, func(m []member) bool { return strings.EqualFold(textAt(m, "role"), role) })
	switch {
	case i >= 0 && content == "" && textAt(list[i], "content") != "":
		return slices.Delete(list, i, i+1)
	case i >= 0:
		if content != "" {
			list[i] = put(list[i], "content", quoted(content))
		}
		return list
	case content == "":
		return list
	}
	m := []member{{"role", quoted(strings.ToUpper(role))}, {"content", quoted(content)}}
	if first {
		return slices.Insert(list, 0, m)
	}
	return append(list, m)
}

func put(list []member, key string, value json.RawMessage) []member {
	for i := range list {
		if list[i].key == key {
			list[i].value = value
			return list
		}
	}
	return append(list, member{key, value})
}

// order is the order in which members that are not there yet are put in.
func (p plain) order() []string { return append([]string{"experiment_type"}, p.own()...) }

// putInOrder changes a member in its place, or puts it before the first of
// those that come after it.
func putInOrder(list []member, key string, value json.RawMessage, order []string) []member {
	if lookUp(list, key) != nil {
		return put(list, key, value)
	}
	after := order[slices.Index(order, key)+1:]
	i := slices.IndexFunc(list, func(m member) bool { return slices.Contains(after, m.key) })
	if i < 0 {
		i = len(list)
	}
	return slices.Insert(list, i, member{key, value})
}

func quoted(s string) json.RawMessage {
	raw, err := plainJSON(s)
	if err != nil {
		return json.RawMessage(`""`)
	}
	return raw
}

func object(list []member) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, m := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(quoted(m.key))
		b.WriteByte(':')
		b.Write(m.value)
	}
	b.WriteByte('}')
	return b.String()
}

func objectText(list []member) string { return pretty(json.RawMessage(object(list))) }

// choices reads "good=1, bad=0"; nothing written leaves the key out.
func choices(s string) (json.RawMessage, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var list []member
	for _, part := range strings.Split(s, ",") {
		k, v, ok := strings.Cut(part, "=")
		k, v = strings.TrimSpace(k), strings.TrimSpace(v)
		if strings.TrimSpace(part) == "" {
			continue
		}
		if _, err := strconv.ParseFloat(v, 64); !ok || k == "" || err != nil || !json.Valid([]byte(v)) {
			return nil, fmt.Errorf("write choices as label=score, several with commas: good=1, bad=0")
		}
		list = put(list, k, json.RawMessage(v))
	}
	return json.RawMessage(object(list)), nil
}

func choicesText(raw json.RawMessage) string {
	list, _ := members(raw)
	parts := make([]string, len(list))
	for i, m := range list {
		parts[i] = m.key + "=" + string(m.value)
	}
	return strings.Join(parts, ", ")
}

func inputTemplate(s string) (json.RawMessage, error) {
	if strings.TrimSpace(s) == "" {
		return json.RawMessage("{}"), nil
	}
	if _, ok := members([]byte(s)); !ok || !json.Valid([]byte(s)) {
		return nil, fmt.Errorf(`write the input as a JSON object, for instance {"question": "{{input}}"}`)
	}
	return json.RawMessage(s), nil
}

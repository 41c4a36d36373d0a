package judge

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// Fact is one thing that a version says about itself. Long texts have several lines.
type Fact struct{ Label, Value string }

// Facts returns the short facts of a version, in the order of reading. What it does not
// say is left out.
func Facts(version *api.EvaluatorVersion) []Fact {
	var out []Fact
	add := func(label, value string) {
		if value != "" {
			out = append(out, Fact{label, value})
		}
	}
	add("kind", version.Type.Words())
	add("granularity", version.Granularity().Words())
	if config := version.Template; config != nil {
		add("model", config.LLM.ModelName)
		add("parameters", params(config.LLM.Invocation))
		add("provider", params(config.LLM.Provider))
		add("choices", choices(config.Choices))
		add("score", direction(config.Direction))
		if !config.Unknown("include_explanations") {
			add("explanations", onOff(config.Explanations))
		}
	}
	if config := version.Code; config != nil {
		add("code", config.Type.Words())
		add("check", strings.ToLower(strings.ReplaceAll(config.Managed, "_", " ")))
		add("parameters", staticParams(config.Params))
		add("variables", strings.Join(config.Variables, ", "))
		add("filter", config.QueryFilter)
	}
	return out
}

// Texts returns the long texts of a version: its template, or its imports and code.
func Texts(version *api.EvaluatorVersion) []Fact {
	var out []Fact
	if config := version.Template; config != nil && config.Template != "" {
		out = append(out, Fact{"template", config.Template})
	}
	if config := version.Code; config != nil {
		if config.Imports != "" {
			out = append(out, Fact{"imports", config.Imports})
		}
		if config.Code != "" {
			out = append(out, Fact{"code", config.Code})
		}
	}
	return out
}

// IntegrationID returns the integration that a version needs, "" for none.
func IntegrationID(version *api.EvaluatorVersion) string {
	switch {
	case version.Template != nil:
		return version.Template.LLM.IntegrationID
	case version.Remote != nil:
		return version.Remote.IntegrationID
	}
	return ""
}

// Differences says in a few words what differs between two versions: "model gpt-4o to
// gpt-4o-mini", "template". shown is false when the API shows nothing of what they
// consist of, so that nothing can be said.
func Differences(from, to *api.EvaluatorVersion) (parts []string, shown bool) {
	before, after := Facts(from), Facts(to)
	for _, fact := range append(slices.Clip(before), after...) {
		left, right := valueOf(before, fact.Label), valueOf(after, fact.Label)
		part := fact.Label
		if len(left)+len(right) < 60 {
			part += " " + cmp.Or(left, "none") + " to " + cmp.Or(right, "none")
		}
		if left != right && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	if IntegrationID(from) != IntegrationID(to) {
		parts = append(parts, "integration")
	}
	for _, changed := range ChangedTexts(from, to) {
		parts = append(parts, changed.Label)
	}
	return parts, from.Template != nil && to.Template != nil || from.Code != nil && to.Code != nil
}

// valueOf returns the value of a fact, "" if it is not among facts.
func valueOf(facts []Fact, label string) string {
	i := slices.IndexFunc(facts, func(fact Fact) bool { return fact.Label == label })
	if i < 0 {
		return ""
	}
	return facts[i].Value
}

// ChangedText is a long text that differs between two versions; "" when one has none.
type ChangedText struct{ Label, Before, After string }

// ChangedTexts returns the long texts that differ.
func ChangedTexts(from, to *api.EvaluatorVersion) (out []ChangedText) {
	left, right := Texts(from), Texts(to)
	for _, text := range append(slices.Clip(left), right...) {
		changed := ChangedText{Label: text.Label, Before: valueOf(left, text.Label), After: valueOf(right, text.Label)}
		if changed.Before != changed.After && !slices.Contains(out, changed) {
			out = append(out, changed)
		}
	}
	return out
}

// Choices returns the choices of a template, the lowest score first.
func Choices(all map[string]float64) []string {
	labels := slices.Collect(maps.Keys(all))
	sort.Slice(labels, func(i, j int) bool {
		return cmp.Or(cmp.Compare(all[labels[i]], all[labels[j]]), strings.Compare(labels[i], labels[j])) < 0
	})
	return labels
}

func choices(all map[string]float64) string {
	if len(all) == 0 {
		return "none"
	}
	var out []string
	for _, label := range Choices(all) {
		out = append(out, label+" "+strconv.FormatFloat(all[label], 'f', -1, 64))
	}
	return strings.Join(out, ", ")
}

func direction(word api.Direction) string {
	switch word {
	case "":
		return ""
	case api.Maximize:
		return "higher is better"
	case api.Minimize:
		return "lower is better"
	case api.Neutral:
		return "no score is better"
	default:
		return strings.ToLower(string(word))
	}
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// params writes an object on one line: "temperature 0, top_p 0.9".
func params(raw json.RawMessage) string {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return ""
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if value := plain(object[name]); value != "" {
			out = append(out, name+" "+value)
		}
	}
	return strings.Join(out, ", ")
}

// staticParams writes the fixed arguments of code: `pattern "\d+"`.
func staticParams(raw json.RawMessage) string {
	var list []struct {
		Name  string          `json:"name"`
		Value json.RawMessage `json:"default_value"`
	}
	if json.Unmarshal(raw, &list) != nil {
		return ""
	}
	var out []string
	for _, param := range list {
		out = append(out, param.Name+" "+plain(param.Value))
	}
	return strings.Join(out, ", ")
}

// plain writes a value on one line: text without its quotes, anything else as JSON, and
// null and empty objects as nothing.
func plain(raw json.RawMessage) string {
	var value string
	if json.Unmarshal(raw, &value) == nil {
		return value
	}
	short, err := evaljson.Canonical(raw)
	if err != nil || string(short) == "{}" {
		return ""
	}
	return string(short)
}

package taskinfo

import (
	"bytes"
	"encoding/json"
	"strconv"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// Longest returns the wire name and the size in bytes of the longest text of a task.
func Longest(task *api.Task) (field string, size int) {
	longer := func(name string, text string) {
		if len(text) > size {
			field, size = name, len(text)
		}
	}
	longer("name", task.Name)
	longer("run_configuration", string(task.RunConfig))
	if task.QueryFilter != nil {
		longer("query_filter", *task.QueryFilter)
	}
	if task.QueryFilters != nil {
		longer("query_filters", task.QueryFilters.Expression)
		for _, filter := range task.QueryFilters.Filters {
			longer("query_filters", filter.Filter)
		}
	}
	for _, evaluator := range task.Evaluators {
		longer("evaluators", evaluator.Name)
		if evaluator.QueryFilter != nil {
			longer("evaluators", *evaluator.QueryFilter)
		}
		for variable, path := range evaluator.Mappings {
			longer("evaluators", variable)
			longer("evaluators", path)
		}
		for _, mapping := range evaluator.QueryMappings {
			longer("evaluators", mapping.AttributePath)
		}
	}
	return field, size
}

// LongText is a text of a task that can be long, and what it is.
type LongText struct {
	Label text.Safe
	Text  string
}

// Texts returns the filters of a task, and the texts of its run configuration: those of
// its fields that are one, in the order of the configuration's names, and the messages.
func Texts(task *api.Task) (out []LongText) {
	add := func(label text.Safe, value string) {
		if value != "" {
			out = append(out, LongText{Label: label, Text: value})
		}
	}
	if task.QueryFilter != nil {
		add("filter", *task.QueryFilter)
	}
	if task.QueryFilters != nil {
		add("filters combined by", task.QueryFilters.Expression)
		for i, filter := range task.QueryFilters.Filters {
			add(text.Concat("filter ", text.Safe(strconv.Itoa(i+1))), filter.Filter)
		}
	}
	for _, evaluator := range task.Evaluators {
		if evaluator.QueryFilter != nil {
			add(text.Concat("filter of ", evaluatorName(&evaluator)), *evaluator.QueryFilter)
		}
	}
	return append(out, configTexts(task.RunConfig)...)
}

func configTexts(raw json.RawMessage) (out []LongText) {
	var config runConfig
	if len(raw) == 0 || json.Unmarshal(raw, &config) != nil {
		return nil
	}
	if config.Template != "" {
		out = append(out, LongText{Label: "template", Text: config.Template})
	}
	for i, raw := range list(config.Messages) {
		var message struct {
			Content json.RawMessage `json:"content"`
		}
		if json.Unmarshal(raw, &message) == nil && len(message.Content) > 0 {
			out = append(out, LongText{Label: text.Concat("message ", text.Safe(strconv.Itoa(i+1))), Text: stringOrRaw(message.Content)})
		}
	}
	if len(config.Input) > 0 {
		var indented bytes.Buffer
		_ = json.Indent(&indented, config.Input, "", "  ") // it is part of valid JSON
		out = append(out, LongText{Label: "input", Text: indented.String()})
	}
	return out
}

package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/preflight"
)

// misfits are the causes that can be read off the task itself: the filter and
// the mappings, or the granularity, do not go together.
func (p patient) misfits() []Finding {
	var out []Finding
	if kind, path, ok := p.kindMismatch(); ok {
		out = append(out, Finding{
			Likely: "the filter asks for " + kind + " spans, but a mapping reads where " + other(kind) + " spans keep their text",
			Do:     "align filter and mappings; on " + kind + " spans the output is " + path,
			Basis:  "span kind of the filter against the mapped paths",
		})
	}
	if p.granularityMismatch() {
		out = append(out, wholeTraces.finding("granularity of the evaluators against the filter"))
	}
	return out
}

// Where the two kinds keep their output (contract section 8, usual paths).
const (
	llmOutput   = "attributes.llm.output_messages.0.message.content"
	chainOutput = "attributes.output.value"
)

func other(kind string) string {
	if kind == "LLM" {
		return "CHAIN"
	}
	return "LLM"
}

var kindIs = regexp.MustCompile(`(?i)span_kind['"\]]*\s*={1,2}\s*['"](LLM|CHAIN)['"]`)

// kindMismatch compares the span kind in the filters with the output paths of
// the mappings. path is the usual one for that kind.
func (p patient) kindMismatch() (kind, path string, found bool) {
	for _, evaluator := range p.Task.Evaluators {
		kind := filterKind(value(evaluator.QueryFilter))
		if kind == "" {
			kind = filterKind(value(p.Task.QueryFilter))
		}
		for _, to := range evaluator.Mappings {
			to = "attributes." + strings.TrimPrefix(to, "attributes.")
			switch {
			case kind == "LLM" && to == chainOutput:
				return kind, llmOutput, true
			case kind == "CHAIN" && strings.HasPrefix(to, "attributes.llm.output_messages"):
				return kind, chainOutput, true
			}
		}
	}
	return "", "", false
}

// filterKind is the one span kind a filter asks for, "" for none or several.
func filterKind(filter string) string {
	matches := kindIs.FindAllStringSubmatch(filter, -1)
	if len(matches) != 1 {
		return ""
	}
	return strings.ToUpper(matches[0][1])
}

// granularityMismatch reports a trace or session evaluator under a span filter.
func (p patient) granularityMismatch() bool {
	if p.Task.QueryFilters != nil {
		return false
	}
	filters := map[string]string{}
	for _, evaluator := range p.Task.Evaluators {
		filters[evaluator.EvaluatorID] = value(evaluator.QueryFilter)
	}
	for _, evaluator := range p.Evaluators {
		if evaluator.Version == nil {
			continue
		}
		granularity := evaluator.Version.Granularity()
		wide := granularity == api.TraceGranularity || granularity == api.SessionGranularity
		if wide && (value(p.Task.QueryFilter) != "" || filters[evaluator.ID] != "") {
			return true
		}
	}
	return false
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return strings.TrimSpace(*text)
}

// filtersOddly reports a filter on metadata or on attributes off the beaten track.
func (p patient) filtersOddly() bool {
	filters := []string{value(p.Task.QueryFilter)}
	for _, evaluator := range p.Task.Evaluators {
		filters = append(filters, value(evaluator.QueryFilter))
	}
	if p.Task.QueryFilters != nil {
		for _, filter := range p.Task.QueryFilters.Filters {
			filters = append(filters, filter.Filter)
		}
	}
	return slices.ContainsFunc(filters, func(filter string) bool { return len(preflight.Unindexed(filter)) > 0 })
}

// mayBeCustom reports a custom code evaluator, or one that may be one.
func (p patient) mayBeCustom() bool {
	known := 0
	for _, evaluator := range p.Evaluators {
		if evaluator.Version == nil || evaluator.Version.Code == nil {
			continue
		}
		known++
		if evaluator.Version.Code.Type == api.CustomCode {
			return true
		}
	}
	return known < max(len(p.Task.Evaluators), 1)
}

// lacksChoices reports a template evaluator without classification choices.
func (p patient) lacksChoices() bool {
	for _, evaluator := range p.Evaluators {
		if evaluator.Version != nil && evaluator.Version.Template != nil && len(evaluator.Version.Template.Choices) == 0 {
			return true
		}
	}
	return false
}

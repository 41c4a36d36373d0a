package diagnose

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"ax-tui/api"
	"ax-tui/api/preflight"
)

// misfits returns the causes in the configuration of the task: a filter that does
// not match the mappings or the granularity.
func (s *subject) misfits() []Finding {
	var out []Finding
	if kind, path, at := s.kindMismatch(); at >= 0 {
		out = append(out, Finding{
			Rule: kindMismatch, Class: kindMismatch.entry().class,
			Likely: "the filter asks for " + kind + " spans, but a mapping reads where " + other(kind) + " spans keep their text",
			Do:     "align filter and mappings; on " + kind + " spans the output is " + path,
			Basis:  "the filter and the mapped paths are for different kinds of spans",
		})
	}
	if s.granularityMismatch() {
		out = append(out, wholeTraces.finding("an evaluator scores more than single spans"))
	}
	return out
}

// unmapped returns that variables of evaluators have no mapping, if that is known: every one
// needs a path (contract section 8). The versions of the evaluators show it.
func (s *subject) unmapped() []Finding {
	found := unmapped.finding("every variable needs a path, and the task names none for this one")
	for _, used := range s.Task.Evaluators {
		for _, evaluator := range s.Evaluators {
			if evaluator.ID != used.EvaluatorID || evaluator.Version == nil || used.VersionID != "" && used.VersionID != evaluator.Version.ID {
				continue
			}
			facts := preflight.FactsOf(&evaluator)
			for _, variable := range facts.Variables {
				if lacksPath(&used, variable, facts.Granularity) {
					shows := "the variable " + variable + " of " + used.Name + " has no mapping"
					found.Checks = append(found.Checks, Check{Mark: Checked, Shows: shows, Request: "GET /v2/evaluators/" + used.EvaluatorID})
				}
			}
			break
		}
	}
	if len(found.Checks) == 0 {
		return nil
	}
	found.Mark = Checked
	return []Finding{found}
}

func lacksPath(used *api.TaskEvaluator, variable string, granularity api.Granularity) bool {
	return used.Mappings[variable] == "" && !preflight.FilledByServer(variable, granularity) &&
		!slices.ContainsFunc(used.QueryMappings, func(mapped api.QueryMapping) bool { return mapped.VariableName == variable })
}

// The usual output paths of the two span kinds (contract section 8).
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

// spanKindCondition is compiled when it is needed: at start it would delay every command.
var spanKindCondition = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)span_kind['"\]]*\s*={1,2}\s*['"](LLM|CHAIN)['"]`)
})

// kindMismatch compares the span kind in the filters with the output paths of
// the mappings. path is the usual path of that kind, at the evaluator of the task, -1 for
// none.
func (s *subject) kindMismatch() (kind, path string, at int) {
	for at, evaluator := range s.Task.Evaluators {
		kind := filterKind(value(evaluator.QueryFilter))
		if kind == "" {
			kind = filterKind(value(s.Task.QueryFilter))
		}
		for _, to := range evaluator.Mappings {
			switch {
			case kind == "LLM" && isOutputOf(llmOutput, to):
				return kind, llmOutput, at
			case kind == "CHAIN" && isOutputOf(chainOutput, to):
				return kind, chainOutput, at
			}
		}
	}
	return "", "", -1
}

// isOutputOf reports whether a mapped path reads where spans of the other kind keep the
// text that those of this path's kind keep at path.
func isOutputOf(path, mapped string) bool {
	mapped = "attributes." + strings.TrimPrefix(mapped, "attributes.")
	if path == llmOutput {
		return mapped == chainOutput
	}
	return strings.HasPrefix(mapped, "attributes.llm.output_messages")
}

// filterKind returns the span kind that a filter selects, "" for none or several.
func filterKind(filter string) string {
	matches := spanKindCondition().FindAllStringSubmatch(filter, -1)
	if len(matches) != 1 {
		return ""
	}
	return strings.ToUpper(matches[0][1])
}

// granularityMismatch reports whether a trace or session evaluator has a span filter.
func (s *subject) granularityMismatch() bool {
	if s.Task.QueryFilters != nil {
		return false
	}
	filters := map[string]string{}
	for _, evaluator := range s.Task.Evaluators {
		filters[evaluator.EvaluatorID] = value(evaluator.QueryFilter)
	}
	for _, evaluator := range s.Evaluators {
		if evaluator.Version == nil {
			continue
		}
		granularity := evaluator.Version.Granularity()
		wide := granularity == api.TraceGranularity || granularity == api.SessionGranularity
		if wide && (value(s.Task.QueryFilter) != "" || filters[evaluator.ID] != "") {
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

// filtered reports whether the task has a filter.
func (s *subject) filtered() bool {
	return slices.ContainsFunc(s.filters(), func(filter string) bool { return filter != "" })
}

// filtersUnindexed reports whether a filter uses attributes that are commonly not indexed.
func (s *subject) filtersUnindexed() bool {
	return slices.ContainsFunc(s.filters(), func(filter string) bool { return len(preflight.Unindexed(filter)) > 0 })
}

// filters returns the filters of the task and its evaluators, "" for one that is not set.
func (s *subject) filters() []string {
	filters := []string{value(s.Task.QueryFilter)}
	for _, evaluator := range s.Task.Evaluators {
		filters = append(filters, value(evaluator.QueryFilter))
	}
	if s.Task.QueryFilters != nil {
		for _, filter := range s.Task.QueryFilters.Filters {
			filters = append(filters, filter.Filter)
		}
	}
	return filters
}

// managed reports whether every evaluator is known to be code of the server's.
func (s *subject) managed() bool {
	for _, evaluator := range s.Evaluators {
		if evaluator.Version == nil || evaluator.Version.Code == nil || evaluator.Version.Code.Type == api.CustomCode {
			return false
		}
	}
	return len(s.Evaluators) > 0 && s.knowsEvaluators()
}

// step returns what to do about a rule where that depends on the run, "" where it does not.
func (s *subject) step(rule Rule) string {
	rows := s.Task.DatasetID != "" && !s.onProject() // of a dataset: there is no window and no limit of spans
	switch {
	case (rule == codeRaised || rule == codeUnloaded) && s.managed():
		return "compare the evaluator's parameters and the mapped values with the error; the code is managed by Arize, not yours"
	case rule == codeRaised && !s.knowsEvaluators():
		return "read the last line of the traceback; if the code is yours, fix it, else compare the evaluator's parameters and the mapped values with the error"
	case rows && rule == callsLimited:
		return "try again later, over fewer rows"
	case rows && rule == callsSlow:
		return "try again later; if it happens again, choose fewer rows or a faster model"
	case rows && rule == tooLarge:
		return "wait, or cancel and choose fewer rows next time"
	case rule != notIndexed || s.Run.DataEnd == nil || s.Now.IsZero():
		return ""
	case s.Now.Sub(*s.Run.DataEnd) >= indexLag:
		return "run the same window again; it ended more than 2 h ago by now"
	}
	return "run the same window again after " + clock(s.Run.DataEnd.Add(indexLag)) + ", or an earlier window now"
}

// mayBeCustom reports whether an evaluator is custom code, or is unknown and may be.
func (s *subject) mayBeCustom() bool {
	known := 0
	for _, evaluator := range s.Evaluators {
		if evaluator.Version == nil || evaluator.Version.Code == nil {
			continue
		}
		known++
		if evaluator.Version.Code.Type == api.CustomCode {
			return true
		}
	}
	return known < max(len(s.Task.Evaluators), 1)
}

// lacksChoices reports whether a template evaluator has no classification choices.
func (s *subject) lacksChoices() bool {
	for _, evaluator := range s.Evaluators {
		if evaluator.Version != nil && evaluator.Version.Template != nil && len(evaluator.Version.Template.Choices) == 0 {
			return true
		}
	}
	return false
}

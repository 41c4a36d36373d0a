package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// shape checks that a request keeps to one of the two shapes of contract
// section 6: query_filter and column_mappings (span), or query_filters and
// query_mappings (trace or session).
type shape struct {
	filter  bool // the task's query_filter is given
	filters *QueryFilters
	partial bool // an update: what is not given may be on the server already
}

func (s shape) check(f *faults, evaluators []EvaluatorInput) {
	if s.filter && s.filters != nil {
		f.add("query_filter", "cannot stand beside query_filters; use one of them")
	}
	if s.filters != nil {
		s.checkFilters(f)
	}
	ids := make(map[string]int, len(evaluators))
	wide := s.filters != nil || slices.ContainsFunc(evaluators, func(e EvaluatorInput) bool { return len(e.QueryMappings) > 0 })
	if wide && s.filter && s.filters == nil {
		f.add("query_filter", "cannot stand beside query_mappings; use query_filters")
	}
	for i, e := range evaluators {
		at := fmt.Sprintf("evaluators[%d].", i)
		if strings.TrimSpace(e.EvaluatorID) == "" {
			f.add(at+"evaluator_id", "choose an evaluator")
		} else if first, twice := ids[e.EvaluatorID]; twice {
			f.add(at+"evaluator_id", "is the same evaluator as number %d; each may stand once", first+1)
		} else {
			ids[e.EvaluatorID] = i
		}
		if wide {
			s.checkWide(f, at, e)
		}
	}
}

// checkWide checks an evaluator of the trace or session shape.
func (s shape) checkWide(f *faults, at string, e EvaluatorInput) {
	if e.QueryFilter != "" {
		f.add(at+"query_filter", "belongs to the span shape and cannot stand beside query_filters or query_mappings")
	}
	if len(e.Mappings) > 0 {
		f.add(at+"column_mappings", "belongs to the span shape; use query_mappings")
	}
	if len(e.QueryMappings) == 0 {
		f.add(at+"query_mappings", "give one mapping or more, since the task uses the trace or session shape")
	}
	for j, m := range e.QueryMappings {
		inside := fmt.Sprintf("%squery_mappings[%d].", at, j)
		if m.VariableName == "" {
			f.add(inside+"variable_name", "name the variable of the evaluator")
		}
		if m.AttributePath == "" {
			f.add(inside+"attribute_path", "name the attribute to read")
		}
		for k, id := range m.QueryIDs {
			if !s.declares(id) {
				f.add(fmt.Sprintf("%squery_ids[%d]", inside, k), "%q is not a filter of query_filters", id)
			}
		}
	}
}

// declares reports whether a letter is one of the task's filters. An update
// without filters cannot know those on the server and asks only for a letter.
func (s shape) declares(id string) bool {
	if s.filters == nil {
		return s.partial && letter(id)
	}
	return slices.ContainsFunc(s.filters.Filters, func(n NamedFilter) bool { return n.ID == id })
}

func (s shape) checkFilters(f *faults) {
	list := s.filters.Filters
	if len(list) < 1 || len(list) > 5 {
		f.add("query_filters.filters", "give one to five filters, named A to E")
	}
	seen := map[string]bool{}
	for i, n := range list {
		at := fmt.Sprintf("query_filters.filters[%d].", i)
		switch {
		case !letter(n.ID):
			f.add(at+"id", "must be a letter from A to E")
		case seen[n.ID]:
			f.add(at+"id", "the letter %s stands twice", n.ID)
		}
		seen[n.ID] = true
		if strings.TrimSpace(n.Filter) == "" {
			f.add(at+"filter", "is empty")
		}
	}
	if len(list) > 1 && strings.TrimSpace(s.filters.Expression) == "" {
		f.add("query_filters.expression", "say how the filters go together, for instance A and B")
	}
}

func letter(id string) bool { return len(id) == 1 && id[0] >= 'A' && id[0] <= 'E' }

// checkConfig checks a run configuration: an object with experiment_type and
// the fields that this type requires (contract section 6).
func checkConfig(f *faults, raw json.RawMessage) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil || members == nil {
		f.add("run_configuration", "must be a JSON object")
		return
	}
	var word string
	_ = json.Unmarshal(members["experiment_type"], &word) // absent or no text: caught below
	var needs []string
	switch ExperimentType(fold(word)) {
	case LLMGeneration:
		needs = []string{"ai_integration_id", "messages", "input_variable_format"}
	case TemplateEvaluationExperiment:
		needs = []string{"ai_integration_id", "template", "provide_explanation"}
	case AgentCall:
		needs = []string{"integration_id", "input_template"}
	default:
		f.add("run_configuration.experiment_type", "must be llm_generation, template_evaluation or agent_call")
	}
	for _, name := range needs {
		switch value := strings.TrimSpace(string(members[name])); value {
		case "", "null", `""`, "[]":
			f.add("run_configuration."+name, "is required for %s", strings.ToLower(fold(word)))
		}
	}
}

package preflight

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ax-tui/api"
)

// evaluators checks the rules that need to know the evaluators (contract
// section 6, Create).
func (c *checker) evaluators(kind api.TaskType) {
	input := c.in.Create
	wide := input.QueryFilters != nil || slices.ContainsFunc(input.Evaluators, func(input api.EvaluatorInput) bool { return len(input.QueryMappings) > 0 })
	custom, scope := -1, -1 // the first evaluator that is custom, that has a granularity
	for i, used := range input.Evaluators {
		at := fmt.Sprintf("evaluators[%d].", i)
		facts, ok := c.facts[used.EvaluatorID]
		if !ok {
			if used.EvaluatorID != "" {
				c.add(Hint, at+"evaluator_id", "the evaluator is not known here, so its variables and granularity are not checked", "")
			}
			continue
		}
		c.place(kind, at, used, facts)
		if kind == api.CodeEvaluation && facts.Custom {
			if custom >= 0 {
				c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s is a second custom code evaluator; a task takes one at most", named(facts)),
					"leave one out, and make a second task for it")
			} else {
				custom = i
			}
		}
		if facts.Granularity != "" {
			c.scope(at, facts, wide, scope)
			if scope < 0 {
				scope = i
			}
		}
		c.mappings(at, used, facts, wide)
	}
}

// place checks type, space and version.
func (c *checker) place(kind api.TaskType, at string, input api.EvaluatorInput, facts EvaluatorFacts) {
	if facts.SpaceID != "" && c.in.SpaceID != "" && facts.SpaceID != c.in.SpaceID {
		c.add(Warning, at+"evaluator_id", named(facts)+" is of another space than the target; the server may not find it", "pick an evaluator of the target's space")
	}
	want, other := api.TemplateEvaluator, api.CodeEvaluation
	if kind == api.CodeEvaluation {
		want, other = api.CodeEvaluator, api.TemplateEvaluation
	}
	if (facts.Type == api.TemplateEvaluator || facts.Type == api.CodeEvaluator) && facts.Type != want && kind.Evaluation() {
		c.add(Warning, at+"evaluator_id", fmt.Sprintf("%s is a %s evaluator in a %s task; the API does not say that this works", named(facts), facts.Type.Words(), kind.Words()),
			"make the task a "+other.Words()+", or pick another evaluator")
	}
	if input.VersionID != "" && facts.VersionID != "" && facts.VersionID != input.VersionID {
		c.add(Hint, at+"evaluator_version_id", "the variables were checked against another version than the pinned one", "look at the pinned version")
	}
}

// scope checks the granularity: one for all, and one that fits the shape.
// scope is the first evaluator that has one, -1 for none.
func (c *checker) scope(at string, facts EvaluatorFacts, wide bool, scope int) {
	granularity := facts.Granularity
	if scope >= 0 {
		if first := c.facts[c.in.Create.Evaluators[scope].EvaluatorID]; first.Granularity != granularity {
			c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s judges one %s at a time, %s one %s; all evaluators of a task share one granularity",
				named(facts), granularity.Words(), named(first), first.Granularity.Words()), "make a task for each")
		}
	}
	switch {
	case wide && granularity == api.SpanGranularity:
		c.add(Fault, at+"evaluator_id", named(facts)+" judges single spans, which does not fit query_filters and query_mappings", "use query_filter and column_mappings")
	case !wide && (granularity == api.TraceGranularity || granularity == api.SessionGranularity):
		c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s judges whole %ss, which does not fit query_filter and column_mappings", named(facts), granularity.Words()),
			"use query_filters and query_mappings")
	}
}

// mappings compares the mapped variables with those of the evaluator.
func (c *checker) mappings(at string, input api.EvaluatorInput, facts EvaluatorFacts, wide bool) {
	field, mapped := at+"column_mappings", input.Mappings
	if wide {
		field, mapped = at+"query_mappings", map[string]string{}
		for _, mapping := range input.QueryMappings {
			mapped[mapping.VariableName] = mapping.AttributePath
		}
	}
	for _, variable := range slices.Sorted(maps.Keys(mapped)) {
		if strings.TrimSpace(mapped[variable]) == "" {
			c.add(Warning, field+"."+variable, "is mapped to nothing, so the evaluator has nothing to read", "give the path of an attribute or a column")
		}
		if facts.Variables != nil && !slices.Contains(facts.Variables, variable) {
			c.add(Warning, field+"."+variable, named(facts)+" has no variable of this name", known(facts.Variables))
		}
	}
	var missing []string
	for _, variable := range facts.Variables {
		if _, ok := mapped[variable]; !ok && !given(variable, facts.Granularity) {
			missing = append(missing, variable)
		}
	}
	if len(missing) > 0 {
		c.add(Warning, field, named(facts)+" also reads "+strings.Join(missing, ", ")+", not mapped; rows are likely to be skipped", "map every variable of the evaluator")
	}
}

// given reports the variable that the server fills in (contract section 8).
func given(variable string, granularity api.Granularity) bool {
	return variable == "conversation" && granularity == api.SessionGranularity
}

func known(variables []string) string {
	if len(variables) == 0 {
		return "take the mapping out; it reads no variable"
	}
	return "it reads " + strings.Join(variables, ", ")
}

func named(facts EvaluatorFacts) string {
	if facts.Name == "" {
		return "the evaluator"
	}
	return facts.Name
}

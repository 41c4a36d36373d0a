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
	wide := input.QueryFilters != nil || slices.ContainsFunc(input.Evaluators, func(e api.EvaluatorInput) bool { return len(e.QueryMappings) > 0 })
	custom, scope := -1, -1 // the first evaluator that is custom, that has a granularity
	for i, e := range input.Evaluators {
		at := fmt.Sprintf("evaluators[%d].", i)
		evaluatorFacts, ok := c.facts[e.EvaluatorID]
		if !ok {
			if e.EvaluatorID != "" {
				c.add(Hint, at+"evaluator_id", "the evaluator is not known here, so its variables and granularity are not checked", "")
			}
			continue
		}
		c.place(kind, at, e, evaluatorFacts)
		if kind == api.CodeEvaluation && evaluatorFacts.Custom {
			if custom >= 0 {
				c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s is a second custom code evaluator; a task takes one at most", named(evaluatorFacts)),
					"leave one out, and make a second task for it")
			} else {
				custom = i
			}
		}
		if evaluatorFacts.Granularity != "" {
			c.scope(at, evaluatorFacts, wide, scope)
			if scope < 0 {
				scope = i
			}
		}
		c.mappings(at, e, evaluatorFacts, wide)
	}
}

// place checks type, space and version.
func (c *checker) place(kind api.TaskType, at string, input api.EvaluatorInput, evaluatorFacts EvaluatorFacts) {
	if evaluatorFacts.SpaceID != "" && c.in.SpaceID != "" && evaluatorFacts.SpaceID != c.in.SpaceID {
		c.add(Warning, at+"evaluator_id", named(evaluatorFacts)+" is of another space than the target; the server may not find it", "pick an evaluator of the target's space")
	}
	want, other := api.TemplateEvaluator, api.CodeEvaluation
	if kind == api.CodeEvaluation {
		want, other = api.CodeEvaluator, api.TemplateEvaluation
	}
	if (evaluatorFacts.Type == api.TemplateEvaluator || evaluatorFacts.Type == api.CodeEvaluator) && evaluatorFacts.Type != want && kind.Evaluation() {
		c.add(Warning, at+"evaluator_id", fmt.Sprintf("%s is a %s evaluator in a %s task; the API does not say that this works", named(evaluatorFacts), evaluatorFacts.Type.Words(), kind.Words()),
			"make the task a "+other.Words()+", or pick another evaluator")
	}
	if input.VersionID != "" && evaluatorFacts.VersionID != "" && evaluatorFacts.VersionID != input.VersionID {
		c.add(Hint, at+"evaluator_version_id", "the variables were checked against another version than the pinned one", "look at the pinned version")
	}
}

// scope checks the granularity: one for all, and one that fits the shape.
// scope is the first evaluator that has one, -1 for none.
func (c *checker) scope(at string, evaluatorFacts EvaluatorFacts, wide bool, scope int) {
	granularity := evaluatorFacts.Granularity
	if scope >= 0 {
		if first := c.facts[c.in.Create.Evaluators[scope].EvaluatorID]; first.Granularity != granularity {
			c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s judges one %s at a time, %s one %s; all evaluators of a task share one granularity",
				named(evaluatorFacts), granularity.Words(), named(first), first.Granularity.Words()), "make a task for each")
		}
	}
	switch {
	case wide && granularity == api.SpanGranularity:
		c.add(Fault, at+"evaluator_id", named(evaluatorFacts)+" judges single spans, which does not fit query_filters and query_mappings", "use query_filter and column_mappings")
	case !wide && (granularity == api.TraceGranularity || granularity == api.SessionGranularity):
		c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s judges whole %ss, which does not fit query_filter and column_mappings", named(evaluatorFacts), granularity.Words()),
			"use query_filters and query_mappings")
	}
}

// mappings compares the mapped variables with those of the evaluator.
func (c *checker) mappings(at string, input api.EvaluatorInput, evaluatorFacts EvaluatorFacts, wide bool) {
	field, mapped := at+"column_mappings", input.Mappings
	if wide {
		field, mapped = at+"query_mappings", map[string]string{}
		for _, queryMapping := range input.QueryMappings {
			mapped[queryMapping.VariableName] = queryMapping.AttributePath
		}
	}
	for _, variable := range slices.Sorted(maps.Keys(mapped)) {
		if strings.TrimSpace(mapped[variable]) == "" {
			c.add(Warning, field+"."+variable, "is mapped to nothing, so the evaluator has nothing to read", "give the path of an attribute or a column")
		}
		if evaluatorFacts.Variables != nil && !slices.Contains(evaluatorFacts.Variables, variable) {
			c.add(Warning, field+"."+variable, named(evaluatorFacts)+" has no variable of this name", known(evaluatorFacts.Variables))
		}
	}
	var missing []string
	for _, v := range evaluatorFacts.Variables {
		if _, ok := mapped[v]; !ok && !given(v, evaluatorFacts.Granularity) {
			missing = append(missing, v)
		}
	}
	if len(missing) > 0 {
		c.add(Warning, field, named(evaluatorFacts)+" also reads "+strings.Join(missing, ", ")+", not mapped; rows are likely to be skipped", "map every variable of the evaluator")
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

func named(evaluatorFacts EvaluatorFacts) string {
	if evaluatorFacts.Name == "" {
		return "the evaluator"
	}
	return evaluatorFacts.Name
}

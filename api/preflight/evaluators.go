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
	mixed := c.mixed()
	custom, firstScored := -1, -1 // the first evaluator that is custom, that has a granularity
	for i, used := range input.Evaluators {
		at := fmt.Sprintf("evaluators[%d].", i)
		facts, ok := c.facts[used.EvaluatorID]
		if !ok {
			if used.EvaluatorID != "" {
				c.add(Hint, at+"evaluator_id", "the evaluator is unknown, so its variables and granularity are not checked", "")
			}
			continue
		}
		c.placement(kind, at, &used, &facts)
		if kind == api.CodeEvaluation && facts.Custom {
			if custom >= 0 {
				c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s is a second custom code evaluator; a task can have only one", label(&facts)),
					"remove one and create a second task for it")
			} else {
				custom = i
			}
		}
		if facts.Granularity != "" {
			c.granularity(at, &facts, wide, mixed, firstScored)
			if firstScored < 0 {
				firstScored = i
			}
		}
		c.mappings(at, &used, &facts, wide)
		c.choices(at+"evaluator_id", &facts)
	}
}

// placement checks type, space and version.
func (c *checker) placement(kind api.TaskType, at string, input *api.EvaluatorInput, facts *EvaluatorFacts) {
	if facts.SpaceID != "" && c.in.SpaceID != "" && facts.SpaceID != c.in.SpaceID {
		c.add(Warning, at+"evaluator_id", label(facts)+" is in another space than the target; the server may not find it", "choose an evaluator in the target's space")
	}
	want, other := api.TemplateEvaluator, api.CodeEvaluation
	if kind == api.CodeEvaluation {
		want, other = api.CodeEvaluator, api.TemplateEvaluation
	}
	if (facts.Type == api.TemplateEvaluator || facts.Type == api.CodeEvaluator) && facts.Type != want && kind.Evaluation() {
		c.add(Warning, at+"evaluator_id", fmt.Sprintf("%s is a %s evaluator in a %s task; the API does not document this combination", label(facts), facts.Type.Words(), kind.Words()),
			"change the task type to "+other.Words()+", or choose another evaluator")
	}
	if input.VersionID != "" && facts.VersionID != "" && facts.VersionID != input.VersionID {
		c.add(Hint, at+"evaluator_version_id", "the variables of another version than the pinned one were checked", "check the pinned version")
	}
}

// mixed reports whether the evaluators differ in granularity.
func (c *checker) mixed() bool {
	first := api.Granularity("")
	return slices.ContainsFunc(c.in.Create.Evaluators, func(input api.EvaluatorInput) bool {
		granularity := c.facts[input.EvaluatorID].Granularity
		if first == "" {
			first = granularity
		}
		return granularity != "" && granularity != first
	})
}

// granularity checks that the evaluators share one granularity that fits the shape; no shape
// fits where they are mixed. firstIndex is the first evaluator with a known one, -1 for none.
func (c *checker) granularity(at string, facts *EvaluatorFacts, wide, mixed bool, firstIndex int) {
	granularity := facts.Granularity
	if firstIndex >= 0 {
		if first := c.facts[c.in.Create.Evaluators[firstIndex].EvaluatorID]; first.Granularity != granularity {
			c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s scores one %s at a time, %s one %s; all evaluators of a task must have the same granularity",
				label(facts), granularity.Words(), label(&first), first.Granularity.Words()), "create a task for each")
		}
	}
	switch {
	case mixed:
	case wide && granularity == api.SpanGranularity:
		c.add(Fault, at+"evaluator_id", label(facts)+" scores single spans, which does not fit query_filters and query_mappings", "use query_filter and column_mappings")
	case !wide && (granularity == api.TraceGranularity || granularity == api.SessionGranularity):
		c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s scores whole %ss, which does not fit query_filter and column_mappings", label(facts), granularity.Words()),
			"use query_filters and query_mappings")
	}
}

// mappings compares the mapped variables with those of the evaluator.
func (c *checker) mappings(at string, input *api.EvaluatorInput, facts *EvaluatorFacts, wide bool) {
	field, mapped := at+"column_mappings", input.Mappings
	if wide {
		field, mapped = at+"query_mappings", map[string]string{}
		for _, mapping := range input.QueryMappings {
			mapped[mapping.VariableName] = mapping.AttributePath
		}
	}
	for _, variable := range slices.Sorted(maps.Keys(mapped)) {
		if strings.TrimSpace(mapped[variable]) == "" {
			c.add(Warning, field+"."+variable, "has an empty mapping, so the evaluator has nothing to read", "enter the path of an attribute or a column")
		}
		if facts.Variables != nil && !slices.Contains(facts.Variables, variable) {
			c.add(Warning, field+"."+variable, label(facts)+" has no variable of this name", readsText(facts.Variables))
		}
	}
	var missing []string
	for _, variable := range facts.Variables {
		if _, ok := mapped[variable]; !ok && !FilledByServer(variable, facts.Granularity) {
			missing = append(missing, variable)
		}
	}
	if len(missing) > 0 {
		c.add(Warning, field, label(facts)+" reads "+strings.Join(missing, ", ")+", not mapped; rows are likely to be skipped", "map every variable of the evaluator")
	}
}

// FilledByServer reports whether the server fills in a variable (contract section 8).
func FilledByServer(variable string, granularity api.Granularity) bool {
	return variable == "conversation" && granularity == api.SessionGranularity
}

func readsText(variables []string) string {
	if len(variables) == 0 {
		return "remove the mapping; the evaluator reads no variable"
	}
	return "it reads " + strings.Join(variables, ", ")
}

func label(facts *EvaluatorFacts) string {
	if facts.Name == "" {
		return "the evaluator"
	}
	return facts.Name
}

// Missing says what a definite answer of the server means for an evaluator that a request
// names, "" if it is there or not known. With a pinned version either may be missing.
func Missing(err error, versionID string) string {
	switch {
	case !api.Is(err, api.NotFound, api.Invalid, api.Unprocessable):
		return ""
	case versionID != "":
		return "there is no evaluator with this ID and the pinned version, or this key cannot read it"
	}
	return "there is no evaluator with this ID, or this key cannot read it"
}

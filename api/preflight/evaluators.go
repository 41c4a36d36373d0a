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
	t := c.in.Create
	wide := t.QueryFilters != nil || slices.ContainsFunc(t.Evaluators, func(e api.EvaluatorInput) bool { return len(e.QueryMappings) > 0 })
	custom, scope := -1, -1 // the first evaluator that is custom, that has a granularity
	for i, e := range t.Evaluators {
		at := fmt.Sprintf("evaluators[%d].", i)
		f, ok := c.facts[e.EvaluatorID]
		if !ok {
			if e.EvaluatorID != "" {
				c.add(Hint, at+"evaluator_id", "the evaluator is not known here, so its variables and granularity are not checked", "")
			}
			continue
		}
		c.place(kind, at, e, f)
		if kind == api.CodeEvaluation && f.Custom {
			if custom >= 0 {
				c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s is a second custom code evaluator; a task takes one at most", named(f)),
					"leave one out, and make a second task for it")
			} else {
				custom = i
			}
		}
		if f.Granularity != "" {
			c.scope(at, f, wide, scope)
			if scope < 0 {
				scope = i
			}
		}
		c.mappings(at, e, f, wide)
	}
}

// place checks type, space and version.
func (c *checker) place(kind api.TaskType, at string, e api.EvaluatorInput, f EvaluatorFacts) {
	if f.SpaceID != "" && c.in.SpaceID != "" && f.SpaceID != c.in.SpaceID {
		c.add(Warning, at+"evaluator_id", named(f)+" is of another space than the target; the server may not find it", "pick an evaluator of the target's space")
	}
	want, other := api.TemplateEvaluator, api.CodeEvaluation
	if kind == api.CodeEvaluation {
		want, other = api.CodeEvaluator, api.TemplateEvaluation
	}
	if (f.Type == api.TemplateEvaluator || f.Type == api.CodeEvaluator) && f.Type != want && kind.Evaluation() {
		c.add(Warning, at+"evaluator_id", fmt.Sprintf("%s is a %s evaluator in a %s task; the API does not say that this works", named(f), f.Type.Words(), kind.Words()),
			"make the task a "+other.Words()+", or pick another evaluator")
	}
	if e.VersionID != "" && f.VersionID != "" && f.VersionID != e.VersionID {
		c.add(Hint, at+"evaluator_version_id", "the variables were checked against another version than the pinned one", "look at the pinned version")
	}
}

// scope checks the granularity: one for all, and one that fits the shape.
// scope is the first evaluator that has one, -1 for none.
func (c *checker) scope(at string, f EvaluatorFacts, wide bool, scope int) {
	g := f.Granularity
	if scope >= 0 {
		if first := c.facts[c.in.Create.Evaluators[scope].EvaluatorID]; first.Granularity != g {
			c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s judges one %s at a time, %s one %s; all evaluators of a task share one granularity",
				named(f), g.Words(), named(first), first.Granularity.Words()), "make a task for each")
		}
	}
	switch {
	case wide && g == api.SpanGranularity:
		c.add(Fault, at+"evaluator_id", named(f)+" judges single spans, which does not fit query_filters and query_mappings", "use query_filter and column_mappings")
	case !wide && (g == api.TraceGranularity || g == api.SessionGranularity):
		c.add(Fault, at+"evaluator_id", fmt.Sprintf("%s judges whole %ss, which does not fit query_filter and column_mappings", named(f), g.Words()),
			"use query_filters and query_mappings")
	}
}

// mappings compares the mapped variables with those of the evaluator.
func (c *checker) mappings(at string, e api.EvaluatorInput, f EvaluatorFacts, wide bool) {
	field, mapped := at+"column_mappings", e.Mappings
	if wide {
		field, mapped = at+"query_mappings", map[string]string{}
		for _, m := range e.QueryMappings {
			mapped[m.VariableName] = m.AttributePath
		}
	}
	for _, variable := range slices.Sorted(maps.Keys(mapped)) {
		if strings.TrimSpace(mapped[variable]) == "" {
			c.add(Warning, field+"."+variable, "is mapped to nothing, so the evaluator has nothing to read", "give the path of an attribute or a column")
		}
		if f.Variables != nil && !slices.Contains(f.Variables, variable) {
			c.add(Warning, field+"."+variable, named(f)+" has no variable of this name", known(f.Variables))
		}
	}
	var missing []string
	for _, v := range f.Variables {
		if _, ok := mapped[v]; !ok && !given(v, f.Granularity) {
			missing = append(missing, v)
		}
	}
	if len(missing) > 0 {
		c.add(Warning, field, named(f)+" also reads "+strings.Join(missing, ", ")+", not mapped; rows are likely to be skipped", "map every variable of the evaluator")
	}
}

// given reports the variable that the server fills in (contract section 8).
func given(variable string, g api.Granularity) bool {
	return variable == "conversation" && g == api.SessionGranularity
}

func known(variables []string) string {
	if len(variables) == 0 {
		return "take the mapping out; it reads no variable"
	}
	return "it reads " + strings.Join(variables, ", ")
}

func named(f EvaluatorFacts) string {
	if f.Name == "" {
		return "the evaluator"
	}
	return f.Name
}

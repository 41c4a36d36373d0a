package newtask

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// change is one thing before and after. Empty means that it is not there.
type change struct {
	what, before, after text.Safe
}

// longestValue bounds what one side of a change shows.
const longestValue = 2000

func newChange(what, before, after string) change {
	return change{what: text.CleanN(what, 200), before: text.CleanN(before, longestValue), after: text.CleanN(after, longestValue)}
}

// changes are what an update would change in a task.
func (s *model) changes(was api.CreateTask, u api.UpdateTask) []change {
	var out []change
	add := func(what, before, after string) { out = append(out, newChange(what, before, after)) }
	if u.Name != nil {
		add("name", was.Name, *u.Name)
	}
	if u.Continuous != nil {
		add("mode", mode(was.Continuous), mode(u.Continuous))
	}
	if u.SamplingRate != nil {
		before := ""
		if was.SamplingRate != nil {
			before = number(*was.SamplingRate)
		}
		add("sampling rate", before, number(*u.SamplingRate))
	}
	if !u.QueryFilter.IsZero() {
		after, _ := u.QueryFilter.Get()
		add("query filter", was.QueryFilter, after)
	}
	if !u.QueryFilters.IsZero() {
		before, after := "", ""
		if was.QueryFilters != nil {
			before = onOneLine(was.QueryFilters)
		}
		if queryFilters, ok := u.QueryFilters.Get(); ok {
			after = onOneLine(queryFilters)
		}
		add("query filters", before, after)
	}
	if u.Evaluators != nil {
		out = append(out, s.evaluatorChanges(was.Evaluators, u.Evaluators)...)
	}
	if len(u.RunConfig) > 0 {
		out = append(out, objectChanges("run configuration ", was.RunConfig, u.RunConfig)...)
	}
	return out
}

func mode(continuous *bool) string {
	if continuous != nil && *continuous {
		return "continuous"
	}
	return "on demand"
}

// onOneLine is a value as JSON, in the one form of what it says.
func onOneLine(v any) string {
	raw, err := api.Body(v)
	if err != nil {
		return err.Error()
	}
	if out, err := evaljson.Canonical(raw); err == nil {
		raw = out
	}
	return string(raw)
}

// evaluatorChanges name each evaluator that comes, goes or differs.
func (s *model) evaluatorChanges(before, after []api.EvaluatorInput) []change {
	find := func(list []api.EvaluatorInput, id string) int {
		return slices.IndexFunc(list, func(input api.EvaluatorInput) bool { return input.EvaluatorID == id })
	}
	names := func(list []api.EvaluatorInput) string {
		out := make([]string, len(list))
		for i, input := range list {
			out[i] = string(s.evaluatorName(input.EvaluatorID))
		}
		return strings.Join(out, ", ")
	}
	var out []change
	for _, input := range before {
		name := string(s.evaluatorName(input.EvaluatorID))
		if i := find(after, input.EvaluatorID); i >= 0 {
			out = append(out, oneEvaluator(name+" ", input, after[i])...)
		} else {
			out = append(out, newChange("evaluator "+name, "part of the task", ""))
		}
	}
	for _, input := range after {
		if find(before, input.EvaluatorID) < 0 {
			out = append(out, newChange("evaluator "+string(s.evaluatorName(input.EvaluatorID)), "", onOneLine(input)))
		}
	}
	if len(out) == 0 {
		out = append(out, newChange("order of the evaluators", names(before), names(after)))
	}
	return out
}

func oneEvaluator(lead string, before, after api.EvaluatorInput) []change {
	var out []change
	if before.VersionID != after.VersionID {
		out = append(out, newChange(lead+"version", version(before.VersionID), version(after.VersionID)))
	}
	if before.QueryFilter != after.QueryFilter {
		out = append(out, newChange(lead+"filter", before.QueryFilter, after.QueryFilter))
	}
	for _, k := range keysOf(before.Mappings, after.Mappings) {
		if x, y := mappedTo(before.Mappings, k), mappedTo(after.Mappings, k); x != y {
			out = append(out, newChange(lead+"{"+k+"}", x, y))
		}
	}
	if !evaljson.Equal(before.QueryMappings, after.QueryMappings) {
		out = append(out, newChange(lead+"query mappings", queryMappings(before), queryMappings(after)))
	}
	return out
}

func queryMappings(input api.EvaluatorInput) string {
	if len(input.QueryMappings) == 0 {
		return ""
	}
	return onOneLine(input.QueryMappings)
}

// keysOf are the keys of two maps, sorted, each once.
func keysOf[V any](left, right map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(left)), maps.Keys(right))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// mappedTo tells an empty path from none.
func mappedTo(m map[string]string, variable string) string {
	if path, ok := m[variable]; ok && path == "" {
		return `""`
	}
	return m[variable]
}

// version words a pin.
func version(id string) string {
	if id == "" {
		return "always the latest"
	}
	return "pinned to " + string(text.CutLeft(text.Clean(id), 14))
}

// objectChanges compare two JSON objects key by key.
func objectChanges(lead string, before, after json.RawMessage) []change {
	var b, a map[string]json.RawMessage
	if json.Unmarshal(before, &b) != nil && len(before) > 0 || json.Unmarshal(after, &a) != nil {
		return []change{newChange(strings.TrimSpace(lead), string(before), string(after))}
	}
	word := func(m map[string]json.RawMessage, key string) string {
		raw, ok := m[key]
		var s string
		if !ok || json.Unmarshal(raw, &s) == nil {
			return s
		}
		return onOneLine(raw)
	}
	var out []change
	for _, k := range keysOf(b, a) {
		if x, y := word(b, k), word(a, k); x != y {
			out = append(out, newChange(lead+k, x, y))
		}
	}
	return out
}

// changeRows are the head of a review: what somebody else has changed since the
// form was opened, and what would change.
func (s *model) changeRows(change api.UpdateTask, w int) []string {
	var out []string
	if len(s.review.conflict) > 0 {
		out = append(out, s.Styles.Header.Render("Changed meanwhile by somebody else"))
		out = append(append(out, s.changeLines(s.review.conflict, w)...), "")
	}
	out = append(out, s.Styles.Header.Render("What changes"))
	return append(out, s.changeLines(s.changes(requestOf(s.origin.task), change), w)...)
}

// changeLines are before and after, one beneath the other.
func (s *model) changeLines(all []change, w int) []string {
	side := func(mark, value text.Safe) text.Safe {
		if value == "" {
			value = text.Lit("nothing")
		}
		return text.Concat(mark, value)
	}
	var fields []part.Field
	for _, change := range all {
		fields = append(fields, part.Field{Label: text.Cut(change.what, max(w/3, 8)), Lines: []text.Safe{side("- ", change.before), side("+ ", change.after)}})
	}
	return part.Fields(s.Styles, fields, w)
}

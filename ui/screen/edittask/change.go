package edittask

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// change is one thing before and after. Empty means that it is not there.
type change struct {
	what, before, after text.Safe
}

// longestValue bounds what one side of a change shows.
const longestValue = 2000

func newChange(what, before, after string) change {
	return change{text.CleanN(what, 200), text.CleanN(before, longestValue), text.CleanN(after, longestValue)}
}

// changes are what a request would change in a task.
func changes(t api.Task, u api.UpdateTask) []change {
	var out []change
	if u.Name != nil {
		out = append(out, newChange("name", t.Name, *u.Name))
	}
	if u.Continuous != nil {
		out = append(out, newChange("mode", mode(t.Continuous), mode(*u.Continuous)))
	}
	if u.SamplingRate != nil {
		out = append(out, newChange("sampling rate", rate(t.SamplingRate), rate(u.SamplingRate)))
	}
	if !u.QueryFilter.IsZero() {
		after, _ := u.QueryFilter.Get()
		out = append(out, newChange("query filter", deref(t.QueryFilter), after))
	}
	if !u.QueryFilters.IsZero() {
		var before, after string
		if t.QueryFilters != nil {
			before = canonical(t.QueryFilters)
		}
		if q, ok := u.QueryFilters.Get(); ok {
			after = canonical(q)
		}
		out = append(out, newChange("query filters", before, after))
	}
	if u.Evaluators != nil {
		out = append(out, evaluatorChanges(t, u.Evaluators)...)
	}
	if len(u.RunConfig) > 0 {
		out = append(out, objectChanges("run configuration ", t.RunConfig, u.RunConfig)...)
	}
	return out
}

func mode(continuous bool) string {
	if continuous {
		return "continuous"
	}
	return "on demand"
}

// differs are what has become of a task since it was read.
func differs(was, now api.Task) []change {
	u, _ := build(was, valuesOf(now))
	return changes(was, u)
}

// evaluatorChanges name each evaluator that comes, goes or differs.
func evaluatorChanges(t api.Task, after []api.EvaluatorInput) []change {
	names, before := map[string]string{}, inputs(t)
	for _, e := range t.Evaluators {
		names[e.EvaluatorID] = e.Name
	}
	name := func(id string) string {
		if n := names[id]; n != "" {
			return n
		}
		return string(text.CutLeft(text.Clean(id), 14))
	}
	var out []change
	for _, b := range before {
		i := slices.IndexFunc(after, func(a api.EvaluatorInput) bool { return a.EvaluatorID == b.EvaluatorID })
		if i < 0 {
			out = append(out, newChange("evaluator "+name(b.EvaluatorID), "part of the task", ""))
			continue
		}
		out = append(out, oneEvaluator(name(b.EvaluatorID)+" ", b, after[i])...)
	}
	for _, a := range after {
		if !slices.ContainsFunc(before, func(b api.EvaluatorInput) bool { return a.EvaluatorID == b.EvaluatorID }) {
			out = append(out, newChange("evaluator "+name(a.EvaluatorID), "", canonical(a)))
		}
	}
	if len(out) == 0 {
		out = append(out, newChange("order of the evaluators", list(before, name), list(after, name)))
	}
	return out
}

func list(all []api.EvaluatorInput, name func(string) string) string {
	out := make([]string, len(all))
	for i, e := range all {
		out[i] = name(e.EvaluatorID)
	}
	return strings.Join(out, ", ")
}

func oneEvaluator(lead string, b, a api.EvaluatorInput) []change {
	var out []change
	if b.VersionID != a.VersionID {
		out = append(out, newChange(lead+"version", version(b.VersionID), version(a.VersionID)))
	}
	if b.QueryFilter != a.QueryFilter {
		out = append(out, newChange(lead+"filter", b.QueryFilter, a.QueryFilter))
	}
	keys := slices.Concat(slices.Collect(maps.Keys(b.Mappings)), slices.Collect(maps.Keys(a.Mappings)))
	slices.Sort(keys)
	for _, k := range slices.Compact(keys) {
		if x, y := mapped(b.Mappings, k), mapped(a.Mappings, k); x != y {
			out = append(out, newChange(lead+"{"+k+"}", x, y))
		}
	}
	if !same(b.QueryMappings, a.QueryMappings) {
		out = append(out, newChange(lead+"query mappings", canonical(b.QueryMappings), canonical(a.QueryMappings)))
	}
	return out
}

// mapped tells an empty path from none.
func mapped(m map[string]string, k string) string {
	if v, ok := m[k]; ok && v == "" {
		return `""`
	}
	return m[k]
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
	keys := slices.Concat(slices.Collect(maps.Keys(b)), slices.Collect(maps.Keys(a)))
	slices.Sort(keys)
	var out []change
	for _, k := range slices.Compact(keys) {
		if x, y := word(b, k), word(a, k); x != y {
			out = append(out, newChange(fmt.Sprintf("%s%s", lead, k), x, y))
		}
	}
	return out
}

func word(m map[string]json.RawMessage, k string) string {
	raw, ok := m[k]
	if !ok {
		return ""
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return canonical(raw)
}

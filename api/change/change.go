// Package change says what differs between two states of a task, field by field, for the
// review of an update and for a comparison with a file. It is pure.
package change

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// Change is a value before and after. An empty text means no value.
type Change struct{ What, Before, After string }

// Names gives words for IDs.
type Names struct {
	Evaluator func(id string) string
	Version   func(id string) string // of an evaluator
}

// Of returns what an update changes in a task.
func (n Names) Of(old *api.CreateTask, update *api.UpdateTask) []Change {
	var out []Change
	add := func(what, before, after string) { out = append(out, Change{What: what, Before: before, After: after}) }
	if update.Name != nil {
		add("name", old.Name, *update.Name)
	}
	if update.Continuous != nil {
		add("mode", Mode(old.Continuous), Mode(update.Continuous))
	}
	if update.SamplingRate != nil {
		add("sampling rate", rate(old.SamplingRate), rate(update.SamplingRate))
	}
	if !update.QueryFilter.IsZero() {
		after, _ := update.QueryFilter.Get()
		add("query filter", old.QueryFilter, after)
	}
	if !update.QueryFilters.IsZero() {
		before, after := "", ""
		if old.QueryFilters != nil {
			before = Compact(old.QueryFilters)
		}
		if queryFilters, ok := update.QueryFilters.Get(); ok {
			after = Compact(queryFilters)
		}
		add("query filters", before, after)
	}
	if update.Evaluators != nil {
		out = append(out, n.evaluators(old.Evaluators, update.Evaluators)...)
	}
	if len(update.RunConfig) > 0 {
		out = append(out, objects("run configuration", old.RunConfig, update.RunConfig)...)
	}
	return out
}

// Fixed returns what differs between two states of a task and no update can change: a rate,
// the evaluators and the run configuration can be replaced, but not removed. name returns the name of an ID.
func Fixed(old, now *api.CreateTask, name func(id string) string) []Change {
	var out []Change
	add := func(what, before, after string) {
		if before != after {
			out = append(out, Change{What: what, Before: before, After: after})
		}
	}
	names := func(ids []string) string {
		var out []string
		for _, id := range ids {
			out = append(out, name(id))
		}
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	add("type", old.Type.Words(), now.Type.Words())
	if old.ProjectID != now.ProjectID {
		add("project", name(old.ProjectID), name(now.ProjectID))
	}
	if old.DatasetID != now.DatasetID {
		add("dataset", name(old.DatasetID), name(now.DatasetID))
	}
	if !slices.Equal(slices.Sorted(slices.Values(old.ExperimentIDs)), slices.Sorted(slices.Values(now.ExperimentIDs))) {
		add("experiments", names(old.ExperimentIDs), names(now.ExperimentIDs))
	}
	if now.SamplingRate == nil {
		add("sampling rate", rate(old.SamplingRate), "")
	}
	if len(now.Evaluators) == 0 {
		var ids []string
		for _, evaluator := range old.Evaluators {
			ids = append(ids, evaluator.EvaluatorID)
		}
		add("evaluators", names(ids), "")
	}
	if len(now.RunConfig) == 0 && len(old.RunConfig) > 0 {
		add("run configuration", Compact(old.RunConfig), "")
	}
	return out
}

// Mode says in words whether a task is continuous.
func Mode(continuous *bool) string {
	if continuous != nil && *continuous {
		return "continuous"
	}
	return "on demand"
}

func rate(value *float64) string {
	if value == nil {
		return ""
	}
	return strconv.FormatFloat(*value, 'f', -1, 64)
}

// Compact formats a value as canonical JSON on one line.
func Compact(value any) string {
	raw, err := api.Body(value)
	if err != nil {
		return err.Error()
	}
	if out, err := evaljson.Canonical(raw); err == nil {
		raw = out
	}
	return string(raw)
}

// evaluators lists each evaluator that is added, removed or changed.
func (n Names) evaluators(before, after []api.EvaluatorInput) []Change {
	find := func(list []api.EvaluatorInput, id string) int {
		return slices.IndexFunc(list, func(input api.EvaluatorInput) bool { return input.EvaluatorID == id })
	}
	names := func(list []api.EvaluatorInput) string {
		out := make([]string, len(list))
		for i, input := range list {
			out[i] = n.Evaluator(input.EvaluatorID)
		}
		return strings.Join(out, ", ")
	}
	var out []Change
	for _, input := range before {
		name := n.Evaluator(input.EvaluatorID)
		if i := find(after, input.EvaluatorID); i >= 0 {
			out = append(out, n.evaluator(name+" ", &input, &after[i])...)
		} else {
			out = append(out, Change{What: "evaluator " + name, Before: "part of the task"})
		}
	}
	for _, input := range after {
		if find(before, input.EvaluatorID) < 0 {
			out = append(out, Change{What: "evaluator " + n.Evaluator(input.EvaluatorID), After: Compact(input)})
		}
	}
	if len(out) == 0 {
		out = append(out, Change{What: "order of the evaluators", Before: names(before), After: names(after)})
	}
	return out
}

func (n Names) evaluator(lead string, before, after *api.EvaluatorInput) []Change {
	var out []Change
	if before.VersionID != after.VersionID {
		out = append(out, Change{What: lead + "version", Before: n.version(before.VersionID), After: n.version(after.VersionID)})
	}
	if before.QueryFilter != after.QueryFilter {
		out = append(out, Change{What: lead + "filter", Before: before.QueryFilter, After: after.QueryFilter})
	}
	for _, name := range sortedKeys(before.Mappings, after.Mappings) {
		if from, to := mappedTo(before.Mappings, name), mappedTo(after.Mappings, name); from != to {
			out = append(out, Change{What: lead + "{" + name + "}", Before: from, After: to})
		}
	}
	if !evaljson.Equal(before.QueryMappings, after.QueryMappings) {
		out = append(out, Change{What: lead + "query mappings", Before: queryMappings(before), After: queryMappings(after)})
	}
	return out
}

func queryMappings(input *api.EvaluatorInput) string {
	if len(input.QueryMappings) == 0 {
		return ""
	}
	return Compact(input.QueryMappings)
}

// version describes a pinned version.
func (n Names) version(id string) string {
	if id == "" {
		return "always the latest"
	}
	return "pinned to " + n.Version(id)
}

// sortedKeys returns the keys of both maps, sorted and without duplicates.
func sortedKeys[V any](left, right map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(left)), maps.Keys(right))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// mappedTo shows an empty path as "", so that it differs from no path.
func mappedTo(mappings map[string]string, variable string) string {
	if path, ok := mappings[variable]; ok && path == "" {
		return `""`
	}
	return mappings[variable]
}

// objects compares two values of JSON member by member, as deep as both have the same
// members and entries, so that a changed prompt is shown as a text.
func objects(what string, before, after json.RawMessage) []Change {
	if (len(before) == 0) == (len(after) == 0) && evaljson.Equal(before, after) {
		return nil
	}
	var left, right map[string]json.RawMessage
	if json.Unmarshal(before, &left) == nil && json.Unmarshal(after, &right) == nil && left != nil && right != nil {
		var out []Change
		for _, key := range sortedKeys(left, right) {
			out = append(out, objects(what+" "+key, left[key], right[key])...)
		}
		return out
	}
	var first, second []json.RawMessage
	if json.Unmarshal(before, &first) == nil && json.Unmarshal(after, &second) == nil && len(first) == len(second) && first != nil {
		var out []Change
		for i := range first {
			out = append(out, objects(fmt.Sprintf("%s %d", what, i+1), first[i], second[i])...)
		}
		return out
	}
	return []Change{{What: what, Before: valueText(before), After: valueText(after)}}
}

// valueText returns a string as it is, and other JSON in one line; "" for none.
func valueText(raw json.RawMessage) string {
	var value string
	switch {
	case len(raw) == 0:
		return ""
	case json.Unmarshal(raw, &value) == nil && raw[0] == '"':
		return value
	}
	return Compact(raw)
}

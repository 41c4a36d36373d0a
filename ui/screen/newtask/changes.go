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

// change is a value before and after an update. Empty text means no value.
type change struct {
	what, before, after text.Safe
}

// maxValue is the maximum length of one side of a change.
const maxValue = 2000

func newChange(what, before, after string) change {
	return change{what: text.CleanN(what, 200), before: text.CleanN(before, maxValue), after: text.CleanN(after, maxValue)}
}

// changes returns what an update would change in a task.
func (s *model) changes(old api.CreateTask, update api.UpdateTask) []change {
	var out []change
	add := func(what, before, after string) { out = append(out, newChange(what, before, after)) }
	if update.Name != nil {
		add("name", old.Name, *update.Name)
	}
	if update.Continuous != nil {
		add("mode", modeText(old.Continuous), modeText(update.Continuous))
	}
	if update.SamplingRate != nil {
		before := ""
		if old.SamplingRate != nil {
			before = formatNumber(*old.SamplingRate)
		}
		add("sampling rate", before, formatNumber(*update.SamplingRate))
	}
	if !update.QueryFilter.IsZero() {
		after, _ := update.QueryFilter.Get()
		add("query filter", old.QueryFilter, after)
	}
	if !update.QueryFilters.IsZero() {
		before, after := "", ""
		if old.QueryFilters != nil {
			before = compactJSON(old.QueryFilters)
		}
		if queryFilters, ok := update.QueryFilters.Get(); ok {
			after = compactJSON(queryFilters)
		}
		add("query filters", before, after)
	}
	if update.Evaluators != nil {
		out = append(out, s.evaluatorChanges(old.Evaluators, update.Evaluators)...)
	}
	if len(update.RunConfig) > 0 {
		out = append(out, objectChanges("run configuration ", old.RunConfig, update.RunConfig)...)
	}
	return out
}

func modeText(continuous *bool) string {
	if continuous != nil && *continuous {
		return "continuous"
	}
	return "on demand"
}

// compactJSON formats a value as canonical JSON on one line.
func compactJSON(value any) string {
	raw, err := api.Body(value)
	if err != nil {
		return err.Error()
	}
	if out, err := evaljson.Canonical(raw); err == nil {
		raw = out
	}
	return string(raw)
}

// evaluatorChanges lists each evaluator that is added, removed or changed.
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
			out = append(out, evaluatorDiff(name+" ", input, after[i])...)
		} else {
			out = append(out, newChange("evaluator "+name, "part of the task", ""))
		}
	}
	for _, input := range after {
		if find(before, input.EvaluatorID) < 0 {
			out = append(out, newChange("evaluator "+string(s.evaluatorName(input.EvaluatorID)), "", compactJSON(input)))
		}
	}
	if len(out) == 0 {
		out = append(out, newChange("order of the evaluators", names(before), names(after)))
	}
	return out
}

func evaluatorDiff(lead string, before, after api.EvaluatorInput) []change {
	var out []change
	if before.VersionID != after.VersionID {
		out = append(out, newChange(lead+"version", versionText(before.VersionID), versionText(after.VersionID)))
	}
	if before.QueryFilter != after.QueryFilter {
		out = append(out, newChange(lead+"filter", before.QueryFilter, after.QueryFilter))
	}
	for _, name := range sortedKeys(before.Mappings, after.Mappings) {
		if from, to := mappedTo(before.Mappings, name), mappedTo(after.Mappings, name); from != to {
			out = append(out, newChange(lead+"{"+name+"}", from, to))
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
	return compactJSON(input.QueryMappings)
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

// versionText describes a pinned version.
func versionText(id string) string {
	if id == "" {
		return "always the latest"
	}
	return "pinned to " + string(text.ShortID(id))
}

// objectChanges compares two JSON objects key by key.
func objectChanges(lead string, before, after json.RawMessage) []change {
	var left, right map[string]json.RawMessage
	if json.Unmarshal(before, &left) != nil && len(before) > 0 || json.Unmarshal(after, &right) != nil {
		return []change{newChange(strings.TrimSpace(lead), string(before), string(after))}
	}
	valueText := func(object map[string]json.RawMessage, key string) string {
		raw, ok := object[key]
		var value string
		if !ok || json.Unmarshal(raw, &value) == nil {
			return value
		}
		return compactJSON(raw)
	}
	var out []change
	for _, key := range sortedKeys(left, right) {
		if from, to := valueText(left, key), valueText(right, key); from != to {
			out = append(out, newChange(lead+key, from, to))
		}
	}
	return out
}

// changeRows returns the top of a review: what someone else has changed since the
// form was opened, and what the update changes.
func (s *model) changeRows(change api.UpdateTask, width int) []string {
	var out []string
	if len(s.review.conflict) > 0 {
		out = append(out, s.Styles.Header.Render("Changed by someone else in the meantime"))
		out = append(append(out, s.changeLines(s.review.conflict, width)...), "")
	}
	out = append(out, s.Styles.Header.Render("Your changes"))
	return append(out, s.changeLines(s.changes(requestOf(s.origin.task), change), width)...)
}

// changeLines shows before and after below each other.
func (s *model) changeLines(all []change, width int) []string {
	side := func(mark, value text.Safe) text.Safe {
		if value == "" {
			value = text.Lit("nothing")
		}
		return text.Concat(mark, value)
	}
	var fields []part.Field
	for _, change := range all {
		fields = append(fields, part.Field{Label: text.Cut(change.what, max(width/3, 8)), Lines: []text.Safe{side("- ", change.before), side("+ ", change.after)}})
	}
	return part.Fields(s.Styles, fields, width)
}

package write

import (
	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// Difference returns the update from one state of a task to another: only the
// fields that differ (contract section 6, Update). Type and target cannot change.
func Difference(old, now *api.CreateTask) api.UpdateTask {
	var change api.UpdateTask
	name := now.Name // the update keeps no pointer to a request
	change.Name, change.Continuous, change.SamplingRate = changedValue(&old.Name, &name), changedValue(old.Continuous, now.Continuous), changedValue(old.SamplingRate, now.SamplingRate)
	switch {
	case now.QueryFilter == old.QueryFilter:
	case now.QueryFilter == "":
		change.QueryFilter = api.Null[string]()
	default:
		change.QueryFilter = api.Set(now.QueryFilter)
	}
	switch {
	case evaljson.Equal(now.QueryFilters, old.QueryFilters):
	case now.QueryFilters == nil:
		change.QueryFilters = api.Null[api.QueryFilters]()
	default:
		change.QueryFilters = api.Set(*now.QueryFilters)
	}
	if !evaljson.Equal(now.Evaluators, old.Evaluators) {
		change.Evaluators = now.Evaluators
	}
	if len(now.RunConfig) > 0 && !evaljson.Equal(now.RunConfig, old.RunConfig) {
		change.RunConfig = now.RunConfig
	}
	return change
}

// changedValue returns the new value, nil if it is unchanged or missing.
func changedValue[T comparable](old, now *T) *T {
	if now == nil || old != nil && *old == *now {
		return nil
	}
	return now
}

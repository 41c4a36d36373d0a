package taskinfo

import "ax-tui/api"

// Longest returns the wire name and the size in bytes of the longest text of a task.
func Longest(task api.Task) (field string, size int) {
	longer := func(name string, text string) {
		if len(text) > size {
			field, size = name, len(text)
		}
	}
	longer("name", task.Name)
	longer("run_configuration", string(task.RunConfig))
	if task.QueryFilter != nil {
		longer("query_filter", *task.QueryFilter)
	}
	if task.QueryFilters != nil {
		longer("query_filters", task.QueryFilters.Expression)
		for _, filter := range task.QueryFilters.Filters {
			longer("query_filters", filter.Filter)
		}
	}
	for _, evaluator := range task.Evaluators {
		longer("evaluators", evaluator.Name)
		if evaluator.QueryFilter != nil {
			longer("evaluators", *evaluator.QueryFilter)
		}
		for variable, path := range evaluator.Mappings {
			longer("evaluators", variable)
			longer("evaluators", path)
		}
		for _, mapping := range evaluator.QueryMappings {
			longer("evaluators", mapping.AttributePath)
		}
	}
	return field, size
}

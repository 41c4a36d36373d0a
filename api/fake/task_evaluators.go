package fake

import (
	"slices"
	"strings"

	"ax-tui/api/fake/world"
)

// letters are the names of query filters; a task has at most one of each.
func letters() []string { return []string{"A", "B", "C", "D", "E"} }

// readFilters reads query_filter and query_filters of a task. In an update
// (nullable) null clears them. The old dialect knows no query_filters.
func readFilters(f *fields, task *world.Task, nullable bool) {
	if nullable && f.null("query_filter") {
		task.QueryFilter = nil
	} else if s, ok := f.str("query_filter"); ok {
		task.QueryFilter = textOrNull(strings.TrimSpace(s))
	}
	if f.d.legacy {
		return
	}
	if nullable && f.null("query_filters") {
		task.QueryFilters = nil
	} else if fields, ok := f.object("query_filters"); ok {
		task.QueryFilters = readQueryFilters(fields)
	}
}

// readQueryFilters reads 1 to 5 lettered filters and their expression.
func readQueryFilters(q *fields) *world.QueryFilters {
	q.need("filters")
	rows := q.objects("filters", 1, len(letters()))
	out := &world.QueryFilters{}
	given := []string{}
	for _, fields := range rows {
		fields.need("id", "filter")
		id, _ := fields.str("id")
		text, _ := fields.str("filter")
		fields.close(nil)
		switch {
		case !slices.Contains(letters(), id):
			fields.bad("id", "must be a letter from A to E.")
		case slices.Contains(given, id):
			fields.wrong("id", "%s is used twice.", id)
		}
		given = append(given, id)
		out.Filters = append(out.Filters, world.QueryFilter{ID: id, Filter: text})
	}
	out.Expression, _ = q.str("expression")
	q.close(nil)
	checkExpression(q, out, given)
	return out
}

// checkExpression wants an expression from two filters on; for one the answer
// is its letter (contract section 6, trace/session shape).
func checkExpression(q *fields, filters *world.QueryFilters, letters []string) {
	switch {
	case strings.TrimSpace(filters.Expression) != "":
		if reason := world.CheckExpression(filters.Expression, letters); reason != "" {
			q.wrong("expression", "is not understood: %s.", reason)
		}
	case len(letters) > 1:
		q.wrong("expression", "is required from two filters on, such as %q.", strings.Join(letters, " AND "))
	case len(letters) == 1:
		filters.Expression = letters[0]
	}
}

// readEvaluators reads the shapes of the evaluators, without looking them up.
func readEvaluators(f *fields, task *world.Task) {
	rows := f.objects("evaluators", 1, 0)
	for _, fields := range rows {
		fields.need("evaluator_id")
		taskEvaluator := world.TaskEvaluator{EvaluatorID: fields.id("evaluator_id")}
		if text, ok := fields.str("query_filter"); ok {
			taskEvaluator.QueryFilter = textOrNull(strings.TrimSpace(text))
		}
		taskEvaluator.Mappings = fields.words("column_mappings")
		if !f.d.legacy {
			if !fields.null("evaluator_version_id") {
				taskEvaluator.VersionID = fields.id("evaluator_version_id")
			}
			taskEvaluator.QueryMappings = readQueryMappings(fields)
			if fields.has("query_mappings") && (fields.has("query_filter") || fields.has("column_mappings")) {
				fields.bad("query_mappings", "does not go with query_filter and column_mappings; an evaluator has one shape.")
			}
		}
		fields.close(unwelcome("an evaluator", "name", "evaluator_name"))
		task.Evaluators = append(task.Evaluators, taskEvaluator)
	}
}

func readQueryMappings(r *fields) (out []world.QueryMapping) {
	rows := r.objects("query_mappings", 1, 0)
	for _, fields := range rows {
		fields.need("variable_name", "query_ids", "attribute_path")
		var queryMapping world.QueryMapping
		queryMapping.Variable, _ = fields.str("variable_name")
		queryMapping.QueryIDs, _ = fields.strings("query_ids")
		queryMapping.Attribute, _ = fields.str("attribute_path")
		fields.close(nil)
		for i, id := range queryMapping.QueryIDs {
			if !slices.Contains(letters(), id) {
				fields.bad(index("query_ids", i), "must be a letter from A to E.")
			}
		}
		out = append(out, queryMapping)
	}
	return out
}

// checkShape refuses a mix of the span shape and the trace/session shape with
// 400 (contract section 6, two shapes), and letters that the task does not declare.
func checkShape(f *fields, task *world.Task) {
	// A filter counts by being there, blank or not; null is an update that clears.
	spans := task.QueryFilter != nil || f.vals["query_filter"] != nil
	queries := task.QueryFilters != nil
	for _, taskEvaluator := range task.Evaluators {
		spans = spans || taskEvaluator.QueryFilter != nil || taskEvaluator.Mappings != nil
		queries = queries || taskEvaluator.QueryMappings != nil
	}
	switch {
	case spans && queries:
		f.bad("evaluators", "mix two shapes: query_filter and column_mappings go together, and so do query_filters and query_mappings. In an update send null for the filter that goes away.")
	case queries && task.QueryFilters == nil && f.has("evaluators"):
		f.bad("query_filters", "is required when an evaluator has query_mappings.")
	}
	if task.QueryFilters == nil {
		return
	}
	for i, taskEvaluator := range task.Evaluators {
		at := index("evaluators", i) + ".query_mappings"
		if taskEvaluator.QueryMappings == nil {
			f.bad(at, "is required when the task has query_filters.")
		}
		for j, queryMapping := range taskEvaluator.QueryMappings {
			for _, id := range queryMapping.QueryIDs {
				if !slices.ContainsFunc(task.QueryFilters.Filters, func(queryFilter world.QueryFilter) bool { return queryFilter.ID == id }) {
					f.wrong(index(at, j)+".query_ids", "names %s, which query_filters does not declare.", id)
				}
			}
		}
	}
}

// checkEvaluators looks every evaluator up, names it, and holds the rules that
// need its version: pins, one custom code evaluator, one data scope.
func (s *Server) checkEvaluators(f *fields, task *world.Task) {
	seen, custom, scope := map[string]bool{}, 0, ""
	for i := range task.Evaluators {
		taskEvaluator := &task.Evaluators[i]
		at := index("evaluators", i)
		evaluatorVersion := s.checkEvaluator(f, task, i)
		if f.failed() {
			return
		}
		if seen[taskEvaluator.EvaluatorID] {
			f.wrong(at+".evaluator_id", "is given twice; each evaluator may appear once.")
		}
		seen[taskEvaluator.EvaluatorID] = true
		if evaluatorVersion.Code != nil && evaluatorVersion.Code.Kind == "CUSTOM" {
			if custom++; custom > 1 {
				f.wrong(at+".evaluator_id", "is a second custom code evaluator; a task takes one at most.")
			}
		}
		g := evaluatorVersion.DataScope()
		if i > 0 && g != scope {
			f.wrong(at+".evaluator_id", "looks at %s data, the first evaluator at %s data; all evaluators of a task share one granularity.", g, scope)
		}
		if scope = g; (g == "SPAN") != (task.QueryFilters == nil) {
			f.wrong(at+".evaluator_id", "looks at %s data, which does not fit the shape of this task: query_filters and query_mappings are for traces and sessions.", g)
		}
	}
}

// checkEvaluator looks one evaluator and its pinned version up. Template
// evaluators are for template tasks and code evaluators for code tasks; the
// newer kinds are let into both.
func (s *Server) checkEvaluator(f *fields, task *world.Task, i int) (evaluatorVersion world.EvaluatorVersion) {
	taskEvaluator := &task.Evaluators[i]
	at := index("evaluators", i)
	found := need(f.call, s.w.Evaluators(), "evaluator", at+".evaluator_id", taskEvaluator.EvaluatorID)
	if f.failed() {
		return evaluatorVersion
	}
	taskEvaluator.Name, evaluatorVersion = found.Name, found.Versions[0]
	if found.SpaceID != task.SpaceID {
		f.wrong(at+".evaluator_id", "belongs to another space than the task.")
	}
	if found.Type == "TEMPLATE" && task.Type != world.TemplateEvaluation || found.Type == "CODE" && task.Type != world.CodeEvaluation {
		f.wrong(at+".evaluator_id", "is a %s evaluator, which does not fit a %s task.", found.Type, task.Type)
	}
	if taskEvaluator.VersionID != "" {
		var ok bool
		if evaluatorVersion, ok = find(found.Versions, taskEvaluator.VersionID); !ok {
			f.foreign(at+".evaluator_version_id", taskEvaluator.VersionID, "a version of this evaluator")
		}
	}
	return evaluatorVersion
}

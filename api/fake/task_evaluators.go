package fake

import (
	"slices"
	"strings"

	"ax-tui/api/fake/world"
)

// The sizes of the trace/session shape (contract section 6); texts in characters.
const (
	maxFilterText    = 2000
	maxExpression    = 512
	maxVariableName  = 256
	maxAttributePath = 1024
	maxQueryMappings = 50
)

// letters are the IDs of query filters; a task has at most one of each.
func letters() []string { return []string{"A", "B", "C", "D", "E"} }

// readFilters reads query_filter and query_filters of a task. In an update
// (nullable) null clears them. The old dialect has no query_filters.
func readFilters(body *fields, task *world.Task, nullable bool) {
	if nullable && body.null("query_filter") {
		task.QueryFilter = nil
	} else if text, ok := body.str("query_filter"); ok {
		task.QueryFilter = textOrNull(strings.TrimSpace(text))
	}
	if body.dialect.legacy {
		return
	}
	if nullable && body.null("query_filters") {
		task.QueryFilters = nil
	} else if fields, ok := body.object("query_filters"); ok {
		task.QueryFilters = readQueryFilters(fields)
	}
}

// readQueryFilters reads 1 to 5 lettered filters and their expression.
func readQueryFilters(body *fields) *world.QueryFilters {
	body.require("filters")
	rows := body.objects("filters", 1, len(letters()))
	out := &world.QueryFilters{}
	ids := []string{}
	for _, fields := range rows {
		fields.require("id", "filter")
		id, _ := fields.str("id")
		text := fields.text("filter", maxFilterText)
		fields.refuseUnknown(nil)
		switch {
		case !slices.Contains(letters(), id):
			fields.invalid("id", "must be a letter from A to E.")
		case slices.Contains(ids, id):
			fields.unprocessable("id", "%s is used twice.", id)
		}
		ids = append(ids, id)
		out.Filters = append(out.Filters, world.QueryFilter{ID: id, Filter: text})
	}
	out.Expression = body.text("expression", maxExpression)
	body.refuseUnknown(nil)
	checkExpression(body, out, ids)
	return out
}

// checkExpression requires an expression for two or more filters; for a single
// one it defaults to its letter (contract section 6, trace/session shape).
func checkExpression(body *fields, filters *world.QueryFilters, letters []string) {
	switch {
	case strings.TrimSpace(filters.Expression) != "":
		if reason := world.CheckExpression(filters.Expression, letters); reason != "" {
			body.unprocessable("expression", "cannot be parsed: %s.", reason)
		}
	case len(letters) > 1:
		body.unprocessable("expression", "is required for two or more filters, such as %q.", strings.Join(letters, " AND "))
	case len(letters) == 1:
		filters.Expression = letters[0]
	}
}

// readEvaluators reads the evaluators without looking them up.
func readEvaluators(body *fields, task *world.Task) {
	rows := body.objects("evaluators", 1, 0)
	for _, fields := range rows {
		fields.require("evaluator_id")
		taskEvaluator := world.TaskEvaluator{EvaluatorID: fields.id("evaluator_id")}
		if text, ok := fields.str("query_filter"); ok {
			taskEvaluator.QueryFilter = textOrNull(strings.TrimSpace(text))
		}
		taskEvaluator.Mappings = fields.stringMap("column_mappings")
		if !body.dialect.legacy {
			if !fields.null("evaluator_version_id") {
				taskEvaluator.VersionID = fields.id("evaluator_version_id")
			}
			taskEvaluator.QueryMappings = readQueryMappings(fields)
			if fields.has("query_mappings") && (fields.has("query_filter") || fields.has("column_mappings")) {
				fields.invalid("query_mappings", "cannot be combined with query_filter and column_mappings; an evaluator has one shape.")
			}
		}
		fields.refuseUnknown(notAllowed("an evaluator", "name", "evaluator_name"))
		task.Evaluators = append(task.Evaluators, taskEvaluator)
	}
}

func readQueryMappings(body *fields) (out []world.QueryMapping) {
	rows := body.objects("query_mappings", 1, maxQueryMappings)
	for _, fields := range rows {
		fields.require("variable_name", "query_ids", "attribute_path")
		var queryMapping world.QueryMapping
		queryMapping.Variable = fields.text("variable_name", maxVariableName)
		queryMapping.QueryIDs, _ = fields.strings("query_ids")
		queryMapping.Attribute = fields.text("attribute_path", maxAttributePath)
		fields.refuseUnknown(nil)
		if len(queryMapping.QueryIDs) > len(letters()) {
			fields.invalid("query_ids", "must have %d entries or fewer.", len(letters()))
		}
		for i, id := range queryMapping.QueryIDs {
			if !slices.Contains(letters(), id) {
				fields.invalid(index("query_ids", i), "must be a letter from A to E.")
			}
		}
		out = append(out, queryMapping)
	}
	return out
}

// checkShape refuses a mix of the span shape and the trace/session shape with
// 400 (contract section 6, two shapes), and letters that the task does not declare.
func checkShape(body *fields, task *world.Task) {
	// A filter counts if it is present, even blank; null clears it in an update.
	spans := task.QueryFilter != nil || body.values["query_filter"] != nil
	queries := task.QueryFilters != nil
	for _, taskEvaluator := range task.Evaluators {
		spans = spans || taskEvaluator.QueryFilter != nil || taskEvaluator.Mappings != nil
		queries = queries || taskEvaluator.QueryMappings != nil
	}
	switch {
	case spans && queries:
		body.invalid("evaluators", "mix two shapes: use query_filter with column_mappings, or query_filters with query_mappings. In an update send null to clear the other filter.")
	case queries && task.QueryFilters == nil && body.has("evaluators"):
		body.invalid("query_filters", "is required when an evaluator has query_mappings.")
	}
	if task.QueryFilters == nil {
		return
	}
	for i, taskEvaluator := range task.Evaluators {
		at := index("evaluators", i) + ".query_mappings"
		if taskEvaluator.QueryMappings == nil {
			body.invalid(at, "is required when the task has query_filters.")
		}
		for j, queryMapping := range taskEvaluator.QueryMappings {
			for _, id := range queryMapping.QueryIDs {
				if !slices.ContainsFunc(task.QueryFilters.Filters, func(queryFilter world.QueryFilter) bool { return queryFilter.ID == id }) {
					body.unprocessable(index(at, j)+".query_ids", "names %s, which query_filters does not declare.", id)
				}
			}
		}
	}
}

// checkEvaluators looks up every evaluator, sets its name, and checks the rules
// that need its version: pins, one custom code evaluator, one data scope.
func (s *Server) checkEvaluators(body *fields, task *world.Task) {
	seen, custom, scope := map[string]bool{}, 0, ""
	for i := range task.Evaluators {
		taskEvaluator := &task.Evaluators[i]
		at := index("evaluators", i)
		evaluatorVersion := s.checkEvaluator(body, task, i)
		if body.failed() {
			return
		}
		if seen[taskEvaluator.EvaluatorID] {
			body.unprocessable(at+".evaluator_id", "is given twice; each evaluator may appear once.")
		}
		seen[taskEvaluator.EvaluatorID] = true
		if evaluatorVersion.Code != nil && evaluatorVersion.Code.Kind == "CUSTOM" {
			if custom++; custom > 1 {
				body.unprocessable(at+".evaluator_id", "is a second custom code evaluator; a task can have only one.")
			}
		}
		granularity := evaluatorVersion.DataScope()
		if i > 0 && granularity != scope {
			body.unprocessable(at+".evaluator_id", "reads %s data, the first evaluator reads %s data; all evaluators of a task must have the same granularity.", granularity, scope)
		}
		if scope = granularity; (granularity == "SPAN") != (task.QueryFilters == nil) {
			body.unprocessable(at+".evaluator_id", "reads %s data, which does not fit the shape of this task: query_filters and query_mappings are for traces and sessions.", granularity)
		}
	}
}

// checkEvaluator looks up one evaluator and its pinned version. Template
// evaluators need a template task and code evaluators a code task; the newer
// kinds are accepted in both.
func (s *Server) checkEvaluator(body *fields, task *world.Task, i int) (evaluatorVersion *world.EvaluatorVersion) {
	taskEvaluator := &task.Evaluators[i]
	at := index("evaluators", i)
	found := findOrRefuse(body.call, s.evaluators(body.call), "evaluator", at+".evaluator_id", taskEvaluator.EvaluatorID)
	if found == nil || body.failed() {
		return nil
	}
	taskEvaluator.Name, evaluatorVersion = found.Name, found.Versions[0]
	if found.SpaceID != task.SpaceID {
		body.unprocessable(at+".evaluator_id", "belongs to another space than the task.")
	}
	if found.Type == "TEMPLATE" && task.Type != world.TemplateEvaluation || found.Type == "CODE" && task.Type != world.CodeEvaluation {
		body.unprocessable(at+".evaluator_id", "is a %s evaluator, which does not fit a %s task.", found.Type, task.Type)
	}
	if taskEvaluator.VersionID != "" {
		var ok bool
		if evaluatorVersion, ok = find(found.Versions, taskEvaluator.VersionID); !ok {
			body.wrongID(at+".evaluator_version_id", taskEvaluator.VersionID, "a version of this evaluator")
		}
	}
	return evaluatorVersion
}

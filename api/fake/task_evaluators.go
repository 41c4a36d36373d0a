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
func readFilters(f *fields, t *world.Task, nullable bool) {
	if nullable && f.null("query_filter") {
		t.QueryFilter = nil
	} else if s, ok := f.str("query_filter"); ok {
		t.QueryFilter = textOrNull(strings.TrimSpace(s))
	}
	if f.d.legacy {
		return
	}
	if nullable && f.null("query_filters") {
		t.QueryFilters = nil
	} else if q, ok := f.object("query_filters"); ok {
		t.QueryFilters = readQueryFilters(q)
	}
}

// readQueryFilters reads 1 to 5 lettered filters and their expression.
func readQueryFilters(q *fields) *world.QueryFilters {
	q.need("filters")
	rows := q.objects("filters", 1, len(letters()))
	out := &world.QueryFilters{}
	given := []string{}
	for _, r := range rows {
		r.need("id", "filter")
		id, _ := r.str("id")
		text, _ := r.str("filter")
		r.close(nil)
		switch {
		case !slices.Contains(letters(), id):
			r.bad("id", "must be a letter from A to E.")
		case slices.Contains(given, id):
			r.wrong("id", "%s is used twice.", id)
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
func readEvaluators(f *fields, t *world.Task) {
	rows := f.objects("evaluators", 1, 0)
	for _, r := range rows {
		r.need("evaluator_id")
		e := world.TaskEvaluator{EvaluatorID: r.id("evaluator_id")}
		if text, ok := r.str("query_filter"); ok {
			e.QueryFilter = textOrNull(strings.TrimSpace(text))
		}
		e.Mappings = r.words("column_mappings")
		if !f.d.legacy {
			if !r.null("evaluator_version_id") {
				e.VersionID = r.id("evaluator_version_id")
			}
			e.QueryMappings = readQueryMappings(r)
			if r.has("query_mappings") && (r.has("query_filter") || r.has("column_mappings")) {
				r.bad("query_mappings", "does not go with query_filter and column_mappings; an evaluator has one shape.")
			}
		}
		r.close(unwelcome("an evaluator", "name", "evaluator_name"))
		t.Evaluators = append(t.Evaluators, e)
	}
}

func readQueryMappings(r *fields) (out []world.QueryMapping) {
	rows := r.objects("query_mappings", 1, 0)
	for _, m := range rows {
		m.need("variable_name", "query_ids", "attribute_path")
		var q world.QueryMapping
		q.Variable, _ = m.str("variable_name")
		q.QueryIDs, _ = m.strings("query_ids")
		q.Attribute, _ = m.str("attribute_path")
		m.close(nil)
		for i, id := range q.QueryIDs {
			if !slices.Contains(letters(), id) {
				m.bad(index("query_ids", i), "must be a letter from A to E.")
			}
		}
		out = append(out, q)
	}
	return out
}

// checkShape refuses a mix of the span shape and the trace/session shape with
// 400 (contract section 6, two shapes), and letters that the task does not declare.
func checkShape(f *fields, t *world.Task) {
	// A filter counts by being there, blank or not; null is an update that clears.
	spans := t.QueryFilter != nil || f.vals["query_filter"] != nil
	queries := t.QueryFilters != nil
	for _, e := range t.Evaluators {
		spans = spans || e.QueryFilter != nil || e.Mappings != nil
		queries = queries || e.QueryMappings != nil
	}
	switch {
	case spans && queries:
		f.bad("evaluators", "mix two shapes: query_filter and column_mappings go together, and so do query_filters and query_mappings. In an update send null for the filter that goes away.")
	case queries && t.QueryFilters == nil && f.has("evaluators"):
		f.bad("query_filters", "is required when an evaluator has query_mappings.")
	}
	if t.QueryFilters == nil {
		return
	}
	for i, e := range t.Evaluators {
		at := index("evaluators", i) + ".query_mappings"
		if e.QueryMappings == nil {
			f.bad(at, "is required when the task has query_filters.")
		}
		for j, m := range e.QueryMappings {
			for _, id := range m.QueryIDs {
				if !slices.ContainsFunc(t.QueryFilters.Filters, func(q world.QueryFilter) bool { return q.ID == id }) {
					f.wrong(index(at, j)+".query_ids", "names %s, which query_filters does not declare.", id)
				}
			}
		}
	}
}

// checkEvaluators looks every evaluator up, names it, and holds the rules that
// need its version: pins, one custom code evaluator, one data scope.
func (s *Server) checkEvaluators(f *fields, t *world.Task) {
	seen, custom, scope := map[string]bool{}, 0, ""
	for i := range t.Evaluators {
		e := &t.Evaluators[i]
		at := index("evaluators", i)
		v := s.checkEvaluator(f, t, i)
		if f.failed() {
			return
		}
		if seen[e.EvaluatorID] {
			f.wrong(at+".evaluator_id", "is given twice; each evaluator may appear once.")
		}
		seen[e.EvaluatorID] = true
		if v.Code != nil && v.Code.Kind == "CUSTOM" {
			if custom++; custom > 1 {
				f.wrong(at+".evaluator_id", "is a second custom code evaluator; a task takes one at most.")
			}
		}
		g := v.DataScope()
		if i > 0 && g != scope {
			f.wrong(at+".evaluator_id", "looks at %s data, the first evaluator at %s data; all evaluators of a task share one granularity.", g, scope)
		}
		if scope = g; (g == "SPAN") != (t.QueryFilters == nil) {
			f.wrong(at+".evaluator_id", "looks at %s data, which does not fit the shape of this task: query_filters and query_mappings are for traces and sessions.", g)
		}
	}
}

// checkEvaluator looks one evaluator and its pinned version up. Template
// evaluators are for template tasks and code evaluators for code tasks; the
// newer kinds are let into both.
func (s *Server) checkEvaluator(f *fields, t *world.Task, i int) (v world.EvaluatorVersion) {
	e := &t.Evaluators[i]
	at := index("evaluators", i)
	found := need(f.call, s.w.Evaluators(), "evaluator", at+".evaluator_id", e.EvaluatorID)
	if f.failed() {
		return v
	}
	e.Name, v = found.Name, found.Versions[0]
	if found.SpaceID != t.SpaceID {
		f.wrong(at+".evaluator_id", "belongs to another space than the task.")
	}
	if found.Type == "TEMPLATE" && t.Type != world.TemplateEvaluation || found.Type == "CODE" && t.Type != world.CodeEvaluation {
		f.wrong(at+".evaluator_id", "is a %s evaluator, which does not fit a %s task.", found.Type, t.Type)
	}
	if e.VersionID != "" {
		var ok bool
		if v, ok = find(found.Versions, e.VersionID); !ok {
			f.foreign(at+".evaluator_version_id", e.VersionID, "a version of this evaluator")
		}
	}
	return v
}

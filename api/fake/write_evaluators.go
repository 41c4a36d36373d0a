package fake

import (
	"regexp"
	"slices"
	"strings"

	"ax-tui/api/fake/world"
)

// maxQueryFilters is how many lettered filters a task may have: A to E.
const maxQueryFilters = 5

// letter is the name of a query filter.
var letter = regexp.MustCompile(`^[A-E]$`)

// readFilters reads query_filter and query_filters of a task. In an update
// (nullable) null clears them. The old dialect knows no query_filters.
func readFilters(d dialect, f *fields, t *world.Task, nullable bool) {
	if nullable && f.null("query_filter") {
		t.QueryFilter = nil
	} else if s, ok := f.str("query_filter"); ok {
		t.QueryFilter = textOrNull(strings.TrimSpace(s))
	}
	if d.legacy {
		return
	}
	if nullable && f.null("query_filters") {
		t.QueryFilters, t.Expression = nil, ""
	} else if q, ok := f.object("query_filters"); ok {
		readQueryFilters(q, t)
	}
}

// readQueryFilters reads 1 to 5 lettered filters and their expression.
func readQueryFilters(q *fields, t *world.Task) {
	q.need("filters")
	rows, _ := q.objects("filters", 1, maxQueryFilters)
	t.QueryFilters = []world.QueryFilter{}
	letters := []string{}
	for _, r := range rows {
		r.need("id", "filter")
		id, _ := r.str("id")
		text, _ := r.str("filter")
		r.close(nil)
		switch {
		case !letter.MatchString(id):
			r.bad("id", "must be a letter from A to E.")
		case slices.Contains(letters, id):
			r.wrong("id", "%s is used twice.", id)
		}
		letters = append(letters, id)
		t.QueryFilters = append(t.QueryFilters, world.QueryFilter{ID: id, Filter: text})
	}
	t.Expression, _ = q.str("expression")
	q.close(nil)
	checkExpression(q, t, letters)
}

// readEvaluators reads the shapes of the evaluators, without looking them up.
func (s *Server) readEvaluators(d dialect, f *fields, t *world.Task) {
	rows, _ := f.objects("evaluators", 1, 0)
	for _, r := range rows {
		r.need("evaluator_id")
		e := world.TaskEvaluator{}
		e.EvaluatorID, _ = s.idOf(r, "evaluator_id")
		if text, ok := r.str("query_filter"); ok {
			e.QueryFilter = textOrNull(strings.TrimSpace(text))
		}
		e.Mappings, _ = r.words("column_mappings")
		if !d.legacy {
			if !r.null("evaluator_version_id") {
				e.VersionID, _ = s.idOf(r, "evaluator_version_id")
			}
			readQueryMappings(r, &e)
			if r.has("query_mappings") && (r.has("query_filter") || r.has("column_mappings")) {
				r.bad("query_mappings", "does not go with query_filter and column_mappings; an evaluator has one shape.")
			}
		}
		r.close(strangers("an evaluator", "name", "evaluator_name"))
		t.Evaluators = append(t.Evaluators, e)
	}
}

func readQueryMappings(r *fields, e *world.TaskEvaluator) {
	rows, ok := r.objects("query_mappings", 1, 0)
	if !ok {
		return
	}
	e.QueryMappings = []world.QueryMapping{}
	for _, m := range rows {
		m.need("variable_name", "query_ids", "attribute_path")
		var q world.QueryMapping
		q.Variable, _ = m.str("variable_name")
		q.QueryIDs, _ = m.strings("query_ids")
		q.Attribute, _ = m.str("attribute_path")
		m.close(nil)
		for i, id := range q.QueryIDs {
			if !letter.MatchString(id) {
				m.bad(index("query_ids", i), "must be a letter from A to E.")
			}
		}
		e.QueryMappings = append(e.QueryMappings, q)
	}
}

// checkShape refuses a mix of the span shape and the trace/session shape with
// 400 (contract section 6, two shapes).
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
		if e.QueryMappings == nil {
			f.bad(index("evaluators", i)+".query_mappings", "is required when the task has query_filters.")
		}
		checkLetters(f, t, i)
	}
}

// checkLetters wants every letter of a mapping to be declared by the task.
func checkLetters(f *fields, t *world.Task, i int) {
	for j, m := range t.Evaluators[i].QueryMappings {
		for _, id := range m.QueryIDs {
			if !slices.ContainsFunc(t.QueryFilters, func(q world.QueryFilter) bool { return q.ID == id }) {
				f.wrong(index(index("evaluators", i)+".query_mappings", j)+".query_ids", "names %s, which query_filters does not declare.", id)
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
		v, ok := s.checkEvaluator(f, t, i)
		if !ok {
			return
		}
		at := index("evaluators", i)
		if seen[e.EvaluatorID] {
			f.wrong(at+".evaluator_id", "is given twice; each evaluator may appear once.")
		}
		seen[e.EvaluatorID] = true
		if v.Code != nil && v.Code.Kind == "CUSTOM" {
			if custom++; custom > 1 {
				f.wrong(at+".evaluator_id", "is a second custom code evaluator; a task takes one at most.")
			}
		}
		g := dataScope(v)
		if i > 0 && g != scope {
			f.wrong(at+".evaluator_id", "looks at %s data, the first evaluator at %s data; all evaluators of a task share one granularity.", g, scope)
		}
		if scope = g; (g == "SPAN") != (t.QueryFilters == nil) {
			f.wrong(at+".evaluator_id", "looks at %s data, which does not fit the shape of this task: query_filters and query_mappings are for traces and sessions.", g)
		}
	}
}

// checkEvaluator looks one evaluator and its pinned version up; false after a fault.
func (s *Server) checkEvaluator(f *fields, t *world.Task, i int) (v world.EvaluatorVersion, ok bool) {
	e := &t.Evaluators[i]
	at := index("evaluators", i)
	found, ok := s.evaluator(e.EvaluatorID)
	if !ok || len(found.Versions) == 0 {
		*f.fault = s.missing("evaluator", at+".evaluator_id", e.EvaluatorID)
		return v, false
	}
	e.Name = found.Name
	if found.SpaceID != t.SpaceID {
		f.wrong(at+".evaluator_id", "belongs to another space than the task.")
	}
	if !familyFits(found.Type, t.Type) {
		f.wrong(at+".evaluator_id", "is a %s evaluator, which does not fit a %s task.", found.Type, t.Type)
	}
	if v = found.Versions[0]; e.VersionID != "" {
		if v, ok = findBy(found.Versions, e.VersionID, func(x world.EvaluatorVersion) string { return x.ID }); !ok {
			s.foreign(f, at+".evaluator_version_id", e.VersionID, "a version of this evaluator")
		}
	}
	return v, !f.failed()
}

// familyFits keeps template evaluators to template tasks and code evaluators
// to code tasks. The newer kinds are let into both: nothing says where they belong.
func familyFits(evaluator string, task world.TaskType) bool {
	switch evaluator {
	case "TEMPLATE":
		return task == world.TemplateEvaluation
	case "CODE":
		return task == world.CodeEvaluation
	}
	return true
}

// dataScope is the granularity of a version; none set means spans.
func dataScope(v world.EvaluatorVersion) string {
	g := ""
	if v.Template != nil {
		g = v.Template.Granularity
	} else if v.Code != nil {
		g = v.Code.Granularity
	}
	if g == "" {
		return "SPAN"
	}
	return g
}

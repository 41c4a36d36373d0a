package fake

import (
	"encoding/json"
	"net/http"
	"strings"

	"ax-tui/api/fake/world"
)

func (s *Server) searchExamples(req *call) any {
	return s.search(req, "examples", s.examples, "dataset_version_id")
}

func (s *Server) searchExperimentRuns(req *call) any {
	return s.search(req, "experiment_runs", s.experimentRuns)
}

// search returns the rows that a filter selects. Filter, limit and cursor are in
// the body; filter and further IDs, as query parameters of the plain list, bind
// the cursor. An empty body asks for all rows.
func (s *Server) search(req *call, key string, rows func(*call) []map[string]any, ids ...string) any {
	body := req.readBody("")
	bound, _ := json.Marshal(map[string]any{"filter": body.values["filter"]}) // strings: cannot fail
	filter, filtered := body.str("filter")
	if filter = strings.TrimSpace(filter); filtered && filter == "" {
		body.invalid("filter", "must not be blank.") // contract section 6, search
	}
	if body.has("limit") {
		body.integer("limit", 1)
		req.query.Set("limit", jsonText(body.values["limit"]))
	}
	if cursor, ok := body.str("cursor"); ok {
		req.query.Set("cursor", cursor)
	}
	for _, id := range ids {
		if body.has(id) {
			req.query.Set(id, body.id(id))
		}
	}
	body.refuseUnknown(nil)
	if req.failed() {
		return nil
	}
	selected := rows(req)
	if filtered && !req.failed() {
		selected = filterRows(req, selected, filter)
	}
	return listRows(s, req, key, string(bound), selected)
}

// filterRows keeps the rows that match. A column that no row has is refused.
func filterRows(req *call, rows []map[string]any, filter string) (kept []map[string]any) {
	known := func(column string) bool {
		head, _, _ := strings.Cut(column, ".")
		for _, row := range rows {
			_, whole := row[column]
			if _, nested := row[head].(map[string]any); whole || nested {
				return true
			}
		}
		return len(rows) == 0
	}
	matches, err := world.RowFilter(filter, known)
	if err != nil {
		req.refuse(badFilterStatus, "filter cannot be parsed: %v.", err)
		return nil
	}
	for _, row := range rows {
		if matches(row) {
			kept = append(kept, row)
		}
	}
	return kept
}

// jsonText is a JSON value as text.
func jsonText(value any) string {
	text, _ := json.Marshal(value) // it came from JSON: cannot fail
	return string(text)
}

// recent handles an address that servers of the old dialect do not have.
func recent(next handler) handler {
	return func(s *Server, req *call) any {
		if req.dialect.legacy {
			req.refuse(http.StatusNotFound, "There is no operation at %s.", req.request.URL.EscapedPath())
			return nil
		}
		return next(s, req)
	}
}

package fake

import (
	"encoding/json"
	"strings"

	"ax-tui/api/fake/world"
)

func (s *Server) listSpans(req *call) any {
	fields := req.readBody("project_id is required")
	spanQuery, cols := s.readSpanQuery(fields)
	sorted, err := json.Marshal(fields.values) // the cursor is bound to the body too, independent of the order of its keys
	if err != nil {
		fields.invalid("filter", "cannot be read: %v.", err)
	}
	return list(s, req, "spans", maxLarge, string(sorted), func(after world.Position, limit int) (rows []world.Span, next world.Position, more bool) {
		findOrRefuse(req, s.world.Projects(), "project", "project_id", spanQuery.ProjectID)
		rows, next, more, err := s.world.Spans(spanQuery, after, limit)
		if err != nil {
			req.refuse(badSpanFilterStatus, "filter cannot be parsed: %v.", err)
		}
		for i := range rows {
			cols.trim(&rows[i])
		}
		return rows, next, more
	})
}

// readSpanQuery reads the body of a span list. Start is inclusive and defaults
// to a week before the end, end is exclusive and defaults to now.
func (s *Server) readSpanQuery(body *fields) (spanQuery world.SpanQuery, cols columns) {
	body.require("project_id")
	spanQuery.ProjectID, spanQuery.End = body.id("project_id"), s.world.Now()
	if moment := body.time("end_time"); moment != nil {
		spanQuery.End = *moment
	}
	spanQuery.Start = spanQuery.End.Add(-spanWindow)
	if moment := body.time("start_time"); moment != nil {
		spanQuery.Start = *moment
	}
	if filter, ok := body.str("filter"); ok {
		if spanQuery.Filter = strings.TrimSpace(filter); spanQuery.Filter == "" {
			body.invalid("filter", "must not be blank.") // contract section 6, spans
		}
	}
	included, include := columnNames(body, "included_columns")
	excluded, exclude := columnNames(body, "excluded_columns")
	body.refuseUnknown(nil)
	if include && exclude {
		body.unprocessable("included_columns", "and excluded_columns cannot be combined; send one of them.")
	}
	if !spanQuery.Start.Before(spanQuery.End) {
		body.unprocessable("start_time", "must be before end_time.")
	}
	return spanQuery, columns{names: append(included, excluded...), include: include}
}

// columnNames reads 1 to 1000 non-empty names.
func columnNames(body *fields, key string) ([]string, bool) {
	names, ok := body.strings(key)
	if ok && (len(names) < 1 || len(names) > 1000) {
		body.invalid(key, "must have 1 to 1000 names.")
	}
	for i, name := range names {
		if name == "" {
			body.invalid(index(key, i), "must not be empty.")
		}
	}
	return names, ok
}

// columns selects the optional columns of a span list. Required fields of a span
// are always sent; unknown names are ignored.
type columns struct {
	names   []string
	include bool // true: only these; false: all but these
}

// trim removes the optional columns that are not selected.
func (c columns) trim(span *world.Span) {
	if len(c.names) == 0 {
		return
	}
	for path, text := range map[string]*string{"parent_id": &span.ParentID, "status_code": &span.StatusCode, "status_message": &span.StatusMessage} {
		if !c.keeps(path) {
			*text = ""
		}
	}
	if !c.keeps("evaluations") {
		span.Evaluations = nil
	}
	span.Attributes = c.prune(span.Attributes, "attributes")
}

// keeps reports whether a leaf column is kept: whether it or a parent is in the
// list, or for an excluding list is not.
func (c columns) keeps(path string) bool {
	for _, name := range c.names {
		if strings.HasPrefix(path+".", name+".") {
			return c.include
		}
	}
	return !c.include
}

// prune copies an attribute tree without the leaves that are not selected. Keys
// with dots and nested objects give the same paths.
func (c columns) prune(object map[string]any, at string) map[string]any {
	out := make(map[string]any, len(object))
	for key, value := range object {
		path := at + "." + key
		if nested, ok := value.(map[string]any); ok {
			if kept := c.prune(nested, path); len(kept) > 0 {
				out[key] = kept
			}
		} else if c.keeps(path) {
			out[key] = value
		}
	}
	return out
}

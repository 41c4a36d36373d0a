package fake

import (
	"encoding/json"
	"strings"

	"ax-tui/api/fake/world"
)

func (s *Server) listSpans(c *call) any {
	fields := c.readBody("project_id is required")
	spanQuery, cols := s.readSpanQuery(fields)
	sorted, err := json.Marshal(fields.vals) // the cursor belongs to the body as well, whatever the order of its keys
	if err != nil {
		fields.bad("filter", "cannot be read: %v.", err)
	}
	return list(s, c, "spans", maxLarge, string(sorted), func(after world.Position, limit int) (rows []world.Span, next world.Position, more bool) {
		need(c, s.w.Projects(), "project", "project_id", spanQuery.ProjectID)
		rows, next, more, err := s.w.Spans(spanQuery, after, limit)
		if err != nil {
			c.refuse(badSpanFilterStatus, "filter is not understood: %v.", err)
		}
		for i := range rows {
			cols.trim(&rows[i])
		}
		return rows, next, more
	})
}

// readSpanQuery reads the body of a span list. Start is inclusive and defaults
// to a week before the end, end is exclusive and defaults to now.
func (s *Server) readSpanQuery(f *fields) (spanQuery world.SpanQuery, cols columns) {
	f.need("project_id")
	spanQuery.ProjectID, spanQuery.End = f.id("project_id"), s.w.Now()
	if t := f.stamp("end_time"); t != nil {
		spanQuery.End = *t
	}
	spanQuery.Start = spanQuery.End.Add(-spanWindow)
	if t := f.stamp("start_time"); t != nil {
		spanQuery.Start = *t
	}
	if filter, ok := f.str("filter"); ok {
		if spanQuery.Filter = strings.TrimSpace(filter); spanQuery.Filter == "" {
			f.bad("filter", "must not be blank.") // contract section 6, spans
		}
	}
	included, include := columnNames(f, "included_columns")
	excluded, exclude := columnNames(f, "excluded_columns")
	f.close(nil)
	if include && exclude {
		f.wrong("included_columns", "and excluded_columns exclude one another; send one of them.")
	}
	if !spanQuery.Start.Before(spanQuery.End) {
		f.wrong("start_time", "must be before end_time.")
	}
	return spanQuery, columns{names: append(included, excluded...), include: include}
}

// columnNames reads 1 to 1000 names, none empty.
func columnNames(f *fields, key string) ([]string, bool) {
	l, ok := f.strings(key)
	if ok && (len(l) < 1 || len(l) > 1000) {
		f.bad(key, "must hold 1 to 1000 names.")
	}
	for i, n := range l {
		if n == "" {
			f.bad(index(key, i), "must not be empty.")
		}
	}
	return l, ok
}

// columns is the choice of optional columns of a span list. The fields that a
// span must have are always sent; names that no span has are passed over.
type columns struct {
	names   []string
	include bool // true: only these; false: all but these
}

// trim takes away the optional columns that were not wanted.
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

// keeps reports whether a leaf column stays: whether it or one that holds it is
// in the list, or for an excluding list is not.
func (c columns) keeps(path string) bool {
	for _, name := range c.names {
		if strings.HasPrefix(path+".", name+".") {
			return c.include
		}
	}
	return !c.include
}

// prune copies an attribute tree without the unwanted leaves. Dotted keys and
// nested objects give the same paths.
func (c columns) prune(m map[string]any, at string) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		path := at + "." + k
		if nested, ok := v.(map[string]any); ok {
			if kept := c.prune(nested, path); len(kept) > 0 {
				out[k] = kept
			}
		} else if c.keeps(path) {
			out[k] = v
		}
	}
	return out
}

package fake

import (
	"encoding/json"
	"iter"
	"slices"
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
	return list(s, req, "spans", maxLarge, string(sorted), func(after world.Position, limit int) (page any, next world.Position, more bool) {
		findOrRefuse(req, s.world.Projects(), "project", "project_id", spanQuery.ProjectID)
		rows, next, more, err := s.world.Spans(spanQuery, after, limit)
		if err != nil {
			req.refuse(badFilterStatus, "filter cannot be parsed: %v.", err)
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
	var included, excluded []string
	var include, exclude bool
	if !body.dialect.legacy { // columns since August 2026, truncation since October
		included, include = columnNames(body, "included_columns")
		excluded, exclude = columnNames(body, "excluded_columns")
		cols.most = readTruncation(body)
	}
	body.refuseUnknown(nil)
	if include && exclude {
		body.unprocessable("included_columns", "and excluded_columns cannot be combined; send one of them.")
	}
	if !spanQuery.Start.Before(spanQuery.End) {
		body.unprocessable("start_time", "must be before end_time.")
	}
	cols.names, cols.include = append(included, excluded...), include
	return spanQuery, cols
}

// readTruncation reads the length of the longest string in attributes, 0 for any.
func readTruncation(body *fields) int {
	length, ok := body.number("truncate_string_length")
	if ok && length < 1 {
		body.unprocessable("truncate_string_length", "must be 1 or more.")
	}
	return body.integer("truncate_string_length", 0)
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

// columns selects the attributes, evaluations and annotations of a span list and
// the length of strings in attributes. The other fields of a span are always sent;
// unknown names are ignored.
type columns struct {
	names   []string
	include bool // true: only these; false: all but these
	most    int  // characters; 0: any number
}

// trim removes what is not selected.
func (c columns) trim(span *world.Span) {
	if len(c.names) > 0 {
		span.Attributes = c.prune(span.Attributes, "attributes")
		span.Evaluations = slices.Collect(c.evaluations(span.Evaluations))
		var kept []world.Annotation
		for _, annotation := range span.Annotations {
			if c.keeps("annotation." + annotation.Name) {
				kept = append(kept, annotation)
			}
		}
		span.Annotations = kept
	}
	if c.most > 0 {
		span.Attributes, _ = shorten(span.Attributes, c.most).(map[string]any)
	}
}

// keeps reports whether a leaf column is kept: whether it, a parent or a part is in
// the list, or for an excluding list neither it nor a parent is.
func (c columns) keeps(path string) bool {
	for _, name := range c.names {
		if strings.HasPrefix(path+".", name+".") || c.include && strings.HasPrefix(name, path+".") {
			return c.include
		}
	}
	return !c.include
}

// evaluations iterates over the evaluations with the parts that are selected, such
// as eval.NAME.label.
func (c columns) evaluations(all []world.Evaluation) iter.Seq[world.Evaluation] {
	return func(yield func(world.Evaluation) bool) {
		for _, evaluation := range all {
			at := "eval." + evaluation.Name
			if !c.keeps(at) {
				continue
			}
			if !c.keeps(at + ".label") {
				evaluation.Label = ""
			}
			if !c.keeps(at + ".score") {
				evaluation.Score = nil
			}
			if !c.keeps(at + ".explanation") {
				evaluation.Explanation = ""
			}
			if !c.keeps(at + ".metadata") {
				evaluation.Metadata = nil
			}
			if !yield(evaluation) {
				return
			}
		}
	}
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

// shorten copies a value with every string cut to a number of characters; a cut
// one ends with an ellipsis, which counts.
func shorten(value any, most int) any {
	switch typed := value.(type) {
	case string:
		if letters := []rune(typed); len(letters) > most {
			return string(letters[:most-1]) + "…"
		}
	case []any:
		out := make([]any, len(typed))
		for i := range typed {
			out[i] = shorten(typed[i], most)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(typed))
		for key := range typed {
			out[key] = shorten(typed[key], most)
		}
		return out
	}
	return value
}

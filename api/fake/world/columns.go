package world

import (
	"slices"
	"strconv"
	"strings"
)

// lookup returns the value of a column of one row; false if the row has none.
type lookup func(column string) (any, bool)

// columnKind is the kind of values a column is compared with.
type columnKind int

const (
	anyColumn columnKind = iota // of a string or a number
	textColumn
	numberColumn
	timeColumn
	noColumn // unknown
)

// spanColumn returns the kind of a column of spans (contract section 6, spans).
func spanColumn(name string) columnKind {
	switch name {
	case "name", "span_kind", "status_code", "status_message", "parent_id", "trace_id", "context.trace_id", "context.span_id":
		return textColumn
	case "latency_ms":
		return numberColumn
	case "start_time", "end_time":
		return timeColumn
	}
	if _, ok := attributePath(name); ok {
		return anyColumn
	}
	return resultColumn(name)
}

// resultColumn returns the kind of a column of an evaluation or annotation.
func resultColumn(name string) columnKind {
	_, _, part, ok := cutResult(name)
	switch {
	case !ok:
		return noColumn
	case part == "score":
		return numberColumn
	case part == "updated_at":
		return timeColumn
	case strings.HasPrefix(part, "metadata."):
		return anyColumn
	}
	return textColumn
}

// attributePath returns the path inside the attributes: attributes.PATH,
// metadata.KEY or tag[KEY].
func attributePath(name string) (string, bool) {
	if key, ok := strings.CutPrefix(name, "tag["); ok {
		return "tag." + strings.Trim(strings.TrimSuffix(key, "]"), `'"`), true
	}
	if strings.HasPrefix(name, "metadata.") && name != "metadata." {
		return name, true
	}
	path, ok := strings.CutPrefix(name, "attributes.")
	return path, ok && path != ""
}

// resultParts lists what a filter can ask of an evaluation or annotation.
func resultParts() []string { return []string{"label", "score", "explanation", "text", "updated_at"} }

// resultFamilies are the first words of the columns of results.
func resultFamilies() []string { return []string{"eval", "trace_eval", "session_eval", "annotation"} }

// cutResult splits a column such as "eval.Tone of Voice.label" into its family,
// the name of the result, which may contain dots and blanks, and the part.
func cutResult(column string) (family, name, part string, ok bool) {
	family, rest, _ := strings.Cut(column, ".")
	if !slices.Contains(resultFamilies(), family) {
		return "", "", "", false
	}
	name, part, ok = strings.Cut(rest, ".metadata.")
	if ok {
		part = "metadata." + part
	} else if dot := strings.LastIndexByte(rest, '.'); dot >= 0 {
		name, part = rest[:dot], rest[dot+1:]
		ok = slices.Contains(resultParts(), part)
	}
	return family, strings.Trim(name, "\"`"), part, ok && name != ""
}

// column returns the value of a column of a span. Attributes and results must be there.
func (s *Span) column(column string) (any, bool) {
	switch column {
	case "name":
		return s.Name, true
	case "span_kind":
		return s.Kind, true
	case "status_code":
		return s.StatusCode, true
	case "status_message":
		return s.StatusMessage, s.StatusMessage != ""
	case "parent_id":
		return s.ParentID, s.ParentID != "" // a root span has none
	case "trace_id", "context.trace_id":
		return s.TraceID, true
	case "context.span_id":
		return s.SpanID, true
	case "latency_ms":
		return float64(s.End.Sub(s.Start).Microseconds()) / 1000, true
	case "start_time":
		return s.Start, true
	case "end_time":
		return s.End, true
	}
	if path, ok := attributePath(column); ok {
		return findPath(s.Attributes, path)
	}
	family, name, part, _ := cutResult(column)
	if family == "annotation" {
		for _, annotation := range s.Annotations {
			if annotation.Name == name {
				return annotation.part(part)
			}
		}
		return nil, false
	}
	scope := map[string]string{"eval": "SPAN", "trace_eval": "TRACE", "session_eval": "SESSION"}[family]
	for _, evaluation := range s.results {
		if evaluation.Name == name && evaluation.scope == scope {
			return evaluation.part(part)
		}
	}
	return nil, false
}

// part returns a part of an evaluation by its column name.
func (e *Evaluation) part(name string) (any, bool) {
	switch name {
	case "label":
		return e.Label, e.Label != ""
	case "explanation":
		return e.Explanation, e.Explanation != ""
	case "score":
		if e.Score != nil {
			return *e.Score, true
		}
		return nil, false
	}
	key, _ := strings.CutPrefix(name, "metadata.")
	value, ok := e.Metadata[key]
	return value, ok
}

// part returns a part of an annotation by its column name.
func (a *Annotation) part(name string) (any, bool) {
	switch name {
	case "label":
		return a.Label, a.Label != ""
	case "text":
		return a.Text, a.Text != ""
	case "updated_at":
		return a.UpdatedAt, true
	}
	return nil, false
}

// RowFilter parses a filter of examples or experiment runs, whose columns are the
// keys of a row. Known reports whether a column exists. The error is a *FilterError.
func RowFilter(filter string, known func(column string) bool) (func(row map[string]any) bool, error) {
	kind := func(column string) columnKind {
		if known(column) || strings.HasPrefix(column, "annotation.") && resultColumn(column) != noColumn {
			return anyColumn
		}
		return noColumn
	}
	test, err := parseFilter(filter, kind, "id, output, example_id, a column of the rows, eval.NAME.label or annotation.NAME.label")
	if err != nil {
		return nil, err
	}
	return func(row map[string]any) bool {
		return test(func(column string) (any, bool) { return rowColumn(row, column) })
	}, nil
}

// rowColumn returns the value of a column of a row: a key, a path, or a part of
// one of its annotations.
func rowColumn(row map[string]any, column string) (any, bool) {
	if value, ok := findPath(row, column); ok {
		return value, true
	}
	family, name, part, _ := cutResult(column)
	annotations, _ := row["annotations"].([]any)
	for _, annotation := range annotations {
		if object, _ := annotation.(map[string]any); family == "annotation" && object["name"] == name {
			value, ok := object[part]
			return value, ok
		}
	}
	return nil, false
}

// findPath follows a path through nested objects, lists and keys with dots.
func findPath(value any, path string) (any, bool) {
	switch typed := value.(type) {
	case map[string]any:
		if found, ok := typed[path]; ok {
			return found, true
		}
		for i := 0; i < len(path); i++ {
			if path[i] == '.' {
				if inner, ok := typed[path[:i]]; ok {
					if found, ok := findPath(inner, path[i+1:]); ok {
						return found, true
					}
				}
			}
		}
	case []any:
		head, rest, more := strings.Cut(path, ".")
		i, err := strconv.Atoi(head)
		if err != nil || i < 0 || i >= len(typed) {
			return nil, false
		}
		if !more {
			return typed[i], true
		}
		return findPath(typed[i], rest)
	}
	return nil, false
}

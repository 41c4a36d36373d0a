package fake

import "ax-tui/api/fake/world"

type wireSpan struct {
	Name          string           `json:"name"`
	Context       wireSpanContext  `json:"context"`
	Kind          string           `json:"kind"`
	ParentID      string           `json:"parent_id,omitempty"`
	StartTime     string           `json:"start_time"`
	EndTime       string           `json:"end_time"`
	StatusCode    string           `json:"status_code,omitempty"`
	StatusMessage string           `json:"status_message,omitempty"`
	Attributes    map[string]any   `json:"attributes,omitempty"`
	Evaluations   []wireEvaluation `json:"evaluations,omitempty"`
}

type wireSpanContext struct {
	TraceID string `json:"trace_id"`
	SpanID  string `json:"span_id"`
}

type wireEvaluation struct {
	Name        string   `json:"name"`
	Score       *float64 `json:"score,omitempty"`
	Label       string   `json:"label,omitempty"`
	Explanation string   `json:"explanation,omitempty"`
}

// span writes a span; span words are upper case in both dialects.
func span(s world.Span) wireSpan {
	out := wireSpan{
		Name: s.Name, Context: wireSpanContext{s.TraceID, s.SpanID}, Kind: s.Kind, ParentID: s.ParentID,
		StartTime: stamp(s.Start), EndTime: stamp(s.End), StatusCode: s.StatusCode, StatusMessage: s.StatusMessage,
		Attributes: s.Attributes,
	}
	for _, e := range s.Evaluations {
		out.Evaluations = append(out.Evaluations, wireEvaluation{e.Name, e.Score, e.Label, e.Explanation})
	}
	return out
}

// columns is the choice of optional columns of a span list. The fields that a
// span must have are always sent; names that no span has are passed over.
type columns struct {
	names   []string
	include bool // true: only these; false: all but these
}

// trim takes away the optional columns that were not wanted.
func (c columns) trim(s wireSpan) wireSpan {
	if len(c.names) == 0 {
		return s
	}
	if !c.keeps("parent_id") {
		s.ParentID = ""
	}
	if !c.keeps("status_code") {
		s.StatusCode = ""
	}
	if !c.keeps("status_message") {
		s.StatusMessage = ""
	}
	if !c.keeps("evaluations") {
		s.Evaluations = nil
	}
	s.Attributes = c.prune(s.Attributes, "attributes")
	return s
}

// keeps reports whether a leaf column stays.
func (c columns) keeps(path string) bool { return c.named(path) == c.include }

// named reports whether the column or one that holds it is in the list.
func (c columns) named(path string) bool {
	for _, n := range c.names {
		if n == path || len(path) > len(n) && path[:len(n)] == n && path[len(n)] == '.' {
			return true
		}
	}
	return false
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
			continue
		}
		if c.keeps(path) {
			out[k] = v
		}
	}
	return out
}

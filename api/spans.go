package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Span is one step of a trace. Attributes is the free object as it came: keys
// may be nested or dotted (contract section 6, Spans). A time that the server
// did not send in readable form is zero.
type Span struct {
	Name          string          `json:"name"`
	TraceID       string          `json:"trace_id"`
	SpanID        string          `json:"span_id"`
	ParentID      string          `json:"parent_id,omitempty"`
	Kind          string          `json:"kind"` // as it came: new kinds appear (contract section 5)
	StartTime     time.Time       `json:"start_time,omitzero"`
	EndTime       time.Time       `json:"end_time,omitzero"`
	StatusCode    string          `json:"status_code,omitempty"`
	StatusMessage string          `json:"status_message,omitempty"`
	Attributes    json.RawMessage `json:"attributes,omitempty"`
	Evaluations   []Evaluation    `json:"evaluations,omitempty"`
}

// Ref gives its ID and name.
func (s Span) Ref() Ref { return Ref{ID: s.SpanID, Name: s.Name} }

// Evaluation is a result that a run wrote on a span.
type Evaluation struct {
	Name        string   `json:"name"`
	Score       *float64 `json:"score,omitempty"`
	Label       string   `json:"label,omitempty"`
	Explanation string   `json:"explanation,omitempty"`
}

type spanWire struct {
	Span
	Context struct {
		TraceID string `json:"trace_id"`
		SpanID  string `json:"span_id"`
	} `json:"context"`
	StartTime stamp `json:"start_time"`
	EndTime   stamp `json:"end_time"`
}

func span(w *spanWire) Span {
	s := w.Span
	s.TraceID, s.SpanID = w.Context.TraceID, w.Context.SpanID
	s.StartTime, s.EndTime, s.Attributes = w.StartTime.at, w.EndTime.at, nullAsEmpty(s.Attributes)
	return s
}

// SpanQuery asks for spans of a project, which is required. The window is
// start inclusive, end exclusive; nil means the last week (contract section 6,
// Spans). Limit is 1 to 500, 0 the server's default.
type SpanQuery struct {
	ProjectID  string
	Start, End *time.Time
	Filter     string
	Limit      int
	Cursor     string
}

// check tells the rules of a span search (contract section 6, Spans).
func (q SpanQuery) check() []FieldFault {
	var f faults
	if strings.TrimSpace(q.ProjectID) == "" {
		f.add("project_id", "choose a project")
	}
	if q.Filter != "" && strings.TrimSpace(q.Filter) == "" {
		f.add("filter", "is blank; leave it out or write a condition")
	}
	if q.Start != nil && q.End != nil && !q.Start.Before(*q.End) {
		f.add("start_time", "must be before the end of the window")
	}
	return f
}

// ListSpans gives one page of spans, newest first. It is a POST on the wire but
// changes nothing, so it is allowed in read-only mode and repeated like a read.
func (c *Client) ListSpans(ctx context.Context, q SpanQuery) (Page[Span], error) {
	r := request{
		method: http.MethodPost, reads: true,
		params: newParams("/v2/spans").page(q.Limit, 500, q.Cursor).faults(q.check()),
		body: struct {
			ProjectID string `json:"project_id"`
			Start     *utc   `json:"start_time,omitempty"`
			End       *utc   `json:"end_time,omitempty"`
			Filter    string `json:"filter,omitempty"`
		}{ProjectID: q.ProjectID, Start: (*utc)(q.Start), End: (*utc)(q.End), Filter: q.Filter},
	}
	return list(ctx, c, r, "spans", span)
}

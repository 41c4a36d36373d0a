package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Span is one step of a trace. Attributes is the free object as received: keys
// may be nested or dotted (contract section 6, Spans). An unreadable time is zero.
type Span struct {
	Name          string          `json:"name"`
	TraceID       string          `json:"trace_id"`
	SpanID        string          `json:"span_id"`
	ParentID      string          `json:"parent_id,omitempty"`
	Kind          string          `json:"kind"` // as received: the set of kinds is open (contract section 5)
	StartTime     time.Time       `json:"start_time,omitzero"`
	EndTime       time.Time       `json:"end_time,omitzero"`
	StatusCode    string          `json:"status_code,omitempty"`
	StatusMessage string          `json:"status_message,omitempty"`
	Attributes    json.RawMessage `json:"attributes,omitempty"`
	Evaluations   []Evaluation    `json:"evaluations,omitempty"`
}

// Ref returns the ID and name.
func (s Span) Ref() Ref { return Ref{ID: s.SpanID, Name: s.Name} }

// Evaluation is the result of a run for a span. Metadata holds identifiers of the task and
// the run when they are known, under keys that are not documented (contract section 6,
// What a run wrote); servers before October 2026 send none.
type Evaluation struct {
	Name        string          `json:"name"`
	Score       *float64        `json:"score,omitempty"`
	Label       string          `json:"label,omitempty"`
	Explanation string          `json:"explanation,omitempty"`
	Metadata    json.RawMessage `json:"metadata,omitempty"`
}

type spanWire struct {
	Span
	Context struct {
		TraceID string `json:"trace_id"`
		SpanID  string `json:"span_id"`
	} `json:"context"`
	StartTime lenientTime `json:"start_time"`
	EndTime   lenientTime `json:"end_time"`
}

func span(wire *spanWire) Span {
	span := wire.Span
	span.TraceID, span.SpanID = wire.Context.TraceID, wire.Context.SpanID
	span.StartTime, span.EndTime, span.Attributes = wire.StartTime.at, wire.EndTime.at, nullAsEmpty(span.Attributes)
	return span
}

// SpanQuery asks for spans of a project. ProjectID is required. Start is
// inclusive, End exclusive; nil means the last week (contract section 6, Spans).
// Limit is 1 to 500, 0 means the server's default.
type SpanQuery struct {
	ProjectID  string
	Start, End *time.Time
	Filter     string
	Limit      int
	Cursor     string
}

// check returns the broken rules of a span search (contract section 6, Spans).
func (q SpanQuery) check() []FieldFault {
	var found faults
	if strings.TrimSpace(q.ProjectID) == "" {
		found.add("project_id", "choose a project")
	}
	if q.Filter != "" && strings.TrimSpace(q.Filter) == "" {
		found.add("filter", "is blank; remove it or enter a condition")
	}
	if q.Start != nil && q.End != nil && !q.Start.Before(*q.End) {
		found.add("start_time", "must be before the end of the window")
	}
	return found
}

// ListSpans loads one page of spans, newest first. It is a POST on the wire but
// changes nothing, so it is allowed in read-only mode and retried like a read.
func (c *Client) ListSpans(ctx context.Context, query SpanQuery) (Page[Span], error) {
	req := request{
		method: http.MethodPost, readOnly: true,
		params: newParams("/v2/spans").page(query.Limit, 500, query.Cursor).addFaults(query.check()),
		body: struct {
			ProjectID string `json:"project_id"`
			Start     *utc   `json:"start_time,omitempty"`
			End       *utc   `json:"end_time,omitempty"`
			Filter    string `json:"filter,omitempty"`
		}{ProjectID: query.ProjectID, Start: (*utc)(query.Start), End: (*utc)(query.End), Filter: query.Filter},
	}
	return listPage(ctx, c, req, "spans", span)
}

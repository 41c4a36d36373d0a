package api

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
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
	*Span
	Context struct {
		TraceID string `json:"trace_id"`
		SpanID  string `json:"span_id"`
	} `json:"context"`
	StartTime   lenientTime      `json:"start_time"`
	EndTime     lenientTime      `json:"end_time"`
	Evaluations []evaluationWire `json:"evaluations"`
}

// evaluationWire leaves out a score that is not a number: encoding/json would make it 0.
type evaluationWire struct {
	Evaluation
	Score lenientScore `json:"score"`
}

type lenientScore struct{ value *float64 }

func (s *lenientScore) UnmarshalJSON(data []byte) error {
	s.value = nil
	if score, err := strconv.ParseFloat(string(data), 64); err == nil && !math.IsNaN(score) && !math.IsInf(score, 0) {
		s.value = &score
	}
	return nil
}

func evaluation(wire evaluationWire) Evaluation {
	wire.Evaluation.Score, wire.Metadata = wire.Score.value, nullAsEmpty(wire.Metadata)
	return wire.Evaluation
}

func (s *Span) read(_ *Client, data []byte) error {
	wire := spanWire{Span: s}
	err := decode(data, &wire)
	s.TraceID, s.SpanID = wire.Context.TraceID, wire.Context.SpanID
	s.StartTime, s.EndTime, s.Attributes = wire.StartTime.at, wire.EndTime.at, nullAsEmpty(s.Attributes)
	for _, found := range wire.Evaluations {
		s.Evaluations = append(s.Evaluations, evaluation(found))
	}
	return err
}

// SpanQuery asks for spans of a project. ProjectID is required. Start is
// inclusive, End exclusive; nil means the last week (contract section 6, Spans).
// Limit is 1 to 500, 0 means the server's default.
type SpanQuery struct {
	ProjectID  string
	Start, End *time.Time
	Filter     string
	Columns    []string // the attributes and results to send, such as eval.NAME.label, 1000 at most; none: all
	Truncate   int      // characters of a string in the attributes; 0: any number
	Limit      int
	Cursor     string
}

// EvaluationColumns returns the columns of a span with what an evaluator said.
func EvaluationColumns(evaluator string) []string {
	name := "eval." + evaluator
	return []string{name + ".label", name + ".score", name + ".explanation", name + ".metadata"}
}

// OneSpan is the filter for a span (contract section 6, Spans); false for an ID that
// cannot be written in one.
func OneSpan(id string) (filter string, ok bool) {
	return "context.span_id = '" + id + "'", id != "" && !strings.ContainsAny(id, `'\\`)
}

// check returns the broken rules of a span search (contract section 6, Spans).
func (q *SpanQuery) check() []FieldFault {
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
	if len(q.Columns) > 1000 {
		found.add("included_columns", "are %d; the maximum is 1000", len(q.Columns))
	}
	if q.Truncate < 0 {
		found.add("truncate_string_length", "must be 1 or more")
	}
	return found
}

// ListSpans loads one page of spans, newest first. It is a POST on the wire but
// changes nothing, so it is allowed in read-only mode and retried like a read. A server
// that does not know columns and truncation (they came in August and October 2026), and
// refuses them, is asked again without: it sends all.
func (c *Client) ListSpans(ctx context.Context, query SpanQuery) (Page[Span], error) {
	if c.dialect.legacy() || c.wholeSpans.Load() {
		query.Columns, query.Truncate = nil, 0
	}
	page, err := c.listSpans(ctx, &query)
	if len(query.Columns) == 0 && query.Truncate == 0 || !Is(err, Invalid) {
		return page, err
	}
	query.Columns, query.Truncate = nil, 0
	whole, again := c.listSpans(ctx, &query)
	if again != nil {
		return page, err // they were not the reason
	}
	c.wholeSpans.Store(true)
	return whole, nil
}

func (c *Client) listSpans(ctx context.Context, query *SpanQuery) (Page[Span], error) {
	req := request{
		method: http.MethodPost, readOnly: true,
		params: newParams("/v2/spans").page(query.Limit, 500, query.Cursor).addFaults(query.check()),
		body: struct {
			ProjectID string `json:"project_id"`
			Start     *utc   `json:"start_time,omitempty"`
			End       *utc   `json:"end_time,omitempty"`
			Filter    string `json:"filter,omitempty"`

			Columns  []string `json:"included_columns,omitempty"`
			Truncate int      `json:"truncate_string_length,omitempty"`
		}{ProjectID: query.ProjectID, Start: (*utc)(query.Start), End: (*utc)(query.End), Filter: query.Filter, Columns: query.Columns, Truncate: query.Truncate},
	}
	return listPage[Span](ctx, c, req, "spans")
}

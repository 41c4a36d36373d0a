package fake

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"ax-tui/api/fake/world"
)

// spanWindow is how far back a span list looks by itself (contract section 6).
const spanWindow = 7 * 24 * time.Hour

type spanPage struct {
	Spans      []wireSpan `json:"spans"`
	Pagination pagination `json:"pagination"`
}

func (s *Server) listSpans(c *call) (int, any, error) {
	f, ok, fault := readObject(c.body)
	if fault != nil {
		return 0, nil, fault
	}
	if !ok {
		return 0, nil, refuse(http.StatusBadRequest, "The body is empty; project_id is required.")
	}
	q, cols := s.readSpanQuery(f)
	if f.failed() {
		return 0, nil, *f.fault
	}
	// The cursor belongs to the body as well, whatever the order of its keys.
	sorted, err := json.Marshal(f.vals)
	if err != nil {
		return 0, nil, err
	}
	limit, after, err := s.window(c, maxLarge, string(sorted))
	if err != nil {
		return 0, nil, err
	}
	if _, ok := s.project(q.ProjectID); !ok {
		return 0, nil, s.missing("project", "project_id", q.ProjectID)
	}
	items, next, more, err := s.w.Spans(q, after, limit)
	if err != nil {
		return 0, nil, refuse(s.choices.BadSpanFilter, "filter is not understood: %v.", err)
	}
	if c.plan.emptyPage {
		items, next, more = nil, after, len(items) > 0
	}
	out := spanPage{Spans: make([]wireSpan, 0, len(items))}
	for _, sp := range items {
		out.Spans = append(out.Spans, cols.trim(span(sp)))
	}
	out.Pagination = s.pages(c, string(sorted), next, more)
	return http.StatusOK, out, nil
}

// readSpanQuery reads the body of a span list. Start is inclusive and defaults
// to a week before the end, end is exclusive and defaults to now.
func (s *Server) readSpanQuery(f *fields) (q world.SpanQuery, cols columns) {
	f.need("project_id")
	q.ProjectID, _ = s.idOf(f, "project_id")
	q.End = s.o.Now()
	if t, ok := f.stamp("end_time"); ok {
		q.End = *t
	}
	q.Start = q.End.Add(-spanWindow)
	if t, ok := f.stamp("start_time"); ok {
		q.Start = *t
	}
	if filter, ok := f.str("filter"); ok {
		if q.Filter = strings.TrimSpace(filter); q.Filter == "" {
			f.bad("filter", "must not be blank.") // contract section 6, spans
		}
	}
	in, hasIn := columnNames(f, "included_columns")
	ex, hasEx := columnNames(f, "excluded_columns")
	f.close(nil)
	if hasIn && hasEx {
		f.wrong("included_columns", "and excluded_columns exclude one another; send one of them.")
	}
	if !f.failed() && !q.Start.Before(q.End) {
		f.wrong("start_time", "must be before end_time.")
	}
	if hasIn {
		return q, columns{in, true}
	}
	return q, columns{ex, false}
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

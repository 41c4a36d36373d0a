package api

import (
	"context"
	"net/http"
	"time"
)

// ListEvaluators gives one page of evaluators, last updated first, without
// their versions.
func (c *Client) ListEvaluators(ctx context.Context, q EvaluatorQuery) (Page[Evaluator], error) {
	var out struct {
		Items  []evaluatorWire `json:"evaluators"`
		Paging paging          `json:"pagination"`
	}
	if err := c.list(ctx, q.params("/v2/evaluators"), &out); err != nil {
		return Page[Evaluator]{}, err
	}
	return pageOf(out.Items, out.Paging, c.evaluator), nil
}

// GetEvaluator gives an evaluator with the named version inside; an empty
// versionID means the newest.
func (c *Client) GetEvaluator(ctx context.Context, id, versionID string) (Evaluator, error) {
	p := newParams("/v2/evaluators/").part("evaluator", id).id("version_id", versionID)
	return one(ctx, c, p, c.evaluator)
}

// ListEvaluatorVersions gives one page of the versions of an evaluator.
func (c *Client) ListEvaluatorVersions(ctx context.Context, q VersionQuery) (Page[EvaluatorVersion], error) {
	var out struct {
		Items  []versionWire `json:"evaluator_versions"`
		Paging paging        `json:"pagination"`
	}
	p := newParams("/v2/evaluators/").part("evaluator", q.EvaluatorID).then("/versions").page(q.Limit, 100, q.Cursor)
	if err := c.list(ctx, p, &out); err != nil {
		return Page[EvaluatorVersion]{}, err
	}
	return pageOf(out.Items, out.Paging, c.version), nil
}

// GetEvaluatorVersion gives one version by its own ID.
func (c *Client) GetEvaluatorVersion(ctx context.Context, id string) (EvaluatorVersion, error) {
	p := newParams("/v2/evaluator-versions/").part("evaluator version", id)
	return one(ctx, c, p, c.version)
}

// spansBody is the body of a span search.
type spansBody struct {
	ProjectID string   `json:"project_id"`
	Start     *utc     `json:"start_time,omitempty"`
	End       *utc     `json:"end_time,omitempty"`
	Filter    string   `json:"filter,omitempty"`
	Included  []string `json:"included_columns,omitempty"`
	Excluded  []string `json:"excluded_columns,omitempty"`
}

// ListSpans gives one page of spans, newest first. It is a POST on the wire but
// changes nothing, so it is allowed in read-only mode and repeated like a read.
func (c *Client) ListSpans(ctx context.Context, q SpanQuery) (Page[Span], error) {
	var out struct {
		Items  []spanWire `json:"spans"`
		Paging paging     `json:"pagination"`
	}
	r := request{
		method: http.MethodPost, reads: true, list: true,
		params: newParams("/v2/spans").page(q.Limit, 500, q.Cursor).faults(q.check()),
		body: spansBody{
			ProjectID: q.ProjectID, Start: asUTC(q.Start), End: asUTC(q.End),
			Filter: q.Filter, Included: q.Included, Excluded: q.Excluded,
		},
	}
	if err := c.send(ctx, r, &out); err != nil {
		return Page[Span]{}, err
	}
	return pageOf(out.Items, out.Paging, (*spanWire).span), nil
}

// utc writes a time as RFC 3339 in UTC with Z and at most milliseconds.
type utc time.Time

func asUTC(t *time.Time) *utc {
	if t == nil {
		return nil
	}
	u := utc(*t)
	return &u
}

// MarshalJSON writes the form that the API shows in its examples (contract section 3).
func (u utc) MarshalJSON() ([]byte, error) {
	return []byte(time.Time(u).UTC().Format(`"2006-01-02T15:04:05.999Z"`)), nil
}

package api

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"

	"github.com/go-resty/resty/v2"
)

// request is one call. reads marks a POST that changes nothing; list says that
// the answer is an envelope with items.
type request struct {
	method      string
	params      *params
	body        any
	reads, list bool
}

func (r request) write() bool { return r.method != http.MethodGet && !r.reads }

// fail begins an Error for this request. The path may hold an ID, which a
// person may have mixed up with the key.
func (c *Client) fail(r request, kind Kind, detail string) *Error {
	return &Error{Kind: kind, Method: r.method, Path: c.scrub.clean(r.params.path), Detail: c.scrub.clean(detail)}
}

// list gets one page into out.
func (c *Client) list(ctx context.Context, p *params, out any) error {
	return c.send(ctx, request{method: http.MethodGet, params: p, list: true}, out)
}

// send carries out one request and decodes the answer into out, which is nil
// when none is expected. A read that is refused for its words, as it seems, is
// tried once in those of the other dialect (contract section 5).
func (c *Client) send(ctx context.Context, r request, out any) error {
	if err := c.refuse(ctx, r); err != nil {
		return err
	}
	legacy := c.dialect.legacy()
	resp, e := c.ask(ctx, r, legacy)
	if e == nil || !c.maybeWords(r, e) {
		return c.taken(r, resp, e, out)
	}
	resp, other := c.ask(ctx, r, !legacy)
	if other != nil && other.Kind == Invalid {
		return c.taken(r, nil, e, out) // it was not the words
	}
	err := c.taken(r, resp, other, out)
	if err == nil {
		c.dialect.settle(!legacy)
	}
	return err
}

// maybeWords reports whether a refusal may be due to the dialect, as long as
// nothing sure is known about it.
func (c *Client) maybeWords(r request, e *Error) bool {
	return e.Kind == Invalid && !r.write() && len(r.params.words) > 0 && !c.dialect.sure()
}

// taken reads a good answer or gives the error that there was.
func (c *Client) taken(r request, resp *resty.Response, e *Error, out any) error {
	if e != nil {
		c.log.Debug("request failed", "error", e.Error())
		return e
	}
	return c.read(r, resp, out)
}

// ask puts one request on the wire, in the words of one dialect, and judges the
// status of the answer. Reads may be repeated, see mayRetry.
func (c *Client) ask(ctx context.Context, r request, legacy bool) (*resty.Response, *Error) {
	t := &track{}
	req := c.rest.R().SetContext(httptrace.WithClientTrace(ctx, t.hooks()))
	if r.body != nil {
		body, err := encode(r.body)
		if err != nil {
			e := c.fail(r, Check, "the request cannot be written as JSON")
			e.Err = c.scrub.wrap(err)
			return nil, e
		}
		req.SetHeader("Content-Type", "application/json").SetBody(body)
	}
	if !r.write() && ctx.Value(noRetryKey{}) == nil {
		req.AddRetryCondition(c.mayRetry)
	}
	resp, err := req.Execute(r.method, r.params.target(legacy))
	return resp, c.judge(ctx, r, t, resp, err)
}

// refuse stops what must not be sent.
func (c *Client) refuse(ctx context.Context, r request) error {
	switch {
	case c.readOnly && r.write():
		return c.fail(r, ReadOnly, "this program runs read-only, nothing was sent")
	case len(r.params.fault) > 0:
		texts := make([]string, len(r.params.fault))
		for i, f := range r.params.fault {
			texts[i] = f.String()
		}
		e := c.fail(r, Check, strings.Join(texts, "; "))
		e.Faults = r.params.fault
		return e
	case ctx.Err() != nil:
		return c.given(ctx, r, ctx.Err())
	}
	return nil
}

// given makes the error of a context that ended.
func (c *Client) given(ctx context.Context, r request, err error) *Error {
	e := c.fail(r, Canceled, "canceled")
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		e = c.fail(r, Timeout, "the time for this request is over")
	}
	e.Err = c.scrub.wrap(errors.Join(ctx.Err(), err))
	return e
}

// judge turns what resty gave into an error, or nil for an answer in the 200s.
func (c *Client) judge(ctx context.Context, r request, t *track, resp *resty.Response, err error) *Error {
	status := 0
	if resp != nil {
		status = resp.StatusCode()
	}
	switch {
	case status >= 300:
		// The status is known even if the body was cut short or a wait before
		// the next try was ended.
		e := c.problem(r, resp)
		if ctx.Err() != nil && !r.write() {
			e = c.given(ctx, r, err)
		}
		return e
	case err == nil && status == 0:
		return c.fail(r, Network, "no answer")
	case err == nil:
		return nil
	}
	e := c.transportError(ctx, r, err)
	e.Status = status
	e.Lost = r.write() && (status != 0 || t.maybeSent(err))
	return e
}

// read decodes a good answer.
func (c *Client) read(r request, resp *resty.Response, out any) error {
	if out == nil && len(resp.Body()) == 0 {
		return nil
	}
	odd := func(detail string, err error) error {
		e := c.fail(r, NotJSON, detail)
		e.Status, e.RequestID, e.Lost, e.Err = resp.StatusCode(), c.requestID(resp), r.write(), c.scrub.wrap(err)
		return e
	}
	if !isJSON(resp.Header().Get("Content-Type"), resp.Body()) {
		return odd("the answer is not JSON but "+contentName(resp), nil)
	}
	if out == nil {
		return nil
	}
	if err := decode(resp.Body(), out, r.list); err != nil {
		return odd("the answer is not the JSON that the API promises", err)
	}
	return nil
}

// mustHaveID refuses an answer that names nothing.
func (c *Client) mustHaveID(r request, id string) error {
	if id != "" {
		return nil
	}
	e := c.fail(r, NotJSON, "the answer holds no ID")
	e.Lost = r.write()
	return e
}

// decode reads JSON and forgives a field of the wrong type inside a thing, so
// that one odd value never costs a list. What holds the things must be right.
func decode(body []byte, out any, list bool) error {
	err := json.Unmarshal(body, out)
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return err
	}
	if wrong.Field == "" || list && !strings.Contains(wrong.Field, ".") {
		return err
	}
	return nil
}

// isJSON accepts any JSON media type, and a missing one if the body looks like
// an object.
func isJSON(contentType string, body []byte) bool {
	if contentType == "" {
		return strings.HasPrefix(strings.TrimSpace(string(body[:min(len(body), 64)])), "{")
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == "application/json" || strings.HasSuffix(media, "+json"))
}

func contentName(resp *resty.Response) string {
	media, _, err := mime.ParseMediaType(resp.Header().Get("Content-Type"))
	switch {
	case len(resp.Body()) == 0:
		return "empty"
	case err != nil || media == "":
		return "of an unknown kind"
	}
	return media
}

// track follows one request so that a failed write can say whether it may have
// reached the server.
type track struct{ dialed, connected atomic.Bool }

func (t *track) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { t.dialed.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.connected.Store(true) },
	}
}

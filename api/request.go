package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/go-resty/resty/v2"
)

// request is one API request. readOnly marks a POST that changes nothing.
type request struct {
	method   string
	params   *params
	body     any
	readOnly bool
	limit    int // of the response, in bytes; 0: bodyLimit
}

func get(paging *params) request { return request{method: http.MethodGet, params: paging} }

func (r *request) write() bool { return r.method != http.MethodGet && !r.readOnly }

// succeeded reports whether a status is a documented success (contract section 3,
// Status codes). Any other 2xx of a write is not: 202, say, promises nothing.
func (r *request) succeeded(status int) bool {
	switch {
	case !r.write():
		return status >= 200 && status < 300
	case r.method == http.MethodDelete:
		return status == http.StatusNoContent
	}
	return status == http.StatusOK || status == http.StatusCreated
}

// fail returns a new Error for this request. The path may contain the key when a
// user entered it in place of an ID, so it is scrubbed too.
func (c *Client) fail(req *request, kind Kind, detail string) *Error {
	return &Error{Kind: kind, Method: req.method, Path: c.scrub.clean(req.params.path), Detail: c.scrub.clean(detail)}
}

// listPage loads one page of a list, whose items are under key.
func listPage[T any, P interface {
	*T
	object
}](ctx context.Context, client *Client, req request, key string) (page Page[T], err error) {
	rest, err := client.list(ctx, req, key, reflect.ValueOf(&page.Items).Elem())
	page.Next, page.Cut, page.pause = rest.Next, rest.Cut, rest.pause
	return page, err
}

// list is the part of listPage that does not depend on the type, so that it is compiled
// once: it stores the items in a slice, and returns the page without them.
func (c *Client) list(ctx context.Context, req request, key string, items reflect.Value) (rest Page[Listed], err error) {
	err = c.send(ctx, &req, func(body []byte) error {
		rest.pause = c.pauseAfter(req)
		pages, err := c.readList(body, key, items)
		if err != nil {
			items.SetZero()
			return err
		}
		rest.Next, rest.Cut = pages.next(), pages.cut()
		return nil
	})
	return rest, err
}

// pauseAfter returns the function that waits after a page of a request.
func (c *Client) pauseAfter(req request) func(context.Context, time.Duration) error {
	return func(ctx context.Context, wait time.Duration) error {
		if err := c.sleep(ctx, wait); err != nil {
			return c.contextError(ctx, &req, err)
		}
		return nil
	}
}

// object is a pointer to a zero value that reads itself from JSON.
type object interface {
	Listed
	read(client *Client, data []byte) error
}

// one sends a request for a single object and requires that the response has an ID. After
// an error the object is zero.
func (c *Client) one(ctx context.Context, req request, into object) error {
	value := reflect.ValueOf(into).Elem()
	err := c.send(ctx, &req, func(body []byte) error {
		fields := layoutOf(value.Type())
		if err := fields.checkSize(body); err != nil {
			return err
		}
		if err := into.read(c, body); err != nil {
			return err
		}
		fields.keep(bytes.TrimSpace(body), value)
		return nil
	})
	if err == nil {
		err = c.checkID(&req, into.Ref().ID)
	}
	if err != nil {
		value.SetZero()
	}
	return err
}

// checkID returns an error for the ID of a response that is about another object, which
// must not be shown, watched or changed as this one. A server may write the padding of an
// ID or not.
func (c *Client) checkID(req *request, id string) error {
	problem := ""
	switch {
	case id == "":
		problem = "the response has no ID"
	case req.params.object != "" && strings.TrimRight(id, "=") != strings.TrimRight(req.params.object, "="):
		problem = "the response is about another ID"
	}
	if problem != "" {
		apiErr := c.fail(req, NotJSON, problem)
		apiErr.Lost = req.write()
		return apiErr
	}
	return nil
}

// send sends one request and passes the body of the response to parse, which is
// nil when no body is expected. A read whose enum words may be the reason of a
// refusal is retried once in the other dialect (contract section 5).
func (c *Client) send(ctx context.Context, req *request, parse func(body []byte) error) error {
	if err := c.checkSend(ctx, req); err != nil {
		return err
	}
	legacy := c.dialect.legacy()
	resp, apiErr := c.sendOnce(ctx, req, legacy)
	if apiErr == nil || !c.mayBeDialect(req, apiErr) {
		return c.finish(req, resp, apiErr, parse)
	}
	resp, other := c.sendOnce(ctx, req, !legacy)
	if other != nil && other.Kind == Invalid {
		return c.finish(req, nil, apiErr, parse) // the dialect was not the reason
	}
	err := c.finish(req, resp, other, parse)
	if err == nil {
		c.dialect.setSure(!legacy)
	}
	return err
}

// mayBeDialect reports whether a refusal may be due to the dialect, which is
// possible only until the dialect is certain.
func (c *Client) mayBeDialect(req *request, apiErr *Error) bool {
	return apiErr.Kind == Invalid && !req.write() && len(req.params.enums) > 0 && !c.dialect.sure()
}

// finish parses a successful response or logs and returns the error.
func (c *Client) finish(req *request, resp *resty.Response, apiErr *Error, parse func([]byte) error) error {
	if apiErr != nil {
		if apiErr.Kind == Auth && c.refused != nil {
			var reason string
			if reason, apiErr.Next = c.refused(); reason != "" {
				apiErr.Detail = reason + "; the server says: " + apiErr.Message()
			}
		}
		c.log.Debug("request failed", "error", apiErr.Error(), "request_id", apiErr.RequestID)
		return apiErr
	}
	return c.readBody(*req, resp, parse)
}

// sendOnce sends a request in one dialect and checks the status of the response.
// resty may retry a read, see mayRetry.
func (c *Client) sendOnce(ctx context.Context, req *request, legacy bool) (*resty.Response, *Error) {
	trace := &connTrace{}
	call := c.rest.R().SetContext(httptrace.WithClientTrace(ctx, trace.hooks()))
	if req.body != nil {
		body, err := encode(req.body)
		if err != nil {
			apiErr := c.fail(req, Check, "the request cannot be encoded as JSON")
			apiErr.Err = c.scrub.hide(err)
			return nil, apiErr
		}
		call.SetHeader("Content-Type", "application/json").SetBody(body)
	}
	if req.limit > 0 {
		call.SetResponseBodyLimit(req.limit)
	}
	if !req.write() && !TriedOnce(ctx) {
		call.AddRetryCondition(c.mayRetry)
	}
	resp, err := call.Execute(req.method, req.params.target(legacy))
	return resp, c.responseError(ctx, req, trace, resp, err)
}

// checkSend returns an error for a request that must not be sent.
func (c *Client) checkSend(ctx context.Context, req *request) error {
	switch {
	case c.readOnly && req.write():
		return c.fail(req, ReadOnly, "ax-tui runs read-only, nothing was sent")
	case len(req.params.faults) > 0:
		texts := make([]string, len(req.params.faults))
		for i, fault := range req.params.faults {
			texts[i] = fault.String()
		}
		apiErr := c.fail(req, Check, strings.Join(texts, "; "))
		apiErr.Faults = req.params.faults
		return apiErr
	case ctx.Err() != nil:
		return c.contextError(ctx, req, ctx.Err())
	}
	return nil
}

// contextError returns the Error for a context that has ended.
func (c *Client) contextError(ctx context.Context, req *request, err error) *Error {
	apiErr := c.fail(req, Canceled, "cancelled")
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		apiErr = c.fail(req, Timeout, "the request timed out")
	}
	apiErr.Err = c.scrub.hide(errors.Join(ctx.Err(), err))
	return apiErr
}

// params collects the path and query of one request and the faults found in its
// arguments, so that an operation is one chain and is refused in one place.
type params struct {
	path   string
	object string // ID of the object that the path ends with, which a single object in the response must have; may be empty
	query  url.Values
	enums  map[string]string // enum words, spelled when the request is sent
	faults []FieldFault
}

func newParams(path string) *params { return &params{path: path} }

func (p *params) set(key, value string) *params {
	if value == "" {
		return p
	}
	if p.query == nil {
		p.query = make(url.Values, 6)
	}
	p.query.Set(key, value)
	return p
}

// part appends an ID to the path. IDs are opaque and may hold any character
// (contract section 4); a dot segment would walk up the path and is refused.
func (p *params) part(what, id string) *params {
	switch strings.TrimSpace(id) {
	case "":
		p.addFault(what, "the ID of the %s is missing", what)
	case ".", "..":
		p.addFault(what, "%q is not the ID of a %s", id, what)
	}
	p.path += url.PathEscape(id)
	p.object = id
	return p
}

func (p *params) suffix(path string) *params {
	p.path, p.object = p.path+path, ""
	return p
}

// name sets a substring filter of at most 255 characters (contract section 3).
func (p *params) name(text string) *params {
	if length := utf8.RuneCountInString(text); length > 255 {
		p.addFault("name", "has %d characters; the maximum is 255", length)
	}
	return p.set("name", text)
}

// enum sets an enum word, which is spelled in the server's dialect when it is sent.
func (p *params) enum(key, word string) *params {
	if word != "" {
		if p.enums == nil {
			p.enums = make(map[string]string, 1)
		}
		p.enums[key] = word
	}
	return p
}

// page sets limit and cursor; a limit above maxLimit is refused, not clamped.
func (p *params) page(limit, maxLimit int, cursor string) *params {
	if limit < 0 || limit > maxLimit {
		p.addFault("limit", "must be between 1 and %d, not %d", maxLimit, limit)
	}
	if limit > 0 {
		p.set("limit", strconv.Itoa(limit))
	}
	return p.set("cursor", cursor)
}

func (p *params) addFault(field, format string, args ...any) {
	p.faults = append(p.faults, FieldFault{Field: field, Message: fmt.Sprintf(format, args...)})
}

func (p *params) addFaults(found []FieldFault) *params {
	p.faults = append(p.faults, found...)
	return p
}

// target returns the path with its query, spelled in one of the two dialects.
func (p *params) target(legacy bool) string {
	for key, word := range p.enums {
		p.set(key, spelled(word, legacy))
	}
	if len(p.query) == 0 {
		return p.path
	}
	return p.path + "?" + p.query.Encode()
}

// connTrace records how far a request got, so that a failed write can say whether
// it may have reached the server.
type connTrace struct{ dialed, connected atomic.Bool }

func (t *connTrace) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { t.dialed.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.connected.Store(true) },
	}
}

// maybeSent reports whether a failed request may have reached the server. It is
// true when there is no trace, as with a transport of the caller.
func (t *connTrace) maybeSent(err error) bool {
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" || tlsFault(err) {
		return false
	}
	return t.connected.Load() || !t.dialed.Load()
}

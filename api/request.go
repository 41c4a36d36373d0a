package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/go-resty/resty/v2"
)

// request is one call. reads marks a POST that changes nothing.
type request struct {
	method string
	params *params
	body   any
	reads  bool
}

func get(p *params) request { return request{method: http.MethodGet, params: p} }

func (r request) write() bool { return r.method != http.MethodGet && !r.reads }

// fail begins an Error for this request. The path may hold an ID, which a
// person may have mixed up with the key.
func (c *Client) fail(r request, kind Kind, detail string) *Error {
	return &Error{Kind: kind, Method: r.method, Path: c.scrub.clean(r.params.path), Detail: c.scrub.clean(detail)}
}

// list gets one page of a list, whose items are under key.
func list[W any, T Listed](ctx context.Context, client *Client, r request, key string, turn func(*W) T) (Page[T], error) {
	var items []W
	var p paging
	err := client.send(ctx, r, func(body []byte) (err error) {
		items, p, err = decodeList[W](body, key)
		return err
	})
	if err != nil {
		return Page[T]{}, err
	}
	page := Page[T]{Items: make([]T, len(items)), Next: p.next(), Cut: p.cut()}
	for i := range items {
		page.Items[i] = turn(&items[i])
	}
	return page, nil
}

// asIs is the turn of what needs none.
func asIs[T any](thing *T) T { return *thing }

// one gets a single thing and insists that the answer has an ID.
func one[W any, T Listed](ctx context.Context, client *Client, r request, turn func(*W) T) (T, error) {
	var w W
	var none T
	if err := client.send(ctx, r, func(body []byte) error { return decode(body, &w) }); err != nil {
		return none, err
	}
	thing := turn(&w)
	if thing.Ref().ID == "" {
		apiErr := client.fail(r, NotJSON, "the answer holds no ID")
		apiErr.Lost = r.write()
		return none, apiErr
	}
	return thing, nil
}

// send carries out one request and hands the body of the answer to take, which
// is nil when nothing is expected. A read that is refused for its words, as it seems, is
// tried once in those of the other dialect (contract section 5).
func (c *Client) send(ctx context.Context, r request, take func(body []byte) error) error {
	if err := c.refuse(ctx, r); err != nil {
		return err
	}
	legacy := c.dialect.legacy()
	resp, apiErr := c.ask(ctx, r, legacy)
	if apiErr == nil || !c.maybeWords(r, apiErr) {
		return c.taken(r, resp, apiErr, take)
	}
	resp, other := c.ask(ctx, r, !legacy)
	if other != nil && other.Kind == Invalid {
		return c.taken(r, nil, apiErr, take) // it was not the words
	}
	err := c.taken(r, resp, other, take)
	if err == nil {
		c.dialect.settle(!legacy)
	}
	return err
}

// maybeWords reports whether a refusal may be due to the dialect, as long as
// nothing sure is known about it.
func (c *Client) maybeWords(r request, apiErr *Error) bool {
	return apiErr.Kind == Invalid && !r.write() && len(r.params.words) > 0 && !c.dialect.sure()
}

// taken reads a good answer or gives the error that there was.
func (c *Client) taken(r request, resp *resty.Response, apiErr *Error, take func([]byte) error) error {
	if apiErr != nil {
		c.log.Debug("request failed", "error", apiErr.Error(), "request_id", apiErr.RequestID)
		return apiErr
	}
	return c.read(r, resp, take)
}

// ask puts one request on the wire, in the words of one dialect, and judges the
// status of the answer. Reads may be repeated, see mayRetry.
func (c *Client) ask(ctx context.Context, r request, legacy bool) (*resty.Response, *Error) {
	t := &track{}
	req := c.rest.R().SetContext(httptrace.WithClientTrace(ctx, t.hooks()))
	if r.body != nil {
		body, err := encode(r.body)
		if err != nil {
			apiErr := c.fail(r, Check, "the request cannot be written as JSON")
			apiErr.Err = c.scrub.wrap(err)
			return nil, apiErr
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
		for i, fault := range r.params.fault {
			texts[i] = fault.String()
		}
		apiErr := c.fail(r, Check, strings.Join(texts, "; "))
		apiErr.Faults = r.params.fault
		return apiErr
	case ctx.Err() != nil:
		return c.given(ctx, r, ctx.Err())
	}
	return nil
}

// given makes the error of a context that ended.
func (c *Client) given(ctx context.Context, r request, err error) *Error {
	apiErr := c.fail(r, Canceled, "canceled")
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		apiErr = c.fail(r, Timeout, "the time for this request is over")
	}
	apiErr.Err = c.scrub.wrap(errors.Join(ctx.Err(), err))
	return apiErr
}

// params gathers the path and query of one request and the faults found on the
// way, so that an operation reads as one chain and is refused at one place.
type params struct {
	path  string
	query url.Values
	words map[string]string // enum words, spelled when the request is sent
	fault []FieldFault
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
		p.add(what, "the ID of the %s is missing", what)
	case ".", "..":
		p.add(what, "%q is not the ID of a %s", id, what)
	}
	p.path += url.PathEscape(id)
	return p
}

func (p *params) then(path string) *params { p.path += path; return p }

// name sets a substring filter, 255 characters at most (contract section 3).
func (p *params) name(text string) *params {
	if n := utf8.RuneCountInString(text); n > 255 {
		p.add("name", "has %d characters; the server takes 255 at most", n)
	}
	return p.set("name", text)
}

// word sets an enum word, which is spelled as the server speaks.
func (p *params) word(key, word string) *params {
	if word != "" {
		if p.words == nil {
			p.words = make(map[string]string, 1)
		}
		p.words[key] = word
	}
	return p
}

// page sets limit and cursor; a limit out of range is refused, not clamped.
func (p *params) page(limit, most int, cursor string) *params {
	if limit < 0 || limit > most {
		p.add("limit", "must be between 1 and %d, not %d", most, limit)
	}
	if limit > 0 {
		p.set("limit", strconv.Itoa(limit))
	}
	return p.set("cursor", cursor)
}

func (p *params) add(field, format string, args ...any) {
	p.fault = append(p.fault, FieldFault{Field: field, Message: fmt.Sprintf(format, args...)})
}

func (p *params) faults(found []FieldFault) *params {
	p.fault = append(p.fault, found...)
	return p
}

// target gives the path with its query, spelled in one of the two dialects.
func (p *params) target(legacy bool) string {
	for key, word := range p.words {
		p.set(key, spelled(word, legacy))
	}
	if len(p.query) == 0 {
		return p.path
	}
	return p.path + "?" + p.query.Encode()
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

// maybeSent reports whether a request that failed may have reached the server.
// Without a trace (a transport of the caller's) the doubt counts as yes.
func (t *track) maybeSent(err error) bool {
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" || certificateFault(err) {
		return false
	}
	return t.connected.Load() || !t.dialed.Load()
}

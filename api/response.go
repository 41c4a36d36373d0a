package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/go-resty/resty/v2"
)

// responseError returns the Error for the result of resty, or nil for a 2xx response.
func (c *Client) responseError(ctx context.Context, req request, trace *connTrace, resp *resty.Response, err error) *Error {
	status := 0
	if resp != nil {
		status = resp.StatusCode()
	}
	switch {
	case status >= 300:
		// The status is known even if the body was truncated or the wait before
		// a retry was cancelled.
		apiErr := c.problemError(req, resp)
		if ctx.Err() != nil && !req.write() {
			apiErr = c.contextError(ctx, req, err)
		}
		return apiErr
	case err == nil && status == 0:
		return c.fail(req, Network, "no response")
	case err == nil:
		return nil
	}
	apiErr := c.transportError(ctx, req, err)
	apiErr.Status = status
	apiErr.Lost = req.write() && (status != 0 || trace.maybeSent(err))
	return apiErr
}

// problemError returns the Error for a response outside the 200s. Its body may be
// a problem document, other JSON, HTML, or empty (contract section 3).
func (c *Client) problemError(req request, resp *resty.Response) *Error {
	status := resp.StatusCode()
	apiErr := c.fail(req, kindOf(status), "")
	apiErr.Status = status
	apiErr.RequestID = c.requestID(resp)
	apiErr.RetryAfter = retryAfter(resp.Header(), c.now())
	apiErr.Lost = req.write() && doubtful(status)
	if status < 400 {
		apiErr.Detail = c.scrub.clean(redirectText(resp.Header().Get("Location")))
		return apiErr
	}
	doc := readProblem(resp.Body())
	apiErr.Title, apiErr.Detail = c.scrub.clean(doc.Title), c.scrub.clean(doc.Detail)
	if doc.RequestID != "" {
		apiErr.RequestID = c.scrub.clean(doc.RequestID)
	}
	return apiErr
}

// doubtful reports whether a write with this status may have been carried out: a
// server may fail after the work is done, and a gateway does not know what
// happened behind it (502, 504, the 52x of proxies). Every 5xx counts, since one
// unneeded lookup costs less than a repeated write; 429 and the other 4xx are
// refusals (contract section 3).
func doubtful(status int) bool { return status >= 500 || status == http.StatusRequestTimeout }

type problemDoc struct{ Title, Detail, RequestID string }

// readProblem parses an error body as far as possible. The keys of other error
// formats are accepted; a body that is not a JSON object gives nothing.
func readProblem(body []byte) problemDoc {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return problemDoc{}
	}
	text := func(names ...string) string {
		for _, name := range names {
			var value string
			if json.Unmarshal(members[name], &value) == nil && strings.TrimSpace(value) != "" {
				return value
			}
		}
		return ""
	}
	return problemDoc{
		Title:     text("title", "error"),
		Detail:    text("detail", "message", "error_description"),
		RequestID: text("request_id", "requestId"),
	}
}

func (c *Client) requestID(resp *resty.Response) string {
	return c.scrub.clean(resp.Header().Get("X-Request-Id"))
}

func redirectText(location string) string {
	if target, err := url.Parse(location); err == nil && target.Host != "" {
		return "the server redirects to " + target.Scheme + "://" + target.Host + "; the key is not sent there"
	}
	return "the server redirects to another address, which is not followed"
}

// transportError returns the Error for a request without a complete response.
func (c *Client) transportError(ctx context.Context, req request, err error) *Error {
	if ctx.Err() != nil {
		return c.contextError(ctx, req, err)
	}
	kind, text := Network, "the connection failed: "+rootText(err)
	var timeout net.Error
	var dns *net.DNSError
	var dial *net.OpError
	switch {
	case errors.Is(err, resty.ErrResponseBodyTooLarge):
		kind, text = NotJSON, "the response is larger than 32 MiB; request fewer items at a time"
	case errors.As(err, &timeout) && timeout.Timeout():
		kind, text = Timeout, "no response in time"
	case certificateFault(err):
		text = "the server's certificate is not trusted: " + rootText(err)
	case errors.As(err, &dns):
		text = "unknown host " + dns.Name
	case errors.As(err, &dial) && dial.Op == "dial":
		text = "cannot connect to the server: " + rootText(dial.Err)
	}
	apiErr := c.fail(req, kind, text)
	apiErr.Err = c.scrub.hide(err)
	return apiErr
}

func certificateFault(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record)
}

// rootText returns the text of an http error without method and address, which
// Error adds itself.
func rootText(err error) string {
	var urlErr *url.Error
	if errors.As(err, &urlErr) {
		err = urlErr.Err
	}
	return err.Error()
}

// readBody checks and parses the body of a successful response.
func (c *Client) readBody(req request, resp *resty.Response, parse func(body []byte) error) error {
	if parse == nil && len(resp.Body()) == 0 {
		return nil
	}
	malformed := func(detail string, err error) error {
		apiErr := c.fail(req, NotJSON, detail)
		apiErr.Status, apiErr.RequestID, apiErr.Lost, apiErr.Err = resp.StatusCode(), c.requestID(resp), req.write(), c.scrub.hide(err)
		return apiErr
	}
	if !isJSON(resp.Header().Get("Content-Type"), resp.Body()) {
		return malformed("the response is not JSON but "+contentName(resp), nil)
	}
	if parse == nil {
		return nil
	}
	if err := parse(resp.Body()); err != nil {
		return malformed("the response does not have the documented JSON shape", err)
	}
	return nil
}

// decode decodes JSON and ignores fields of the wrong type.
func decode(body []byte, out any) error { return ignoreFieldTypes(json.Unmarshal(body, out)) }

// ignoreFieldTypes forgets an error about a field inside a thing, so that one odd value
// never costs a list. What holds the things must be right.
func ignoreFieldTypes(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		return nil
	}
	return err
}

// readPage reads a list response, whose items are under key.
func readPage[W any, T Listed](body []byte, key string, convert func(*W) T) (Page[T], error) {
	list, pages, err := splitList(body, key)
	if err != nil {
		return Page[T]{}, err
	}
	page := Page[T]{Items: []T{}, Next: pages.next(), Cut: pages.cut()}
	fields := layoutOf(reflect.TypeFor[T]())
	for raw := range elements(list) {
		var wire W
		if err := decode(raw, &wire); err != nil {
			return Page[T]{}, err
		}
		page.Items = append(page.Items, convert(&wire))
		fields.keep(raw, reflect.ValueOf(&page.Items[len(page.Items)-1]).Elem())
	}
	return page, nil
}

// splitList returns the array under key of a list response and the pagination. A
// response without the array is not an empty list: it is not a list.
func splitList(body []byte, key string) (list []byte, page paging, err error) {
	body = bytes.TrimSpace(body)
	if !json.Valid(body) {
		return nil, page, errors.Join(errNotObject, json.Unmarshal(body, &page))
	}
	if len(body) == 0 || body[0] != '{' {
		return nil, page, errNotObject
	}
	for name, raw := range members(body) {
		switch string(name) {
		case key:
			list = raw
		case "pagination":
			err = decode(raw, &page)
		}
	}
	if len(list) == 0 || list[0] != '[' {
		err = errors.Join(err, fmt.Errorf("the response has no list called %q", key))
	}
	return list, page, err
}

var errNotObject = errors.New("the response is not one JSON object")

// isJSON reports whether the media type is JSON, or is missing and the body looks
// like an object.
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

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
	"slices"
	"strings"

	"github.com/go-resty/resty/v2"
)

// responseError returns the Error for the result of resty, or nil for a success.
func (c *Client) responseError(ctx context.Context, req *request, trace *connTrace, resp *resty.Response, err error) *Error {
	status := 0
	if resp != nil {
		status = resp.StatusCode()
	}
	switch {
	case status >= 300, status != 0 && err == nil && !req.succeeded(status):
		// The status is known even if the body was truncated or the wait before
		// a retry was cancelled.
		apiErr := c.problemError(req, resp)
		if ctx.Err() != nil && !req.write() {
			apiErr = c.contextError(ctx, req, err)
		}
		return apiErr
	case err == nil && status == 0:
		apiErr := c.fail(req, Network, "no response")
		apiErr.Lost = req.write() // the status may be 000
		return apiErr
	case err == nil:
		return nil
	}
	apiErr := c.transportError(ctx, req, err)
	apiErr.Status = status
	apiErr.Lost = req.write() && (status != 0 || trace.maybeSent(err))
	return apiErr
}

// transportError returns the Error for a request without a complete response.
func (c *Client) transportError(ctx context.Context, req *request, err error) *Error {
	if ctx.Err() != nil {
		return c.contextError(ctx, req, err)
	}
	kind, text, advice := Network, "the connection failed: "+rootText(err), ""
	var timeout net.Error
	var dns *net.DNSError
	var dial *net.OpError
	var record tls.RecordHeaderError
	switch {
	case errors.Is(err, resty.ErrResponseBodyTooLarge):
		kind, text, advice = NotJSON, "the response is larger than 32 MiB", "Request fewer items at a time."
		if req.limit > 0 {
			text, advice = fmt.Sprintf("the response is larger than %d MiB", req.limit>>20), "It is not read, to keep the memory small: look at it in the Arize web app."
		}
	case errors.As(err, &timeout) && timeout.Timeout():
		kind, text = Timeout, "no response in time"
	case errors.Is(err, http.ErrSchemeMismatch):
		text, advice = "the server speaks http at this address, not https", plainAdvice
	case errors.As(err, &record):
		text, advice = "the server does not speak TLS at this address", plainAdvice
	case tlsFault(err):
		text = "the server's certificate is not trusted: " + rootText(err)
	case errors.As(err, &dns):
		text = "unknown host " + dns.Name
	case errors.As(err, &dial) && dial.Op == "dial":
		text = "cannot connect to the server: " + rootText(dial.Err)
	}
	apiErr := c.fail(req, kind, text)
	apiErr.Err, apiErr.Next = c.scrub.hide(err), advice
	return apiErr
}

const plainAdvice = "Check the port of the API address. ARIZE_API_SCHEME=http connects without TLS; others on the network can read the key then."

// tlsFault reports whether the connection could not be secured, so that nothing was
// sent and another attempt is of no use.
func tlsFault(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch)
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
		apiErr := c.fail(&req, NotJSON, detail)
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
		detail := "the response does not have the documented JSON shape"
		if errors.Is(err, errNoList) || errors.Is(err, errTooMany) {
			detail = err.Error()
		}
		return malformed(detail, err)
	}
	return nil
}

// The bounds of a response. An object of two bytes takes some hundred in memory, so that
// the limit of the body alone is none. Attributes of spans and rows stay as they are sent
// and count as text.
const (
	maxRows    = 10_000 // the API sends 500
	maxObjects = 200_000
)

// checkSize returns an error for a body that holds too many objects; braces in texts
// count too.
func (l layout) checkSize(body []byte) error {
	if l != nil && bytes.Count(body, []byte("{")) > maxObjects {
		return errTooMany
	}
	return nil
}

// prepareDecoding decodes a task while the first response is awaited: encoding/json looks
// at the types at the first time, which takes as long as five tasks.
func prepareDecoding() {
	_ = decode([]byte(`{"created_at":"2026-01-02T15:04:05Z","evaluators":[{"column_mappings":{"a":"b"}}]}`), new(taskWire))
}

// decode decodes JSON and ignores fields of the wrong type.
func decode(body []byte, out any) error { return ignoreFieldTypes(json.Unmarshal(body, out)) }

// ignoreFieldTypes forgets an error about a field inside a thing, so that one odd value
// never costs a list. What holds the things must be right.
func ignoreFieldTypes(err error) error {
	if err == nil {
		return nil // the usual case costs no memory
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		return nil
	}
	return err
}

// readList appends every item of a list response to a slice, and stores in each what its
// fields do not repeat. Reading an item checks its JSON, so what remains to be checked is
// the response without the items.
func (c *Client) readList(body []byte, key string, items reflect.Value) (paging, error) {
	fields := layoutOf(items.Type().Elem())
	list, rest, pages, err := splitList(body, key)
	if err == nil {
		err = fields.checkSize(list)
	}
	if err != nil {
		return pages, err
	}
	items.Set(reflect.MakeSlice(items.Type(), 0, 0)) // never nil
	last, count := 0, 0
	for at, raw := range elements(list) {
		if count++; count > maxRows {
			return pages, errTooMany
		}
		items.Grow(1)
		items.SetLen(count)
		item := items.Index(count - 1)
		if err := item.Addr().Interface().(object).read(c, raw); err != nil {
			return pages, err
		}
		fields.keep(raw, item)
		rest.before = append(append(rest.before, list[last:at]...), '0')
		last = at + len(raw)
	}
	if !json.Valid(slices.Concat(rest.before, list[last:], rest.after)) {
		return pages, errNotObject
	}
	return pages, nil
}

// around is a list response without its list.
type around struct{ before, after []byte }

// splitList returns the array under key of a list response, what is around it, and the
// pagination. A response without the array is not an empty list: it is not a list.
// Neither the array nor the rest is known to be valid JSON.
func splitList(body []byte, key string) (list []byte, rest around, page paging, err error) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || body[0] != '{' {
		return nil, rest, page, errNotObject
	}
	for name, raw := range members(body) {
		switch string(name) {
		case key:
			at := cap(body) - cap(raw) // raw is a part of body
			list, rest = raw, around{slices.Clone(body[:at]), body[at+len(raw):]}
		case "pagination":
			err = decode(raw, &page)
		}
	}
	if len(list) == 0 || list[0] != '[' {
		if err = fmt.Errorf("%w called %q", errNoList, key); !json.Valid(body) {
			err = errNotObject
		}
	}
	return list, rest, page, err
}

var (
	errNotObject = errors.New("the response is not one JSON object")
	errNoList    = errors.New("the response has no list")
	errTooMany   = errors.New("the response has more objects than any page of the API")
)

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

package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-resty/resty/v2"
)

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
		apiErr := c.problem(r, resp)
		if ctx.Err() != nil && !r.write() {
			apiErr = c.given(ctx, r, err)
		}
		return apiErr
	case err == nil && status == 0:
		return c.fail(r, Network, "no answer")
	case err == nil:
		return nil
	}
	apiErr := c.transportError(ctx, r, err)
	apiErr.Status = status
	apiErr.Lost = r.write() && (status != 0 || t.maybeSent(err))
	return apiErr
}

// problem makes the error of an answer outside the 200s. The body may be a
// problem document, other JSON, a page of HTML, or nothing (contract section 3).
func (c *Client) problem(r request, resp *resty.Response) *Error {
	status := resp.StatusCode()
	apiErr := c.fail(r, kindOf(status), "")
	apiErr.Status = status
	apiErr.RequestID = c.requestID(resp)
	apiErr.RetryAfter = retryAfter(resp.Header(), c.now())
	apiErr.Lost = r.write() && doubtful(status)
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

// doubtful reports whether an answer leaves open what came of the request: a
// server may fail after the work is done, and a gateway does not know what
// happened behind it (502, 504, the 52x of proxies). Every 5xx counts, since
// looking once too often costs less than doing a thing twice; 429 and the other
// 4xx refuse (contract section 3).
func doubtful(status int) bool { return status >= 500 || status == http.StatusRequestTimeout }

type problemDoc struct{ Title, Detail, RequestID string }

// readProblem takes what it can from an error body. Words of other error
// formats are accepted; anything that is not a JSON object gives nothing.
func readProblem(body []byte) problemDoc {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return problemDoc{}
	}
	text := func(names ...string) string {
		for _, name := range names {
			var s string
			if json.Unmarshal(members[name], &s) == nil && strings.TrimSpace(s) != "" {
				return s
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
	if u, err := url.Parse(location); err == nil && u.Host != "" {
		return "the server points to " + u.Scheme + "://" + u.Host + ", where the key is not sent"
	}
	return "the server points elsewhere, which is not followed"
}

// transportError sorts a failure without a complete answer.
func (c *Client) transportError(ctx context.Context, r request, err error) *Error {
	if ctx.Err() != nil {
		return c.given(ctx, r, err)
	}
	kind, text := Network, "the connection failed: "+rootText(err)
	var timeout net.Error
	var dns *net.DNSError
	var dial *net.OpError
	switch {
	case errors.Is(err, resty.ErrResponseBodyTooLarge):
		kind, text = NotJSON, "the answer is larger than 32 MiB; ask for fewer at a time"
	case errors.As(err, &timeout) && timeout.Timeout():
		kind, text = Timeout, "no answer in time"
	case certificateFault(err):
		text = "the certificate of the server is not accepted: " + rootText(err)
	case errors.As(err, &dns):
		text = "the host " + dns.Name + " is not known"
	case errors.As(err, &dial) && dial.Op == "dial":
		text = "no connection to the server: " + rootText(dial.Err)
	}
	apiErr := c.fail(r, kind, text)
	apiErr.Err = c.scrub.wrap(err)
	return apiErr
}

func certificateFault(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record)
}

// rootText takes the method and address off the text of an http error; the
// Error tells them itself.
func rootText(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return err.Error()
}

// read takes in a good answer.
func (c *Client) read(r request, resp *resty.Response, take func(body []byte) error) error {
	if take == nil && len(resp.Body()) == 0 {
		return nil
	}
	odd := func(detail string, err error) error {
		apiErr := c.fail(r, NotJSON, detail)
		apiErr.Status, apiErr.RequestID, apiErr.Lost, apiErr.Err = resp.StatusCode(), c.requestID(resp), r.write(), c.scrub.wrap(err)
		return apiErr
	}
	if !isJSON(resp.Header().Get("Content-Type"), resp.Body()) {
		return odd("the answer is not JSON but "+contentName(resp), nil)
	}
	if take == nil {
		return nil
	}
	if err := take(resp.Body()); err != nil {
		return odd("the answer is not the JSON that the API promises", err)
	}
	return nil
}

// decode reads JSON and forgives a field of the wrong type inside a thing.
func decode(body []byte, out any) error { return forgiven(json.Unmarshal(body, out)) }

// forgiven forgets an error about a field inside a thing, so that one odd value
// never costs a list. What holds the things must be right.
func forgiven(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		return nil
	}
	return err
}

// decodeList reads an object with a list under key and the pagination.
func decodeList[W any](body []byte, key string) (items []W, page paging, err error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return nil, page, errors.Join(err, errNoObject)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, page, err
		}
		var into any
		switch name {
		case key:
			into = &items
		case "pagination":
			into = &page
		default:
			into = &json.RawMessage{}
		}
		if err := forgiven(decoder.Decode(into)); err != nil {
			return nil, page, err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return nil, page, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, page, errors.Join(err, errNoObject)
	}
	return items, page, nil
}

var errNoObject = errors.New("the answer is not one JSON object")

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

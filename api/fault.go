package api

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-resty/resty/v2"
)

// problem makes the error of an answer outside the 200s. The body may be a
// problem document, other JSON, a page of HTML, or nothing (contract section 3).
func (c *Client) problem(r request, resp *resty.Response) *Error {
	status := resp.StatusCode()
	e := c.fail(r, kindOf(status), "")
	e.Status = status
	e.RequestID = c.requestID(resp)
	e.RetryAfter = retryAfter(resp.Header(), c.now())
	e.Lost = r.write() && doubtful(status)
	if status < 400 {
		e.Detail = c.scrub.clean(redirectText(resp.Header().Get("Location")))
		return e
	}
	doc := readProblem(resp.Body())
	e.Title, e.Detail = c.scrub.clean(doc.Title), c.scrub.clean(doc.Detail)
	if doc.RequestID != "" {
		e.RequestID = c.scrub.clean(doc.RequestID)
	}
	return e
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
	e := c.fail(r, kind, text)
	e.Err = c.scrub.wrap(err)
	return e
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

package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-resty/resty/v2"
)

// problemError returns the Error for a response that is not a success. Its body may
// be a problem document, other JSON, text, HTML, or empty (contract section 3).
func (c *Client) problemError(req *request, resp *resty.Response) *Error {
	status := resp.StatusCode()
	apiErr := c.fail(req, kindOf(status), "")
	apiErr.Status = status
	apiErr.RequestID = c.requestID(resp)
	if asked := retryAfter(resp.Header(), c.now()); asked > 0 {
		apiErr.RetryAfter, apiErr.RetryAt = min(asked, maxRetryAfter), c.now().Add(asked)
	}
	doc := readProblem(resp.Body(), status)
	apiErr.Lost = req.write() && !refuses(status, doc.foreign)
	apiErr.Title, apiErr.Detail, apiErr.Code = c.reason(doc.title), c.reason(doc.detail), c.reason(doc.code)
	if doc.requestID != "" {
		apiErr.RequestID = c.scrub.clean(doc.requestID)
	}
	switch {
	case status < 300:
		apiErr.Detail = "the response does not confirm that it was done"
	case status < 400:
		apiErr.Detail, apiErr.Next = redirectText(status, resp.Header())
		apiErr.Detail = c.scrub.clean(apiErr.Detail)
	case status == http.StatusForbidden:
		apiErr.Plan = doc.plan
	case status == http.StatusProxyAuthRequired:
		apiErr.Next = "The proxy asks for a user name and a password. Put them into its address, in ARIZE_PROXY_URL or in HTTPS_PROXY."
	}
	if doc.foreign && status >= 400 && Is(apiErr, Forbidden, NotFound, Conflict, Invalid, Unprocessable, Unexpected) {
		apiErr.Kind, apiErr.Next = Unexpected, kinds[NotJSON].advice // it says nothing about the key or the ID
	}
	return apiErr
}

// maxReason is the largest part of a text of the server that an error keeps, in bytes.
const maxReason = 16 << 10

// reason returns a text of the server without the key.
func (c *Client) reason(text string) string {
	return strings.Clone(c.scrub.clean(strings.ToValidUTF8(text[:min(len(text), maxReason)], "")))
}

// refuses reports whether a status is a documented refusal of a write by the API (contract
// section 3), or that of a gateway that did not pass the write on. With any other it may have been
// carried out: a server may fail after the work is done, a gateway does not know what
// happened behind it (502, 504, the 52x of proxies), and what is not documented says
// nothing (1xx, 202, 3xx, 405, 408). One unneeded lookup costs less than a repeated write.
func refuses(status int, foreign bool) bool {
	switch status {
	case http.StatusProxyAuthRequired, http.StatusTooManyRequests:
		return true
	}
	return !foreign && slices.Contains([]int{400, 401, 403, 404, 409, 422}, status)
}

type problemDoc struct {
	title, detail, code, requestID string
	plan                           *Plan
	foreign                        bool // not from the API, which sends JSON
}

// readProblem parses an error body as far as possible: no reason is dropped because
// it has another form. The keys of other error formats are accepted.
func readProblem(body []byte, status int) problemDoc {
	body = bytes.TrimSpace(body)
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return problemDoc{detail: reasonIn(body, status), foreign: len(body) > 0}
	}
	text := func(names ...string) string {
		for _, name := range names {
			if value := reasonIn(members[name], status); value != "" {
				return value
			}
		}
		return ""
	}
	doc := problemDoc{
		title: text("title", "error"), detail: text("detail", "message", "error_description", "errors", "reason"),
		code: text("error_code"), requestID: text("request_id", "requestId"),
	}
	if entitlement, required := text("entitlement"), text("required_plan"); entitlement != "" || required != "" {
		number := func(name string) Count {
			count := UnknownCount
			if raw := members[name]; raw != nil {
				_ = count.UnmarshalJSON(raw) // never fails
			}
			return count
		}
		doc.plan = &Plan{Entitlement: entitlement, Required: required, Limit: number("limit"), Used: number("current_count")}
	}
	return doc
}

// reasonIn returns the text of a part of an error body: a JSON string, the texts in a
// list or under the usual names in an object, plain text, or the title of a page.
func reasonIn(body []byte, status int) string {
	var value any
	if json.Unmarshal(body, &value) == nil {
		return reasonOf(value)
	}
	if len(body) > 0 && body[0] == '<' {
		_, page, _ := bytes.Cut(body, []byte("<title>"))
		body, _, _ = bytes.Cut(page, []byte("</title>"))
		if name := http.StatusText(status); name == "" || bytes.Contains(body, []byte(name)) {
			return "" // only the status again
		}
	}
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
		return ""
	}
	return strings.TrimSpace(string(body))
}

func reasonOf(value any) string {
	switch value := value.(type) {
	case string:
		return strings.TrimSpace(value)
	case []any:
		var out []string
		for _, one := range value {
			if text := reasonOf(one); text != "" {
				out = append(out, text)
			}
		}
		return strings.Join(out, "; ")
	case map[string]any:
		for _, name := range []string{"detail", "message", "msg", "title", "reason", "error", "errors"} {
			if text := reasonOf(value[name]); text != "" {
				return text
			}
		}
	}
	return ""
}

func (c *Client) requestID(resp *resty.Response) string {
	return c.scrub.clean(resp.Header().Get("X-Request-Id"))
}

// redirectText says what is wrong with a 3xx that was not followed.
func redirectText(status int, header http.Header) (text, advice string) {
	const check = "Check the API address and the proxy: the API does not answer like this."
	location, sent := header.Get("Location"), header["Location"] != nil
	target, err := url.Parse(location)
	switch {
	case status == http.StatusNotModified:
		return "the server says that nothing has changed, although nothing was compared", check
	case sent && (err != nil || location == ""): // see timed
		return "the server redirects to an address that cannot be read", check
	case location == "":
		return "the server redirects without saying where", check
	case target.Host != "":
		place := url.URL{Scheme: target.Scheme, Host: target.Host}
		return "the server redirects to " + strings.TrimPrefix(place.String(), "//") + "; the key is not sent there", ""
	}
	return "the server redirects to another address, which is not followed", ""
}

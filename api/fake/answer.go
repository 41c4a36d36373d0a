package fake

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// errorPage is where a problem's type points to; the anchors are those of
// contract section 3. A client must not branch on it.
const errorPage = "https://arize.com/docs/ax/rest-reference/errors"

// problem is a refusal.
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Instance  string `json:"instance"`
	RequestID string `json:"request_id"`
}

// refuse makes a problem; instance and request ID are filled in when it is
// written. Statuses without an anchor of their own in the contract use the
// nearest one, or the neutral about:blank.
func refuse(status int, format string, args ...any) *problem {
	known := map[int]struct{ anchor, title string }{
		http.StatusBadRequest:            {"invalid-request", "Invalid request"},
		http.StatusUnauthorized:          {"authentication-required", "Authentication required"},
		http.StatusForbidden:             {"access-forbidden", "Access forbidden"},
		http.StatusNotFound:              {"resource-not-found", "Resource not found"},
		http.StatusMethodNotAllowed:      {anchor: "invalid-request"},
		http.StatusRequestEntityTooLarge: {anchor: "invalid-request"},
		http.StatusConflict:              {"resource-conflict", "Resource conflict"},
		http.StatusUnprocessableEntity:   {"unprocessable-entity", "Unprocessable entity"},
		http.StatusTooManyRequests:       {"rate-limit-exceeded", "Rate limit exceeded"},
		http.StatusServiceUnavailable:    {anchor: "service-unavailable"},
	}[status]
	p := &problem{Type: "about:blank", Title: cmp.Or(known.title, http.StatusText(status), "Error"), Status: status, Detail: fmt.Sprintf(format, args...)}
	if known.anchor != "" {
		p.Type = errorPage + "#" + known.anchor
	}
	return p
}

// answer is what goes out; nothing is written before it is whole, so that a
// fault may still spoil it.
type answer struct {
	status int
	media  string
	body   []byte
	header map[string]string
}

// problemAnswer turns a problem into bytes.
func problemAnswer(p *problem, instance, requestID string) answer {
	p.Instance, p.RequestID = instance, requestID
	body, _ := json.Marshal(p) // strings and an int: cannot fail
	return answer{status: p.Status, media: "application/problem+json", body: append(body, '\n')}
}

// write sends an answer.
func write(writer http.ResponseWriter, a answer) {
	header := writer.Header()
	for k, v := range a.header {
		header.Set(k, v)
	}
	if a.media != "" {
		header.Set("Content-Type", a.media)
		if header.Get("Content-Length") == "" {
			header.Set("Content-Length", strconv.Itoa(len(a.body)))
		}
	}
	writer.WriteHeader(a.status)
	_, _ = writer.Write(a.body) // the client may be gone; there is nobody to tell
}

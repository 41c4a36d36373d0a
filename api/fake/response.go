package fake

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// errorPage is the address in a problem's type; the anchors are those of
// contract section 3. A client must not branch on it.
const errorPage = "https://arize.com/docs/ax/rest-reference/errors"

// problem is the body of an error response (RFC 9457).
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Instance  string `json:"instance"`
	RequestID string `json:"request_id"`
}

// refuse makes a problem; problemResponse sets instance and request ID. Statuses
// without an anchor in the contract use the nearest one, or about:blank.
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
	out := &problem{Type: "about:blank", Title: cmp.Or(known.title, http.StatusText(status), "Error"), Status: status, Detail: fmt.Sprintf(format, args...)}
	if known.anchor != "" {
		out.Type = errorPage + "#" + known.anchor
	}
	return out
}

// response is a complete response; it is written only when it is complete, so
// that a fault can still replace it.
type response struct {
	status int
	media  string
	body   []byte
	header map[string]string
}

// problemResponse encodes a problem.
func problemResponse(reason *problem, instance, requestID string) response {
	reason.Instance, reason.RequestID = instance, requestID
	body, _ := json.Marshal(reason) // strings and an int: cannot fail
	return response{status: reason.Status, media: "application/problem+json", body: append(body, '\n')}
}

// write sends a response.
func write(writer http.ResponseWriter, out response) {
	header := writer.Header()
	for name, value := range out.header {
		header.Set(name, value)
	}
	if out.media != "" {
		header.Set("Content-Type", out.media)
		if header.Get("Content-Length") == "" {
			header.Set("Content-Length", strconv.Itoa(len(out.body)))
		}
	}
	writer.WriteHeader(out.status)
	_, _ = writer.Write(out.body) // an error means that the client has disconnected
}

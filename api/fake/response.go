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

	// Only when the plan is the reason of a 403.
	Entitlement  string `json:"entitlement,omitempty"`
	Limit        int    `json:"limit,omitempty"`
	CurrentCount int    `json:"current_count,omitempty"`
	RequiredPlan string `json:"required_plan,omitempty"`
}

// refuse makes a problem; problemResponse sets instance and request ID. Statuses
// without an anchor in the contract use the nearest one, or about:blank.
func refuse(status int, format string, args ...any) *problem {
	anchor := map[int]string{
		http.StatusBadRequest:            "invalid-request",
		http.StatusUnauthorized:          "authentication-required",
		http.StatusForbidden:             "access-forbidden",
		http.StatusNotFound:              "resource-not-found",
		http.StatusMethodNotAllowed:      "invalid-request",
		http.StatusRequestEntityTooLarge: "invalid-request",
		http.StatusConflict:              "resource-conflict",
		http.StatusUnprocessableEntity:   "unprocessable-entity",
		http.StatusTooManyRequests:       "rate-limit-exceeded",
		http.StatusServiceUnavailable:    "service-unavailable",
	}[status]
	out := &problem{Type: "about:blank", Title: cmp.Or(http.StatusText(status), "Error"), Status: status, Detail: fmt.Sprintf(format, args...)}
	if anchor != "" {
		out.Type = errorPage + "#" + anchor
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
	body, _ := json.Marshal(reason) // strings and numbers: cannot fail
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

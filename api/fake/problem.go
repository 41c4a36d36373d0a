package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// errorPage is where a problem's type points to; the anchors are those of
// contract section 3. A client must not branch on it.
const errorPage = "https://arize.com/docs/ax/rest-reference/errors"

// problem is a refusal, and the error type of every handler.
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Instance  string `json:"instance"`
	RequestID string `json:"request_id"`
}

// Error makes a problem an error.
func (p *problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Title, p.Detail) }

// refuse makes a problem; instance and request ID are filled in when it is written.
func refuse(status int, format string, args ...any) *problem {
	return &problem{Type: problemType(status), Title: problemTitle(status), Status: status, Detail: fmt.Sprintf(format, args...)}
}

// problemType is the link of a status. Statuses without an anchor of their own
// in the contract use the nearest one, or the neutral about:blank.
func problemType(status int) string {
	anchors := map[int]string{
		http.StatusBadRequest:            "#invalid-request",
		http.StatusUnauthorized:          "#authentication-required",
		http.StatusForbidden:             "#access-forbidden",
		http.StatusNotFound:              "#resource-not-found",
		http.StatusMethodNotAllowed:      "#invalid-request",
		http.StatusConflict:              "#resource-conflict",
		http.StatusRequestEntityTooLarge: "#invalid-request",
		http.StatusUnprocessableEntity:   "#unprocessable-entity",
		http.StatusTooManyRequests:       "#rate-limit-exceeded",
		http.StatusServiceUnavailable:    "#service-unavailable",
	}
	if a, ok := anchors[status]; ok {
		return errorPage + a
	}
	return "about:blank"
}

// problemTitle is the short name of a status.
func problemTitle(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "Invalid request"
	case http.StatusUnauthorized:
		return "Authentication required"
	case http.StatusForbidden:
		return "Access forbidden"
	case http.StatusNotFound:
		return "Resource not found"
	case http.StatusConflict:
		return "Resource conflict"
	case http.StatusUnprocessableEntity:
		return "Unprocessable entity"
	case http.StatusTooManyRequests:
		return "Rate limit exceeded"
	}
	if t := http.StatusText(status); t != "" {
		return t
	}
	return "Error"
}

// answer is what a handler gives back; nothing is written before it is whole,
// so that a fault may still spoil it.
type answer struct {
	status int
	media  string
	body   []byte
	header map[string]string
}

// problemAnswer turns a problem into bytes.
func problemAnswer(p *problem, instance, requestID string) answer {
	q := *p
	q.Instance, q.RequestID = instance, requestID
	b, err := json.Marshal(q)
	if err != nil { // strings and an int: cannot fail
		b = []byte(`{"title":"Error","status":500}`)
	}
	return answer{status: q.Status, media: "application/problem+json", body: append(b, '\n')}
}

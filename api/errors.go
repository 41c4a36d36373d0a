package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Kind classifies failures by what a user can do about them.
type Kind int

// The kinds. Unexpected is a response that fits no other kind, such as a
// redirect.
const (
	Unexpected    Kind = iota
	Auth               // 401: key missing, wrong or expired
	Forbidden          // 403: readable, but the action is not allowed
	NotFound           // 404: missing or not readable with this key; the API does not say which
	Conflict           // 409
	Invalid            // 400
	Unprocessable      // 422
	RateLimited        // 429
	Server             // 5xx
	NotJSON            // a response that is not JSON, truncated, too large or of another shape
	Network            // dial, DNS, TLS, reset
	Timeout            // no response in time
	Canceled           // cancelled by the caller
	ReadOnly           // a write in read-only mode, not sent
	Check              // breaks a rule of the API, not sent
	NotShown           // 404 for what was just written: the server will show it
)

// Error is the type of every failure of this package; find it with errors.As. Its texts never
// contain the API key.
type Error struct {
	Kind      Kind
	Status    int    // HTTP status; 0: no response
	Method    string // GET, POST, ...
	Path      string // escaped, without host and query
	Title     string // of the problem document, may be empty
	Detail    string // explanation of the server or of this program
	RequestID string // for Arize support; may be empty
	// RetryAfter is the wait requested by the server, at most 60 s; 0: none that makes
	// sense. Automatic requests wait that long; a user may try again at once.
	RetryAfter time.Duration
	RetryAt    time.Time // when the requested wait ends, however long; zero: none
	Code       string    // error_code of the server; may be empty, branch on nothing
	Plan       *Plan     // the limit of the account behind a 403; nil: a missing permission
	// Lost is true when a write may have been carried out although no response
	// confirms it: none came, or it was a 5xx, a 408, or none of the documented ones
	// (1xx, 202, 3xx, 405, a page of a gateway). Look for the effect of the
	// write; do not repeat it (contract section 3, Idempotency keys).
	Lost   bool
	Next   string       // what to do, in place of the advice of the kind; may be empty
	Faults []FieldFault // for Kind Check: every broken rule
	Err    error        // the cause, if any; its text does not contain the key
}

// Plan is a limit of the account's plan (contract section 3, Errors).
type Plan struct {
	Entitlement string // the capability or the thing that is counted
	Required    string // PRO, ENTERPRISE; may be empty
	Limit, Used Count  // unknown when nothing is counted
}

// String says what is needed: "needs plan PRO; 5 of 5 used".
func (p *Plan) String() string {
	text := "needs a plan with " + p.Entitlement
	if p.Required != "" {
		text = "needs plan " + p.Required
	}
	if p.Limit.Known() && p.Used.Known() {
		text += fmt.Sprintf("; %d of %d used", p.Used, p.Limit)
	}
	return text
}

// Error returns one line: method, path, status and the Message.
func (e *Error) Error() string {
	var out strings.Builder
	if e.Method != "" {
		out.WriteString(e.Method + " " + e.Path + ": ")
	}
	if e.Status != 0 && (e.Status >= 300 || e.Kind != Timeout && e.Kind != Canceled && e.Kind != Network) { // a response that was interrupted has no status to show
		fmt.Fprintf(&out, "%d ", e.Status)
	}
	out.WriteString(e.Message())
	return out.String()
}

// Message returns the best available explanation on one line: the detail, else
// the title, else the text of the status (contract section 3). It can follow a
// colon: texts of this program begin in lower case, those of the server are
// unchanged, and neither ends with a full stop.
func (e *Error) Message() string {
	for _, text := range []string{e.Detail, e.Title, lowerCase(http.StatusText(e.Status)), e.Kind.String()} {
		if text = trimFullStop(oneLine(text)); text != "" {
			if e.Code != "" {
				text += " (" + oneLine(e.Code) + ")"
			}
			return text
		}
	}
	return "unknown error"
}

// lowerCase converts words to lower case, except abbreviations such as URI.
func lowerCase(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		if word[1:] == strings.ToLower(word[1:]) && word != "I'm" {
			words[i] = strings.ToLower(word)
		}
	}
	return strings.Join(words, " ")
}

// trimFullStop removes one full stop at the end but keeps an ellipsis.
func trimFullStop(text string) string {
	if cut, ok := strings.CutSuffix(text, "."); ok && !strings.HasSuffix(cut, ".") {
		return strings.TrimSpace(cut)
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Advice returns what to do next (contract section 3, Errors).
func (e *Error) Advice() string {
	if e.Lost {
		return "The response was lost, so this may have been done. Check the list before you try again."
	}
	switch {
	case e.Plan != nil:
		return "This key's account " + e.Plan.String() + "."
	case e.RetryAfter > 0 && (e.Kind == RateLimited || e.Kind == Server):
		return "The server asks to wait " + AskedWait(e.RetryAfter) + "; then try again."
	case e.Next != "":
		return e.Next
	case e.Kind == Forbidden && e.Method == http.MethodGet:
		return "This key may not see it. Ask for permission on evaluation tasks in this space, or use another key."
	case e.Kind.known():
		return kinds[e.Kind].advice
	}
	return kinds[Unexpected].advice
}

// Is reports whether err is an *Error of one of the kinds. A cancelled context
// counts as Canceled, whatever package the error comes from.
func Is(err error, kinds ...Kind) bool {
	if errors.Is(err, context.Canceled) && slices.Contains(kinds, Canceled) {
		return true
	}
	var apiErr *Error
	return errors.As(err, &apiErr) && slices.Contains(kinds, apiErr.Kind)
}

// Lost reports whether err is the failure of a write that may have been carried
// out all the same (Error.Lost). Package write looks for its effect.
func Lost(err error) bool {
	var apiErr *Error
	return errors.As(err, &apiErr) && apiErr.Lost
}

// Reason returns the Message of an *Error, else the text of the error. The text
// may come from the server: clean it before it is drawn.
func Reason(err error) string {
	var apiErr *Error
	if errors.As(err, &apiErr) {
		return apiErr.Message()
	}
	return err.Error()
}

// ServerError returns the answer of a server that failed itself, 5xx; false for any other error.
func ServerError(err error) (*Error, bool) {
	failed, ok := errors.AsType[*Error](err)
	return failed, ok && failed.Status >= http.StatusInternalServerError
}

// Advice returns the advice of an *Error, "" for any other error.
func Advice(err error) string {
	var apiErr *Error
	if errors.As(err, &apiErr) {
		return apiErr.Advice()
	}
	return ""
}

// FieldsIn returns the fields that the refusal of a request is about: those named
// by Check, else the field of the longest of the words that the server's message
// contains. words maps lower-case words to fields.
func FieldsIn(err error, words map[string]string) []FieldFault {
	var apiErr *Error
	if !errors.As(err, &apiErr) {
		return nil
	}
	if len(apiErr.Faults) > 0 {
		return apiErr.Faults
	}
	if !Is(err, Invalid, Conflict, Unprocessable, NotFound) {
		return nil
	}
	message, longest := strings.ToLower(apiErr.Message()), ""
	for word := range words {
		better := len(word) > len(longest) || len(word) == len(longest) && word < longest
		if better && strings.Contains(message, word) {
			longest = word
		}
	}
	if longest == "" {
		return nil
	}
	return []FieldFault{{Field: words[longest], Message: apiErr.Message()}}
}

// kinds holds the name and the advice of each kind, and its HTTP status if it
// has exactly one.
var kinds = [...]struct {
	status       int
	name, advice string
}{
	Unexpected:    {name: "unexpected response", advice: "Check the API address."},
	Auth:          {status: http.StatusUnauthorized, name: "not authenticated", advice: "Check the API key and the profile."},
	Forbidden:     {status: http.StatusForbidden, name: "not allowed", advice: "This key may view it but not change it. Ask for permission on evaluation tasks in this space."},
	NotFound:      {status: http.StatusNotFound, name: "not found", advice: "Check the ID, the space, and that this key can see it."},
	Conflict:      {status: http.StatusConflict, name: "conflict", advice: "Check the list of runs: one may be active already, or the experiment name may be in use."},
	Invalid:       {status: http.StatusBadRequest, name: "invalid request", advice: "Check the IDs and fields of the request. If they are right, report this as a bug."},
	Unprocessable: {status: http.StatusUnprocessableEntity, name: "request not accepted", advice: "Correct the field named in the message and try again."},
	RateLimited:   {status: http.StatusTooManyRequests, name: "too many requests", advice: "Too many requests. Wait a moment, then try again."},
	Server:        {name: "server error", advice: "The server has a problem. Try again in a moment."},
	NotJSON:       {name: "not a JSON response", advice: "Check the API address: another server answers there, perhaps a proxy or a login page."},
	Network:       {status: http.StatusProxyAuthRequired, name: "network error", advice: "Check the network, the proxy and the API address."},
	Timeout:       {status: http.StatusRequestTimeout, name: "timeout", advice: "The server took too long. Try again, or request fewer items."},
	Canceled:      {name: "cancelled", advice: "The request was cancelled."},
	ReadOnly:      {name: "read-only", advice: "--read-only, or read_only in the settings, refuses every change."},
	Check:         {name: "invalid request, not sent", advice: "Correct the fields named and try again. Nothing was sent."},
	NotShown:      {name: "not shown yet", advice: "It was just written, and a server can need some seconds to show that."},
}

func (k Kind) known() bool { return k >= 0 && int(k) < len(kinds) }

// String returns the name of the kind.
func (k Kind) String() string {
	if !k.known() {
		return "unknown error"
	}
	return kinds[k].name
}

// kindOf returns the kind of an HTTP status.
func kindOf(status int) Kind {
	for kind, info := range kinds {
		if info.status == status {
			return Kind(kind)
		}
	}
	if status >= 500 {
		return Server
	}
	return Unexpected
}

// oneLine collapses white space and truncates after 1 000 characters.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 1000 {
		return string(runes[:1000]) + "…"
	}
	return text
}

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

// Kind sorts failures by what a person can do about them.
type Kind int

// The kinds. Unexpected is an answer that fits nowhere else, a redirect for
// instance.
const (
	Unexpected    Kind = iota
	Auth               // 401: key missing, wrong or expired
	Forbidden          // 403: may be read, not acted upon
	NotFound           // 404: missing or unreadable, not told apart
	Conflict           // 409
	Invalid            // 400
	Unprocessable      // 422
	RateLimited        // 429
	Server             // 5xx
	NotJSON            // an answer that is not JSON, is cut short, too large or not of the promised shape
	Network            // dial, DNS, TLS, reset
	Timeout            // no answer in time
	Canceled           // the caller gave up
	ReadOnly           // a write in read-only mode, not sent
	Check              // breaks a rule, not sent
)

// Error is every failure of this package, found by errors.As. Its texts never
// hold the API key.
type Error struct {
	Kind       Kind
	Status     int           // HTTP status; 0: no answer
	Method     string        // GET, POST, ...
	Path       string        // escaped, without host and query
	Title      string        // of the problem document, may be empty
	Detail     string        // what the server or this program says about it
	RequestID  string        // to quote to Arize support; may be empty
	RetryAfter time.Duration // how long the server asked to wait; 0: it did not
	// Lost is true when a write may have been carried out although no answer
	// says so: none came, or a 5xx or 408 that leaves it open. Look for its
	// effect; do not repeat it (contract section 3, Idempotency keys).
	Lost   bool
	Faults []FieldFault // for Kind Check: every rule that is broken
	Err    error        // the cause, if any; prints without the key
}

// Error gives one line: method, path, status and the Message.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Method != "" {
		b.WriteString(e.Method + " " + e.Path + ": ")
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, "%d ", e.Status)
	}
	b.WriteString(e.Message())
	return b.String()
}

// Message gives the best explanation there is, alone and on one line: detail,
// else title, else the words of the status (contract section 3). It fits into a
// sentence after a colon: words of this program begin with a small letter,
// those of the server begin as they came, and neither ends with a full stop.
func (e *Error) Message() string {
	for _, text := range []string{e.Detail, e.Title, small(http.StatusText(e.Status)), e.Kind.String()} {
		if text = unstopped(oneLine(text)); text != "" {
			return text
		}
	}
	return "unknown error"
}

// small writes words without capitals, but leaves abbreviations such as URI.
func small(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if w[1:] == strings.ToLower(w[1:]) && w != "I'm" {
			words[i] = strings.ToLower(w)
		}
	}
	return strings.Join(words, " ")
}

// unstopped takes off one full stop; the dots of an ellipsis stay.
func unstopped(s string) string {
	if cut, ok := strings.CutSuffix(s, "."); ok && !strings.HasSuffix(cut, ".") {
		return strings.TrimSpace(cut)
	}
	return s
}

// Unwrap gives the cause to errors.Is.
func (e *Error) Unwrap() error { return e.Err }

// Advice says what to do next (contract section 3, Errors).
func (e *Error) Advice() string {
	if e.Lost {
		return "No clear answer came, so this may have been done. Look at the list before you try again."
	}
	switch {
	case e.Kind == RateLimited && e.RetryAfter > 0:
		return fmt.Sprintf("Too many requests. Wait %s, then try again.", e.RetryAfter.Round(time.Second))
	case e.Kind.known():
		return kinds[e.Kind].advice
	}
	return kinds[Unexpected].advice
}

// Is reports whether an error is a failure of this package of one of the kinds.
// A context that was cancelled counts as Canceled wherever the error comes from.
func Is(err error, kinds ...Kind) bool {
	if errors.Is(err, context.Canceled) && slices.Contains(kinds, Canceled) {
		return true
	}
	var e *Error
	return errors.As(err, &e) && slices.Contains(kinds, e.Kind)
}

// Lost reports whether a write may have been carried out although no answer
// says so: package write looks its effect up; it must not be repeated.
func Lost(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Lost
}

// Reason is the short form of any error: the Message of a failure of this
// package, else its text. It comes from the server and is not safe to draw.
func Reason(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Message()
	}
	return err.Error()
}

// Advice says what to do about any error; "" when there is nothing to advise.
func Advice(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Advice()
	}
	return ""
}

// FieldsIn finds the fields of a request that its refusal speaks of: those that
// Check named, else the one whose word, the longest of those given, is part of
// what the server says. words gives the field for each word, in small letters.
func FieldsIn(err error, words map[string]string) []FieldFault {
	var e *Error
	if !errors.As(err, &e) {
		return nil
	}
	if len(e.Faults) > 0 {
		return e.Faults
	}
	if !Is(err, Invalid, Conflict, Unprocessable, NotFound) {
		return nil
	}
	message, longest := strings.ToLower(e.Message()), ""
	for word := range words {
		better := len(word) > len(longest) || len(word) == len(longest) && word < longest
		if better && strings.Contains(message, word) {
			longest = word
		}
	}
	if longest == "" {
		return nil
	}
	return []FieldFault{{Field: words[longest], Message: e.Message()}}
}

// kinds tells for each kind its words, what to do about it, and the HTTP status
// that means it, if it is one.
var kinds = [...]struct {
	status       int
	name, advice string
}{
	Unexpected:    {name: "unexpected answer", advice: "Check the address of the API."},
	Auth:          {status: http.StatusUnauthorized, name: "not authenticated", advice: "Check the API key and the profile. With an ax login, run: ax auth login"},
	Forbidden:     {status: http.StatusForbidden, name: "not allowed", advice: "Your key may see this but not do that. Ask for the permission on evaluation tasks in this space."},
	NotFound:      {status: http.StatusNotFound, name: "not found", advice: "Check the ID and the space, and whether your key may see it."},
	Conflict:      {status: http.StatusConflict, name: "conflict", advice: "Look at the list of runs: one may be active already, or the experiment name may be taken."},
	Invalid:       {status: http.StatusBadRequest, name: "invalid request", advice: "Check the IDs and fields of the request. If they look right, please report it."},
	Unprocessable: {status: http.StatusUnprocessableEntity, name: "request not accepted", advice: "Correct the field that the message names and send it again."},
	RateLimited:   {status: http.StatusTooManyRequests, name: "too many requests", advice: "Too many requests. Wait a little, then try again."},
	Server:        {name: "server error", advice: "The server has a problem. Try again in a moment."},
	NotJSON:       {name: "not a JSON answer", advice: "Check the address of the API: something else answers there, perhaps a proxy or a log-in page."},
	Network:       {name: "network error", advice: "Check the network, the proxy and the address of the API."},
	Timeout:       {status: http.StatusRequestTimeout, name: "time-out", advice: "The server took too long. Try again, or ask for less at a time."},
	Canceled:      {name: "canceled", advice: "It was stopped on request. Start it again when you like."},
	ReadOnly:      {name: "read-only", advice: "This program runs read-only. Start it without --read-only to change things."},
	Check:         {name: "refused before sending", advice: "Correct the fields that are named and send it again. Nothing was sent."},
}

func (k Kind) known() bool { return k >= 0 && int(k) < len(kinds) }

// String names the kind in plain words.
func (k Kind) String() string {
	if !k.known() {
		return "unknown error"
	}
	return kinds[k].name
}

// kindOf sorts an HTTP status.
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

// oneLine folds all white space and cuts what no line can hold.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > 1000 {
		return string(runes[:1000]) + "…"
	}
	return s
}

package fake

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Faults are injected failures. The zero value is a healthy server. Make them
// with ParseFaults.
type Faults struct {
	rules           []rule
	legacy, hostile bool
}

// faultKind is one kind of failure.
type faultKind string

// The kinds, named as in ParseFaults.
const (
	kindLatency   faultKind = "latency"       // the response is delayed
	kindStatus    faultKind = "status"        // a problem body with that status
	kindLimited   faultKind = "429"           // too many requests, with or without Retry-After
	kindHTML      faultKind = "html"          // a page of a gateway instead of JSON
	kindTruncate  faultKind = "truncate"      // half the body
	kindDrop      faultKind = "drop"          // the connection is closed before the request is handled
	kindDropAfter faultKind = "drop-after"    // the request is handled, the response is lost
	kindTimeout   faultKind = "timeout"       // there is no response
	kindRepeat    faultKind = "repeat-cursor" // the next cursor is the one that was sent
	kindEmpty     faultKind = "empty-page"    // an empty page with has_more true
)

// rule is one fault with its scope and probability.
type rule struct {
	method string // "" is every method
	path   string // "" is every path; {x} and * match one segment, a trailing ... the rest
	kind   faultKind
	share  float64       // 0..1
	status int           // of kindStatus and kindHTML; 0 for html draws 200 or 502
	wait   time.Duration // of kindLatency and of Retry-After; 0 sends no Retry-After
	date   bool          // Retry-After as an HTTP date
	abort  bool          // truncate by closing the connection inside the body
}

// Legacy reports whether the server uses the lower-case dialect.
func (f Faults) Legacy() bool { return f.legacy }

// Hostile reports whether the world contains hostile texts; the caller passes
// it to world.Options.
func (f Faults) Hostile() bool { return f.hostile }

// ParseFaults parses faults, one per string: an optional scope, then the fault.
//
//	latency=300ms  latency=2s:10%  error=20%  status=503:20%  429=10%:retry=2s  429=10%:retry=2s:date
//	html=5%  html=5%:502  truncate=5%  truncate=5%:abort  drop=5%  drop-after=5%  timeout=2%
//	repeat-cursor  empty-page=30%  legacy  hostile
//	GET /v2/tasks error=20%  /v2/tasks/{id}/trigger drop-after=50%  POST latency=1s
//
// A probability is written 20% or 0.2; without one the fault always happens.
// error is status=500. A path matches as a whole; {x} and * match one segment,
// a trailing ... all that follow.
func ParseFaults(texts []string) (Faults, error) {
	var faults Faults
	for _, text := range texts {
		if err := faults.add(text); err != nil {
			return Faults{}, err
		}
	}
	return faults, nil
}

// add parses one fault.
func (f *Faults) add(text string) error {
	words := strings.Fields(text)
	if len(words) == 0 {
		return fmt.Errorf("a fault is empty; write for instance latency=300ms")
	}
	fault := rule{share: 1}
	methods := []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete}
	for _, word := range words[:len(words)-1] {
		switch {
		case strings.HasPrefix(word, "/") && fault.path == "":
			fault.path = word
		case slices.Contains(methods, word) && fault.method == "" && fault.path == "":
			fault.method = word
		default:
			return fmt.Errorf("fault %q: %q is neither a method nor a path", text, word)
		}
	}
	last := words[len(words)-1]
	if last == "legacy" || last == "hostile" {
		if len(words) > 1 {
			return fmt.Errorf("fault %q: %s applies to the whole server; leave the method and path out", text, last)
		}
		f.legacy = f.legacy || last == "legacy"
		f.hostile = f.hostile || last == "hostile"
		return nil
	}
	if err := fault.read(last); err != nil {
		return fmt.Errorf("fault %q: %w", text, err)
	}
	f.rules = append(f.rules, fault)
	return nil
}

// read parses the fault without its scope: name=value with options after
// colons. latency and status have their value first, then comes the
// probability, then the options of the kind.
func (r *rule) read(text string) error {
	name, value, given := strings.Cut(text, "=")
	opts := strings.Split(value, ":")
	r.kind = faultKind(name)
	var err error
	switch r.kind {
	case "error":
		r.kind, r.status = kindStatus, http.StatusInternalServerError
	case kindLatency:
		r.wait, err = time.ParseDuration(opts[0])
		if err != nil || r.wait < 0 || r.wait > maxHang {
			return fmt.Errorf("%q is not a duration up to %s; write for instance latency=300ms", opts[0], maxHang)
		}
		opts = opts[1:]
	case kindStatus:
		r.status, err = strconv.Atoi(opts[0])
		if err != nil || r.status < 400 || r.status > 599 {
			return fmt.Errorf("%q is not a status from 400 to 599; write for instance status=503:20%%", opts[0])
		}
		opts = opts[1:]
	case kindLimited, kindHTML, kindTruncate, kindDrop, kindDropAfter, kindTimeout, kindRepeat, kindEmpty:
	default:
		return fmt.Errorf("%q is not a fault; choose from latency, error, status, 429, html, truncate, drop, drop-after, timeout, repeat-cursor, empty-page, legacy, hostile", name)
	}
	if !given || len(opts) == 0 {
		return nil
	}
	if r.share, err = parseShare(opts[0]); err != nil {
		return err
	}
	for _, option := range opts[1:] {
		if err := r.option(option); err != nil {
			return err
		}
	}
	return nil
}

// option parses one option after the probability.
func (r *rule) option(text string) error {
	key, value, _ := strings.Cut(text, "=")
	switch {
	case r.kind == kindLimited && key == "retry":
		wait, err := time.ParseDuration(value)
		if err != nil || wait < time.Second || wait > time.Hour {
			return fmt.Errorf("%q is not a Retry-After from 1s to 1h; write for instance retry=2s", value)
		}
		r.wait = wait
	case r.kind == kindLimited && text == "date":
		r.date = true
	case r.kind == kindHTML && (text == "200" || text == "502"):
		r.status, _ = strconv.Atoi(text)
	case r.kind == kindTruncate && text == "abort":
		r.abort = true
	default:
		return fmt.Errorf("%q is not an option of %s", text, r.kind)
	}
	return nil
}

// parseShare parses 20% or 0.2.
func parseShare(text string) (float64, error) {
	num, percent := strings.CutSuffix(text, "%")
	share, err := strconv.ParseFloat(num, 64)
	if percent {
		share /= 100
	}
	if err != nil || math.IsNaN(share) || share < 0 || share > 1 {
		return 0, fmt.Errorf("%q is not a probability from 0%% to 100%%", text)
	}
	return share, nil
}

// matches reports whether the rule applies to a request. path is escaped, so an
// ID with a slash in it is still one segment.
func (r rule) matches(method, path string) bool {
	if r.method != "" && r.method != method {
		return false
	}
	if r.path == "" {
		return true
	}
	want, have := strings.Split(r.path, "/"), strings.Split(path, "/")
	for i, segment := range want {
		if segment == "..." {
			return i < len(have)
		}
		if i >= len(have) || segment != have[i] && segment != "*" && !strings.HasPrefix(segment, "{") {
			return false
		}
	}
	return len(want) == len(have)
}

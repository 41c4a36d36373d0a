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

// Faults are the things that go wrong on purpose. The zero value is a healthy
// server. Make them with ParseFaults.
type Faults struct {
	rules           []rule
	legacy, hostile bool
}

// faultKind is one way to go wrong.
type faultKind string

// The kinds, in the words of ParseFaults.
const (
	kindLatency   faultKind = "latency"       // the answer comes later
	kindStatus    faultKind = "status"        // a problem body with that status
	kindLimited   faultKind = "429"           // too many requests, perhaps with Retry-After
	kindHTML      faultKind = "html"          // a page of a gateway instead of JSON
	kindTruncate  faultKind = "truncate"      // half the body
	kindDrop      faultKind = "drop"          // the connection ends; nothing was done
	kindDropAfter faultKind = "drop-after"    // the work is done, the answer is lost
	kindTimeout   faultKind = "timeout"       // the answer never comes
	kindRepeat    faultKind = "repeat-cursor" // the next cursor is the one that was sent
	kindEmpty     faultKind = "empty-page"    // an empty page with has_more true
)

// rule is one fault with its scope and share.
type rule struct {
	method string // "" is every method
	path   string // "" is every path; {x} and * stand for one segment, a last ... for the rest
	kind   faultKind
	share  float64       // 0..1
	status int           // of kindStatus and kindHTML; 0 for html is 200 or 502 by turns of the draw
	wait   time.Duration // of kindLatency and of Retry-After; 0 sends no Retry-After
	date   bool          // Retry-After as an HTTP date
	abort  bool          // truncate by ending the connection inside the body
}

// Legacy reports whether the server is to speak the lower-case dialect.
func (f Faults) Legacy() bool { return f.legacy }

// Hostile reports whether the world is to carry nasty texts; the caller hands
// it to world.Options when it opens the world.
func (f Faults) Hostile() bool { return f.hostile }

// ParseFaults reads faults, one per string: an optional scope, then the fault.
//
//	latency=300ms  latency=2s:10%  error=20%  status=503:20%  429=10%:retry=2s  429=10%:retry=2s:date
//	html=5%  html=5%:502  truncate=5%  truncate=5%:abort  drop=5%  drop-after=5%  timeout=2%
//	repeat-cursor  empty-page=30%  legacy  hostile
//	GET /v2/tasks error=20%  /v2/tasks/{id}/trigger drop-after=50%  POST latency=1s
//
// A share may be written 20% or 0.2; without one a fault always happens. error
// is status=500. A path matches whole; {x} and * stand for one segment and a
// last ... for all that follow.
func ParseFaults(texts []string) (Faults, error) {
	var faults Faults
	for _, t := range texts {
		if err := faults.add(t); err != nil {
			return Faults{}, err
		}
	}
	return faults, nil
}

// add reads one fault.
func (f *Faults) add(text string) error {
	words := strings.Fields(text)
	if len(words) == 0 {
		return fmt.Errorf("a fault is empty; write for instance latency=300ms")
	}
	r := rule{share: 1}
	methods := []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete}
	for _, w := range words[:len(words)-1] {
		switch {
		case strings.HasPrefix(w, "/") && r.path == "":
			r.path = w
		case slices.Contains(methods, w) && r.method == "" && r.path == "":
			r.method = w
		default:
			return fmt.Errorf("fault %q: %q is neither a method nor a path", text, w)
		}
	}
	last := words[len(words)-1]
	if last == "legacy" || last == "hostile" {
		if len(words) > 1 {
			return fmt.Errorf("fault %q: %s holds for the whole server; leave the method and path out", text, last)
		}
		f.legacy = f.legacy || last == "legacy"
		f.hostile = f.hostile || last == "hostile"
		return nil
	}
	if err := r.read(last); err != nil {
		return fmt.Errorf("fault %q: %w", text, err)
	}
	f.rules = append(f.rules, r)
	return nil
}

// read reads the fault itself: name=value with options behind colons. The
// first is what latency and status need, the next a share, then what the kind has.
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
			return fmt.Errorf("%q is no waiting time up to %s; write for instance latency=300ms", opts[0], maxHang)
		}
		opts = opts[1:]
	case kindStatus:
		r.status, err = strconv.Atoi(opts[0])
		if err != nil || r.status < 400 || r.status > 599 {
			return fmt.Errorf("%q is no status from 400 to 599; write for instance status=503:20%%", opts[0])
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
	for _, o := range opts[1:] {
		if err := r.option(o); err != nil {
			return err
		}
	}
	return nil
}

// option reads one option behind the share.
func (r *rule) option(o string) error {
	key, value, _ := strings.Cut(o, "=")
	switch {
	case r.kind == kindLimited && key == "retry":
		d, err := time.ParseDuration(value)
		if err != nil || d < time.Second || d > time.Hour {
			return fmt.Errorf("%q is no Retry-After from 1s to 1h; write for instance retry=2s", value)
		}
		r.wait = d
	case r.kind == kindLimited && o == "date":
		r.date = true
	case r.kind == kindHTML && (o == "200" || o == "502"):
		r.status, _ = strconv.Atoi(o)
	case r.kind == kindTruncate && o == "abort":
		r.abort = true
	default:
		return fmt.Errorf("%q is not an option of %s", o, r.kind)
	}
	return nil
}

// parseShare reads 20% or 0.2.
func parseShare(s string) (float64, error) {
	num, percent := strings.CutSuffix(s, "%")
	v, err := strconv.ParseFloat(num, 64)
	if percent {
		v /= 100
	}
	if err != nil || math.IsNaN(v) || v < 0 || v > 1 {
		return 0, fmt.Errorf("%q is no share from 0%% to 100%%", s)
	}
	return v, nil
}

// matches reports whether a rule speaks of this request. path is escaped, so
// an ID with a slash in it is still one segment.
func (r rule) matches(method, path string) bool {
	if r.method != "" && r.method != method {
		return false
	}
	if r.path == "" {
		return true
	}
	want, have := strings.Split(r.path, "/"), strings.Split(path, "/")
	for i, w := range want {
		if w == "..." {
			return i < len(have)
		}
		if i >= len(have) || w != have[i] && w != "*" && !strings.HasPrefix(w, "{") {
			return false
		}
	}
	return len(want) == len(have)
}

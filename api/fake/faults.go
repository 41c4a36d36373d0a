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
	ahead           time.Duration // of the server's clock
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
	kindEndless   faultKind = "endless-pages" // the same, with a cursor that is new each time
	kindSameRow   faultKind = "same-row"      // the first row on every page, with a new cursor
	kindNoList    faultKind = "no-list"       // a list without its list
	kindHang      faultKind = "hang"          // half the body, then nothing more
	kindFlood     faultKind = "flood"         // a body without an end
	kindStray     faultKind = "stray"         // further bytes after the response, or after its body
	kindBare      faultKind = "bare"          // a success status without a body
	kindPlan      faultKind = "plan"          // 403, because the plan lacks it
	kindStale     faultKind = "stale"         // reads do not show the latest writes
)

// kinds lists the names of all faults.
func kinds() []faultKind {
	return []faultKind{
		kindLatency, "error", kindStatus, kindLimited, kindHTML, kindTruncate, kindDrop, kindDropAfter, kindTimeout, kindRepeat, kindEmpty,
		kindEndless, kindSameRow, kindNoList, kindHang, kindFlood, kindStray, kindBare, kindPlan, kindStale, "clock", "legacy", "hostile",
	}
}

// rule is one fault with its scope and probability.
type rule struct {
	method string // "" is every method
	path   string // "" is every path; {x} and * match one segment, a trailing ... the rest
	kind   faultKind
	share  float64       // 0..1
	status int           // of kindStatus, kindBare and kindHTML; 0 for html draws 200 or 502
	wait   time.Duration // of kindLatency, kindStale and of Retry-After; 0 sends no Retry-After
	after  string        // Retry-After as it is
	option string        // a further choice; see ParseFaults
}

// Legacy reports whether the server uses the lower-case dialect.
func (f Faults) Legacy() bool { return f.legacy }

// Hostile reports whether the world contains hostile texts; the caller passes
// it to world.Options.
func (f Faults) Hostile() bool { return f.hostile }

// Clock returns a clock that is wrong as a "clock" fault says; the caller passes
// it to world.Options.
func (f Faults) Clock(right func() time.Time) func() time.Time {
	return func() time.Time { return right().Add(f.ahead) }
}

// ParseFaults parses faults, one per string: an optional scope, then the fault.
//
//	latency=300ms  latency=2s:10%  error=20%  status=503:20%  status=503:20%:retry=2s
//	429=10%:retry=2s  429=10%:retry=2s:date  429=10%:after=soon  plan=10%  plan=10%:capability
//	html=5%  html=5%:502  truncate=5%  truncate=5%:abort  drop=5%  drop-after=5%  timeout=2%
//	hang=2%  flood  stray=5%  stray=5%:body  bare=202:50%  bare=200:50%:undone  stale=5s  clock=10m
//	repeat-cursor  empty-page=30%  endless-pages  same-row  no-list  legacy  hostile
//	GET /v2/tasks error=20%  /v2/tasks/{id}/trigger drop-after=50%  POST latency=1s
//
// A probability is written 20% or 0.2; without one the fault always happens.
// error is status=500. retry is a Retry-After in seconds, or with date a point in
// time; after is the exact text. bare handles the request, undone does not. A
// negative clock is behind. A path matches as a whole; {x} and * match one
// segment, a trailing ... all that follow.
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
	whole, err := f.addWhole(last)
	switch {
	case err == nil && whole && len(words) > 1:
		err = fmt.Errorf("%s applies to the whole server; leave the method and path out", last)
	case !whole:
		err = fault.read(last)
		f.rules = append(f.rules, fault)
	}
	if err != nil {
		return fmt.Errorf("fault %q: %w", text, err)
	}
	return nil
}

// addWhole adds a fault of the whole server; false if it is another.
func (f *Faults) addWhole(text string) (whole bool, err error) {
	switch name, value, _ := strings.Cut(text, "="); {
	case text == "legacy":
		f.legacy = true
	case text == "hostile":
		f.hostile = true
	case name == "clock":
		if f.ahead, err = time.ParseDuration(value); err != nil {
			err = fmt.Errorf("%q is not a duration; write for instance clock=10m, or clock=-10m for a clock that is behind", value)
		}
	default:
		return false, nil
	}
	return true, err
}

// read parses the fault without its scope: name=value with options after
// colons. latency, stale, status and bare have their value first, then comes the
// probability, then the options of the kind.
func (r *rule) read(text string) error {
	name, value, given := strings.Cut(text, "=")
	opts := strings.Split(value, ":")
	var err error
	switch r.kind = faultKind(name); r.kind {
	case "error":
		r.kind, r.status = kindStatus, http.StatusInternalServerError
	case kindLatency, kindStale:
		r.wait, err = time.ParseDuration(opts[0])
		if err != nil || r.wait < 0 || r.wait > maxHang {
			return fmt.Errorf("%q is not a duration up to %s; write for instance %s=300ms", opts[0], maxHang, name)
		}
		opts = opts[1:]
	case kindStatus, kindBare:
		low, high, example := 300, 599, 503
		if r.kind == kindBare {
			low, high, example = 200, 299, 202
		}
		if r.status, err = strconv.Atoi(opts[0]); err != nil || r.status < low || r.status > high {
			return fmt.Errorf("%q is not a status from %d to %d; write for instance %s=%d:20%%", opts[0], low, high, name, example)
		}
		opts = opts[1:]
	default:
		if !slices.Contains(kinds(), r.kind) {
			return fmt.Errorf("%q is not a fault; choose from %s", name, strings.Trim(fmt.Sprint(kinds()), "[]"))
		}
	}
	if !given || len(opts) == 0 {
		return nil
	}
	if r.share, err = parseShare(opts[0]); err != nil {
		return err
	}
	for _, option := range opts[1:] {
		if err := r.addOption(option); err != nil {
			return err
		}
	}
	return nil
}

// addOption parses one option after the probability.
func (r *rule) addOption(text string) error {
	key, value, _ := strings.Cut(text, "=")
	limited := r.kind == kindLimited || r.kind == kindStatus
	switch {
	case limited && key == "retry":
		wait, err := time.ParseDuration(value)
		if err != nil || wait < time.Second || wait > time.Hour {
			return fmt.Errorf("%q is not a Retry-After from 1s to 1h; write for instance retry=2s", value)
		}
		r.wait = wait
	case limited && key == "after":
		r.after = value
	case r.kind == kindHTML && (text == "200" || text == "502"):
		r.status, _ = strconv.Atoi(text)
	case limited && text == "date", r.kind == kindTruncate && text == "abort", r.kind == kindBare && text == "undone", r.kind == kindPlan && text == "capability", r.kind == kindStray && text == "body":
		r.option = text
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

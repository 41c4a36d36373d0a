package fake

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// fields is one JSON object of a request with its place in the body. Reading a
// field marks it as known; close refuses the rest. The first fault wins and
// later reads do nothing, so a reader may ask for all fields in a row.
type fields struct {
	at    string // "" for the body itself, else "evaluators[0]"
	vals  map[string]any
	known map[string]bool
	fault **problem
}

// newFields starts reading an object.
func newFields(at string, m map[string]any, fault **problem) *fields {
	return &fields{at: at, vals: m, known: make(map[string]bool, len(m)), fault: fault}
}

func join(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

func index(at string, i int) string { return at + "[" + strconv.Itoa(i) + "]" }

// fail notes a fault of a field, unless there is one already.
func (f *fields) fail(status int, key, format string, args ...any) {
	if *f.fault == nil {
		*f.fault = refuse(status, "%s %s", join(f.at, key), fmt.Sprintf(format, args...))
	}
}

// bad is a fault of shape: 400.
func (f *fields) bad(key, format string, args ...any) {
	f.fail(http.StatusBadRequest, key, format, args...)
}

// wrong is a fault of meaning: 422.
func (f *fields) wrong(key, format string, args ...any) {
	f.fail(http.StatusUnprocessableEntity, key, format, args...)
}

// failed reports whether a fault was found.
func (f *fields) failed() bool { return *f.fault != nil }

// has reports whether the key is there, null included.
func (f *fields) has(key string) bool { _, ok := f.vals[key]; return ok }

// null reports whether the key is there and null, and marks it as known.
func (f *fields) null(key string) bool {
	v, ok := f.take(key)
	return ok && v == nil
}

func (f *fields) take(key string) (any, bool) {
	f.known[key] = true
	v, ok := f.vals[key]
	return v, ok
}

// need refuses when the key is missing.
func (f *fields) need(keys ...string) {
	for _, k := range keys {
		if !f.has(k) {
			f.bad(k, "is required.")
		}
	}
}

// get reads a key as T; null and other types are refused.
func get[T any](f *fields, key, word string) (v T, ok bool) {
	raw, there := f.take(key)
	if !there {
		return v, false
	}
	if raw == nil {
		f.bad(key, "must not be null; leave the key out instead.")
		return v, false
	}
	if v, ok = raw.(T); !ok {
		f.bad(key, "must be %s.", word)
	}
	return v, ok
}

func (f *fields) str(key string) (string, bool)   { return get[string](f, key, "a string") }
func (f *fields) boolean(key string) (bool, bool) { return get[bool](f, key, "true or false") }
func (f *fields) list(key string) ([]any, bool)   { return get[[]any](f, key, "a list") }
func (f *fields) free(key string) (map[string]any, bool) {
	return get[map[string]any](f, key, "an object")
}

// name reads a string of one character or more. White space counts: the
// schema asks for a length and nothing else.
func (f *fields) name(key string) (string, bool) {
	s, ok := f.str(key)
	if ok && s == "" {
		f.bad(key, "must hold one character or more.")
	}
	return s, ok
}

// enum reads one of the given words.
func (f *fields) enum(key string, words ...string) (string, bool) {
	s, ok := f.str(key)
	if ok && !slices.Contains(words, s) {
		f.bad(key, "must be one of %s; %q is not.", strings.Join(words, ", "), s)
	}
	return s, ok
}

// number reads a JSON number.
func (f *fields) number(key string) (float64, bool) {
	n, ok := get[json.Number](f, key, "a number")
	if !ok {
		return 0, false
	}
	v, err := n.Float64()
	if err != nil || math.IsInf(v, 0) {
		f.bad(key, "is too large.")
	}
	return v, true
}

// integer reads a whole number of at least low.
func (f *fields) integer(key string, low int) (int, bool) {
	v, ok := f.number(key)
	if !ok {
		return 0, false
	}
	if v != math.Trunc(v) || v > math.MaxInt32 || v < math.MinInt32 {
		f.bad(key, "must be a whole number.")
		return 0, false
	}
	if int(v) < low {
		f.bad(key, "must be %d or more.", low)
	}
	return int(v), true
}

// stamp reads an RFC 3339 time.
func (f *fields) stamp(key string) (*time.Time, bool) {
	s, ok := f.str(key)
	if !ok {
		return nil, false
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		f.bad(key, "must be an RFC 3339 time such as 2026-11-22T15:04:05Z.")
		return nil, false
	}
	t = t.UTC()
	return &t, true
}

// strings reads a list of strings.
func (f *fields) strings(key string) ([]string, bool) {
	l, ok := f.list(key)
	if !ok {
		return nil, false
	}
	out := make([]string, 0, len(l))
	for i, v := range l {
		s, isString := v.(string)
		if !isString {
			f.bad(index(key, i), "must be a string.")
		}
		out = append(out, s)
	}
	return out, true
}

// words reads an object whose values are strings.
func (f *fields) words(key string) (map[string]string, bool) {
	m, ok := f.free(key)
	if !ok {
		return nil, false
	}
	out := make(map[string]string, len(m))
	for k, v := range m {
		s, isString := v.(string)
		if !isString {
			f.bad(key+"."+k, "must be a string.")
		}
		out[k] = s
	}
	return out, true
}

// object reads a nested object.
func (f *fields) object(key string) (*fields, bool) {
	m, ok := f.free(key)
	if !ok {
		return nil, false
	}
	return newFields(join(f.at, key), m, f.fault), true
}

// objects reads a list of low to high objects; high 0 sets no bound.
func (f *fields) objects(key string, low, high int) ([]*fields, bool) {
	l, ok := f.list(key)
	if !ok {
		return nil, false
	}
	if len(l) < low || high > 0 && len(l) > high {
		if high > 0 {
			f.bad(key, "must hold %d to %d entries.", low, high)
		} else {
			f.bad(key, "must hold %d entry or more.", low)
		}
		return nil, false
	}
	out := make([]*fields, 0, len(l))
	for i, v := range l {
		m, isMap := v.(map[string]any)
		if !isMap {
			f.bad(index(key, i), "must be an object.")
			return nil, false
		}
		out = append(out, newFields(index(join(f.at, key), i), m, f.fault))
	}
	return out, true
}

// close refuses every key that nobody asked for. why may name keys that are
// right elsewhere and say so.
func (f *fields) close(why map[string]string) {
	rest := []string{}
	for k := range f.vals {
		if !f.known[k] {
			rest = append(rest, k)
		}
	}
	if len(rest) == 0 {
		return
	}
	slices.Sort(rest)
	if reason := why[rest[0]]; reason != "" {
		f.bad(rest[0], "%s", reason)
		return
	}
	f.bad(rest[0], "is not a field of this request; remove it.")
}

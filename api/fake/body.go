package fake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// fields is one JSON object of a request with its place in the body. Reading a
// field marks it as known; close refuses the rest. Faults are noted in the call.
type fields struct {
	*call
	at    string // "" for the body itself, else "evaluators[0]"
	vals  map[string]any
	known map[string]bool
}

// readBody reads the body as one strict JSON object: no duplicate keys, no
// trailing data, valid UTF-8. An empty body is refused with what it needs, or
// is an empty object when it needs nothing.
func (c *call) readBody(needs string) *fields {
	vals := map[string]any{}
	switch {
	case len(bytes.TrimSpace(c.body)) > 0:
		vals = c.decodeBody()
	case needs != "":
		c.refuse(http.StatusBadRequest, "The body is empty; %s.", needs)
	}
	return c.fields("", vals)
}

func (c *call) decodeBody() map[string]any {
	if !utf8.Valid(c.body) {
		c.refuse(http.StatusBadRequest, "The body is not valid UTF-8.")
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(c.body))
	decoder.UseNumber()
	v, err := decodeValue(decoder, "", 0)
	if errors.Is(err, io.EOF) {
		err = errors.New("it ends too early")
	} else if err == nil {
		if _, more := decoder.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("there is more data after the JSON value")
		}
	}
	if err != nil {
		c.refuse(http.StatusBadRequest, "The body is not valid JSON: %s.", strings.TrimSuffix(err.Error(), "."))
	}
	vals, isObject := v.(map[string]any)
	if !isObject {
		c.refuse(http.StatusBadRequest, "The body must be a JSON object.")
	}
	return vals
}

// decodeValue reads one value; objects refuse duplicate keys.
func decodeValue(decoder *json.Decoder, at string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("it is nested more than %d levels deep", maxDepth)
	}
	tok, err := decoder.Token()
	open, nested := tok.(json.Delim)
	if err != nil || !nested {
		return tok, err
	}
	object, list := map[string]any{}, []any{}
	for decoder.More() {
		key, inside := "", index(at, len(list))
		if open == '{' {
			if tok, err = decoder.Token(); err != nil {
				return nil, err
			}
			key, _ = tok.(string)
			inside = join(at, key)
			if _, twice := object[key]; twice {
				return nil, fmt.Errorf("the key %s appears twice", inside)
			}
		}
		v, err := decodeValue(decoder, inside, depth+1)
		if err != nil {
			return nil, err
		}
		object[key], list = v, append(list, v)
	}
	if _, err = decoder.Token(); open == '{' {
		return object, err
	}
	return list, err
}

func join(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

func index(at string, i int) string { return at + "[" + strconv.Itoa(i) + "]" }

func (c *call) fields(at string, vals map[string]any) *fields {
	return &fields{call: c, at: at, vals: vals, known: make(map[string]bool, len(vals))}
}

// fail notes a fault of a field.
func (f *fields) fail(status int, key, format string, args ...any) {
	f.refuse(status, "%s %s", join(f.at, key), fmt.Sprintf(format, args...))
}

// bad is a fault of shape: 400.
func (f *fields) bad(key, format string, args ...any) {
	f.fail(http.StatusBadRequest, key, format, args...)
}

// wrong is a fault of meaning: 422.
func (f *fields) wrong(key, format string, args ...any) {
	f.fail(http.StatusUnprocessableEntity, key, format, args...)
}

// foreign refuses an ID that is not what it should be: one that cannot be an
// ID at all as everywhere, another with 422.
func (f *fields) foreign(key, id, what string) {
	if !looksLikeID(id) {
		f.fail(malformedIDStatus, key, "%q is not an ID. IDs come from the lists.", id)
	}
	f.wrong(key, "%q is not %s.", id, what)
}

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

// need refuses when a key is missing.
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

// texts checks strings that are kept as they came.
func (f *fields) texts(keys ...string) {
	for _, k := range keys {
		f.str(k)
	}
}

// textOrNull checks a string that may be null.
func (f *fields) textOrNull(key string) {
	if !f.null(key) {
		f.str(key)
	}
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

// id reads an ID, which cannot be empty.
func (f *fields) id(key string) string {
	id, ok := f.str(key)
	if ok && id == "" {
		f.fail(malformedIDStatus, key, "must not be empty. IDs come from the lists.")
	}
	return id
}

// ids reads a list of IDs, none of them empty.
func (f *fields) ids(key string) []string {
	ids, _ := f.strings(key)
	for i, id := range ids {
		if id == "" {
			f.fail(malformedIDStatus, index(key, i), "must not be empty. IDs come from the lists.")
		}
	}
	return ids
}

// word reads one of the words of an enum in the dialect and puts the upper-case
// one in its place. Words of the other dialect are refused: no server is known
// to take both.
func (f *fields) word(key string, upper ...string) string {
	i := f.oneOf(key, f.d.all(upper...))
	if i < 0 {
		return ""
	}
	f.vals[key] = upper[i]
	return upper[i]
}

// oneOf reads one of the words; -1 is none.
func (f *fields) oneOf(key string, words []string) int {
	s, ok := f.str(key)
	if !ok {
		return -1
	}
	i := slices.Index(words, s)
	if i < 0 {
		f.bad(key, "must be one of %s; %q is not.", strings.Join(words, ", "), s)
	}
	return i
}

// number reads a JSON number.
func (f *fields) number(key string) (float64, bool) {
	number, ok := get[json.Number](f, key, "a number")
	if !ok {
		return 0, false
	}
	v, err := number.Float64()
	if err != nil || math.IsInf(v, 0) {
		f.bad(key, "is too large.")
	}
	return v, true
}

// integer reads a whole number of at least low.
func (f *fields) integer(key string, low int) int {
	v, ok := f.number(key)
	if ok && (v != math.Trunc(v) || v > math.MaxInt32 || v < math.MinInt32) {
		f.bad(key, "must be a whole number.")
	} else if ok && int(v) < low {
		f.bad(key, "must be %d or more.", low)
	}
	return int(v)
}

// stamp reads an RFC 3339 time, nil when there is none.
func (f *fields) stamp(key string) *time.Time {
	s, ok := f.str(key)
	if !ok {
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		f.bad(key, "must be an RFC 3339 time such as 2026-11-22T15:04:05Z.")
	}
	t = t.UTC()
	return &t
}

// strings reads a list of strings.
func (f *fields) strings(key string) ([]string, bool) {
	l, ok := f.list(key)
	if !ok {
		return nil, false
	}
	out := make([]string, len(l))
	for i, v := range l {
		var isString bool
		if out[i], isString = v.(string); !isString {
			f.bad(index(key, i), "must be a string.")
		}
	}
	return out, true
}

// words reads an object whose values are strings, nil when there is none.
func (f *fields) words(key string) map[string]string {
	m, ok := f.free(key)
	if !ok {
		return nil
	}
	out := make(map[string]string, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		var isString bool
		if out[k], isString = m[k].(string); !isString {
			f.bad(key+"."+k, "must be a string.")
		}
	}
	return out
}

// object reads a nested object.
func (f *fields) object(key string) (*fields, bool) {
	m, ok := f.free(key)
	return f.fields(join(f.at, key), m), ok
}

// inside reads a nested object that has no other keys than those that are read.
func (f *fields) inside(key string, read func(*fields)) {
	if nested, ok := f.object(key); ok {
		read(nested)
		nested.close(nil)
	}
}

// objects reads a list of low to high objects; high 0 sets no bound.
func (f *fields) objects(key string, low, high int) []*fields {
	l, ok := f.list(key)
	switch {
	case !ok:
		return nil
	case high > 0 && (len(l) < low || len(l) > high):
		f.bad(key, "must hold %d to %d entries.", low, high)
		return nil
	case len(l) < low:
		f.bad(key, "must hold %d entry or more.", low)
		return nil
	}
	out := make([]*fields, 0, len(l))
	for i, v := range l {
		m, isMap := v.(map[string]any)
		if !isMap {
			f.bad(index(key, i), "must be an object.")
			return nil
		}
		out = append(out, f.fields(index(join(f.at, key), i), m))
	}
	return out
}

// close refuses every key that nobody asked for. why may name keys that are
// right elsewhere and say so.
func (f *fields) close(why map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(f.vals)) {
		if f.known[key] {
			continue
		}
		reason := why[key]
		if reason == "" {
			reason = "is not a field of this request; remove it."
		}
		f.bad(key, "%s", reason)
	}
}

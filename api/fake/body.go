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

// fields is one JSON object of a request body. Reading a field marks it as
// known; refuseUnknown rejects the others. The first problem is kept in the call.
type fields struct {
	*call
	path   string // "" for the body itself, or for instance "evaluators[0]"
	values map[string]any
	known  map[string]bool
}

// readBody parses the body as one strict JSON object: no duplicate keys, no
// trailing data, valid UTF-8. An empty body is rejected with the text needs; if
// needs is "", it counts as an empty object.
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
	value, err := decodeValue(decoder, "", 0)
	if errors.Is(err, io.EOF) {
		err = errors.New("it is incomplete")
	} else if err == nil {
		if _, more := decoder.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("there is more data after the JSON value")
		}
	}
	if err != nil {
		c.refuse(http.StatusBadRequest, "The body is not valid JSON: %s.", strings.TrimSuffix(err.Error(), "."))
	}
	vals, isObject := value.(map[string]any)
	if !isObject {
		c.refuse(http.StatusBadRequest, "The body must be a JSON object.")
	}
	return vals
}

// decodeValue reads one value; duplicate keys are an error.
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
		value, err := decodeValue(decoder, inside, depth+1)
		if err != nil {
			return nil, err
		}
		object[key], list = value, append(list, value)
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
	return &fields{call: c, path: at, values: vals, known: make(map[string]bool, len(vals))}
}

// fail refuses a field with a status.
func (f *fields) fail(status int, key, format string, args ...any) {
	f.refuse(status, "%s %s", join(f.path, key), fmt.Sprintf(format, args...))
}

// invalid refuses a field with 400: the shape of the request is wrong.
func (f *fields) invalid(key, format string, args ...any) {
	f.fail(http.StatusBadRequest, key, format, args...)
}

// unprocessable refuses a field with 422: the value is not acceptable.
func (f *fields) unprocessable(key, format string, args ...any) {
	f.fail(http.StatusUnprocessableEntity, key, format, args...)
}

// wrongID refuses an ID that does not name the expected object: a malformed one
// as everywhere, another with 422.
func (f *fields) wrongID(key, id, what string) {
	if !looksLikeID(id) {
		f.fail(malformedIDStatus, key, "%q is not an ID. Get IDs from the lists.", id)
	}
	f.unprocessable(key, "%q is not %s.", id, what)
}

// has reports whether the key is present, null included.
func (f *fields) has(key string) bool { _, ok := f.values[key]; return ok }

// null reports whether the key is present and null, and marks it as known.
func (f *fields) null(key string) bool {
	value, ok := f.read(key)
	return ok && value == nil
}

func (f *fields) read(key string) (any, bool) {
	f.known[key] = true
	value, ok := f.values[key]
	return value, ok
}

// require refuses the request if a key is missing.
func (f *fields) require(keys ...string) {
	for _, key := range keys {
		if !f.has(key) {
			f.invalid(key, "is required.")
		}
	}
}

// get reads a key as T; null and other types are refused. word names the type.
func get[T any](body *fields, key, word string) (value T, ok bool) {
	raw, there := body.read(key)
	if !there {
		return value, false
	}
	if raw == nil {
		body.invalid(key, "must not be null; leave the key out instead.")
		return value, false
	}
	if value, ok = raw.(T); !ok {
		body.invalid(key, "must be %s.", word)
	}
	return value, ok
}

func (f *fields) str(key string) (string, bool)   { return get[string](f, key, "a string") }
func (f *fields) boolean(key string) (bool, bool) { return get[bool](f, key, "true or false") }
func (f *fields) list(key string) ([]any, bool)   { return get[[]any](f, key, "a list") }
func (f *fields) anyObject(key string) (map[string]any, bool) {
	return get[map[string]any](f, key, "an object")
}

// checkStrings checks that keys are strings; their values are kept as sent.
func (f *fields) checkStrings(keys ...string) {
	for _, key := range keys {
		f.str(key)
	}
}

// textOrNull checks that a key is a string or null.
func (f *fields) textOrNull(key string) {
	if !f.null(key) {
		f.str(key)
	}
}

// name reads a string of at least one character. White space counts: the schema
// requires only a length.
func (f *fields) name(key string) (string, bool) {
	name, ok := f.str(key)
	if ok && name == "" {
		f.invalid(key, "must have at least one character.")
	}
	return name, ok
}

// text reads a string of at most some characters.
func (f *fields) text(key string, most int) string {
	text, _ := f.str(key)
	if utf8.RuneCountInString(text) > most {
		f.invalid(key, "must be %d characters or fewer.", most)
	}
	return text
}

// id reads an ID, which cannot be empty.
func (f *fields) id(key string) string {
	id, ok := f.str(key)
	if ok && id == "" {
		f.fail(malformedIDStatus, key, "must not be empty. Get IDs from the lists.")
	}
	return id
}

// ids reads a list of IDs, none of them empty.
func (f *fields) ids(key string) []string {
	ids, _ := f.strings(key)
	for i, id := range ids {
		if id == "" {
			f.fail(malformedIDStatus, index(key, i), "must not be empty. Get IDs from the lists.")
		}
	}
	return ids
}

// enumField reads an enum value in the dialect and replaces it by the upper-case
// one. Values of the other dialect are refused: no server is known to accept
// both.
func (f *fields) enumField(key string, upper ...string) string {
	i := f.oneOf(key, f.dialect.words(upper...))
	if i < 0 {
		return ""
	}
	f.values[key] = upper[i]
	return upper[i]
}

// oneOf returns the index of the value in words, or -1.
func (f *fields) oneOf(key string, words []string) int {
	word, ok := f.str(key)
	if !ok {
		return -1
	}
	i := slices.Index(words, word)
	if i < 0 {
		f.invalid(key, "must be one of %s; %q is not.", strings.Join(words, ", "), word)
	}
	return i
}

// number reads a JSON number.
func (f *fields) number(key string) (float64, bool) {
	number, ok := get[json.Number](f, key, "a number")
	if !ok {
		return 0, false
	}
	value, err := number.Float64()
	if err != nil || math.IsInf(value, 0) {
		f.invalid(key, "is too large.")
	}
	return value, true
}

// integer reads a whole number of at least low.
func (f *fields) integer(key string, low int) int {
	value, ok := f.number(key)
	if ok && (value != math.Trunc(value) || value > math.MaxInt32 || value < math.MinInt32) {
		f.invalid(key, "must be a whole number.")
	} else if ok && int(value) < low {
		f.invalid(key, "must be %d or more.", low)
	}
	return int(value)
}

// time reads an RFC 3339 time, nil if the key is missing.
func (f *fields) time(key string) *time.Time {
	text, ok := f.str(key)
	if !ok {
		return nil
	}
	moment, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		f.invalid(key, "must be an RFC 3339 time such as 2026-11-22T15:04:05Z.")
	}
	moment = moment.UTC()
	return &moment
}

// strings reads a list of strings.
func (f *fields) strings(key string) ([]string, bool) {
	items, ok := f.list(key)
	if !ok {
		return nil, false
	}
	out := make([]string, len(items))
	for i, item := range items {
		var isString bool
		if out[i], isString = item.(string); !isString {
			f.invalid(index(key, i), "must be a string.")
		}
	}
	return out, true
}

// stringMap reads an object whose values are strings, nil if the key is missing.
func (f *fields) stringMap(key string) map[string]string {
	object, ok := f.anyObject(key)
	if !ok {
		return nil
	}
	out := make(map[string]string, len(object))
	for _, name := range slices.Sorted(maps.Keys(object)) {
		var isString bool
		if out[name], isString = object[name].(string); !isString {
			f.invalid(key+"."+name, "must be a string.")
		}
	}
	return out
}

// object reads a nested object.
func (f *fields) object(key string) (*fields, bool) {
	object, ok := f.anyObject(key)
	return f.fields(join(f.path, key), object), ok
}

// nested reads a nested object and refuses keys that read does not read.
func (f *fields) nested(key string, read func(*fields)) {
	if nested, ok := f.object(key); ok {
		read(nested)
		nested.refuseUnknown(nil)
	}
}

// objects reads a list of low to high objects; high 0 means no limit.
func (f *fields) objects(key string, low, high int) []*fields {
	items, ok := f.list(key)
	switch {
	case !ok:
		return nil
	case high > 0 && (len(items) < low || len(items) > high):
		f.invalid(key, "must have %d to %d entries.", low, high)
		return nil
	case len(items) < low:
		f.invalid(key, "must have at least %d entry.", low)
		return nil
	}
	out := make([]*fields, 0, len(items))
	for i, item := range items {
		object, isMap := item.(map[string]any)
		if !isMap {
			f.invalid(index(key, i), "must be an object.")
			return nil
		}
		out = append(out, f.fields(index(join(f.path, key), i), object))
	}
	return out
}

// refuseUnknown refuses every key that was not read. why has reasons for keys
// that are valid in other requests.
func (f *fields) refuseUnknown(why map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(f.values)) {
		if f.known[key] {
			continue
		}
		reason := why[key]
		if reason == "" {
			reason = "is not a field of this request; remove it."
		}
		f.invalid(key, "%s", reason)
	}
}

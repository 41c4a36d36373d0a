package mapping

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"ax-tui/api"
)

// State is the result of resolving a path.
type State int

// The states, from worst to best.
const (
	Missing State = iota // there is no such key
	Empty                // null, "", [] or {}
	Found
)

// Type is the JSON type of a value, as shown to users; empty when there is no value.
type Type string

// The types.
const (
	Text   Type = "text"
	Number Type = "number"
	Flag   Type = "true or false"
	List   Type = "list"
	Object Type = "object"
	Null   Type = "null"
)

// Result is the result of resolving a path in one sample.
type Result struct {
	State State
	Type  Type   // of the value at Path
	Path  string // the part of the path that exists: all of it, or for Missing the longest part, perhaps ""
	value any
}

// Bounds of one Resolve: the length of a path in bytes, and the keys to try.
// They are far beyond real data.
const (
	maxPath  = 2000
	maxSteps = 20_000
)

// Resolve follows a path through nested objects, keys with dots, lists with an
// index from 0, and mixtures of them (contract section 6, Spans). If a sample
// has the path in two ways, a found value is preferred to an empty one.
func (s Sample) Resolve(path string) Result {
	if path == "" || len(path) > maxPath || s.root == nil {
		return Result{}
	}
	lookup := walk{path: path, left: maxSteps, best: Result{Type: Object}}
	lookup.into(s.root, 0)
	return lookup.best
}

// walk is the state of one Resolve.
type walk struct {
	path string
	left int // keys that may still be tried
	best Result
	end  bool // a value is found
}

// into resolves path[at:] inside a value.
func (w *walk) into(value any, at int) {
	switch typed := value.(type) {
	case map[string]any:
		w.object(typed, at)
	case []any:
		w.list(typed, at)
	}
}

// object tries the longest key first: a key with dots that exists is preferred
// to nested keys.
func (w *walk) object(fields map[string]any, at int) {
	rest := w.path[at:]
	for length := len(rest); length > 0 && !w.end; length = strings.LastIndexByte(rest[:length], '.') {
		if w.left--; w.left < 0 {
			return
		}
		if value, ok := fields[rest[:length]]; ok {
			w.step(value, at+length)
		}
	}
}

func (w *walk) list(items []any, at int) {
	head, _, _ := strings.Cut(w.path[at:], ".")
	i, err := strconv.Atoi(head)
	if err != nil || i < 0 || i >= len(items) || strconv.Itoa(i) != head {
		return
	}
	w.step(items[i], at+len(head))
}

// step records a value at path[:at] and continues inside it if the path is longer.
func (w *walk) step(value any, at int) {
	done := at == len(w.path)
	result := Result{Type: typeOf(value), Path: w.path[:at], value: value}
	if done {
		if result.State = Found; isEmpty(value) {
			result.State = Empty
		}
	}
	if result.State > w.best.State || result.State == Missing && w.best.State == Missing && len(result.Path) > len(w.best.Path) {
		w.best = result
	}
	w.end = w.end || result.State == Found
	if !done {
		w.into(value, at+1)
	}
}

func typeOf(value any) Type {
	switch value.(type) {
	case nil:
		return Null
	case string:
		return Text
	case bool:
		return Flag
	case []any:
		return List
	case map[string]any:
		return Object
	}
	return Number
}

// isEmpty reports null, "", [] and {}.
func isEmpty(value any) bool {
	switch typed := value.(type) {
	case nil:
		return true
	case string:
		return typed == ""
	case []any:
		return len(typed) == 0
	case map[string]any:
		return len(typed) == 0
	}
	return false
}

// Value formats the value in at most limit bytes, plus "…" if it is cut: text
// unchanged, other types as JSON; "" for a missing path. It is server text:
// sanitize it before drawing.
func (r Result) Value(limit int) string {
	if r.State == Missing {
		return ""
	}
	if text, ok := r.value.(string); ok {
		return cut(text, limit)
	}
	out, err := api.Body(r.value)
	if err != nil {
		return ""
	}
	return cut(string(out), limit)
}

// cut shortens a text to at most limit bytes of whole runes, plus "…".
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	end := max(limit, 0)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

package mapping

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// State is what a path leads to.
type State int

// The states, from worst to best.
const (
	Missing State = iota // nothing is there
	Empty                // null, "", [] or {}
	Found
)

// Type names the JSON type of a value for people; empty when there is none.
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

// Result is where a path leads in one sample.
type Result struct {
	State State
	Type  Type   // of the value; of what stands at Prefix when the path is missing
	Path  string // the part of the path that exists: all of it, or for Missing the longest, perhaps ""
	value any
}

// Bounds of one look-up: a path is at most pathMost bytes long, and a look-up
// tries at most stepsMost keys. They are far beyond honest data.
const (
	pathMost  = 2000
	stepsMost = 20_000
)

// Resolve follows a path through nested objects, keys with dots, lists with an
// index from 0, and mixtures of them (contract section 6, Spans). Where a
// sample has the path in two ways, a found value goes before an empty one.
func (s Sample) Resolve(path string) Result {
	if path == "" || len(path) > pathMost || s.root == nil {
		return Result{}
	}
	w := walk{path: path, left: stepsMost, best: Result{Type: Object}}
	w.into(s.root, 0)
	return w.best
}

// walk is one look-up under way.
type walk struct {
	path string
	left int
	best Result
	end  bool // found; no need to look further
}

// into looks for path[at:] inside v.
func (w *walk) into(v any, at int) {
	switch v := v.(type) {
	case map[string]any:
		w.object(v, at)
	case []any:
		w.list(v, at)
	}
}

// object tries the longest key first, since a whole key that is there is what
// the writer meant.
func (w *walk) object(m map[string]any, at int) {
	rest := w.path[at:]
	for n := len(rest); n > 0 && !w.end; n = strings.LastIndexByte(rest[:n], '.') {
		if w.left--; w.left < 0 {
			return
		}
		if v, ok := m[rest[:n]]; ok {
			w.step(v, at+n)
		}
	}
}

func (w *walk) list(l []any, at int) {
	head, _, _ := strings.Cut(w.path[at:], ".")
	i, err := strconv.Atoi(head)
	if err != nil || i < 0 || i >= len(l) || strconv.Itoa(i) != head {
		return
	}
	w.step(l[i], at+len(head))
}

// step takes a key that is there: the end of the path, or a part of it.
func (w *walk) step(v any, at int) {
	done := at == len(w.path)
	result := Result{Type: typeOf(v), Path: w.path[:at], value: v}
	if done {
		if result.State = Found; blank(v) {
			result.State = Empty
		}
	}
	if result.State > w.best.State || result.State == Missing && w.best.State == Missing && len(result.Path) > len(w.best.Path) {
		w.best = result
	}
	w.end = w.end || result.State == Found
	if !done {
		w.into(v, at+1)
	}
}

func typeOf(v any) Type {
	switch v.(type) {
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

// blank reports null, "", [] and {}.
func blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// Value writes the value in at most limit bytes, and "…" when it was longer:
// text as it is, all else as JSON. It is the server's text: clean it before it
// is drawn. A path that is missing has none.
func (r Result) Value(limit int) string {
	if r.State == Missing {
		return ""
	}
	if s, ok := r.value.(string); ok {
		return cut(s, limit)
	}
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(r.value) != nil {
		return ""
	}
	return cut(strings.TrimSuffix(out.String(), "\n"), limit)
}

// cut keeps whole runes.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := max(limit, 0)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

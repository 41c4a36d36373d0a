package fake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ax-tui/api/fake/world"
)

// The limits of contract section 3.
const (
	defaultLimit = 50
	maxLimit     = 100
	maxLarge     = 500 // spans, dataset examples, experiment runs
	maxFilter    = 255 // characters of name and space_name
)

// query holds the query parameters of a call, each at most once.
type query struct{ url.Values }

// readQuery checks names, counts and the cursor of the query parameters.
func (s *Server) readQuery(r *http.Request, known []string) (query, error) {
	vals, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return query{}, refuse(http.StatusBadRequest, "The query string of the address is malformed.")
	}
	for _, k := range sortedKeys(vals) {
		switch {
		case !slices.Contains(known, k):
			if !s.choices.AllowUnknownQuery {
				return query{}, refuse(http.StatusBadRequest, "%s is not a query parameter of this operation.", k)
			}
		case len(vals[k]) > 1:
			return query{}, refuse(http.StatusBadRequest, "%s is given more than once.", k)
		case (k == "name" || k == "space_name") && utf8.RuneCountInString(vals.Get(k)) > maxFilter:
			return query{}, refuse(http.StatusBadRequest, "%s must be %d characters or fewer.", k, maxFilter)
		}
	}
	return query{Values: vals}, nil
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// limit reads the page size; high is the operation's maximum.
func (s *Server) limit(c *call, high int) (int, error) {
	raw, ok := c.query.Values["limit"]
	if !ok {
		return defaultLimit, nil
	}
	n, err := strconv.Atoi(raw[0])
	if err != nil || n < 1 || n > high {
		return 0, refuse(s.choices.BadLimit, "limit must be a whole number from 1 to %d; %q is not.", high, raw[0])
	}
	return n, nil
}

// window reads limit and cursor of a list. scope is what the cursor is bound
// to beside the address and its filters: the body of a POST list.
func (s *Server) window(c *call, high int, scope string) (limit int, after world.Position, err error) {
	if limit, err = s.limit(c, high); err != nil {
		return 0, after, err
	}
	raw, ok := c.query.Values["cursor"]
	if !ok || raw[0] == "" {
		return limit, after, nil
	}
	after, ok = s.openCursor(raw[0], cursorScope(c, scope))
	if !ok {
		return 0, after, refuse(http.StatusBadRequest, "cursor is not one that this list gave out; begin again without it.")
	}
	return limit, after, nil
}

// cursorScope is the address and filters a cursor belongs to. The limit may
// change between pages.
func cursorScope(c *call, extra string) string {
	var b strings.Builder
	b.WriteString(c.r.Method + " " + c.r.URL.EscapedPath() + "\n")
	for _, k := range sortedKeys(c.query.Values) {
		if k != "limit" && k != "cursor" {
			b.WriteString(k + "=" + c.query.Get(k) + "\n")
		}
	}
	return b.String() + extra
}

// pagination is the wire form of contract section 3: next_cursor only with has_more true.
type pagination struct {
	HasMore    bool   `json:"has_more"`
	NextCursor string `json:"next_cursor,omitempty"`
}

// pages makes the pagination of an answer. A repeat-cursor fault gives the
// caller's own cursor back.
func (s *Server) pages(c *call, scope string, next world.Position, more bool) pagination {
	if old := c.query.Get("cursor"); old != "" && c.plan.repeatCursor {
		return pagination{true, old}
	}
	if !more {
		return pagination{}
	}
	return pagination{true, s.sealCursor(next, cursorScope(c, scope))}
}

// sealCursor writes a position with a mark that only this server can make.
func (s *Server) sealCursor(p world.Position, scope string) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(p.At))
	b = binary.BigEndian.AppendUint64(b, uint64(p.N))
	return base64.RawURLEncoding.EncodeToString(append(b, s.mark(b, scope)...))
}

// openCursor reads a position back; false when the mark does not fit.
func (s *Server) openCursor(cursor, scope string) (p world.Position, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) != 16+12 || !hmac.Equal(b[16:], s.mark(b[:16], scope)) {
		return p, false
	}
	return world.Position{At: int64(binary.BigEndian.Uint64(b)), N: int64(binary.BigEndian.Uint64(b[8:]))}, true
}

func (s *Server) mark(b []byte, scope string) []byte {
	h := hmac.New(sha256.New, s.secret)
	h.Write(b)
	h.Write([]byte(scope))
	return h.Sum(nil)[:12]
}

// byTime is the place of a row in a list that is newest first, by its time and
// ID. It stays valid when rows come and go.
func byTime(t time.Time, id string) world.Position {
	h := fnv.New64a()
	h.Write([]byte(id))
	return world.Position{At: t.UnixNano(), N: int64(h.Sum64() >> 1)}
}

// before reports whether a comes before b in a list that is newest first.
func before(a, b world.Position) bool {
	if a.At != b.At {
		return a.At > b.At
	}
	return a.N < b.N
}

// slicePage sorts items newest first by place and cuts one page.
func slicePage[T any](items []T, place func(T) world.Position, after world.Position, limit int) (page []T, next world.Position, more bool) {
	slices.SortStableFunc(items, func(a, b T) int {
		pa, pb := place(a), place(b)
		switch {
		case before(pa, pb):
			return -1
		case before(pb, pa):
			return 1
		}
		return 0
	})
	start := 0
	if after != (world.Position{}) {
		start = len(items)
		for i, it := range items {
			if before(after, place(it)) {
				start = i
				break
			}
		}
	}
	items = items[start:]
	if len(items) <= limit {
		return items, next, false
	}
	return items[:limit], place(items[limit-1]), true
}

// seqPage cuts one page of rows that keep their order and never change.
func seqPage[T any](items []T, after world.Position, limit int) (page []T, next world.Position, more bool) {
	start := min(max(int(after.At), 0), len(items))
	end := min(start+limit, len(items))
	return items[start:end], world.Position{At: int64(end)}, end < len(items)
}

// contains is the name filter: a substring, whatever the case.
func contains(name, filter string) bool {
	return filter == "" || strings.Contains(strings.ToLower(name), strings.ToLower(filter))
}

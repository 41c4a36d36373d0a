package fake

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
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

// readQuery checks names and counts of the query parameters; each may come once.
func (c *call) readQuery(known []string) {
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		c.refuse(http.StatusBadRequest, "The query string of the address is malformed.")
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		switch {
		case !slices.Contains(known, key):
			c.refuse(unknownQueryStatus, "%s is not a query parameter of this operation.", key)
		case len(values[key]) > 1:
			c.refuse(http.StatusBadRequest, "%s is given more than once.", key)
		case (key == "name" || key == "space_name") && utf8.RuneCountInString(values.Get(key)) > maxFilter:
			c.refuse(http.StatusBadRequest, "%s must be %d characters or fewer.", key, maxFilter)
		}
	}
	c.query = values
}

// enum reads an enum filter in the dialect; "" when it is not given.
func (c *call) enum(key string, upper ...string) string {
	raw, ok := c.query[key]
	if !ok {
		return ""
	}
	words := c.d.all(upper...)
	i := slices.Index(words, raw[0])
	if i < 0 {
		c.refuse(http.StatusBadRequest, "%s must be one of %s; %q is not.", key, strings.Join(words, ", "), raw[0])
		return ""
	}
	return upper[i]
}

// scope is what space_id and space_name narrow a list to.
type scope struct {
	all bool     // no narrowing
	ids []string // the spaces otherwise; empty matches nothing
}

func (sc scope) has(spaceID string) bool {
	return sc.all || spaceID == "" || slices.Contains(sc.ids, spaceID)
}

// scope reads space_id and space_name. A space_name may match several or none.
func (s *Server) scope(c *call) (out scope) {
	id, name := c.query.Get("space_id"), c.query.Get("space_name")
	if id == "" && name == "" {
		return scope{all: true}
	}
	for _, space := range s.w.Spaces() {
		if (id == "" || space.ID == id) && contains(space.Name, name) {
			out.ids = append(out.ids, space.ID)
		}
	}
	under(c, s.w.Spaces(), "space", "space_id")
	return out
}

// under reads the ID of what a list lies under; "" is no narrowing. A missing
// one is 404 since July 2026, and gave an empty list before: found is false.
func under[T entry](c *call, rows []T, what, field string) (id string, found bool) {
	id = c.query.Get(field)
	if id == "" {
		return "", true
	}
	_, found = find(rows, id)
	if !found && !c.d.legacy {
		c.missing(what, field, id)
	}
	return id, found
}

// contains is the name filter: a substring, whatever the case.
func contains(name, filter string) bool {
	return filter == "" || strings.Contains(strings.ToLower(name), strings.ToLower(filter))
}

// entry is a thing of the world's catalog.
type entry interface{ Entry() world.Entry }

// find is the first entry with the ID.
func find[T entry](rows []T, id string) (found T, ok bool) {
	for _, row := range rows {
		if row.Entry().ID == id {
			return row, true
		}
	}
	return found, false
}

// need finds an entry or refuses.
func need[T entry](c *call, rows []T, what, field, id string) T {
	found, ok := find(rows, id)
	if !ok {
		c.missing(what, field, id)
	}
	return found
}

// missing refuses an ID that leads nowhere: one that cannot be an ID at all is
// malformed, else 404. Missing and unreadable are not told apart, on purpose.
func (c *call) missing(what, field, id string) {
	if !looksLikeID(id) {
		c.refuse(malformedIDStatus, "%s %q is not an ID. IDs come from the lists.", field, id)
	}
	c.refuse(http.StatusNotFound, "There is no %s with the %s %q, or this key may not read it.", what, field, id)
}

// looksLikeID is the test of the official SDKs: standard base64 of something
// with a colon in it.
func looksLikeID(s string) bool {
	b, err := base64.StdEncoding.DecodeString(s)
	return err == nil && strings.Contains(string(b), ":")
}

// pagination is the wire form of contract section 3: next_cursor only with has_more true.
type pagination struct {
	HasMore    bool   `wire:"has_more"`
	NextCursor string `wire:"next_cursor,omit"`
}

// list answers one page of a list under a key. most is the largest limit;
// bound is what the cursor is bound to beside the address and its filters: the
// body of a POST list. fetch gives the rows after a position, and whether more
// come after the next one. A repeat-cursor fault gives the caller's own cursor
// back, an empty-page fault no rows.
func list[T any](server *Server, c *call, key string, most int, bound string, fetch func(after world.Position, limit int) (rows []T, next world.Position, more bool)) any {
	scope := cursorScope(c, bound)
	limit, after := defaultLimit, world.Position{}
	if raw, ok := c.query["limit"]; ok {
		n, err := strconv.Atoi(raw[0])
		if err != nil || n < 1 || n > most {
			c.refuse(badLimitStatus, "limit must be a whole number from 1 to %d; %q is not.", most, raw[0])
		}
		limit = n
	}
	cursor := c.query.Get("cursor")
	if cursor != "" {
		var ok bool
		if after, ok = server.openCursor(cursor, scope); !ok {
			c.refuse(http.StatusBadRequest, "cursor is not one that this list gave out; begin again without it.")
		}
	}
	if c.failed() {
		return nil
	}
	rows, next, more := fetch(after, limit)
	if c.effects.emptyPage {
		rows, next, more = nil, after, len(rows) > 0
	}
	out := page{key: key, rows: rows, pagination: pagination{HasMore: more}}
	switch {
	case cursor != "" && c.effects.repeatCursor:
		out.pagination = pagination{HasMore: true, NextCursor: cursor}
	case more:
		out.pagination.NextCursor = server.sealCursor(next, scope)
	}
	return out
}

// listEntries answers a list of the catalog, newest first, of the rows in
// scope whose name fits. keep is asked as well; nil keeps all.
func listEntries[T entry](server *Server, c *call, key string, in scope, rows []T, keep func(T) bool) any {
	name, kept := c.query.Get("name"), []T{}
	for _, row := range rows {
		if entry := row.Entry(); in.has(entry.SpaceID) && contains(entry.Name, name) && (keep == nil || keep(row)) {
			kept = append(kept, row)
		}
	}
	slices.SortStableFunc(kept, func(left, right T) int { return compare(place(left), place(right)) })
	return list(server, c, key, maxLimit, "", func(after world.Position, limit int) (rows []T, next world.Position, more bool) {
		rest := kept
		for after != (world.Position{}) && len(rest) > 0 && compare(after, place(rest[0])) >= 0 {
			rest = rest[1:]
		}
		if len(rest) <= limit {
			return rest, next, false
		}
		return rest[:limit], place(rest[limit-1]), true
	})
}

// listRows answers a list whose rows keep their order and never change.
func listRows[T any](server *Server, c *call, key string, rows []T) any {
	return list(server, c, key, maxLarge, "", func(after world.Position, limit int) ([]T, world.Position, bool) {
		start := min(max(int(after.At), 0), len(rows))
		end := min(start+limit, len(rows))
		return rows[start:end], world.Position{At: int64(end)}, end < len(rows)
	})
}

// place is where an entry stands in a list that is newest first, by its time
// and ID. It stays valid when rows come and go.
func place[T entry](row T) world.Position {
	entry := row.Entry()
	hash64 := fnv.New64a()
	hash64.Write([]byte(entry.ID))
	return world.Position{At: entry.At.UnixNano(), N: int64(hash64.Sum64() >> 1)}
}

// compare orders places newest first.
func compare(left, right world.Position) int {
	return cmp.Or(cmp.Compare(right.At, left.At), cmp.Compare(left.N, right.N))
}

// cursorScope is the address and filters a cursor belongs to. The limit may
// change between pages.
func cursorScope(c *call, extra string) string {
	var out strings.Builder
	out.WriteString(c.r.Method + " " + c.r.URL.EscapedPath() + "\n")
	for _, k := range slices.Sorted(maps.Keys(c.query)) {
		if k != "limit" && k != "cursor" {
			out.WriteString(k + "=" + c.query.Get(k) + "\n")
		}
	}
	return out.String() + extra
}

// sealCursor writes a position with a mark that only this server can make.
func (s *Server) sealCursor(position world.Position, scope string) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(position.At))
	b = binary.BigEndian.AppendUint64(b, uint64(position.N))
	return base64.RawURLEncoding.EncodeToString(append(b, s.mark(b, scope)...))
}

// openCursor reads a position back; false when it is not, to the byte, a cursor
// that sealCursor makes: the decoder would skip line breaks.
func (s *Server) openCursor(cursor, scope string) (position world.Position, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) != 16+12 {
		return position, false
	}
	position = world.Position{At: int64(binary.BigEndian.Uint64(b)), N: int64(binary.BigEndian.Uint64(b[8:]))}
	return position, hmac.Equal([]byte(cursor), []byte(s.sealCursor(position, scope)))
}

func (s *Server) mark(b []byte, scope string) []byte {
	hash := hmac.New(sha256.New, s.secret)
	hash.Write(b)
	hash.Write([]byte(scope))
	return hash.Sum(nil)[:12]
}

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
	"reflect"
	"slices"
	"sort"
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

// readQuery checks the names of the query parameters; each may be given once.
func (c *call) readQuery(known []string) {
	values, err := url.ParseQuery(c.request.URL.RawQuery)
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

// enum reads an enum filter in the dialect, "" if it is not given.
func (c *call) enum(key string, upper ...string) string {
	raw, ok := c.query[key]
	if !ok {
		return ""
	}
	words := c.dialect.words(upper...)
	i := slices.Index(words, raw[0])
	if i < 0 {
		c.refuse(http.StatusBadRequest, "%s must be one of %s; %q is not.", key, strings.Join(words, ", "), raw[0])
		return ""
	}
	return upper[i]
}

// scope is the spaces that space_id and space_name select.
type scope struct {
	all bool     // every space
	ids []string // the spaces if all is false; empty matches nothing
}

func (sc scope) has(spaceID string) bool {
	return sc.all || spaceID == "" || slices.Contains(sc.ids, spaceID)
}

// scope reads space_id and space_name. A space_name may match several or none.
func (s *Server) scope(req *call) (out scope) {
	id, name := req.query.Get("space_id"), req.query.Get("space_name")
	if id == "" && name == "" {
		return scope{all: true}
	}
	for _, space := range s.world.Spaces() {
		if (id == "" || space.ID == id) && contains(space.Name, name) {
			out.ids = append(out.ids, space.ID)
		}
	}
	parentID(req, s.world.Spaces(), "space", "space_id")
	return out
}

// parentID reads the ID filter of a list, such as project_id; "" if it is not
// given. A missing object is 404 since July 2026 and gave an empty list before:
// then found is false.
func parentID[T entry](req *call, rows []T, what, field string) (id string, found bool) {
	id = req.query.Get(field)
	if id == "" {
		return "", true
	}
	_, found = find(rows, id)
	if !found && !req.dialect.legacy {
		req.missing(what, field, id)
	}
	return id, found
}

// contains is the name filter: a case-insensitive substring.
func contains(name, filter string) bool {
	return filter == "" || strings.Contains(strings.ToLower(name), strings.ToLower(filter))
}

// entry is a pointer to an object of the world's catalog, which is shared: do not change it.
type entry interface{ Entry() world.Entry }

// find returns the first entry with the ID, nil if there is none.
func find[T entry](rows []T, id string) (found T, ok bool) {
	for _, row := range rows {
		if row.Entry().ID == id {
			return row, true
		}
	}
	return found, false
}

// findOrRefuse returns the entry with the ID, or refuses the request and returns nil.
func findOrRefuse[T entry](req *call, rows []T, what, field, id string) T {
	found, ok := find(rows, id)
	if !ok {
		req.missing(what, field, id)
	}
	return found
}

// missing refuses an unknown ID: as malformed, or with 404. Missing and
// unreadable objects get the same response, on purpose.
func (c *call) missing(what, field, id string) {
	if !looksLikeID(id) {
		c.refuse(malformedIDStatus, "%s %q is not an ID. Get IDs from the lists.", field, id)
	}
	c.refuse(http.StatusNotFound, "There is no %s with the %s %q, or this key cannot read it.", what, field, id)
}

// looksLikeID is the check of the official SDKs: standard base64 of a text with
// a colon.
func looksLikeID(id string) bool {
	decoded, err := base64.StdEncoding.DecodeString(id)
	return err == nil && strings.Contains(string(decoded), ":")
}

// pagination is the wire form of contract section 3: next_cursor only with has_more true.
type pagination struct {
	HasMore    bool   `wire:"has_more"`
	NextCursor string `wire:"next_cursor,omit"`
}

// list returns one page of a list under a key. most is the largest limit. The
// cursor is bound to the address, its filters and bound (the body of a POST
// list). fetch returns the rows after a position, and whether more follow after
// next; rows is a slice, nil for an empty one. Faults change the page.
func list(server *Server, req *call, key string, most int, bound string, fetch func(after world.Position, limit int) (rows any, next world.Position, more bool)) any {
	scope := cursorScope(req, bound)
	limit, after := defaultLimit, world.Position{}
	if raw, ok := req.query["limit"]; ok {
		number, err := strconv.Atoi(raw[0])
		if err != nil || number < 1 || number > most {
			req.refuse(badLimitStatus, "limit must be a whole number from 1 to %d; %q is not.", most, raw[0])
		}
		limit = number
	}
	cursor := req.query.Get("cursor")
	if cursor != "" {
		var ok bool
		if after, ok = server.decodeCursor(cursor, scope); !ok {
			req.refuse(http.StatusBadRequest, "cursor was not issued by this list; start again without it.")
		}
	}
	if req.failed() {
		return nil
	}
	if req.effects.pages[kindSameRow] {
		after, limit = world.Position{}, 1
	}
	rows, next, more := fetch(after, limit)
	fresh := uint64(0)
	switch {
	case req.effects.pages[kindEndless], req.effects.pages[kindSameRow]:
		fresh, next, more = server.serial.Add(1), after, true
	case req.effects.pages[kindEmpty]:
		next, more = after, rows != nil && reflect.ValueOf(rows).Len() > 0
	}
	if rows == nil || req.effects.pages[kindEndless] || req.effects.pages[kindEmpty] {
		rows = []any{}
	}
	out := page{key: key, rows: rows, pagination: pagination{HasMore: more}}
	switch {
	case cursor != "" && req.effects.pages[kindRepeat]:
		out.pagination = pagination{HasMore: true, NextCursor: cursor}
	case more:
		out.pagination.NextCursor = server.encodeCursor(next, fresh, scope)
	}
	if req.effects.pages[kindNoList] {
		out.key = ""
	}
	return out
}

// listEntries returns a page of the catalog, newest first: the rows in scope
// whose name matches and that keep accepts; nil accepts all.
func listEntries[T entry](server *Server, req *call, key string, in scope, rows []T, keep func(T) bool) any {
	var kept []entry
	for _, row := range rows {
		if keep == nil || keep(row) {
			kept = append(kept, row)
		}
	}
	return listKept(server, req, key, in, kept)
}

func listKept(server *Server, req *call, key string, in scope, rows []entry) any {
	name := req.query.Get("name")
	kept := rows[:0]
	for _, row := range rows {
		if entry := row.Entry(); in.has(entry.SpaceID) && contains(entry.Name, name) {
			kept = append(kept, row)
		}
	}
	sort.SliceStable(kept, func(i, j int) bool { return compare(positionOf(kept[i]), positionOf(kept[j])) < 0 })
	return list(server, req, key, maxLimit, "", func(after world.Position, limit int) (rows any, next world.Position, more bool) {
		rest := kept
		for after != (world.Position{}) && len(rest) > 0 && compare(after, positionOf(rest[0])) >= 0 {
			rest = rest[1:]
		}
		if len(rest) <= limit {
			return rest, next, false
		}
		return rest[:limit], positionOf(rest[limit-1]), true
	})
}

// listRows returns a page of a list whose rows keep their places. bound as in list.
func listRows[T any](server *Server, req *call, key, bound string, rows []T) any {
	return list(server, req, key, maxLarge, bound, func(after world.Position, limit int) (any, world.Position, bool) {
		start := min(max(int(after.At), 0), len(rows))
		end := min(start+limit, len(rows))
		return rows[start:end], world.Position{At: int64(end)}, end < len(rows)
	})
}

// positionOf is the position of an entry in a list that is newest first, made of
// its time and ID. It stays valid when rows are added or removed.
func positionOf(row entry) world.Position {
	entry := row.Entry()
	hash64 := fnv.New64a()
	hash64.Write([]byte(entry.ID))
	return world.Position{At: entry.At.UnixNano(), N: int64(hash64.Sum64() >> 1)}
}

// compare orders positions newest first.
func compare(left, right world.Position) int {
	return cmp.Or(cmp.Compare(right.At, left.At), cmp.Compare(left.N, right.N))
}

// cursorScope is the address and the filters that a cursor is bound to. The limit
// may change between pages.
func cursorScope(req *call, extra string) string {
	var out strings.Builder
	out.WriteString(req.request.Method + " " + req.request.URL.EscapedPath() + "\n")
	for _, key := range slices.Sorted(maps.Keys(req.query)) {
		if key != "limit" && key != "cursor" {
			out.WriteString(key + "=" + req.query.Get(key) + "\n")
		}
	}
	return out.String() + extra
}

// encodeCursor encodes a position with a MAC of this server. Cursors of one
// position differ by fresh.
func (s *Server) encodeCursor(position world.Position, fresh uint64, scope string) string {
	data := binary.BigEndian.AppendUint64(nil, uint64(position.At))
	data = binary.BigEndian.AppendUint64(data, uint64(position.N))
	data = binary.BigEndian.AppendUint64(data, fresh)
	return base64.RawURLEncoding.EncodeToString(append(data, s.cursorMAC(data, scope)...))
}

// decodeCursor decodes a position; ok is false unless the cursor is byte for byte
// one that encodeCursor makes: the decoder would skip line breaks.
func (s *Server) decodeCursor(cursor, scope string) (position world.Position, ok bool) {
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(data) != 24+12 {
		return position, false
	}
	position = world.Position{At: int64(binary.BigEndian.Uint64(data)), N: int64(binary.BigEndian.Uint64(data[8:]))}
	return position, hmac.Equal([]byte(cursor), []byte(s.encodeCursor(position, binary.BigEndian.Uint64(data[16:]), scope)))
}

func (s *Server) cursorMAC(data []byte, scope string) []byte {
	hash := hmac.New(sha256.New, s.secret)
	hash.Write(data)
	hash.Write([]byte(scope))
	return hash.Sum(nil)[:12]
}

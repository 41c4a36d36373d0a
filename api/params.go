package api

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// params gathers the path and query of one request and the faults found on the
// way, so that an operation reads as one chain and is refused at one place.
type params struct {
	path  string
	query url.Values
	words map[string]string // enum words, spelled when the request is sent
	fault []FieldFault
}

func newParams(path string) *params { return &params{path: path} }

func (p *params) set(key, value string) *params {
	if value == "" {
		return p
	}
	if p.query == nil {
		p.query = make(url.Values, 6)
	}
	p.query.Set(key, value)
	return p
}

// part appends an ID to the path. IDs are opaque and may hold any character
// (contract section 4); a dot segment would walk up the path and is refused.
func (p *params) part(what, id string) *params {
	switch strings.TrimSpace(id) {
	case "":
		p.add(what, "the ID of the %s is missing", what)
	case ".", "..":
		p.add(what, "%q is not the ID of a %s", id, what)
	}
	p.path += url.PathEscape(id)
	return p
}

func (p *params) then(path string) *params { p.path += path; return p }

func (p *params) id(key, id string) *params { return p.set(key, id) }

// name sets a substring filter, 255 characters at most (contract section 3).
func (p *params) name(key, text string) *params {
	if n := utf8.RuneCountInString(text); n > 255 {
		p.add(key, "has %d characters; the server takes 255 at most", n)
	}
	return p.set(key, text)
}

// word sets an enum word, which is spelled as the server speaks.
func (p *params) word(key, word string) *params {
	if word != "" {
		if p.words == nil {
			p.words = make(map[string]string, 1)
		}
		p.words[key] = word
	}
	return p
}

// page sets limit and cursor; a limit out of range is refused, not clamped.
func (p *params) page(limit, most int, cursor string) *params {
	if limit < 0 || limit > most {
		p.add("limit", "must be between 1 and %d, not %d", most, limit)
	}
	if limit > 0 {
		p.set("limit", strconv.Itoa(limit))
	}
	return p.set("cursor", cursor)
}

func (p *params) add(field, format string, args ...any) {
	p.fault = append(p.fault, FieldFault{Field: field, Message: fmt.Sprintf(format, args...)})
}

func (p *params) faults(found []FieldFault) *params {
	p.fault = append(p.fault, found...)
	return p
}

// target gives the path with its query, spelled in one of the two dialects.
func (p *params) target(legacy bool) string {
	for key, word := range p.words {
		p.set(key, spelled(word, legacy))
	}
	if len(p.query) == 0 {
		return p.path
	}
	return p.path + "?" + p.query.Encode()
}

func (q NamedQuery) params(path string) *params {
	return newParams(path).id("space_id", q.SpaceID).name("space_name", q.SpaceName).
		name("name", q.Name).page(q.Limit, 100, q.Cursor)
}

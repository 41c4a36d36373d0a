package api

import "iter"

// Page is one page of a list. Next is the cursor of the next page, empty on the
// last one. A page may be empty and still have a Next (contract section 3,
// Pagination).
type Page[T any] struct {
	Items []T
	Next  string
	// Cut is true when the server says that there are more rows but sends no
	// cursor, against contract section 3. The Items are valid and Next is empty,
	// but the list is not complete: a name that is not in it may still exist.
	Cut bool
}

// paging is the pagination object of every list.
type paging struct {
	HasMore *bool  `json:"has_more"`
	Next    string `json:"next_cursor"`
}

// next returns the cursor of the next page, empty at the end. A cursor counts
// even when the server omits has_more.
func (p paging) next() string {
	if p.HasMore != nil && !*p.HasMore {
		return ""
	}
	return p.Next
}

// cut reports whether the server says that there is more but sends no cursor.
func (p paging) cut() bool { return p.HasMore != nil && *p.HasMore && p.Next == "" }

// Ref is the ID and name of an object, such as a space or an evaluator. The zero
// Ref is none; Name is empty while it is unknown.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Label returns the name, or the ID while the name is unknown.
func (r Ref) Label() string {
	if r.Name != "" {
		return r.Name
	}
	return r.ID
}

// Listed is an item of a list of the API.
type Listed interface{ Ref() Ref }

// Refs returns the ID and name of every item.
func Refs[T Listed](items []T) []Ref {
	out := make([]Ref, len(items))
	for i, item := range items {
		out[i] = item.Ref()
	}
	return out
}

// maxStalePages is how many consecutive pages may contain no new row. A page may
// be empty and still have a next one (contract section 3, Pagination), but an
// endless series of them must not keep a reader busy.
const maxStalePages = 50

// Trail follows the cursors of one list and detects when they do not end. The
// zero Trail is a list without a page yet.
type Trail struct {
	seen  map[string]bool
	stale int
}

// Next takes the cursor of a page and the number of its rows that are new. It
// returns the cursor to continue with, "" at the end; broken means that the list
// ends only because a cursor repeats or because no new rows come any more.
func (t *Trail) Next(cursor string, added int) (next string, broken bool) {
	if added > 0 {
		t.stale = 0
	} else {
		t.stale++
	}
	if cursor == "" {
		return "", false
	}
	if t.seen[cursor] || t.stale > maxStalePages {
		return "", true
	}
	if t.seen == nil {
		t.seen = map[string]bool{}
	}
	t.seen[cursor] = true
	return cursor, false
}

// Pages loads a list page by page to its end, starting at a cursor ("" is the
// start). It ends after the first error, which is yielded with the page that load
// returned. A list whose cursors do not end, ends with a page that is Cut. Rows may
// occur twice, as the server sends them.
func Pages[T Listed](cursor string, load func(cursor string) (Page[T], error)) iter.Seq2[Page[T], error] {
	return func(yield func(Page[T], error) bool) {
		known := map[string]bool{}
		trail := Trail{seen: map[string]bool{cursor: true}}
		for {
			page, err := load(cursor)
			if err != nil {
				yield(page, err)
				return
			}
			before := len(known)
			for _, item := range page.Items {
				known[item.Ref().ID] = true
			}
			next, broken := trail.Next(page.Next, len(known)-before)
			page.Next, page.Cut = next, page.Cut || broken
			if !yield(page, nil) || next == "" {
				return
			}
			cursor = next
		}
	}
}

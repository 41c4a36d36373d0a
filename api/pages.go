package api

import "iter"

// Page is one page of a list. Next is the cursor of the page after it; empty
// means that there is nothing more to ask for. A page may be empty and still
// have a Next (contract section 3, Pagination).
type Page[T any] struct {
	Items []T
	Next  string
	// Cut is true when the server says that there are more rows but gives no
	// cursor to ask for them, against contract section 3. The Items are good,
	// Next is empty, and the list must not be called complete: a name that is
	// not in it may exist all the same.
	Cut bool
}

// paging is the pagination object of every list.
type paging struct {
	HasMore *bool  `json:"has_more"`
	Next    string `json:"next_cursor"`
}

// next gives the cursor to go on with; empty at the end. A server that leaves
// has_more out is believed when it sends a cursor.
func (p paging) next() string {
	if p.HasMore != nil && !*p.HasMore {
		return ""
	}
	return p.Next
}

// cut reports whether more is promised without a cursor to ask for it.
func (p paging) cut() bool { return p.HasMore != nil && *p.HasMore && p.Next == "" }

// Ref is a thing that has an ID and a name, such as a space or an evaluator. The
// zero Ref is none; Name is empty while it is not known.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Label is the name, or the ID while it is not known.
func (r Ref) Label() string {
	if r.Name != "" {
		return r.Name
	}
	return r.ID
}

// Listed is what lists hold: every type that a method of Client lists.
type Listed interface{ Ref() Ref }

// Refs gives the ID and name of every row.
func Refs[T Listed](items []T) []Ref {
	out := make([]Ref, len(items))
	for i, item := range items {
		out[i] = item.Ref()
	}
	return out
}

// maxBarren is how many pages in a row may bring no row that is new. A page may
// be empty and still have a next one (contract section 3, Pagination), but a
// server that goes on like this for ever must not keep a reader busy.
const maxBarren = 50

// Trail follows the cursors of one list and notices when they lead nowhere. The
// zero Trail is a list that has not begun.
type Trail struct {
	seen   map[string]bool
	barren int
}

// Next takes the cursor that came with a page and how many rows of it were new.
// It gives the cursor to ask with, "" at the end; broken means that there is an
// end only because the cursor came before or because nothing new comes any more.
func (t *Trail) Next(cursor string, added int) (next string, broken bool) {
	if added > 0 {
		t.barren = 0
	} else {
		t.barren++
	}
	if cursor == "" {
		return "", false
	}
	if t.seen[cursor] || t.barren > maxBarren {
		return "", true
	}
	if t.seen == nil {
		t.seen = map[string]bool{}
	}
	t.seen[cursor] = true
	return cursor, false
}

// Pages reads a list page by page to its end, from a cursor on ("" is the
// start). It ends after the first error, which comes with whatever load gave. A
// list that leads nowhere ends with a page that is Cut. Rows may come twice, as
// the server sends them.
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

package api

import (
	"context"
	"iter"
	"reflect"
	"time"
)

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

	pause func(context.Context, time.Duration) error // of the client that loaded it
}

// Pause waits before the next page is loaded without being asked for, by the clock of
// the client that loaded this one. It ends early with an *Error when ctx ends.
func (p Page[T]) Pause(ctx context.Context, wait time.Duration) error {
	if p.pause == nil {
		return ctx.Err()
	}
	return p.pause(ctx, wait)
}

// Untyped returns the answer to a request for a page without the type of its items, for
// code that serves every list: generic code is compiled again for each type. Its items are
// pointers to those of the page.
func Untyped[T any, P interface {
	*T
	Listed
}](page Page[T], err error) (Page[Listed], error) {
	return Page[Listed]{Items: listed(reflect.ValueOf(page.Items)), Next: page.Next, Cut: page.Cut, pause: page.pause}, err
}

// listed returns pointers to the elements of a slice.
func listed(items reflect.Value) []Listed {
	out := make([]Listed, items.Len())
	for i := range out {
		out[i] = items.Index(i).Addr().Interface().(Listed) // Untyped requires it of the type
	}
	return out
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
func Refs(items []Listed) []Ref {
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

// The pace of automatic reading, in which the user does not ask for each page.
const (
	pagePause      = 5 * time.Millisecond   // after a page with many rows
	shortPagePause = 50 * time.Millisecond  // after a page with few rows, and for each page without a new one
	maxPagePause   = 200 * time.Millisecond // the longest
	fewRows        = 10
)

// Trail follows the cursors of one list and detects when they do not end. The
// zero Trail is a list without a page yet.
type Trail struct {
	seen         Distinct // cursors
	stale, added int
}

// Next takes the cursor of a page and the number of its rows that are new. It
// returns the cursor to continue with, "" at the end; broken means that the list
// ends only because a cursor repeats or because no new rows come any more.
func (t *Trail) Next(cursor string, added int) (next string, broken bool) {
	if t.added = added; added > 0 {
		t.stale = 0
	} else {
		t.stale++
	}
	if cursor == "" {
		return "", false
	}
	if t.stale > maxStalePages || !t.seen.Add(cursor) {
		return "", true
	}
	return cursor, false
}

// Stale returns how many pages in a row have had no new row.
func (t *Trail) Stale() int { return t.stale }

// Exhausted reports whether the list has ended only because so many pages in a row had
// no new row. Its cursor may be followed further after Restart.
func (t *Trail) Exhausted() bool { return t.stale > maxStalePages }

// Restart forgets the pages without a new row, when a user goes on all the same.
func (t *Trail) Restart() { t.stale = 0 }

// Wait returns the pause before the next page when the user does not ask for it.
func (t *Trail) Wait() time.Duration {
	switch {
	case t.stale > 0:
		return min(time.Duration(t.stale)*shortPagePause, maxPagePause)
	case t.added < fewRows:
		return shortPagePause
	}
	return pagePause
}

// Pages loads a list page by page to its end, starting at a cursor ("" is the
// start), at the pace of Trail.Wait. It ends after the first error, which is yielded
// with the page that load returned, and at once when ctx ends. A list whose cursors
// do not end, ends with a page that is Cut. Rows may occur twice, as the server sends
// them.
func Pages[T Listed](ctx context.Context, cursor string, load func(cursor string) (Page[T], error)) iter.Seq2[Page[T], error] {
	return func(yield func(Page[T], error) bool) {
		var known Distinct
		var trail Trail
		trail.seen.Add(cursor)
		for {
			page, err := load(cursor)
			if err != nil {
				yield(page, err)
				return
			}
			added := 0
			for _, item := range page.Items {
				if id := item.Ref().ID; id != "" && known.Add(id) {
					added++
				}
			}
			next, broken := trail.Next(page.Next, added)
			page.Next, page.Cut = next, page.Cut || broken
			if !yield(page, nil) || next == "" {
				return
			}
			cursor = next
			if err := page.Pause(ctx, trail.Wait()); err != nil {
				yield(Page[T]{Next: cursor}, err)
				return
			}
		}
	}
}

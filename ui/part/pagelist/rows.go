package pagelist

import "ax-tui/api"

// Phase is the state of the requests of a list.
type Phase int

// The phases: NotAsked before the first request, First and More while the first or
// a further page is in flight, Idle otherwise.
const (
	NotAsked Phase = iota
	First
	More
	Idle
)

// Rows holds the rows loaded so far, in the server's order: no row twice, none lost
// when rows are added while paging, no loop when a server repeats a cursor
// (contract section 3, Pagination). It requests nothing itself; it only knows the
// next cursor. Make it with NewRows.
type Rows[T any] struct {
	id    func(*T) string
	equal func(left, right *T) bool

	items    []T
	index    map[string]int
	next     string
	trail    api.Trail
	phase    Phase
	err      error
	repeated bool
	cut      bool
	hasPage  bool // the first page has arrived
}

// NewRows returns an empty list. id returns the permanent ID of a row; equal reports
// whether two versions of a row look the same, so that unchanged rows are not
// redrawn.
func NewRows[T any](id func(*T) string, equal func(left, right *T) bool) *Rows[T] {
	return &Rows[T]{id: id, equal: equal, index: map[string]int{}}
}

// Len returns the number of loaded rows.
func (l *Rows[T]) Len() int { return len(l.items) }

// At returns the row at an index in the server's order, valid until the next change.
func (l *Rows[T]) At(i int) *T { return &l.items[i] }

// IndexOf returns the index of the row with an ID.
func (l *Rows[T]) IndexOf(id string) (int, bool) { i, ok := l.index[id]; return i, ok }

// Get returns the row with an ID.
func (l *Rows[T]) Get(id string) (*T, bool) {
	if i, ok := l.index[id]; ok {
		return &l.items[i], true
	}
	return nil, false
}

// Phase returns the state of the requests.
func (l *Rows[T]) Phase() Phase { return l.phase }

// Err returns why the last request failed, nil if it did not.
func (l *Rows[T]) Err() error { return l.err }

// More reports whether there are further pages.
func (l *Rows[T]) More() bool { return l.hasPage && l.next != "" }

// HasPage reports whether the first page has arrived.
func (l *Rows[T]) HasPage() bool { return l.hasPage }

// EndCut records that the server has more rows but sent no cursor for them: paging
// ends, as with a repeated cursor.
func (l *Rows[T]) EndCut() { l.repeated, l.cut = true, true }

// Cut reports whether paging ended because the server sent no cursor for the rest.
func (l *Rows[T]) Cut() bool { return l.cut }

// Repeated reports whether paging ended because the server sent a cursor twice, or
// no cursor although there are more rows (see Cut).
func (l *Rows[T]) Repeated() bool { return l.repeated }

// Busy reports whether a request is in flight.
func (l *Rows[T]) Busy() bool { return l.phase == First || l.phase == More }

// Reset removes all rows, for another query.
func (l *Rows[T]) Reset() {
	l.items, l.next, l.trail, l.phase, l.err, l.repeated, l.cut, l.hasPage = nil, "", api.Trail{}, NotAsked, nil, false, false, false
	clear(l.index)
}

// StartFirst starts the request for the first page. Loaded rows stay until it arrives.
func (l *Rows[T]) StartFirst() { l.phase, l.err = First, nil }

// StartMore starts the request for the next page and returns its cursor, or false if there is none or a request is in flight.
func (l *Rows[T]) StartMore() (cursor string, ok bool) {
	if l.Busy() || !l.More() {
		return "", false
	}
	l.phase, l.err = More, nil
	return l.next, true
}

// Stop records that the request in flight was cancelled.
func (l *Rows[T]) Stop() {
	if l.hasPage {
		l.phase = Idle
		return
	}
	l.phase = NotAsked
}

// Fail records that the request in flight failed. Rows and cursor stay.
func (l *Rows[T]) Fail(err error) { l.phase, l.err = Idle, err }

// ApplyPage adds the first or a further page: new rows are appended, known ones
// updated in place. It returns the number of new rows.
func (l *Rows[T]) ApplyPage(items []T, next string) (added int) {
	l.phase, l.err, l.hasPage = Idle, nil, true
	for i := range items {
		if !l.put(items[i]) {
			added++
		}
	}
	if _, broken := l.trail.Next(next, added); broken && !l.trail.Exhausted() {
		next, l.repeated = "", true
	}
	l.next = next
	return added
}

// put appends or replaces a row and reports whether its ID was known.
func (l *Rows[T]) put(item T) bool {
	id := l.id(&item)
	if i, ok := l.index[id]; ok {
		l.items[i] = item
		return true
	}
	l.index[id] = len(l.items)
	l.items = append(l.items, item)
	return false
}

// UpdateRow updates a loaded row and reports whether it looks different now. A row
// that is not loaded is ignored.
func (l *Rows[T]) UpdateRow(item T) bool {
	i, ok := l.index[l.id(&item)]
	if !ok || l.equal(&l.items[i], &item) {
		return false
	}
	l.items[i] = item
	return true
}

// Insert adds a row at the top, where the server puts new rows, or updates it.
func (l *Rows[T]) Insert(item T) {
	if _, ok := l.index[l.id(&item)]; ok {
		l.UpdateRow(item)
		return
	}
	l.items = append([]T{item}, l.items...)
	l.reindex()
}

// Remove removes a row and reports whether it was loaded.
func (l *Rows[T]) Remove(id string) bool {
	i, ok := l.index[id]
	if !ok {
		return false
	}
	l.items = append(l.items[:i:i], l.items[i+1:]...)
	l.reindex()
	return true
}

func (l *Rows[T]) reindex() {
	clear(l.index)
	for i := range l.items {
		l.index[l.id(&l.items[i])] = i
	}
}

// ApplyHead updates the list with a newly loaded head: rows from the top, and the
// cursor after them, "" at the end; cut means that the server has more but sent no
// cursor. New rows are inserted where the server has them, known ones are updated,
// rows missing from the range of the head are removed. If the head contains no
// known row, too much has changed and the list restarts from the head. A request
// for a further page stays in flight unless its page no longer continues the list.
// It reports whether anything changed.
func (l *Rows[T]) ApplyHead(head []T, next string, cut bool) (changed bool) {
	more := next != "" || cut
	l.err, l.hasPage = nil, true
	if l.phase != More {
		l.phase = Idle
	}
	switch {
	case !more:
		l.phase, l.next, l.repeated, l.cut = Idle, "", false, false
	case l.next != "" || l.repeated && !l.cut: // the rows after the loaded ones are unaffected
	case cut:
		l.EndCut()
	case len(head) >= len(l.items):
		l.trail, l.repeated, l.cut = api.Trail{}, false, false // the list had ended; now there are more rows
		l.next, _ = l.trail.Next(next, len(head))
	}
	if l.sameHead(head, more) {
		return false
	}
	fresh := make(map[string]bool, len(head))
	for i := range head {
		fresh[l.id(&head[i])] = true
	}
	// Loaded rows up to the last one that is in the head must all be in the head;
	// others were deleted. Rows after it are beyond the head.
	last := -1
	for i := range head {
		if j, ok := l.index[l.id(&head[i])]; ok && j > last {
			last = j
		}
	}
	if last < 0 && more && len(l.items) > 0 {
		l.Reset()
		l.ApplyPage(head, next)
		if cut {
			l.EndCut()
		}
		return true
	}
	items := make([]T, 0, len(head)+len(l.items))
	items = append(items, head...)
	if more {
		for i := last + 1; i < len(l.items); i++ {
			if !fresh[l.id(&l.items[i])] {
				items = append(items, l.items[i])
			}
		}
	}
	l.items = items
	l.reindex()
	return true
}

// sameHead reports whether the head changes nothing.
func (l *Rows[T]) sameHead(head []T, more bool) bool {
	if len(head) > len(l.items) || (!more && len(head) != len(l.items)) {
		return false
	}
	for i := range head {
		if l.id(&head[i]) != l.id(&l.items[i]) || !l.equal(&head[i], &l.items[i]) {
			return false
		}
	}
	return true
}

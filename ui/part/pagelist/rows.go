package pagelist

// Rows holds the rows loaded so far, in the server's order: no row twice, none lost
// when rows are added while paging, no loop when a server repeats a cursor
// (contract section 3, Pagination). Make it with NewRows.
type Rows[T any] struct {
	Paging
	id    func(*T) string
	equal func(left, right *T) bool

	items  []T
	copies map[string]T // of marked rows, by ID
}

// NewRows returns an empty list. id returns the permanent ID of a row; equal reports
// whether two versions of a row look the same, so that unchanged rows are not
// redrawn.
func NewRows[T any](id func(*T) string, equal func(left, right *T) bool) *Rows[T] {
	rows := &Rows[T]{Paging: Paging{index: map[string]int{}}, id: id, equal: equal}
	rows.rows = rows
	return rows
}

// At returns the row at an index in the server's order, valid until the next change.
func (l *Rows[T]) At(i int) *T { return &l.items[i] }

// Get returns the row with an ID.
func (l *Rows[T]) Get(id string) (*T, bool) {
	if i, ok := l.IndexOf(id); ok {
		return &l.items[i], true
	}
	return nil, false
}

func (l *Rows[T]) idAt(i int) string { return l.id(&l.items[i]) }

func (l *Rows[T]) copyRow(i int) {
	if l.copies == nil {
		l.copies = map[string]T{}
	}
	l.copies[l.idAt(i)] = l.items[i]
}

func (l *Rows[T]) dropCopy(id string) { delete(l.copies, id) }

func (l *Rows[T]) dropCopies() { l.copies = nil }

// Reset removes all rows, for another query.
func (l *Rows[T]) Reset() {
	l.items = nil
	l.reset()
}

// ApplyPage adds the first or a further page: new rows are appended, known ones
// updated in place. It returns the number of new rows.
func (l *Rows[T]) ApplyPage(items []T, next string) (added int) {
	before := l.count
	for i := range items {
		id := l.id(&items[i])
		if at, ok := l.index[id]; ok {
			l.items[at] = items[i]
			continue
		}
		l.index[id] = l.count
		l.items = append(l.items, items[i])
		l.count++
	}
	l.pageAdded(next, l.count-before)
	return l.count - before
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
	l.items = append(l.items, item)
	copy(l.items[1:], l.items)
	l.items[0] = item
	l.reindex(len(l.items))
}

// Remove removes a row and reports whether it was loaded.
func (l *Rows[T]) Remove(id string) bool {
	i, ok := l.index[id]
	if !ok {
		return false
	}
	l.items = append(l.items[:i:i], l.items[i+1:]...)
	l.reindex(len(l.items))
	return true
}

// ApplyHead updates the list with a newly loaded head: rows from the top, and the
// cursor after them, "" at the end; cut means that the server has more but sent no
// cursor. New rows are inserted where the server has them, known ones are updated,
// rows missing from the range of the head are removed. If the head contains no
// known row, too much has changed and the list restarts from the head. A request
// for a further page stays in flight unless its page no longer continues the list.
// It reports whether anything changed.
func (l *Rows[T]) ApplyHead(head []T, next string, cut bool) (changed bool) {
	l.headRead(len(head), next, cut)
	more := next != "" || cut
	if l.sameHead(head, more) {
		return false
	}
	// Loaded rows up to the last one that is in the head must all be in the head;
	// others were deleted. Rows after it are beyond the head.
	last := -1
	for i := range head {
		if at, ok := l.index[l.id(&head[i])]; ok && at > last {
			last = at
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
	var rest []T
	if more {
		rest = l.items[last+1:]
	}
	items := make([]T, 0, len(head)+len(rest))
	l.items = append(append(items, head...), rest...)
	l.reindex(len(l.items))
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

package pagelist

// Phase is what a list is doing.
type Phase int

// The phases. NotAsked has asked nothing yet; First waits for the first page;
// More for a further one; Idle waits for nobody.
const (
	NotAsked Phase = iota
	First
	More
	Idle
)

// Rows are the rows loaded so far, in the server's order: no row twice, none
// lost when rows appear while paging, no loop when a server repeats a cursor
// (contract section 3, Pagination). They ask nobody for anything and say only
// which cursor to ask for next. Make them with NewRows.
type Rows[T any] struct {
	id    func(*T) string
	equal func(left, right *T) bool

	items    []T
	index    map[string]int
	next     string
	used     map[string]bool
	phase    Phase
	err      error
	repeated bool
	cut      bool
	began    bool // a first page has arrived
}

// NewRows makes an empty list. id names a row for good; equal tells whether a row
// reads the same, so that nothing is redrawn when nothing changed.
func NewRows[T any](id func(*T) string, equal func(left, right *T) bool) *Rows[T] {
	return &Rows[T]{id: id, equal: equal, index: map[string]int{}, used: map[string]bool{}}
}

// Len is the number of loaded rows.
func (l *Rows[T]) Len() int { return len(l.items) }

// At is the row at a place in the server's order. It stays valid until the next change.
func (l *Rows[T]) At(i int) *T { return &l.items[i] }

// IndexOf finds a row by ID.
func (l *Rows[T]) IndexOf(id string) (int, bool) { i, ok := l.index[id]; return i, ok }

// Get finds a row by ID.
func (l *Rows[T]) Get(id string) (*T, bool) {
	if i, ok := l.index[id]; ok {
		return &l.items[i], true
	}
	return nil, false
}

// Phase is what the list is doing now.
func (l *Rows[T]) Phase() Phase { return l.phase }

// Err is why the last asking failed, nil when it did not.
func (l *Rows[T]) Err() error { return l.err }

// More reports whether there are further pages.
func (l *Rows[T]) More() bool { return l.began && l.next != "" }

// HasPage reports whether a first page has arrived.
func (l *Rows[T]) HasPage() bool { return l.began }

// EndCut notes that the server has said there are more rows without a cursor to
// them: paging ends here, as at a repeated cursor.
func (l *Rows[T]) EndCut() { l.repeated, l.cut = true, true }

// Cut reports that paging ended because the server gave no cursor for the rest.
func (l *Rows[T]) Cut() bool { return l.cut }

// Repeated reports that paging ended because the server gave a cursor for the
// second time, or none where one is due (see Cut).
func (l *Rows[T]) Repeated() bool { return l.repeated }

// Busy reports whether an answer is awaited.
func (l *Rows[T]) Busy() bool { return l.phase == First || l.phase == More }

// Reset forgets everything: the query has changed.
func (l *Rows[T]) Reset() {
	l.items, l.next, l.phase, l.err, l.repeated, l.cut, l.began = nil, "", NotAsked, nil, false, false, false
	clear(l.index)
	clear(l.used)
}

// StartFirst asks for the first page. Rows there are stay until it comes.
func (l *Rows[T]) StartFirst() { l.phase, l.err = First, nil }

// StartMore gives the cursor of the next page, or false when there is none or an answer is awaited.
func (l *Rows[T]) StartMore() (cursor string, ok bool) {
	if l.Busy() || !l.More() {
		return "", false
	}
	l.phase, l.err = More, nil
	return l.next, true
}

// Stop forgets the asking that is under way: it was cancelled.
func (l *Rows[T]) Stop() {
	if l.began {
		l.phase = Idle
		return
	}
	l.phase = NotAsked
}

// Fail notes that the asking under way failed. The rows and the cursor stay.
func (l *Rows[T]) Fail(err error) { l.phase, l.err = Idle, err }

// Page takes a first or a further page in. It answers how many rows were new;
// known rows are brought up to date in their place.
func (l *Rows[T]) Page(items []T, next string) (added int) {
	l.phase, l.err, l.began = Idle, nil, true
	for i := range items {
		if !l.put(items[i]) {
			added++
		}
	}
	if l.next != "" {
		l.used[l.next] = true
	}
	if next != "" && l.used[next] {
		next, l.repeated = "", true
	}
	l.next = next
	return added
}

// put adds or replaces a row and reports whether its ID was known.
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

// Upsert brings one known row up to date and reports whether it reads
// differently now. A row that is not loaded is left alone.
func (l *Rows[T]) Upsert(item T) bool {
	i, ok := l.index[l.id(&item)]
	if !ok || l.equal(&l.items[i], &item) {
		return false
	}
	l.items[i] = item
	return true
}

// Insert puts a row at the top, where new rows appear, or brings it up to date.
func (l *Rows[T]) Insert(item T) {
	if _, ok := l.index[l.id(&item)]; ok {
		l.Upsert(item)
		return
	}
	l.items = append([]T{item}, l.items...)
	l.reindex()
}

// Remove drops a row.
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

// Refreshed takes in the head of the list as it reads now: fresh rows from the
// top, and the cursor behind them, "" at the end; cut says that there are more
// without a cursor to them. New rows come in where the server puts them, known
// ones are brought up to date, rows that the head should hold and does not are
// dropped. When the head holds no known row at all, too much has happened: the
// list starts over from the head. A further page that is under way stays so
// unless there is no place for it any more. It reports whether anything changed.
func (l *Rows[T]) Refreshed(head []T, next string, cut bool) (changed bool) {
	more := next != "" || cut
	l.err, l.began = nil, true
	if l.phase != More {
		l.phase = Idle
	}
	switch {
	case !more:
		l.phase, l.next, l.repeated, l.cut = Idle, "", false, false
	case l.next != "" || l.repeated && !l.cut: // behind what is loaded it is as it was
	case cut:
		l.EndCut()
	case len(head) >= len(l.items):
		l.next, l.repeated, l.cut = next, false, false // the list had ended; now it goes on
	}
	if l.sameHead(head, more) {
		return false
	}
	fresh := make(map[string]bool, len(head))
	for i := range head {
		fresh[l.id(&head[i])] = true
	}
	// Rows before the last one that both know must be in the head; a row that
	// is not there is gone. Rows behind it lie beyond the head.
	last := -1
	for i := range head {
		if j, ok := l.index[l.id(&head[i])]; ok && j > last {
			last = j
		}
	}
	if last < 0 && more && len(l.items) > 0 {
		l.Reset()
		l.Page(head, next)
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

// sameHead reports whether the head says nothing new.
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

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

// Paging is what Rows knows whatever its rows are: which are loaded, the next cursor and the
// state of the requests. It requests nothing itself.
type Paging struct {
	rows     stored
	index    map[string]int
	count    int
	next     string
	trail    api.Trail
	phase    Phase
	err      error
	repeated bool
	cut      bool
	hasPage  bool // the first page has arrived
}

// stored is what Base needs of the rows themselves, by their indices for At.
type stored interface {
	idAt(row int) string
	copyRow(row int)
	dropCopy(id string)
	dropCopies()
	Reset()
}

// Len returns the number of loaded rows.
func (l *Paging) Len() int { return l.count }

// IndexOf returns the index of the row with an ID.
func (l *Paging) IndexOf(id string) (int, bool) { i, ok := l.index[id]; return i, ok }

// Phase returns the state of the requests.
func (l *Paging) Phase() Phase { return l.phase }

// Err returns why the last request failed, nil if it did not.
func (l *Paging) Err() error { return l.err }

// More reports whether there are further pages.
func (l *Paging) More() bool { return l.hasPage && l.next != "" }

// HasPage reports whether the first page has arrived.
func (l *Paging) HasPage() bool { return l.hasPage }

// EndCut records that the server has more rows but sent no cursor for them: paging
// ends, as with a repeated cursor.
func (l *Paging) EndCut() { l.repeated, l.cut = true, true }

// Cut reports whether paging ended because the server sent no cursor for the rest.
func (l *Paging) Cut() bool { return l.cut }

// Repeated reports whether paging ended because the server sent a cursor twice, or
// no cursor although there are more rows (see Cut).
func (l *Paging) Repeated() bool { return l.repeated }

// Busy reports whether a request is in flight.
func (l *Paging) Busy() bool { return l.phase == First || l.phase == More }

func (l *Paging) reset() {
	clear(l.index)
	*l = Paging{rows: l.rows, index: l.index}
}

// StartFirst starts the request for the first page. Loaded rows stay until it arrives.
func (l *Paging) StartFirst() { l.phase, l.err = First, nil }

// StartMore starts the request for the next page and returns its cursor, or false if there is none or a request is in flight.
func (l *Paging) StartMore() (cursor string, ok bool) {
	if l.Busy() || !l.More() {
		return "", false
	}
	l.phase, l.err = More, nil
	return l.next, true
}

// Stop records that the request in flight was cancelled.
func (l *Paging) Stop() {
	if l.hasPage {
		l.phase = Idle
		return
	}
	l.phase = NotAsked
}

// Fail records that the request in flight failed. Rows and cursor stay.
func (l *Paging) Fail(err error) { l.phase, l.err = Idle, err }

// pageAdded records the cursor after a page with so many new rows.
func (l *Paging) pageAdded(next string, added int) {
	l.phase, l.err, l.hasPage = Idle, nil, true
	if _, broken := l.trail.Next(next, added); broken && !l.trail.Exhausted() {
		next, l.repeated = "", true
	}
	l.next = next
}

// headRead records the cursor after a head of so many rows.
func (l *Paging) headRead(rows int, next string, cut bool) {
	l.err, l.hasPage = nil, true
	if l.phase != More {
		l.phase = Idle
	}
	switch {
	case next == "" && !cut:
		l.phase, l.next, l.repeated, l.cut = Idle, "", false, false
	case l.next != "" || l.repeated && !l.cut: // the rows after the loaded ones are unaffected
	case cut:
		l.EndCut()
	case rows >= l.count:
		l.trail, l.repeated, l.cut = api.Trail{}, false, false // the list had ended; now there are more rows
		l.next, _ = l.trail.Next(next, rows)
	}
}

func (l *Paging) reindex(count int) {
	clear(l.index)
	l.count = count
	for i := range count {
		l.index[l.rows.idAt(i)] = i
	}
}

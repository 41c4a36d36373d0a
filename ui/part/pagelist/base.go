package pagelist

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Spec describes the list of a screen.
type Spec struct {
	Env     *host.Env
	Owner   *host.Owner  // the screen, which receives the answers
	Scope   keymap.Scope // of the screen, for the keys in hints
	Noun    text.Safe    // what a row is, singular: "task"
	Name    string       // of the list in the settings of columns: "tasks"
	Columns []part.Column
	Content Content
	// Unread says what find and Narrow do not know of the loaded rows, "" for nothing; nil:
	// they know all.
	Unread func() text.Safe
}

// Content is implemented by a screen for its list. All methods run on the update
// loop; Cells is called for visible rows only. A row is given by its index for At.
type Content interface {
	// Rank returns the order by a column of numbers, the smallest rank first, see Unranked,
	// nil for the others: each row is ranked once, which matters with 100 000 rows.
	Rank(column int) func(row int) int64
	// Compare returns the order by a column without a rank. The largest or newest is
	// first where the column is Falling.
	Compare(column int) func(left, right int) int
	// Matches reports whether a row contains a text, given in lower case.
	Matches(row int, find string) bool
	// Cells fills in one cell per column.
	Cells(row int, cells []part.Cell)
	// Empty returns the lines shown when there are no rows: why, and what to do.
	Empty() []string
	// Changed is called when the rows, or the jobs to poll, may have changed.
	Changed()
	// SelectionMoved is called after a key has moved the selection.
	SelectionMoved() tea.Cmd
}

// Base is what a list does whatever its rows are: it is compiled once for all lists, and
// knows the rows by their indices and IDs.
type Base struct {
	Table *part.Table

	spec    Spec
	loaded  *Paging
	load    loader
	query   any // comparable
	noQuery any // the query without a filter
	order   order
	find    part.FindLine
	narrow  Narrowing
	marks   marks

	savedID string // ID to select when its row is shown again
	reading
	hidden bool // another screen covers this one
	warned bool // the notice that paging ended early was shown

	since      time.Time          // when the first page was requested
	slow       bool               // the first page takes long enough to show that it is loading
	refreshing bool               // a refresh by key has no answer yet
	stopHead   context.CancelFunc // cancels the requests for the head, nil before Init
	headCtx    context.Context
	incomplete bool      // a row is missing here
	freshAt    time.Time // when the head was last loaded
	staleErr   error     // why it could not be refreshed

	width, height int
}

func newBase(spec *Spec, rows *Paging, load loader, query, noQuery any, selected string) *Base {
	list := &Base{spec: *spec, loaded: rows, load: load, query: query, noQuery: noQuery, savedID: selected}
	list.Table = part.NewTable(spec.Env.Styles, spec.Columns, source{list})
	list.Table.Arrange(spec.Env.Columns[spec.Name])
	return list
}

// Init requests the first page.
func (l *Base) Init() tea.Cmd {
	l.loaded.StartFirst()
	l.headCtx, l.stopHead = context.WithCancel(l.spec.Owner.Ctx)
	l.since = l.spec.Env.Now()
	l.spec.Content.Changed()
	return l.spec.Env.After(slowAfter, slowFirst{l.spec.Owner.Tag()})
}

// SetSize sets the size in cells, find line included.
func (l *Base) SetSize(width, height int) {
	l.width, l.height = width, height
	l.Table.SetSize(width, l.rows())
}

// rows returns the height without the find line.
func (l *Base) rows() int {
	if l.find.Typing() {
		return max(l.height-1, 1)
	}
	return max(l.height, 1)
}

// Query returns the query that filters on the server, of the type of the Source's.
func (l *Base) Query() any { return l.query }

// Typing reports whether the find line has the focus.
func (l *Base) Typing() bool { return l.find.Typing() }

// Show must be called when the screen is on top again. It refreshes old rows at
// once and continues loading all pages.
func (l *Base) Show() tea.Cmd {
	l.hidden = false
	l.Table.Dirty()
	l.spec.Content.Changed()
	if l.incomplete || l.spec.Env.Now().Sub(l.freshAt) > freshFor {
		l.incomplete = false
		l.spec.Env.Polls.Kick(l.spec.Owner.ID, l.jobKey())
	}
	if l.loadingAll {
		return l.prefetch()
	}
	return nil
}

// Hide must be called when another screen covers this one. The row that it may be about
// stays selected.
func (l *Base) Hide() {
	l.hidden = true
	l.Table.Choose(true)
}

// MarkIncomplete records that the server has a row that is not loaded. Only a
// refresh can tell its position.
func (l *Base) MarkIncomplete() { l.incomplete = true }

func (l *Base) selected() (row int, ok bool) {
	id, ok := l.Table.Selected()
	if !ok {
		return 0, false
	}
	return l.loaded.IndexOf(id)
}

// Visible returns the indices of the rows on the screen, for At.
func (l *Base) Visible() []int {
	from, to := l.Table.Window()
	rows := make([]int, 0, to-from)
	for i := from; i < to; i++ {
		rows = append(rows, l.Shown(i))
	}
	return rows
}

// ExportIDs returns the IDs of the rows to export and what they are: "marked", as far
// as the filter holds them, "found" while there is a search text, else "loaded".
func (l *Base) ExportIDs() (ids map[string]bool, which text.Safe) {
	ids = make(map[string]bool, l.Table.Len())
	if len(l.marks.rows) > 0 {
		for id := range l.marks.rows {
			if _, loaded := l.loaded.IndexOf(id); loaded {
				ids[id] = true
			}
		}
		return ids, "marked"
	}
	for i := range l.Table.Len() {
		ids[l.shownID(i)] = true
	}
	if l.partial() {
		return ids, "found"
	}
	return ids, "loaded"
}

// Update handles answers, broadcasts and, while the find line has the focus, keys.
func (l *Base) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case *host.Answer:
		if head, ok := msg.Value.(page); ok {
			return l.handleHead(msg, head)
		}
	case pageLoaded:
		return l.handlePage(&msg)
	case pauseEnded:
		return l.handlePauseEnd(msg)
	case slowFirst:
		l.slow = l.spec.Owner.Current(msg.Tag) && !l.loaded.HasPage()
	case host.CommandPanicked:
		l.stopLoading() // a page may have been in flight; it is requested again when needed
		l.loaded.Stop()
	case host.StylesChanged, host.WatchesChanged:
		l.Table.SetFound(l.order.find) // drops what is drawn
	case host.Second:
		l.Table.Dirty()
	case ColumnsPicked:
		return l.arrangeColumns(msg.Chosen)
	case SortPicked:
		return l.sortBy(msg.By, msg.Reversed)
	case tea.KeyMsg:
		return l.findKey(msg)
	}
	return nil
}

// Can reports whether an action is possible now; handled is false for actions
// that the list does not handle.
func (l *Base) Can(action keymap.Action) (can, handled bool) {
	switch action {
	case keymap.More, keymap.LoadAll:
		return l.loaded.More(), true
	case keymap.Clear:
		return l.query != l.noQuery || l.partial(), true
	case keymap.Back:
		return l.stoppable() || l.partial() || len(l.marks.rows) > 0, true
	case keymap.Mark, keymap.MarkRange, keymap.MarkAll:
		return l.Table.Len() > 0, true
	case keymap.Sort, keymap.Reverse:
		return l.loaded.Len() > 0, true
	case keymap.FindText, keymap.Refresh, keymap.Columns:
		return true, true // text may be typed before the rows arrive
	}
	return false, false
}

// Why returns why an action of the list is not possible now, "" for others.
func (l *Base) Why(action keymap.Action) text.Safe {
	switch {
	case action == keymap.Clear:
		return "there is no filter or search to clear"
	case l.loaded.Len() == 0 && (action == keymap.FindText || action == keymap.Sort || action == keymap.Reverse || action == keymap.Columns):
		return "there are no rows"
	case action != keymap.More && action != keymap.LoadAll:
		return ""
	case l.loaded.Repeated():
		return "the server sent no usable cursor, so the next page cannot be loaded; narrow the filter"
	case l.loaded.HasPage():
		return "all pages are loaded"
	}
	return "the first page is not loaded yet"
}

// Do performs an action and reports whether the list handles it.
func (l *Base) Do(action keymap.Action) (cmd tea.Cmd, handled bool) {
	switch action {
	case keymap.Refresh:
		return l.Refresh(), true
	case keymap.More:
		return l.loadMore(), true
	case keymap.LoadAll:
		l.loadingAll, l.until = true, 0
		cmd = l.loadMore()
		l.loadingAll = l.loaded.More()
		return cmd, true
	case keymap.Back:
		switch {
		case l.stoppable():
			l.stopLoading()
		case l.order.find != "":
			l.setFind("")
		case len(l.marks.rows) > 0:
			l.Unmark()
		case l.narrow.Keep != nil:
			cmd = l.Narrow(Narrowing{})
		default:
			l.stopLoading() // on the first screen, which esc does not close
		}
		return cmd, true
	case keymap.Clear:
		l.setFind("")
		if l.narrow.Keep != nil {
			cmd = l.Narrow(Narrowing{})
		}
		return tea.Batch(cmd, l.FilterTo(l.noQuery)), true
	case keymap.FindText:
		l.openFind()
		return nil, true
	case keymap.Reverse:
		return l.sortBy(l.order.by, !l.order.reverse), true
	case keymap.Mark:
		l.doMark(action)
		return l.move(keymap.Down)
	}
	if l.doMark(action) {
		return nil, true
	}
	return l.move(action)
}

// move moves the selection. A page down from the last row always loads the next
// page, even after a failure.
func (l *Base) move(action keymap.Action) (cmd tea.Cmd, handled bool) {
	end := l.Table.Index() >= l.Table.Len()-1
	if !l.Table.Do(action) {
		return nil, false
	}
	l.savedID = ""
	moved := l.spec.Content.SelectionMoved()
	if action == keymap.PageDown && end && !l.partial() {
		return tea.Batch(moved, l.loadMore()), true
	}
	return tea.Batch(moved, l.prefetch()), true
}

// Click handles a click on a cell of Lines: it selects a row, or sorts by the column of a
// title. It reports whether a row is there.
func (l *Base) Click(x, y int) (row bool, cmd tea.Cmd) {
	at, column := l.Table.At(x, y)
	switch {
	case l.Table.Len() == 0:
	case column >= 0:
		order := l.SortState().Sorted(column)
		return false, l.sortBy(order.By, order.Reversed)
	case at >= 0:
		l.Table.Pick(at)
		l.savedID = ""
		return true, l.spec.Content.SelectionMoved()
	}
	return false, nil
}

// Package pagelist is a list of rows that comes in cursor pages: it loads them,
// refreshes the head, finds and sorts among the loaded rows, feeds the table,
// and words what there is to say of all that. A screen adds its columns, its
// query and what its keys do.
//
// It promises: the selected row stays selected by its ID through every refresh,
// find, sort and filter, until the person moves on; rows once read stay until
// newer ones are there; a page that comes too late is dropped; a frame costs
// what is in view, however many rows are loaded. It does no I/O: commands carry
// the owner's tag. It imports api for its plain types, keymap, ui/host, ui/part,
// ui/poll and ui/text; never a screen or a box.
package pagelist

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Spec is what a screen says of its list once. Q is what narrows the list on
// the server, zero for nothing; W is a row as the API gives it, R as it is kept.
type Spec[Q comparable, W, R any] struct {
	Env     *host.Env
	Owner   *host.Owner  // of the screen, to which answers are addressed
	Scope   keymap.Scope // of the screen, where the keys of hints are looked up
	Noun    text.Safe    // what a row is: "task"
	Columns []part.Column
	Sorts   []text.Safe // what rows can be sorted by, first the server's own order
	ID      func(*R) string
	Equal   func(left, right *R) bool // reports whether two states of a row read the same
	// Load asks for a page in a command and must not look at the screen. It gives
	// the query back with the names in it looked up.
	Load func(ctx context.Context, query Q, limit int, cursor string) (api.Page[W], Q, error)
}

// Content is what a screen does for its list. Every method runs on the update
// loop; only those of rows in view are called to draw.
type Content[W, R any] interface {
	// Rows takes what the server gave and makes rows of it.
	Rows([]W) ([]R, tea.Cmd)
	// Compare gives the comparison for an index of Spec.Sorts above zero.
	Compare(by int) func(left, right *R) int
	// Matches reports whether a row holds a text, which is in lower case.
	Matches(row *R, find string) bool
	// Cells fills in one cell a column.
	Cells(row *R, cells []part.Cell)
	// Empty says that there are no rows, and what to do about it.
	Empty() []string
	// Changed is called when the rows, or what is to be asked, may be others.
	Changed()
	// SelectionMoved is called when the person has moved the selection.
	SelectionMoved() tea.Cmd
}

// List is a paged list. Make one with New.
type List[Q comparable, W, R any] struct {
	*Rows[R]
	Table *part.Table

	spec    Spec[Q, W, R]
	content Content[W, R]
	query   Q
	order   order
	find    findLine

	wanted   string             // ID to select again when its row is shown again
	stopPage context.CancelFunc // of the further page that is awaited, nil when none is
	pages    int                // further pages asked for so far
	all      bool               // every page is being loaded
	hidden   bool               // another screen covers this one
	warned   bool               // that paging ended early was said

	since      time.Time // when the first page was asked for
	slow       bool      // the first page is taking long enough to say so
	refreshing bool      // the person has asked for a refresh that is not answered yet
	behind     bool      // a row is known to be missing
	freshAt    time.Time // when the head was read last
	staleErr   error     // why it could not be read again

	w, h int
}

// New makes a list, which asks nothing before Init. The row with the ID of
// selected, "" for none, is selected when the first page has it.
func New[Q comparable, W, R any](spec Spec[Q, W, R], content Content[W, R], query Q, selected string) *List[Q, W, R] {
	list := &List[Q, W, R]{Rows: NewRows(spec.ID, spec.Equal), spec: spec, content: content, query: query, wanted: selected}
	list.Table = part.NewTable(spec.Env.Styles, spec.Columns, source[Q, W, R]{list})
	return list
}

// Init asks for the first page.
func (l *List[Q, W, R]) Init() tea.Cmd {
	l.StartFirst()
	l.since = l.spec.Env.Now()
	l.content.Changed()
	return l.spec.Env.After(slowAfter, slowFirst{l.spec.Owner.Tag()})
}

// SetSize gives the list its room, the find line included.
func (l *List[Q, W, R]) SetSize(w, h int) {
	l.w, l.h = w, h
	l.find.input.Width = max(w-text.Width(l.hits())-6, 8)
	l.Table.SetSize(w, l.rows())
}

// rows is the height without the find line.
func (l *List[Q, W, R]) rows() int {
	if l.find.typing {
		return max(l.h-1, 1)
	}
	return max(l.h, 1)
}

// Query is what narrows the list.
func (l *List[Q, W, R]) Query() Q { return l.query }

// Typing is true while the find line has the focus.
func (l *List[Q, W, R]) Typing() bool { return l.find.typing }

// Show is to be called when the screen is on top again. What is old is read
// again at once, and loading every page goes on.
func (l *List[Q, W, R]) Show() tea.Cmd {
	l.hidden = false
	l.Table.Dirty()
	l.content.Changed()
	if l.behind || l.spec.Env.Now().Sub(l.freshAt) > freshFor {
		l.behind = false
		l.spec.Env.Polls.Kick(l.spec.Owner.ID, l.jobKey())
	}
	if l.all {
		return l.prefetch()
	}
	return nil
}

// Hide is to be called when another screen covers this one.
func (l *List[Q, W, R]) Hide() { l.hidden = true }

// MarkIncomplete notes that the server has a row which is not here: only the server
// knows where it stands.
func (l *List[Q, W, R]) MarkIncomplete() { l.behind = true }

// Selected is the row under the cursor, or false when there are no rows.
func (l *List[Q, W, R]) Selected() (*R, bool) {
	id, ok := l.Table.Selected()
	if !ok {
		return nil, false
	}
	return l.Get(id)
}

// Visible are the rows on the screen now.
func (l *List[Q, W, R]) Visible() []*R {
	from, to := l.Table.Window()
	rows := make([]*R, 0, to-from)
	for i := from; i < to; i++ {
		rows = append(rows, l.Shown(i))
	}
	return rows
}

// ShownIDs are the IDs of the rows that the find lets through, and whether
// there is a find.
func (l *List[Q, W, R]) ShownIDs() (ids map[string]bool, found bool) {
	ids = make(map[string]bool, l.Table.Len())
	for i := range l.Table.Len() {
		ids[l.spec.ID(l.Shown(i))] = true
	}
	return ids, l.order.find != ""
}

// Update takes answers, broadcasts and, while the find line has the focus, keys.
func (l *List[Q, W, R]) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case host.Answer[loaded[Q, W]]:
		return l.headLoaded(msg)
	case pageLoaded[W]:
		return l.pageLoaded(msg)
	case slowFirst:
		l.slow = l.spec.Owner.Current(msg.Tag) && !l.HasPage()
	case host.CommandPanicked:
		l.stop() // a page may have been under way; it is asked for again when needed
		l.Stop()
	case host.StylesChanged:
		l.Table.Dirty()
	case host.Second:
		l.Table.Dirty()
	case tea.KeyMsg:
		return l.findKey(msg)
	}
	return nil
}

// Can says whether an action makes sense now; own is false for an action that
// is not the list's.
func (l *List[Q, W, R]) Can(action keymap.Action) (can, own bool) {
	var zero Q
	switch action {
	case keymap.More, keymap.LoadAll:
		return l.More(), true
	case keymap.Clear:
		return l.query != zero || l.order.find != "", true
	case keymap.Back:
		return l.all || l.Phase() == More || l.order.find != "", true
	case keymap.FindText, keymap.Sort, keymap.Reverse:
		return l.Len() > 0, true
	case keymap.Refresh:
		return true, true
	}
	return false, false
}

// Why says why an action of the list makes no sense now.
func (l *List[Q, W, R]) Why(action keymap.Action) text.Safe {
	switch {
	case action == keymap.Clear:
		return "there is no filter and no find to clear"
	case action != keymap.More && action != keymap.LoadAll:
		return ""
	case l.Repeated():
		return "the server repeats its cursor, so there is no way to the next page; narrow the filter"
	case l.HasPage():
		return "every page is loaded"
	}
	return ""
}

// Do carries out an action and reports whether it was one of the list.
func (l *List[Q, W, R]) Do(action keymap.Action) (cmd tea.Cmd, own bool) {
	switch action {
	case keymap.Refresh:
		return l.Refresh(), true
	case keymap.More:
		return l.more(), true
	case keymap.LoadAll:
		l.all = true
		cmd = l.more()
		l.all = l.More()
		return cmd, true
	case keymap.Back:
		if !l.stop() {
			l.setFind("")
		}
		return nil, true
	case keymap.Clear:
		var zero Q
		l.setFind("")
		return l.FilterTo(zero), true
	case keymap.FindText:
		if l.Len() > 0 {
			l.beginFind()
		}
		return nil, true
	case keymap.Sort:
		return l.sortBy((l.order.by+1)%len(l.spec.Sorts), false), true
	case keymap.Reverse:
		return l.sortBy(l.order.by, !l.order.reverse), true
	}
	return l.move(action)
}

// move moves the selection. A page down from the last row fetches on purpose,
// also after a failure.
func (l *List[Q, W, R]) move(action keymap.Action) (cmd tea.Cmd, own bool) {
	end := l.Table.Index() >= l.Table.Len()-1
	if !l.Table.Do(action) {
		return nil, false
	}
	l.wanted = ""
	moved := l.content.SelectionMoved()
	if action == keymap.PageDown && end && l.order.find == "" {
		return tea.Batch(moved, l.more()), true
	}
	return tea.Batch(moved, l.prefetch()), true
}

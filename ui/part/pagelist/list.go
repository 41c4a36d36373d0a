// Package pagelist is a list of rows that is loaded in cursor pages. It loads the
// pages, refreshes the head (the first rows), finds and sorts among the loaded
// rows, draws the table and describes its state. A screen adds its columns, its
// query and its keys.
//
// It guarantees: the selection stays on the first row until a key moves it, and then
// on its row, by ID, through every refresh, find, sort and filter; loaded rows stay until newer ones arrive; late pages are
// dropped; the cost of a frame depends on the visible rows only. It does no I/O:
// commands carry the owner's tag.
package pagelist

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
)

// Source is where the rows of a list come from. Q is the query that filters on the
// server, its zero value for no filter; W is a row as the API returns it, R as it is kept.
type Source[Q comparable, W, R any] struct {
	ID    func(*R) string
	Equal func(left, right *R) bool // reports whether two versions of a row look the same
	// Rows converts rows of the API, on the update loop.
	Rows func([]W) ([]R, tea.Cmd)
	// Load loads a page. It runs in a command, so it must not use the screen. It
	// returns the query with the names in it resolved to IDs.
	Load func(ctx context.Context, query Q, limit int, cursor string) (api.Page[W], Q, error)
}

// List is a paged list. Make one with New.
type List[R any] struct {
	*Base
	*Rows[R]
}

// New returns a list that requests nothing before Init. selected is the ID of the
// row to select if the first page has it, "" for none.
func New[Q comparable, W, R any](spec Spec, source Source[Q, W, R], query Q, selected string) *List[R] {
	var none Q
	rows := NewRows(source.ID, source.Equal)
	load := func(ctx context.Context, query any, limit int, cursor string) (page, error) {
		got, resolved, err := source.Load(ctx, query.(Q), limit, cursor)
		return page{cut: got.Cut, query: resolved, add: func(head bool) (bool, tea.Cmd) {
			items, cmd := source.Rows(got.Items)
			if head {
				return rows.ApplyHead(items, got.Next, got.Cut), cmd
			}
			return rows.ApplyPage(items, got.Next) > 0, cmd
		}}, err
	}
	return &List[R]{Base: newBase(&spec, &rows.Paging, load, query, none, selected), Rows: rows}
}

// Selected returns the selected row, or false when there are no rows.
func (l *List[R]) Selected() (*R, bool) {
	row, ok := l.selected()
	if !ok {
		return nil, false
	}
	return l.At(row), true
}

// Marked is a marked row. Hidden: it is not among the rows of the list now, because
// a find or a filter leaves it out.
type Marked[R any] struct {
	Row    R
	Hidden bool
}

// Marked returns the marked rows: in the order of the list, then those that it does
// not show.
func (l *List[R]) Marked() []Marked[R] { return l.Rows.marked(l.Base.marked()) }

func (l *Rows[R]) marked(marks []mark) []Marked[R] {
	out := make([]Marked[R], len(marks))
	for i, mark := range marks {
		out[i].Hidden = mark.hidden
		if mark.row >= 0 {
			out[i].Row = l.items[mark.row]
		} else {
			out[i].Row = l.copies[mark.id]
		}
	}
	return out
}

// Remove removes a row that does not exist any more and reports whether it was loaded.
func (l *List[R]) Remove(id string) bool {
	l.unmark(id)
	return l.Rows.Remove(id)
}

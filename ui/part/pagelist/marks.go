package pagelist

import (
	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// marks are the marked rows, by ID. A row that is not loaded any more, because
// another filter holds, is known as it was.
type marks[R any] struct {
	rows map[string]R
	last string // marked last: where a range begins
}

// Marked is a marked row. Hidden: it is not among the rows of the list now, because
// a find or a filter leaves it out.
type Marked[R any] struct {
	Row    R
	Hidden bool
}

// MarkCount returns the number of marked rows.
func (l *List[Q, W, R]) MarkCount() int { return len(l.marks.rows) }

// Marked returns the marked rows: in the order of the list, then those that it does
// not show.
func (l *List[Q, W, R]) Marked() []Marked[R] {
	if len(l.marks.rows) == 0 {
		return nil
	}
	shown := make([]Marked[R], 0, len(l.marks.rows))
	for i := range l.Table.Len() {
		if row := l.Shown(i); l.isMarked(row) {
			shown = append(shown, Marked[R]{Row: *row})
		}
	}
	if len(shown) == len(l.marks.rows) {
		return shown
	}
	for i := range l.Len() { // loaded, but not found
		id := l.spec.ID(l.At(i))
		if _, in := (source[Q, W, R]{l}).IndexOf(id); !in && l.isMarked(l.At(i)) {
			shown = append(shown, Marked[R]{Row: *l.At(i), Hidden: true})
		}
	}
	for id, row := range l.marks.rows {
		if _, loaded := l.Get(id); !loaded {
			shown = append(shown, Marked[R]{Row: row, Hidden: true})
		}
	}
	return shown
}

func (l *List[Q, W, R]) isMarked(row *R) bool {
	_, marked := l.marks.rows[l.spec.ID(row)]
	return marked
}

// IsMarked reports whether the row with an ID is marked.
func (l *List[Q, W, R]) IsMarked(id string) bool { _, marked := l.marks.rows[id]; return marked }

func (l *List[Q, W, R]) mark(row *R, marked bool) {
	id := l.spec.ID(row)
	if !marked {
		delete(l.marks.rows, id)
		return
	}
	if l.marks.rows == nil {
		l.marks.rows = map[string]R{}
	}
	l.marks.rows[id], l.marks.last = *row, id
}

// doMark performs an action on the marks and reports whether action is one.
func (l *List[Q, W, R]) doMark(action keymap.Action) bool {
	row, ok := l.Selected()
	at := l.Table.Index()
	switch {
	case action != keymap.Mark && action != keymap.MarkRange && action != keymap.MarkAll:
		return false
	case !ok:
		return true
	case action == keymap.Mark:
		l.mark(row, !l.isMarked(row))
	case action == keymap.MarkAll:
		l.markAll()
	default:
		from, in := (source[Q, W, R]{l}).IndexOf(l.marks.last)
		if !in {
			from = at
		}
		for i := min(from, at); i <= max(from, at); i++ {
			l.mark(l.Shown(i), true)
		}
		l.mark(row, true) // the next range begins here
	}
	l.Table.Dirty()
	return true
}

// markAll marks every row of the table, or unmarks them if all are marked.
func (l *List[Q, W, R]) markAll() {
	all := true
	for i := range l.Table.Len() {
		all = all && l.isMarked(l.Shown(i))
	}
	for i := range l.Table.Len() {
		l.mark(l.Shown(i), !all)
	}
}

// Unmark removes all marks and reports whether there were any.
func (l *List[Q, W, R]) Unmark() bool {
	had := len(l.marks.rows) > 0
	l.marks = marks[R]{}
	l.Table.Dirty()
	return had
}

// Remove removes a row that does not exist any more and reports whether it was loaded.
func (l *List[Q, W, R]) Remove(id string) bool {
	delete(l.marks.rows, id)
	return l.Rows.Remove(id)
}

// markedText counts the marks: "3 marked, 1 not in view", "" for none.
func (l *List[Q, W, R]) markedText() text.Safe {
	if len(l.marks.rows) == 0 {
		return ""
	}
	out, hidden := text.Concat(text.Safe(text.Count(len(l.marks.rows))), " marked"), l.hiddenMarks()
	if hidden > 0 {
		out = text.Concat(out, " (", text.Safe(text.Count(hidden)), " hidden)")
	}
	return out
}

// hiddenMarks counts the marked rows that the list does not show.
func (l *List[Q, W, R]) hiddenMarks() int {
	hidden := 0
	for id := range l.marks.rows {
		if _, in := (source[Q, W, R]{l}).IndexOf(id); !in {
			hidden++
		}
	}
	return hidden
}

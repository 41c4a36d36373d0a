package pagelist

import (
	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// marks are the IDs of the marked rows, of which Rows keeps copies: a row that is not loaded
// any more, because another filter holds, is known as it was.
type marks struct {
	rows map[string]bool
	last string // marked last: where a range begins
}

// mark is a marked row: its index for At, -1 with its ID when it is not loaded.
type mark struct {
	row    int
	id     string
	hidden bool
}

// MarkCount returns the number of marked rows.
func (l *Base) MarkCount() int { return len(l.marks.rows) }

// marked returns the marked rows: in the order of the list, then those that it does
// not show.
func (l *Base) marked() []mark {
	if len(l.marks.rows) == 0 {
		return nil
	}
	marks := make([]mark, 0, len(l.marks.rows))
	for i := range l.Table.Len() {
		if row := l.Shown(i); l.isMarked(row) {
			marks = append(marks, mark{row: row})
		}
	}
	if len(marks) == len(l.marks.rows) {
		return marks
	}
	for i := range l.loaded.Len() { // loaded, but not found
		if _, in := (source{l}).IndexOf(l.loaded.rows.idAt(i)); !in && l.isMarked(i) {
			marks = append(marks, mark{row: i, hidden: true})
		}
	}
	for id := range l.marks.rows {
		if _, loaded := l.loaded.IndexOf(id); !loaded {
			marks = append(marks, mark{row: -1, id: id, hidden: true})
		}
	}
	return marks
}

func (l *Base) isMarked(row int) bool { return l.IsMarked(l.loaded.rows.idAt(row)) }

// IsMarked reports whether the row with an ID is marked.
func (l *Base) IsMarked(id string) bool { return l.marks.rows[id] }

func (l *Base) mark(row int, marked bool) {
	id := l.loaded.rows.idAt(row)
	if !marked {
		l.unmark(id)
		return
	}
	if l.marks.rows == nil {
		l.marks.rows = map[string]bool{}
	}
	l.marks.rows[id], l.marks.last = true, id
	l.loaded.rows.copyRow(row)
}

func (l *Base) unmark(id string) {
	delete(l.marks.rows, id)
	l.loaded.rows.dropCopy(id)
}

// doMark performs an action on the marks and reports whether action is one.
func (l *Base) doMark(action keymap.Action) bool {
	row, ok := l.selected()
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
		from, in := (source{l}).IndexOf(l.marks.last)
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
func (l *Base) markAll() {
	all := true
	for i := range l.Table.Len() {
		all = all && l.isMarked(l.Shown(i))
	}
	for i := range l.Table.Len() {
		l.mark(l.Shown(i), !all)
	}
}

// Unmark removes all marks and reports whether there were any.
func (l *Base) Unmark() bool {
	had := len(l.marks.rows) > 0
	l.marks = marks{}
	l.loaded.rows.dropCopies()
	l.Table.Dirty()
	return had
}

// markedText counts the marks: "3 marked, 1 not in view", "" for none.
func (l *Base) markedText() text.Safe {
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
func (l *Base) hiddenMarks() int {
	hidden := 0
	for id := range l.marks.rows {
		if _, in := (source{l}).IndexOf(id); !in {
			hidden++
		}
	}
	return hidden
}

package api

import "iter"

// Ref is a thing that has an ID and a name, such as a space or an evaluator. The
// zero Ref is none; Name is empty while it is not known.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// maxBarren is how many pages in a row may bring no row that is new. A page may
// be empty and still have a next one (contract section 3, Pagination), but a
// server that goes on like this for ever must not keep a reader busy.
const maxBarren = 50

// Trail follows the cursors of one list and notices when they lead nowhere. The
// zero Trail is a list that has not begun.
type Trail struct {
	seen   map[string]bool
	barren int
}

// Next takes the cursor that came with a page and how many rows of it were new.
// It gives the cursor to ask with, "" at the end; broken means that there is an
// end only because the cursor came before or because nothing new comes any more.
func (t *Trail) Next(cursor string, added int) (next string, broken bool) {
	if added > 0 {
		t.barren = 0
	} else {
		t.barren++
	}
	if cursor == "" {
		return "", false
	}
	if t.seen[cursor] || t.barren > maxBarren {
		return "", true
	}
	if t.seen == nil {
		t.seen = map[string]bool{}
	}
	t.seen[cursor] = true
	return cursor, false
}

// Listed is what lists hold: every type that a method of Client lists.
type Listed interface{ Ref() Ref }

// Pages reads a list page by page to its end, from a cursor on ("" is the
// start). It ends after the first error, which comes with whatever load gave. A
// list that leads nowhere ends with a page that is Cut. Rows may come twice, as
// the server sends them.
func Pages[T Listed](cursor string, load func(cursor string) (Page[T], error)) iter.Seq2[Page[T], error] {
	return func(yield func(Page[T], error) bool) {
		known := map[string]bool{}
		trail := Trail{seen: map[string]bool{cursor: true}}
		for {
			page, err := load(cursor)
			if err != nil {
				yield(page, err)
				return
			}
			before := len(known)
			for _, item := range page.Items {
				known[item.Ref().ID] = true
			}
			next, broken := trail.Next(page.Next, len(known)-before)
			page.Next, page.Cut = next, page.Cut || broken
			if !yield(page, nil) || next == "" {
				return
			}
			cursor = next
		}
	}
}

// Refs gives the ID and name of every row.
func Refs[T Listed](items []T) []Ref {
	out := make([]Ref, len(items))
	for i, item := range items {
		out[i] = item.Ref()
	}
	return out
}

// Ref gives its ID and name.
func (t Task) Ref() Ref { return Ref{ID: t.ID, Name: t.Name} }

// Ref gives its ID; it has no name.
func (r Run) Ref() Ref { return Ref{ID: r.ID} }

// Ref gives its ID; it has no name.
func (e Example) Ref() Ref { return Ref{ID: e.ID} }

// Ref gives its ID; it has no name.
func (r ExperimentRun) Ref() Ref { return Ref{ID: r.ID} }

// Ref gives its ID and name.
func (s Span) Ref() Ref { return Ref{ID: s.SpanID, Name: s.Name} }

// Ref gives its ID and name.
func (s Space) Ref() Ref { return Ref{ID: s.ID, Name: s.Name} }

// Ref gives its ID and name.
func (p Project) Ref() Ref { return Ref{ID: p.ID, Name: p.Name} }

// Ref gives its ID and name.
func (d Dataset) Ref() Ref { return Ref{ID: d.ID, Name: d.Name} }

// Ref gives its ID and name.
func (e Experiment) Ref() Ref { return Ref{ID: e.ID, Name: e.Name} }

// Ref gives its ID and name.
func (i Integration) Ref() Ref { return Ref{ID: i.ID, Name: i.Name} }

// Ref gives its ID and name.
func (e Evaluator) Ref() Ref { return Ref{ID: e.ID, Name: e.Name} }

// Ref gives its ID; it has no name.
func (v EvaluatorVersion) Ref() Ref { return Ref{ID: v.ID} }

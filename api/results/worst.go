package results

import (
	"cmp"
	"container/heap"
	"slices"
	"sort"
	"strings"

	"ax-tui/api"
)

// maxExplanation is how many bytes of an explanation are kept; a whole one can be read
// from its span.
const maxExplanation = 4000

// worst keeps the worst results, a bounded number of them. It is a heap whose first
// element is the best of those that are kept. Of equal ones the first is kept; spans
// come newest first.
type worst []kept

type kept struct {
	item   Item
	good   float64
	ranked bool
	order  int // of reading
}

// worse orders results: the worst first, then those that nothing ranks, each as read.
func worse(left, right *kept) int {
	byRank := 0
	switch {
	case left.ranked != right.ranked && left.ranked:
		byRank = -1
	case left.ranked != right.ranked:
		byRank = 1
	}
	return cmp.Or(byRank, cmp.Compare(left.good, right.good), cmp.Compare(left.order, right.order))
}

// Len, Less, Swap, Push and Pop make a heap.
func (w *worst) Len() int           { return len(*w) }
func (w *worst) Less(i, j int) bool { return worse(&(*w)[i], &(*w)[j]) > 0 }
func (w *worst) Swap(i, j int)      { (*w)[i], (*w)[j] = (*w)[j], (*w)[i] }
func (w *worst) Push(item any)      { *w = append(*w, item.(kept)) }
func (w *worst) Pop() any {
	last := (*w)[len(*w)-1]
	*w = (*w)[:len(*w)-1]
	return last
}

// add keeps a result if it is among the worst; the item of next is made then.
func (w *worst) add(row *Row, evaluation *api.Evaluation, next kept, keep int) {
	switch {
	case keep <= 0 || len(*w) >= keep && worse(&next, &(*w)[0]) >= 0:
		return
	case len(*w) >= keep:
		next.item = newItem(row, evaluation)
		(*w)[0] = next
		heap.Fix(w, 0)
	default:
		next.item = newItem(row, evaluation)
		heap.Push(w, next)
	}
}

// newItem copies texts, so that they do not keep the page in memory.
func newItem(row *Row, evaluation *api.Evaluation) Item {
	explanation := evaluation.Explanation
	if len(explanation) > maxExplanation {
		explanation = strings.ToValidUTF8(explanation[:maxExplanation], "") + "…"
	}
	return Item{
		ID: strings.Clone(row.ID), TraceID: strings.Clone(row.TraceID), Name: strings.Clone(row.Name), At: row.At,
		Label: strings.Clone(evaluation.Label), Score: evaluation.Score, Explanation: strings.Clone(explanation), Texts: row.Texts,
	}
}

// items returns the results that are kept, the worst first. When scores rank them, the
// best ones are left out and those below the middle are bad.
func (w *worst) items(ranked bool, middle, best float64) []Item {
	sorted := slices.Clone(*w)
	sort.SliceStable(sorted, func(i, j int) bool { return worse(&sorted[i], &sorted[j]) < 0 })
	out := []Item{}
	for _, found := range sorted {
		if ranked && (!found.ranked || found.good >= best) {
			continue
		}
		found.item.Bad = ranked && found.good < middle
		out = append(out, found.item)
	}
	return out
}

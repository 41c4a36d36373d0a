package pagelist

import "testing"

// A row that is unmarked, or gone, leaves no copy.
func TestCopiesAreOfMarkedRowsOnly(t *testing.T) {
	rows := NewRows(func(row *string) string { return *row }, func(left, right *string) bool { return *left == *right })
	rows.ApplyPage([]string{"a", "b", "c"}, "")
	list := List[string]{Rows: rows, Base: &Base{loaded: &rows.Paging}}
	for range 3 {
		for i := range 3 {
			list.mark(i, true)
			list.mark(i, true)
		}
		list.mark(1, false)
		if len(rows.copies) != 2 || list.MarkCount() != 2 {
			t.Fatalf("%d copies of %d marked rows", len(rows.copies), list.MarkCount())
		}
	}
	list.Remove("a")
	if _, kept := rows.copies["a"]; kept || len(rows.copies) != 1 {
		t.Errorf("%d copies after a marked row is gone", len(rows.copies))
	}
}

package pagelist

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type row struct {
	id      string
	version int
}

func newList() *Rows[row] {
	return NewRows(func(item *row) string { return item.id }, func(left, right *row) bool { return *left == *right })
}

func ids(rows *Rows[row]) []string {
	var out []string
	for i := range rows.Len() {
		out = append(out, rows.At(i).id)
	}
	return out
}

func rows(ids ...string) []row {
	var out []row
	for _, id := range ids {
		out = append(out, row{id: id})
	}
	return out
}

func TestRepeatedCursorEndsPaging(t *testing.T) {
	list := newList()
	list.StartFirst()
	list.ApplyPage(rows("a"), "c1")
	for _, next := range []string{"c2", "c1"} {
		if _, ok := list.StartMore(); !ok {
			t.Fatal("no further page although the server has one")
		}
		list.ApplyPage(rows("x"+next), next)
	}
	if list.More() || !list.Repeated() {
		t.Fatalf("a repeated cursor must end the paging: more %v, repeated %v", list.More(), list.Repeated())
	}
}

func TestCursorThatRepeatsItself(t *testing.T) {
	list := newList()
	list.StartFirst()
	list.ApplyPage(rows("a"), "same")
	list.StartMore()
	list.ApplyPage(rows("a"), "same")
	if list.More() || !list.Repeated() {
		t.Fatal("the same cursor again must end the paging")
	}
}

func TestFailureKeepsRowsAndCursor(t *testing.T) {
	list := newList()
	list.StartFirst()
	list.ApplyPage(rows("a", "b"), "c1")
	list.StartMore()
	list.Fail(fmt.Errorf("gone"))
	if list.Len() != 2 || list.Err() == nil {
		t.Fatal("a failure must keep the rows")
	}
	if cursor, ok := list.StartMore(); !ok || cursor != "c1" {
		t.Fatalf("after a failure the same page is requested again, got %q %v", cursor, ok)
	}
}

func TestOneRequestAtATime(t *testing.T) {
	list := newList()
	list.StartFirst()
	if _, ok := list.StartMore(); ok {
		t.Fatal("a further page was requested while the first one was in flight")
	}
	list.ApplyPage(rows("a"), "c")
	list.StartMore()
	if _, ok := list.StartMore(); ok {
		t.Fatal("two pages were requested at once")
	}
}

func TestRefreshRemovesDeletedRowsAndKeepsLaterOnes(t *testing.T) {
	list := newList()
	list.StartFirst()
	list.ApplyPage(rows("a", "b", "c", "d", "e"), "more")
	list.ApplyHead(rows("new", "a", "c"), "x", false)
	if got := ids(list); !slices.Equal(got, []string{"new", "a", "c", "d", "e"}) {
		t.Fatalf("rows after the refresh: %v", got)
	}
	list.ApplyHead(rows("c"), "", false)
	if got := ids(list); !slices.Equal(got, []string{"c"}) || list.More() {
		t.Fatalf("a complete head is the whole list: %v, more %v", got, list.More())
	}
}

func TestRefreshWithNoKnownRowRestarts(t *testing.T) {
	list := newList()
	list.StartFirst()
	list.ApplyPage(rows("a", "b"), "old")
	list.ApplyHead(rows("x", "y"), "new", false)
	if cursor, _ := list.StartMore(); cursor != "new" || !slices.Equal(ids(list), []string{"x", "y"}) {
		t.Fatalf("rows between the head and the old rows would be lost: %v, next %q", ids(list), cursor)
	}
}

func TestRefreshWithNothingNewChangesNothing(t *testing.T) {
	list := newList()
	list.StartFirst()
	list.ApplyPage(rows("a", "b", "c"), "more")
	if list.ApplyHead(rows("a", "b"), "x", false) {
		t.Fatal("the list reports a change although nothing changed")
	}
	if !list.ApplyHead([]row{{"a", 1}, {"b", 0}}, "x", false) {
		t.Fatal("a changed row was not noticed")
	}
}

// While a server list grows at the top and loses rows, a client pages by keyset
// cursors and refreshes in between: it never has a row twice, and after the last
// page and a complete refresh it has exactly the server's rows.
func TestPagingWhileRowsAppear(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		server := []row{}
		made := 0
		add := func(k int) {
			for range k {
				server = append([]row{{id: fmt.Sprint(made)}}, server...)
				made++
			}
		}
		add(rapid.IntRange(0, 40).Draw(rt, "start"))
		// cursor is the ID of the last row served; a page holds what is older.
		after := func(cursor string, limit int) ([]row, string) {
			var num int
			fmt.Sscan(cursor, &num)
			var page []row
			for _, row := range server {
				var id int
				fmt.Sscan(row.id, &id)
				if cursor != "" && id >= num {
					continue
				}
				if len(page) == limit {
					return page, page[limit-1].id
				}
				page = append(page, row)
			}
			return page, ""
		}
		rows := newList()
		rows.StartFirst()
		page, next := after("", 5)
		rows.ApplyPage(page, next)
		for rows.More() {
			switch rapid.IntRange(0, 3).Draw(rt, "event") {
			case 0:
				add(rapid.IntRange(1, 3).Draw(rt, "new"))
			case 1:
				if len(server) > 0 {
					k := rapid.IntRange(0, len(server)-1).Draw(rt, "gone")
					server = slices.Delete(slices.Clone(server), k, k+1)
				}
			case 2:
				head, more := after("", max(1, rows.Len()))
				rows.ApplyHead(head, more, false)
			case 3:
				cursor, ok := rows.StartMore()
				page, next := after(cursor, 5)
				if rapid.Bool().Draw(rt, "refreshed meanwhile") {
					add(rapid.IntRange(0, 3).Draw(rt, "new"))
					head, more := after("", max(1, rows.Len()))
					rows.ApplyHead(head, more, false)
				}
				if ok && rows.Phase() == More {
					rows.ApplyPage(page, next)
				}
			}
			seen := map[string]bool{}
			for _, id := range ids(rows) {
				if seen[id] {
					rt.Fatalf("row %s twice in %v", id, ids(rows))
				}
				seen[id] = true
			}
		}
		head, more := after("", max(1, len(server)))
		rows.ApplyHead(head, more, false)
		var want []string
		for _, row := range server {
			want = append(want, row.id)
		}
		if !slices.Equal(ids(rows), want) {
			rt.Fatalf("after all pages: %v, the server has %v", ids(rows), want)
		}
	})
}

func TestCutList(t *testing.T) {
	list := newList()
	list.StartFirst()
	list.ApplyPage(rows("a"), "")
	list.EndCut()
	if !list.Repeated() || !list.Cut() || list.More() {
		t.Fatalf("repeated %v, cut %v, more %v", list.Repeated(), list.Cut(), list.More())
	}
	list.Reset()
	if list.Cut() || list.Repeated() {
		t.Fatal("a new query keeps the fault of the old one")
	}
}

// A list that had ended can continue after a refresh.
func TestEndedListContinues(t *testing.T) {
	list := newList()
	list.StartFirst()
	list.ApplyPage(rows("a", "b"), "")
	list.ApplyHead(rows("a", "b"), "next", false)
	if cursor, ok := list.StartMore(); !ok || cursor != "next" {
		t.Fatalf("the further page cannot be requested: %q %v", cursor, ok)
	}
}

// A cut head is not the whole list: the rows after it stay, and so does their
// cursor.
func TestCutHeadIsNotTheWholeList(t *testing.T) {
	for _, tt := range []struct {
		name, next string
		head, want []row
		more, cut  bool
	}{
		{"more to come", "c2", rows("new", "a"), rows("new", "a", "b", "c"), true, false},
		{"no further cursor", "", rows("new", "a"), rows("new", "a", "b", "c"), false, true},
		{"the same rows", "", rows("a"), rows("a", "b", "c"), false, true},
		{"no known row", "c2", rows("x", "y"), rows("x", "y"), false, true},
	} {
		list := newList()
		list.StartFirst()
		list.ApplyPage(rows("a", "b", "c"), tt.next)
		list.ApplyHead(tt.head, "", true)
		if !slices.Equal(list.items, tt.want) || list.More() != tt.more || list.Cut() != tt.cut || list.Repeated() != tt.cut {
			t.Errorf("%s: rows %v, more %v, cut %v, repeated %v", tt.name, ids(list), list.More(), list.Cut(), list.Repeated())
		}
	}
}

// A cut list is complete, or continues, after a head that is not cut.
func TestCompleteHeadEndsACut(t *testing.T) {
	for _, next := range []string{"", "c2"} {
		list := newList()
		list.StartFirst()
		list.ApplyPage(rows("a", "b"), "")
		list.EndCut()
		list.ApplyHead(rows("a", "b"), next, false)
		if list.Cut() || list.Repeated() || list.More() != (next != "") {
			t.Errorf("next %q: cut %v, repeated %v, more %v", next, list.Cut(), list.Repeated(), list.More())
		}
	}
}

package pagelist

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type row struct {
	id string
	v  int
}

func newList() *Rows[row] {
	return NewRows(func(r *row) string { return r.id }, func(left, right *row) bool { return *left == *right })
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
	l := newList()
	l.StartFirst()
	l.Page(rows("a"), "c1")
	for _, next := range []string{"c2", "c1"} {
		if _, ok := l.StartMore(); !ok {
			t.Fatal("no further page although the server said so")
		}
		l.Page(rows("x"+next), next)
	}
	if l.More() || !l.Repeated() {
		t.Fatalf("a cursor that came twice must end the paging: more %v, repeated %v", l.More(), l.Repeated())
	}
}

func TestCursorThatRepeatsItself(t *testing.T) {
	l := newList()
	l.StartFirst()
	l.Page(rows("a"), "same")
	l.StartMore()
	l.Page(rows("a"), "same")
	if l.More() || !l.Repeated() {
		t.Fatal("the same cursor again must end the paging")
	}
}

func TestFailureKeepsRowsAndCursor(t *testing.T) {
	l := newList()
	l.StartFirst()
	l.Page(rows("a", "b"), "c1")
	l.StartMore()
	l.Fail(fmt.Errorf("gone"))
	if l.Len() != 2 || l.Err() == nil {
		t.Fatal("a failure must stand beside the rows")
	}
	if c, ok := l.StartMore(); !ok || c != "c1" {
		t.Fatalf("after a failure the same page is asked for again, got %q %v", c, ok)
	}
}

func TestOneAskingAtATime(t *testing.T) {
	l := newList()
	l.StartFirst()
	if _, ok := l.StartMore(); ok {
		t.Fatal("a further page was asked for while the first one was awaited")
	}
	l.Page(rows("a"), "c")
	l.StartMore()
	if _, ok := l.StartMore(); ok {
		t.Fatal("two pages were asked for at once")
	}
}

func TestRefreshDropsWhatIsGoneAndKeepsWhatLiesBeyond(t *testing.T) {
	l := newList()
	l.StartFirst()
	l.Page(rows("a", "b", "c", "d", "e"), "more")
	l.Refreshed(rows("new", "a", "c"), "x", false)
	if got := ids(l); !slices.Equal(got, []string{"new", "a", "c", "d", "e"}) {
		t.Fatalf("rows after the refresh: %v", got)
	}
	l.Refreshed(rows("c"), "", false)
	if got := ids(l); !slices.Equal(got, []string{"c"}) || l.More() {
		t.Fatalf("a whole answer is the whole list: %v, more %v", got, l.More())
	}
}

func TestRefreshWithNoKnownRowStartsOver(t *testing.T) {
	l := newList()
	l.StartFirst()
	l.Page(rows("a", "b"), "old")
	l.Refreshed(rows("x", "y"), "new", false)
	if c, _ := l.StartMore(); c != "new" || !slices.Equal(ids(l), []string{"x", "y"}) {
		t.Fatalf("rows between the head and the old rows would be lost: %v, next %q", ids(l), c)
	}
}

func TestRefreshWithNothingNewChangesNothing(t *testing.T) {
	l := newList()
	l.StartFirst()
	l.Page(rows("a", "b", "c"), "more")
	if l.Refreshed(rows("a", "b"), "x", false) {
		t.Fatal("nothing changed, yet the list says so")
	}
	if !l.Refreshed([]row{{"a", 1}, {"b", 0}}, "x", false) {
		t.Fatal("a changed row was not noticed")
	}
}

// A server list that grows at the top (and loses rows) while a reader pages by
// keyset cursors and refreshes in between: no row twice, and after the last
// page and one refresh of the whole, exactly the server's rows.
func TestPagingWhileRowsAppear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		server := []row{}
		n := 0
		add := func(k int) {
			for range k {
				server = append([]row{{id: fmt.Sprint(n)}}, server...)
				n++
			}
		}
		add(rapid.IntRange(0, 40).Draw(t, "start"))
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
		p, next := after("", 5)
		rows.Page(p, next)
		for rows.More() {
			switch rapid.IntRange(0, 3).Draw(t, "event") {
			case 0:
				add(rapid.IntRange(1, 3).Draw(t, "new"))
			case 1:
				if len(server) > 0 {
					k := rapid.IntRange(0, len(server)-1).Draw(t, "gone")
					server = slices.Delete(slices.Clone(server), k, k+1)
				}
			case 2:
				head, more := after("", max(1, rows.Len()))
				rows.Refreshed(head, more, false)
			case 3:
				c, ok := rows.StartMore()
				p, next := after(c, 5)
				if rapid.Bool().Draw(t, "refreshed meanwhile") {
					add(rapid.IntRange(0, 3).Draw(t, "new"))
					head, more := after("", max(1, rows.Len()))
					rows.Refreshed(head, more, false)
				}
				if ok && rows.Phase() == More {
					rows.Page(p, next)
				}
			}
			seen := map[string]bool{}
			for _, id := range ids(rows) {
				if seen[id] {
					t.Fatalf("row %s twice in %v", id, ids(rows))
				}
				seen[id] = true
			}
		}
		head, more := after("", max(1, len(server)))
		rows.Refreshed(head, more, false)
		var want []string
		for _, row := range server {
			want = append(want, row.id)
		}
		if !slices.Equal(ids(rows), want) {
			t.Fatalf("after all pages: %v, the server has %v", ids(rows), want)
		}
	})
}

func TestAListThatWasCutSaysSo(t *testing.T) {
	l := newList()
	l.StartFirst()
	l.Page(rows("a"), "")
	l.EndCut()
	if !l.Repeated() || !l.Cut() || l.More() {
		t.Fatalf("repeated %v, cut %v, more %v", l.Repeated(), l.Cut(), l.More())
	}
	l.Reset()
	if l.Cut() || l.Repeated() {
		t.Fatal("a new query begins without the old one's fault")
	}
}

// A list that had ended and goes on later: what lies behind is to be had again.
func TestAnEndedListGoesOn(t *testing.T) {
	l := newList()
	l.StartFirst()
	l.Page(rows("a", "b"), "")
	l.Refreshed(rows("a", "b"), "next", false)
	if c, ok := l.StartMore(); !ok || c != "next" {
		t.Fatalf("the further page is not to be had: %q %v", c, ok)
	}
}

// A head that is cut is not the whole list: what lies behind it stays, and so
// does the way there.
func TestAHeadThatIsCutIsNotTheWholeList(t *testing.T) {
	for _, tt := range []struct {
		name, next string
		head, want []row
		more, cut  bool
	}{
		{"more to come", "c2", rows("new", "a"), rows("new", "a", "b", "c"), true, false},
		{"nothing left to ask", "", rows("new", "a"), rows("new", "a", "b", "c"), false, true},
		{"the same rows", "", rows("a"), rows("a", "b", "c"), false, true},
		{"no known row", "c2", rows("x", "y"), rows("x", "y"), false, true},
	} {
		l := newList()
		l.StartFirst()
		l.Page(rows("a", "b", "c"), tt.next)
		l.Refreshed(tt.head, "", true)
		if !slices.Equal(l.items, tt.want) || l.More() != tt.more || l.Cut() != tt.cut || l.Repeated() != tt.cut {
			t.Errorf("%s: rows %v, more %v, cut %v, repeated %v", tt.name, ids(l), l.More(), l.Cut(), l.Repeated())
		}
	}
}

// A list that had broken off is whole, or goes on, once the server says so.
func TestAHeadThatIsNotCutEndsACut(t *testing.T) {
	for _, next := range []string{"", "c2"} {
		l := newList()
		l.StartFirst()
		l.Page(rows("a", "b"), "")
		l.EndCut()
		l.Refreshed(rows("a", "b"), next, false)
		if l.Cut() || l.Repeated() || l.More() != (next != "") {
			t.Errorf("next %q: cut %v, repeated %v, more %v", next, l.Cut(), l.Repeated(), l.More())
		}
	}
}

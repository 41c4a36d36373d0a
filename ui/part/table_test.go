package part

import (
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

func TestTableGolden(t *testing.T) {
	for _, tt := range []struct {
		name  string
		w, h  int
		ascii bool
		do    []keymap.Action
	}{
		{"wide", 80, 8, false, []keymap.Action{keymap.Down}},
		{"narrow", 40, 8, false, []keymap.Action{keymap.Down, keymap.Down}},
		{"scrolled", 40, 8, false, []keymap.Action{keymap.Right}},
		{"ascii", 60, 5, true, []keymap.Action{keymap.Bottom}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tb := NewTable(bare(tt.ascii), columns(), newList(ids(0, 30)...))
			tb.Sync()
			tb.SetSize(tt.w, tt.h)
			for _, action := range tt.do {
				tb.Do(action)
			}
			golden.RequireEqual(t, []byte(stripped(tb.View())+"\n"))
		})
	}
}

var motions = []keymap.Action{
	keymap.Down, keymap.Up, keymap.PageDown, keymap.PageUp, keymap.HalfDown, keymap.HalfUp,
	keymap.Top, keymap.Bottom, keymap.Left, keymap.Right,
}

// TestTableHolds: at any size, after any motion and any change of the rows, the
// frame fits and the selection is an existing row that is in view.
func TestTableHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := newList(ids(0, rapid.IntRange(0, 60).Draw(t, "n"))...)
		tb := NewTable(colour(), columns(), src)
		tb.Sync()
		w, h := 80, 24
		tb.SetSize(w, h)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				w, h = rapid.IntRange(1, 120).Draw(t, "w"), rapid.IntRange(1, 30).Draw(t, "h")
				tb.SetSize(w, h)
			case 1:
				from := rapid.IntRange(0, 40).Draw(t, "from")
				was, had := tb.Selected()
				src.set(ids(from, from+rapid.IntRange(0, 60).Draw(t, "more")))
				tb.Sync()
				if _, there := src.IndexOf(was); there && had {
					if now, _ := tb.Selected(); now != was {
						t.Fatalf("%s was selected, now %s", was, now)
					}
				}
			case 2:
				tb.Select("t" + strconv.Itoa(rapid.IntRange(0, 99).Draw(t, "id")))
			default:
				tb.Do(rapid.SampledFrom(motions).Draw(t, "do"))
			}
			checkTable(t, tb, src, w, h)
		}
	})
}

func checkTable(t *rapid.T, tb *Table, src *list, w, h int) {
	t.Helper()
	driver.CheckRoom(t, tb.View(), w, h)
	id, ok := tb.Selected()
	if ok != (src.Len() > 0) {
		t.Fatalf("Selected = %q, %v with %d rows", id, ok, src.Len())
	}
	if !ok {
		return
	}
	if i, there := src.IndexOf(id); !there || i != tb.Index() {
		t.Fatalf("selected %q, which is row %d, not %d", id, i, tb.Index())
	}
	from, to := tb.Window()
	if tb.Index() < from || tb.Index() >= to {
		t.Fatalf("row %d is not in view: %d to %d", tb.Index(), from, to)
	}
	full := min(tb.Rows(), src.Len())
	if to-from != full {
		t.Fatalf("%d rows in view, room and rows for %d", to-from, full)
	}
}

// A key scrolls by one line at most, and rows of margin are in view around the
// selection except at the ends.
func TestTableScrollsByALine(t *testing.T) {
	tb := NewTable(bare(false), columns(), newList(ids(0, 40)...))
	tb.SetSize(80, 11)
	tb.Sync()
	walk := func(action keymap.Action) {
		for range 45 {
			was, _ := tb.Window()
			tb.Do(action)
			from, to := tb.Window()
			if from < was-1 || from > was+1 {
				t.Fatalf("%v to row %d scrolled from %d to %d", action, tb.Index(), was, from)
			}
			if above, below := min(tb.Index(), 2), min(39-tb.Index(), 2); tb.Index()-from < above || to-1-tb.Index() < below {
				t.Fatalf("row %d has too little around it: %d to %d", tb.Index(), from, to)
			}
		}
	}
	walk(keymap.Down)
	walk(keymap.Up)
}

// A row far away comes into the middle, so that what is around it shows.
func TestTableJumpsToTheMiddle(t *testing.T) {
	tb := NewTable(bare(false), columns(), newList(ids(0, 90)...))
	tb.SetSize(80, 11)
	tb.Sync()
	tb.Select("t50")
	if from, to := tb.Window(); from != 45 || to != 55 {
		t.Errorf("row 50 is shown in %d to %d", from, to)
	}
}

func TestTableColumnsKeepTheirPlace(t *testing.T) {
	src := newList(ids(0, 40)...)
	tb := NewTable(bare(false), columns(), src)
	tb.SetSize(80, 20)
	tb.Sync()
	at := -1
	for i, l := range strings.Split(stripped(tb.View()), "\n")[1:] {
		head, _, ok := strings.Cut(l, "● running")
		if !ok {
			t.Fatalf("row %d has no status: %q", i, l)
		}
		if x := ansi.StringWidth(head); at < 0 {
			at = x
		} else if x != at {
			t.Errorf("row %d has its status at %d, the others at %d", i, x, at)
		}
	}
}

func TestTableAsksForRowsInViewOnly(t *testing.T) {
	src := newList(ids(0, 5000)...)
	tb := NewTable(bare(false), columns(), src)
	tb.SetSize(80, 21)
	tb.Sync()
	tb.View()
	if src.asked != 20 {
		t.Errorf("%d rows asked for, 20 are in view", src.asked)
	}
	src.asked = 0
	tb.View()
	if src.asked != 0 {
		t.Errorf("%d rows asked for though nothing changed", src.asked)
	}
	tb.Do(keymap.Down)
	tb.View()
	if src.asked > 2 {
		t.Errorf("%d rows asked for after one key, want 2 at most", src.asked)
	}
}

func TestTablePlainRowsHaveNoTail(t *testing.T) {
	tb := NewTable(bare(false), columns(), newList(ids(0, 9)...))
	tb.SetSize(120, 10)
	for _, l := range strings.Split(tb.View(), "\n")[2:] {
		if strings.HasSuffix(l, " ") {
			t.Errorf("blanks at the end of %q", l)
		}
	}
}

func benchTable(b *testing.B, n int) {
	tb := NewTable(colour(), columns(), newList(ids(0, n)...))
	tb.SetSize(150, 50)
	tb.Sync()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if i++; i%80 == 0 {
			tb.Do(keymap.Top)
		}
		tb.Do(keymap.Down)
		tb.View()
	}
}

func BenchmarkTable100(b *testing.B)  { benchTable(b, 100) }
func BenchmarkTable100k(b *testing.B) { benchTable(b, 100_000) }

func BenchmarkTableRefresh100k(b *testing.B) {
	tb := NewTable(colour(), columns(), newList(ids(0, 100_000)...))
	tb.SetSize(150, 50)
	b.ReportAllocs()
	for b.Loop() {
		tb.Sync()
		tb.View()
	}
}

// TestTableSyncKeepsThePlace: rows that come in above do not move the selected
// row on the screen.
func TestTableSyncKeepsThePlace(t *testing.T) {
	src := newList(ids(0, 50)...)
	tb := NewTable(bare(false), columns(), src)
	tb.SetSize(80, 11)
	tb.Select("t30")
	top, _ := tb.Window()
	line := tb.Index() - top
	src.set(append([]string{"new1", "new2", "new3"}, ids(0, 50)...))
	tb.Sync()
	top, _ = tb.Window()
	if id, _ := tb.Selected(); id != "t30" || tb.Index()-top != line {
		t.Errorf("%s is on line %d, want t30 on line %d", id, tb.Index()-top, line)
	}
}

// Keys that run ahead of the pages are made good when the rows come: none is lost.
func TestTableOwesWhatKeysAskAhead(t *testing.T) {
	src := &grow{n: 10}
	tb := NewTable(theme.New(theme.Options{}), []Column{{Title: "A", Width: 10}}, src)
	tb.SetSize(20, 6)
	tb.Expect(true)
	tb.Sync()
	for range 25 {
		tb.Do(keymap.Down)
	}
	if tb.Index() != 9 {
		t.Fatalf("selection at %d, want the last row", tb.Index())
	}
	src.n = 20
	tb.Sync()
	if tb.Index() != 19 {
		t.Fatalf("after the next page the selection is at %d, want 19", tb.Index())
	}
	src.n = 40
	tb.Sync()
	if tb.Index() != 25 {
		t.Fatalf("after the last keys are made good the selection is at %d, want 25", tb.Index())
	}
	for range 20 {
		tb.Do(keymap.Down)
	}
	tb.Do(keymap.Up)
	src.n = 60
	tb.Sync()
	if tb.Index() != 38 {
		t.Fatalf("a key up takes back what was owed; selection at %d, want 38", tb.Index())
	}
	tb.Expect(false)
	for range 50 {
		tb.Do(keymap.Down)
	}
	src.n = 80
	tb.Sync()
	if tb.Index() != 59 {
		t.Fatalf("nothing more was expected, yet the selection moved on to %d", tb.Index())
	}
}

type grow struct{ n int }

func (g *grow) Len() int                { return g.n }
func (g *grow) ID(i int) string         { return strconv.Itoa(i) }
func (g *grow) Row(i int, cells []Cell) { cells[0].Text = text.Safe(strconv.Itoa(i)) }
func (g *grow) IndexOf(id string) (int, bool) {
	i, err := strconv.Atoi(id)
	return i, err == nil && i < g.n
}

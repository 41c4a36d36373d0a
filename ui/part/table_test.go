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
		name          string
		width, height int
		ascii         bool
		do            []keymap.Action
	}{
		{"wide", 80, 8, false, []keymap.Action{keymap.Down}},
		{"narrow", 40, 8, false, []keymap.Action{keymap.Down, keymap.Down}},
		{"scrolled", 40, 8, false, []keymap.Action{keymap.Right}},
		{"ascii", 60, 5, true, []keymap.Action{keymap.Bottom}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			table := NewTable(bare(tt.ascii), columns(), newList(ids(0, 30)...))
			table.Sync()
			table.SetSize(tt.width, tt.height)
			for _, action := range tt.do {
				table.Do(action)
			}
			golden.RequireEqual(t, []byte(stripped(view(table))+"\n"))
		})
	}
}

var motions = []keymap.Action{
	keymap.Down, keymap.Up, keymap.PageDown, keymap.PageUp, keymap.HalfDown, keymap.HalfUp,
	keymap.Top, keymap.Bottom, keymap.Left, keymap.Right,
}

// At any size, after any motion and any change of the rows, the frame fits and
// the selection is an existing, visible row.
func TestTableAtAnySize(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		source := newList(ids(0, rapid.IntRange(0, 60).Draw(rt, "n"))...)
		table := NewTable(colour(), columns(), source)
		table.Sync()
		width, height := 80, 24
		table.SetSize(width, height)
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			switch rapid.IntRange(0, 4).Draw(rt, "kind") {
			case 0:
				width, height = rapid.IntRange(1, 120).Draw(rt, "w"), rapid.IntRange(1, 30).Draw(rt, "h")
				table.SetSize(width, height)
			case 1:
				from := rapid.IntRange(0, 40).Draw(rt, "from")
				before, had := table.Selected()
				chosen := table.Chosen()
				source.set(ids(from, from+rapid.IntRange(0, 60).Draw(rt, "more")))
				table.Sync()
				if !chosen && table.Index() != 0 {
					rt.Fatalf("row %d is selected, and none was chosen", table.Index())
				}
				if _, there := source.IndexOf(before); there && had && chosen {
					if now, _ := table.Selected(); now != before {
						rt.Fatalf("%s was selected, now %s", before, now)
					}
				}
			case 2:
				table.Select("t" + strconv.Itoa(rapid.IntRange(0, 99).Draw(rt, "id")))
			default:
				table.Do(rapid.SampledFrom(motions).Draw(rt, "do"))
			}
			checkTable(rt, table, source, width, height)
		}
	})
}

func checkTable(rt *rapid.T, table *Table, source *list, width, height int) {
	rt.Helper()
	driver.CheckRoom(rt, view(table), width, height)
	id, ok := table.Selected()
	if ok != (source.Len() > 0) {
		rt.Fatalf("Selected = %q, %v with %d rows", id, ok, source.Len())
	}
	if !ok {
		return
	}
	if i, there := source.IndexOf(id); !there || i != table.Index() {
		rt.Fatalf("selected %q, which is row %d, not %d", id, i, table.Index())
	}
	from, to := table.Window()
	if table.Index() < from || table.Index() >= to {
		rt.Fatalf("row %d is not visible: %d to %d", table.Index(), from, to)
	}
	full := min(table.Rows(), source.Len())
	if to-from != full {
		rt.Fatalf("%d rows visible, want %d", to-from, full)
	}
}

// A key scrolls by at most one line, and the margin around the selection is kept
// except at both ends.
func TestTableScrollsByALine(t *testing.T) {
	table := NewTable(bare(false), columns(), newList(ids(0, 40)...))
	table.SetSize(80, 11)
	table.Sync()
	walk := func(action keymap.Action) {
		for range 45 {
			before, _ := table.Window()
			table.Do(action)
			from, to := table.Window()
			if from < before-1 || from > before+1 {
				t.Fatalf("%v to row %d scrolled from %d to %d", action, table.Index(), before, from)
			}
			if above, below := min(table.Index(), 2), min(39-table.Index(), 2); table.Index()-from < above || to-1-table.Index() < below {
				t.Fatalf("row %d has too small a margin: %d to %d", table.Index(), from, to)
			}
		}
	}
	walk(keymap.Down)
	walk(keymap.Up)
}

// Selecting a row far away centres it.
func TestTableJumpsToTheMiddle(t *testing.T) {
	table := NewTable(bare(false), columns(), newList(ids(0, 90)...))
	table.SetSize(80, 11)
	table.Sync()
	table.Select("t50")
	if from, to := table.Window(); from != 45 || to != 55 {
		t.Errorf("row 50 is shown in %d to %d", from, to)
	}
}

func TestTableColumnsKeepTheirPlace(t *testing.T) {
	source := newList(ids(0, 40)...)
	table := NewTable(bare(false), columns(), source)
	table.SetSize(80, 20)
	table.Sync()
	at := -1
	for i, line := range strings.Split(stripped(view(table)), "\n")[1:] {
		head, _, ok := strings.Cut(line, "● running")
		if !ok {
			t.Fatalf("row %d has no status: %q", i, line)
		}
		if column := ansi.StringWidth(head); at < 0 {
			at = column
		} else if column != at {
			t.Errorf("row %d has its status at %d, the others at %d", i, column, at)
		}
	}
}

func TestTableAsksForVisibleRowsOnly(t *testing.T) {
	source := newList(ids(0, 5000)...)
	table := NewTable(bare(false), columns(), source)
	table.SetSize(80, 21)
	table.Sync()
	table.Lines()
	if source.asked != 20 {
		t.Errorf("%d rows asked for, 20 are visible", source.asked)
	}
	source.asked = 0
	table.Lines()
	if source.asked != 0 {
		t.Errorf("%d rows asked for though nothing changed", source.asked)
	}
	table.Do(keymap.Down)
	table.Lines()
	if source.asked > 2 {
		t.Errorf("%d rows asked for after one key, want 2 at most", source.asked)
	}
}

func TestTableUnselectedRowsHaveNoTrailingBlanks(t *testing.T) {
	table := NewTable(bare(false), columns(), newList(ids(0, 9)...))
	table.SetSize(120, 10)
	for _, line := range table.Lines()[2:] {
		if strings.HasSuffix(line, " ") {
			t.Errorf("blanks at the end of %q", line)
		}
	}
}

func benchTable(b *testing.B, count int) {
	table := NewTable(colour(), columns(), newList(ids(0, count)...))
	table.SetSize(150, 50)
	table.Sync()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if i++; i%80 == 0 {
			table.Do(keymap.Top)
		}
		table.Do(keymap.Down)
		table.Lines()
	}
}

func BenchmarkTable100(b *testing.B)  { benchTable(b, 100) }
func BenchmarkTable100k(b *testing.B) { benchTable(b, 100_000) }

func BenchmarkTableRefresh100k(b *testing.B) {
	table := NewTable(colour(), columns(), newList(ids(0, 100_000)...))
	table.SetSize(150, 50)
	b.ReportAllocs()
	for b.Loop() {
		table.Sync()
		table.Lines()
	}
}

// Rows that are inserted above do not move the selected row on the screen.
func TestTableSyncKeepsThePlace(t *testing.T) {
	source := newList(ids(0, 50)...)
	table := NewTable(bare(false), columns(), source)
	table.SetSize(80, 11)
	table.Select("t30")
	top, _ := table.Window()
	line := table.Index() - top
	source.set(append([]string{"new1", "new2", "new3"}, ids(0, 50)...))
	table.Sync()
	top, _ = table.Window()
	if id, _ := table.Selected(); id != "t30" || table.Index()-top != line {
		t.Errorf("%s is on line %d, want t30 on line %d", id, table.Index()-top, line)
	}
}

// Motions past the last row continue when further rows arrive.
func TestTableContinuesMotionsWhenRowsArrive(t *testing.T) {
	source := &grow{n: 10}
	table := NewTable(theme.New(theme.Options{}), []Column{{Title: "A", Width: 10}}, source)
	table.SetSize(20, 6)
	table.SetMore(true)
	table.Sync()
	for range 25 {
		table.Do(keymap.Down)
	}
	if table.Index() != 9 {
		t.Fatalf("selection at %d, want the last row", table.Index())
	}
	source.n = 20
	table.Sync()
	if table.Index() != 19 {
		t.Fatalf("after the next page the selection is at %d, want 19", table.Index())
	}
	source.n = 40
	table.Sync()
	if table.Index() != 25 {
		t.Fatalf("after the pending motion the selection is at %d, want 25", table.Index())
	}
	for range 20 {
		table.Do(keymap.Down)
	}
	table.Do(keymap.Up)
	source.n = 60
	table.Sync()
	if table.Index() != 38 {
		t.Fatalf("a key up cancels the pending motion; selection at %d, want 38", table.Index())
	}
	table.SetMore(false)
	for range 50 {
		table.Do(keymap.Down)
	}
	source.n = 80
	table.Sync()
	if table.Index() != 59 {
		t.Fatalf("the selection moved to %d although no more rows were expected", table.Index())
	}
}

type grow struct{ n int }

func (g *grow) Len() int                { return g.n }
func (g *grow) ID(i int) string         { return strconv.Itoa(i) }
func (g *grow) Marked(int) bool         { return false }
func (g *grow) Row(i int, cells []Cell) { cells[0].Text = text.Safe(strconv.Itoa(i)) }
func (g *grow) IndexOf(id string) (int, bool) {
	i, err := strconv.Atoi(id)
	return i, err == nil && i < g.n
}

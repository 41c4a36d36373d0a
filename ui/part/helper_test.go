package part

import (
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
	"go.uber.org/goleak"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bare is a theme without colour, so that goldens are readable.
func bare(ascii bool) *theme.Styles {
	return theme.New(theme.Options{Dark: true, Profile: termenv.Ascii, ASCII: ascii})
}

func colour() *theme.Styles {
	return theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor})
}

// list is a table source whose rows can be replaced and that counts the rows asked for.
type list struct {
	ids   []string
	where map[string]int
	asked int
}

func newList(ids ...string) *list {
	rows := &list{}
	rows.set(ids)
	return rows
}

func (l *list) set(ids []string) {
	l.ids, l.where = ids, make(map[string]int, len(ids))
	for i, id := range ids {
		l.where[id] = i
	}
}

func (l *list) Len() int                      { return len(l.ids) }
func (l *list) ID(i int) string               { return l.ids[i] }
func (l *list) Marked(int) bool               { return false }
func (l *list) IndexOf(id string) (int, bool) { i, ok := l.where[id]; return i, ok }

func (l *list) Row(i int, cells []Cell) {
	l.asked++
	names := []text.Safe{"Relevance Monitor", "評価タスク 日本語", "👩‍🔬 Lab", "JSON Shape with a name that is much longer than the column"}
	cells[0] = Cell{Text: text.Safe(l.ids[i]) + " " + names[i%len(names)]}
	cells[1] = Cell{Text: "template"}
	cells[2] = Cell{Text: text.Safe(text.Count(i * 37))}
	cells[3] = Cell{Text: "● running"}
}

func columns() []Column {
	return []Column{
		{Title: "NAME", Width: 24, Min: 12, Flex: 1, Pinned: true, KeepEnd: true},
		{Title: "TYPE", Width: 10},
		{Title: "SPANS", Width: 8, Right: true},
		{Title: "ENDED AS", Width: 12},
	}
}

func ids(from, to int) []string {
	var out []string
	for i := from; i < to; i++ {
		out = append(out, "t"+strconv.Itoa(i))
	}
	return out
}

func stripped(styled string) string { return ansi.Strip(styled) }

// view is what a table draws.
func view(table *Table) string { return strings.Join(table.Lines(), "\n") }

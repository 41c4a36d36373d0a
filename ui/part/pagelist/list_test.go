package pagelist_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// numberList is a minimal screen: a list of numbers, filtered by their last digit.
type numberList struct {
	owner host.Owner
	polls *poll.Scheduler
	list  *pagelist.List[int]
	err   error
	first int  // first number on the server
	cut   bool // the server sends no cursors
	moved int
}

const perPage = 10

func newNumberList(t *testing.T, total int) *numberList {
	t.Helper()
	now := time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	numbers := &numberList{polls: poll.New(clock, func() float64 { return 0 })}
	env := &host.Env{
		Keys: keymap.Default(), Styles: theme.New(theme.Options{Profile: termenv.Ascii}), Now: clock, Polls: numbers.polls,
		After:  func(_ time.Duration, msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } },
		NextID: func() uint64 { return 1 }, Ctx: t.Context(), Limit: perPage,
	}
	numbers.owner = host.NewOwner(env)
	numbers.list = pagelist.New(pagelist.Spec{
		Env: env, Owner: &numbers.owner, Scope: keymap.Tasks, Noun: "number", Columns: []part.Column{{Title: "N", Width: 8}}, Content: numbers,
	}, pagelist.Source[string, int, int]{
		Rows: func(items []int) ([]int, tea.Cmd) { return items, nil },
		ID:   func(number *int) string { return strconv.Itoa(*number) }, Equal: func(left, right *int) bool { return *left == *right },
		Load: func(_ context.Context, digit string, limit int, cursor string) (page api.Page[int], _ string, err error) {
			from := numbers.first
			if cursor != "" {
				from, _ = strconv.Atoi(cursor)
			}
			for i := from; i < total; i++ {
				if !strings.HasSuffix(strconv.Itoa(i), digit) {
					continue
				}
				if len(page.Items) == limit {
					page.Next, page.Cut = strconv.Itoa(i), numbers.cut
					if numbers.cut {
						page.Next = ""
					}
					break
				}
				page.Items = append(page.Items, i)
			}
			return page, digit, numbers.err
		},
	}, "", "")
	numbers.list.SetSize(80, 9)
	numbers.list.Init()
	numbers.polls.Show(1)
	numbers.poll(t)
	return numbers
}

func (n *numberList) Rank(int) func(row int) int64 { return nil }
func (n *numberList) Compare(int) func(left, right int) int {
	return func(left, right int) int { return *n.list.At(right) - *n.list.At(left) }
}

func (n *numberList) Matches(row int, find string) bool {
	return strings.Contains(strconv.Itoa(*n.list.At(row)), find)
}

func (n *numberList) Cells(row int, cells []part.Cell) {
	cells[0] = part.Cell{Text: text.Safe(strconv.Itoa(*n.list.At(row)))}
}
func (n *numberList) Empty() []string                 { return []string{"nothing"} }
func (n *numberList) Changed()                        { n.polls.Set(1, []poll.Job{n.list.Job(false)}) }
func (n *numberList) SelectionMoved() tea.Cmd         { n.moved++; return nil }
func (n *numberList) do(action keymap.Action) tea.Cmd { cmd, _ := n.list.Do(action); return cmd }
func never(time.Duration, tea.Msg) tea.Cmd            { return nil }
func (n *numberList) selected() int                   { number, _ := n.list.Selected(); return *number }

func (n *numberList) run(t *testing.T, cmd tea.Cmd) (notice host.Notice) {
	t.Helper()
	if cmd == nil {
		return notice
	}
	switch batchMsg := cmd().(type) {
	case tea.BatchMsg:
		for _, cmd := range batchMsg {
			n.run(t, cmd)
		}
	case host.Notice:
		return batchMsg
	default:
		return n.run(t, n.list.Update(batchMsg))
	}
	return notice
}

// poll runs the jobs that are due.
func (n *numberList) poll(t *testing.T) {
	t.Helper()
	for _, cmd := range n.polls.Due(never) {
		msg := cmd()
		n.polls.HandleResult(msg.(poll.Result))
		n.run(t, n.list.Update(msg))
	}
}

func TestCancelledAndOutdatedPagesAreDropped(t *testing.T) {
	for name, then := range map[string]func(*numberList){
		"stopped":       func(numbers *numberList) { numbers.do(keymap.Back) },
		"another query": func(numbers *numberList) { numbers.list.FilterTo("7"); numbers.poll(t) },
	} {
		numbers := newNumberList(t, 100)
		late := numbers.do(keymap.More)
		then(numbers)
		numbers.run(t, late)
		if rows := numbers.list.Len(); rows != perPage {
			t.Errorf("%s: %d rows are loaded", name, rows)
		}
		numbers.run(t, numbers.do(keymap.More))
		if rows := numbers.list.Len(); name == "stopped" && rows != 2*perPage {
			t.Errorf("%s: asked again, %d rows are loaded", name, rows)
		}
	}
}

func TestSelectionReturnsAfterAQueryWithoutIt(t *testing.T) {
	numbers := newNumberList(t, 100)
	for range 7 {
		numbers.do(keymap.Down)
	}
	numbers.list.Update(pagelist.SortPicked{SortState: pagelist.SortState{By: 1}})
	for _, query := range []string{"3", "7", ""} {
		numbers.list.FilterTo(query)
		if numbers.poll(t); query != "3" && numbers.selected() != 7 {
			t.Errorf("among %q, %d is selected, want 7", query, numbers.selected())
		}
	}
	numbers.list.FilterTo("3")
	numbers.poll(t)
	numbers.do(keymap.Bottom) // the user moves on: the earlier selection no longer counts
	numbers.list.FilterTo("")
	if numbers.poll(t); numbers.selected() != 3 {
		t.Errorf("%d is selected, want the 3 that the user moved to", numbers.selected())
	}
	if numbers.moved != 8 {
		t.Errorf("SelectionMoved was called %d times, want 8", numbers.moved)
	}
}

// Rows that come in above do not take the selection along until a key has moved it; what a
// narrowing leaves begins at its first row, and the row from before comes back after it.
func TestSelectionStaysFirstUntilMoved(t *testing.T) {
	numbers := newNumberList(t, 100)
	refresh := func(first int) {
		numbers.first = first
		numbers.do(keymap.Refresh)
		numbers.poll(t)
	}
	refresh(-3)
	if numbers.selected() != -3 {
		t.Errorf("%d is selected before any key, want the first row", numbers.selected())
	}
	numbers.do(keymap.Down)
	refresh(-5)
	if numbers.selected() != -2 {
		t.Errorf("%d is selected after rows came in above, want the row that a key moved to", numbers.selected())
	}
	even := pagelist.Narrowing{Keep: func(row int) bool { return *numbers.list.At(row)%2 == 0 }}
	numbers.list.Narrow(even)
	if numbers.selected() != -4 {
		t.Errorf("%d is selected of those that are left, want the first", numbers.selected())
	}
	if refresh(-8); numbers.selected() != -8 {
		t.Errorf("%d is selected after one came in above, want the first", numbers.selected())
	}
	if numbers.list.Narrow(pagelist.Narrowing{}); numbers.selected() != -2 {
		t.Errorf("%d is selected afterwards, want the row from before", numbers.selected())
	}
	numbers.list.Narrow(even)
	numbers.list.Hide() // another screen, about the first row
	if refresh(-10); numbers.selected() != -8 {
		t.Errorf("%d is selected after another screen was open, want the row that it was about", numbers.selected())
	}
}

// However long a reason is, the key that retries stays visible.
func TestReasonsLeaveRoomForTheKey(t *testing.T) {
	numbers := newNumberList(t, 100)
	numbers.err = errors.New(strings.Repeat("a long reason ", 20))
	if notice := numbers.run(t, numbers.do(keymap.More)); !strings.HasSuffix(string(notice.Text), "; m tries again") || text.Width(notice.Text) > 78 {
		t.Errorf("notice %q", notice.Text)
	}
	numbers.do(keymap.Refresh)
	numbers.poll(t)
	_, stale := numbers.list.Freshness()
	if !strings.HasPrefix(string(stale), "stale since 10:30:00 UTC: a long reason") || !strings.HasSuffix(string(stale), "; r tries now") || text.Width(stale) > 78 {
		t.Errorf("stale %q", stale)
	}
	if got := string(numbers.list.Loaded()); got != "10 loaded, the next page failed, m tries again" {
		t.Errorf("loaded %q", got)
	}
}

// A cut refresh does not truncate the list to the rows that it contains.
func TestCutRefreshKeepsTheRest(t *testing.T) {
	for total, want := range map[int]string{300: "110 loaded, more…", 110: "110 loaded, stopped: no cursor"} {
		numbers := newNumberList(t, total)
		for range 10 {
			numbers.run(t, numbers.do(keymap.More))
		}
		numbers.cut = true
		numbers.do(keymap.Refresh)
		numbers.poll(t)
		if got := string(numbers.list.Loaded()); got != want {
			t.Errorf("of %d: %q, want %q", total, got, want)
		}
	}
}

// A head that arrives while a further page is in flight is shown at once, and the
// page is appended unless the list has restarted meanwhile.
func TestHeadWhileAPageIsInFlight(t *testing.T) {
	for first, want := range map[int][2]int{-3: {13, 23}, 50: {10, 10}, 95: {5, 5}} {
		numbers := newNumberList(t, 100)
		late := numbers.do(keymap.More)
		numbers.first = first
		numbers.do(keymap.Refresh)
		numbers.poll(t)
		if got := numbers.list.Len(); got != want[0] || *numbers.list.At(0) != first {
			t.Errorf("from %d: %d rows are loaded from %d on, want %d", first, got, *numbers.list.At(0), want[0])
		}
		numbers.run(t, late)
		if got := numbers.list.Len(); got != want[1] {
			t.Errorf("from %d: %d rows are loaded after the page, want %d", first, got, want[1])
		}
	}
}

// Loading all pages continues when the list restarts.
func TestLoadingAllContinuesAfterAHead(t *testing.T) {
	numbers := newNumberList(t, 100)
	late := numbers.do(keymap.LoadAll)
	numbers.first = 50
	numbers.do(keymap.Refresh)
	numbers.poll(t)
	numbers.run(t, late)
	if got := string(numbers.list.Loaded()); got != "50 loaded" {
		t.Errorf("loaded %q", got)
	}
}

// After a command has panicked no request is in flight or shown as such, and the
// page can be requested again.
func TestLostPageIsNotAwaited(t *testing.T) {
	numbers := newNumberList(t, 25)
	numbers.do(keymap.LoadAll)
	numbers.run(t, numbers.list.Update(host.CommandPanicked{}))
	if got := string(numbers.list.Loaded()); got != "10 loaded, more…" {
		t.Errorf("loaded %q", got)
	}
	numbers.run(t, numbers.do(keymap.LoadAll))
	if got := string(numbers.list.Loaded()); got != "25 loaded" {
		t.Errorf("asked again, loaded %q", got)
	}
}

// Memory stays bounded: a list without end is loaded up to a limit, then by key.
func TestListWithoutEndStops(t *testing.T) {
	numbers := newNumberList(t, 1<<40)
	numbers.run(t, numbers.do(keymap.LoadAll))
	if got := string(numbers.list.Loaded()); got != "500 010 loaded, stopped at so many rows, r continues" {
		t.Errorf("it says %q", got)
	}
}

// Drawing the find line changes nothing, whatever its width.
func TestDrawingTheFindLineChangesNothing(t *testing.T) {
	notDrawn, drawn := newNumberList(t, 100), newNumberList(t, 100)
	for _, numbers := range []*numberList{notDrawn, drawn} {
		numbers.do(keymap.FindText)
		for _, k := range strings.Repeat("0123456789", 4) {
			drawn.list.FindLine(20)
			numbers.list.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{k}})
		}
	}
	if got, want := drawn.list.FindLine(80), notDrawn.list.FindLine(80); got != want {
		t.Errorf("drawn meanwhile, the line is\n%q, otherwise\n%q", got, want)
	}
}

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

// screen is the least that a list needs: numbers, narrowed to those that end in a digit.
type screen struct {
	owner host.Owner
	polls *poll.Scheduler
	list  *pagelist.List[string, int, int]
	err   error
	first int  // on the server
	cut   bool // the server gives no cursors
	moved int
}

const perPage = 10

func newScreen(t *testing.T, n int) *screen {
	t.Helper()
	now := time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	s := &screen{polls: poll.New(clock, func() float64 { return 0 })}
	env := &host.Env{
		Keys: keymap.Default(), Styles: theme.New(theme.Options{Profile: termenv.Ascii}), Now: clock, Polls: s.polls,
		After:  func(time.Duration, tea.Msg) tea.Cmd { return nil },
		NextID: func() uint64 { return 1 }, Ctx: t.Context(), Limit: perPage,
	}
	s.owner = host.NewOwner(env)
	s.list = pagelist.New(pagelist.Spec[string, int, int]{
		Env: env, Owner: &s.owner, Scope: keymap.Tasks, Noun: "number", Columns: []part.Column{{Title: "N", Width: 8}},
		Sorts: []text.Safe{"server order", "size"},
		ID:    func(i *int) string { return strconv.Itoa(*i) }, Equal: func(left, right *int) bool { return *left == *right },
		Load: func(_ context.Context, digit string, limit int, cursor string) (page api.Page[int], _ string, err error) {
			from := s.first
			if cursor != "" {
				from, _ = strconv.Atoi(cursor)
			}
			for i := from; i < n; i++ {
				if !strings.HasSuffix(strconv.Itoa(i), digit) {
					continue
				}
				if len(page.Items) == limit {
					page.Next, page.Cut = strconv.Itoa(i), s.cut
					if s.cut {
						page.Next = ""
					}
					break
				}
				page.Items = append(page.Items, i)
			}
			return page, digit, s.err
		},
	}, s, "", "")
	s.list.SetSize(80, 9)
	s.list.Init()
	s.polls.Show(1)
	s.poll(t)
	return s
}

func (s *screen) Rows(items []int) ([]int, tea.Cmd) { return items, nil }
func (s *screen) Compare(int) func(left, right *int) int {
	return func(a, b *int) int { return *b - *a }
}

func (s *screen) Matches(i *int, find string) bool { return strings.Contains(strconv.Itoa(*i), find) }

func (s *screen) Cells(i *int, cells []part.Cell) {
	cells[0] = part.Cell{Text: text.Safe(strconv.Itoa(*i))}
}
func (s *screen) Empty() []string                 { return []string{"nothing"} }
func (s *screen) Changed()                        { s.polls.Set(1, []poll.Job{s.list.Job(false)}) }
func (s *screen) SelectionMoved() tea.Cmd         { s.moved++; return nil }
func (s *screen) do(action keymap.Action) tea.Cmd { cmd, _ := s.list.Do(action); return cmd }
func never(time.Duration, tea.Msg) tea.Cmd        { return nil }
func (s *screen) selected() int                   { i, _ := s.list.Selected(); return *i }
func (s *screen) take(t *testing.T, cmd tea.Cmd) (notice host.Notice) {
	t.Helper()
	if cmd == nil {
		return notice
	}
	switch batchMsg := cmd().(type) {
	case tea.BatchMsg:
		for _, cmd := range batchMsg {
			s.take(t, cmd)
		}
	case host.Notice:
		return batchMsg
	default:
		return s.take(t, s.list.Update(batchMsg))
	}
	return notice
}

// poll answers what is due.
func (s *screen) poll(t *testing.T) {
	t.Helper()
	for _, cmd := range s.polls.Due(never) {
		msg := cmd()
		s.polls.HandleResult(msg.(poll.Result))
		s.take(t, s.list.Update(msg))
	}
}

func TestAPageThatWasStoppedOrIsOfAnotherQueryIsDropped(t *testing.T) {
	for name, then := range map[string]func(*screen){
		"stopped":       func(s *screen) { s.do(keymap.Back) },
		"another query": func(s *screen) { s.list.FilterTo("7"); s.poll(t) },
	} {
		screen := newScreen(t, 100)
		late := screen.do(keymap.More)
		then(screen)
		screen.take(t, late)
		if n := screen.list.Len(); n != perPage {
			t.Errorf("%s: %d rows are loaded", name, n)
		}
		screen.take(t, screen.do(keymap.More))
		if n := screen.list.Len(); name == "stopped" && n != 2*perPage {
			t.Errorf("%s: asked again, %d rows are loaded", name, n)
		}
	}
}

func TestTheSelectionComesBackFromAQueryThatLeavesItOut(t *testing.T) {
	screen := newScreen(t, 100)
	for range 7 {
		screen.do(keymap.Down)
	}
	screen.do(keymap.Sort)
	for _, query := range []string{"3", "7", ""} {
		screen.list.FilterTo(query)
		if screen.poll(t); query != "3" && screen.selected() != 7 {
			t.Errorf("among %q, %d is selected, want 7", query, screen.selected())
		}
	}
	screen.list.FilterTo("3")
	screen.poll(t)
	screen.do(keymap.Bottom) // moved on: what was selected before no longer counts
	screen.list.FilterTo("")
	if screen.poll(t); screen.selected() != 3 {
		t.Errorf("%d is selected, want the 3 that the person moved to", screen.selected())
	}
	if screen.moved != 8 {
		t.Errorf("the screen was told of %d motions, want 8", screen.moved)
	}
}

// However long a reason is, the key that tries again stays in view.
func TestReasonsLeaveRoomForTheKey(t *testing.T) {
	screen := newScreen(t, 100)
	screen.err = errors.New(strings.Repeat("a long reason ", 20))
	if said := screen.take(t, screen.do(keymap.More)); !strings.HasSuffix(string(said.Text), "; m tries again") || text.Width(said.Text) > 78 {
		t.Errorf("said %q", said.Text)
	}
	screen.do(keymap.Refresh)
	screen.poll(t)
	_, stale := screen.list.Freshness()
	if !strings.HasPrefix(string(stale), "stale since 10:30:00 UTC: a long reason") || !strings.HasSuffix(string(stale), "; r tries now") || text.Width(stale) > 78 {
		t.Errorf("stale %q", stale)
	}
	if got := string(screen.list.Loaded()); got != "10 loaded, the next page failed, m tries again" {
		t.Errorf("loaded %q", got)
	}
}

// A refresh that breaks off does not make the rows that it has the whole list.
func TestARefreshThatIsCutLeavesTheRest(t *testing.T) {
	for n, want := range map[int]string{300: "110 loaded, more…", 110: "110 loaded, stopped without a cursor"} {
		screen := newScreen(t, n)
		for range 10 {
			screen.take(t, screen.do(keymap.More))
		}
		screen.cut = true
		screen.do(keymap.Refresh)
		screen.poll(t)
		if got := string(screen.list.Loaded()); got != want {
			t.Errorf("of %d: %q, want %q", n, got, want)
		}
	}
}

// A head that comes while a further page is under way is shown at once, and the
// page has its place behind it unless the list has started over meanwhile.
func TestAHeadIsTakenWhileAPageIsUnderWay(t *testing.T) {
	for first, want := range map[int][2]int{-3: {13, 23}, 50: {10, 10}, 95: {5, 5}} {
		screen := newScreen(t, 100)
		late := screen.do(keymap.More)
		screen.first = first
		screen.do(keymap.Refresh)
		screen.poll(t)
		if got := screen.list.Len(); got != want[0] || *screen.list.At(0) != first {
			t.Errorf("from %d: %d rows are loaded from %d on, want %d", first, got, *screen.list.At(0), want[0])
		}
		screen.take(t, late)
		if got := screen.list.Len(); got != want[1] {
			t.Errorf("from %d: %d rows are loaded after the page, want %d", first, got, want[1])
		}
	}
}

// Reading every page goes on when the list starts over.
func TestReadingEveryPageGoesOnAfterAHead(t *testing.T) {
	screen := newScreen(t, 100)
	late := screen.do(keymap.LoadAll)
	screen.first = 50
	screen.do(keymap.Refresh)
	screen.poll(t)
	screen.take(t, late)
	if got := string(screen.list.Loaded()); got != "50 loaded" {
		t.Errorf("loaded %q", got)
	}
}

// After a command that ended without its answer nothing is under way, nor said
// to be, and the page can be asked for again.
func TestAPageThatWasLostIsNotAwaited(t *testing.T) {
	screen := newScreen(t, 25)
	screen.do(keymap.LoadAll)
	screen.take(t, screen.list.Update(host.CommandPanicked{}))
	if got := string(screen.list.Loaded()); got != "10 loaded, more…" {
		t.Errorf("loaded %q", got)
	}
	screen.take(t, screen.do(keymap.LoadAll))
	if got := string(screen.list.Loaded()); got != "25 loaded" {
		t.Errorf("asked again, loaded %q", got)
	}
}

// Drawing the find line, in whatever width, changes nothing.
func TestDrawingTheFindLineChangesNothing(t *testing.T) {
	undrawn, drawn := newScreen(t, 100), newScreen(t, 100)
	for _, s := range []*screen{undrawn, drawn} {
		s.do(keymap.FindText)
		for _, k := range strings.Repeat("0123456789", 4) {
			drawn.list.FindLine(20)
			s.list.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{k}})
		}
	}
	if got, want := drawn.list.FindLine(80), undrawn.list.FindLine(80); got != want {
		t.Errorf("drawn meanwhile the line is\n%q, else\n%q", got, want)
	}
}

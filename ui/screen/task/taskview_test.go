package task_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/screen/task"
	"ax-tui/ui/test/driver"
)

var plain = theme.Options{Profile: termenv.Ascii}

func has(s, part string) bool { return strings.Contains(s, part) }

func splitLines(s string) []string { return strings.Split(s, "\n") }

func width(s string) int { return ansi.StringWidth(s) }

// loadedModel has n runs in memory.
func loadedModel(tb testing.TB, n int) *task.Model {
	_, ho, m := startWith(tb, support(n), driver.NewClock(), support(1).task, 120, 37, dark)
	ho.Settle()
	ho.Keys("L")
	if m.List().Len() != n {
		tb.Fatalf("%d runs are loaded, want %d", m.List().Len(), n)
	}
	return m
}

func selected(m *task.Model) string { id, _ := m.List().Table.Selected(); return id }

func TestSelectionIsAnID(t *testing.T) {
	s := support(60)
	d, _, m := open(t, s, 80, 21, plain)
	d.Keys("j", "j")
	want := selected(m)
	if want != "VGFza1J1bjo998" {
		t.Fatalf("two rows down is %s", want)
	}
	s.change(func() {
		r := s.runs[0]
		r.ID, r.CreatedAt = "new", base.Add(time.Minute)
		s.runs = append([]api.Run{r}, s.runs...)
	})
	d.Keys("r")
	if m.List().At(0).ID != "new" || selected(m) != want {
		t.Fatalf("after a refresh %s is selected, want %s", selected(m), want)
	}
	d.Keys("s", "s", "S")
	if selected(m) != want {
		t.Fatalf("after sorting %s is selected, want %s", selected(m), want)
	}
	d.Keys("f", "f", "f", "f") // failed; the run is one of them
	if m.List().Query() != api.Failed || selected(m) != want {
		t.Fatalf("among the %s runs %s is selected, want %s", m.List().Query(), selected(m), want)
	}
	if got := string(m.Info().Chip); !has(got, "status: failed") {
		t.Fatalf("the chip says %q", got)
	}
}

func TestPrefetchNearTheEndOnly(t *testing.T) {
	s := support(200)
	s.runs[0].Status = api.Completed
	d, _, m := open(t, s, 80, 21, plain)
	at := m.List().Len()
	if at < 15 || at > 45 || string(m.Info().Loaded) != "30 loaded, more…" {
		t.Fatalf("%d runs loaded for a screen of %d: %q", at, m.List().Table.Rows(), m.Info().Loaded)
	}
	d.Keys("j")
	if m.List().Len() != at {
		t.Fatal("a page was fetched far from the end")
	}
	d.Keys("G")
	if m.List().Len() != at+15 {
		t.Fatalf("at the end %d runs are loaded, want %d", m.List().Len(), at+15)
	}
}

func TestLoadAllUntilStopped(t *testing.T) {
	s := support(950)
	d, _, m := open(t, s, 80, 21, plain)
	d.Press("L")
	d.Until("some pages", func(string) bool { return m.List().Len() >= 230 })
	if got := string(m.Info().Loaded); !has(got, "esc stops") || !m.Can(keymap.Back) {
		t.Fatalf("while loading it says %q", got)
	}
	d.Press("esc")
	d.Settle()
	at := m.List().Len()
	if at >= 950 || has(string(m.Info().Loaded), "esc stops") || m.List().Busy() {
		t.Fatalf("esc did not stop the loading: %d", at)
	}
	d.Keys("L")
	if got := string(m.Info().Loaded); got != "950 loaded" {
		t.Fatalf("of 950 runs: %q", got)
	}
}

func TestFailedPageKeepsTheRows(t *testing.T) {
	s := support(60)
	d, ho, m := open(t, s, 80, 21, plain)
	s.change(func() { s.pageNo = &api.Error{Kind: api.Server, Status: 503, Detail: "busy"} })
	at := m.List().Len()
	d.Keys("m")
	if m.List().Len() != at || !has(string(m.Info().Loaded), "m tries again") || len(ho.Notices) != 1 {
		t.Fatalf("%d runs, %q, notices %v", m.List().Len(), m.Info().Loaded, ho.Notices)
	}
	asked := s.count()
	if d.Keys("G", "k", "j"); s.count() != asked {
		t.Fatal("a failed page was asked for again although nobody wanted it")
	}
	s.change(func() { s.pageNo = nil })
	if d.Keys("m"); m.List().Len() != at+15 {
		t.Fatal("the page was not asked for again")
	}
}

func TestFailedRefreshKeepsTheRowsAndSaysSince(t *testing.T) {
	s := support(9)
	d, _, m := open(t, s, 80, 21, plain)
	d.Advance(7 * time.Second)
	s.change(func() { s.err = &api.Error{Kind: api.Network, Detail: "connection refused"} })
	d.Keys("r")
	if got := string(m.Info().Stale); got != "stale since 10:30:00 UTC: connection refused; r tries now" {
		t.Fatalf("stale: %q", got)
	}
	if m.List().Len() != 9 || !has(d.Plain(), "● running") {
		t.Fatalf("the rows are gone:\n%s", d.Plain())
	}
	s.change(func() { s.err = nil })
	d.Advance(5 * time.Minute)
	if m.Info().Stale != "" {
		t.Fatalf("still %q although the server is back", m.Info().Stale)
	}
}

func TestRepeatedCursorEndsThePaging(t *testing.T) {
	s := support(60)
	s.cursor = s.runs[14].ID
	d, ho, m := open(t, s, 80, 21, plain)
	d.Keys("G", "G")
	if !m.List().Repeated() || m.List().More() || len(ho.Notices) != 1 || !has(string(m.Info().Loaded), "repeated cursor") {
		t.Fatalf("repeated %v, notices %v, %q", m.List().Repeated(), ho.Notices, m.Info().Loaded)
	}
}

func TestLateAnswersOfAnotherFilterAreDropped(t *testing.T) {
	s := support(60)
	d, _, m := open(t, s, 80, 21, plain)
	gate := make(chan struct{})
	s.change(func() { s.gate = gate })
	d.Press("r", "G", "f", "f", "f") // the head and a page of all runs are under way
	close(gate)
	s.change(func() { s.gate = nil })
	d.Settle()
	if m.List().Query() != api.Completed || m.List().Len() == 0 {
		t.Fatalf("%d %s runs after late answers", m.List().Len(), m.List().Query())
	}
	for i := range m.List().Len() {
		if m.List().At(i).Status != api.Completed {
			t.Fatalf("a %s run among the completed", m.List().At(i).Status)
		}
	}
}

func TestEndedRunStaysEnded(t *testing.T) {
	s := support(5)
	d, ho, m := open(t, s, 80, 21, plain)
	done := s.runs[0]
	done.Status, done.FinishedAt = api.Completed, at(time.Second)
	ho.Screen.Update(host.RunSeen{Run: done})
	if m.List().At(0).Status != api.Completed || m.Info().Live != 0 {
		t.Fatal("a run that ended elsewhere is not shown as ended")
	}
	d.Keys("r")
	if m.List().At(0).Status != api.Completed {
		t.Fatal("an answer that was late made an ended run active again")
	}
}

func TestRunSeen(t *testing.T) {
	s := support(60)
	_, ho, m := open(t, s, 80, 21, plain)
	n := m.List().Len()
	fresh := api.Run{ID: "new", TaskID: s.task.ID, Status: api.Pending, CreatedAt: base}
	other, old := fresh, fresh
	other.ID, other.TaskID = "other", "another task"
	old.ID, old.CreatedAt = "old", base.Add(-9000*time.Hour)
	for _, r := range []api.Run{other, old, fresh} {
		ho.Screen.Update(host.RunSeen{Run: r})
	}
	if m.List().Len() != n+1 || m.List().At(0).ID != "new" || m.Info().Live != 2 {
		t.Fatalf("%d runs, the first is %s, %d live", m.List().Len(), m.List().At(0).ID, m.Info().Live)
	}
}

func TestLiveRunInViewIsWatchedAndTold(t *testing.T) {
	s := support(9)
	d, ho, m := open(t, s, 80, 21, plain)
	s.change(func() { s.runs[0].Status, s.runs[0].FinishedAt = api.Completed, at(4*time.Second) })
	if !m.Info().Ticking {
		t.Fatal("a running time is shown, yet no second is asked for")
	}
	told := len(ho.Runs)
	d.Advance(6 * time.Second)
	if m.List().At(0).Status != api.Completed || m.Info().Ticking || len(ho.Runs) != told+1 {
		t.Fatalf("after 6 s the run is %s, told %d times", m.List().At(0).Status, len(ho.Runs)-told)
	}
	asked := s.count()
	d.Advance(50 * time.Second)
	for _, c := range s.calls[asked:] {
		if strings.HasPrefix(c, "run ") {
			t.Fatalf("an ended run is still polled: %v", s.calls[asked:])
		}
	}
}

func TestHiddenScreenAsksNothing(t *testing.T) {
	s := support(60)
	d, ho, m := open(t, s, 80, 21, plain)
	ho.Env.Polls.Hide(m.Addr())
	m.Hide()
	asked := s.count()
	d.Advance(10 * time.Minute)
	if s.count() != asked {
		t.Fatalf("a hidden screen asked for %v", s.calls[asked:])
	}
	ho.Env.Polls.Show(m.Addr())
	m.Show()
	d.Send(host.Second{})
	d.Settle()
	if s.count() == asked {
		t.Fatal("a screen that is shown again asks for nothing")
	}
}

func TestFindWithinTheLoaded(t *testing.T) {
	d, _, m := open(t, support(9), 80, 21, plain)
	d.Keys("/")
	d.Type("rails")
	if !m.Typing() || m.List().Table.Len() != 2 {
		t.Fatalf("%d runs hold the reason, want 2", m.List().Table.Len())
	}
	d.Keys("enter")
	if m.Typing() || !has(string(m.Info().Chip), "find: rails") || string(m.Info().Loaded) != "2 of 9 loaded" {
		t.Fatalf("kept find: typing %v, %q, %q", m.Typing(), m.Info().Chip, m.Info().Loaded)
	}
	d.Keys("esc")
	if m.List().Table.Len() != 9 {
		t.Fatal("esc does not end a kept find")
	}
	d.Keys("/", "q", "esc")
	if m.Typing() || m.List().Table.Len() != 9 {
		t.Fatal("esc does not end the typing")
	}
}

func TestHeadIsReadAgainSoonerWhileSomethingIsActive(t *testing.T) {
	for _, c := range []struct {
		status api.Status
		every  time.Duration
	}{{api.Running, pagelist.RefreshLive}, {api.Completed, pagelist.RefreshIdle}} {
		s := support(9)
		s.runs[0].Status = c.status
		d, _, _ := open(t, s, 80, 21, plain)
		heads := func() (n int) {
			for _, call := range s.calls {
				if strings.HasPrefix(call, "runs ") {
					n++
				}
			}
			return n
		}
		d.Advance(c.every - time.Second)
		if heads() != 1 {
			t.Errorf("%s: read %d times before %s", c.status, heads(), c.every)
		}
		if d.Advance(2 * time.Second); heads() != 2 {
			t.Errorf("%s: read %d times after %s", c.status, heads(), c.every)
		}
	}
}

func TestSortingPutsWhatNeedsALookFirst(t *testing.T) {
	d, ho, m := open(t, support(9), 80, 21, plain)
	shown := func() (out []string) {
		for i := range m.List().Table.Len() {
			r := m.List().Shown(i)
			out = append(out, strings.TrimPrefix(r.ID, "VGFza1J1bjo")+string(r.Status[:2]))
		}
		return out
	}
	cases := []struct{ key, want string }{
		{"s", "1000RU 998FA 992FA 995CA 999CO 997CO 996CO 994CO 993CO"}, // status
		{"s", "994CO 992FA 998FA 993CO 997CO 995CA 996CO 999CO 1000RU"}, // time ran
		{"s", "993CO 1000RU 994CO 996CO 997CO 999CO 998FA 995CA 992FA"}, // succeeded
		{"s", "998FA 992FA 1000RU 999CO 997CO 996CO 995CA 994CO 993CO"}, // errors
		{"S", "1000RU 999CO 997CO 996CO 995CA 994CO 993CO 998FA 992FA"},
		{"s", "999CO 997CO 996CO 998FA 994CO 992FA 993CO 1000RU 995CA"}, // skipped
		{"s", "1000RU 999CO 998FA 997CO 996CO 995CA 994CO 993CO 992FA"}, // newest first
		{"S", "992FA 993CO 994CO 995CA 996CO 997CO 998FA 999CO 1000RU"},
	}
	for _, c := range cases {
		d.Keys(c.key)
		if got := strings.Join(shown(), " "); got != c.want {
			t.Errorf("%s: %s, want %s", m.Info().Chip, got, c.want)
		}
	}
	if len(ho.Notices) != len(cases) || string(ho.Notices[0].Text) != "Sorted by status." {
		t.Errorf("notices %v", ho.Notices)
	}
}

func TestNewExperimentsGetTheirNames(t *testing.T) {
	s := experiments()
	d, _, m := open(t, s, 120, 21, plain)
	s.change(func() {
		r := s.runs[0]
		r.ID, r.ExperimentID, r.CreatedAt = "new", "exp2", base.Add(time.Minute)
		s.runs = append([]api.Run{r}, s.runs...)
		s.experiments = append(s.experiments, api.Experiment{ID: "exp2", Name: "prompt v3"})
	})
	d.Keys("r")
	if n, ok := m.NameOf("exp2"); !ok || n != "prompt v3" {
		t.Fatalf("the experiment of a new run is called %q", n)
	}
}

func TestWhereKeysLead(t *testing.T) {
	s := support(9)
	d, ho, _ := open(t, s, 80, 21, plain)
	for _, key := range []string{"enter", "t", "R"} {
		d.Keys(key)
		d.Send(host.Pop{})
		d.Settle()
	}
	d.Keys("x")
	if len(ho.Moves) != 3 || len(ho.Boxes) != 1 {
		t.Fatalf("moves %v, boxes %d", ho.Moves, len(ho.Boxes))
	}
	if m := ho.Moves[0]; m.To != host.PlaceRun || m.Run.ID != s.runs[0].ID || m.Task.ID != s.task.ID {
		t.Errorf("open leads to %+v", m)
	}
	if m := ho.Moves[1]; m.To != host.PlaceTrigger || m.Run.ID != "" || m.Task.ID != s.task.ID {
		t.Errorf("trigger leads to %+v", m)
	}
	if m := ho.Moves[2]; m.To != host.PlaceTrigger || m.Run.ID != s.runs[0].ID {
		t.Errorf("run again leads to %+v", m)
	}
	d.Keys("esc", "j", "x")
	if len(ho.Boxes) != 0 || len(ho.Notices) != 1 {
		t.Errorf("an ended run can be cancelled: boxes %d, notices %v", len(ho.Boxes), ho.Notices)
	}
}

// What leads elsewhere is posted, so that a key typed ahead is not taken here again.
func TestWhatLeadsElsewhereIsPosted(t *testing.T) {
	_, ho, m := open(t, support(9), 80, 21, plain)
	var posted []tea.Msg
	ho.Env.Post = func(msg tea.Msg) { posted = append(posted, msg) }
	for i, a := range []keymap.Action{keymap.Open, keymap.TriggerRun, keymap.RunAgain, keymap.CancelRun} {
		if cmd := m.Do(a); cmd != nil || len(posted) != i+1 {
			t.Errorf("%s is left to a command: %d posted", a, len(posted))
		}
	}
	if cmd := m.Update(host.TaskGone{ID: m.TaskID()}); cmd != nil || len(posted) != 5 {
		t.Errorf("leaving a task that is gone is left to a command: %d posted", len(posted))
	}
}

func TestDetailsCoverTheRuns(t *testing.T) {
	d, ho, m := open(t, support(9), 80, 21, plain)
	d.Keys("d", "j", "enter", "x")
	if len(ho.Moves) != 0 || m.List().Table.Index() != 0 {
		t.Fatal("a run behind the details was reached")
	}
	if !m.Can(keymap.Back) {
		t.Fatal("back does not close the details first")
	}
	if e, _ := ho.Env.Keys.Entry(m.Scopes(), keymap.Details); e.Short != "runs" || !m.Can(keymap.Details) {
		t.Fatalf("the key of the details is called %q while they are shown", e.Short)
	}
	d.Keys("esc")
	if m.DetailsOpen() || !has(d.Plain(), "STATUS") {
		t.Fatalf("the runs are not back:\n%s", d.Plain())
	}
}

func TestOnlyTheIDIsKnown(t *testing.T) {
	s := support(3)
	full := s.task
	s.task = api.Task{ID: full.ID}
	d, _, m := start(t, s, 80, 21, plain)
	if got := string(m.Info().Crumb); !has(got, "Task ") {
		t.Fatalf("crumb %q", got)
	}
	s.task = full
	d.Settle()
	if got := string(m.Info().Crumb); got != "Relevance Monitor" || !has(d.Plain(), "project support-bot") {
		t.Fatalf("crumb %q\n%s", got, d.Plain())
	}
}

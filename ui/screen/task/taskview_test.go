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
	_, ho, model := startWith(tb, support(n), driver.NewClock(), support(1).task, 120, 37, dark)
	ho.Settle()
	ho.Keys("L")
	if model.List().Len() != n {
		tb.Fatalf("%d runs are loaded, want %d", model.List().Len(), n)
	}
	return model
}

func selected(model *task.Model) string { id, _ := model.List().Table.Selected(); return id }

func TestSelectionIsAnID(t *testing.T) {
	server := support(60)
	d, _, model := open(t, server, 80, 21, plain)
	d.Keys("j", "j")
	want := selected(model)
	if want != "VGFza1J1bjo998" {
		t.Fatalf("two rows down is %s", want)
	}
	server.change(func() {
		run := server.runs[0]
		run.ID, run.CreatedAt = "new", base.Add(time.Minute)
		server.runs = append([]api.Run{run}, server.runs...)
	})
	d.Keys("r")
	if model.List().At(0).ID != "new" || selected(model) != want {
		t.Fatalf("after a refresh %s is selected, want %s", selected(model), want)
	}
	d.Keys("s", "s", "S")
	if selected(model) != want {
		t.Fatalf("after sorting %s is selected, want %s", selected(model), want)
	}
	d.Keys("f", "f", "f", "f") // failed; the run is one of them
	if model.List().Query() != api.Failed || selected(model) != want {
		t.Fatalf("among the %s runs %s is selected, want %s", model.List().Query(), selected(model), want)
	}
	if got := string(model.Info().Chip); !has(got, "status: failed") {
		t.Fatalf("the chip says %q", got)
	}
}

func TestPrefetchNearTheEndOnly(t *testing.T) {
	server := support(200)
	server.runs[0].Status = api.Completed
	d, _, model := open(t, server, 80, 21, plain)
	at := model.List().Len()
	if at < 15 || at > 45 || string(model.Info().Loaded) != "30 loaded, more…" {
		t.Fatalf("%d runs loaded for a screen of %d: %q", at, model.List().Table.Rows(), model.Info().Loaded)
	}
	d.Keys("j")
	if model.List().Len() != at {
		t.Fatal("a page was fetched far from the end")
	}
	d.Keys("G")
	if model.List().Len() != at+15 {
		t.Fatalf("at the end %d runs are loaded, want %d", model.List().Len(), at+15)
	}
}

func TestLoadAllUntilStopped(t *testing.T) {
	server := support(950)
	d, _, model := open(t, server, 80, 21, plain)
	d.Press("L")
	d.Until("some pages", func(string) bool { return model.List().Len() >= 230 })
	if got := string(model.Info().Loaded); !has(got, "esc stops") || !model.Can(keymap.Back) {
		t.Fatalf("while loading it says %q", got)
	}
	d.Press("esc")
	d.Settle()
	at := model.List().Len()
	if at >= 950 || has(string(model.Info().Loaded), "esc stops") || model.List().Busy() {
		t.Fatalf("esc did not stop the loading: %d", at)
	}
	d.Keys("L")
	if got := string(model.Info().Loaded); got != "950 loaded" {
		t.Fatalf("of 950 runs: %q", got)
	}
}

func TestFailedPageKeepsTheRows(t *testing.T) {
	server := support(60)
	d, ho, model := open(t, server, 80, 21, plain)
	server.change(func() { server.pageNo = &api.Error{Kind: api.Server, Status: 503, Detail: "busy"} })
	at := model.List().Len()
	d.Keys("m")
	if model.List().Len() != at || !has(string(model.Info().Loaded), "m tries again") || len(ho.Notices) != 1 {
		t.Fatalf("%d runs, %q, notices %v", model.List().Len(), model.Info().Loaded, ho.Notices)
	}
	asked := server.count()
	if d.Keys("G", "k", "j"); server.count() != asked {
		t.Fatal("a failed page was asked for again although nobody wanted it")
	}
	server.change(func() { server.pageNo = nil })
	if d.Keys("m"); model.List().Len() != at+15 {
		t.Fatal("the page was not asked for again")
	}
}

func TestFailedRefreshKeepsTheRowsAndSaysSince(t *testing.T) {
	server := support(9)
	d, _, model := open(t, server, 80, 21, plain)
	d.Advance(7 * time.Second)
	server.change(func() { server.err = &api.Error{Kind: api.Network, Detail: "connection refused"} })
	d.Keys("r")
	if got := string(model.Info().Stale); got != "stale since 10:30:00 UTC: connection refused; r tries now" {
		t.Fatalf("stale: %q", got)
	}
	if model.List().Len() != 9 || !has(d.Plain(), "● running") {
		t.Fatalf("the rows are gone:\n%s", d.Plain())
	}
	server.change(func() { server.err = nil })
	d.Advance(5 * time.Minute)
	if model.Info().Stale != "" {
		t.Fatalf("still %q although the server is back", model.Info().Stale)
	}
}

func TestRepeatedCursorEndsThePaging(t *testing.T) {
	server := support(60)
	server.cursor = server.runs[14].ID
	d, ho, model := open(t, server, 80, 21, plain)
	d.Keys("G", "G")
	if !model.List().Repeated() || model.List().More() || len(ho.Notices) != 1 || !has(string(model.Info().Loaded), "repeated cursor") {
		t.Fatalf("repeated %v, notices %v, %q", model.List().Repeated(), ho.Notices, model.Info().Loaded)
	}
}

func TestLateAnswersOfAnotherFilterAreDropped(t *testing.T) {
	server := support(60)
	d, _, model := open(t, server, 80, 21, plain)
	gate := make(chan struct{})
	server.change(func() { server.gate = gate })
	d.Press("r", "G", "f", "f", "f") // the head and a page of all runs are under way
	close(gate)
	server.change(func() { server.gate = nil })
	d.Settle()
	if model.List().Query() != api.Completed || model.List().Len() == 0 {
		t.Fatalf("%d %s runs after late answers", model.List().Len(), model.List().Query())
	}
	for i := range model.List().Len() {
		if model.List().At(i).Status != api.Completed {
			t.Fatalf("a %s run among the completed", model.List().At(i).Status)
		}
	}
}

func TestEndedRunStaysEnded(t *testing.T) {
	server := support(5)
	d, ho, model := open(t, server, 80, 21, plain)
	done := server.runs[0]
	done.Status, done.FinishedAt = api.Completed, at(time.Second)
	ho.Screen.Update(host.RunUpdated{Run: done})
	if model.List().At(0).Status != api.Completed || model.Info().Live != 0 {
		t.Fatal("a run that ended elsewhere is not shown as ended")
	}
	d.Keys("r")
	if model.List().At(0).Status != api.Completed {
		t.Fatal("an answer that was late made an ended run active again")
	}
}

func TestRunSeen(t *testing.T) {
	server := support(60)
	_, ho, model := open(t, server, 80, 21, plain)
	n := model.List().Len()
	fresh := api.Run{ID: "new", TaskID: server.task.ID, Status: api.Pending, CreatedAt: base}
	other, old := fresh, fresh
	other.ID, other.TaskID = "other", "another task"
	old.ID, old.CreatedAt = "old", base.Add(-9000*time.Hour)
	for _, run := range []api.Run{other, old, fresh} {
		ho.Screen.Update(host.RunUpdated{Run: run})
	}
	if model.List().Len() != n+1 || model.List().At(0).ID != "new" || model.Info().Live != 2 {
		t.Fatalf("%d runs, the first is %s, %d live", model.List().Len(), model.List().At(0).ID, model.Info().Live)
	}
}

func TestLiveRunInViewIsWatchedAndTold(t *testing.T) {
	server := support(9)
	d, ho, model := open(t, server, 80, 21, plain)
	server.change(func() { server.runs[0].Status, server.runs[0].FinishedAt = api.Completed, at(4*time.Second) })
	if !model.Info().Ticking {
		t.Fatal("a running time is shown, yet no second is asked for")
	}
	told := len(ho.Runs)
	d.Advance(6 * time.Second)
	if model.List().At(0).Status != api.Completed || model.Info().Ticking || len(ho.Runs) != told+1 {
		t.Fatalf("after 6 s the run is %s, told %d times", model.List().At(0).Status, len(ho.Runs)-told)
	}
	asked := server.count()
	d.Advance(50 * time.Second)
	for _, c := range server.calls[asked:] {
		if strings.HasPrefix(c, "run ") {
			t.Fatalf("an ended run is still polled: %v", server.calls[asked:])
		}
	}
}

func TestHiddenScreenAsksNothing(t *testing.T) {
	server := support(60)
	d, ho, model := open(t, server, 80, 21, plain)
	ho.Env.Polls.Hide(model.Addr())
	model.Hide()
	asked := server.count()
	d.Advance(10 * time.Minute)
	if server.count() != asked {
		t.Fatalf("a hidden screen asked for %v", server.calls[asked:])
	}
	ho.Env.Polls.Show(model.Addr())
	model.Show()
	d.Send(host.Second{})
	d.Settle()
	if server.count() == asked {
		t.Fatal("a screen that is shown again asks for nothing")
	}
}

func TestFindWithinTheLoaded(t *testing.T) {
	d, _, model := open(t, support(9), 80, 21, plain)
	d.Keys("/")
	d.Type("rails")
	if !model.Typing() || model.List().Table.Len() != 2 {
		t.Fatalf("%d runs hold the reason, want 2", model.List().Table.Len())
	}
	d.Keys("enter")
	if model.Typing() || !has(string(model.Info().Chip), "find: rails") || string(model.Info().Loaded) != "2 of 9 loaded" {
		t.Fatalf("kept find: typing %v, %q, %q", model.Typing(), model.Info().Chip, model.Info().Loaded)
	}
	d.Keys("esc")
	if model.List().Table.Len() != 9 {
		t.Fatal("esc does not end a kept find")
	}
	d.Keys("/", "q", "esc")
	if model.Typing() || model.List().Table.Len() != 9 {
		t.Fatal("esc does not end the typing")
	}
}

func TestHeadIsReadAgainSoonerWhileSomethingIsActive(t *testing.T) {
	for _, c := range []struct {
		status api.Status
		every  time.Duration
	}{{api.Running, pagelist.RefreshLive}, {api.Completed, pagelist.RefreshIdle}} {
		server := support(9)
		server.runs[0].Status = c.status
		d, _, _ := open(t, server, 80, 21, plain)
		heads := func() (n int) {
			for _, call := range server.calls {
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
	d, ho, model := open(t, support(9), 80, 21, plain)
	shown := func() (out []string) {
		for i := range model.List().Table.Len() {
			run := model.List().Shown(i)
			out = append(out, strings.TrimPrefix(run.ID, "VGFza1J1bjo")+string(run.Status[:2]))
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
			t.Errorf("%s: %s, want %s", model.Info().Chip, got, c.want)
		}
	}
	if len(ho.Notices) != len(cases) || string(ho.Notices[0].Text) != "Sorted by status." {
		t.Errorf("notices %v", ho.Notices)
	}
}

func TestNewExperimentsGetTheirNames(t *testing.T) {
	server := experiments()
	d, _, model := open(t, server, 120, 21, plain)
	server.change(func() {
		run := server.runs[0]
		run.ID, run.ExperimentID, run.CreatedAt = "new", "exp2", base.Add(time.Minute)
		server.runs = append([]api.Run{run}, server.runs...)
		server.experiments = append(server.experiments, api.Experiment{ID: "exp2", Name: "prompt v3"})
	})
	d.Keys("r")
	if n, ok := model.NameOf("exp2"); !ok || n != "prompt v3" {
		t.Fatalf("the experiment of a new run is called %q", n)
	}
}

func TestWhereKeysLead(t *testing.T) {
	server := support(9)
	d, ho, _ := open(t, server, 80, 21, plain)
	for _, key := range []string{"enter", "t", "R"} {
		d.Keys(key)
		d.Send(host.Pop{})
		d.Settle()
	}
	d.Keys("x")
	if len(ho.Moves) != 3 || len(ho.Boxes) != 1 {
		t.Fatalf("moves %v, boxes %d", ho.Moves, len(ho.Boxes))
	}
	if move := ho.Moves[0]; move.To != host.PlaceRun || move.Run.ID != server.runs[0].ID || move.Task.ID != server.task.ID {
		t.Errorf("open leads to %+v", move)
	}
	if move := ho.Moves[1]; move.To != host.PlaceTrigger || move.Run.ID != "" || move.Task.ID != server.task.ID {
		t.Errorf("trigger leads to %+v", move)
	}
	if move := ho.Moves[2]; move.To != host.PlaceTrigger || move.Run.ID != server.runs[0].ID {
		t.Errorf("run again leads to %+v", move)
	}
	d.Keys("esc", "j", "x")
	if len(ho.Boxes) != 0 || len(ho.Notices) != 1 {
		t.Errorf("an ended run can be cancelled: boxes %d, notices %v", len(ho.Boxes), ho.Notices)
	}
}

// What leads elsewhere is posted, so that a key typed ahead is not taken here again.
func TestWhatLeadsElsewhereIsPosted(t *testing.T) {
	_, ho, model := open(t, support(9), 80, 21, plain)
	var posted []tea.Msg
	ho.Env.Post = func(msg tea.Msg) { posted = append(posted, msg) }
	for i, action := range []keymap.Action{keymap.Open, keymap.TriggerRun, keymap.RunAgain, keymap.CancelRun} {
		if cmd := model.Do(action); cmd != nil || len(posted) != i+1 {
			t.Errorf("%s is left to a command: %d posted", action, len(posted))
		}
	}
	if cmd := model.Update(host.TaskGone{ID: model.TaskID()}); cmd != nil || len(posted) != 5 {
		t.Errorf("leaving a task that is gone is left to a command: %d posted", len(posted))
	}
}

func TestDetailsCoverTheRuns(t *testing.T) {
	d, ho, model := open(t, support(9), 80, 21, plain)
	d.Keys("d", "j", "enter", "x")
	if len(ho.Moves) != 0 || model.List().Table.Index() != 0 {
		t.Fatal("a run behind the details was reached")
	}
	if !model.Can(keymap.Back) {
		t.Fatal("back does not close the details first")
	}
	if entry, _ := ho.Env.Keys.Entry(model.Scopes(), keymap.Details); entry.Short != "runs" || !model.Can(keymap.Details) {
		t.Fatalf("the key of the details is called %q while they are shown", entry.Short)
	}
	d.Keys("esc")
	if model.DetailsOpen() || !has(d.Plain(), "STATUS") {
		t.Fatalf("the runs are not back:\n%s", d.Plain())
	}
}

func TestOnlyTheIDIsKnown(t *testing.T) {
	server := support(3)
	full := server.task
	server.task = api.Task{ID: full.ID}
	d, _, model := start(t, server, 80, 21, plain)
	if got := string(model.Info().Crumb); !has(got, "Task ") {
		t.Fatalf("crumb %q", got)
	}
	server.task = full
	d.Settle()
	if got := string(model.Info().Crumb); got != "Relevance Monitor" || !has(d.Plain(), "project support-bot") {
		t.Fatalf("crumb %q\n%s", got, d.Plain())
	}
}

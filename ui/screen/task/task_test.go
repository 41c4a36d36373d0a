package task_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/screen/task"
	"ax-tui/ui/test/driver"
)

var noColour = theme.Options{Profile: termenv.Ascii}

// loadedModel has n runs in memory.
func loadedModel(t testing.TB, runs int) *task.Model {
	t.Helper()
	_, rig, model := startWith(t, support(runs), driver.NewClock(), support(1).task, 120, 37, dark)
	rig.Settle()
	rig.Keys("L")
	rig.Advance(20 * time.Millisecond * time.Duration(1+runs/100))
	if model.List().Len() != runs {
		t.Fatalf("%d runs are loaded, want %d", model.List().Len(), runs)
	}
	return model
}

func selected(model *task.Model) string { id, _ := model.List().Table.Selected(); return id }

func TestSelectionIsAnID(t *testing.T) {
	server := support(60)
	bench, _, model := open(t, server, 80, 21, noColour)
	bench.Keys("j", "j")
	want := selected(model)
	if want != "VGFza1J1bjo998" {
		t.Fatalf("two rows down is %s", want)
	}
	server.change(func() {
		run := server.runs[0]
		run.ID, run.CreatedAt = "new", base.Add(time.Minute)
		server.runs = append([]api.Run{run}, server.runs...)
	})
	bench.Keys("r")
	if model.List().At(0).ID != "new" || selected(model) != want {
		t.Fatalf("after a refresh %s is selected, want %s", selected(model), want)
	}
	bench.Keys("s", "4", "S")
	if selected(model) != want {
		t.Fatalf("after sorting %s is selected, want %s", selected(model), want)
	}
	bench.Keys("f", "f", "a", "i", "l", "enter") // the run is one of them
	if model.List().Query() != api.Failed || selected(model) != want {
		t.Fatalf("among the %s runs %s is selected, want %s", model.List().Query(), selected(model), want)
	}
	if got := string(model.Info().Chip); !strings.Contains(got, "status: failed") {
		t.Fatalf("the chip is %q", got)
	}
}

func TestPrefetchNearTheEndOnly(t *testing.T) {
	server := support(200)
	server.runs[0].Status = api.Completed
	bench, _, model := open(t, server, 80, 21, noColour)
	if got := string(model.Info().Loaded); got != "30 loaded, more…" {
		t.Fatalf("%q for a screen of %d rows", got, model.List().Table.Rows())
	}
	bench.Keys("j")
	if got := model.List().Len(); got != 30 {
		t.Fatalf("far from the end %d runs are loaded, want 30", got)
	}
	bench.Keys("G")
	if got := model.List().Len(); got != 45 {
		t.Fatalf("at the end %d runs are loaded, want 45", got)
	}
}

func TestLoadAllUntilStopped(t *testing.T) {
	server := support(950)
	bench, _, model := open(t, server, 80, 21, noColour)
	bench.Keys("L")
	bench.Advance(5 * time.Millisecond) // the pause between pages
	if got := string(model.Info().Loaded); !strings.Contains(got, "esc stops") || !model.Can(keymap.Back) {
		t.Fatalf("while loading: %q", got)
	}
	bench.Press("esc")
	bench.Settle()
	loaded := model.List().Len()
	if loaded < 130 || loaded >= 950 || strings.Contains(string(model.Info().Loaded), "esc stops") || model.List().Busy() {
		t.Fatalf("esc did not cancel the loading: %d", loaded)
	}
	bench.Keys("L")
	bench.Advance(time.Second)
	if got := string(model.Info().Loaded); got != "950 loaded" {
		t.Fatalf("of 950 runs: %q", got)
	}
}

func TestFailedPageKeepsTheRows(t *testing.T) {
	server := support(60)
	bench, rig, model := open(t, server, 80, 21, noColour)
	server.change(func() { server.pageErr = &api.Error{Kind: api.Server, Status: 503, Detail: "busy"} })
	loaded := model.List().Len()
	bench.Keys("m")
	bench.Advance(2 * time.Second) // the page is requested again a few times
	if model.List().Len() != loaded || !strings.Contains(string(model.Info().Loaded), "m tries again") || len(rig.Notices) != 1 {
		t.Fatalf("%d runs, %q, notices %v", model.List().Len(), model.Info().Loaded, rig.Notices)
	}
	bench.Keys("G", "k", "j") // loads the evaluators of what is selected, once
	asked := server.count()
	if bench.Keys("G", "k", "j"); server.count() != asked {
		t.Fatal("a failed page was asked for again without a key")
	}
	server.change(func() { server.pageErr = nil })
	if bench.Keys("m"); model.List().Len() != loaded+15 {
		t.Fatal("the page was not asked for again")
	}
}

func TestFailedRefreshKeepsTheRowsAndShowsSince(t *testing.T) {
	server := support(9)
	bench, _, model := open(t, server, 80, 21, noColour)
	bench.Advance(7 * time.Second)
	server.change(func() { server.err = &api.Error{Kind: api.Network, Detail: "connection refused"} })
	bench.Keys("r")
	if got := string(model.Info().Stale); got != "stale since 10:30:00 UTC: connection refused; r tries now" {
		t.Fatalf("stale: %q", got)
	}
	if model.List().Len() != 9 || !strings.Contains(bench.Plain(), "● running") {
		t.Fatalf("the rows are gone:\n%s", bench.Plain())
	}
	server.change(func() { server.err = nil })
	bench.Advance(5 * time.Minute)
	if model.Info().Stale != "" {
		t.Fatalf("still %q although the server is back", model.Info().Stale)
	}
}

func TestRepeatedCursorEndsThePaging(t *testing.T) {
	server := support(60)
	server.cursor = server.runs[14].ID
	bench, rig, model := open(t, server, 80, 21, noColour)
	bench.Keys("G", "G")
	if !model.List().Repeated() || model.List().More() || len(rig.Notices) != 1 || !strings.Contains(string(model.Info().Loaded), "repeated cursor") {
		t.Fatalf("repeated %v, notices %v, %q", model.List().Repeated(), rig.Notices, model.Info().Loaded)
	}
}

func TestLateResponsesOfAnotherFilterAreDropped(t *testing.T) {
	server := support(60)
	bench, _, model := open(t, server, 80, 21, noColour)
	gate := make(chan struct{})
	server.change(func() { server.gate = gate })
	bench.Press("r", "G", "f", "c", "o", "m", "p", "enter") // the head and a page of all runs are in flight
	close(gate)
	server.change(func() { server.gate = nil })
	bench.Settle()
	if model.List().Query() != api.Completed || model.List().Len() == 0 {
		t.Fatalf("%d %s runs after late responses", model.List().Len(), model.List().Query())
	}
	for i := range model.List().Len() {
		if model.List().At(i).Status != api.Completed {
			t.Fatalf("a %s run among the completed", model.List().At(i).Status)
		}
	}
}

func TestEndedRunStaysEnded(t *testing.T) {
	server := support(5)
	bench, rig, model := open(t, server, 80, 21, noColour)
	done := server.runs[0]
	done.Status, done.FinishedAt = api.Completed, at(time.Second)
	rig.Screen.Update(host.RunUpdated{Run: done})
	if model.List().At(0).Status != api.Completed || model.Info().Live != 0 {
		t.Fatal("a run that ended on another screen is not shown as ended")
	}
	bench.Keys("r")
	if model.List().At(0).Status != api.Completed {
		t.Fatal("a late response made an ended run active again")
	}
}

func TestRunUpdatedAddsNewerRunsOfTheTask(t *testing.T) {
	server := support(60)
	_, rig, model := open(t, server, 80, 21, noColour)
	before := model.List().Len()
	fresh := api.Run{ID: "new", TaskID: server.task.ID, Status: api.Pending, CreatedAt: base}
	other, old := fresh, fresh
	other.ID, other.TaskID = "other", "another task"
	old.ID, old.CreatedAt = "old", base.Add(-9000*time.Hour)
	for _, run := range []api.Run{other, old, fresh} {
		rig.Screen.Update(host.RunUpdated{Run: run})
	}
	if model.List().Len() != before+1 || model.List().At(0).ID != "new" || model.Info().Live != 1 || model.Info().Pending != 1 {
		t.Fatalf("%d runs, the first is %s, %d running, %d pending", model.List().Len(), model.List().At(0).ID, model.Info().Live, model.Info().Pending)
	}
}

func TestVisibleLiveRunIsWatchedAndSent(t *testing.T) {
	server := support(9)
	bench, rig, model := open(t, server, 80, 21, noColour)
	server.change(func() { server.runs[0].Status, server.runs[0].FinishedAt = api.Completed, at(4*time.Second) })
	if !model.Info().Ticking {
		t.Fatal("a running time is shown but not redrawn every second")
	}
	sent := len(rig.Runs)
	bench.Advance(6 * time.Second)
	if model.List().At(0).Status != api.Completed || model.Info().Ticking || len(rig.Runs) != sent+1 {
		t.Fatalf("after 6 s the run is %s, sent %d times", model.List().At(0).Status, len(rig.Runs)-sent)
	}
	asked := server.count()
	bench.Advance(50 * time.Second)
	for _, call := range server.calls[asked:] {
		if strings.HasPrefix(call, "run ") {
			t.Fatalf("an ended run is still polled: %v", server.calls[asked:])
		}
	}
}

func TestHiddenScreenRequestsNothing(t *testing.T) {
	server := support(60)
	bench, rig, model := open(t, server, 80, 21, noColour)
	rig.Env.Polls.Hide(model.Addr())
	model.Hide()
	asked := server.count()
	bench.Advance(10 * time.Minute)
	if server.count() != asked {
		t.Fatalf("a hidden screen requested %v", server.calls[asked:])
	}
	rig.Env.Polls.Show(model.Addr())
	model.Show()
	bench.Send(host.Second{})
	bench.Settle()
	if server.count() == asked {
		t.Fatal("a screen that is shown again requests nothing")
	}
}

func TestFindInTheLoadedRuns(t *testing.T) {
	bench, _, model := open(t, support(9), 80, 21, noColour)
	bench.Keys("/")
	bench.Type("rails")
	if !model.Typing() || model.List().Table.Len() != 2 {
		t.Fatalf("%d runs match, want 2", model.List().Table.Len())
	}
	bench.Keys("enter")
	if model.Typing() || !strings.Contains(string(model.Info().Chip), "find: rails") || string(model.Info().Loaded) != "2 of 9 loaded" {
		t.Fatalf("kept find: typing %v, %q, %q", model.Typing(), model.Info().Chip, model.Info().Loaded)
	}
	bench.Keys("esc")
	if model.List().Table.Len() != 9 {
		t.Fatal("esc does not end a kept find")
	}
	bench.Keys("/", "q", "esc")
	if model.Typing() || model.List().Table.Len() != 9 {
		t.Fatal("esc does not end the typing")
	}
}

func TestHeadIsRefreshedSoonerWhileARunIsActive(t *testing.T) {
	for _, tt := range []struct {
		status api.Status
		every  time.Duration
	}{{api.Running, pagelist.RefreshLive}, {api.Completed, pagelist.RefreshIdle}} {
		server := support(9)
		server.runs[0].Status = tt.status
		bench, _, _ := open(t, server, 80, 21, noColour)
		heads := func() (count int) {
			for _, call := range server.calls {
				if strings.HasPrefix(call, "runs ") {
					count++
				}
			}
			return count
		}
		bench.Advance(tt.every - time.Second)
		if heads() != 1 {
			t.Errorf("%s: loaded %d times before %s", tt.status, heads(), tt.every)
		}
		if bench.Advance(2 * time.Second); heads() != 2 {
			t.Errorf("%s: loaded %d times after %s", tt.status, heads(), tt.every)
		}
	}
}

func TestSortingPutsWhatNeedsAttentionFirst(t *testing.T) {
	bench, rig, model := open(t, support(9), 80, 21, noColour)
	shown := func() (out []string) {
		for i := range model.List().Table.Len() {
			run := model.List().At(model.List().Shown(i))
			out = append(out, strings.TrimPrefix(run.ID, "VGFza1J1bjo")+string(run.Status[:2]))
		}
		return out
	}
	cases := []struct{ key, want string }{
		{"s1", "998FA 992FA 995CA 1000RU 999CO 997CO 996CO 994CO 993CO"}, // outcome
		{"s3", "994CO 992FA 998FA 993CO 997CO 995CA 996CO 999CO 1000RU"}, // time ran
		{"s4", "993CO 1000RU 994CO 996CO 997CO 999CO 998FA 995CA 992FA"}, // succeeded
		{"s5", "998FA 992FA 1000RU 999CO 997CO 996CO 995CA 994CO 993CO"}, // errors
		{"S", "1000RU 999CO 997CO 996CO 995CA 994CO 993CO 998FA 992FA"},
		{"s6", "999CO 997CO 996CO 998FA 994CO 992FA 993CO 1000RU 995CA"}, // skipped
		{"sr", "1000RU 999CO 998FA 997CO 996CO 995CA 994CO 993CO 992FA"}, // newest first
		{"S", "992FA 993CO 994CO 995CA 996CO 997CO 998FA 999CO 1000RU"},
	}
	for _, tt := range cases {
		bench.Keys(strings.Split(tt.key, "")...)
		if got := strings.Join(shown(), " "); got != tt.want {
			t.Errorf("%s: %s, want %s", model.Info().Chip, got, tt.want)
		}
	}
	if len(rig.Notices) != len(cases) || string(rig.Notices[0].Text) != "Sorted by outcome." {
		t.Errorf("notices %v", rig.Notices)
	}
}

func TestNamesOfNewExperiments(t *testing.T) {
	server := experiments()
	bench, _, model := open(t, server, 120, 21, noColour)
	server.change(func() {
		run := server.runs[0]
		run.ID, run.ExperimentID, run.CreatedAt = "new", "exp2", base.Add(time.Minute)
		server.runs = append([]api.Run{run}, server.runs...)
		server.experiments = append(server.experiments, api.Experiment{ID: "exp2", Name: "prompt v3"})
	})
	bench.Keys("r")
	if name, ok := model.NameOf("exp2"); !ok || name != "prompt v3" {
		t.Fatalf("the experiment of a new run is named %q", name)
	}
}

func TestKeysThatOpenScreens(t *testing.T) {
	server := support(9)
	bench, rig, _ := open(t, server, 80, 21, noColour)
	for _, key := range []string{"enter", "t", "R"} {
		bench.Keys(key)
		bench.Send(host.Pop{})
		bench.Settle()
	}
	bench.Keys("x")
	if len(rig.Moves) != 3 || len(rig.Boxes) != 1 {
		t.Fatalf("moves %v, boxes %d", rig.Moves, len(rig.Boxes))
	}
	if move := rig.Moves[0]; move.To != host.PlaceRun || move.Run.ID != server.runs[0].ID || move.Task.ID != server.task.ID {
		t.Errorf("open opens %+v", move)
	}
	if move := rig.Moves[1]; move.To != host.PlaceTrigger || move.Run.ID != "" || move.Task.ID != server.task.ID {
		t.Errorf("trigger opens %+v", move)
	}
	if move := rig.Moves[2]; move.To != host.PlaceTrigger || move.Run.ID != server.runs[0].ID {
		t.Errorf("run again opens %+v", move)
	}
	bench.Keys("esc", "j", "x")
	if len(rig.Boxes) != 0 || len(rig.Notices) != 1 {
		t.Errorf("an ended run can be cancelled: boxes %d, notices %v", len(rig.Boxes), rig.Notices)
	}
}

// Moves are posted, so that keys typed ahead go to the next screen.
func TestMovesArePosted(t *testing.T) {
	_, rig, model := open(t, support(9), 80, 21, noColour)
	var posted []tea.Msg
	rig.Env.Post = func(msg tea.Msg) { posted = append(posted, msg) }
	for i, action := range []keymap.Action{keymap.Open, keymap.TriggerRun, keymap.RunAgain, keymap.CancelRun} {
		if cmd := model.Do(action); cmd != nil || len(posted) != i+1 {
			t.Errorf("%s is returned as a command: %d posted", action, len(posted))
		}
	}
	if cmd := model.Update(host.TaskGone{ID: model.TaskID()}); cmd != nil || len(posted) != 5 {
		t.Errorf("leaving a task that is gone is returned as a command: %d posted", len(posted))
	}
}

func TestDetailsCoverTheRuns(t *testing.T) {
	bench, rig, model := open(t, support(9), 80, 21, noColour)
	bench.Keys("d", "j", "enter", "x")
	if len(rig.Moves) != 0 || model.List().Table.Index() != 0 {
		t.Fatal("a run under the details was selected")
	}
	if !model.Can(keymap.Back) {
		t.Fatal("back does not close the details first")
	}
	if entry, _ := rig.Env.Keys.Entry(model.Scopes(), keymap.Details); entry.Short != "runs" || !model.Can(keymap.Details) {
		t.Fatalf("the help of the details key is %q while they are shown", entry.Short)
	}
	bench.Keys("esc")
	if model.DetailsOpen() || !strings.Contains(bench.Plain(), "OUTCOME") {
		t.Fatalf("the runs are not shown again:\n%s", bench.Plain())
	}
}

func TestOnlyTheIDIsKnown(t *testing.T) {
	server := support(3)
	full := server.task
	server.task = api.Task{ID: full.ID}
	bench, _, model := start(t, server, 80, 21, noColour)
	if got := string(model.Info().Crumb); !strings.Contains(got, "Task ") {
		t.Fatalf("crumb %q", got)
	}
	server.task = full
	bench.Settle()
	if got := string(model.Info().Crumb); got != "Relevance Monitor" || !strings.Contains(bench.Plain(), "project support-bot") {
		t.Fatalf("crumb %q\n%s", got, bench.Plain())
	}
}

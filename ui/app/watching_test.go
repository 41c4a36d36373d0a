package app_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/fake/world"
	"ax-tui/api/watch"
	"ax-tui/api/watch/store"
	"ax-tui/ui/test/demo"
)

// until advances the clock by steps of a second until the frame contains a text.
func until(t *testing.T, bench *demo.Bench, want string) {
	t.Helper()
	for range 1200 {
		if strings.Contains(bench.Plain(), want) {
			return
		}
		bench.Advance(time.Second)
	}
	t.Fatalf("%q did not appear:\n%s", want, bench.Plain())
}

// A run that is started from here is watched by itself. Its end is announced on
// another screen, and the log leads to it.
func TestToldOnAnotherScreen(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "t", "ctrl+s")
	bench.Want("watched until it ends")
	bench.Keys("esc", "j", "enter")
	until(t, bench, "Relevance Monitor: done, 10 000 succeeded, ran 1")
	bench.Advance(10 * time.Second)
	bench.WantNot("! shows it")
	bench.Keys("!")
	bench.Want("UTC  ✓ Relevance Monitor: done", "UTC  ✓ Relevance Monitor: run …")
	if strings.Count(bench.Plain(), "done, 10 000 succeeded") != 1 {
		t.Errorf("the end is logged more than once:\n%s", bench.Plain())
	}
	bench.Keys("enter")
	bench.Want("✓ done", "10 000", "Relevance Monitor")
}

// The notice of the panel and that of the watch are one, and so are their requests.
func TestPanelAndWatchAreOne(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "t", "ctrl+s")
	bench.Requests("")
	bench.Advance(time.Minute)
	if reads := ofOneRun(bench); reads > 13 {
		t.Errorf("%d requests in a minute", reads)
	}
	until(t, bench, "Relevance Monitor: done")
	bench.Keys("!")
	if lines := strings.Count(bench.Plain(), "done, 10 000 succeeded"); lines != 2 { // the log and the status line
		t.Errorf("the end is on %d lines:\n%s", lines, bench.Plain())
	}
}

// ofOneRun returns the number of requests for the run that was requested most.
func ofOneRun(bench *demo.Bench) int {
	counts, most := map[string]int{}, 0
	for _, request := range bench.Requests("GET /v2/task-runs/") {
		counts[request]++
		most = max(most, counts[request])
	}
	return most
}

// A watched run stays watched without a panel, longer than the timeout of one, and w
// ends it.
func TestWatchWithoutAPanel(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("w")
	bench.Want("w: the selected task has never run")
	bench.Keys("j", "j", "j", "w")
	bench.Want("Watching Hallucination Backfill until it ends")
	bench.Keys("g", "enter") // a task whose screen polls no run
	bench.Requests("")
	bench.Advance(time.Minute)
	if reads := ofOneRun(bench); reads < 5 || reads > 13 {
		t.Errorf("%d requests in a minute", reads)
	}
	bench.Keys("esc", "j", "j", "j", "w")
	bench.Want("No longer watching Hallucination Backfill.")
	bench.Keys("g", "enter")
	bench.Requests("")
	bench.Advance(time.Minute)
	if reads := ofOneRun(bench); reads > 2 { // for the counts of the list, which is covered
		t.Errorf("%d requests after w", reads)
	}
}

// Runs that ended while the program was not running are announced at the next start,
// together; the store forgets them then.
func TestEndingsDuringAbsence(t *testing.T) {
	state := t.TempDir()
	bench := demo.Ready(t, demo.Options{State: state})
	kept := store.New(state, "api.arize.com", "demo")
	bench.Keys("j", "j", "j", "w")
	if got := kept.Load(bench.Clock.Now()); len(got) != 1 || got[0].Task.Name != "Hallucination Backfill" {
		t.Fatalf("kept %+v", got)
	}
	tasks, _, _ := bench.World.Tasks(world.TaskQuery{}, world.Position{}, 60)
	for _, task := range tasks[2:5] {
		runs, _, _, _ := bench.World.Runs(task.ID, world.Completed, world.Position{}, 1)
		for _, run := range runs {
			_ = kept.Keep(watch.Entry{Run: api.Run{ID: run.ID}, Task: api.Ref{ID: task.ID, Name: task.Name}, Since: bench.Clock.Now()})
		}
	}
	bench = demo.Ready(t, demo.Options{State: state, W: 120})
	until(t, bench, " ✓ (! lists them)")
	bench.Want("Since you left: ", " ✓, ", "! 2 new")
	bench.Keys("!", "esc")
	bench.WantNot("! 2 new")
	if got := kept.Load(bench.Clock.Now()); len(got) != 1 {
		t.Errorf("still kept: %+v", got)
	}
}

// A refused login stops the requests for watched runs; they go on when another request
// has succeeded.
func TestRefusedLoginStopsTheWatch(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "j", "j", "w", "g", "enter") // a task whose screen polls no run
	bench.Fault("status=401")
	until(t, bench, "Login refused")
	bench.Requests("")
	bench.Advance(time.Minute)
	if sent := bench.Requests(""); len(sent) > 0 {
		t.Errorf("requests after 401: %q", sent)
	}
	bench.Fault()
	bench.Keys("esc", "r")
	bench.Advance(5 * time.Second)
	bench.Keys("enter")
	bench.Requests("")
	bench.Advance(time.Minute)
	if reads := bench.Requests("GET /v2/task-runs/"); len(reads) < 5 {
		t.Errorf("%d requests after the login was accepted", len(reads))
	}
}

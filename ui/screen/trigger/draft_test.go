package trigger_test

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/ui/form/draft"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/trigger"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

// openWithDrafts opens the form of a task and keeps its drafts in dir.
func openWithDrafts(t *testing.T, dir string, srv *server, move host.Move) *harness.Harness {
	t.Helper()
	clock := driver.NewClock()
	bench := harness.New(t, clock)
	bench.Show(trigger.New(bench.Env, srv, draft.New(dir, "work@home", clock.Now), &move), 80, 20)
	bench.Settle()
	return bench
}

// Typed text survives the end of the program: it is offered the next time the
// form of the same task is opened.
func TestDraftSurvivesTheProgram(t *testing.T) {
	dir := t.TempDir()
	bench := openWithDrafts(t, dir, stockedServer(), host.Move{Task: experimentTask()})
	pressTab(bench, 1)
	bench.Keys("down", "enter") // the version spring
	pressTab(bench, 2)
	bench.Type("latency > 2")
	bench.Keys("ctrl+c")
	server := stockedServer()
	bench = openWithDrafts(t, dir, server, host.Move{Task: experimentTask()})
	if got := oneLine(bench.Plain()); !strings.Contains(got, "Continue the draft of") || !strings.Contains(got, "of version spring") {
		t.Fatalf("the form does not offer the draft:\n%s", bench.Plain())
	}
	bench.Keys("enter", "ctrl+s")
	if len(server.sent) != 1 || server.sent[0].QueryFilter != "latency > 2" || server.sent[0].DatasetVersionID != "v2" {
		t.Fatalf("sent %+v", server.sent)
	}
	if bench = openWithDrafts(t, dir, server, host.Move{Task: experimentTask()}); len(bench.Boxes) != 0 {
		t.Errorf("a draft that was sent is offered again:\n%s", bench.Plain())
	}
}

func TestDraftBelongsToItsTask(t *testing.T) {
	dir := t.TempDir()
	bench := openWithDrafts(t, dir, &server{}, host.Move{Task: projectTask()})
	bench.Keys("tab", "0", "ctrl+c")
	other := projectTask()
	other.ID += "other"
	if bench = openWithDrafts(t, dir, &server{}, host.Move{Task: other}); len(bench.Boxes) != 0 {
		t.Errorf("another task's draft is offered:\n%s", bench.Plain())
	}
	bench = openWithDrafts(t, dir, &server{}, host.Move{Task: projectTask()})
	bench.Keys("tab", "enter") // to the button that starts over
	if got := bench.Plain(); len(bench.Boxes) != 0 || !strings.Contains(got, "‹ 24 h, ending 2 h ago ›") || bench.Screen.Info().Unsaved {
		t.Errorf("the form does not start over:\n%s", got)
	}
}

// Leaving can keep the draft. It is found again for a task of which only the ID is
// known.
func TestLeavingKeepsTheDraft(t *testing.T) {
	dir := t.TempDir()
	bench := openWithDrafts(t, dir, &server{}, host.Move{Task: projectTask()})
	bench.Keys("tab", "0", "esc")
	if got := oneLine(bench.Plain()); !strings.Contains(got, "The run is not started yet. A kept draft is offered") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	bench.Keys("y")
	if bench.Pops != 1 {
		t.Fatal("the form is still open")
	}
	bench = openWithDrafts(t, dir, &server{task: projectTask()}, host.Move{Task: api.Task{ID: projectTask().ID}})
	if got := bench.Plain(); len(bench.Boxes) != 1 || !strings.Contains(got, "Continue the draft of") {
		t.Fatalf("the form does not offer the draft:\n%s", got)
	}
	bench.Keys("enter")
	if got := bench.Plain(); !strings.Contains(got, "‹ custom: as typed below") || !bench.Screen.Info().Unsaved {
		t.Errorf("the screen is\n%s", got)
	}
}

// A request in flight is not unsaved text, and quitting waits for it.
func TestRequestInFlightIsNotUnsaved(t *testing.T) {
	srv := &server{answer: run("R1", api.Pending, 0), gate: make(chan struct{})}
	bench := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
	pressTab(bench, 3)
	bench.Keys("backspace")
	bench.Press("ctrl+s")
	bench.UntilText("Starting the run…")
	if bench.Screen.Info().Unsaved {
		t.Error("a request in flight counts as unsaved")
	}
	bench.Press("ctrl+c")
	if bench.Quit {
		t.Error("quitting cancels the request")
	}
	close(srv.gate)
	bench.Settle()
	if bench.Screen.Info().Unsaved || len(bench.Moves) != 1 || !bench.Quit || len(srv.sent) != 1 {
		t.Errorf("started: moves %v, quit %v, sent %d", bench.Moves, bench.Quit, len(srv.sent))
	}
}

// The marks of a list follow the draft that was restored.
func TestRestoredPickIsMarked(t *testing.T) {
	dir := t.TempDir()
	experiments := [][]api.Experiment{{{ID: "e4", Name: "after the fix"}, {ID: "e1", Name: "baseline"}, {ID: "e2", Name: "twin"}, {ID: "e3", Name: "third"}}}
	bench := openWithDrafts(t, dir, &server{experiments: experiments}, host.Move{Task: datasetTask()})
	bench.Type("after")
	bench.Keys("enter", "ctrl+c")
	srv := &server{experiments: experiments}
	bench = openWithDrafts(t, dir, srv, host.Move{Task: datasetTask()})
	bench.Keys("enter")
	if got := oneLine(bench.Plain()); !strings.Contains(got, "after the fix ✓") || !strings.Contains(got, "4 picked experiments") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	bench.Keys("ctrl+s")
	if len(srv.sent) != 1 || !slices.Equal(srv.sent[0].ExperimentIDs, []string{"e1", "e2", "e3", "e4"}) {
		t.Fatalf("sent %+v", srv.sent)
	}
}

// A form that is opened while an earlier one is sending the same draft does not
// offer that draft as unsent.
func TestSentDraftIsNotOfferedAsUnsent(t *testing.T) {
	dir := t.TempDir()
	srv := &server{answer: run("R1", api.Pending, 0), gate: make(chan struct{})}
	bench := openWithDrafts(t, dir, srv, host.Move{Task: projectTask()})
	pressTab(bench, 3)
	bench.Keys("backspace")
	bench.Press("ctrl+s")
	bench.UntilText("Starting the run…")
	onDisk := draft.New(dir, "work@home", bench.Clock.Now)
	for sent := false; !sent; runtime.Gosched() {
		info, _ := onDisk.Load("task.trigger."+projectTask().ID, new(any))
		sent = !info.Sent.IsZero()
	}
	again := openWithDrafts(t, dir, stockedServer(), host.Move{Task: projectTask()})
	if got := oneLine(again.Plain()); !strings.Contains(got, "It was sent at 2026-") || strings.Contains(got, "It was not sent") ||
		!strings.Contains(got, "the outcome is unknown") || !strings.Contains(got, "the newest one.") {
		t.Errorf("the offer is\n%s", again.Plain())
	}
	close(srv.gate)
	bench.Settle()
	if again = openWithDrafts(t, dir, stockedServer(), host.Move{Task: projectTask()}); len(again.Boxes) > 0 {
		t.Errorf("the draft is offered after it was sent:\n%s", again.Plain())
	}
}

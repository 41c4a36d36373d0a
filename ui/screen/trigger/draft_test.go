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

// keeping is the form on a task, whose drafts are kept in dir.
func keeping(t *testing.T, dir string, s *server, move host.Move) *harness.Harness {
	t.Helper()
	clock := driver.NewClock()
	h := harness.New(t, clock)
	h.Show(trigger.New(h.Env, s, draft.New(dir, "work@home", clock.Now), move), 80, 20)
	h.Settle()
	return h
}

// The end of the program loses nothing that was typed; it is offered when the
// form of this task is opened next, and not in that of another.
func TestWhatWasTypedOutlivesTheProgram(t *testing.T) {
	dir := t.TempDir()
	h := keeping(t, dir, stocked(), host.Move{Task: experimentTask()})
	tabs(h, 1)
	h.Keys("down", "enter") // the version spring
	tabs(h, 2)
	h.Type("latency > 2")
	h.Keys("ctrl+c")
	server := stocked()
	h = keeping(t, dir, server, host.Move{Task: experimentTask()})
	if got := words(h.Plain()); !strings.Contains(got, "Continue the draft of") || !strings.Contains(got, "of version spring") {
		t.Fatalf("the draft is not offered:\n%s", h.Plain())
	}
	h.Keys("enter", "ctrl+s")
	if len(server.sent) != 1 || server.sent[0].QueryFilter != "latency > 2" || server.sent[0].DatasetVersionID != "v2" {
		t.Fatalf("sent %+v", server.sent)
	}
	if h = keeping(t, dir, server, host.Move{Task: experimentTask()}); len(h.Boxes) != 0 {
		t.Errorf("a draft that was sent is offered again:\n%s", h.Plain())
	}
}

func TestADraftBelongsToItsTask(t *testing.T) {
	dir := t.TempDir()
	h := keeping(t, dir, &server{}, host.Move{Task: projectTask()})
	h.Keys("tab", "0", "ctrl+c")
	other := projectTask()
	other.ID += "other"
	if h = keeping(t, dir, &server{}, host.Move{Task: other}); len(h.Boxes) != 0 {
		t.Errorf("another task's draft is offered:\n%s", h.Plain())
	}
	h = keeping(t, dir, &server{}, host.Move{Task: projectTask()})
	h.Keys("tab", "enter") // to the button that starts anew
	if got := h.Plain(); len(h.Boxes) != 0 || !strings.Contains(got, "‹ 24 h, ending 2 h ago ›") || h.Screen.Info().Unsaved {
		t.Errorf("the form does not start anew:\n%s", got)
	}
}

// Leaving may keep the draft. A task that is only known by its ID gets it, too.
func TestLeavingKeepsTheDraft(t *testing.T) {
	dir := t.TempDir()
	h := keeping(t, dir, &server{}, host.Move{Task: projectTask()})
	h.Keys("tab", "0", "esc")
	if got := words(h.Plain()); !strings.Contains(got, "The run is not started yet. A kept draft is offered") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	h.Keys("y")
	if h.Pops != 1 {
		t.Fatal("the form is open still")
	}
	h = keeping(t, dir, &server{task: projectTask()}, host.Move{Task: api.Task{ID: projectTask().ID}})
	if got := h.Plain(); len(h.Boxes) != 1 || !strings.Contains(got, "Continue the draft of") {
		t.Fatalf("the draft is not offered:\n%s", got)
	}
	h.Keys("enter")
	if got := h.Plain(); !strings.Contains(got, "‹ free: as written below") || !h.Screen.Info().Unsaved {
		t.Errorf("the screen is\n%s", got)
	}
}

// A request on its way is no unsaved text: quitting must not call it one.
func TestARequestOnItsWayIsToldAsSuch(t *testing.T) {
	s := &server{answer: run("R1", api.Pending, 0), gate: make(chan struct{})}
	h := open(t, s, host.Move{Task: projectTask()}, 80, 20)
	tabs(h, 3)
	h.Keys("backspace")
	h.Press("ctrl+s")
	h.UntilText("Starting the run…")
	if h.Screen.Info().Unsaved {
		t.Error("what is on its way is called unsaved")
	}
	h.Press("ctrl+c")
	if h.Quit {
		t.Error("quitting cuts the request off")
	}
	close(s.gate)
	h.Settle()
	if h.Screen.Info().Unsaved || len(h.Moves) != 1 || !h.Quit || len(s.sent) != 1 {
		t.Errorf("started: moves %v, quit %v, sent %d", h.Moves, h.Quit, len(s.sent))
	}
}

// The marks of a list follow the draft that was restored.
func TestARestoredPickIsMarked(t *testing.T) {
	dir := t.TempDir()
	exps := [][]api.Experiment{{{ID: "e4", Name: "after the fix"}, {ID: "e1", Name: "baseline"}, {ID: "e2", Name: "twin"}, {ID: "e3", Name: "third"}}}
	h := keeping(t, dir, &server{exps: exps}, host.Move{Task: datasetTask()})
	h.Type("after")
	h.Keys("enter", "ctrl+c")
	s := &server{exps: exps}
	h = keeping(t, dir, s, host.Move{Task: datasetTask()})
	h.Keys("enter")
	if got := words(h.Plain()); !strings.Contains(got, "after the fix ✓") || !strings.Contains(got, "4 picked experiments") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	h.Keys("ctrl+s")
	if len(s.sent) != 1 || !slices.Equal(s.sent[0].ExperimentIDs, []string{"e1", "e2", "e3", "e4"}) {
		t.Fatalf("sent %+v", s.sent)
	}
}

// A form that is opened while the run of an earlier one is being started, or
// after its answer was lost, does not offer to send the same again as unsent.
func TestWhatIsBeingSentIsNotOfferedAsUnsent(t *testing.T) {
	dir := t.TempDir()
	s := &server{answer: run("R1", api.Pending, 0), gate: make(chan struct{})}
	h := keeping(t, dir, s, host.Move{Task: projectTask()})
	tabs(h, 3)
	h.Keys("backspace")
	h.Press("ctrl+s")
	h.UntilText("Starting the run…")
	onDisk := draft.New(dir, "work@home", h.Clock.Now)
	for sent := false; !sent; runtime.Gosched() {
		info, _ := onDisk.Load("task.trigger."+projectTask().ID, new(any))
		sent = !info.Sent.IsZero()
	}
	again := keeping(t, dir, stocked(), host.Move{Task: projectTask()})
	if got := words(again.Plain()); !strings.Contains(got, "It was sent at 2026-") || strings.Contains(got, "It was not sent") ||
		!strings.Contains(got, "the outcome is unknown") || !strings.Contains(got, "the newest one.") {
		t.Errorf("the offer is\n%s", again.Plain())
	}
	close(s.gate)
	h.Settle()
	if again = keeping(t, dir, stocked(), host.Move{Task: projectTask()}); len(again.Boxes) > 0 {
		t.Errorf("what was carried out is offered:\n%s", again.Plain())
	}
}

package run_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
)

func TestPause(t *testing.T) {
	srv := newServer(is(running(0, 0, 0)), is(running(100, 0, 0)))
	stage := open(t, srv, idOnly(), 80, 20)
	stage.Advance(5 * time.Second)
	stage.Keys("space")
	stage.has("polling paused at 10:30:05 UTC, space resumes", "19 s when last seen")
	if polls := stage.countPolls(func() { stage.Advance(time.Hour) }); polls != 0 {
		t.Errorf("%d polls while paused", polls)
	}
	if info := stage.Screen.Info(); info.Ticking {
		t.Errorf("paused, but the frame gets %+v", info)
	}
	srv.respond(is(running(150, 0, 0)))
	if polls := stage.countPolls(func() { stage.Keys("r"); stage.Advance(time.Minute) }); polls != 1 {
		t.Errorf("refresh while paused polled %d times, want 1", polls)
	}
	stage.has("150", "polling paused")
	if polls := stage.countPolls(func() { stage.Keys("space") }); polls != 1 {
		t.Errorf("resuming polled %d times, want 1", polls)
	}
	stage.has("polled just now, next in 5 s", "stops watching in 10 min", "≈     – /s\n")
}

func TestGiveUp(t *testing.T) {
	srv := newServer(is(running(1, 0, 0)))
	stage := open(t, srv, idOnly(), 80, 20)
	stage.Advance(11 * time.Minute)
	stage.has("stopped watching after 10 min, w watches it until it ends", "when last seen")
	if polls := stage.countPolls(func() { stage.Advance(time.Hour) }); polls != 0 {
		t.Errorf("%d polls after the timeout", polls)
	}
	stage.Keys("w")
	stage.has("polled just now", "watched until it ends")
	stage.Advance(time.Hour) // longer than any timeout
	stage.has("next in 5 s", "watched until it ends")
	stage.Keys("w")
	stage.has("polled just now", "stops watching in 10 min")
	stage.Advance(11 * time.Minute)
	stage.Keys("]")
	stage.has("polled just now", "stops watching in 4 min")
	if got := stage.Notices[len(stage.Notices)-1].Text; got != "Watch timeout: 15 min." {
		t.Errorf("notice %q", got)
	}
}

func TestIntervalAndTimeoutHaveBounds(t *testing.T) {
	stage := open(t, newServer(is(running(1, 0, 0))), idOnly(), 80, 20)
	for range 30 {
		stage.Keys("+", "[")
	}
	stage.has("every 1 s", "stops watching in 1 min")
	if polls := stage.countPolls(func() { stage.Advance(3 * time.Second) }); polls != 3 {
		t.Errorf("%d polls in 3 s with an interval of 1 s", polls)
	}
	for range 30 {
		stage.Keys("-", "]")
	}
	stage.has("every 1 min", "stops watching in 23 h 59 min")
}

func TestUnknownStatusIsShownRawAndWatched(t *testing.T) {
	run := running(5, 0, 0)
	run.Status = "PAUSED_BY_QUOTA"
	stage := open(t, newServer(is(run)), idOnly(), 80, 20)
	stage.has("? PAUSED_BY_QUOTA")
	if polls := stage.countPolls(func() { stage.Advance(5 * time.Second) }); polls != 1 || !stage.Screen.Can(keymap.CancelRun) {
		t.Errorf("%d polls in 5 s, can be cancelled: %v", polls, stage.Screen.Can(keymap.CancelRun))
	}
}

func TestPending(t *testing.T) {
	stage := open(t, newServer(is(pending())), idOnly(), 80, 20)
	stage.has("○ pending   queued for 15 s")
	stage.hasNot("/s")
}

func TestHiddenIsNotPolled(t *testing.T) {
	stage := open(t, newServer(is(running(1, 0, 0))), idOnly(), 80, 20)
	stage.Env.Polls.Hide(stage.Screen.Addr())
	stage.Screen.Hide()
	if polls := stage.countPolls(func() { stage.Advance(time.Minute) }); polls != 0 {
		t.Errorf("%d polls while hidden", polls)
	}
	stage.Env.Polls.Show(stage.Screen.Addr())
	stage.Screen.Show()
	if polls := stage.countPolls(func() { stage.Send(nil); stage.Settle() }); polls != 1 {
		t.Errorf("%d polls when shown again, want 1", polls)
	}
	stage.has("≈     – /s\n")
}

func TestCanceledRequestShowsNoError(t *testing.T) {
	srv := newServer(is(running(1, 0, 0)))
	stage := open(t, srv, idOnly(), 80, 20)
	before := stage.Plain()
	srv.gate = make(chan struct{})
	stage.Press("r")
	stage.Screen.Close()
	stage.Settle()
	if after := stage.Plain(); strings.Contains(after, "stale") || strings.Contains(after, "!") {
		t.Errorf("a canceled request is shown as an error:\n%s\nbefore:\n%s", after, before)
	}
}

func TestOlderUpdatesAreIgnored(t *testing.T) {
	stage := open(t, newServer(is(running(500, 0, 0))), idOnly(), 80, 20)
	older := []api.Run{pending(), running(400, 0, 0), {ID: "another", Status: api.Failed}}
	for _, run := range older {
		stage.Send(host.RunUpdated{Run: run})
		stage.Settle()
		stage.has("● running", "500")
	}
	stage.srv.respond(is(ended(api.Cancelled, 500, 0, 0)))
	stage.Send(host.RunUpdated{Run: ended(api.Cancelled, 500, 0, 0)})
	stage.Settle()
	stage.has("⊘ cancelled")
	stage.Send(host.RunUpdated{Run: running(600, 0, 0)})
	stage.Settle()
	stage.has("⊘ cancelled")
	stage.srv.respond(is(running(600, 0, 0)))
	stage.Keys("r")
	stage.has("⊘ cancelled", "500")
}

func TestRunAgainAndCancelAreSentToTheRoot(t *testing.T) {
	stage := open(t, newServer(is(running(1, 0, 0))), idOnly(), 80, 20)
	stage.Keys("R")
	if len(stage.Moves) != 1 || stage.Moves[0].To != host.PlaceTrigger || stage.Moves[0].Task.Name != "Relevance Monitor" || stage.Moves[0].Run.ID != runID {
		t.Errorf("run again sends %+v", stage.Moves)
	}
	stage.Send(host.Pop{})
	stage.Keys("x")
	if len(stage.Boxes) != 1 || !strings.Contains(stage.Plain(), "Cancel this run?") {
		t.Errorf("cancel opens %v", stage.Boxes)
	}
}

func TestCanOfEveryRunAction(t *testing.T) {
	newest := pending()
	newest.ID, newest.CreatedAt = "VGFza1J1bjo3Nzg6OTpuZXc=", at(10, 29, 50)
	srv := newServer(is(running(1, 0, 0)))
	srv.basis = []api.Run{newest, running(1, 0, 0), lastRun()}
	active := open(t, srv, idOnly(), 80, 20)
	active.Advance(5 * time.Second)
	finished := open(t, newServer(is(ended(api.Completed, 1, 0, 0))), idOnly(), 80, 20)
	afterEnd := map[keymap.Action]bool{keymap.Refresh: true, keymap.RunAgain: true, keymap.Copy: true, keymap.ShowJSON: true, keymap.WhyEnded: true, keymap.OpenWeb: true, keymap.ShowResults: true, keymap.ShowJudge: true, keymap.MappingView: true}
	for _, entry := range keymap.Default().Entries() {
		if entry.Scope != keymap.Run {
			continue
		}
		if !active.Screen.Can(entry.Action) && entry.Action != keymap.FullText { // which needs a reason
			t.Errorf("%s is not available while a run is active", entry.Action)
		}
		if finished.Screen.Can(entry.Action) != afterEnd[entry.Action] {
			t.Errorf("%s available after the end: %v", entry.Action, finished.Screen.Can(entry.Action))
		}
	}
}

func TestLongReasonScrolls(t *testing.T) {
	run := ended(api.Failed, 0, 0, 0)
	run.FailureReason = "first line\n" + strings.Repeat("one of many words ", 120) + "\nthe very last line"
	stage := open(t, newServer(is(run)), idOnly(), 60, 13)
	stage.has("first line", "more lines, j scrolls")
	stage.hasNot("the very last line")
	stage.Keys("G")
	stage.has("run         " + runID)
	stage.hasNot("first line", "more lines")
	found := false
	stage.Keys("g")
	for range 80 {
		stage.Keys("j")
		found = found || strings.Contains(stage.Plain(), "the very last line")
	}
	if !found {
		t.Error("the end of the reason cannot be reached")
	}
}

func TestExperimentRun(t *testing.T) {
	srv := newServer(is(running(1, 0, 0)))
	srv.task.Type, srv.task.Evaluators = api.RunExperiment, nil
	srv.answers[0].run.DataStart, srv.answers[0].run.DataEnd = nil, nil
	stage := open(t, srv, idOnly(), 80, 20)
	stage.has("experiment  not known yet")
	run := running(2, 0, 0)
	run.ExperimentID = "RXhwZXJpbWVudDo1OmV4"
	srv.respond(is(run))
	stage.Advance(5 * time.Second)
	stage.has("experiment  RXhwZXJpbWVudDo1OmV4")
}

func TestLikelyCause(t *testing.T) {
	run := ended(api.Cancelled, 0, 0, 0)
	run.FinishedAt = ptr(run.StartedAt.Add(time.Second))
	srv := newServer(is(run))
	srv.evaluator = api.Evaluator{ID: "RXZhbHVhdG9yOjE6YQ=="}
	stage := open(t, srv, idOnly(), 80, 40)
	stage.has("why         the server gave no reason", "likely      the AI integration", "do          check the evaluator's integration", "because     it was cancelled within seconds of the start")
	if len(srv.evaluatorLoads) != 2 {
		t.Errorf("evaluators loaded: %v, want each of the two once", srv.evaluatorLoads)
	}
	stage.Keys("r")
	stage.Advance(time.Hour)
	if len(srv.evaluatorLoads) != 2 {
		t.Errorf("evaluators loaded again: %v", srv.evaluatorLoads)
	}
}

func TestCompletedRunLoadsNoEvaluator(t *testing.T) {
	srv := newServer(is(running(1, 0, 0)), is(ended(api.Completed, 5, 0, 0)))
	stage := open(t, srv, idOnly(), 80, 40)
	stage.Advance(5 * time.Second)
	stage.hasNot("likely", "cause")
	if len(srv.evaluatorLoads) != 0 {
		t.Errorf("evaluators loaded: %v", srv.evaluatorLoads)
	}
}

func TestPendingForMinutes(t *testing.T) {
	stage := open(t, newServer(is(pending())), idOnly(), 80, 40)
	stage.hasNot("likely")
	stage.Advance(2 * time.Minute)
	stage.has("queued for 2 min 15 s", "likely", "stuck")
	stage.Advance(20 * time.Minute)
	stage.has("stopped watching", "queued for 10 min 15 s when last seen")
}
